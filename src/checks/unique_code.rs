//! One code on several processes of a run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Catalogue, Context, Entry, Kind};
use crate::finding::{Finding, Verdict};
use crate::texts;

/// No two files of a run may carry the same code, not even two versions of one process: which of them is in force? It takes
/// no parameters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct UniqueCode {}

impl Kind for UniqueCode {
    const COMPARES: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        self.compare(&Entry::of(cx.process, 0), cx.catalogue)
    }

    fn compare(&self, own: &Entry, catalogue: &Catalogue<'_>) -> Verdict {
        let Some(code) = &own.code else {
            return Verdict::NotApplicable(no_code());
        };
        if catalogue.entries().len() < 2 {
            return Verdict::NotApplicable(nothing_to_compare());
        }
        let others = catalogue.with_code(code).map(|(other, _)| other);
        let others: Vec<&Entry> = others.filter(|other| other.source != own.source).collect();
        if others.is_empty() {
            return Verdict::Pass;
        }
        let message = also_named(code, others.len());
        let mut finding = Finding::new("process.code", own.place(code.span), message);
        if let Some(name) = &own.name {
            finding = finding.related(own.place(name.span), named_here(name));
        }
        for other in others {
            let span = other.code.as_ref().map_or(other.header, |code| code.span);
            let name = other.name.as_ref().map_or("", |name| name.as_str());
            finding = finding.related(other.place(span), named_here(name));
        }
        Verdict::Fail(vec![finding])
    }
}

texts! {
    fn no_code() {
        en: "the process states no code",
        vi: "quy trình chưa nêu mã số",
    }
    fn nothing_to_compare() {
        en: "no other process is checked in this run",
        vi: "lần kiểm tra này không có quy trình nào khác",
    }
    fn also_named(code: &str, others: usize) {
        en: "the code \"{code}\" must name one process, {others} more of this run carry it",
        vi: "mã số \"{code}\" chỉ được dùng cho một quy trình nhưng còn {others} quy trình khác cũng mang mã này",
    }
    fn named_here(name: &str) {
        en: "here it names \"{name}\"",
        vi: "ở đây là mã số của \"{name}\"",
    }
}
