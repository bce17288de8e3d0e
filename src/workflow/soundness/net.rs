//! A workflow graph that can shrink: flows carry what they stand for, so that a run of the rest is a run of the whole.
//!
//! Deliberately holds no rule: what may be merged, and why, stands in [`super::reduce`]; how it is made, in
//! [`super::assemble`].
#![expect(
    clippy::indexing_slicing,
    reason = "every index is an arena index this module handed out"
)]

use smallvec::SmallVec;

use super::super::graph::{FlowId, NodeId, Route, Scope};
use super::rope::{EMPTY, Rope, Ropes};

/// Flows of a node: mostly one or two, which then lie in the node itself, so that a walk does not jump through memory.
pub type Flows = SmallVec<[usize; 2]>;

/// What a node of the net does with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All starts in one: each of its flows holds a token at first. It never fires again.
    Source,
    /// Takes tokens and gives tokens.
    Inner,
    /// Takes a token and gives none.
    Sink {
        /// Whether it is an end event, which proper completion counts.
        end: bool,
    },
    /// Takes a token and empties a scope.
    Terminate(Scope),
    /// Takes tokens, empties a scope, and gives tokens.
    Abort(Scope),
    /// Takes all tokens on its flows in, once no other flow of the scope holds one.
    Exit(Scope),
    /// Takes no token: while some flow of the scope holds one, it may empty the scope and give tokens.
    Interrupt(Scope),
}

impl Kind {
    /// The scope it empties when it fires.
    pub fn empties(self) -> Option<Scope> {
        match self {
            Self::Terminate(scope) | Self::Abort(scope) | Self::Interrupt(scope) => Some(scope),
            Self::Source | Self::Inner | Self::Sink { .. } | Self::Exit(_) => None,
        }
    }
}

/// A node of the net.
#[derive(Clone, Debug)]
pub struct NetNode {
    /// What it does.
    pub kind: Kind,
    /// How it joins.
    pub join: Route,
    /// How it splits.
    pub split: Route,
    /// Flows into it.
    pub ins: Flows,
    /// Flows out of it.
    pub outs: Flows,
    /// Whether it waits for a flow that can never be marked.
    pub blocked: bool,
    /// The node of the workflow it stands for, or the last one of several.
    pub origin: Option<NodeId>,
    /// Scope of that node.
    pub scope: Scope,
    /// Nodes of the workflow that fire when it fires, in order.
    pub trail: Rope,
    /// Steps that run in some run exactly when this node fires in some run.
    pub steps: Rope,
    /// Whether it is still there.
    pub alive: bool,
}

/// A flow of the net.
#[derive(Clone, Debug)]
pub struct NetFlow {
    /// Node it leaves; short, as its slot is, for a large net is walked in as little memory as can be.
    source: u32,
    /// Node it enters.
    target: u32,
    /// Its index among the flows out of its source.
    source_slot: u32,
    /// Its index among the flows into its target.
    target_slot: u32,
    /// Scope of the node it leaves.
    pub scope: Scope,
    /// Whether tokens on it become one: branches that have ended and wait for their scope to be left.
    pub merges: bool,
    /// The node behind which it is drawn, where that is not its source because no token takes it.
    pub behind: Option<u32>,
    /// Flows of the workflow where its token waits, one for each parallel branch it stands for; none for a flow that is
    /// not of the workflow.
    pub first: Rope,
    /// Flows of the workflow to which its token can be brought.
    pub last: Rope,
    /// Nodes of the workflow that fire on the way from `first` to `last`.
    pub trail: Rope,
    /// Steps that run in some run exactly when this flow is marked in some run.
    pub steps: Rope,
    /// Whether it is still there.
    pub alive: bool,
}

impl NetFlow {
    /// Node it leaves.
    pub const fn source(&self) -> usize {
        self.source as usize
    }

    /// Node it enters.
    pub const fn target(&self) -> usize {
        self.target as usize
    }
}

/// A workflow graph under reduction.
#[derive(Clone, Debug)]
pub struct Net {
    /// Nodes; node 0 is the source.
    pub nodes: Vec<NetNode>,
    /// Flows.
    pub flows: Vec<NetFlow>,
    /// What trails and steps are made of.
    pub ropes: Ropes<NodeId>,
    /// What first and last flows are made of.
    pub flow_ropes: Ropes<FlowId>,
    /// Steps no run can reach.
    pub dead: Vec<NodeId>,
    /// Whether nodes were merged before those out of reach were taken out, so that steps out of reach may have lost
    /// their record.
    pub merged_untrimmed: bool,
    /// Whether some node empties a scope or waits until it is empty, so that scopes must stay apart.
    pub terminates: bool,
    /// Scopes that take over when another one is interrupted from inside: that one, and the one that takes over.
    pub handlers: Vec<(Scope, Scope)>,
}

