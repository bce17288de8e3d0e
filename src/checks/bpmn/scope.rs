//! How many elements of a class a process or sub-process holds: start events, end events, blank starts.
//!
//! A scope without any element says nothing (a collapsed sub-process, the process of an empty pool) and is passed over.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::select::{NodeSelector, Range};
use super::{at_node, count, fill, notation, step_words};
use crate::checks::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::notation::ElementKind;

/// Each process or sub-process of the given kinds holds so many of the selected elements.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DrawnScope {
    /// Kinds of scope: `process`, `sub-process`, `event-sub-process`, `transaction`, `ad-hoc-sub-process`.
    #[schemars(extend("x-vi" = "Các loại phạm vi: quy trình, quy trình con…"))]
    pub of: Vec<ElementKind>,
    /// What is counted.
    #[schemars(extend("x-vi" = "Phần tử được đếm."))]
    pub holds: NodeSelector,
    /// How many there must be.
    #[schemars(extend("x-vi" = "Số lượng phải có."))]
    pub count: Range,
    /// The statement of a finding. It may speak of the `{scope}` and the `{count}`.
    #[schemars(extend("x-vi" = "Câu nêu phát hiện; dùng được `{scope}` và `{count}`."))]
    pub says: Localized,
}

impl Kind for DrawnScope {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let notation = match notation(cx) {
            Ok(notation) => notation,
            Err(verdict) => return verdict,
        };
        let mut inside = vec![Vec::new(); notation.scopes.len()];
        for (node, index) in notation.nodes.iter().zip(0u32..) {
            if let Some(counted) = inside.get_mut(node.scope as usize)
                && self.holds.selects(notation, node)
            {
                counted.push(index);
            }
        }
        let mut findings = Vec::new();
        for (scope, counted) in notation.scopes.iter().zip(&inside) {
            let number = u32::try_from(counted.len()).unwrap_or(u32::MAX);
            if scope.nodes > 0 && self.of.contains(&scope.kind) && !self.count.holds(number) {
                findings.push(self.finding(cx, scope.owner, counted));
            }
        }
        Verdict::from_findings(findings)
    }
}

impl DrawnScope {
    fn finding(&self, cx: &Context<'_>, owner: Option<u32>, counted: &[u32]) -> Finding {
        let process = cx.process;
        let number = u32::try_from(counted.len()).unwrap_or(u32::MAX);
        let scope = match owner {
            Some(owner) => step_words(process, owner),
            None => match &process.process.name {
                Some(name) => super::process_named(name),
                None => ElementKind::Process.words(),
            },
        };
        let message = fill(&self.says, &[("scope", scope), ("count", count(number))]);
        let mut finding = match owner {
            Some(owner) => at_node(process, owner, message),
            None => Finding::new("process", process.place(process.process.span), message),
        };
        for index in counted {
            let place = process.place(process.step_span(*index as usize));
            finding = finding.related(place, step_words(process, *index));
        }
        finding
    }
}
