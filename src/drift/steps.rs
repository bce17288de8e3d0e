//! The steps: added, dropped, moved; and of those that both sides have, what is done, by whom, how long, and what follows.
//!
//! The printed number of a step is not compared: it follows from the order.

use std::collections::BTreeSet;

use super::align::match_steps;
use super::collect::{Collector, Element, Found, bare, count, name, text, time, word};
use super::flow::compare_flows;
use super::limits::Cases;
use super::routes::Routes;
use super::value::Value;
use super::words::{Aspect, Verb};
use crate::model::duration::Duration;
use crate::model::name::{Id, fold};
use crate::model::one_or_many::{Branch, PerCase};
use crate::model::process::{Process, Step, Text};
use crate::source::Spanned;

/// Compare the steps.
pub fn compare_steps(all: &mut Collector<'_>, cases: &Cases) {
    let (old, new) = (all.old, all.new);
    let pairs = match_steps(old, new);
    let rerouted = compare_flows(old, new, &pairs.both);
    let routes = (Routes::of(old), Routes::of(new));
    let start = pairs.both.len();
    if rerouted.changed.contains(&start) {
        let element = Element::new("process.step", "");
        all.push(
            Aspect::Routing,
            Verb::Changed,
            (&element, &element),
            Some(routes.0.first()),
            Some(routes.1.first()),
        );
    }
    // In the order of the new side; what was dropped stands where it stood, behind the step before it.
    let mut rows: Vec<(usize, usize, Row)> = Vec::new();
    for (pair, (a, b)) in pairs.both.iter().enumerate() {
        rows.push((*b, 0, Row::Both(pair, *a, *b)));
    }
    rows.extend(pairs.added.iter().map(|b| (*b, 0, Row::Added(*b))));
    for a in &pairs.dropped {
        let before = pairs.both.iter().rev().find(|(old, _)| old < a);
        rows.push((before.map_or(0, |(_, new)| *new), a + 1, Row::Dropped(*a)));
    }
    rows.sort_by_key(|(at, rank, _)| (*at, *rank));
    let mapping: Vec<(usize, usize)> = pairs.both.clone();
    for (_, _, row) in rows {
        match row {
            Row::Added(b) => {
                let element = step_element(new, b);
                all.value(
                    Aspect::Step,
                    (&element, &element),
                    None,
                    Some(whole(new, b)),
                );
            }
            Row::Dropped(a) => {
                let element = step_element(old, a);
                all.value(
                    Aspect::Step,
                    (&element, &element),
                    Some(whole(old, a)),
                    None,
                );
            }
            Row::Both(pair, a, b) => {
                let elements = (step_element(old, a), step_element(new, b));
                if rerouted.moved.contains(&pair) {
                    all.push(
                        Aspect::Step,
                        Verb::Moved,
                        (&elements.0, &elements.1),
                        Some(routes.0.before(a)),
                        Some(routes.1.before(b)),
                    );
                }
                if let (Some(a), Some(b)) = (old.steps.get(a), new.steps.get(b)) {
                    compare_step(all, (&elements.0, &elements.1), (a, b), cases);
                }
                if rerouted.changed.contains(&pair) {
                    let next = (elements.0.key("next"), elements.1.key("next"));
                    all.push(
                        Aspect::Routing,
                        Verb::Changed,
                        (&next.0, &next.1),
                        Some(routes.0.after(a)),
                        Some(routes.1.after(b)),
                    );
                }
                compare_branches(all, (&elements.0, &elements.1), (a, b), &mapping);
            }
        }
    }
}

enum Row {
    Both(usize, usize, usize),
    Added(usize),
    Dropped(usize),
}

fn step_element(process: &Process, index: usize) -> Element {
    Element::new(process.step_path(index), process.step_label(index))
}

/// What a step that only one side has says: its label.
fn whole(process: &Process, index: usize) -> Spanned<Value> {
    let value = Value::Text(process.step_label(index));
    Spanned::new(value, process.step_span(index))
}

type Sides<'s, T> = (&'s T, &'s T);

fn compare_step(
    all: &mut Collector<'_>,
    elements: Sides<'_, Element>,
    (a, b): Sides<'_, Spanned<Step>>,
    cases: &Cases,
) {
    let mut compare = |aspect, key: &str, old: Found, new: Found| {
        let keys = (elements.0.key(key), elements.1.key(key));
        all.value(aspect, (&keys.0, &keys.1), old, new);
    };
    compare(
        Aspect::Step,
        "name",
        name(a.name.as_ref()),
        name(b.name.as_ref()),
    );
    compare(
        Aspect::Kind,
        "kind",
        word(a.kind.as_ref()),
        word(b.kind.as_ref()),
    );
    compare(
        Aspect::Role,
        "role",
        text(a.role.as_ref()),
        text(b.role.as_ref()),
    );
    compare(
        Aspect::Unit,
        "unit",
        text(a.unit.as_ref()),
        text(b.unit.as_ref()),
    );
    // What a file leaves out has a meaning here: the clock runs, one flow is taken.
    compare(
        Aspect::Clock,
        "clock",
        or_default(a.clock.as_ref(), a),
        or_default(b.clock.as_ref(), b),
    );
    compare(
        Aspect::Routing,
        "split",
        or_default(a.split.as_ref(), a),
        or_default(b.split.as_ref(), b),
    );
    compare(
        Aspect::Routing,
        "join",
        or_default(a.join.as_ref(), a),
        or_default(b.join.as_ref(), b),
    );
    compare(
        Aspect::Rounds,
        "rounds",
        count(a.rounds.as_ref()),
        count(b.rounds.as_ref()),
    );
    compare(
        Aspect::Phase,
        "phase",
        count(a.phase.as_ref()),
        count(b.phase.as_ref()),
    );
    compare(
        Aspect::Calls,
        "calls",
        text(a.calls.as_ref()),
        text(b.calls.as_ref()),
    );
    compare(
        Aspect::StepCases,
        "cases",
        case_ids(a, |id| cases.renamed(id)),
        case_ids(b, Id::clone),
    );
    compare_times(all, elements, (a, b), cases);
    for (aspect, key, get) in LISTS {
        let keys = (elements.0.key(key), elements.1.key(key));
        all.texts(aspect, (&keys.0, &keys.1), get(a), get(b), fold);
    }
}

