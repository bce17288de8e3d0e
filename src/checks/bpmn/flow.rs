//! What BPMN asks of sequence flows: where they may lead, where a condition belongs, that none is drawn twice.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use foldhash::{HashMap, HashMapExt as _};

use super::select::NodeSelector;
use super::{at_element, at_node, element_words, notation, step_words};
use crate::checks::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::notation::{DefaultFlow, ElementKind, Flow, FlowEnd, Notation};

/// A property of the sequence flows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DrawnFlow {
    /// Which property.
    #[schemars(extend("x-vi" = "Xét tính chất nào."))]
    pub property: FlowProperty,
    /// Only flows that leave one of these elements.
    #[schemars(extend("x-vi" = "Chỉ xét luồng đi ra từ các phần tử này."))]
    pub from: NodeSelector,
}

/// What must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FlowProperty {
    /// Both ends lie in one process or sub-process.
    #[default]
    WithinScope,
    /// Both ends lie in one pool.
    WithinPool,
    /// Both ends are activities, events or gateways.
    BetweenNodes,
    /// No two flows have the same ends and the same condition.
    Single,
    /// Beside a condition or a default, every other flow of the element has a condition.
    Conditional,
    /// The flow has no condition.
    Unconditional,
    /// The default flow of an element leaves that element.
    DefaultLeaves,
    /// The default flow has no condition.
    DefaultUnconditional,
    /// Only flows out of a decision, conditional flows and defaults have a label.
    NoNeedlessLabel,
    /// Flows out of a decision have a label or a condition, or are the default.
    DecisionNamed,
}

impl Kind for DrawnFlow {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let notation = match notation(cx) {
            Ok(notation) => notation,
            Err(verdict) => return verdict,
        };
        let view = View { cx, notation };
        let flows = (notation.flows.iter().zip(0u32..)).filter(|(flow, _)| {
            flow.from.node().is_none_or(|from| {
                let node = notation.nodes.get(from as usize);
                node.is_some_and(|node| self.from.selects(notation, node))
            })
        });
        let findings = match self.property {
            FlowProperty::Single => view.twice(flows),
            FlowProperty::Conditional => view.without_condition(flows),
            FlowProperty::DefaultLeaves => view.stray_defaults(&self.from),
            property => flows
                .filter_map(|(flow, index)| {
                    let message = view.fault(property, flow, index)?;
                    Some(at_element(cx.process, &flow.element, message))
                })
                .collect(),
        };
        Verdict::from_findings(findings)
    }
}

/// What the properties look at.
struct View<'c> {
    cx: &'c Context<'c>,
    notation: &'c Notation,
}

