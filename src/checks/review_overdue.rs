//! A process whose review is overdue.

use jiff::ToSpan as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::date::Date;
use crate::texts;

/// The day of `review` must not have passed; where the process states none, the day of issue must not lie further back than
/// `years`, if that is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct ReviewOverdue {
    /// Years from the day of issue to the review, where the process states no day.
    #[schemars(extend("x-vi" = "Số năm từ ngày ban hành đến khi rà soát, nếu quy trình không nêu ngày."))]
    pub years: Option<u8>,
}

impl Kind for ReviewOverdue {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let header = &cx.process.process;
        let (element, stated, due) = match (&header.review, &header.issued, self.years) {
            (Some(review), _, _) => ("process.review", review, review.value),
            (None, Some(issued), Some(years)) => {
                match issued.value.0.checked_add(i64::from(years).years()) {
                    Ok(due) => ("process.issued", issued, Date(due)),
                    Err(_) => return Verdict::Unknown(no_day()),
                }
            }
            _ => return Verdict::Unknown(no_day()),
        };
        if cx.as_of <= due {
            return Verdict::Pass;
        }
        let place = cx.process.place(stated.span);
        Verdict::Fail(vec![Finding::new(element, place, overdue(due, cx.as_of))])
    }
}

texts! {
    fn no_day() {
        en: "the process states no day of review",
        vi: "quy trình chưa nêu ngày phải rà soát",
    }
    fn overdue(due: Date, today: Date) {
        en: "the review was due on {due}, the day of this check is {today}",
        vi: "quy trình phải rà soát trước ngày {due}, ngày kiểm tra là {today}",
    }
}