/// A node, or a place among its flows, as a flow keeps it.
fn short(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The same; nothing for the number that stands for no node.
pub fn in_short(place: usize) -> Option<u32> {
    Some(short(place)).filter(|&place| place < u32::MAX)
}

/// Node 0 stands for all starts.
pub const SOURCE: usize = 0;

impl Net {
    /// No nodes yet, and room for so many nodes and flows.
    pub fn with_capacity(nodes: usize, flows: usize) -> Self {
        Self {
            nodes: Vec::with_capacity(nodes + 2),
            flows: Vec::with_capacity(flows),
            ropes: Ropes::default(),
            flow_ropes: Ropes::default(),
            dead: Vec::new(),
            merged_untrimmed: false,
            terminates: false,
            handlers: Vec::new(),
        }
    }

    /// Adds a node without flows.
    pub fn add_node(&mut self, kind: Kind, join: Route, split: Route) -> usize {
        self.nodes.push(NetNode {
            kind,
            join,
            split,
            ins: Flows::new(),
            outs: Flows::new(),
            blocked: false,
            origin: None,
            scope: Scope::default(),
            trail: EMPTY,
            steps: EMPTY,
            alive: true,
        });
        self.nodes.len() - 1
    }

    /// Adds a flow between two nodes.
    pub fn add_flow(&mut self, source: usize, target: usize, id: Rope, scope: Scope) -> usize {
        let flow = self.flows.len();
        self.flows.push(NetFlow {
            source: short(source),
            target: short(target),
            source_slot: short(self.nodes[source].outs.len()),
            target_slot: short(self.nodes[target].ins.len()),
            scope,
            merges: false,
            behind: None,
            first: id,
            last: id,
            trail: EMPTY,
            steps: EMPTY,
            alive: true,
        });
        self.nodes[source].outs.push(flow);
        self.nodes[target].ins.push(flow);
        flow
    }

    fn detach_source(&mut self, flow: usize) {
        let NetFlow {
            source,
            source_slot,
            ..
        } = self.flows[flow];
        let outs = &mut self.nodes[source as usize].outs;
        outs.swap_remove(source_slot as usize);
        if let Some(&moved) = outs.get(source_slot as usize) {
            self.flows[moved].source_slot = source_slot;
        }
    }

    fn detach_target(&mut self, flow: usize) {
        let NetFlow {
            target,
            target_slot,
            ..
        } = self.flows[flow];
        let ins = &mut self.nodes[target as usize].ins;
        ins.swap_remove(target_slot as usize);
        if let Some(&moved) = ins.get(target_slot as usize) {
            self.flows[moved].target_slot = target_slot;
        }
    }

    /// Takes a flow out. O(1).
    pub fn remove_flow(&mut self, flow: usize) {
        self.detach_source(flow);
        self.detach_target(flow);
        self.flows[flow].alive = false;
    }

    /// Lets a flow enter another node. O(1).
    pub fn retarget(&mut self, flow: usize, target: usize) {
        self.detach_target(flow);
        self.flows[flow].target = short(target);
        self.flows[flow].target_slot = short(self.nodes[target].ins.len());
        self.nodes[target].ins.push(flow);
    }

    /// Lets a flow leave another node. O(1).
    pub fn resource(&mut self, flow: usize, source: usize) {
        self.detach_source(flow);
        self.flows[flow].source = short(source);
        self.flows[flow].source_slot = short(self.nodes[source].outs.len());
        self.nodes[source].outs.push(flow);
    }

    /// Whether some node still joins several flows inclusively.
    pub fn inclusive(&self) -> bool {
        self.nodes
            .iter()
            .any(|node| node.alive && node.join == Route::Any && node.ins.len() > 1)
    }

    /// Splits every node that both joins and splits into a join, a flow and a split.
    ///
    /// Every verdict stays: the new flow holds two tokens only where some flow after it can then hold two.
    pub fn part(&mut self) {
        for place in 0..self.nodes.len() {
            let node = &self.nodes[place];
            if !node.alive || node.kind != Kind::Inner || node.ins.len() < 2 || node.outs.len() < 2
            {
                continue;
            }
            let (origin, scope, split) = (node.origin, node.scope, node.split);
            let outs = node.outs.clone();
            let after = self.add_node(Kind::Inner, Route::One, split);
            self.nodes[after].origin = origin;
            self.nodes[after].scope = scope;
            for flow in outs {
                self.resource(flow, after);
            }
            self.add_flow(place, after, EMPTY, scope);
        }
    }

    /// The same with the dead entries gone, so that flows and nodes number what is left. O(V + E).
    #[must_use]
    pub fn compact(self) -> Self {
        let mut net = Self {
            nodes: Vec::new(),
            flows: Vec::new(),
            ..self
        };
        let mut numbers = vec![usize::MAX; self.nodes.len()];
        for (place, node) in self.nodes.into_iter().enumerate() {
            if node.alive
                && (place == SOURCE
                    || !node.ins.is_empty()
                    || !node.outs.is_empty()
                    || node.steps != EMPTY)
            {
                numbers[place] = net.nodes.len();
                net.nodes.push(NetNode {
                    ins: Flows::new(),
                    outs: Flows::new(),
                    ..node
                });
            }
        }
        for flow in self.flows.into_iter().filter(|flow| flow.alive) {
            let number = net.add_flow(
                numbers[flow.source()],
                numbers[flow.target()],
                flow.first,
                flow.scope,
            );
            let made = &mut net.flows[number];
            made.merges = flow.merges;
            // What is gone had no flow in: no token leads there.
            made.behind = (flow.behind).and_then(|place| in_short(numbers[place as usize]));
            made.last = flow.last;
            made.trail = flow.trail;
            made.steps = flow.steps;
        }
        net
    }
}
