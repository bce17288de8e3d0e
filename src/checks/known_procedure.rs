//! A process bound by a regulation that nobody knows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::date::Date;
use crate::model::name::{Id, nearest};
use crate::texts;

/// `procedure` must name a regulation that is known and in force on the day. It takes no parameters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct KnownProcedure {}

impl Kind for KnownProcedure {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let Some(id) = &process.process.procedure else {
            return Verdict::NotApplicable(names_none());
        };
        if cx.regulation.is_some() {
            return Verdict::Pass;
        }
        if cx.regulations.is_empty() {
            return Verdict::Unknown(none_loaded());
        }
        let place = process.place(id.span);
        let mut entries = cx
            .regulations
            .iter()
            .filter(|entry| entry.id.value == id.value);
        let finding = if let Some(entry) = entries.next_back() {
            let mut finding = Finding::new("process.procedure", place, not_in_force(id, cx.as_of));
            for date in entry.from.iter().filter(|from| cx.as_of < from.value) {
                finding = finding.related(entry.place(date.span), in_force_from(date.value));
            }
            for date in entry.until.iter().filter(|until| until.value < cx.as_of) {
                finding = finding.related(entry.place(date.span), in_force_until(date.value));
            }
            finding
        } else {
            let known = cx.regulations.iter().map(|entry| entry.id.as_str());
            let finding = Finding::new("process.procedure", place, unknown(id));
            match nearest(id.as_str(), known) {
                Some(near) => finding.help(is_it(near)),
                None => finding,
            }
        };
        Verdict::Fail(vec![finding])
    }
}

texts! {
    fn names_none() {
        en: "the process names no `procedure`",
        vi: "quy trình chưa nêu `procedure`",
    }
    fn none_loaded() {
        en: "no regulations are loaded",
        vi: "chưa nạp quy định nào",
    }
    fn unknown(id: &Id) {
        en: "no regulation `{id}` is known, so nothing holds the process against the law",
        vi: "không có quy định `{id}`, nên quy trình chưa được đối chiếu với pháp luật",
    }
    fn is_it(near: &str) {
        en: "is it `{near}`?",
        vi: "có phải là `{near}` không?",
    }
    fn not_in_force(id: &Id, today: Date) {
        en: "the regulation `{id}` is not in force on {today}",
        vi: "quy định `{id}` không có hiệu lực vào ngày {today}",
    }
    fn in_force_from(from: Date) {
        en: "in force from {from}",
        vi: "có hiệu lực từ ngày {from}",
    }
    fn in_force_until(until: Date) {
        en: "in force until {until}",
        vi: "có hiệu lực đến hết ngày {until}",
    }
}
