//! What the shape of a net says without playing the token game: which flows can be marked, which tokens can vanish,
//! which flows can be marked together. Each answer errs on one side only, and says on which.
#![expect(
    clippy::indexing_slicing,
    reason = "every index is an arena index of the net at hand"
)]

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::super::graph::{Route, Scope};
use super::net::{Kind, Net, SOURCE};

/// The flows that might be marked and the nodes that might fire, if no join ever had to wait for the same token twice.
/// A flow not among them is never marked. O(V + E).
fn reached(net: &Net) -> (Vec<bool>, Vec<bool>) {
    let mut marked = vec![false; net.flows.len()];
    let mut fires = vec![false; net.nodes.len()];
    let mut missing: Vec<usize> = net.nodes.iter().map(|node| node.ins.len()).collect();
    let mut todo = vec![SOURCE];
    fires[SOURCE] = true;
    let mut interrupts: Vec<(usize, Scope)> = (net.nodes.iter().enumerate())
        .filter_map(|(place, node)| match node.kind {
            Kind::Interrupt(scope) if node.alive => Some((place, scope)),
            _ => None,
        })
        .collect();
    while let Some(place) = todo.pop() {
        for &flow in &net.nodes[place].outs {
            if std::mem::replace(&mut marked[flow], true) {
                continue;
            }
            interrupts.retain(|&(event, scope)| {
                let waits = !scope.holds(net.flows[flow].scope);
                if !waits {
                    fires[event] = true;
                    todo.push(event);
                }
                waits
            });
            let target = net.flows[flow].target();
            missing[target] -= 1;
            let node = &net.nodes[target];
            let ready = !node.blocked && (node.join != Route::All || missing[target] == 0);
            if ready && !fires[target] {
                fires[target] = true;
                todo.push(target);
            }
        }
    }
    (marked, fires)
}

/// The flows that might be marked; exact where no join waits. O(V + E).
pub fn reached_flows(net: &Net) -> Vec<bool> {
    reached(net).0
}

/// Removes what no run can reach; a parallel join that waits for such a flow is blocked. O(V + E).
pub fn trim(net: &mut Net) {
    let (marked, fires) = reached(net);
    for (flow, &marked) in marked.iter().enumerate() {
        if net.flows[flow].alive && !marked {
            let steps = net.flows[flow].steps;
            net.ropes.write(steps, &mut net.dead);
            net.remove_flow(flow);
        }
    }
    for (node, &fires) in net.nodes.iter_mut().zip(&fires) {
        if !node.alive || fires {
            continue;
        }
        let steps = std::mem::replace(&mut node.steps, super::rope::EMPTY);
        node.alive = !node.ins.is_empty();
        node.blocked = true;
        node.kind = Kind::Sink { end: false };
        net.ropes.write(steps, &mut net.dead);
    }
}

/// Steps that no run reaches, however joins wait. Where every case can complete these are all that never run. O(V + E).
pub fn unreached(net: &Net) -> Vec<super::super::graph::NodeId> {
    let (marked, fires) = reached(net);
    let mut dead = net.dead.clone();
    for (place, node) in net.nodes.iter().enumerate() {
        if node.alive && !fires[place] {
            net.ropes.write(node.steps, &mut dead);
        }
    }
    for (flow, it) in net.flows.iter().enumerate() {
        if it.alive && !marked[flow] {
            net.ropes.write(it.steps, &mut dead);
        }
    }
    dead
}

/// The flows whose token can never vanish, even if every join found all its other tokens waiting. A marking with one of
/// them cannot complete, unless a terminate event removes the token. O(V + E).
pub fn hopeless(net: &Net) -> Vec<bool> {
    let mut hope = vec![false; net.flows.len()];
    let mut waits: Vec<usize> = net.nodes.iter().map(|node| node.outs.len()).collect();
    let mut todo: Vec<usize> = (0..net.nodes.len())
        .filter(|&place| {
            matches!(
                net.nodes[place].kind,
                Kind::Sink { .. } | Kind::Terminate(_)
            )
        })
        .collect();
    while let Some(place) = todo.pop() {
        if net.nodes[place].blocked {
            continue;
        }
        for &flow in &net.nodes[place].ins {
            if std::mem::replace(&mut hope[flow], true) {
                continue;
            }
            let source = net.flows[flow].source();
            waits[source] -= 1;
            let ready = net.nodes[source].split != Route::All || waits[source] == 0;
            if ready && net.nodes[source].ins.iter().any(|&before| !hope[before]) {
                todo.push(source);
            }
        }
    }
    hope.iter().map(|hope| !hope).collect()
}