impl View<'_> {
    fn is_default(&self, flow: &Flow, index: u32) -> bool {
        let from = flow
            .from
            .node()
            .and_then(|from| self.notation.nodes.get(from as usize));
        from.is_some_and(|node| node.default == Some(DefaultFlow::Flow(index)))
    }

    fn step(&self, end: FlowEnd) -> Localized {
        match end {
            FlowEnd::Node(index) => step_words(self.cx.process, index),
            FlowEnd::OtherProcess => other_pool(),
            FlowEnd::NoNode => no_node(),
            FlowEnd::Nothing => nothing(),
        }
    }

    /// Whether a flow leaves a gateway that decides between several.
    fn is_decision(&self, flow: &Flow) -> bool {
        let from = flow
            .from
            .node()
            .and_then(|from| self.notation.nodes.get(from as usize));
        from.is_some_and(|node| {
            matches!(
                node.kind,
                ElementKind::ExclusiveGateway | ElementKind::InclusiveGateway
            ) && node.outgoing > 1
        })
    }

    /// What is wrong with one flow by itself.
    fn fault(&self, property: FlowProperty, flow: &Flow, index: u32) -> Option<Localized> {
        let words = || element_words(&flow.element);
        let ends = || (self.step(flow.from), self.step(flow.to));
        match property {
            FlowProperty::WithinScope => {
                let (from, to) = (flow.from.node()?, flow.to.node()?);
                let scope = |node: u32| {
                    self.notation
                        .nodes
                        .get(node as usize)
                        .map(|node| node.scope)
                };
                (scope(from) != scope(to)).then(|| {
                    let (from, to) = ends();
                    crosses(&words(), &from, &to)
                })
            }
            FlowProperty::WithinPool => {
                let outside = |end: FlowEnd| end == FlowEnd::OtherProcess;
                (outside(flow.from) || outside(flow.to)).then(|| {
                    let (from, to) = ends();
                    leaves_pool(&words(), &from, &to)
                })
            }
            FlowProperty::BetweenNodes => {
                let wrong = |end: FlowEnd| end == FlowEnd::NoNode;
                (wrong(flow.from) || wrong(flow.to)).then(|| {
                    let (from, to) = ends();
                    between_others(&words(), &from, &to)
                })
            }
            FlowProperty::Unconditional => flow
                .condition
                .is_some()
                .then(|| condition_ignored(&words(), &self.step(flow.from))),
            FlowProperty::DefaultUnconditional => (self.is_default(flow, index)
                && flow
                    .condition
                    .as_ref()
                    .is_some_and(|text| !text.trim().is_empty()))
            .then(|| conditional_default(&words(), &self.step(flow.from))),
            FlowProperty::NoNeedlessLabel => {
                let named = flow.element.name.is_some() && flow.condition.is_none();
                (named && !self.is_default(flow, index) && !self.is_decision(flow))
                    .then(|| needless_label(&words(), &self.step(flow.from)))
            }
            FlowProperty::DecisionNamed => {
                let mute = flow.element.name.is_none() && flow.condition.is_none();
                (mute && self.is_decision(flow) && !self.is_default(flow, index))
                    .then(|| mute_branch(&self.step(flow.from), &self.step(flow.to)))
            }
            FlowProperty::Single | FlowProperty::Conditional | FlowProperty::DefaultLeaves => None,
        }
    }

    /// Flows with the ends and the condition of an earlier one.
    fn twice<'f>(&self, flows: impl Iterator<Item = (&'f Flow, u32)>) -> Vec<Finding> {
        let mut seen: HashMap<(u32, u32, Option<&str>), &Flow> = HashMap::new();
        let mut findings = Vec::new();
        for (flow, _) in flows {
            let (Some(from), Some(to)) = (flow.from.node(), flow.to.node()) else {
                continue;
            };
            let condition = flow
                .condition
                .as_deref()
                .filter(|text| !text.trim().is_empty());
            match seen.entry((from, to, condition)) {
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(flow);
                }
                std::collections::hash_map::Entry::Occupied(first) => {
                    let process = self.cx.process;
                    let message = again(&self.step(flow.from), &self.step(flow.to));
                    let place = process.place(first.get().element.span);
                    let finding = at_element(process, &flow.element, message);
                    findings.push(finding.related(place, first_of_two()));
                }
            }
        }
        findings
    }

    /// Flows without condition beside flows with one, or beside a default.
    fn without_condition<'f>(&self, flows: impl Iterator<Item = (&'f Flow, u32)>) -> Vec<Finding> {
        let mut by_source: Vec<(u32, Vec<(&Flow, u32)>)> = Vec::new();
        let mut at: HashMap<u32, usize> = HashMap::new();
        for (flow, index) in flows {
            let Some(from) = flow.from.node() else {
                continue;
            };
            let next = by_source.len();
            let slot = *at.entry(from).or_insert(next);
            if slot == next {
                by_source.push((from, Vec::new()));
            }
            if let Some((_, flows)) = by_source.get_mut(slot) {
                flows.push((flow, index));
            }
        }
        let mut findings = Vec::new();
        for (from, flows) in by_source {
            let chooses = |(flow, index): &(&Flow, u32)| {
                flow.condition.is_some() || self.is_default(flow, *index)
            };
            if flows.len() < 2 || !flows.iter().any(chooses) {
                continue;
            }
            for (flow, _) in flows.iter().filter(|flow| !chooses(flow)) {
                let source = step_words(self.cx.process, from);
                let message = no_condition(&element_words(&flow.element), &source);
                findings.push(at_element(self.cx.process, &flow.element, message));
            }
        }
        findings
    }

    /// Elements whose default flow is none of the flows that leave them.
    fn stray_defaults(&self, select: &NodeSelector) -> Vec<Finding> {
        let process = self.cx.process;
        let mut findings = Vec::new();
        for (node, index) in self.notation.nodes.iter().zip(0u32..) {
            let stray = match node.default {
                None => false,
                Some(DefaultFlow::Nothing(_)) => true,
                Some(DefaultFlow::Flow(flow)) => {
                    let flow = self.notation.flows.get(flow as usize);
                    flow.is_some_and(|flow| flow.from.node() != Some(index))
                }
            };
            if stray && select.selects(self.notation, node) {
                let message = default_elsewhere(&step_words(process, index));
                let mut finding = at_node(process, index, message);
                if let Some(DefaultFlow::Nothing(span)) = node.default {
                    finding.place = process.place(span);
                }
                findings.push(finding);
            }
        }
        findings
    }
}

