//! A witness of unsoundness as a sentence: which split, which join, which steps, and what to do.
//!
//! `prove` prints it and `check` reports it, so both say the same. Steps are named as the file names them; a gateway without
//! a name is told by the nearest step beside it. Nothing is decided here. Cost of a sentence: O(V + E).

mod opening;

use std::collections::{BTreeSet, VecDeque};

use petgraph::Direction;

use crate::messages::{self, Localized};
use crate::model::process::Process;
use crate::texts;

use super::build::Workflow;
use super::graph::{FlowId, NodeId, NodeKind, Route};
use super::soundness::{Pattern, Witness};
use opening::Opening;

texts! {
    fn quoted(name: &str) { en: "«{name}»", vi: "«{name}»" }
    fn routed(what: Localized, name: &str) { en: "the {what} «{name}»", vi: "{what} «{name}»" }
    fn after(what: Localized, name: &str) { en: "the {what} after «{name}»", vi: "{what} sau «{name}»" }
    fn before(what: Localized, name: &str) { en: "the {what} before «{name}»", vi: "{what} trước «{name}»" }
    fn alone(what: Localized) { en: "the {what}", vi: "{what}" }
    fn others(some: Localized, count: usize) { en: "{some} and {count} more", vi: "{some} và {count} bước khác" }

    fn twice(opening: Localized, join: Localized, victim: Localized) {
        en: "{opening}; {join} lets each of them pass alone, so {victim} runs twice",
        vi: "{opening}; {join} cho từng nhánh đi qua riêng, nên {victim} chạy hai lần",
    }
    fn join_runs_twice(opening: Localized, join: Localized) {
        en: "{opening}; {join} waits for one of them only, so it runs twice",
        vi: "{opening}; {join} chỉ chờ một nhánh, nên bước này chạy hai lần",
    }
    fn twice_without_split(victim: Localized) {
        en: "two branches come to {victim} without waiting for each other, so it runs twice",
        vi: "hai nhánh cùng đến {victim} mà không chờ nhau, nên phần này chạy hai lần",
    }
    fn stuck(opening: Localized, join: Localized, missing: Localized) {
        en: "{opening}, but {join} waits for all of its branches; so it waits for {missing} in vain and the case never ends",
        vi: "{opening}, nhưng {join} chờ đủ mọi nhánh; vì vậy phải chờ {missing} mãi và hồ sơ không bao giờ kết thúc",
    }
    fn stuck_without_split(join: Localized, missing: Localized) {
        en: "{join} waits for {missing} in vain, so the case never ends",
        vi: "{join} phải chờ {missing} mãi, nên hồ sơ không bao giờ kết thúc",
    }
    fn endless(nodes: Localized) {
        en: "the loop at {nodes} has no way to the end, so it repeats for ever",
        vi: "vòng lặp tại {nodes} không có đường đến kết thúc nên lặp lại mãi",
    }
    fn ends_twice(opening: Localized, end: Localized) {
        en: "{opening}; each comes to {end} by itself, so the case ends twice",
        vi: "{opening}; mỗi nhánh tự đến {end}, nên hồ sơ kết thúc hai lần",
    }
    fn ends_twice_without_split(end: Localized) {
        en: "two branches come to {end}, so the case ends twice",
        vi: "hai nhánh cùng đến {end}, nên hồ sơ kết thúc hai lần",
    }
    fn both(branches: Localized) { en: "both {branches}", vi: "cả {branches}" }
    fn several_to(name: Localized) { en: "several branches to {name}", vi: "nhiều nhánh đến {name}" }
    fn dead_join(join: Localized) {
        en: "no case runs {join}: it never gets all of its branches",
        vi: "không trường hợp nào thực hiện {join}: bước này không bao giờ nhận đủ các nhánh",
    }
    fn dead_behind(steps: Localized, join: Localized) {
        en: "no case runs {steps}: {join} never gets all of its branches",
        vi: "không trường hợp nào thực hiện {steps}: {join} không bao giờ nhận đủ các nhánh",
    }
    fn dead(steps: Localized) {
        en: "no case runs {steps}: no way leads there from the start",
        vi: "không trường hợp nào thực hiện {steps}: không có đường đi từ điểm bắt đầu đến đó",
    }

    fn wait_for_all(join: Localized) {
        en: "let {join} wait for all branches (`join = \"all\"`, in BPMN a parallel gateway)",
        vi: "hãy để {join} chờ mọi nhánh (`join = \"all\"`, trong BPMN là cổng song song)",
    }
    fn wait_for_those_begun(join: Localized) {
        en: "let {join} wait only for branches that have begun (`join = \"any\"`, in BPMN an inclusive gateway)",
        vi: "hãy để {join} chỉ chờ những nhánh đã bắt đầu (`join = \"any\"`, trong BPMN là cổng bao hàm)",
    }
    fn wait_for_one(join: Localized) {
        en: "let {join} take whichever branch comes (`join = \"one\"`, in BPMN an exclusive gateway)",
        vi: "hãy để {join} nhận nhánh nào đến (`join = \"one\"`, trong BPMN là cổng loại trừ)",
    }
    fn or(one: Localized, other: Localized) { en: "{one}, or {other}", vi: "{one}, hoặc {other}" }
}

