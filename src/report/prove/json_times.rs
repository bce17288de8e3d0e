//! The times of a case as JSON, all in minutes.

use schemars::JsonSchema;
use serde::Serialize;

use super::json::{Step, step};
use crate::checks::{CaseTimes, DatesSaid, OneKind};
use crate::messages::Lang;
use crate::model::duration::{DayKind, Elapsed};
use crate::model::process::Process;

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Timed {
    /// `working`, `calendar`, or `mixed` where only dates compare.
    minutes_are: &'static str,
    /// What bare days were taken for.
    bare_days_are: &'static str,
    /// Whether the file leaves that open.
    bare_days_assumed: bool,
    /// Nothing where it has no bound.
    worst: Option<Minutes>,
    no_worst: Option<String>,
    best: Option<i64>,
    expected: Option<i64>,
    no_expected: Option<String>,
    limit: Option<Minutes>,
    by_date: Option<ByDate>,
    untimed_steps: usize,
    incomplete: Option<String>,
    critical_path: Vec<Step>,
    steps: Vec<Row>,
    units: Vec<Unit>,
    shorten: Vec<Cut>,
    phases: Vec<Phase>,
}

#[derive(Serialize, JsonSchema)]
struct Minutes {
    working: i64,
    calendar: i64,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct ByDate {
    days_of_receipt: usize,
    late: usize,
    text: String,
    worst: Option<Worst>,
}

#[derive(Serialize, JsonSchema)]
struct Worst {
    received: String,
    due: String,
    ends: String,
}

#[derive(Serialize, JsonSchema)]
struct Row {
    #[serde(flatten)]
    step: Step,
    time: i64,
    /// How often the worst case passes it.
    passed: i64,
    earliest: i64,
    latest: i64,
    slack: i64,
}

#[derive(Serialize, JsonSchema)]
struct Unit {
    name: String,
    steps: usize,
    time: i64,
    slack: i64,
}

#[derive(Serialize, JsonSchema)]
struct Cut {
    #[serde(flatten)]
    step: Step,
    by: i64,
}

#[derive(Serialize, JsonSchema)]
struct Phase {
    number: u32,
    worst: Option<Minutes>,
    limit: Option<Minutes>,
}

fn minutes(time: Elapsed) -> Minutes {
    Minutes {
        working: time.working.0,
        calendar: time.calendar.0,
    }
}

fn kind(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Working => "working",
        DayKind::Calendar => "calendar",
    }
}

fn by_date(dates: &DatesSaid, lang: Lang) -> ByDate {
    ByDate {
        days_of_receipt: dates.days,
        late: dates.late,
        text: dates.text.in_lang(lang).to_owned(),
        worst: dates.worst.clone().map(|[received, due, ends]| Worst {
            received,
            due,
            ends,
        }),
    }
}

/// The times of a case.
pub(super) fn timed(process: &Process, times: &CaseTimes, lang: Lang) -> Timed {
    let one = times.of_one_kind.as_ref();
    let rows = |one: &OneKind| -> Vec<Row> {
        let rows = one.steps.iter().map(|row| Row {
            step: step(process, row.index),
            time: row.minutes,
            passed: row.passed,
            earliest: row.slack.earliest,
            latest: row.slack.latest,
            slack: row.slack.slack,
        });
        rows.collect()
    };
    let units = |one: &OneKind| -> Vec<Unit> {
        let units = one.units.iter().map(|unit| Unit {
            name: unit.name.clone(),
            steps: unit.steps,
            time: unit.minutes,
            slack: unit.slack,
        });
        units.collect()
    };
    let cuts = |one: &OneKind| -> Vec<Cut> {
        let cuts = one.shorten.iter().map(|(index, by)| Cut {
            step: step(process, *index),
            by: *by,
        });
        cuts.collect()
    };
    let said = |text: &crate::messages::Localized| text.in_lang(lang).to_owned();
    Timed {
        minutes_are: one.map_or("mixed", |one| kind(one.kind)),
        bare_days_are: kind(times.bare),
        bare_days_assumed: times.is_assumed,
        worst: times.worst.as_ref().ok().copied().map(minutes),
        no_worst: times.worst.as_ref().err().map(said),
        best: one.and_then(|one| one.best),
        expected: one.and_then(|one| one.expected.as_ref().ok().copied()),
        no_expected: one.and_then(|one| one.expected.as_ref().err().map(said)),
        limit: times.limit.map(minutes),
        by_date: times.dates.as_ref().map(|dates| by_date(dates, lang)),
        untimed_steps: times.untimed,
        incomplete: times
            .uncounted
            .as_ref()
            .or(times.unjudged.as_ref())
            .map(said),
        critical_path: times
            .critical
            .iter()
            .map(|index| step(process, *index))
            .collect(),
        steps: one.map(rows).unwrap_or_default(),
        units: one.map(units).unwrap_or_default(),
        shorten: one.map(cuts).unwrap_or_default(),
        phases: times
            .phases
            .iter()
            .map(|phase| Phase {
                number: phase.number,
                worst: phase.worst.as_ref().ok().copied().map(minutes),
                limit: phase.limit.map(minutes),
            })
            .collect(),
    }
}
