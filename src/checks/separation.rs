//! Two duties in one hand.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::{at_role, in_cases, weigh_guess};
use super::path_property::{
    Broken, Decided, How, Property, no_such_step, not_decided, path, steps_of,
};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::name::{Id, fold, same};
use crate::model::organisation::Organisation;
use crate::model::process::{Process, Step, Text};
use crate::rule::selector::StepSelector;
use crate::texts;
use crate::workflow::paths::{CoOccurrence, Method, Paths};

/// No run of the process has a step of `a` and a step of `b` done by one role. Where the name stands for a unit, two persons of it
/// may act, and the finding is an observation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Separation {
    /// One duty.
    #[schemars(extend("x-vi" = "Nhiệm vụ thứ nhất."))]
    pub a: StepSelector,
    /// The other.
    #[schemars(extend("x-vi" = "Nhiệm vụ thứ hai."))]
    pub b: StepSelector,
}

/// So many pairs of steps of one role are looked at in one process; each costs a search of the workflow.
const PAIRS: usize = 256;

/// How surely two steps are done by one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Actor {
    Different,
    OneRole,
    OneUnit,
}

/// What may be done by one person.
struct Pairs {
    pairs: Vec<(usize, usize, Actor)>,
    nameless: Option<usize>,
}

impl Separation {
    /// Pairs of steps of one actor, in file order, and a step that says nobody.
    fn pairs(&self, cx: &Context<'_>) -> Result<Pairs, Verdict> {
        let process = cx.process;
        for selector in [&self.a, &self.b] {
            if selector.select(process).next().is_none() {
                return Err(Verdict::NotApplicable(no_such_step(&selector.describe())));
            }
        }
        let mut by_actor: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        let mut nameless = None;
        for index in 0..process.steps.len() {
            let does = (
                self.a.selects(process, index),
                self.b.selects(process, index),
            );
            let Some(step) = process.steps.get(index).filter(|_| does.0 || does.1) else {
                continue;
            };
            let Some(name) = name_of(cx.organisation, step) else {
                nameless.get_or_insert(index);
                continue;
            };
            let duties = by_actor.entry(name).or_default();
            if does.0 {
                duties.0.push(index);
            }
            if does.1 {
                duties.1.push(index);
            }
        }
        let mut pairs: Vec<(usize, usize, Actor)> = Vec::new();
        'all: for (a, b) in by_actor.values() {
            for (b, a) in b.iter().flat_map(|b| a.iter().map(move |a| (*b, *a))) {
                let steps = process.steps.get(a).zip(process.steps.get(b));
                let actor = steps.map_or(Actor::Different, |(one, other)| {
                    actor(cx.organisation, one, other)
                });
                if a != b && actor != Actor::Different {
                    pairs.push((a, b, actor));
                }
                if pairs.len() > PAIRS {
                    break 'all;
                }
            }
        }
        pairs.sort_by_key(|(a, b, _)| (*b, *a));
        if pairs.len() > PAIRS {
            return Err(Verdict::Unknown(too_many(PAIRS)));
        }
        Ok(Pairs { pairs, nameless })
    }
}

impl Property for Separation {
    fn judge(&self, cx: &Context<'_>, case: usize) -> (Decided, How) {
        let paths = cx.analysis.paths().get(case);
        let how = How::Paths(paths.map_or(Method::Sequential, Paths::method));
        let process = cx.process;
        let Pairs { pairs, nameless } = match self.pairs(cx) {
            Ok(pairs) => pairs,
            Err(Verdict::Unknown(reason)) => return (Decided::Unknown(reason), how),
            Err(Verdict::NotApplicable(reason)) => return (Decided::Nothing(reason), how),
            Err(_) => return (Decided::Holds, how),
        };
        let mut unknown = nameless.map(|index| says_nobody(&process.step_label(index)));
        let mut all = Vec::new();
        let workflow = cx.analysis.workflows().get(case);
        for ((a, b, _), (workflow, paths)) in pairs
            .into_iter()
            .filter_map(|pair| Some((pair, workflow.zip(paths)?)))
        {
            let node = |index: usize| workflow.nodes.get(index).copied().flatten();
            let (Some(one), Some(other)) = (node(a), node(b)) else {
                continue;
            };
            match paths.co_occur(one, other) {
                CoOccurrence::Possible(witness) => {
                    let steps = steps_of(workflow, &witness);
                    all.push(Broken::new(b, finding_message(process, a, b), &steps));
                }
                CoOccurrence::Impossible => {}
                CoOccurrence::Unknown(reason) => {
                    unknown.get_or_insert_with(|| not_decided(reason));
                }
            }
        }
        let decided = match unknown {
            _ if !all.is_empty() => Decided::Fails(all),
            Some(reason) => Decided::Unknown(reason),
            None => Decided::Holds,
        };
        (decided, how)
    }
}

