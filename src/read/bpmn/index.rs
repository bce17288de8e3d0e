//! Ids of a file: who is meant by a reference, which ids are double, which references lead nowhere.
//!
//! References are XML qualified names: `tns:Task_1` means `Task_1` of this file where no id is spelt with the prefix.

use foldhash::{HashMap, HashMapExt as _};

use super::document::Text;
use super::flow_node::{FlowNode, NodeKind};
use super::problem::{ProblemKind, Problems};
use super::tree::{Artifact, Base, Definitions, Scope, ScopeId};

/// What an id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// `Definitions::processes`.
    Process(usize),
    /// A node of a scope.
    Node(ScopeId, usize),
    /// A sequence flow of a scope.
    Flow(ScopeId, usize),
    /// A lane of a scope.
    Lane(ScopeId, usize),
    /// A data element of a scope.
    Data(ScopeId, usize),
    /// An artifact of a scope.
    Artifact(ScopeId, usize),
    /// A collaboration.
    Collaboration(usize),
    /// A pool of a collaboration.
    Participant(usize, usize),
    /// A message flow of a collaboration.
    MessageFlow(usize, usize),
    /// An artifact of a collaboration.
    CollaborationArtifact(usize, usize),
    /// `Definitions::globals`.
    Global(usize),
    /// Data of an activity; not looked into.
    Inner,
}

/// Every id of a file. For look-ups only: its order means nothing.
#[derive(Debug)]
pub struct Index<'t> {
    targets: HashMap<&'t str, Target>,
}

impl<'t> Index<'t> {
    /// Collect the ids. O(elements). The first of two equal ids counts; the others are returned.
    pub fn new(definitions: &'t Definitions) -> (Self, Vec<&'t Text>) {
        let held = |scope: &Scope| scope.nodes.len() + scope.flows.len();
        let count = definitions.all_scopes().map(|(_, scope)| held(scope)).sum();
        let mut index = Self {
            targets: HashMap::with_capacity(count),
        };
        let mut twice = Vec::new();
        let mut add = |base: &'t Base, target: Target| {
            let Some(id) = &base.id else { return };
            match index.targets.entry(id) {
                std::collections::hash_map::Entry::Occupied(_) => twice.push(id),
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(target);
                }
            }
        };
        for (i, process) in definitions.processes.iter().enumerate() {
            add(&process.base, Target::Process(i));
        }
        for (id, scope) in definitions.all_scopes() {
            add_scope(id, scope, &mut add);
        }
        for (c, collaboration) in definitions.collaborations.iter().enumerate() {
            add(&collaboration.base, Target::Collaboration(c));
            for (i, pool) in collaboration.participants.iter().enumerate() {
                add(&pool.base, Target::Participant(c, i));
            }
            for (i, flow) in collaboration.message_flows.iter().enumerate() {
                add(&flow.base, Target::MessageFlow(c, i));
            }
            for (i, artifact) in collaboration.artifacts.iter().enumerate() {
                add(artifact.base(), Target::CollaborationArtifact(c, i));
            }
        }
        for (i, global) in definitions.globals.iter().enumerate() {
            add(&global.base, Target::Global(i));
        }
        (index, twice)
    }

    /// What a reference means. O(1).
    pub fn get(&self, reference: &str) -> Option<Target> {
        let local = || reference.split_once(':').map(|(_, local)| local);
        self.targets
            .get(reference)
            .or_else(|| self.targets.get(local()?))
            .copied()
    }

    /// The node that a reference means.
    pub fn node<'d>(
        &self,
        definitions: &'d Definitions,
        reference: &str,
    ) -> Option<(ScopeId, usize, &'d FlowNode)> {
        let Target::Node(scope, index) = self.get(reference)? else {
            return None;
        };
        Some((scope, index, definitions.scope(scope)?.nodes.get(index)?))
    }
}

fn add_scope<'t>(id: ScopeId, scope: &'t Scope, add: &mut impl FnMut(&'t Base, Target)) {
    for (i, node) in scope.nodes.iter().enumerate() {
        add(&node.base, Target::Node(id, i));
        for data in &node.data {
            add(&data.base, Target::Inner);
        }
    }
    for (i, flow) in scope.flows.iter().enumerate() {
        add(&flow.base, Target::Flow(id, i));
    }
    for (i, lane) in scope.lanes.iter().enumerate() {
        add(&lane.base, Target::Lane(id, i));
    }
    for (i, data) in scope.data.iter().enumerate() {
        add(&data.base, Target::Data(id, i));
    }
    for (i, artifact) in scope.artifacts.iter().enumerate() {
        add(artifact.base(), Target::Artifact(id, i));
    }
}

/// Record double ids and the references of flows, boundary events, lanes and artifacts that lead nowhere.
pub(super) fn check(definitions: &Definitions, problems: &mut Problems) {
    let (index, twice) = Index::new(definitions);
    for id in twice {
        problems.add(id.span, ProblemKind::DuplicateId(id.value.clone()));
    }
    let mut refer = |from: &'static str, to: &Option<Text>| {
        if let Some(to) = to
            && index.get(to).is_none()
        {
            let kind = ProblemKind::Unresolved(from, to.value.clone());
            problems.add(to.span, kind);
        }
    };
    for (_, scope) in definitions.all_scopes() {
        for flow in &scope.flows {
            refer("sourceRef", &flow.source);
            refer("targetRef", &flow.target);
        }
        for node in &scope.nodes {
            if let NodeKind::Boundary { attached_to, .. } = &node.kind {
                refer("attachedToRef", attached_to);
            }
            refer("default", &node.default);
        }
        associations(&scope.artifacts, &mut refer);
    }
    for collaboration in &definitions.collaborations {
        for flow in &collaboration.message_flows {
            refer("sourceRef", &flow.source);
            refer("targetRef", &flow.target);
        }
        associations(&collaboration.artifacts, &mut refer);
    }
}

fn associations(artifacts: &[Artifact], refer: &mut impl FnMut(&'static str, &Option<Text>)) {
    for artifact in artifacts {
        if let Artifact::Association { source, target, .. } = artifact {
            refer("sourceRef", source);
            refer("targetRef", target);
        }
    }
}
