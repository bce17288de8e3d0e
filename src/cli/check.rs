//! `qmslint check`: process files held against the rules.

use super::args::{Check, Format};
use super::criteria::{find_config, load};
use super::exit::{Exit, Failure};
use super::output;
use super::progress::Progress;
use super::read::read_all;
use super::settings::{Settings, today};
use crate::checks::RuleCheck;
use crate::finding::{Grade, OutcomeKind};
use crate::messages::Localized;
use crate::model::name::Id;
use crate::read::config::unknown_rule;
use crate::read::problem::Problem;
use crate::report::text::text;
use crate::report::{Report, nothing_checked};
use crate::report::{concise::concise, json::json, narrated::narrated};
use crate::source::Span;
use crate::waive::Gate;

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
        gate: Gate::default(),
        lang,
    };
    let bytes = match args.format {
        Format::Text => {
            let show: Vec<OutcomeKind> = args.show.iter().map(|show| (*show).into()).collect();
            text(&report, &settings.style, !args.no_fold, &show)
        }
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
