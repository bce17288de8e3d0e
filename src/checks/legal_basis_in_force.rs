//! An act cited on a day on which it is not in force.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::date::{Date, Validity};
use crate::model::name::fold;
use crate::model::process::Text;
use crate::rule::pattern::Patterns;
use crate::texts;

/// No legal basis may cite an act of the table on a day on which it is not in force.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct LegalBasisInForce {
    /// What is known of acts; acts that are not in the table are not judged.
    #[schemars(extend("x-vi" = "Những gì đã biết về các văn bản; văn bản không có trong bảng thì không xét."))]
    pub acts: Vec<Act>,
}

/// An act and when it is in force.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Act {
    /// The act as it is cited.
    pub cites: Patterns,
    /// First day in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The act that came in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Text>,
}

impl Act {
    fn validity(&self) -> Validity {
        Validity {
            from: self.from,
            until: self.until,
        }
    }
}

impl Kind for LegalBasisInForce {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        if process.process.legal_basis.is_empty() {
            return Verdict::Unknown(cites_none());
        }
        let mut known = false;
        let mut findings = Vec::new();
        for basis in &process.process.legal_basis {
            let folded = fold(basis);
            let Some(act) = self.acts.iter().find(|act| act.cites.cited_in(&folded)) else {
                continue;
            };
            known = true;
            if act.validity().contains(cx.as_of) {
                continue;
            }
            let message = match (act.from, act.until) {
                (Some(from), _) if cx.as_of < from => not_yet(basis, from),
                (_, Some(until)) => expired(basis, until),
                _ => continue,
            };
            let element = format!("process.legal-basis.{folded}");
            let mut finding = Finding::new(element, process.place(basis.span), message);
            if let Some(successor) = &act.replaced_by {
                finding = finding.help(cite_instead(successor));
            }
            findings.push(finding);
        }
        if known {
            Verdict::from_findings(findings)
        } else {
            Verdict::NotApplicable(none_known())
        }
    }
}

texts! {
    fn cites_none() {
        en: "the process states no legal basis",
        vi: "quy trình chưa nêu căn cứ pháp lý",
    }
    fn none_known() {
        en: "none of the acts that the rule knows is cited",
        vi: "quy trình không viện dẫn văn bản nào mà quy tắc này theo dõi",
    }
    fn not_yet(basis: &str, from: Date) {
        en: "\"{basis}\" is cited, it is in force only from {from}",
        vi: "viện dẫn \"{basis}\" trong khi văn bản này chỉ có hiệu lực từ ngày {from}",
    }
    fn expired(basis: &str, until: Date) {
        en: "\"{basis}\" is cited, it was in force only until {until}",
        vi: "viện dẫn \"{basis}\" trong khi văn bản này chỉ có hiệu lực đến hết ngày {until}",
    }
    fn cite_instead(successor: &str) {
        en: "cite {successor} instead",
        vi: "thay bằng {successor}",
    }
}
