//! `qmslint check`: process files held against the rules.

use super::args::{Check, Choice};
use super::baseline::{self, Scope};
use super::configurations::checked_paths;
use super::criteria::Loaded;
use super::exit::{Exit, Failure, say};
use super::fix::{Corrected, Corrections, corrections, told};
use super::formats::{self, Targets};
use super::gather::gather;
use super::output;
use super::problems::say_problems;
use super::settings::Settings;
use super::since;
use super::watch::{Wrote, watch};
use crate::checks::RuleCheck;
use crate::messages::Localized;
use crate::model::name::Id;
use crate::read::config::unknown_rule;
use crate::read::problem::{Problem, ProblemKind};
use crate::report::{Options, Report, nothing_checked};
use crate::source::Span;

/// Check, print, and say how it ended.
pub fn run(args: &Check, settings: &Settings) -> Result<Exit, Failure> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.threads.map_or(0, usize::from))
        .build()
        .map_err(|error| {
            Failure::new(Localized::new(
                format!("the threads cannot be started: {error}"),
                "không khởi động được các luồng xử lý",
            ))
        })?;
    let once = |wrote: &mut Wrote<'_>| {
        // The configuration may change while it is watched.
        let args = Check {
            paths: checked_paths(&args.paths),
            paths_of_configuration: args.paths.is_empty(),
            ..args.clone()
        };
        pool.install(|| check(&args, settings, wrote))
    };
    if args.watch {
        let lang = settings.lang();
        return Err(watch(args, lang, once, |failure| say(&failure, settings)));
    }
    once(&mut |_| {})
}

fn check(args: &Check, settings: &Settings, wrote: &mut Wrote<'_>) -> Result<Exit, Failure> {
    let mut targets = Targets::of(args);
    let found = match targets.refused.clone() {
        Some(refused) => Err(refused),
        None if args.diff => return show_corrections(args, settings),
        None => found(args, settings, wrote),
    };
    let found = found.and_then(|(report, said)| {
        targets.check_not_read(&report.sources)?;
        Ok((report, said))
    });
    let (report, said) = match found {
        Ok(found) => found,
        Err(failure) => {
            formats::write_failure(&failure, targets, &args.paths, settings)?;
            return Err(failure);
        }
    };
    let options = Options {
        exit: exit(&report, args.exit_zero),
        style: settings.style,
        folded: !args.no_fold,
        show: args.show.iter().map(|show| (*show).into()).collect(),
    };
    formats::write_all(&report, &options, &targets.allowed, settings)?;
    if let Some(said) = said {
        output::to_stderr(&format!("{}\n", said.in_lang(report.lang)));
    }
    if !args.watch {
        // The process ends here; taking the report apart first would only take time.
        std::mem::forget(report);
    }
    Ok(options.exit)
}

/// Everything that the run finds once it has corrected what was to be, compared with what was known, and what is to be said of
/// the comparison.
fn found(
    args: &Check,
    settings: &Settings,
    wrote: &mut Wrote<'_>,
) -> Result<(Report, Option<Localized>), Failure> {
    if args.fix {
        correct(args, settings, wrote)?;
    }
    let gathered = gather(args, settings, false)?;
    let scope = Scope {
        in_force: &gathered.in_force,
        paths: &args.paths,
    };
    let mut report = gathered.report;
    let mut said = None;
    if let Some(path) = &args.baseline {
        said = baseline::apply(path, args, &scope, &mut report, wrote)?;
    }
    if let Some(revision) = &args.since {
        since::apply(revision, args, settings, &mut report)?;
    }
    Ok((report, said))
}

/// Correct what is safe and say it. A file that cannot be written keeps no other from being corrected.
fn correct(args: &Check, settings: &Settings, wrote: &mut Wrote<'_>) -> Result<(), Failure> {
    let Corrections { files, lang } = corrections(args, settings)?;
    let mut done = Ok(());
    let mut written = Vec::new();
    for file in files {
        match file.write() {
            Ok(()) => {
                wrote(file.path());
                written.push(file);
            }
            Err(failure) => done = done.and(Err(failure)),
        }
    }
    if !written.is_empty() {
        output::to_stderr(&format!("{}\n", told(&written).in_lang(lang)));
    }
    done
}

/// How the run ends; `exit_zero` turns findings into a clean end, and nothing else.
pub fn exit(report: &Report, exit_zero: bool) -> Exit {
    if !report.problems.is_empty() {
        Exit::Unread
    } else if nothing_checked(report).is_some() {
        Exit::NothingChecked
    } else if report.fails() && !exit_zero {
        Exit::Findings
    } else {
        Exit::Clean
    }
}

/// Print the corrections as a diff; the exit code says whether there are any.
fn show_corrections(args: &Check, settings: &Settings) -> Result<Exit, Failure> {
    let corrected = corrections(args, settings)?;
    let diffs: Vec<String> = corrected.files.iter().map(Corrected::diff).collect();
    output::to_stdout(&diffs.concat())?;
    // What has nothing to correct may be sound, or not there.
    let report = gather(args, settings, false)?.report;
    let mut problems = report.problems.clone();
    if !diffs.is_empty() {
        let lost = [ProblemKind::Unreadable, ProblemKind::MatchesNothing];
        problems.retain(|(_, problem)| lost.contains(&problem.kind));
    }
    if !problems.is_empty() {
        say_problems(&report.sources, &problems, report.lang, settings);
        return Ok(Exit::Unread);
    }
    if let (Some(nothing), true) = (nothing_checked(&report), diffs.is_empty()) {
        output::to_stderr(&format!("{}\n", nothing.in_lang(report.lang)));
        return Ok(Exit::NothingChecked);
    }
    Ok(if diffs.is_empty() || args.exit_zero {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

/// Keep the rules that were asked for. A name that no rule has is an error: it would silently check nothing.
pub fn choose_rules(choice: &Choice, loaded: &mut Loaded, lenient: bool) -> Result<(), Failure> {
    let known = || loaded.all().flat_map(|in_force| &in_force.criteria.rules);
    let only = choice.only.iter().map(|name| (name, true));
    let skip = choice.skip.iter().map(|name| (name, false));
    for (name, is_needed) in only.chain(skip).filter(|_| !lenient) {
        let id = Id::new(name);
        if known().any(|known| known.rule.id == id) {
            continue;
        }
        match loaded.rule_not_in_force(&id) {
            Some((_, why)) if is_needed => return Err(Failure::new(why)),
            // What is not in force is skipped anyhow.
            Some(_) => {}
            None => {
                let problem = unknown_rule(&id, Span::default(), &loaded.main.criteria.rules);
                let Problem { message, help, .. } = problem;
                return Err(Failure { message, help });
            }
        }
    }
    for wanted in choice.clause.iter().filter(|_| !lenient) {
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
        let mut clauses = choice.clause.iter();
        (!rule.rule.optional || is_in(&choice.only, rule))
            && (choice.only.is_empty() || is_in(&choice.only, rule))
            && !is_in(&choice.skip, rule)
            && (choice.clause.is_empty() || clauses.any(|wanted| is_of_clause(rule, wanted)))
    };
    for in_force in loaded.all_mut() {
        let rules = &mut in_force.criteria.rules;
        let is_left_out = |known: &RuleCheck| {
            !known.rule.optional && known.check.fault().is_none() && !is_chosen(known)
        };
        in_force.is_narrowed = rules.iter().any(is_left_out);
        rules.retain(is_chosen);
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
