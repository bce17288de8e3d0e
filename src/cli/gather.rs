//! From arguments to a report: configurations and rules are loaded, processes read and judged, waivers applied.
//!
//! Nothing is printed here, and nothing is written.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::args::Check;
use super::check::choose_rules;
use super::configurations::Configurations;
use super::criteria::{Loaded, load};
use super::discover::{STDIN, discover};
use super::exit::Failure;
use super::judge::{Keep, read_and_judge};
use super::paths::names_in_repository;
use super::progress::Progress;
use super::settings::{Settings, today};
use super::waivers::{self, rule_ids};
use crate::checks::comparing;
use crate::finding::Grade;
use crate::model::name::Id;
use crate::model::term::Term;
use crate::report::{Configured, Report};
use crate::rule::PackHeader;
use crate::waive::{Book, Judge, LONGEST};

/// What a run gave, and what holds for it.
pub struct Gathered {
    /// Everything that was found.
    pub report: Report,
    /// Rules that are in force, also those that the arguments leave out.
    pub in_force: BTreeSet<Id>,
    /// Where a waiver is written.
    pub waiver_file: PathBuf,
    /// How long a waiver may run.
    pub longest: Term,
    /// The packs that were used.
    pub packs: Vec<PackHeader>,
}

/// Everything that a run with these arguments finds. Where it is `lenient`, rules that are asked for and do not exist are
/// passed over: an earlier state need not have them.
pub fn gather(args: &Check, settings: &Settings, lenient: bool) -> Result<Gathered, Failure> {
    let mut formats = args.formats.iter();
    let keep = Keep {
        whole: false,
        sha256: formats.any(|target| target.format.states_hashes()),
    };
    gather_all(args, settings, lenient, keep)
}

/// The same with the whole processes, for reports that draw and quote them.
pub fn gather_whole(args: &Check, settings: &Settings) -> Result<Gathered, Failure> {
    let keep = Keep {
        whole: true,
        sha256: true,
    };
    gather_all(args, settings, false, keep)
}

fn gather_all(
    args: &Check,
    settings: &Settings,
    lenient: bool,
    keep: Keep,
) -> Result<Gathered, Failure> {
    let as_of = args.as_of.unwrap_or_else(today);
    let mut configurations = Configurations::above(&args.paths);
    let mut found = discover(&args.paths, &mut configurations);
    let waivers_met = std::mem::take(&mut found.waivers);
    let left_out = configurations.left_out();
    let mut loaded = load(configurations, &args.packs.folders, as_of);
    let lang = settings.lang_with(loaded.main.config.language());
    let known = rule_ids(&loaded);
    let in_force = waivers::ran(&loaded);
    choose_rules(&args.choice, &mut loaded, lenient)?;
    let (about, of_criteria) = waivers::take_rules(&mut loaded);
    let mut books = waivers::books(args.waivers.as_deref(), &args.paths, &mut loaded, lenient)?;
    if args.waivers.is_none() && !lenient {
        waivers::report_unused(&waivers_met, &args.paths, &mut loaded);
    }
    let waiver_file = waivers::waiver_file(&loaded.main, &args.paths);
    let longest = loaded.main.config.longest().unwrap_or(LONGEST);

    let progress = Progress::start(settings, lang);
    let judged = read_and_judge(found, &mut loaded, keep, &progress);
    if !lenient {
        let files = judged.inputs.iter().map(|input| input.source);
        loaded.report_empty_folders(&args.paths, files);
    }
    let mut finished = judged.finished;
    for (criteria, written) in judged.waivers {
        let longest = loaded.of(criteria).config.longest();
        books.push(Book::in_files(written, longest, criteria));
    }
    let judge = Judge {
        about,
        of_criteria,
        comparing: comparing(loaded.all().flat_map(|in_force| &in_force.criteria.rules)),
        folders: waivers::folders(&args.paths),
        known: waivers::with_binary(known, &books, as_of),
        ran: waivers::ran(&loaded),
        subjects: waivers::subjects(&books, &finished, &loaded.sources),
        as_of,
    };
    let gate = waivers::apply(&judge, books, &loaded, &mut finished);
    let packs = packs(&loaded);
    let asked = args.fail_on.map(Grade::from);
    let fail_on = loaded.all().map(|in_force| in_force.fail_on(asked));
    let configurations = loaded.all().map(|in_force| Configured {
        file: in_force.file,
        is_narrowed: in_force.is_narrowed,
    });
    let named = loaded.sources.iter().map(|(_, source)| source.name());
    let named = named.filter(|name| *name != STDIN);
    let report = Report {
        names_in_repository: names_in_repository(named),
        fail_on: fail_on.collect(),
        configurations: configurations.collect(),
        left_out,
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
    Ok(Gathered {
        report,
        in_force,
        waiver_file,
        longest,
        packs,
    })
}

/// The packs of all configurations, each once.
fn packs(loaded: &Loaded) -> Vec<PackHeader> {
    let mut packs: Vec<PackHeader> = Vec::new();
    for pack in loaded.all().flat_map(|in_force| &in_force.packs) {
        if !packs.iter().any(|known| known.name == pack.header.name) {
            packs.push(pack.header.clone());
        }
    }
    packs
}
