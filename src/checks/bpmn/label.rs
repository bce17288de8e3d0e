//! Elements that nobody can read because they have no label.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::select::NodeSelector;
use super::{at_element, at_node, element_words, notation, step_words};
use crate::checks::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::model::notation::{Element, ElementKind};

/// Which elements must have a label.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DrawnLabel {
    /// Activities, events and gateways.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-vi" = "Hoạt động, sự kiện và cổng phải có nhãn."))]
    pub nodes: Option<NodeSelector>,
    /// Whether pools must have one.
    #[schemars(extend("x-vi" = "Pool có phải có nhãn không."))]
    pub pools: bool,
    /// Whether lanes must have one.
    #[schemars(extend("x-vi" = "Làn có phải có nhãn không."))]
    pub lanes: bool,
    /// Whether sequence flows with a condition must have one.
    #[schemars(extend("x-vi" = "Luồng có điều kiện có phải có nhãn không."))]
    pub conditional_flows: bool,
}

impl Kind for DrawnLabel {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let notation = match notation(cx) {
            Ok(notation) => notation,
            Err(verdict) => return verdict,
        };
        let mut findings = Vec::new();
        if let Some(select) = &self.nodes {
            let steps = cx.process.steps.iter().zip(0u32..);
            for (node, (step, index)) in notation.nodes.iter().zip(steps) {
                if step.name.is_none() && select.selects(notation, node) {
                    let message = no_label(&step_words(cx.process, index));
                    findings.push(at_node(cx.process, index, message));
                }
            }
        }
        let mut require = |element: &Element| {
            if element.name.is_none() {
                let message = no_label(&element_words(element));
                findings.push(at_element(cx.process, element, message));
            }
        };
        if self.pools {
            let file = notation.file.iter();
            file.flat_map(|file| &file.pools)
                .for_each(|pool| require(&pool.element));
        }
        if self.lanes {
            let others = notation.others.iter();
            others
                .filter(|element| element.kind == ElementKind::Lane)
                .for_each(&mut require);
        }
        if self.conditional_flows {
            let flows = notation.flows.iter();
            flows
                .filter(|flow| flow.condition.is_some())
                .for_each(|flow| require(&flow.element));
        }
        Verdict::from_findings(findings)
    }
}

crate::texts! {
    fn no_label(element: &Localized) {
        en: "{element} has no label",
        vi: "{element} chưa có nhãn",
    }
}
