//! Who does a step: innermost named lane, else pool, else the resources of BPMN, else the assignment of an engine.
//!
//! Lanes and pools list what lies in them; where a list is missing, or two lanes list one element, the drawing decides.

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::super::document::Text;
use super::super::flow_node::FlowNode;
use super::super::index::Target;
use super::super::tree::{Base, Participant, Process as Drawn, Resource, Scope, ScopeId};
use super::own::{self, Owner};
use super::{Map, local, tidy};
use crate::model::notation::Shape;
use crate::model::process;
use crate::source::Spanned;

/// The lanes of one process: which named lane holds an element.
pub(super) struct Lanes<'t> {
    /// For each element that lies in a lane: the innermost named one.
    named: HashMap<&'t str, Named<'t>>,
}

/// Role and unit of a step.
#[derive(Default)]
pub(super) struct Who {
    pub(super) role: Option<process::Text>,
    pub(super) unit: Option<process::Text>,
}

/// A lane with a name, and how deep it lies.
#[derive(Clone, Copy)]
struct Named<'t> {
    depth: usize,
    /// Its scope and its index there.
    key: (ScopeId, usize),
    name: &'t Text,
}

impl<'t> Lanes<'t> {
    /// Collect them: what the lanes list, and for what none lists or two do, in which of them it is drawn.
    /// O(lanes + references + elements without one lane × lanes).
    pub(super) fn new(map: &Map<'t>, scopes: &[(ScopeId, &'t Scope)]) -> Self {
        let mut named: HashMap<&str, Named<'_>> = HashMap::new();
        let mut drawn: Vec<(Shape, Named<'_>)> = Vec::new();
        let mut twice: HashSet<&str> = HashSet::new();
        for (id, scope) in scopes {
            // Depth and nearest named lane of each lane; outer lanes stand before inner ones.
            let mut above: Vec<(usize, Option<Named<'_>>)> = Vec::new();
            for (index, lane) in scope.lanes.iter().enumerate() {
                let outer = lane.parent.and_then(|parent| above.get(parent)).copied();
                let (depth, around) = outer.map_or((0, None), |(depth, name)| (depth + 1, name));
                let own = lane.base.name.as_ref().map(|name| Named {
                    depth,
                    key: (*id, index),
                    name,
                });
                let nearest = own.or(around);
                above.push((depth, nearest));
                let Some(nearest) = nearest else { continue };
                drawn.extend(map.shape(&lane.base).map(|shape| (shape, nearest)));
                for node in &lane.nodes {
                    let known = named.entry(local(node)).or_insert(nearest);
                    if known.depth < nearest.depth {
                        *known = nearest;
                    } else if known.depth == nearest.depth && known.key != nearest.key {
                        twice.insert(local(node));
                    }
                }
            }
        }
        for (_, scope) in scopes.iter().filter(|_| !drawn.is_empty()) {
            for node in &scope.nodes {
                let Some(id) = node.base.id.as_ref().map(|id| local(id)) else {
                    continue;
                };
                if named.contains_key(id) && !twice.contains(id) {
                    continue;
                }
                let around = drawn.iter().filter(|(lane, _)| is_in(map, node, *lane));
                if let Some((_, lane)) = around.max_by_key(|(_, lane)| lane.depth) {
                    named.insert(id, *lane);
                }
            }
        }
        Self { named }
    }

    fn of(&self, base: &Base) -> Option<Named<'t>> {
        let id = base.id.as_ref()?;
        self.named.get(local(id)).copied()
    }
}

/// Whether the middle of a node is drawn inside a shape.
fn is_in(map: &Map<'_>, node: &FlowNode, around: Shape) -> bool {
    let Some(shape) = map.shape(&node.base) else {
        return false;
    };
    let (Some(node), Some(around)) = (
        shape.bounds,
        around.bounds.filter(|_| around.plane == shape.plane),
    ) else {
        return false;
    };
    around.holds_point(node.x + node.width / 2.0, node.y + node.height / 2.0)
}

