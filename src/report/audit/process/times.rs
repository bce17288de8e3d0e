//! The times of each case of a process, in words and in minutes.

use super::super::view::View;
use super::number;
use crate::checks;
use crate::messages::Localized;
use crate::model::duration::{DayKind, Elapsed};
use crate::model::name::Id;
use crate::model::process::Process;
use crate::report::clean::one_line;
use crate::report::words::what_is_missing;

/// A calendar day.
const MINUTES_OF_A_DAY: i64 = 24 * 60;

/// The times of a case.
#[derive(Debug)]
pub(in super::super) struct CaseTimes {
    /// What the reader calls it; empty for the one unnamed case.
    pub(in super::super) name: String,
    pub(in super::super) worst: String,
    pub(in super::super) best: String,
    /// The mean over the ways a case can go; empty where there is none.
    pub(in super::super) expected: String,
    pub(in super::super) limit: String,
    /// Above or below the limit, in words.
    pub(in super::super) against: String,
    /// Why that is not all that a case takes, as sentences; empty where it is.
    pub(in super::super) incomplete: String,
    /// Whether the longest time is above the limit.
    pub(in super::super) over: bool,
    /// Why there are no times.
    pub(in super::super) missing: String,
    pub(in super::super) critical_path: Vec<String>,
    pub(in super::super) rows: Vec<TimeRow>,
    /// What bare days were taken for, where times are of one kind.
    pub(in super::super) kind: Option<DayKind>,
    /// Minutes of a day of this kind.
    pub(in super::super) day: i64,
    /// The limit in minutes, where it can be drawn.
    pub(in super::super) limit_minutes: Option<i64>,
}

/// When a step runs at the earliest and how much it may slip.
#[derive(Debug)]
pub(in super::super) struct TimeRow {
    pub(in super::super) step: usize,
    pub(in super::super) name: String,
    pub(in super::super) minutes: i64,
    pub(in super::super) earliest: i64,
    pub(in super::super) slack_minutes: i64,
    pub(in super::super) time: String,
    pub(in super::super) begins: String,
    pub(in super::super) slack: String,
    pub(in super::super) critical: bool,
}

pub(super) fn case_times(
    view: &View<'_>,
    process: &Process,
    case: Option<&Id>,
    times: &Result<checks::CaseTimes, Localized>,
    per_day: i64,
) -> CaseTimes {
    let name = case.map_or_else(String::new, |case| one_line(&process.case_label(case)));
    let mut shown = CaseTimes {
        name,
        worst: String::new(),
        best: String::new(),
        expected: String::new(),
        limit: process
            .limit(case)
            .map_or_else(String::new, |limit| limit.value.show(view.lang)),
        against: String::new(),
        incomplete: String::new(),
        over: false,
        missing: String::new(),
        critical_path: Vec::new(),
        rows: Vec::new(),
        kind: None,
        day: per_day,
        limit_minutes: None,
    };
    match times {
        Err(reason) => reason.in_lang(view.lang).clone_into(&mut shown.missing),
        Ok(times) => fill_times(view, process, times, per_day, &mut shown),
    }
    shown
}

fn fill_times(
    view: &View<'_>,
    process: &Process,
    times: &checks::CaseTimes,
    per_day: i64,
    shown: &mut CaseTimes,
) {
    let words = &view.words;
    match &times.worst {
        Ok(worst) => shown.worst = times.show(*worst, view.lang, per_day),
        Err(reason) => reason.in_lang(view.lang).clone_into(&mut shown.missing),
    }
    let said = what_is_missing(times).map(|said| said.in_lang(view.lang).to_owned());
    shown.incomplete = said.collect::<Vec<String>>().join("; ");
    if let Some(dates) = &times.dates {
        shown.over = dates.late > 0;
        let said = dates.text.in_lang(view.lang);
        shown.against = if shown.over {
            format!("{} {said}", words.over)
        } else if !times.are_whole() {
            String::new()
        } else {
            said.to_owned()
        };
    }
    let critical = &times.critical;
    shown.critical_path = critical
        .iter()
        .filter(|step| process.steps.get(**step).is_some_and(|step| step.is_work()))
        .map(|step| one_line(&process.step_label(*step)))
        .collect();
    let Some(one) = &times.of_one_kind else {
        return;
    };
    let say = |minutes: i64| times.show(Elapsed::of(one.kind, minutes), view.lang, per_day);
    shown.kind = Some(one.kind);
    if one.kind == DayKind::Calendar {
        shown.day = MINUTES_OF_A_DAY;
    }
    shown.limit_minutes = times.limit.and_then(|limit| limit.minutes_of(one.kind));
    shown.best = one.best.map_or_else(String::new, say);
    shown.expected = one
        .expected
        .as_ref()
        .map_or_else(|_| String::new(), |mean| say(*mean));
    if let (Ok(worst), Some(limit), None) = (&times.worst, shown.limit_minutes, &times.dates)
        && let Some(total) = worst.minutes_of(one.kind)
    {
        shown.over = total > limit;
        shown.against = if shown.over {
            format!("{} {}", words.over, say(total - limit))
        } else if !times.are_whole() {
            // What is left cannot be said.
            String::new()
        } else if total == limit {
            words.exact.to_owned()
        } else {
            format!("{} {}", words.within, say(limit - total))
        };
    }
    let rows = one.steps.iter().map(|step| TimeRow {
        step: step.index,
        name: format!(
            "{}. {}",
            number(process, step.index),
            one_line(&process.step_label(step.index))
        ),
        minutes: step.minutes,
        earliest: step.slack.earliest,
        slack_minutes: step.slack.slack,
        time: say(step.minutes),
        begins: say(step.slack.earliest),
        slack: say(step.slack.slack),
        critical: critical.contains(&step.index),
    });
    shown.rows = rows.collect();
}
