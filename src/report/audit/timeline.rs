//! The times of a process as timelines: what the drawing needs, from what the report says.

use super::process::{CaseTimes, StepRow};
use super::vocabulary::Words;
use crate::draw::timeline::{Bar, Course, Detail, Timeline};
use crate::messages::{Lang, Localized};
use crate::model::duration::DayKind;

const WORKING: Localized = Localized::fixed("working days", "ngày làm việc");
const CALENDAR: Localized = Localized::fixed("days", "ngày");

/// A case as it is drawn.
pub(super) fn course(case: &CaseTimes, steps: &[StepRow], words: &Words) -> Course {
    let bars = case.rows.iter().map(|row| {
        let step = steps.get(row.step);
        Bar {
            step: row.step,
            number: step.map_or_else(String::new, |step| step.number.clone()),
            name: step.map_or_else(String::new, |step| step.name.clone()),
            time: row.time.clone(),
            begins: row.earliest,
            minutes: row.minutes,
            slack: row.slack_minutes,
            critical: row.critical,
        }
    });
    Course {
        title: case.name.clone(),
        bars: bars.collect(),
        limit: case.limit_minutes,
        limit_text: format!("{}: {}", words.limit, case.limit),
        against: case.against.clone(),
        day: case.day,
        scale: match case.kind {
            Some(DayKind::Calendar) => CALENDAR,
            _ => WORKING,
        },
    }
}

/// The timeline beside the table of a case: numbers only. Nothing where no step has a time.
pub(super) fn beside(case: &CaseTimes, steps: &[StepRow], words: &Words, lang: Lang) -> Timeline {
    let mut course = course(case, steps, words);
    // The sentence above the drawing says it.
    course.against.clear();
    Timeline::of(None, &[course], Detail::Numbers, lang)
}
