//! The control flow that a diagram draws, as steps with `next`, `split` and `join`: what a process file can say of it.
//!
//! A diagram has routing that is no element of its own: the way into a sub-process and out of it, the choice that an
//! interrupting event makes before its activity. Where a neighbour can say it, it does; the rest become gateways. What the
//! token game only approximates, and what has no place in it, is a problem.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::shorten::shorten;
use crate::messages::{Lang, Localized};
use crate::model::control::{ControlFlow, ControlKind};
use crate::model::name::Id;
use crate::model::one_or_many::{Branch, Next};
use crate::model::process::{Process, Routing, Step, StepKind, step_id};
use crate::read::problem::{Problem, ProblemKind};
use crate::source::{Span, Spanned};

crate::texts! {
    fn outside_flow(name: &str) {
        en: "\"{name}\" stands outside the control flow (compensation); it is left out",
        vi: "\"{name}\" nằm ngoài luồng thực hiện (bù trừ); không đưa vào",
    }
}

const TERMINATES: Localized = Localized::fixed(
    "this end stops everything; in a process file other branches run to their end",
    "điểm kết thúc này dừng mọi nhánh; trong tệp quy trình, các nhánh khác vẫn chạy đến hết",
);

const NOTHING_STARTS: Localized = Localized::fixed(
    "nothing starts here; a process file starts with its first step",
    "không có điểm bắt đầu nào; tệp quy trình bắt đầu từ bước đầu tiên",
);

/// A flow on its way: where it leads, and the branch of the step that it was.
#[derive(Clone, Debug)]
struct Way {
    to: usize,
    branch: Option<Spanned<Branch>>,
}

/// Nodes and flows of the control flow while routing is taken out of it.
struct Net {
    ways: Vec<Vec<Way>>,
    entering: Vec<usize>,
    split: Vec<Routing>,
    gone: Vec<bool>,
}

/// The process with its flow in its steps. A process file is that already; one from a diagram costs O(nodes + flows).
pub(super) fn flatten(process: &Process, lang: Lang) -> (Cow<'_, Process>, Vec<Problem>) {
    let Some(control) = &process.control else {
        return (Cow::Borrowed(process), Vec::new());
    };
    let mut problems = Vec::new();
    for unknown in control.unknown.iter().chain(&control.simplified) {
        problems.push(problem(unknown.span, unknown.reason.clone()));
    }
    if !control
        .nodes
        .iter()
        .any(|node| node.kind == ControlKind::Start)
    {
        problems.push(problem(process.process.span, NOTHING_STARTS));
    }
    let mut net = Net::new(process, control);
    net.dissolve(control);
    let order = net.order(control, process, &mut problems);
    let steps = net.steps(&order, control, process, lang, &mut problems);
    let mut file = process.file.clone();
    file.steps = steps;
    shorten(&mut file.steps);
    let mut flat = Process::new(process.source, file);
    flat.unread.clone_from(&process.unread);
    (Cow::Owned(flat), problems)
}

fn problem(span: Span, message: Localized) -> Problem {
    Problem::new(ProblemKind::NotConverted, span, message)
}

impl Net {
    fn new(process: &Process, control: &ControlFlow) -> Self {
        let count = control.nodes.len();
        let mut this = Self {
            ways: vec![Vec::new(); count],
            entering: vec![0; count],
            split: control.nodes.iter().map(|node| node.split).collect(),
            gone: vec![false; count],
        };
        for flow in &control.flows {
            let (from, to) = (flow.from as usize, flow.to as usize);
            let owner = control
                .nodes
                .get(from)
                .and_then(|node| node.step.or(node.exit_of));
            let branch = owner.and_then(|step| {
                let next = process.steps.get(step as usize)?.next.as_ref()?;
                next.get(flow.branch? as usize).cloned()
            });
            if let (Some(ways), Some(entering)) =
                (this.ways.get_mut(from), this.entering.get_mut(to))
            {
                ways.push(Way { to, branch });
                *entering += 1;
            }
        }
        this
    }

