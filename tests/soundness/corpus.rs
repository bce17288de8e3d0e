//! The foreign models with known verdicts, where `QMSLINT_CORPUS` names the folder that holds them.
//!
//! The translation here knows pure control flow only, which is what these models are.

use std::collections::BTreeMap;
use std::path::Path;

use qmslint::read::bpmn::flow_node::{EventKind, FlowNode, GatewayKind, NodeKind as Kind};
use qmslint::read::bpmn::map::{Words, map};
use qmslint::read::bpmn::tree::{Definitions, Scope as Contents};
use qmslint::source::SourceId;
use qmslint::workflow::build::Workflow;
use qmslint::workflow::graph::{NodeId, NodeKind, Route, Scope, WorkflowGraph};
use qmslint::workflow::proof::{Answer, answers};
use qmslint::workflow::soundness::{Bounds, Method, Reason, Verdict, soundness};

use super::foreign::{corpus, diagrams};
use super::{NAMES, generate};

fn has(node: &FlowNode, kind: EventKind) -> bool {
    node.events.iter().any(|event| event.kind == kind)
}

fn add(graph: &mut WorkflowGraph, node: &FlowNode, process: u32, inner: bool) -> NodeId {
    let (kind, join, split) = match &node.kind {
        Kind::Gateway(GatewayKind::Parallel) => (NodeKind::Gateway, Route::All, Route::All),
        Kind::Gateway(GatewayKind::Inclusive) => (NodeKind::Gateway, Route::Any, Route::Any),
        Kind::Gateway(_) => (NodeKind::Gateway, Route::One, Route::One),
        Kind::Start { .. } if node.events.is_empty() && !inner => {
            (NodeKind::Start, Route::One, Route::All)
        }
        Kind::End if has(node, EventKind::Terminate) => {
            (NodeKind::Terminate, Route::One, Route::All)
        }
        Kind::End => (NodeKind::End, Route::One, Route::All),
        kind if kind.is_activity() && node.scope.is_none() => {
            (NodeKind::Step, Route::One, Route::All)
        }
        _ => (NodeKind::Gateway, Route::One, Route::All),
    };
    let id = generate::node(graph, kind, join, split);
    graph[id].scope = Scope {
        first: process,
        last: process,
    };
    id
}

/// Links are matched by the name of the link where both have one, else by the name of the event.
fn link<'a>(contents: &'a Contents, throw: &FlowNode) -> Option<&'a FlowNode> {
    let name = |node: &FlowNode| {
        let event = node
            .events
            .iter()
            .find(|event| event.kind == EventKind::Link);
        event.and_then(|event| event.name.as_ref().map(|name| String::from(&***name)))
    };
    let catches = || {
        contents
            .nodes
            .iter()
            .filter(|node| node.kind == Kind::Catch && has(node, EventKind::Link))
    };
    let same = |node: &&FlowNode| name(throw).is_some() && name(node) == name(throw);
    let called = |node: &&FlowNode| node.base.name.as_deref() == throw.base.name.as_deref();
    catches().find(same).or_else(|| catches().find(called))
}

fn translate(definitions: &Definitions) -> WorkflowGraph {
    let mut graph = WorkflowGraph::new();
    let mut ids: BTreeMap<&str, NodeId> = BTreeMap::new();
    for (number, (_, contents)) in definitions.all_scopes().enumerate() {
        for node in &contents.nodes {
            if let Some(id) = node.base.id.as_ref().map(|id| &***id) {
                let inner = contents.parent.is_some();
                ids.insert(
                    id,
                    add(&mut graph, node, u32::try_from(number).unwrap(), inner),
                );
            }
        }
    }
    for (_, contents) in definitions.all_scopes() {
        for flow in &contents.flows {
            let source = flow.source.as_ref().and_then(|id| ids.get(&***id));
            let target = flow.target.as_ref().and_then(|id| ids.get(&***id));
            if let (Some(&source), Some(&target)) = (source, target) {
                generate::flow(&mut graph, source, target);
            }
        }
        for node in &contents.nodes {
            let id = |node: &FlowNode| {
                node.base
                    .id
                    .as_ref()
                    .and_then(|id| ids.get(&***id))
                    .copied()
            };
            let target = match &node.kind {
                Kind::Throw if has(node, EventKind::Link) => {
                    id(node).zip(link(contents, node).and_then(id))
                }
                Kind::Boundary { attached_to, .. } => {
                    let activity = attached_to.as_ref().and_then(|id| ids.get(&***id)).copied();
                    if let Some(activity) = activity {
                        graph[activity].split = Route::One;
                    }
                    activity.zip(id(node))
                }
                _ => None,
            };
            if let Some((source, target)) = target {
                generate::flow(&mut graph, source, target);
            }
        }
    }
    graph
}