type List = (Aspect, &'static str, fn(&Step) -> &[Text]);

const LISTS: [List; 3] = [
    (Aspect::Form, "forms", |step| &step.forms),
    (Aspect::Input, "inputs", |step| &step.inputs),
    (Aspect::Output, "outputs", |step| &step.outputs),
];

fn or_default<T: Clone + Default + serde::Serialize>(
    value: Option<&Spanned<T>>,
    step: &Spanned<Step>,
) -> Found {
    match value {
        Some(value) => word(Some(value)),
        None => word(Some(&Spanned::new(T::default(), step.span))),
    }
}

/// The cases of a step, in order of their ids.
fn case_ids(step: &Spanned<Step>, id: impl Fn(&Id) -> Id) -> Found {
    step.cases.as_ref().map(|cases| {
        let ids: BTreeSet<String> = cases
            .iter()
            .map(|case| id(&Id::new(case)).to_string())
            .collect();
        Spanned::new(Value::Texts(ids.into_iter().collect()), cases.span)
    })
}

/// Compare the time in each case; once, where neither side tells cases apart.
fn compare_times(
    all: &mut Collector<'_>,
    elements: Sides<'_, Element>,
    (a, b): Sides<'_, Spanned<Step>>,
    cases: &Cases,
) {
    let keys = (elements.0.key("time"), elements.1.key("time"));
    let bares = (bare(all.old), bare(all.new));
    let each = |step: &Step| {
        step.time
            .as_ref()
            .is_some_and(|time| matches!(time.value, PerCase::Each(_)))
    };
    if !each(a) && !each(b) {
        let values = (
            time(a.time_in(None), bares.0),
            time(b.time_in(None), bares.1),
        );
        all.value(Aspect::Time, (&keys.0, &keys.1), values.0, values.1);
        return;
    }
    for (old, new) in &cases.both {
        let sides = (keys.0.in_case(old.as_ref()), keys.1.in_case(new.as_ref()));
        let values = (
            time(a.time_in(old.as_ref()), bares.0),
            time(b.time_in(new.as_ref()), bares.1),
        );
        all.value(Aspect::Time, (&sides.0, &sides.1), values.0, values.1);
    }
}

/// Compare what is written on the flows that both sides state: the condition and the time.
fn compare_branches(
    all: &mut Collector<'_>,
    elements: Sides<'_, Element>,
    (a, b): (usize, usize),
    pairs: &[(usize, usize)],
) {
    let old = branches(all.old, a, |target| {
        pairs.iter().position(|(old, _)| *old == target)
    });
    let new = branches(all.new, b, |target| {
        pairs.iter().position(|(_, new)| *new == target)
    });
    let keys = (elements.0.key("next"), elements.1.key("next"));
    let bares = (bare(all.old), bare(all.new));
    for (target, old) in &old {
        // Flows to one target are told apart by their conditions; the first with the first.
        let Some((_, new)) = new.iter().find(|(other, _)| other == target) else {
            continue;
        };
        for (old, new) in old.iter().zip(new) {
            all.value(
                Aspect::Routing,
                (&keys.0, &keys.1),
                text(old.when.as_ref()),
                text(new.when.as_ref()),
            );
            let limits: (Option<&Spanned<Duration>>, _) = (old.limit.as_ref(), new.limit.as_ref());
            all.value(
                Aspect::Time,
                (&keys.0, &keys.1),
                time(limits.0, bares.0),
                time(limits.1, bares.1),
            );
        }
    }
}

/// The stated flows of a step by the pair they lead to, those to one pair in order of their conditions.
fn branches(
    process: &Process,
    step: usize,
    pair: impl Fn(usize) -> Option<usize>,
) -> Vec<(usize, Vec<&Branch>)> {
    let mut all: std::collections::BTreeMap<usize, Vec<&Branch>> =
        std::collections::BTreeMap::new();
    let next = process.steps.get(step).and_then(|step| step.next.as_ref());
    for branch in next.into_iter().flat_map(|next| next.iter()) {
        let target = process.step_ids.get(&branch.to.value).copied();
        if let Some(target) = target.and_then(&pair) {
            all.entry(target).or_default().push(&branch.value);
        }
    }
    for branches in all.values_mut() {
        branches.sort_by_cached_key(|branch| branch.when.as_ref().map(|when| fold(when)));
    }
    all.into_iter().collect()
}