    fn ways(&self, node: usize) -> &[Way] {
        self.ways.get(node).map_or(&[], Vec::as_slice)
    }

    fn entering(&self, node: usize) -> usize {
        self.entering.get(node).copied().unwrap_or_default()
    }

    /// Take out routing that a neighbour can say. Each pass is linear; what three passes leave stays as gateways.
    fn dissolve(&mut self, control: &ControlFlow) {
        let is_routing = |node: usize| {
            control
                .nodes
                .get(node)
                .is_some_and(|node| node.kind == ControlKind::Routing && node.step.is_none())
        };
        for _ in 0..3 {
            for from in 0..control.nodes.len() {
                let is_start = control
                    .nodes
                    .get(from)
                    .is_some_and(|node| node.kind == ControlKind::Start);
                let ways = self.ways(from).to_vec();
                let mut kept = Vec::new();
                let only = ways.len() == 1;
                for way in ways {
                    let (to, next) = (way.to, self.ways(way.to).to_vec());
                    let alone = self.entering(to) == 1;
                    match next.as_slice() {
                        // One flow in, one flow out.
                        [onward] if is_routing(to) && alone && to != from => {
                            let branch = way.branch.or_else(|| onward.branch.clone());
                            kept.push(Way {
                                to: onward.to,
                                branch,
                            });
                            self.remove(to);
                        }
                        // The only flow leads to a choice or a fork: that of the node itself.
                        [_, _, ..]
                            if is_routing(to)
                                && to != from
                                && alone
                                && only
                                && way.branch.as_ref().is_none_or(|branch| is_bare(branch))
                                && (!is_start || self.split.get(to) == Some(&Routing::All)) =>
                        {
                            if let (Some(split), Some(of_node)) =
                                (self.split.get(to).copied(), self.split.get_mut(from))
                            {
                                *of_node = split;
                            }
                            kept.extend(next.iter().cloned());
                            self.remove(to);
                        }
                        _ => kept.push(way),
                    }
                }
                if let Some(ways) = self.ways.get_mut(from) {
                    *ways = kept;
                }
            }
        }
    }

    fn remove(&mut self, node: usize) {
        if let Some(gone) = self.gone.get_mut(node) {
            *gone = true;
        }
        if let Some(ways) = self.ways.get_mut(node) {
            ways.clear();
        }
    }

    /// The nodes that become steps: those of the file in its order, gateways before the first step they lead to.
    fn order(
        &self,
        control: &ControlFlow,
        process: &Process,
        problems: &mut Vec<Problem>,
    ) -> Vec<usize> {
        let mut of_step: HashMap<usize, usize> = HashMap::new();
        let mut before: HashMap<usize, Vec<usize>> = HashMap::new();
        for (index, node) in control.nodes.iter().enumerate() {
            if let Some(step) = node.step {
                of_step.insert(step as usize, index);
            } else if node.kind == ControlKind::Routing
                && !self.gone.get(index).is_some_and(|gone| *gone)
            {
                let targets = self
                    .ways(index)
                    .iter()
                    .filter_map(|way| control.nodes.get(way.to)?.step);
                let place = targets.min().map_or(usize::MAX, |step| step as usize);
                before.entry(place).or_default().push(index);
            }
        }
        let mut order = Vec::new();
        for (index, step) in process.steps.iter().enumerate() {
            order.extend(before.remove(&index).into_iter().flatten());
            if let Some(node) = of_step.get(&index) {
                order.push(*node);
            } else {
                problems.push(problem(step.span, outside_flow(&process.step_label(index))));
            }
        }
        order.extend(before.remove(&usize::MAX).into_iter().flatten());
        order
    }

