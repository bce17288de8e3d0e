//! A bare "ngày" beside "ngày làm việc" in one file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::quoted_times::quoted_times;
use super::stated_times::{Origin, stated_times};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::{Lang, Localized};
use crate::model::duration::{DayKind, Duration, Unit};
use crate::source::Place;
use crate::texts;

/// Limits, times and the published sentence do not write "day" in one place and "working day" (or "calendar day") in another,
/// unless `process.days` says what a bare day is. A bare time of a step under a limit that names its days is of the kind of
/// that limit, and so is a bare time that is published for a unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DaysMixed {}

/// A spelling of days.
struct Spelling {
    element: String,
    place: Place,
    time: Localized,
    kind: Option<DayKind>,
}

impl Kind for DaysMixed {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let mut spellings: Vec<Spelling> = Vec::new();
        let mut add = |element: &str, place, time: &Duration| {
            spellings.push(Spelling {
                element: element.to_owned(),
                place,
                time: Localized::new(time.show(Lang::En), time.show(Lang::Vi)),
                kind: time.kind,
            });
        };
        for stated in stated_times(process) {
            let time = &stated.time.value;
            if !counts_days(time) {
                continue;
            }
            let inherits = time.kind.is_none()
                && match stated.origin {
                    Origin::Limit => false,
                    Origin::Step(_, case) => has_counted_limit(cx, case),
                    Origin::Other => true,
                };
            if !inherits {
                add(&stated.element, process.place(stated.time.span), time);
            }
        }
        if let Some(guidance) = &process.process.guidance {
            for quoted in quoted_times(guidance) {
                if counts_days(&quoted.time) {
                    add(
                        "process.guidance",
                        process.place(guidance.span),
                        &quoted.time,
                    );
                }
            }
        }
        let Some((first, others)) = spellings.split_first() else {
            return Verdict::NotApplicable(no_days());
        };
        if process.process.days.is_some() {
            return Verdict::Pass;
        }
        let has_bare = spellings.iter().any(|spelling| spelling.kind.is_none());
        let mut odd = others.iter().filter(|other| other.kind != first.kind);
        let Some(other) = odd.next().filter(|_| has_bare) else {
            return Verdict::Pass;
        };
        let mut finding = Finding::new(
            other.element.clone(),
            other.place,
            mixed(&other.time, &first.time),
        )
        .label(other.time.clone())
        .related(first.place, first.time.clone());
        for other in odd {
            finding = finding.related(other.place, other.time.clone());
        }
        Verdict::Fail(vec![finding])
    }
}

/// Whether a time counts days; the day of receipt counts none.
fn counts_days(time: &Duration) -> bool {
    time.same_day.is_none() && time.parts().any(|part| part.unit == Unit::Day)
}

/// Whether the limit over a step says what its days are.
fn has_counted_limit(cx: &Context<'_>, case: Option<&crate::model::name::Id>) -> bool {
    match case {
        Some(_) => cx.process.limit(case).is_some(),
        None => cx
            .process
            .case_ids()
            .into_iter()
            .any(|case| cx.process.limit(case).is_some()),
    }
}

texts! {
    fn mixed(here: &Localized, there: &Localized) {
        en: "{here} here and {there} there: the file does not say which days count",
        vi: "chỗ này ghi {here}, chỗ khác ghi {there}: không rõ tính theo ngày nào",
    }
    fn no_days() {
        en: "the process counts nothing in days",
        vi: "quy trình không tính thời gian theo ngày",
    }
}
