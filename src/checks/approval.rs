//! Who prepared, reviewed and approved a version (ISO 9001, 7.5.2 c).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::{List, Localized};
use crate::model::name::fold;
use crate::texts;

/// The approval of a version, held against one demand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Approvals {
    /// What is demanded of `approval`.
    #[schemars(extend("x-vi" = "Yêu cầu gì đối với `approval`."))]
    pub demand: Demand,
}

/// What may be demanded of the approval of a version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Demand {
    /// `prepared`, `reviewed` and `approved` are all stated.
    #[default]
    Stated,
    /// Those that are stated are different titles.
    Different,
}

impl Kind for Approvals {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let Some(approval) = &process.process.approval else {
            return match self.demand {
                Demand::Stated => {
                    let place = process.place(process.process.span);
                    Verdict::Fail(vec![Finding::new("process.approval", place, no_approval())])
                }
                Demand::Different => Verdict::NotApplicable(no_approval()),
            };
        };
        let parts = [
            (
                "prepared",
                Localized::fixed("prepared", "người soạn thảo"),
                &approval.prepared,
            ),
            (
                "reviewed",
                Localized::fixed("reviewed", "người xem xét"),
                &approval.reviewed,
            ),
            (
                "approved",
                Localized::fixed("approved", "người phê duyệt"),
                &approval.approved,
            ),
        ];
        let findings = match self.demand {
            Demand::Stated => {
                let missing: Vec<Localized> = parts
                    .into_iter()
                    .filter(|(_, _, title)| {
                        title.as_ref().is_none_or(|title| title.trim().is_empty())
                    })
                    .map(|(_, words, _)| words)
                    .collect();
                if missing.is_empty() {
                    return Verdict::Pass;
                }
                let place = process.place(approval.span);
                let message = not_stated(&List(&missing));
                vec![Finding::new("process.approval", place, message)]
            }
            Demand::Different => {
                let stated: Vec<_> = parts
                    .into_iter()
                    .filter_map(|(key, words, title)| Some((key, words, title.as_ref()?)))
                    .collect();
                if stated.len() < 2 {
                    return Verdict::Unknown(one_title());
                }
                let mut seen = BTreeSet::new();
                let again = stated
                    .iter()
                    .filter(|(_, _, title)| !seen.insert(fold(title)));
                again
                    .map(|(key, words, title)| {
                        let element = format!("process.approval.{key}");
                        Finding::new(element, process.place(title.span), same_title(title, words))
                    })
                    .collect()
            }
        };
        Verdict::from_findings(findings)
    }
}

texts! {
    fn no_approval() {
        en: "the process does not state who prepared, reviewed and approved it",
        vi: "quy trình chưa nêu ai soạn thảo, xem xét và phê duyệt",
    }
    fn not_stated(missing: &List<'_, Localized>) {
        en: "the approval of this version does not state: {missing}",
        vi: "phần phê duyệt của lần ban hành này chưa nêu: {missing}",
    }
    fn one_title() {
        en: "fewer than two titles are stated",
        vi: "chưa nêu đủ hai chức danh để so sánh",
    }
    fn same_title(title: &str, words: &Localized) {
        en: "\"{title}\" stands twice in the approval of this version, here as: {words}",
        vi: "\"{title}\" xuất hiện hai lần trong phần phê duyệt, ở đây là {words}",
    }
}
