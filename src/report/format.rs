//! The one list of formats: their names, and which file writes each.

use super::concise::concise;
use super::csv::csv;
use super::github::github;
use super::gitlab::gitlab;
use super::json::json;
use super::jsonl::jsonl;
use super::junit::junit;
use super::markdown::markdown;
use super::narrated::narrated;
use super::sarif::sarif;
use super::text::{Style, text};
use super::{Exit, Report};
use crate::finding::OutcomeKind;

/// A format of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Sentences with the piece of the file.
    #[default]
    Text,
    /// Plain sentences.
    Narrated,
    /// One line for each finding.
    Concise,
    /// One JSON object.
    Json,
    /// JSON, one record on each line.
    Jsonl,
    /// SARIF 2.1.0.
    Sarif,
    /// `JUnit` XML.
    Junit,
    /// GitLab Code Quality.
    Gitlab,
    /// GitHub workflow commands.
    Github,
    /// Markdown.
    Markdown,
    /// Comma-separated values.
    Csv,
}

/// What a report depends on besides what was found.
#[derive(Clone, Debug)]
pub struct Options {
    /// How the run ended.
    pub exit: Exit,
    /// How the terminal wants text.
    pub style: Style,
    /// Whether formats for people show one cause in many files once.
    pub folded: bool,
    /// Outcomes that `text` lists besides findings.
    pub show: Vec<OutcomeKind>,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 11] = [
        Self::Text,
        Self::Narrated,
        Self::Concise,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Junit,
        Self::Gitlab,
        Self::Github,
        Self::Markdown,
        Self::Csv,
    ];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Narrated => "narrated",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Gitlab => "gitlab",
            Self::Github => "github",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
        }
    }

    /// Whether a person who reads it is told how the run ended; of the others `cli` says it on stderr, too.
    pub fn is_for_people(self) -> bool {
        matches!(self, Self::Text | Self::Narrated | Self::Markdown)
    }

    /// Whether it is read at a terminal, where what goes to stderr is read as well.
    pub fn is_for_terminals(self) -> bool {
        matches!(self, Self::Text | Self::Narrated | Self::Concise)
    }

    /// Whether it names the files by their SHA-256.
    pub fn states_hashes(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl | Self::Sarif)
    }

    /// The whole report.
    pub fn write(self, report: &Report, options: &Options) -> String {
        match self {
            Self::Text => text(report, &options.style, options.folded, &options.show),
            Self::Narrated => narrated(report, options.folded),
            Self::Concise => concise(report),
            Self::Json => json(report, options),
            Self::Jsonl => jsonl(report, options),
            Self::Sarif => sarif(report, options),
            Self::Junit => junit(report),
            Self::Gitlab => gitlab(report),
            Self::Github => github(report),
            Self::Markdown => markdown(report, usize::MAX),
            Self::Csv => csv(report),
        }
    }
}
