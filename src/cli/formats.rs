//! `--format FORMAT[=FILE]`: which reports of one run go where, and writing them.
//!
//! All reports are made before the first is written, files are replaced whole, and the exit code does not depend on any.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Check;
use super::exit::{Exit, Failure};
use super::output;
use super::settings::{Settings, today};
use crate::messages::Localized;
use crate::read::problem::{Problem, ProblemKind};
use crate::report::markdown::markdown;
use crate::report::{Format, Options, Report, Summary, nothing_checked};
use crate::source::{Source, Span};

/// The name of what was typed, where reports need that of a file.
const COMMAND_LINE: &str = "<command line>";

/// Bytes that GitHub shows of the summary of a step; it refuses longer ones whole.
const LARGEST_STEP_SUMMARY: u64 = 1024 * 1024;

/// One report and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its format.
    pub format: Format,
    /// The file; standard output where there is none.
    pub file: Option<PathBuf>,
}

/// Reads `sarif=out.sarif`.
#[derive(Clone, Debug)]
pub struct TargetParser;

impl TypedValueParser for TargetParser {
    type Value = Target;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Target, clap::Error> {
        let text = StringValueParser::new().parse_ref(command, argument, value)?;
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(file)),
            None => (text.as_str(), None),
        };
        let format = Format::ALL.into_iter().find(|known| known.name() == name);
        match (format, file) {
            (Some(format), file) if file != Some("") => Ok(Target {
                format,
                file: file.filter(|file| *file != "-").map(PathBuf::from),
            }),
            _ => {
                let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
                if let Some(argument) = argument {
                    let said = ContextValue::String(argument.to_string());
                    error.insert(ContextKind::InvalidArg, said);
                }
                error.insert(ContextKind::InvalidValue, ContextValue::String(text));
                let known = Format::ALL.map(|known| known.name().to_owned());
                error.insert(
                    ContextKind::ValidValue,
                    ContextValue::Strings(known.to_vec()),
                );
                Err(error)
            }
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Format::ALL.into_iter().map(|format| {
            PossibleValue::new(format.name()).help(about(format))
        })))
    }
}

fn about(format: Format) -> &'static str {
    match format {
        Format::Text => "Sentences with the piece of the file, for a terminal",
        Format::Narrated => "Plain sentences, for a screen reader",
        Format::Concise => "One line for each finding, with file, line and column",
        Format::Json => "Everything as one JSON object, for programs",
        Format::Jsonl => "Everything as JSON, one record on each line",
        Format::Sarif => "SARIF 2.1.0, for code scanning",
        Format::Junit => "JUnit XML: a test case for each rule and process",
        Format::Gitlab => "GitLab Code Quality",
        Format::Github => "GitHub workflow commands, and a step summary",
        Format::Markdown => "Markdown, for comments and minutes",
        Format::Csv => "One row for each finding, for spreadsheets",
    }
}

/// One report at most goes to standard output, no two to one file, and none to a file that the run reads.
pub fn check(args: &Check) -> Result<(), Failure> {
    let mut to_stdout = args.formats.iter().filter(|target| target.file.is_none());
    if to_stdout.nth(1).is_some() {
        return Err(Failure::new(Localized::fixed(
            "two formats would be mixed on the standard output",
            "hai định dạng cùng ghi ra đầu ra chuẩn sẽ bị lẫn vào nhau",
        ))
        .help(Localized::fixed(
            "give one of them a file: `--format sarif=out.sarif --format text`",
            "hãy ghi một định dạng ra tệp: `--format sarif=out.sarif --format text`",
        )));
    }
    let files = args
        .formats
        .iter()
        .filter_map(|target| target.file.as_deref());
    let read = args.paths.iter().chain(&args.baseline).chain(&args.waivers);
    output::check_targets(
        &files.collect::<Vec<_>>(),
        &read.map(PathBuf::as_path).collect::<Vec<_>>(),
    )
}

/// No report goes to a file that was read.
pub fn check_not_read(targets: &[Target], report: &Report) -> Result<(), Failure> {
    let files = targets.iter().filter_map(|target| target.file.as_deref());
    output::check_not_read(&files.collect::<Vec<_>>(), &report.sources)
}

/// Make all reports, then write them, the one for standard output last; the first that cannot be written is the failure.
pub fn write_all(
    report: &Report,
    options: &Options,
    targets: &[Target],
    settings: &Settings,
) -> Result<(), Failure> {
    let plain = Options {
        style: Settings::file_style(),
        ..options.clone()
    };
    let made: Vec<(&Target, String)> = targets
        .iter()
        .map(|target| {
            let options = if target.file.is_some() {
                &plain
            } else {
                options
            };
            (target, target.format.write(report, options))
        })
        .collect();
    // One file that cannot be written keeps nothing else from being told.
    let mut done = Ok(());
    for (target, text) in &made {
        if let Some(file) = &target.file {
            done = done.and(output::to_file(file, text));
        }
    }
    let is_github = |target: &Target| target.format == Format::Github;
    if let Some(summary) = &settings.step_summary
        && targets.iter().any(is_github)
    {
        done = done.and(append_summary(report, summary));
    }
    let shown = made.iter().find(|(target, _)| target.file.is_none());
    if let Some((_, text)) = shown {
        output::to_stdout(text)?;
    }
    // Whoever only sees the terminal is told, too, that nothing was checked, or what the files hold.
    let lang = report.lang;
    match (shown, nothing_checked(report)) {
        (Some((target, _)), _) if target.format.is_for_people() => {}
        (_, Some(nothing)) => output::to_stderr(&format!("{}\n", nothing.in_lang(lang))),
        (None, None) => {
            let lines = Summary::of(report).sentences(lang);
            output::to_stderr(&(lines.join("\n") + "\n"));
        }
        (Some(_), None) => {}
    }
    done
}

/// Write of a run that cannot be carried out, wherever a program waits for a report, that it was not.
pub fn write_failure(
    failure: &Failure,
    targets: &[Target],
    settings: &Settings,
) -> Result<(), Failure> {
    let waiting: Vec<Target> = targets
        .iter()
        .filter(|target| target.file.is_some() || !target.format.is_for_terminals())
        .cloned()
        .collect();
    if waiting.is_empty() {
        return Ok(());
    }
    let mut report = Report::empty(settings.lang(), today());
    let source = report.sources.add(Source::new(COMMAND_LINE, ""));
    let kind = ProblemKind::BadValue;
    let mut problem = Problem::new(kind, Span::default(), failure.message.clone());
    problem.help.clone_from(&failure.help);
    report.problems.push((source, problem));
    let options = Options {
        exit: Exit::Unread,
        style: Settings::file_style(),
        folded: true,
        show: Vec::new(),
    };
    write_all(&report, &options, &waiting, settings)
}

fn append_summary(report: &Report, file: &Path) -> Result<(), Failure> {
    let there = std::fs::metadata(file).map_or(0, |metadata| metadata.len());
    let room = usize::try_from(LARGEST_STEP_SUMMARY.saturating_sub(there)).unwrap_or(usize::MAX);
    output::append(file, &markdown(report, room))
}
