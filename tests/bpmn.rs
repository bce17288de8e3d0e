//! The BPMN reader: our fixtures as outlines, foreign files in bulk, and broken bytes by the thousand.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

#[path = "support/corpus.rs"]
mod corpus;

use std::fmt::Write as _;
use std::path::Path;

use corpus::{corpus, diagrams};
use proptest::prelude::*;
use qmslint::read::bpmn::tree::{Artifact, Definitions, Scope};
use qmslint::read::bpmn::{self, Bpmn};
use qmslint::source::{Source, Span};

/// What the reader understood, one element a line, each with line, column and the text under its span.
fn outline(read: &Bpmn<'_>) -> String {
    let source = Source::new("fixture", &*read.text);
    let place = |span: Span| {
        let position = source.position(span.start);
        format!("{}:{}", position.line, position.column)
    };
    let mut out = String::new();
    if let Some(definitions) = &read.definitions {
        outline_definitions(definitions, &source, &mut out);
    }
    for problem in &read.problems {
        let (text, at) = (problem.kind.text(), place(problem.span));
        let lost = if problem.kind.loses_content() {
            "lost"
        } else {
            "kept"
        };
        let under = source.slice(problem.span);
        let _ = writeln!(
            out,
            "! {at} {under:?} [{lost}] {}\n    {}",
            text.en, text.vi
        );
    }
    out
}

fn outline_definitions(definitions: &Definitions, source: &Source, out: &mut String) {
    for global in &definitions.globals {
        let _ = writeln!(
            out,
            "{} {:?}",
            global.base.element,
            text(global.base.id.as_ref())
        );
    }
    for collaboration in &definitions.collaborations {
        for pool in &collaboration.participants {
            let inside = pool.process.as_ref().map(|id| &***id);
            let _ = writeln!(out, "pool {} process {inside:?}", base(&pool.base, source));
        }
        for flow in &collaboration.message_flows {
            let _ = writeln!(
                out,
                "message {} {:?} -> {:?}",
                base(&flow.base, source),
                text(flow.source.as_ref()),
                text(flow.target.as_ref())
            );
        }
    }
    for process in &definitions.processes {
        let _ = writeln!(
            out,
            "process {} scope {}",
            base(&process.base, source),
            process.scope.0
        );
    }
    for (id, scope) in definitions.all_scopes() {
        let _ = writeln!(
            out,
            "scope {} in {:?}",
            id.0,
            scope.parent.map(|(id, node)| (id.0, node))
        );
        outline_scope(scope, source, out);
    }
    for diagram in &definitions.diagrams {
        for shape in &diagram.shapes {
            let _ = writeln!(
                out,
                "shape {:?} {:?}",
                text(shape.element.as_ref()),
                shape.bounds
            );
        }
        for edge in &diagram.edges {
            let _ = writeln!(
                out,
                "edge {:?} {:?} {:?}",
                text(edge.element.as_ref()),
                edge.waypoints,
                edge.label
            );
        }
    }
}