impl<'t> Map<'t> {
    /// The innermost named lane of a node. Lanes often name a sub-process only, not what lies in it.
    fn named_lane(&self, lanes: &Lanes<'t>, scope: &Scope, node: &FlowNode) -> Option<Named<'t>> {
        let mut lane = lanes.of(&node.base);
        let mut around = scope.parent;
        while let (None, Some((scope, index))) = (lane, around) {
            let Some(outer) = self.definitions.scope(scope) else {
                break;
            };
            lane = outer.nodes.get(index).and_then(|node| lanes.of(&node.base));
            around = outer.parent;
        }
        lane
    }

    /// The innermost named lane of a node, as its scope and its index there.
    pub(super) fn lane(
        &self,
        lanes: &Lanes<'t>,
        scope: &Scope,
        node: &FlowNode,
    ) -> Option<(ScopeId, usize)> {
        self.named_lane(lanes, scope, node).map(|lane| lane.key)
    }

    /// Role and unit of a node: what its lane says, else its pool, else the resources.
    pub(super) fn who(
        &self,
        lanes: &Lanes<'t>,
        scope: &Scope,
        node: &FlowNode,
        drawn: &Drawn,
        pool: Option<&Participant>,
    ) -> Who {
        let pool_name = pool.and_then(|pool| pool.base.name.as_ref());
        let unit_of_pool = || {
            let names_a_unit = pool.is_some_and(|pool| !own::is_absent(&pool.base, "unit"));
            pool_name.filter(|_| names_a_unit).map(tidy)
        };
        let Some(lane) = self.named_lane(lanes, scope, node) else {
            return Who {
                role: pool_name
                    .map(tidy)
                    .or_else(|| self.resource(&node.resources))
                    .or_else(|| assignment(&node.base))
                    .or_else(|| self.resource(&drawn.resources)),
                unit: unit_of_pool(),
            };
        };
        let (scope, index) = lane.key;
        let drawn = self.definitions.scope(scope);
        let drawn = drawn.and_then(|scope| scope.lanes.get(index));
        // What is wrong with the properties of a lane was said once for all of its steps.
        let (role, unit) = drawn.map_or((Owner::Unsaid, Owner::Unsaid), |lane| {
            own::lane(&lane.base, &mut Vec::new())
        });
        Who {
            role: role.or_else(|| Some(tidy(lane.name))),
            unit: unit.or_else(unit_of_pool),
        }
    }

    /// The pool that is drawn around a process which no pool names: it holds the middle of every drawn node, names no process
    /// of the file, and no other pool does so.
    pub(super) fn pool_around(&self, scope: &Scope) -> Option<&'t Participant> {
        let pools = self.definitions.collaborations.iter();
        let mut around = pools
            .flat_map(|collaboration| &collaboration.participants)
            .filter(|pool| {
                let process = pool.process.as_ref().and_then(|id| self.index.get(id));
                process.is_none()
                    && self.shape(&pool.base).is_some_and(|shape| {
                        let nodes = || scope.nodes.iter();
                        nodes().any(|node| self.shape(&node.base).is_some())
                            && nodes()
                                .filter(|node| self.shape(&node.base).is_some())
                                .all(|node| is_in(self, node, shape))
                    })
            });
        let pool = around.next()?;
        around.next().is_none().then_some(pool)
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
                .or_else(|| {
                    let expression = resource.expression.as_ref();
                    expression.filter(|text| !holds_expression(text))
                })
                .or(resource.base.name.as_ref())
                .map(tidy)
        };
        let owners = resources
            .iter()
            .filter(|resource| *resource.base.element == *"potentialOwner");
        owners.chain(resources).find_map(named)
    }
}

/// `assignee`, `candidateGroups`, `candidateUsers` of Camunda, Zeebe, Flowable and Activiti. Several names stay together as one
/// role, because a step has one; those among them that an engine computes are left out.
fn assignment(base: &Base) -> Option<process::Text> {
    ["assignee", "candidateGroups", "candidateUsers"]
        .iter()
        .find_map(|wanted| {
            let mut named = base.extensions.iter().filter(|e| *e.name == **wanted);
            named.find_map(|extension| named_people(&extension.value))
        })
}

/// The names in a list of people or groups.
fn named_people(text: &Text) -> Option<process::Text> {
    if !holds_expression(text) {
        return Some(tidy(text)).filter(|name| !name.is_empty());
    }
    if text.trim_start().starts_with('=') {
        return None;
    }
    let names: Vec<&str> = text
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty() && !holds_expression(name))
        .collect();
    let names =
        Some(names.join(", ")).filter(|names| !names.is_empty() && !names.contains(['{', '}']));
    names.map(|names| Spanned::new(names, text.span))
}

/// Whether a text is computed when the process runs, so that it names nobody: `${initiator}`, `#{…}`, `=manager`, `$INITIATOR`.
fn holds_expression(text: &str) -> bool {
    text.contains("${") || text.contains("#{") || text.trim_start().starts_with(['=', '$'])
}
