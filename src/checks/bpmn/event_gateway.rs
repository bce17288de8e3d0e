//! What may follow an event-based gateway: events that can happen, each waited for by the gateway alone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{at_node, notation, step_words};
use crate::checks::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::notation::{ElementKind, Node, Trigger};

/// A property of what follows an event-based gateway.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct EventGateway {
    /// Which property.
    #[schemars(extend("x-vi" = "Xét tính chất nào."))]
    pub property: GatewayProperty,
}

/// What must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GatewayProperty {
    /// Each target waits for a message, a signal, a time or a condition, or is a receive task.
    #[default]
    TargetsWait,
    /// Nothing else leads to a target.
    TargetsAreItsOwn,
    /// Receive tasks and message events are not mixed.
    OneWayToReceive,
}

impl Kind for EventGateway {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let notation = match notation(cx) {
            Ok(notation) => notation,
            Err(verdict) => return verdict,
        };
        let is_gateway = |node: u32| {
            let node = notation.nodes.get(node as usize);
            node.is_some_and(|node| node.kind == ElementKind::EventBasedGateway)
        };
        let mut findings: Vec<Finding> = Vec::new();
        // For each gateway: whether a receive task follows, and whether a message event does.
        let mut ways = vec![(false, false); notation.nodes.len()];
        for flow in &notation.flows {
            let (Some(from), Some(to)) = (flow.from.node(), flow.to.node()) else {
                continue;
            };
            let Some(target) = notation.nodes.get(to as usize).filter(|_| is_gateway(from)) else {
                continue;
            };
            let words = || (step_words(cx.process, to), step_words(cx.process, from));
            if let Some(ways) = ways.get_mut(from as usize) {
                ways.0 |= target.kind == ElementKind::ReceiveTask;
                ways.1 |= waits_for_message(target);
            }
            let message = match self.property {
                GatewayProperty::TargetsWait if !waits(target) => {
                    let (target, gateway) = words();
                    does_not_wait(&target, &gateway)
                }
                GatewayProperty::TargetsAreItsOwn if target.incoming > 1 => {
                    let (target, gateway) = words();
                    has_other_flows(&target, &gateway)
                }
                _ => continue,
            };
            findings.push(at_node(cx.process, to, message));
        }
        if self.property == GatewayProperty::OneWayToReceive {
            for (index, ways) in (0u32..).zip(ways) {
                if ways == (true, true) {
                    let message = mixed(&step_words(cx.process, index));
                    findings.push(at_node(cx.process, index, message));
                }
            }
        }
        Verdict::from_findings(findings)
    }
}

fn waits_for_message(node: &Node) -> bool {
    node.kind == ElementKind::IntermediateCatchEvent
        && node
            .triggers
            .iter()
            .any(|event| event.trigger == Trigger::Message)
}

fn waits(node: &Node) -> bool {
    let can_happen = |trigger: Trigger| {
        matches!(
            trigger,
            Trigger::Message
                | Trigger::Signal
                | Trigger::Timer
                | Trigger::Conditional
                | Trigger::Unresolved
        )
    };
    match node.kind {
        ElementKind::ReceiveTask => true,
        ElementKind::IntermediateCatchEvent => {
            !node.triggers.is_empty() && node.triggers.iter().all(|event| can_happen(event.trigger))
        }
        _ => false,
    }
}

crate::texts! {
    fn does_not_wait(target: &Localized, gateway: &Localized) {
        en: "{target} follows {gateway} and waits for no event",
        vi: "{target} đứng sau {gateway} nhưng không chờ sự kiện nào",
    }
    fn has_other_flows(target: &Localized, gateway: &Localized) {
        en: "{target} follows {gateway} and has other incoming flows",
        vi: "{target} đứng sau {gateway} nhưng còn có luồng vào khác",
    }
    fn mixed(gateway: &Localized) {
        en: "{gateway} is followed by receive tasks and by message events",
        vi: "sau {gateway} vừa có tác vụ nhận vừa có sự kiện thông điệp",
    }
}
