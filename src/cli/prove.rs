//! `qmslint prove`: whether every case of a process can be completed, cleanly, and how long it takes.
//!
//! Exit codes: 0 all that was decided holds, 1 some verdict is false, 2 something could not be read, 3 nothing was decided.

use std::time::Instant;

use rayon::prelude::*;

use super::args::{Prove, ProveFormat};
use super::configurations::{Configurations, checked_paths};
use super::criteria::load;
use super::discover::discover;
use super::exit::{Exit, Failure};
use super::output;
use super::problems::say_problems;
use super::progress::Progress;
use super::read::read_all;
use super::settings::{Settings, today};
use crate::checks::{Catalogue, Entry};
use crate::messages::Localized;
use crate::model::name::{Id, nearest};
use crate::model::process::Process;
use crate::report::nothing_but;
use crate::report::prove::{Proved, Wording, csv, json, text};
use crate::run::Criteria;

crate::texts! {
    fn unknown_case(case: &str) {
        en: "no process here has a case `{case}`",
        vi: "ở đây không có quy trình nào có trường hợp `{case}`",
    }
    fn did_you_mean(word: &str) {
        en: "did you mean `{word}`?",
        vi: "có phải ý bạn là `{word}`?",
    }
}

const NOTHING: Localized = Localized::fixed(
    "nothing was proved: no process here has a workflow that could be decided",
    "chưa chứng minh được gì: ở đây không có quy trình nào có luồng công việc kết luận được",
);

/// Prove, print, and say how it ended.
pub fn run(args: &Prove, settings: &Settings) -> Result<Exit, Failure> {
    let paths = checked_paths(&args.paths);
    let mut configurations = Configurations::above(&paths);
    let found = discover(&paths, &mut configurations);
    let left_out = configurations.left_out();
    let mut loaded = load(configurations, &[], args.as_of.unwrap_or_else(today));
    let lang = settings.lang_with(loaded.main.config.language());
    let progress = Progress::start(settings, lang);
    let processes = read_all(found, &mut loaded, &progress);
    let files = processes.iter().map(|(_, process)| process.source);
    loaded.report_empty_folders(&paths, files);
    let wanted = args.case.as_deref().map(Id::new);
    let per_day = |index: usize| loaded.of(index).criteria.calendar.minutes_per_day();
    let each = processes.iter().map(|(_, process)| Entry::of(process, 0));
    let entries: Vec<Entry> = each.collect();
    let at_hand = processes.iter().map(|(_, process)| process).enumerate();
    let catalogue = Catalogue::new(&entries, at_hand);
    let proved: Vec<Proved<'_>> = processes
        .par_iter()
        .map(|(index, process)| {
            let criteria = &loaded.of(*index).criteria;
            proved(process, &catalogue, criteria, wanted.as_ref())
        })
        .filter(|proved| !proved.cases.is_empty())
        .collect();
    progress.finish();
    if let (Some(wanted), true) = (&wanted, proved.is_empty()) {
        return Err(no_such_case(
            wanted,
            processes.iter().map(|(_, process)| process),
        ));
    }
    let exit = say_problems(&loaded.sources, &loaded.problems, lang, settings);
    let sources = &loaded.sources;
    output::to_stdout(&match args.format {
        ProveFormat::Text => {
            let wording = Wording {
                lang,
                timing: args.timing,
                per_day: per_day(0),
            };
            text(&proved, sources, wording)
        }
        ProveFormat::Csv => csv(&proved, sources),
        ProveFormat::Json => json(&proved, sources, lang),
    })?;
    let mut verdicts = proved.iter().flat_map(Proved::verdicts).flatten();
    let decided = verdicts.next();
    if decided.is_none() {
        let nothing = nothing_but(NOTHING, left_out.as_ref().filter(|_| processes.is_empty()));
        output::to_stderr(&format!("{}\n", nothing.in_lang(lang)));
    }
    let fails = decided == Some(false) || verdicts.any(|verdict| !verdict);
    Ok(match (exit, decided) {
        (Exit::Unread, _) => Exit::Unread,
        (_, None) => Exit::NothingChecked,
        (_, Some(_)) if fails => Exit::Findings,
        (_, Some(_)) => Exit::Clean,
    })
}

fn proved<'p>(
    process: &'p Process,
    catalogue: &Catalogue<'_>,
    criteria: &'p Criteria,
    wanted: Option<&Id>,
) -> Proved<'p> {
    let start = Instant::now();
    Proved {
        process,
        cases: criteria.prove(process, catalogue, wanted),
        micros: start.elapsed().as_micros(),
    }
}

fn no_such_case<'p>(wanted: &Id, processes: impl Iterator<Item = &'p Process>) -> Failure {
    let cases = processes.flat_map(|process| &process.cases);
    let failure = Failure::new(unknown_case(wanted.as_str()));
    match nearest(wanted.as_str(), cases.map(|case| case.id.value.as_str())) {
        Some(word) => failure.help(did_you_mean(word)),
        None => failure,
    }
}
