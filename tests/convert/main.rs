//! Conversions keep the process: the published procedures, generated ones, and the foreign diagrams, there and back.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../support/corpus.rs"]
mod corpus;
mod generate;

use std::path::Path;

use corpus::{corpus, diagrams};
use proptest::prelude::*;
use qmslint::convert::bpmn::to_bpmn;
use qmslint::convert::toml::to_toml;
use qmslint::messages::Lang;
use qmslint::model::process::{Process, ProcessFile, Step, StepKind, Text};
use qmslint::read::bpmn::map::{Words, map};
use qmslint::read::bpmn::read;
use qmslint::read::problem::Problem;
use qmslint::read::process::read_process;
use qmslint::source::SourceId;
use rayon::prelude::*;

const SOURCE: SourceId = SourceId(0);

/// Process → BPMN → TOML → process; everything on the way must be read without a problem, and say the same. `text` is what it was
/// read from; the file at the end.
fn there_and_back(process: &Process, text: &str, lang: Lang) -> String {
    let diagram = to_bpmn(process, text, lang);
    assert!(
        diagram.problems.is_empty(),
        "{:#?}\n{}",
        diagram.problems,
        diagram.text
    );
    let bpmn = read(diagram.text.as_bytes());
    let mapped = map(SOURCE, &bpmn, Words::built_in(), None);
    assert!(
        mapped.problems.is_empty(),
        "{:#?}\n{}",
        mapped.problems,
        diagram.text
    );
    let [drawn] = mapped.processes.as_slice() else {
        panic!("one process: {}", diagram.text);
    };
    let found = unlike(&drawn.file, &process.file);
    assert!(
        found.is_empty(),
        "{found}
{}",
        diagram.text
    );
    assert!(drawn.control.is_none(), "its steps say everything");
    let table = to_toml(drawn, &diagram.text, bpmn.definitions.as_ref(), lang);
    assert!(table.problems.is_empty(), "{:#?}", table.problems);
    let (back, problems) = read_process(SOURCE, &table.text);
    assert!(problems.is_empty(), "{problems:#?}\n{}", table.text);
    let found = unlike(&back.file, &process.file);
    assert!(
        found.is_empty(),
        "{found}
{}",
        table.text
    );
    table.text
}

/// The times that a process file states, as it spells them.
fn spelled(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(false, toml::Value::Table(text.parse().unwrap()))];
    while let Some((is_time, value)) = open.pop() {
        match value {
            toml::Value::Table(table) => {
                let is_time = |key: &str| is_time || ["time", "limit"].contains(&key);
                open.extend(table.into_iter().map(|(key, value)| (is_time(&key), value)));
            }
            toml::Value::Array(values) => {
                open.extend(values.into_iter().map(|value| (false, value)));
            }
            toml::Value::String(text) if is_time => found.push(text),
            _ => {}
        }
    }
    found.sort();
    found
}

/// The lines in which two processes differ; none where they are equal.
fn unlike(found: &ProcessFile, wanted: &ProcessFile) -> String {
    if found == wanted {
        return String::new();
    }
    let lines = |file: &ProcessFile| {
        let text = serde_json::to_string_pretty(file).unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let (found, wanted) = (lines(found), lines(wanted));
    let pairs = found
        .iter()
        .zip(&wanted)
        .filter(|(found, wanted)| found != wanted);
    let first: Vec<String> = pairs
        .take(4)
        .map(|(found, wanted)| format!("{found} | {wanted}"))
        .collect();
    format!("differs: {first:?}")
}

/// The names of the published procedures.
fn procedures() -> Vec<String> {
    let others = ["organisation.toml", "anomalies.toml", "qmslint.toml"];
    let mut names: Vec<String> = std::fs::read_dir("fixtures/processes")
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            let is_toml = Path::new(name)
                .extension()
                .is_some_and(|extension| extension == "toml");
            is_toml && !others.contains(&name.as_str())
        })
        .collect();
    names.sort();
    names
}

