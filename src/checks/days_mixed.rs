//! A bare "ngày" beside "ngày làm việc" in one file.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::quoted_times::quoted_times;
use super::stated_times::{Origin, element, stated_times};
use super::worst_path::as_written;
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::duration::{Duration, Unit};
use crate::source::Place;
use crate::texts;

/// Limits, times and the published sentence do not write "day" in one place and "working day" (or "calendar day") in another,
/// unless `process.days` says what a bare day is. A bare time of a step under a limit that names its days is of the kind of
/// that limit, and so is a bare time that is published for a unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DaysMixed {}

/// A spelling of days.
struct Spelling<'p> {
    /// None in the published sentence.
    origin: Option<Origin<'p>>,
    place: Place,
    time: Cow<'p, Duration>,
}

impl Kind for DaysMixed {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let mut spellings: Vec<Spelling<'_>> = Vec::new();
        for stated in stated_times(process) {
            let time = &stated.time.value;
            if !counts_days(time) {
                continue;
            }
            let inherits = time.kind.is_none()
                && match stated.origin {
                    Origin::Limit | Origin::Case(_) | Origin::Channel(_) => false,
                    Origin::Step(_, case) => has_counted_limit(cx, case),
                    Origin::Flow(..) | Origin::Phase(_) | Origin::Published(_) => true,
                };
            if !inherits {
                spellings.push(Spelling {
                    origin: Some(stated.origin),
                    place: process.place(stated.time.span),
                    time: Cow::Borrowed(time),
                });
            }
        }
        if let Some(guidance) = &process.process.guidance {
            for quoted in quoted_times(guidance) {
                if counts_days(&quoted.time) {
                    spellings.push(Spelling {
                        origin: None,
                        place: process.place(guidance.span),
                        time: Cow::Owned(quoted.time),
                    });
                }
            }
        }
        let Some((first, others)) = spellings.split_first() else {
            return Verdict::NotApplicable(no_days());
        };
        if process.process.days.is_some() {
            return Verdict::Pass;
        }
        let has_bare = spellings
            .iter()
            .any(|spelling| spelling.time.kind.is_none());
        let mut odd = others
            .iter()
            .filter(|other| other.time.kind != first.time.kind);
        let Some(other) = odd.next().filter(|_| has_bare) else {
            return Verdict::Pass;
        };
        let mut finding = Finding::new(
            element(process, other.origin),
            other.place,
            mixed(&as_written(&other.time), &as_written(&first.time)),
        )
        .label(as_written(&other.time))
        .related(first.place, as_written(&first.time));
        for other in odd {
            finding = finding.related(other.place, as_written(&other.time));
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