const CHOOSE_ONE: Localized = Localized::fixed(
    "let the split choose one of them",
    "để điểm tách chỉ chọn một nhánh",
);
const START_ALL: Localized = Localized::fixed(
    "let the split start all of them",
    "để điểm tách bắt đầu mọi nhánh",
);
const INTERRUPT: Localized = Localized::fixed(
    "let the event interrupt the activity",
    "để sự kiện ngắt hoạt động",
);
const GO_ON: Localized = Localized::fixed(
    "give one of these steps a way that leaves the loop",
    "hãy thêm cho một trong các bước này đường đi ra khỏi vòng lặp",
);
const JOIN_FIRST: Localized = Localized::fixed(
    "join the branches before the end",
    "hãy gộp các nhánh trước khi kết thúc",
);
const LEAD_THERE: Localized = Localized::fixed(
    "lead a flow there, or remove what never runs",
    "hãy thêm đường dẫn đến đó, hoặc bỏ phần không bao giờ thực hiện",
);
const START: Localized = Localized::fixed("the start", "điểm bắt đầu");
const END: Localized = Localized::fixed("the end", "điểm kết thúc");
const THE_REST: Localized = Localized::fixed("what follows", "phần tiếp theo");
const CUT_OFF: Localized = Localized::fixed("a branch that is cut off", "một nhánh đã bị ngắt");
/// More names than this are counted, not listed.
const MOST_NAMES: usize = 4;

/// The witnesses of one case, ready to be told.
#[derive(Clone, Copy, Debug)]
pub struct Teller<'a> {
    /// The process, for its names.
    pub process: &'a Process,
    /// The case.
    pub workflow: &'a Workflow,
}

