//! Two units in one step.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::at_step;
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::model::process::Text;
use crate::texts;

/// No role or unit of a step is two of them joined by a separator. A text that the organisation file knows as one name is one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct OneUnitPerStep {
    /// What joins two names; `" & "` and `" + "` where nothing is said.
    #[schemars(extend("x-vi" = r#"Ký hiệu nối hai tên; nếu không nêu thì là `" & "` và `" + "`."#))]
    pub separators: Vec<String>,
}

impl Default for OneUnitPerStep {
    fn default() -> Self {
        Self {
            separators: vec![" & ".to_owned(), " + ".to_owned()],
        }
    }
}

impl OneUnitPerStep {
    /// The names that a text joins; one where it joins none.
    pub(super) fn split<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut names = vec![text];
        let stands_there = |separator: &&String| text.contains(separator.as_str());
        for separator in self.separators.iter().filter(stands_there) {
            names = names
                .into_iter()
                .flat_map(|name| name.split(separator.as_str()))
                .collect();
        }
        names.retain(|name| !name.trim().is_empty());
        names
    }
}

impl Kind for OneUnitPerStep {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let is_known = |text: &Text| {
            cx.organisation.is_some_and(|organisation| {
                organisation.role(text).is_some() || organisation.unit(text).is_some()
            })
        };
        let mut looked_at = false;
        let mut findings = Vec::new();
        for (index, step) in process.steps.iter().enumerate() {
            for (key, text) in [("role", &step.role), ("unit", &step.unit)] {
                let Some(text) = text else { continue };
                looked_at = true;
                let names = self.split(text);
                if names.len() > 1 && !is_known(text) {
                    let quoted: Vec<String> = names
                        .iter()
                        .map(|name| format!("\"{}\"", name.trim()))
                        .collect();
                    let message = several(&process.step_label(index), &quoted.join(", "));
                    findings.push(at_step(process, index, key, text.span, message));
                }
            }
        }
        if !looked_at {
            return Verdict::NotApplicable(nobody_named());
        }
        Verdict::from_findings(findings)
    }
}

texts! {
    fn several(name: &str, units: &str) {
        en: "the step \"{name}\" is given to several at once: {units}",
        vi: "bước \"{name}\" giao cho nhiều nơi cùng lúc: {units}",
    }
    fn nobody_named() {
        en: "no step names a role or a unit",
        vi: "không bước nào nêu vai trò hoặc đơn vị",
    }
}