fn outline_scope(scope: &Scope, source: &Source, out: &mut String) {
    for lane in &scope.lanes {
        let inside: Vec<&str> = lane.nodes.iter().map(|id| &***id).collect();
        let _ = writeln!(
            out,
            "  lane {} in {:?}: {inside:?}",
            base(&lane.base, source),
            lane.parent
        );
    }
    for node in &scope.nodes {
        let kind = strip_spans(&format!("{:?}", node.kind));
        let _ = writeln!(out, "  {} {kind}", base(&node.base, source));
        for event in &node.events {
            let event = (
                event.kind,
                text(event.refers.as_ref()),
                text(event.name.as_ref()),
                strip_spans(&format!("{:?}", event.timer)),
            );
            let _ = writeln!(out, "    event {event:?}");
        }
        if let Some(repeat) = &node.repeat {
            let _ = writeln!(out, "    repeat {}", strip_spans(&format!("{repeat:?}")));
        }
        for association in &node.associations {
            let sources: Vec<&str> = association.sources.iter().map(|id| &***id).collect();
            let _ = writeln!(out, "    data {:?} {sources:?}", association.direction);
        }
        for resource in &node.resources {
            let _ = writeln!(
                out,
                "    {} {:?}",
                resource.base.element,
                text(resource.expression.as_ref())
            );
        }
        if let Some(inner) = node.scope {
            let _ = writeln!(out, "    contains scope {}", inner.0);
        }
    }
    for flow in &scope.flows {
        let ends = (
            text(flow.source.as_ref()),
            text(flow.target.as_ref()),
            text(flow.condition.as_ref()),
        );
        let _ = writeln!(out, "  {} {ends:?}", base(&flow.base, source));
    }
    for data in &scope.data {
        let _ = writeln!(out, "  {} {:?}", base(&data.base, source), data.kind);
    }
    for artifact in &scope.artifacts {
        match artifact {
            Artifact::Annotation { base: b, text: t } => {
                let _ = writeln!(out, "  {} {:?}", base(b, source), text(t.as_ref()));
            }
            Artifact::Association {
                base: b,
                source: s,
                target: t,
            } => {
                let _ = writeln!(
                    out,
                    "  {} {:?} {:?}",
                    base(b, source),
                    text(s.as_ref()),
                    text(t.as_ref())
                );
            }
            Artifact::Group { base: b, .. } => {
                let _ = writeln!(out, "  {}", base(b, source));
            }
        }
    }
}

fn text(text: Option<&bpmn::document::Text>) -> Option<&str> {
    text.map(|text| &***text)
}

/// `Spanned { value: "x", span: … }` → `"x"`: the places of values are shown through the text under them.
fn strip_spans(debug: &str) -> String {
    let mut out = String::new();
    for part in debug.split("Spanned { value: ") {
        match part.split_once(", span: Span { start: ") {
            Some((value, rest)) => {
                out.push_str(value);
                out.push_str(rest.split_once(" } }").map_or("", |(_, rest)| rest));
            }
            None => out.push_str(part),
        }
    }
    out
}

fn base(base: &bpmn::tree::Base, source: &Source) -> String {
    let position = source.position(base.span.start);
    let raw = |text: &bpmn::document::Text| source.slice(text.span).to_owned();
    let id = base.id.as_ref().map_or(String::new(), raw);
    let mut out = format!(
        "{} {id} {}:{}",
        base.element, position.line, position.column
    );
    if let Some(name) = &base.name {
        let _ = write!(out, " {:?} (written {:?})", name.value, raw(name));
    }
    for text in &base.documentation {
        let _ = write!(out, " documentation {:?}", text.value);
    }
    for property in &base.extensions {
        let at = property.element.as_deref().unwrap_or("-");
        let (namespace, name, value) = (property.namespace, &property.name, &property.value.value);
        let _ = write!(out, " {namespace:?}/{at}/{name}={value:?}");
    }
    out
}

#[test]
fn fixtures_are_understood() {
    insta::glob!("..", "fixtures/bpmn/*.bpmn", |path| {
        let bytes = std::fs::read(path).unwrap();
        insta::assert_snapshot!(outline(&bpmn::read(&bytes)));
    });
}

