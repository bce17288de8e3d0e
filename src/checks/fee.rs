//! What the checks on fees share: the fees that a process states, each with its path.

use super::Context;
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::process::{Process, Text};
use crate::texts;

/// Every fee that a process states, with its element path.
pub(super) fn fees(process: &Process) -> Vec<(String, &Text)> {
    let header = process
        .process
        .fee
        .iter()
        .map(|fee| ("process.fee".to_owned(), fee));
    let channels = process.channels.iter().filter_map(|channel| {
        let fee = channel.fee.as_ref()?;
        Some((format!("process.channel.{}.fee", channel.id.value), fee))
    });
    header.chain(channels).collect()
}

/// The verdict on a process without a fee, for a check that is about fees.
pub(super) fn no_fees() -> Verdict {
    Verdict::NotApplicable(no_fee())
}

/// Every fee that is wrong, said in its own words.
pub(super) fn judge(
    cx: &Context<'_>,
    is_wrong: impl Fn(&Text) -> bool,
    message: impl Fn(&str) -> Localized,
) -> Verdict {
    let fees = fees(cx.process);
    if fees.is_empty() {
        return no_fees();
    }
    let wrong = fees.into_iter().filter(|(_, fee)| is_wrong(fee));
    let findings =
        wrong.map(|(element, fee)| Finding::new(element, cx.process.place(fee.span), message(fee)));
    Verdict::from_findings(findings.collect())
}

texts! {
    fn no_fee() {
        en: "the process states no fee",
        vi: "quy trình chưa nêu phí, lệ phí",
    }
}
