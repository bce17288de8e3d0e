//! `--format FORMAT[=FILE]`: which reports of one run go where, and writing them.
//!
//! All reports are made before the first is written, files are replaced whole, and the exit code does not depend on any.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Check;
use super::configurations::{Configuration, Configurations};
use super::discover::discover;
use super::exit::{Exit, Failure};
use super::output;
use super::replace::Open;
use super::settings::{Settings, today};
use crate::messages::Localized;
use crate::read::problem::{Problem, ProblemKind};
use crate::report::markdown::markdown;
use crate::report::{Format, Options, Report, Summary, nothing_checked};
use crate::source::{Source, Sources, Span};

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
                file: file.filter(|file| !is_stdout(file)).map(PathBuf::from),
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

fn is_stdout(file: &str) -> bool {
    file == "-" || Open::of(Path::new(file)) == Some(Open::Stdout)
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

/// Where the reports of a run go.
pub struct Targets {
    /// Those that may be written.
    pub allowed: Vec<Target>,
    /// Why one of the others may not.
    pub refused: Option<Failure>,
}

impl Targets {
    /// The targets of a run: one report at most goes to standard output, no two to one file, and none to a file that the run
    /// reads.
    pub fn of(args: &Check) -> Self {
        let mut targets = Self {
            allowed: args.formats.clone(),
            refused: None,
        };
        let is_shown = |target: &&Target| target.file.is_none();
        if targets.allowed.iter().filter(is_shown).count() > 1 {
            targets.allowed.retain(|target| target.file.is_some());
            targets.refused = Some(mixed());
        }
        if targets.allowed.iter().all(|target| target.file.is_none()) {
            return targets;
        }
        let configured = configured_files(Configurations::above(&args.paths));
        let read = args.paths.iter().chain(&args.baseline).chain(&args.waivers);
        let read: Vec<&Path> = read.chain(&configured).map(PathBuf::as_path).collect();
        targets.refuse(|files| output::refusals(files, &read));
        targets
    }

    /// Take out what was read.
    pub fn check_not_read(&mut self, sources: &Sources) -> Result<(), Failure> {
        self.refuse(|files| output::overwriting(files, sources));
        self.refused.clone().map_or(Ok(()), Err)
    }

    /// Take out what a configuration names, of a run that has not read any.
    fn spare_configured(&mut self, paths: &[PathBuf]) {
        let mut configurations = Configurations::above(paths);
        discover(paths, &mut configurations);
        let configured = configured_files(configurations);
        let read: Vec<&Path> = configured.iter().map(PathBuf::as_path).collect();
        self.refuse(|files| output::refusals(files, &read));
    }

    /// Take out the files for which there is a refusal; `why` says it for each.
    fn refuse(&mut self, why: impl Fn(&[&Path]) -> Vec<Option<Failure>>) {
        let files = self.allowed.iter();
        let files: Vec<&Path> = files.filter_map(|target| target.file.as_deref()).collect();
        let mut refusals = why(&files).into_iter();
        let mut first = None;
        self.allowed.retain(|target| {
            let refusal = target.file.as_ref().and_then(|_| refusals.next().flatten());
            let is_allowed = refusal.is_none();
            first = first.take().or(refusal);
            is_allowed
        });
        self.refused = self.refused.take().or(first);
    }
}

fn mixed() -> Failure {
    Failure::new(Localized::fixed(
        "two formats would be mixed on the standard output",
        "hai định dạng cùng ghi ra đầu ra chuẩn sẽ bị lẫn vào nhau",
    ))
    .help(Localized::fixed(
        "give one of them a file: `--format sarif=out.sarif --format text`",
        "hãy ghi một định dạng ra tệp: `--format sarif=out.sarif --format text`",
    ))
}

/// The files that configurations name.
fn configured_files(configurations: Configurations) -> Vec<PathBuf> {
    let all = configurations.into_all();
    all.iter().flat_map(Configuration::files).collect()
}

/// Make all reports, then write them, the one for standard output last; the first that cannot be written is the failure.
pub fn write_all(
    report: &Report,
    options: &Options,
    targets: &[Target],
    settings: &Settings,
) -> Result<(), Failure> {
    let reports = |exit: Exit| -> Vec<(&Target, String)> {
        let shown = Options {
            exit,
            ..options.clone()
        };
        let plain = Options {
            style: Settings::file_style(),
            ..shown.clone()
        };
        let options_of = |target: &Target| match &target.file {
            Some(_) => &plain,
            None => &shown,
        };
        let made = targets.iter();
        made.map(|target| (target, target.format.write(report, options_of(target))))
            .collect()
    };
    // One file that cannot be written keeps nothing else from being told.
    let write = |made: &[(&Target, String)]| {
        let mut done = Ok(());
        for (target, text) in made {
            if let Some(file) = &target.file {
                done = done.and(output::to_file(file, text));
            }
        }
        done
    };
    let mut made = reports(options.exit);
    let mut done = write(&made);
    if done.is_err() && options.exit != Exit::Unread {
        // Every report says how the run ends, and it ends otherwise now. What cannot be written is known.
        made = reports(Exit::Unread);
        let _ = write(&made);
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

/// Write of a run that cannot be carried out, wherever a program waits for a report, that it was not: what the last run wrote
/// must not be taken for the result of this one.
pub fn write_failure(
    failure: &Failure,
    mut targets: Targets,
    paths: &[PathBuf],
    settings: &Settings,
) -> Result<(), Failure> {
    let is_waited_for =
        |target: &Target| target.file.is_some() || !target.format.is_for_terminals();
    targets.allowed.retain(is_waited_for);
    targets.spare_configured(paths);
    if targets.allowed.is_empty() {
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
    write_all(&report, &options, &targets.allowed, settings)
}

fn append_summary(report: &Report, file: &Path) -> Result<(), Failure> {
    let there = std::fs::metadata(file).map_or(0, |metadata| metadata.len());
    let room = usize::try_from(LARGEST_STEP_SUMMARY.saturating_sub(there)).unwrap_or(usize::MAX);
    output::append(file, &markdown(report, room))
}
