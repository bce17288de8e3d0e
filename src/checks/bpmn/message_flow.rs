//! Message flows connect different pools, and only what can send with what can receive.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{at_element, element_words, surroundings};
use crate::checks::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::model::notation::{Drawn, ElementKind, MessageEnd};

/// A property of the message flows of the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DrawnMessageFlow {
    /// Which property.
    #[schemars(extend("x-vi" = "Xét tính chất nào."))]
    pub property: MessageProperty,
}

/// What must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MessageProperty {
    /// It leads from one pool to another.
    #[default]
    BetweenPools,
    /// It starts where something can be sent and ends where something can be received.
    SendsAndReceives,
}

impl Kind for DrawnMessageFlow {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let around = match surroundings(cx) {
            Ok(around) => around,
            Err(verdict) => return verdict,
        };
        let mut findings = Vec::new();
        for flow in &around.messages {
            let words = element_words(&flow.element);
            match self.property {
                MessageProperty::BetweenPools => {
                    let pool = flow.from.pool.filter(|_| flow.from.pool == flow.to.pool);
                    let pool = pool.and_then(|pool| around.pools.get(pool as usize));
                    if let Some(pool) = pool {
                        let message = same_pool(&words, &element_words(&pool.element));
                        findings.push(at_element(cx.process, &flow.element, message));
                    }
                }
                MessageProperty::SendsAndReceives => {
                    let mut say = |message| {
                        findings.push(at_element(cx.process, &flow.element, message));
                    };
                    if let Some(kind) = flow.from.kind.filter(|_| !can_send(&flow.from)) {
                        say(no_sender(&words, &end_words(kind, &flow.from)));
                    }
                    if let Some(kind) = flow.to.kind.filter(|_| !can_receive(&flow.to)) {
                        say(no_receiver(&words, &end_words(kind, &flow.to)));
                    }
                }
            }
        }
        Verdict::from_findings(findings)
    }
}

/// What stands at an end, as its author sees it.
fn end_words(kind: ElementKind, end: &MessageEnd) -> Localized {
    let drawn = Drawn {
        kind,
        trigger: None,
        name: end.called.as_deref().map(str::to_owned),
        lane: None,
    };
    drawn.words()
}

/// Whether an event has no trigger at all, or a message among them.
fn is_message(end: &MessageEnd) -> bool {
    let (any, message) = end.triggers;
    message || !any
}

fn can_send(end: &MessageEnd) -> bool {
    match end.kind {
        None | Some(ElementKind::Pool) => true,
        Some(ElementKind::EndEvent | ElementKind::IntermediateThrowEvent) => is_message(end),
        Some(kind) => kind.is_activity() && kind != ElementKind::ReceiveTask,
    }
}

fn can_receive(end: &MessageEnd) -> bool {
    match end.kind {
        None | Some(ElementKind::Pool) => true,
        Some(
            ElementKind::StartEvent
            | ElementKind::IntermediateCatchEvent
            | ElementKind::BoundaryEvent,
        ) => is_message(end),
        Some(kind) => kind.is_activity() && kind != ElementKind::SendTask,
    }
}

crate::texts! {
    fn same_pool(flow: &Localized, pool: &Localized) {
        en: "{flow} starts and ends in one {pool}",
        vi: "{flow} bắt đầu và kết thúc trong cùng một {pool}",
    }
    fn no_sender(flow: &Localized, kind: &Localized) {
        en: "{flow} starts at an element that sends no message: {kind}",
        vi: "{flow} bắt đầu từ phần tử không gửi thông điệp: {kind}",
    }
    fn no_receiver(flow: &Localized, kind: &Localized) {
        en: "{flow} ends at an element that receives no message: {kind}",
        vi: "{flow} kết thúc tại phần tử không nhận thông điệp: {kind}",
    }
}