#[test]
fn published_procedures_come_back_equal() {
    let names = procedures();
    assert_eq!(names.len(), 48);
    for name in names {
        let text = std::fs::read_to_string(Path::new("fixtures/processes").join(&name)).unwrap();
        let (process, problems) = read_process(SOURCE, &text);
        assert!(problems.is_empty(), "{name}");
        for lang in [Lang::En, Lang::Vi] {
            let back = there_and_back(&process, &text, lang);
            assert_eq!(spelled(&back), spelled(&text), "{name}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn generated_processes_come_back_equal(file in generate::process_file()) {
        there_and_back(&Process::new(SOURCE, file), "", Lang::Vi);
    }
}

/// BPMN → TOML → BPMN → TOML: what the first conversion makes of a diagram stays.
fn settles(name: &str, bytes: &[u8]) -> usize {
    let bpmn = read(bytes);
    let mapped = map(SOURCE, &bpmn, Words::built_in(), None);
    for drawn in &mapped.processes {
        let text = bpmn.text.as_ref();
        let first = to_toml(drawn, text, bpmn.definitions.as_ref(), Lang::Vi);
        let (process, problems) = read_process(SOURCE, &first.text);
        assert!(problems.is_empty(), "{name}: {problems:#?}\n{}", first.text);
        same_steps(name, drawn, &process, &first.problems);
        there_and_back(&process, &first.text, Lang::Vi);
    }
    mapped.processes.len()
}

/// Every step of the diagram is a step of the file with the same name, role, unit, kind, times and papers, and nothing but
/// gateways was added.
fn same_steps(name: &str, drawn: &Process, process: &Process, problems: &[Problem]) {
    let gist = |step: &Step| {
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
        let papers = |papers: &[Text]| {
            papers
                .iter()
                .map(|paper| paper.value.clone())
                .collect::<Vec<_>>()
        };
        let who = (text(&step.name), text(&step.role), text(&step.unit));
        (
            who,
            step.kind.clone(),
            step.time.clone(),
            step.clock.clone(),
            papers(&step.inputs),
            papers(&step.outputs),
        )
    };
    let mut rest = process.steps.iter().peekable();
    for step in &drawn.steps {
        // What stands outside the flow was said to be left out.
        if problems
            .iter()
            .any(|problem| problem.span == step.span && problem.message.en.contains("left out"))
        {
            continue;
        }
        while let Some(other) = rest.next_if(|other| gist(other) != gist(step)) {
            let kind = other.kind.as_ref().map(|kind| kind.value);
            assert_eq!(
                kind,
                Some(StepKind::Gateway),
                "{name}: {other:?} was added, {step:?} is missing"
            );
        }
        assert!(rest.next().is_some(), "{name}: {step:?} is missing");
    }
}

#[test]
fn our_diagrams_settle() {
    let count: usize = diagrams(Path::new("fixtures/bpmn"))
        .iter()
        .map(|path| settles(path.to_str().unwrap(), &std::fs::read(path).unwrap()))
        .sum();
    assert!(count > 10, "{count}");
}

/// The foreign diagrams, where the corpus is there.
#[test]
fn foreign_diagrams_settle() {
    let Some(root) = corpus() else { return };
    let count: usize = diagrams(&root.join("bpmn"))
        .par_iter()
        .map(|path| settles(path.to_str().unwrap(), &std::fs::read(path).unwrap()))
        .sum();
    assert!(count > 500, "{count}");
}

fn convert(arguments: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = assert_cmd::Command::cargo_bin("qmslint").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command.arg("convert").args(arguments);
    command.assert()
}

fn said(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

#[test]
fn the_command_writes_both_notations_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let file = "fixtures/processes/cantho-ht-016.toml";
    let (diagram, table) = (path("flow.bpmn"), path("flow.toml"));
    convert(&[file, "-o", &diagram]).code(0).stdout("");
    convert(&[&diagram, "-o", &table]).code(0).stdout("");
    let read = |path: &str| {
        read_process(SOURCE, &std::fs::read_to_string(path).unwrap())
            .0
            .file
    };
    assert_eq!(read(&table), read(file));
    // Where nothing is said, the other notation goes to the standard output.
    let written = std::fs::read_to_string(&diagram).unwrap();
    convert(&[file]).code(0).stdout(written);

    let before = std::fs::read_to_string(&table).unwrap();
    let refused = convert(&[&diagram, "-o", &table, "--lang", "vi"])
        .code(2)
        .stdout("");
    assert!(said(&refused).contains("--force"), "{}", said(&refused));
    assert_eq!(std::fs::read_to_string(&table).unwrap(), before);
    std::fs::write(&table, "").unwrap();
    convert(&[&diagram, "-o", &table, "--lang", "vi", "--force"]).code(0);
    assert_eq!(std::fs::read_to_string(&table).unwrap(), before);
    assert_eq!(read(&table), read(file));
}

#[test]
fn the_command_says_what_it_cannot_convert() {
    let missing = convert(&["fixtures/bpmn/none.bpmn"]).code(2).stdout("");
    assert!(said(&missing).contains("none.bpmn"));
    let comments = convert(&["fixtures/bpmn/lanes.bpmn", "--lang", "en"]).code(0);
    assert!(
        said(&comments).contains("as a comment: 7"),
        "{}",
        said(&comments)
    );
    let several = convert(&["fixtures/bpmn/events.bpmn", "--process", "no such name"]).code(2);
    assert!(
        said(&several).contains("no such name"),
        "{}",
        said(&several)
    );
}

#[test]
fn what_a_diagram_becomes() {
    for name in ["lanes", "events", "sub-process-error"] {
        let bytes = std::fs::read(format!("fixtures/bpmn/{name}.bpmn")).unwrap();
        let bpmn = read(&bytes);
        let mapped = map(SOURCE, &bpmn, Words::built_in(), None);
        for (number, process) in mapped.processes.iter().enumerate() {
            for (lang, code) in [(Lang::En, "en"), (Lang::Vi, "vi")] {
                let text = bpmn.text.as_ref();
                let written = to_toml(process, text, bpmn.definitions.as_ref(), lang);
                let problems: Vec<&str> = written
                    .problems
                    .iter()
                    .map(|problem| problem.message.in_lang(lang))
                    .collect();
                insta::assert_snapshot!(
                    format!("{name}-{number}-{code}"),
                    format!("{}\n--- not converted: {problems:#?}", written.text)
                );
            }
        }
    }
}

/// Processes without a name, or of one name, are chosen by the id of their element.
#[test]
fn a_process_without_a_name_is_chosen_by_its_id() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pools.bpmn");
    let process = |id: &str, name: &str| {
        format!("<process id='{id}' {name}><task id='t-{id}' name='Step of {id}'/></process>")
    };
    let text = format!(
        "<definitions xmlns='{}'>{}{}{}{}{}</definitions>",
        qmslint::read::bpmn::namespace::MODEL,
        "<collaboration><participant id='x' processRef='d'/><participant id='y' name='Citizen'/>\
        <messageFlow sourceRef='y' targetRef='t-d'/></collaboration>",
        process("a", "name='Twice'"),
        process("b", "name='Twice'"),
        process("c", "name='Once'"),
        process("d", ""),
    );
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let all = convert(&[file]).code(2);
    assert!(
        said(&all).contains("there are several processes here: a, b, Once, d"),
        "{}",
        said(&all)
    );
    for (wanted, step) in [
        ("b", "Step of b"),
        ("d", "Step of d"),
        ("once", "Step of c"),
    ] {
        let one = convert(&[file, "--process", wanted]).success();
        let written = String::from_utf8_lossy(&one.get_output().stdout).into_owned();
        assert!(written.contains(step), "{written}");
        let message = written.contains("# - message from Citizen to Step of d\n");
        assert_eq!(message, wanted == "d", "{written}");
    }
}

/// Characters that XML cannot hold are lost with a word, not in silence.
#[test]
fn what_xml_cannot_hold_is_said() {
    let (process, _) = read_process(
        SOURCE,
        "[process]\nname = \"a\\u0007b\"\n[[step]]\nname = \"x\\u0001\"\n",
    );
    let written = to_bpmn(&process, "", Lang::Vi);
    assert_eq!(written.problems.len(), 2);
    assert!(written.text.contains("<!--"), "{}", written.text);
    assert!(written.problems[1].span == process.step_span(0));
    let bpmn = read(written.text.as_bytes());
    assert!(bpmn.problems.is_empty());
}
