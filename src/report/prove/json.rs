//! Everything that was proved as one JSON object, for programs. `version` changes when a field changes its meaning or goes away.
//!
//! Sentences are in the language of the run; ids and verdicts are the same words in every language. Times are minutes.

use serde::Serialize;

use super::Proved;
use crate::messages::Lang;
use crate::model::duration::DayKind;
use crate::model::process::Process;
use crate::source::{Source, Sources};
use crate::workflow::explanation::Teller;
use crate::workflow::graph::NodeId;
use crate::workflow::proof::{Answer, Proof, Times};
use crate::workflow::soundness::{Pattern, Witness};
use crate::workflow::timing::Worst;

/// Version of this shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    language: Lang,
    processes: Vec<OneProcess<'a>>,
}

#[derive(Serialize)]
struct OneProcess<'a> {
    file: &'a str,
    code: Option<&'a str>,
    name: Option<&'a str>,
    micros: u128,
    cases: Vec<OneCase>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct OneCase {
    case: Option<String>,
    safe: Judged,
    option_to_complete: Judged,
    proper_completion: Judged,
    no_dead_step: Judged,
    method: &'static str,
    states: usize,
    times: Option<Timed>,
    no_times: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
enum Judged {
    True,
    False(Shown),
    Unknown { reason: String },
}

#[derive(Serialize)]
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

#[derive(Serialize)]
struct Step {
    id: String,
    name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Timed {
    minutes_are: &'static str,
    /// Nothing where it has no bound.
    worst: Option<i64>,
    best: Option<i64>,
    limit: Option<i64>,
    untimed_steps: usize,
    critical_path: Vec<Step>,
    steps: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    step: Step,
    time: i64,
    earliest: i64,
    latest: i64,
    slack: i64,
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

fn one_case(process: &Process, case: &Proof, lang: Lang) -> OneCase {
    let judged = |answer: &Answer| match answer {
        Answer::Holds => Judged::True,
        Answer::Fails(witness) => Judged::False(shown(process, case, witness, lang)),
        Answer::Unknown(reason) => Judged::Unknown {
            reason: reason.in_lang(lang).to_owned(),
        },
    };
    let [safe, option, proper, dead] = &case.answers;
    OneCase {
        case: case.workflow.case.as_ref().map(ToString::to_string),
        safe: judged(safe),
        option_to_complete: judged(option),
        proper_completion: judged(proper),
        no_dead_step: judged(dead),
        method: case.soundness.method.name(),
        states: case.soundness.states,
        times: case
            .times
            .as_ref()
            .ok()
            .map(|times| timed(process, case, times)),
        no_times: case
            .times
            .as_ref()
            .err()
            .map(|reason| reason.in_lang(lang).to_owned()),
    }
}

fn shown(process: &Process, case: &Proof, witness: &Witness, lang: Lang) -> Shown {
    let teller = Teller {
        process,
        workflow: &case.workflow,
    };
    let steps = |nodes: &[NodeId]| {
        let nodes = nodes.iter();
        nodes
            .filter_map(|node| step_at(process, case, *node))
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
        split: witness.split.and_then(|node| step_at(process, case, node)),
        join: witness.join.and_then(|node| step_at(process, case, node)),
        path: steps(&witness.path),
        nodes: steps(&witness.nodes),
    }
}

fn step_at(process: &Process, case: &Proof, node: NodeId) -> Option<Step> {
    case.workflow
        .step_of(node)
        .map(|index| step(process, index))
}

fn step(process: &Process, index: usize) -> Step {
    Step {
        id: process.step_id(index).to_string(),
        name: process.step_label(index),
    }
}

fn timed(process: &Process, case: &Proof, times: &Times) -> Timed {
    let (worst, path) = match &times.worst {
        Worst::Bounded { total, path } => (Some(*total), path.as_slice()),
        Worst::Unbounded(_) => (None, &[][..]),
    };
    let path = path.iter();
    Timed {
        minutes_are: match times.kind {
            DayKind::Working => "working",
            DayKind::Calendar => "calendar",
        },
        worst,
        best: times.best,
        limit: times.limit,
        untimed_steps: times.untimed,
        critical_path: path
            .filter_map(|critical| step_at(process, case, critical.node))
            .collect(),
        steps: times
            .steps
            .iter()
            .map(|(index, minutes, slack)| Row {
                step: step(process, *index),
                time: *minutes,
                earliest: slack.earliest,
                latest: slack.latest,
                slack: slack.slack,
            })
            .collect(),
    }
}
