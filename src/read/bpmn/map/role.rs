//! Who does a step: innermost named lane, else pool, else the resources of BPMN, else the assignment of an engine.

use std::collections::HashMap;

use super::super::document::Text;
use super::super::flow_node::FlowNode;
use super::super::index::Target;
use super::super::tree::{Base, Participant, Process as Drawn, Resource, Scope, ScopeId};
use super::{Map, local, tidy};
use crate::model::process;

/// The lanes of one process: which named lane holds an element.
pub(super) struct Lanes<'t> {
    /// For each element that a lane names: how deep the lane lies, and its name.
    named: HashMap<&'t str, (usize, &'t Text)>,
}

impl<'t> Lanes<'t> {
    /// Collect them. O(lanes × depth + references).
    pub(super) fn new(scopes: &[(ScopeId, &'t Scope)]) -> Self {
        let mut named: HashMap<&str, (usize, &Text)> = HashMap::new();
        for (_, scope) in scopes {
            // Depth and nearest name of each lane; outer lanes stand before inner ones.
            let mut above: Vec<(usize, Option<&Text>)> = Vec::new();
            for lane in &scope.lanes {
                let outer = lane.parent.and_then(|parent| above.get(parent)).copied();
                let (depth, around) = outer.map_or((0, None), |(depth, name)| (depth + 1, name));
                let name = lane.base.name.as_ref().or(around);
                above.push((depth, name));
                let Some(name) = name else { continue };
                for node in &lane.nodes {
                    let known = named.entry(local(node)).or_insert((depth, name));
                    if known.0 < depth {
                        *known = (depth, name);
                    }
                }
            }
        }
        Self { named }
    }

    fn of(&self, base: &Base) -> Option<&'t Text> {
        let id = base.id.as_ref()?;
        self.named.get(local(id)).map(|(_, name)| *name)
    }
}

impl Map<'_> {
    /// The role of a node, and the unit where a lane gave the role and a pool lies around it.
    pub(super) fn role(
        &self,
        lanes: &Lanes<'_>,
        scope: &Scope,
        node: &FlowNode,
        drawn: &Drawn,
        pool: Option<&Participant>,
    ) -> Option<process::Text> {
        // Lanes often name a sub-process only, not what lies in it.
        let mut lane = lanes.of(&node.base);
        let mut around = scope.parent;
        while let (None, Some((scope, index))) = (lane, around) {
            let outer = self.definitions.scope(scope)?;
            lane = outer.nodes.get(index).and_then(|node| lanes.of(&node.base));
            around = outer.parent;
        }
        lane.or(pool.and_then(|pool| pool.base.name.as_ref()))
            .map(tidy)
            .or_else(|| self.resource(&node.resources))
            .or_else(|| assignment(&node.base))
            .or_else(|| self.resource(&drawn.resources))
    }

    /// The first resource that says who: owners before performers, in file order.
    fn resource(&self, resources: &[Resource]) -> Option<process::Text> {
        let named = |resource: &Resource| {
            let global = resource.refers.as_ref().and_then(|id| {
                let Target::Global(index) = self.index.get(id)? else {
                    return None;
                };
                self.definitions.globals.get(index)?.base.name.as_ref()
            });
            global
                .or(resource.expression.as_ref())
                .or(resource.base.name.as_ref())
                .map(tidy)
        };
        let owners = resources
            .iter()
            .filter(|resource| *resource.base.element == *"potentialOwner");
        owners.chain(resources).find_map(named)
    }
}

/// `assignee`, `candidateGroups`, `candidateUsers` of Camunda, Zeebe, Flowable and Activiti.
fn assignment(base: &Base) -> Option<process::Text> {
    ["assignee", "candidateGroups", "candidateUsers"]
        .iter()
        .find_map(|wanted| {
            let mut named = base.extensions.iter().filter(|e| *e.name == **wanted);
            named.find(|extension| !extension.value.trim().is_empty())
        })
        .map(|extension| tidy(&extension.value))
}