fn load(file: &Path) -> WorkflowGraph {
    let bytes = std::fs::read(file).unwrap();
    translate(
        qmslint::read::bpmn::read(&bytes)
            .definitions
            .as_ref()
            .unwrap(),
    )
}

/// One line of comma-separated values; a quoted value may hold commas.
fn values(line: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => values.push(String::new()),
            letter => values.last_mut().unwrap().push(letter),
        }
    }
    values
}

#[test]
fn every_verdict_of_the_oracle_is_met() {
    let Some(folder) = corpus() else { return };
    let folder = folder.join("bpmn");
    let table = std::fs::read_to_string(folder.join("soundness-oracle.csv")).unwrap();
    let mut wrong = Vec::new();
    let mut methods: BTreeMap<Method, usize> = BTreeMap::new();
    let mut count = 0;
    for line in table.lines().skip(1) {
        let values = values(line);
        let graph = load(&folder.join(&values[0]).join(&values[1]));
        for reduce in [true, false] {
            let found = soundness(
                &graph,
                &Bounds {
                    reduce,
                    ..Bounds::default()
                },
            );
            if reduce {
                *methods.entry(found.method).or_default() += 1;
            }
            for (index, verdict) in found.verdicts().into_iter().enumerate() {
                if verdict.decided() != Some(values[2 + index] == "True") {
                    wrong.push(format!(
                        "{} {} reduce {reduce}: {verdict:?}",
                        values[1], NAMES[index]
                    ));
                }
            }
        }
        count += 1;
    }
    println!("{count} models: {methods:?}");
    assert_eq!((wrong, count), (vec![], 197));
}

#[test]
fn the_models_a_published_checker_gets_wrong_are_right() {
    let Some(folder) = corpus() else { return };
    let verdicts = |name: &str| {
        let found = soundness(
            &load(&folder.join("defects").join(name)),
            &Bounds::default(),
        );
        found.verdicts().map(Verdict::decided)
    };
    let (yes, no) = (Some(true), Some(false));
    assert_eq!(verdicts("boundary.bpmn"), [yes; 4]);
    assert_eq!(verdicts("deadlock.bpmn"), [yes, no, yes, yes]);
    assert_eq!(verdicts("livelock.bpmn"), [yes, no, yes, yes]);
    assert_eq!(verdicts("no_incoming_outgoing.bpmn"), [yes; 4]);
    assert_eq!(verdicts("subprocess_flattened.bpmn"), [yes, yes, yes, no]);
    assert_eq!(verdicts("timer_child.bpmn"), [yes; 4]);
    assert_eq!(verdicts("timer_empty.bpmn"), [yes; 4]);
    let vacuous = soundness(
        &load(&folder.join("defects").join("vacuous.bpmn")),
        &Bounds::default(),
    );
    assert_eq!(
        vacuous.verdicts(),
        [&Verdict::Unknown(Reason::NothingStarts); 4]
    );
}

