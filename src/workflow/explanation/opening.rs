//! How branches open, in words: at a split that is drawn, or at one that only the token game knows.
//!
//! A diagram draws no gateway where a process has several starts, and none where an event may come while an activity runs; the
//! workflow has one there (`read::bpmn`). To its author such a place is the beginning or the event.

use petgraph::Direction;
use petgraph::visit::EdgeRef as _;

use super::super::graph::{NodeId, NodeKind, Route};
use super::{Teller, quoted};
use crate::messages::Localized;
use crate::model::notation::{ElementKind, Node, Notation};
use crate::texts;

texts! {
    fn all_of(split: Localized, branches: Localized) {
        en: "after {split}, {branches} start",
        vi: "sau {split}, {branches} cùng bắt đầu",
    }
    fn one_of(split: Localized, branches: Localized) {
        en: "after {split} only one of {branches} starts",
        vi: "sau {split} chỉ một trong {branches} bắt đầu",
    }
    fn begins_with_all(who: Localized, branches: Localized) {
        en: "{who} begins with {branches}",
        vi: "{who} bắt đầu với {branches}",
    }
    fn begins_with_one(who: Localized, branches: Localized) {
        en: "{who} begins with only one of {branches}",
        vi: "{who} chỉ bắt đầu với một trong {branches}",
    }
    fn on_border(activity: Localized) {
        en: "an event on the border of {activity}",
        vi: "một sự kiện trên biên của {activity}",
    }
    fn beside(event: Localized, activity: Localized) {
        en: "{event} may come while {activity} goes on",
        vi: "{event} có thể xảy ra trong khi {activity} vẫn tiếp tục",
    }
    fn perhaps_beside(event: Localized, activity: Localized) {
        en: "{event} need not come while {activity} goes on",
        vi: "{event} có thể không xảy ra trong khi {activity} diễn ra",
    }
    fn instead(event: Localized, activity: Localized) {
        en: "either {activity} is done or {event} ends it",
        vi: "hoặc {activity} được làm xong, hoặc {event} chấm dứt nó",
    }
}

const PROCESS: Localized = Localized::fixed("the process", "quy trình");
const ACTIVITY: Localized = Localized::fixed("the activity", "hoạt động");
const ON_ITS_BORDER: Localized =
    Localized::fixed("an event on its border", "một sự kiện trên biên của nó");

/// Where branches open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// At a split that is drawn: a step, a gateway.
    Drawn,
    /// At the beginning of the process or of a sub-process.
    Begins(Localized),
    /// An event comes, and the activity goes on.
    Beside(Event),
    /// Such an event comes or does not.
    PerhapsBeside(Event),
    /// An event comes and ends the activity.
    Instead(Event),
}

/// An event that comes while an activity runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    /// None where it has no name, or where it is any of several.
    name: Option<Localized>,
    activity: Localized,
}

impl Event {
    fn named(&self) -> Localized {
        let name = self.name.clone();
        name.unwrap_or_else(|| on_border(self.activity.clone()))
    }
}

impl Opening {
    /// Where the branches behind a node open. O(flows of the node, length of the way back to a start).
    pub(super) fn of(teller: &Teller<'_>, split: NodeId) -> Self {
        let Some(notation) = teller.process.notation.as_ref() else {
            return Self::Drawn;
        };
        if !is_undrawn(teller, split) {
            return Self::Drawn;
        }
        let graph = &teller.workflow.graph;
        if let Some(event) = event(teller, notation, split) {
            return match graph[split].split {
                Route::All => Self::Beside(event),
                Route::One | Route::Any => Self::Instead(event),
            };
        }
        let mut next = graph
            .neighbors(split)
            .filter(|next| is_undrawn(teller, *next) && graph[*next].split == Route::All);
        if let Some(event) = next.find_map(|next| event(teller, notation, next)) {
            return Self::PerhapsBeside(event);
        }
        beginner(teller, notation, split).map_or(Self::Drawn, Self::Begins)
    }

    /// What happens there, as the first half of a sentence; `drawn` names a split that is drawn.
    pub(super) fn message(
        self,
        drawn: impl FnOnce() -> Localized,
        branches: Localized,
        alternatives: bool,
    ) -> Localized {
        match (self, alternatives) {
            (Self::Drawn, false) => all_of(drawn(), branches),
            (Self::Drawn, true) => one_of(drawn(), branches),
            (Self::Begins(who), false) => begins_with_all(who, branches),
            (Self::Begins(who), true) => begins_with_one(who, branches),
            (Self::Beside(event), _) => beside(event.named(), event.activity),
            (Self::PerhapsBeside(event), _) => perhaps_beside(event.named(), event.activity),
            (Self::Instead(event), _) => {
                instead(event.name.unwrap_or(ON_ITS_BORDER), event.activity)
            }
        }
    }
}

/// Whether no element of the diagram stands for a node.
fn is_undrawn(teller: &Teller<'_>, node: NodeId) -> bool {
    let node = &teller.workflow.graph[node];
    node.kind == NodeKind::Gateway && node.element.is_none()
}

fn element<'n>(teller: &Teller<'_>, notation: &'n Notation, node: NodeId) -> Option<&'n Node> {
    notation.nodes.get(teller.workflow.step_of(node)?)
}

/// The event that a node leads to, and the activity that runs when it comes.
fn event(teller: &Teller<'_>, notation: &Notation, split: NodeId) -> Option<Event> {
    let graph = &teller.workflow.graph;
    let is_event = |target: &NodeId| {
        element(teller, notation, *target).is_some_and(|node| {
            matches!(
                node.kind,
                ElementKind::BoundaryEvent | ElementKind::EventSubProcess
            )
        })
    };
    let all: Vec<NodeId> = graph.neighbors(split).filter(is_event).collect();
    let name = match all.as_slice() {
        [only] => teller.name(*only).map(|name| quoted(&name)),
        _ => None,
    };
    let activity = element(teller, notation, *all.first()?)?.attached_to;
    let activity = activity.map_or_else(
        || beginner(teller, notation, split),
        |activity| Some(quoted(&teller.process.step_label(activity as usize))),
    );
    Some(Event {
        name,
        activity: activity.unwrap_or(ACTIVITY),
    })
}

/// The process or sub-process that begins at a node, with nothing drawn between.
fn beginner(teller: &Teller<'_>, notation: &Notation, node: NodeId) -> Option<Localized> {
    let graph = &teller.workflow.graph;
    let scope = graph[node].scope;
    let mut at = node;
    // Each undrawn node on the way back is another one.
    for _ in 0..graph.node_count() {
        let mut into = graph.edges_directed(at, Direction::Incoming);
        let (flow, None) = (into.next()?, into.next()) else {
            return None;
        };
        at = flow.source();
        if graph[at].kind == NodeKind::Start {
            return Some(PROCESS);
        }
        if let Some(owner) = element(teller, notation, at) {
            let around = graph[at].scope;
            let is_inside = around != scope && around.holds(scope) && owner.inner.is_some();
            let label = teller.workflow.step_of(at)?;
            return is_inside.then(|| quoted(&teller.process.step_label(label)));
        }
        if !is_undrawn(teller, at) {
            return None;
        }
    }
    None
}