/// Which flows might be marked together, as far as pairs of flows tell (Kovalyov & Esparza 1995): the least symmetric
/// relation that holds the flows marked at first, the flows of one parallel split, and, for every flow together with all
/// the flows a node takes, that flow with all the flows the node gives. Two flows outside it are never marked together;
/// in a sound free-choice net the flows inside it can be.
#[derive(Debug)]
pub struct Concurrency {
    pairs: HashSet<(usize, usize)>,
    partners: Vec<Vec<usize>>,
}

impl Concurrency {
    /// Computes the relation, or nothing where it has more than `most` pairs. O(pairs × degree).
    pub fn new(net: &Net, most: usize) -> Option<Self> {
        let mut it = Self {
            pairs: HashSet::new(),
            partners: vec![Vec::new(); net.flows.len()],
        };
        let mut todo = Vec::new();
        // Counts, per parallel join and flow, how many of its flows in are already known to go with that flow.
        let mut seen: HashMap<(usize, usize), usize> = HashMap::new();
        for (left, &flow) in net.nodes[SOURCE].outs.iter().enumerate() {
            for &other in &net.nodes[SOURCE].outs[..left] {
                it.add(flow, other, &mut todo);
            }
        }
        let (_, fires) = reached(net);
        for (place, node) in net.nodes.iter().enumerate() {
            if node.alive && fires[place] && place != SOURCE && node.split != Route::One {
                for (left, &flow) in node.outs.iter().enumerate() {
                    for &other in &node.outs[..left] {
                        it.add(flow, other, &mut todo);
                        if it.pairs.len() > most {
                            return None;
                        }
                    }
                }
            }
        }
        while let Some((taken, beside)) = todo.pop() {
            let node = &net.nodes[net.flows[taken].target()];
            if node.blocked {
                continue;
            }
            if node.join == Route::All && node.ins.len() > 1 {
                let count = seen.entry((net.flows[taken].target(), beside)).or_insert(0);
                *count += 1;
                if *count < node.ins.len() {
                    continue;
                }
            }
            for &given in &node.outs {
                it.add(given, beside, &mut todo);
            }
            if it.pairs.len() > most {
                return None;
            }
        }
        Some(it)
    }

    fn add(&mut self, left: usize, right: usize, todo: &mut Vec<(usize, usize)>) {
        if self.pairs.insert((left.min(right), left.max(right))) {
            self.partners[left].push(right);
            todo.push((left, right));
            if left != right {
                self.partners[right].push(left);
                todo.push((right, left));
            }
        }
    }

    /// Whether no flow can hold two tokens. Never wrong when true.
    pub fn safe(&self) -> bool {
        self.pairs.iter().all(|(left, right)| left != right)
    }

    /// The end events that might fire twice in one run: one fires only once where no token that could still reach it is
    /// marked together with its flow. Never leaves out one that does fire twice. O(ends × E).
    pub fn repeated_ends(&self, net: &Net) -> Vec<usize> {
        let mut suspects = Vec::new();
        for (place, node) in net.nodes.iter().enumerate() {
            let counts = matches!(node.kind, Kind::Sink { end: true } | Kind::Terminate(_));
            if !node.alive || !counts || node.ins.iter().all(|&flow| self.partners[flow].is_empty())
            {
                continue;
            }
            let mut before = vec![false; net.flows.len()];
            let mut todo = node.ins.to_vec();
            while let Some(flow) = todo.pop() {
                if !std::mem::replace(&mut before[flow], true) {
                    todo.extend(&net.nodes[net.flows[flow].source()].ins);
                }
            }
            if node
                .ins
                .iter()
                .any(|&flow| self.partners[flow].iter().any(|&other| before[other]))
            {
                suspects.push(place);
            }
        }
        suspects
    }
}
