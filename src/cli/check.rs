//! `qmslint check`: process files held against the rules.

use super::args::{Check, Format};
use super::criteria::Loaded;
use super::exit::{Exit, Failure};
use super::gather::gather;
use super::output;
use super::settings::Settings;
use crate::checks::RuleCheck;
use crate::finding::OutcomeKind;
use crate::messages::Localized;
use crate::model::name::Id;
use crate::read::config::unknown_rule;
use crate::read::problem::Problem;
use crate::report::nothing_checked;
use crate::report::text::text;
use crate::report::{concise::concise, json::json, narrated::narrated};
use crate::source::Span;

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
    let report = gather(args, settings)?;
    let lang = report.lang;
    let bytes = match args.format {
        Format::Text => {
            let show: Vec<OutcomeKind> = args.show.iter().map(|show| (*show).into()).collect();
            text(&report, &settings.style, !args.no_fold, &show)
        }
        Format::Narrated => narrated(&report, !args.no_fold),
        Format::Concise => concise(&report),
        Format::Json => json(&report),
    };
    output::to_stdout(&bytes)?;
    let nothing = nothing_checked(&report);
    if let (Some(sentence), Format::Concise | Format::Json) = (&nothing, args.format) {
        output::to_stderr(&format!("{}\n", sentence.in_lang(lang)));
    }
    Ok(if !report.problems.is_empty() {
        Exit::Unread
    } else if nothing.is_some() {
        Exit::NothingChecked
    } else if report.fails() {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

/// Keep the rules that were asked for. A name that no rule has is an error: it would silently check nothing.
pub fn choose_rules(args: &Check, loaded: &mut Loaded) -> Result<(), Failure> {
    let known = || loaded.all().flat_map(|in_force| &in_force.criteria.rules);
    for name in args.only.iter().chain(&args.skip) {
        let id = Id::new(name);
        if !known().any(|known| known.rule.id == id) {
            let problem = unknown_rule(&id, Span::default(), &loaded.main.criteria.rules);
            let Problem { message, help, .. } = problem;
            return Err(Failure { message, help });
        }
    }
    for wanted in &args.clause {
        if !known().any(|known| is_of_clause(known, wanted)) {
            return Err(Failure::new(Localized::new(
                format!("no rule is about clause {wanted}"),
                format!("không có quy tắc nào về điều khoản {wanted}"),
            )));
        }
    }
    let is_in =
        |names: &[String], rule: &RuleCheck| names.iter().any(|name| Id::new(name) == rule.rule.id);
    let is_chosen = |rule: &RuleCheck| {
        (!rule.rule.optional || is_in(&args.only, rule))
            && (args.only.is_empty() || is_in(&args.only, rule))
            && !is_in(&args.skip, rule)
            && (args.clause.is_empty()
                || args.clause.iter().any(|wanted| is_of_clause(rule, wanted)))
    };
    for in_force in loaded.all_mut() {
        in_force.criteria.rules.retain(is_chosen);
    }
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
