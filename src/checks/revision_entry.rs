//! A new version without its entry in the revision log (ISO 9001, 6.3 and 7.5.3.2 c).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::name::fold;
use crate::model::process::Revision;
use crate::rule::pattern::Patterns;
use crate::texts;

/// A version other than the first must have a `[[revision]]` of its number that states what is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RevisionEntry {
    /// Numbers of a first version: `"01"`, `"1.0"`.
    #[schemars(extend("x-vi" = r#"Số của lần ban hành đầu tiên: `"01"`, `"1.0"`."#))]
    pub first: Patterns,
    /// What every entry of the version must state.
    #[schemars(extend("x-vi" = "Những gì mỗi mục sửa đổi của lần ban hành phải nêu."))]
    pub needs: Vec<Need>,
}

/// A part of an entry of the revision log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// `date`
    Date,
    /// `reason`
    Reason,
    /// `basis`
    Basis,
}

impl Need {
    fn is_stated(self, entry: &Revision) -> bool {
        match self {
            Self::Date => entry.date.is_some(),
            Self::Reason => entry
                .reason
                .as_ref()
                .is_some_and(|text| !text.trim().is_empty()),
            Self::Basis => entry
                .basis
                .as_ref()
                .is_some_and(|text| !text.trim().is_empty()),
        }
    }

    fn words(self) -> Localized {
        match self {
            Self::Date => Localized::fixed("date", "ngày sửa đổi"),
            Self::Reason => Localized::fixed("reason", "lý do sửa đổi"),
            Self::Basis => Localized::fixed("basis", "căn cứ sửa đổi"),
        }
    }
}

/// A version number without the zeros before it: "02" and "2" are the same.
fn number(version: &str) -> String {
    let folded = fold(version);
    let digits = folded.trim_start_matches('0');
    if digits.is_empty() {
        folded
    } else {
        digits.to_owned()
    }
}

impl Kind for RevisionEntry {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let Some(version) = &process.process.version else {
            return Verdict::NotApplicable(no_version());
        };
        if self.first.fit(version) {
            return Verdict::NotApplicable(first_version());
        }
        let wanted = number(version);
        let entries = process.revisions.iter().filter(|entry| {
            entry
                .version
                .as_ref()
                .is_some_and(|version| number(version) == wanted)
        });
        let entries: Vec<_> = entries.collect();
        if entries.is_empty() {
            let place = process.place(version.span);
            return Verdict::Fail(vec![Finding::new(
                "process.version",
                place,
                no_entry(version),
            )]);
        }
        let mut findings = Vec::new();
        for entry in entries {
            for need in self.needs.iter().filter(|need| !need.is_stated(entry)) {
                let element = format!("process.revision.{}", fold(version));
                let message = entry_lacks(version, &need.words());
                findings.push(Finding::new(element, process.place(entry.span), message));
            }
        }
        Verdict::from_findings(findings)
    }
}

texts! {
    fn no_version() {
        en: "the process states no version",
        vi: "quy trình chưa nêu lần ban hành",
    }
    fn first_version() {
        en: "it is the first version",
        vi: "đây là lần ban hành đầu tiên",
    }
    fn no_entry(version: &str) {
        en: "version \"{version}\" has no entry in the revision log",
        vi: "lần ban hành \"{version}\" chưa có trong bảng theo dõi sửa đổi",
    }
    fn entry_lacks(version: &str, need: &Localized) {
        en: "the entry of version \"{version}\" in the revision log states no {need}",
        vi: "mục của lần ban hành \"{version}\" trong bảng theo dõi sửa đổi chưa nêu {need}",
    }
}
