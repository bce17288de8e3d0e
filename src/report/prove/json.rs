//! Everything that was proved as one JSON object, for programs. `version` changes when a field changes its meaning or goes away.
//!
//! Sentences are in the language of the run; ids and verdicts are the same words in every language. Times are minutes.

use schemars::JsonSchema;
use serde::Serialize;

use super::json_times::{Timed, timed};
use super::{Proved, methods};
use crate::checks::Decided;
use crate::messages::Lang;
use crate::model::process::Process;
use crate::run::prove::{Asked, ProvedCase};
use crate::source::{Source, Sources};
use crate::workflow::build::Workflow;
use crate::workflow::explanation::Teller;
use crate::workflow::graph::NodeId;
use crate::workflow::proof::Answer;
use crate::workflow::soundness::{Pattern, Witness};

/// Version of this shape.
const VERSION: u32 = 1;

/// What `qmslint prove` decides of each process.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Proofs")]
pub struct Document<'a> {
    /// Version of this shape; it changes when a field changes its meaning or goes away.
    version: u32,
    /// Language of the texts.
    language: Lang,
    /// Every process that was read.
    processes: Vec<OneProcess<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct OneProcess<'a> {
    file: &'a str,
    code: Option<&'a str>,
    name: Option<&'a str>,
    micros: u128,
    cases: Vec<OneCase>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct OneCase {
    case: Option<String>,
    safe: Judged,
    option_to_complete: Judged,
    proper_completion: Judged,
    no_dead_step: Judged,
    method: &'static str,
    states: usize,
    path_properties: Vec<Property>,
    times: Option<Timed>,
    no_times: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
enum Judged {
    True,
    False(Shown),
    Unknown { reason: String },
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Shown {
    pattern: &'static str,
    message: String,
    help: String,
    split: Option<Step>,
    join: Option<Step>,
    path: Vec<Step>,
    nodes: Vec<Step>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Step {
    id: String,
    name: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Property {
    rule: String,
    kind: &'static str,
    verdict: &'static str,
    method: &'static str,
    reason: Option<String>,
    /// Runs that break it.
    witnesses: Vec<Run>,
}

#[derive(Serialize, JsonSchema)]
struct Run {
    message: String,
    step: Step,
    path: Vec<Step>,
}

/// All proofs.
pub fn json(proved: &[Proved<'_>], sources: &Sources, lang: Lang) -> String {
    let processes = proved.iter().map(|it| {
        let header = &it.process.process;
        let cases = it.cases.iter().map(|case| one_case(it.process, case, lang));
        OneProcess {
            file: sources.get(it.process.source).map_or("", Source::name),
            code: header.code.as_ref().map(|code| code.value.as_str()),
            name: header.name.as_ref().map(|name| name.value.as_str()),
            micros: it.micros,
            cases: cases.collect(),
        }
    });
    let document = Document {
        version: VERSION,
        language: lang,
        processes: processes.collect(),
    };
    // Strings, numbers and lists always serialise.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn one_case(process: &Process, proved: &ProvedCase<'_>, lang: Lang) -> OneCase {
    let proof = &proved.proof;
    let workflow = &proved.workflow;
    let judged = |answer: &Answer| match answer {
        Answer::Holds => Judged::True,
        Answer::Fails(witness) => Judged::False(shown(process, workflow, witness, lang)),
        Answer::Unknown(reason) => Judged::Unknown {
            reason: reason.in_lang(lang).to_owned(),
        },
    };
    let [safe, option, proper, dead] = &proof.answers;
    OneCase {
        case: workflow.case.as_ref().map(ToString::to_string),
        safe: judged(safe),
        option_to_complete: judged(option),
        proper_completion: judged(proper),
        no_dead_step: judged(dead),
        method: proof.soundness.method.name(),
        states: proof.soundness.states,
        path_properties: proved
            .properties
            .iter()
            .map(|asked| property(process, asked, lang))
            .collect(),
        times: proved
            .times
            .as_ref()
            .ok()
            .map(|times| timed(process, times, lang)),
        no_times: proved
            .times
            .as_ref()
            .err()
            .map(|reason| reason.in_lang(lang).to_owned()),
    }
}

fn property(process: &Process, asked: &Asked<'_>, lang: Lang) -> Property {
    let (verdict, reason) = match &asked.decided {
        Decided::Holds => ("true", None),
        Decided::Fails(_) => ("false", None),
        Decided::Nothing(reason) => ("not-applicable", Some(reason)),
        Decided::Unknown(reason) => ("unknown", Some(reason)),
    };
    let broken = match &asked.decided {
        Decided::Fails(all) => all.as_slice(),
        _ => &[],
    };
    Property {
        rule: asked.rule.id.to_string(),
        kind: asked.kind,
        verdict,
        method: methods::word(asked.how),
        reason: reason.map(|reason| reason.in_lang(lang).to_owned()),
        witnesses: broken
            .iter()
            .map(|broken| Run {
                message: broken.message.in_lang(lang).to_owned(),
                step: step(process, broken.step),
                path: broken
                    .steps
                    .iter()
                    .map(|index| step(process, *index))
                    .collect(),
            })
            .collect(),
    }
}

fn shown(process: &Process, workflow: &Workflow, witness: &Witness, lang: Lang) -> Shown {
    let teller = Teller { process, workflow };
    let steps = |nodes: &[NodeId]| {
        let nodes = nodes.iter();
        nodes
            .filter_map(|node| step_at(process, workflow, *node))
            .collect()
    };
    Shown {
        pattern: match witness.pattern {
            Pattern::LackOfSynchronisation => "lack-of-synchronisation",
            Pattern::Deadlock => "deadlock",
            Pattern::EndlessLoop => "endless-loop",
            Pattern::EndsTwice => "ends-twice",
            Pattern::NeverRuns => "never-runs",
        },
        message: teller.message(witness).in_lang(lang).to_owned(),
        help: teller.help(witness).in_lang(lang).to_owned(),
        split: witness
            .split
            .and_then(|node| step_at(process, workflow, node)),
        join: witness
            .join
            .and_then(|node| step_at(process, workflow, node)),
        path: steps(&witness.path),
        nodes: steps(&witness.nodes),
    }
}

fn step_at(process: &Process, workflow: &Workflow, node: NodeId) -> Option<Step> {
    workflow.step_of(node).map(|index| step(process, index))
}

pub(super) fn step(process: &Process, index: usize) -> Step {
    Step {
        id: process.step_id(index).to_string(),
        name: process.step_label(index),
    }
}