impl Kind for Separation {
    const FOLLOWS_FLOWS: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let Pairs { pairs, nameless } = match self.pairs(cx) {
            Ok(pairs) => pairs,
            Err(verdict) => return verdict,
        };
        let mut unknown = nameless.map(|index| says_nobody(&process.step_label(index)));
        let mut findings = Vec::new();
        for (a, b, actor) in pairs {
            let mut cases: Vec<Option<&Id>> = Vec::new();
            let mut run = None;
            let workflows = cx.analysis.workflows().iter().zip(cx.analysis.paths());
            for ((workflow, paths), case) in workflows.zip(process.case_ids()) {
                let node = |index: usize| workflow.nodes.get(index).copied().flatten();
                let (Some(one), Some(other)) = (node(a), node(b)) else {
                    continue;
                };
                match paths.co_occur(one, other) {
                    CoOccurrence::Possible(witness) => {
                        cases.push(case);
                        run.get_or_insert_with(|| steps_of(workflow, &witness));
                    }
                    CoOccurrence::Impossible => {}
                    CoOccurrence::Unknown(reason) => {
                        unknown.get_or_insert_with(|| not_decided(reason));
                    }
                }
            }
            if let Some(run) = run {
                let finding = finding(cx, a, b, actor).path(path(process, &run));
                let by_kind = !self.a.kind.is_empty() || !self.b.kind.is_empty();
                let finding = weigh_guess(finding, process, [a, b].into_iter().filter(|_| by_kind));
                findings.push(in_cases(finding, process, &cases));
            }
        }
        match unknown {
            _ if !findings.is_empty() => Verdict::Fail(findings),
            Some(reason) => Verdict::Unknown(reason),
            None => Verdict::Pass,
        }
    }
}

/// Who does a step, in the words of the file.
fn who(process: &Process, index: usize) -> Option<&Text> {
    let step = process.steps.get(index)?;
    step.role.as_ref().or(step.unit.as_ref())
}

fn finding_message(process: &Process, a: usize, b: usize) -> Localized {
    let name = who(process, b).map_or_else(String::new, |text| text.value.clone());
    both(&name, &process.step_label(a), &process.step_label(b))
}

fn finding(cx: &Context<'_>, a: usize, b: usize, actor: Actor) -> Finding {
    let process = cx.process;
    let mut finding = at_role(process, b, finding_message(process, a, b));
    if let Some(text) = who(process, a) {
        finding = finding.related(process.place(text.span), here_too(&process.step_label(a)));
    }
    if actor == Actor::OneUnit {
        finding = finding.weak(a_unit());
    }
    finding
}

/// Under which name a step is done: its role, by the organisation file where that knows it, else its unit.
fn name_of(organisation: Option<&Organisation>, step: &Step) -> Option<String> {
    if let Some(role) = &step.role {
        let known = organisation.and_then(|organisation| organisation.role(role));
        return Some(known.map_or_else(|| fold(role), |known| fold(&known.name)));
    }
    step.unit.as_ref().map(|unit| fold(unit))
}

/// How surely one person does both of two steps under one name. In different units they are different people.
fn actor(organisation: Option<&Organisation>, one: &Step, other: &Step) -> Actor {
    if let (Some(a), Some(b)) = (&one.unit, &other.unit)
        && !same(a, b)
    {
        return Actor::Different;
    }
    match (&one.role, &other.role) {
        (Some(role), Some(_)) => {
            let is_unit =
                organisation.is_some_and(|organisation| organisation.unit(role).is_some());
            if is_unit {
                Actor::OneUnit
            } else {
                Actor::OneRole
            }
        }
        _ => Actor::OneUnit,
    }
}

texts! {
    fn both(who: &str, a: &str, b: &str) {
        en: "\"{who}\" does both \"{a}\" and \"{b}\"",
        vi: "\"{who}\" làm cả \"{a}\" lẫn \"{b}\"",
    }
    fn here_too(name: &str) {
        en: "the same in the step \"{name}\"",
        vi: "cũng người này ở bước \"{name}\"",
    }
    fn a_unit() {
        en: "the name stands for a unit, in which two persons may act",
        vi: "tên này là một đơn vị, có thể do hai người khác nhau thực hiện",
    }
    fn says_nobody(name: &str) {
        en: "the step \"{name}\" does not say who does it",
        vi: "bước \"{name}\" chưa nêu ai thực hiện",
    }
    fn too_many(count: usize) {
        en: "one role does more than {count} pairs of these steps, too many to look at",
        vi: "một vai trò làm hơn {count} cặp bước loại này, quá nhiều để xét",
    }
}