crate::texts! {
    fn crosses(flow: &Localized, from: &Localized, to: &Localized) {
        en: "{flow} crosses the border of a sub-process: from {from} to {to}",
        vi: "{flow} vượt qua biên quy trình con: từ {from} đến {to}",
    }
    fn leaves_pool(flow: &Localized, from: &Localized, to: &Localized) {
        en: "{flow} leads from one pool to another: from {from} to {to}",
        vi: "{flow} nối hai pool khác nhau: từ {from} đến {to}",
    }
    fn between_others(flow: &Localized, from: &Localized, to: &Localized) {
        en: "{flow} must connect activities, events or gateways; it leads from {from} to {to}",
        vi: "{flow} phải nối các hoạt động, sự kiện hoặc cổng; ở đây nối từ {from} đến {to}",
    }
    fn condition_ignored(flow: &Localized, from: &Localized) {
        en: "{flow} has a condition, but {from} does not evaluate conditions",
        vi: "{flow} có điều kiện, nhưng {from} không xét điều kiện",
    }
    fn conditional_default(flow: &Localized, from: &Localized) {
        en: "{flow} is the default of {from} and has a condition, which is never evaluated",
        vi: "{flow} là luồng mặc định của {from} nhưng lại có điều kiện; điều kiện này không bao giờ được xét",
    }
    fn needless_label(flow: &Localized, from: &Localized) {
        en: "{flow} has a label, but {from} decides nothing",
        vi: "{flow} có nhãn, nhưng {from} không rẽ nhánh theo điều kiện",
    }
    fn mute_branch(from: &Localized, to: &Localized) {
        en: "nothing says when {from} leads to {to}",
        vi: "không nêu khi nào {from} dẫn đến {to}",
    }
    fn again(from: &Localized, to: &Localized) {
        en: "a second sequence flow leads from {from} to {to}",
        vi: "có luồng tuần tự thứ hai từ {from} đến {to}",
    }
    fn first_of_two() {
        en: "the first one stands here",
        vi: "luồng thứ nhất ở đây",
    }
    fn no_condition(flow: &Localized, from: &Localized) {
        en: "{flow} has no condition, while other flows of {from} have one",
        vi: "{flow} không có điều kiện trong khi luồng khác của {from} thì có",
    }
    fn default_elsewhere(node: &Localized) {
        en: "the default flow of {node} is none of the flows that leave it",
        vi: "luồng mặc định của {node} không phải luồng đi ra từ phần tử này",
    }
    fn other_pool() {
        en: "an element of another pool",
        vi: "phần tử thuộc pool khác",
    }
    fn no_node() {
        en: "an element that is no activity, event or gateway",
        vi: "phần tử không phải hoạt động, sự kiện hay cổng",
    }
    fn nothing() {
        en: "nothing",
        vi: "không phần tử nào",
    }
}
