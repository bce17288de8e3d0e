//! `qmslint check`: process files held against the rules.

use std::path::PathBuf;

use rayon::prelude::*;

use super::args::{Check, Format};
use super::criteria::{Loaded, find_config, load};
use super::discover::{Origin, discover, states_a_process};
use super::exit::{Exit, Failure};
use super::files::{FileText, read_file, read_stdin};
use super::output;
use super::progress::Progress;
use super::settings::{Settings, today};
use crate::checks::RuleCheck;
use crate::finding::Grade;
use crate::messages::Localized;
use crate::model::name::Id;
use crate::model::process::Process;
use crate::read::config::unknown_rule;
use crate::read::problem::{Problem, ProblemKind};
use crate::read::process::read_process;
use crate::report::text::{Style, text};
use crate::report::{Input, Report, nothing_checked};
use crate::report::{concise::concise, json::json, narrated::narrated};
use crate::source::{Source, SourceId, Sources, Span};

/// Check, print, and say how it ended.
pub fn run(args: &Check, settings: &Settings) -> Result<Exit, Failure> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.threads.unwrap_or(0))
        .build()
        .map_err(|error| {
            Failure::new(Localized::new(
                format!("the threads cannot be started: {error}"),
                "không khởi động được các luồng xử lý",
            ))
        })?;
    pool.install(|| check(args, settings))
}