    fn steps(
        &self,
        order: &[usize],
        control: &ControlFlow,
        process: &Process,
        lang: Lang,
        problems: &mut Vec<Problem>,
    ) -> Vec<Spanned<Step>> {
        let starts: HashSet<usize> = control
            .nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| node.kind == ControlKind::Start)
            .flat_map(|(index, _)| self.ways(index).iter().map(|way| way.to))
            .collect();
        let several = |node: &usize| {
            self.ways(*node).len() > 1 && self.split.get(*node) != Some(&Routing::One)
        };
        let concurrent = order.iter().any(several);
        let mut used: HashSet<Id> = process.step_ids.keys().cloned().collect();
        let mut stated: HashSet<Id> = HashSet::new();
        let mut steps: Vec<Spanned<Step>> = Vec::new();
        for node in order {
            let Some(drawn) = control.nodes.get(*node) else {
                continue;
            };
            let of_file = drawn.step.and_then(|step| process.steps.get(step as usize));
            let mut step = of_file
                .cloned()
                .unwrap_or_else(|| gateway(lang, steps.len() + 1));
            let span = step.span;
            // A diagram may use an id twice or none at all; here flows need one.
            let id = step.id.as_ref().map(|id| id.value.clone());
            let id = match id {
                Some(id) if of_file.is_some() && stated.insert(id.clone()) => id,
                id => {
                    let base = id.unwrap_or_else(|| Id::new("step"));
                    let mut numbers = 2..;
                    let mut free = base.clone();
                    while used.contains(&free) {
                        let number = numbers.next().unwrap_or(u32::MAX);
                        free = Id::new(&format!("{base}-{number}"));
                    }
                    used.insert(free.clone());
                    free
                }
            };
            step.value.id = Some(Spanned::new(id, span));
            let stated = |routing: Routing, ways: usize| {
                Some(Spanned::new(routing, span)).filter(|_| ways > 1 && routing != Routing::One)
            };
            let yes = Some(Spanned::new(true, span));
            let entering = self.entering(*node);
            step.value.join = stated(drawn.join, entering);
            let split = self.split.get(*node).copied().unwrap_or_default();
            step.value.split = stated(split, self.ways(*node).len());
            step.value.start = yes.clone().filter(|_| starts.contains(node));
            step.value.end = yes.filter(|_| self.ways(*node).is_empty());
            if drawn.kind == ControlKind::Terminate && concurrent {
                problems.push(problem(span, TERMINATES));
            }
            steps.push(step);
        }
        self.link(order, &mut steps);
        steps
    }

    /// Let the flows of each step name the ids of others.
    fn link(&self, order: &[usize], steps: &mut [Spanned<Step>]) {
        let ids: HashMap<usize, Id> = order
            .iter()
            .zip(steps.iter().enumerate())
            .map(|(node, (index, step))| (*node, step_id(step, index)))
            .collect();
        for (node, step) in order.iter().zip(steps) {
            let span = step.span;
            let mut next = Vec::new();
            for way in self.ways(*node) {
                let Some(id) = ids.get(&way.to) else { continue };
                let drawn = way
                    .branch
                    .clone()
                    .unwrap_or_else(|| Spanned::new(Branch::default(), span));
                next.push(Spanned::new(
                    Branch {
                        to: Spanned::new(id.clone(), drawn.to.span),
                        ..drawn.value
                    },
                    drawn.span,
                ));
            }
            step.value.next = (!next.is_empty()).then(|| Spanned::new(Next(next), span));
        }
    }
}

fn is_bare(branch: &Branch) -> bool {
    branch.when.is_none() && branch.limit.is_none() && branch.share.is_none()
}

fn gateway(lang: Lang, number: usize) -> Spanned<Step> {
    let id = match lang {
        Lang::En => format!("gateway-{number}"),
        Lang::Vi => format!("cong-{number}"),
    };
    let span = Span::default();
    let step = Step {
        id: Some(Spanned::new(Id::new(&id), span)),
        kind: Some(Spanned::new(StepKind::Gateway, span)),
        ..Step::default()
    };
    Spanned::new(step, span)
}