impl Teller<'_> {
    /// What goes wrong.
    pub fn message(&self, witness: &Witness) -> Localized {
        let alternatives = witness.pattern == Pattern::Deadlock;
        let opening = witness.split.map(|split| {
            let drawn = || self.place(split, true);
            let branches = self.branches(split, alternatives);
            Opening::of(self, split).message(drawn, branches, alternatives)
        });
        let join = witness.join.map(|join| self.place(join, false));
        let ahead = || {
            let flow = doubled(&witness.tokens).or_else(|| witness.tokens.first().copied());
            flow.and_then(|flow| self.workflow.graph.edge_endpoints(flow))
                .map_or(THE_REST, |(_, target)| self.ahead(target))
        };
        match (witness.pattern, opening) {
            (Pattern::LackOfSynchronisation, Some(opening)) => {
                let join_node = witness
                    .join
                    .and_then(|join| self.workflow.graph.node_weight(join));
                match (join, join_node) {
                    (Some(join), Some(it)) if it.kind == NodeKind::Step => {
                        join_runs_twice(opening, join)
                    }
                    (join, _) => twice(opening, join.unwrap_or_else(ahead), ahead()),
                }
            }
            (Pattern::LackOfSynchronisation, None) => twice_without_split(ahead()),
            (Pattern::Deadlock, Some(opening)) => {
                let join = join.unwrap_or_else(ahead);
                stuck(opening, join, self.missing(witness))
            }
            (Pattern::Deadlock, None) => {
                stuck_without_split(join.unwrap_or_else(ahead), self.missing(witness))
            }
            (Pattern::EndlessLoop, _) => endless(self.steps(&witness.nodes)),
            (Pattern::EndsTwice, Some(opening)) => ends_twice(opening, join.unwrap_or(END)),
            (Pattern::EndsTwice, None) => ends_twice_without_split(join.unwrap_or(END)),
            (Pattern::NeverRuns, _) => match join {
                Some(join) if witness.join.as_slice() == witness.nodes => dead_join(join),
                Some(join) => dead_behind(self.steps(&witness.nodes), join),
                None => dead(self.steps(&witness.nodes)),
            },
        }
    }

    /// What to do about it.
    pub fn help(&self, witness: &Witness) -> Localized {
        let join = witness
            .join
            .map_or(THE_REST, |join| self.place(join, false));
        let opening = witness.split.map(|split| Opening::of(self, split));
        match (witness.pattern, opening.unwrap_or(Opening::Drawn)) {
            (Pattern::LackOfSynchronisation, Opening::Drawn) => or(wait_for_all(join), CHOOSE_ONE),
            (Pattern::LackOfSynchronisation, Opening::Beside(_)) => {
                or(wait_for_all(join), INTERRUPT)
            }
            (Pattern::LackOfSynchronisation, _) => wait_for_all(join),
            (Pattern::Deadlock, Opening::PerhapsBeside(_)) => wait_for_those_begun(join),
            (Pattern::Deadlock, Opening::Drawn) => or(wait_for_one(join), START_ALL),
            (Pattern::EndlessLoop, _) => GO_ON,
            (Pattern::EndsTwice, _) => JOIN_FIRST,
            (Pattern::NeverRuns, _) if witness.join.is_none() => LEAD_THERE,
            (Pattern::NeverRuns, Opening::Drawn) if witness.split.is_some() => {
                or(wait_for_one(join), START_ALL)
            }
            (Pattern::Deadlock | Pattern::NeverRuns, _) => wait_for_one(join),
        }
    }

    /// The names of the steps on the way, in the order they run.
    pub fn path(&self, witness: &Witness) -> Vec<String> {
        let path = witness.path.iter();
        path.filter_map(|node| self.name(*node)).collect()
    }

    /// The steps on the way that have a name, by index, in the order they run.
    pub fn steps_on_the_way(&self, witness: &Witness) -> Vec<usize> {
        let path = witness.path.iter();
        let named = path.filter(|node| self.name(**node).is_some());
        named
            .filter_map(|node| self.workflow.step_of(*node))
            .collect()
    }

    /// The name of a node that has one: of a step whatever it is called by, of a gateway its own.
    fn name(&self, node: NodeId) -> Option<String> {
        let index = self.workflow.step_of(node)?;
        let step = self.process.steps.get(index)?;
        let named = step.is_work() || step.name.is_some();
        named.then(|| self.process.step_label(index))
    }

    /// The nearest node with a name, itself included.
    fn nearest(&self, node: NodeId, direction: Direction) -> Option<String> {
        let mut seen = BTreeSet::from([node]);
        let mut todo = VecDeque::from([node]);
        while let Some(node) = todo.pop_front() {
            if let Some(name) = self.name(node) {
                return Some(name);
            }
            let next = self.workflow.graph.neighbors_directed(node, direction);
            todo.extend(next.filter(|next| seen.insert(*next)));
        }
        None
    }

    /// What comes next from a node on.
    fn ahead(&self, node: NodeId) -> Localized {
        self.nearest(node, Direction::Outgoing)
            .map_or(END, |name| quoted(&name))
    }

    /// A split or a join: a step by its name, a gateway by what it does and where it stands.
    fn place(&self, node: NodeId, splits: bool) -> Localized {
        let Some(it) = self.workflow.graph.node_weight(node) else {
            return THE_REST;
        };
        let name = self.name(node);
        match (it.kind, name) {
            (NodeKind::Start, None) => START,
            (NodeKind::End | NodeKind::Terminate, None) => END,
            (NodeKind::Gateway, Some(name)) => routed(gateway(it.split, it.join, splits), &name),
            (_, Some(name)) => quoted(&name),
            (_, None) => {
                let what = gateway(it.split, it.join, splits);
                let (ahead, back) = (Direction::Outgoing, Direction::Incoming);
                let (near, far) = if splits { (back, ahead) } else { (ahead, back) };
                let said = |direction: Direction| {
                    let name = self.nearest(node, direction)?;
                    let what = what.clone();
                    Some(match direction {
                        Direction::Incoming => after(what, &name),
                        Direction::Outgoing => before(what, &name),
                    })
                };
                said(near)
                    .or_else(|| said(far))
                    .unwrap_or_else(|| alone(what.clone()))
            }
        }
    }

    /// What a split leads to: as alternatives, or all of it.
    fn branches(&self, split: NodeId, alternatives: bool) -> Localized {
        let mut targets: Vec<NodeId> = self.workflow.graph.neighbors(split).collect();
        // petgraph gives the flow that was added last first.
        targets.reverse();
        let mut names: Vec<Localized> = Vec::new();
        for target in targets {
            let name = self.ahead(target);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        match names.as_slice() {
            [only] => several_to(only.clone()),
            [_, _] if !alternatives => both(listed(&names)),
            _ => listed(&names),
        }
    }

    /// The ends of the flows that a join waits for.
    fn missing(&self, witness: &Witness) -> Localized {
        let graph = &self.workflow.graph;
        let mut names: Vec<Localized> = Vec::new();
        for flow in &witness.waits {
            let Some((source, _)) = graph.edge_endpoints(*flow) else {
                continue;
            };
            let kind = graph.node_weight(source).map(|node| node.kind);
            let mut before = graph.neighbors_directed(source, Direction::Incoming);
            let cut_off = kind != Some(NodeKind::Start) && before.next().is_none();
            let name = match self.nearest(source, Direction::Incoming) {
                Some(name) => quoted(&name),
                None if cut_off => CUT_OFF,
                None => START,
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        listed(&names)
    }

    fn steps(&self, nodes: &[NodeId]) -> Localized {
        let names = nodes.iter().filter_map(|node| self.name(*node));
        let names: Vec<Localized> = names.map(|name| quoted(&name)).collect();
        match nodes.first() {
            // Nothing but gateways without names.
            Some(first) if names.is_empty() => self.place(*first, false),
            _ => listed(&names),
        }
    }
}

/// The flow that holds two tokens.
fn doubled(tokens: &[FlowId]) -> Option<FlowId> {
    let mut seen = BTreeSet::new();
    tokens.iter().copied().find(|flow| !seen.insert(*flow))
}

fn gateway(split: Route, join: Route, splits: bool) -> Localized {
    match (if splits { split } else { join }, splits) {
        (Route::One, true) => Localized::fixed("exclusive split", "điểm tách loại trừ"),
        (Route::All, true) => Localized::fixed("parallel split", "điểm tách song song"),
        (Route::Any, true) => Localized::fixed("inclusive split", "điểm tách bao hàm"),
        (Route::One, false) => Localized::fixed("exclusive join", "điểm gộp loại trừ"),
        (Route::All, false) => Localized::fixed("parallel join", "điểm gộp song song"),
        (Route::Any, false) => Localized::fixed("inclusive join", "điểm gộp bao hàm"),
    }
}

/// «A», «B» and «C»; of many, the first few and how many more.
fn listed(names: &[Localized]) -> Localized {
    messages::listed(names, MOST_NAMES, others).unwrap_or(THE_REST)
}