fn check(args: &Check, settings: &Settings) -> Result<Exit, Failure> {
    let config = find_config(&args.paths)?;
    let as_of = args.as_of.unwrap_or_else(today);
    let mut loaded = load(config.as_deref(), &args.packs.folders, as_of);
    let lang = settings.lang_with(loaded.config.check.language);
    let fail_on = args
        .fail_on
        .map(Grade::from)
        .or(loaded.config.check.fail_on)
        .unwrap_or(Grade::Minor);
    choose_rules(args, &mut loaded.criteria.rules)?;

    let progress = Progress::start(settings, lang);
    let read = read_all(&args.paths, &mut loaded, &progress);
    let outcomes = loaded.criteria.run(&read.processes);
    let report = Report {
        sources: loaded.sources,
        inputs: read.inputs,
        processes: read.processes,
        criteria: loaded.criteria,
        outcomes,
        problems: loaded.problems,
        lang,
    };
    let bytes = match args.format {
        Format::Text => text(&report, &style(args, settings)),
        Format::Narrated => narrated(&report, !args.no_fold),
        Format::Concise => concise(&report),
        Format::Json => json(&report),
    };
    progress.finish();
    output::to_stdout(&bytes)?;
    let nothing = nothing_checked(&report);
    if let (Some(sentence), Format::Concise | Format::Json) = (&nothing, args.format) {
        output::to_stderr(&format!("{}\n", sentence.in_lang(lang)));
    }
    Ok(if !report.problems.is_empty() {
        Exit::Unread
    } else if nothing.is_some() {
        Exit::NothingChecked
    } else if report.gravest().is_some_and(|gravest| gravest >= fail_on) {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

fn style(args: &Check, settings: &Settings) -> Style {
    Style {
        width: settings.width,
        color: settings.color,
        unicode: settings.unicode,
        fold: !args.no_fold,
        show: args.show.iter().map(|show| (*show).into()).collect(),
    }
}

/// Keep the rules that were asked for. A name that no rule has is an error: it would silently check nothing.
fn choose_rules(args: &Check, rules: &mut Vec<RuleCheck>) -> Result<(), Failure> {
    for name in args.only.iter().chain(&args.skip) {
        let id = Id::new(name);
        if !rules.iter().any(|known| known.rule.id == id) {
            let Problem { message, help, .. } = unknown_rule(&id, Span::default(), rules);
            return Err(Failure { message, help });
        }
    }
    for wanted in &args.clause {
        if !rules.iter().any(|known| is_of_clause(known, wanted)) {
            return Err(Failure::new(Localized::new(
                format!("no rule is about clause {wanted}"),
                format!("không có quy tắc nào về điều khoản {wanted}"),
            )));
        }
    }
    let is_in =
        |names: &[String], rule: &RuleCheck| names.iter().any(|name| Id::new(name) == rule.rule.id);
    rules.retain(|rule| {
        (args.only.is_empty() || is_in(&args.only, rule))
            && !is_in(&args.skip, rule)
            && (args.clause.is_empty()
                || args.clause.iter().any(|wanted| is_of_clause(rule, wanted)))
    });
    Ok(())
}

/// Whether a rule is of a clause or of one below it: 8.2.2 is of 8.2, 8.20 is not.
fn is_of_clause(rule: &RuleCheck, wanted: &str) -> bool {
    rule.rule.clause.as_ref().is_some_and(|clause| {
        clause
            .value
            .strip_prefix(wanted)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// The processes of a run.
struct Read {
    inputs: Vec<Input>,
    processes: Vec<Process>,
}

/// What became of one file.
struct ReadFile {
    source: Source,
    sha256: String,
    process: Option<Process>,
    problems: Vec<Problem>,
}

/// Read every process, in parallel; ids and order are those of the names, whatever the threads do.
fn read_all(paths: &[PathBuf], loaded: &mut Loaded, progress: &Progress) -> Read {
    let found = discover(paths, &loaded.excluded);
    for (name, problem) in found.problems {
        let id = loaded.sources.add(Source::new(name, ""));
        loaded.problems.push((id, problem));
    }
    progress.expect(found.files.len());
    let texts: Vec<(String, FileText)> = found
        .files
        .into_par_iter()
        .filter_map(|(name, origin)| {
            let file = match &origin {
                Origin::Stdin => read_stdin(),
                Origin::Named(path) | Origin::Walked(path) => read_file(path),
            };
            progress.advance();
            let walked = matches!(origin, Origin::Walked(_));
            let is_none = walked
                && file.problems.is_empty()
                && !is_bpmn(&name)
                && !states_a_process(&file.text);
            (!is_none).then_some((name, file))
        })
        .collect();
    let first = loaded.sources.len();
    let files: Vec<ReadFile> = texts
        .into_par_iter()
        .enumerate()
        .map(|(rank, (name, file))| understand(Sources::id(first + rank), &name, file))
        .collect();
    let mut read = Read {
        inputs: Vec::new(),
        processes: Vec::new(),
    };
    for file in files {
        let source = loaded.sources.add(file.source);
        loaded
            .problems
            .extend(file.problems.into_iter().map(|problem| (source, problem)));
        if let Some(process) = file.process {
            read.processes.push(process);
        }
        read.inputs.push(Input {
            source,
            sha256: file.sha256,
        });
    }
    read
}

fn understand(id: SourceId, name: &str, file: FileText) -> ReadFile {
    let FileText {
        text,
        sha256,
        mut problems,
    } = file;
    let mut process = None;
    if is_bpmn(name) {
        problems.push(Problem::new(
            ProblemKind::Unreadable,
            Span::default(),
            Localized::fixed(
                "BPMN files cannot be checked yet",
                "chưa kiểm tra được tệp BPMN",
            ),
        ));
    } else if text.trim().is_empty() {
        if problems.is_empty() {
            problems.push(empty_file());
        }
    } else {
        let (read, found) = read_process(id, &text);
        problems.extend(found);
        process = Some(read);
    }
    ReadFile {
        source: Source::new(name, text),
        sha256,
        process,
        problems,
    }
}

fn empty_file() -> Problem {
    Problem::new(
        ProblemKind::Unreadable,
        Span::default(),
        Localized::fixed("the file is empty", "tệp không có nội dung"),
    )
    .help(Localized::fixed(
        "`qmslint new process` writes a skeleton to begin with",
        "`qmslint new process` tạo sẵn một tệp mẫu để bắt đầu",
    ))
}

fn is_bpmn(name: &str) -> bool {
    std::path::Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "bpmn")
}