fn fixtures() -> Vec<Vec<u8>> {
    diagrams(Path::new("fixtures/bpmn"))
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

/// Whatever the bytes: no panic, every problem and every id lies inside the text.
fn check_spans(bytes: &[u8]) {
    let read = bpmn::read(bytes);
    for problem in &read.problems {
        assert!(read.text.get(problem.span.range()).is_some(), "{problem:?}");
        assert!(!problem.kind.text().vi.is_empty());
    }
    assert!(read.definitions.is_some() || !read.problems.is_empty());
    let scopes = read.definitions.iter().flat_map(|d| &d.scopes);
    for node in scopes.flat_map(|scope| &scope.nodes) {
        assert!(read.text.get(node.base.span.range()).is_some());
        if let Some(id) = &node.base.id {
            assert!(read.text.get(id.span.range()).is_some());
        }
    }
}

#[derive(Clone, Debug)]
enum Change {
    Set(usize, u8),
    Delete(usize, usize),
    Repeat(usize, usize, usize),
    Insert(usize, &'static str),
}

fn change() -> impl Strategy<Value = Change> {
    const PIECES: [&str; 16] = [
        "<",
        ">",
        "/>",
        "</",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "&",
        "&#0;",
        "\"",
        "<!DOCTYPE",
        "xmlns=\"\"",
        "\u{0}",
    ];
    let place = || 0usize..8192;
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (place(), 1usize..64).prop_map(|(at, n)| Change::Delete(at, n)),
        (place(), 1usize..64, 1usize..8).prop_map(|(at, n, times)| Change::Repeat(at, n, times)),
        (place(), prop::sample::select(&PIECES[..]))
            .prop_map(|(at, piece)| Change::Insert(at, piece)),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    let len = bytes.len().max(1);
    match change {
        Change::Set(at, byte) => {
            if let Some(place) = bytes.get_mut(at % len) {
                *place = *byte;
            }
        }
        Change::Delete(at, n) => {
            let from = (at % len).min(bytes.len());
            bytes.drain(from..(from + n).min(bytes.len()));
        }
        Change::Repeat(at, n, times) => {
            let from = (at % len).min(bytes.len());
            let piece = bytes[from..(from + n).min(bytes.len())].repeat(*times);
            bytes.splice(from..from, piece);
        }
        Change::Insert(at, piece) => {
            let from = (at % len).min(bytes.len());
            bytes.splice(from..from, piece.bytes());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]
    #[test]
    fn broken_bytes_never_panic(fixture in 0usize..64, changes in prop::collection::vec(change(), 1..6)) {
        let fixtures = fixtures();
        let mut bytes = fixtures[fixture % fixtures.len()].clone();
        for change in &changes {
            apply(&mut bytes, change);
        }
        check_spans(&bytes);
    }
}

#[test]
fn every_prefix_of_a_file_is_read() {
    for bytes in fixtures() {
        for end in (0..bytes.len()).step_by(7) {
            check_spans(&bytes[..end]);
        }
    }
}

#[test]
fn deep_nesting_is_bounded() {
    let deep = format!(
        "<definitions xmlns='{}'><process id='p'>{}",
        bpmn::namespace::MODEL,
        "<subProcess>".repeat(100_000)
    );
    let read = bpmn::read(deep.as_bytes());
    let scopes = read
        .definitions
        .map_or(0, |definitions| definitions.scopes.len());
    assert_eq!(scopes, bpmn::xml::MAX_DEPTH - 1);
    assert!(
        read.problems
            .iter()
            .any(|problem| matches!(problem.kind, bpmn::problem::ProblemKind::TooDeep))
    );
}

#[test]
fn foreign_files_give_a_tree_or_a_problem() {
    let Some(root) = corpus() else { return };
    let root = root.join("bpmn");
    let files = diagrams(&root);
    let mut counts = std::collections::BTreeMap::<String, [usize; 3]>::new();
    let mut kinds = std::collections::BTreeMap::<String, usize>::new();
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        let read = bpmn::read(&bytes);
        let inside = path.strip_prefix(&root).unwrap();
        let folder = inside.components().next().unwrap().as_os_str();
        let count = counts
            .entry(folder.to_string_lossy().into_owned())
            .or_default();
        count[0] += 1;
        count[1] += usize::from(read.definitions.is_some());
        count[2] += usize::from(!read.problems.is_empty());
        assert!(
            read.definitions.is_some() || !read.problems.is_empty(),
            "{path:?}"
        );
        for problem in &read.problems {
            assert!(
                read.text.get(problem.span.range()).is_some(),
                "{path:?}: {problem:?}"
            );
            let kind = format!("{:?}", problem.kind);
            *kinds
                .entry(kind.split('(').next().unwrap().to_owned())
                .or_default() += 1;
            if std::env::var_os("QMSLINT_VERBOSE").is_some() {
                println!("{}: {:?}", inside.display(), problem.kind);
            }
        }
    }
    println!("folder: files, with a tree, with problems: {counts:#?}\n{kinds:#?}");
    assert!(!files.is_empty());
}