#[test]
fn many_parallel_branches_of_the_benchmark_are_reduced_away() {
    let Some(folder) = corpus() else { return };
    for name in ["p10x01.bpmn", "p15x01.bpmn", "p17x01.bpmn"] {
        let found = soundness(
            &load(&folder.join("bpmn/rba/cli/benchmark_input").join(name)),
            &Bounds::default(),
        );
        assert!(
            found.sound() && found.method == Method::Reduction,
            "{name}: {found:?}"
        );
    }
}

/// What is known of the processes of the foreign diagrams.
#[derive(Default)]
struct Known {
    processes: usize,
    sound: usize,
    failing: usize,
    partly: usize,
    executable: usize,
    executable_answered: usize,
    reasons: BTreeMap<String, usize>,
}

impl Known {
    fn count(&mut self, answers: &[Answer; 4], executable: bool) {
        let decided = answers.each_ref().map(Answer::decided);
        let sound = decided == [Some(true); 4];
        let failing = decided.contains(&Some(false));
        self.processes += 1;
        self.sound += usize::from(sound);
        self.failing += usize::from(failing);
        self.partly += usize::from(decided.contains(&None));
        self.executable += usize::from(executable);
        self.executable_answered += usize::from(executable && (sound || failing));
        let mut reasons: Vec<&str> = answers
            .iter()
            .filter_map(|answer| match answer {
                Answer::Unknown(reason) => Some(&*reason.en),
                _ => None,
            })
            .collect();
        reasons.sort_unstable();
        reasons.dedup();
        for reason in reasons {
            *self.reasons.entry(reason.to_owned()).or_default() += 1;
        }
    }

    fn sentences(&self) -> Vec<String> {
        let percent = |part: usize, whole: usize| {
            let tenths = (part * 1000 + whole / 2) / whole.max(1);
            format!("{}.{} %", tenths / 10, tenths % 10)
        };
        let answered = self.sound + self.failing;
        let mut said = vec![
            format!(
                "Of the {} processes in the foreign diagrams, {} are sound, {} have a failure with a witness, and {} are not known to be either: {} have an answer as a whole.",
                self.processes,
                self.sound,
                self.failing,
                self.processes - answered,
                percent(answered, self.processes)
            ),
            format!(
                "Of the {} that are marked as executable, {} have one: {}.",
                self.executable,
                self.executable_answered,
                percent(self.executable_answered, self.executable)
            ),
            format!(
                "In {} processes ({}) some property stays `unknown`:",
                self.partly,
                percent(self.partly, self.processes)
            ),
        ];
        let reasons = self.reasons.iter();
        said.extend(reasons.map(|(reason, count)| format!("| {reason} | {count} |")));
        said
    }
}

/// The figures of `docs/soundness.md` are those of this run.
#[test]
fn the_page_counts_what_is_not_known() {
    let Some(folder) = corpus() else { return };
    let mut known = Known::default();
    for path in diagrams(&folder.join("bpmn")) {
        let bytes = std::fs::read(&path).unwrap();
        let read = qmslint::read::bpmn::read(&bytes);
        let Some(definitions) = read.definitions.as_ref() else {
            continue;
        };
        let drawn = definitions.processes.iter().filter(|process| {
            let scope = definitions.scope(process.scope);
            scope.is_some_and(|scope| !scope.nodes.is_empty())
        });
        let mapped = map(SourceId(0), &read, Words::built_in(), None);
        for (process, drawn) in mapped.processes.iter().zip(drawn) {
            let workflow = Workflow::build(process, None);
            let found = soundness(&workflow.graph, &Bounds::default());
            known.count(&answers(process, &found), drawn.executable == Some(true));
        }
    }
    let page = include_str!("../../docs/soundness.md");
    let flowing = page.replace('\n', " ");
    let sentences = known.sentences();
    let missing: Vec<&String> = sentences
        .iter()
        .filter(|sentence| !flowing.contains(sentence.as_str()))
        .collect();
    assert!(missing.is_empty(), "{}", sentences.join("\n"));
    // What is asked for: an answer for 95 of 100 executable processes.
    assert!(known.executable_answered * 100 >= known.executable * 95);
}
