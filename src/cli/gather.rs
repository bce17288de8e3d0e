//! From arguments to a report: configurations and rules are loaded, processes read and judged, waivers applied.
//!
//! Nothing is printed here, and nothing is written.

use super::args::Check;
use super::check::choose_rules;
use super::configurations::Configurations;
use super::criteria::load;
use super::discover::discover;
use super::exit::Failure;
use super::judge::read_and_judge;
use super::progress::Progress;
use super::settings::{Settings, today};
use super::waivers::{self, rule_ids};
use crate::finding::Grade;
use crate::report::Report;
use crate::waive::{Book, Judge};

/// Everything that a run with these arguments finds.
pub fn gather(args: &Check, settings: &Settings) -> Result<Report, Failure> {
    let as_of = args.as_of.unwrap_or_else(today);
    let mut configurations = Configurations::above(&args.paths);
    let found = discover(&args.paths, &mut configurations);
    let mut loaded = load(configurations, &args.packs.folders, as_of);
    let lang = settings.lang_with(loaded.main.config.check.language);
    let known = rule_ids(&loaded);
    choose_rules(args, &mut loaded)?;
    let about = waivers::take_rules(&mut loaded);
    let mut books = waivers::books(args.waivers.as_deref(), &args.paths, &mut loaded)?;

    let progress = Progress::start(settings, lang);
    let judged = read_and_judge(found, &mut loaded, false, &progress);
    let mut finished = judged.finished;
    books.push(Book::in_files(
        judged.waivers,
        loaded.main.config.waivers.longest,
    ));
    let judge = Judge {
        about,
        known,
        ran: waivers::ran(&loaded),
        subjects: waivers::subjects(&finished.entries, &loaded.sources),
        as_of,
    };
    let gate = waivers::apply(&judge, books, &loaded, &mut finished);
    let asked = args.fail_on.map(Grade::from);
    let fail_on = loaded.all().map(|in_force| in_force.fail_on(asked));
    let report = Report {
        fail_on: fail_on.collect(),
        sources: loaded.sources,
        inputs: judged.inputs,
        processes: finished.entries,
        whole: finished.whole,
        criteria: std::iter::once(loaded.main)
            .chain(loaded.others)
            .map(|in_force| in_force.criteria)
            .collect(),
        rules: finished.rules,
        as_of,
        outcomes: finished.outcomes,
        problems: loaded.problems,
        gate,
        lang,
    };
    progress.finish();
    Ok(report)
}
