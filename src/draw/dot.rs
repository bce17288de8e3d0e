//! A process as a Graphviz file: lanes as clusters, BPMN's gateways as diamonds. Graphviz lays it out, not this crate.

use std::fmt::Write as _;

use super::diagram::{Content, Diagram, Figure};
use super::geometry::{Element, ShapeKind};
use crate::messages::Lang;
use crate::model::name::Id;
use crate::model::process::Process;
use crate::workflow::graph::Route;

/// Write one case of a process in DOT; without a case, all of its steps. O(steps + flows).
pub fn dot(process: &Process, case: Option<&Id>, lang: Lang) -> String {
    let diagram = Diagram::build(process, case, lang);
    let mut out = String::from(
        "digraph {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];\n",
    );
    if let Some(name) = &process.process.name {
        line(
            &mut out,
            format_args!("  label={};\n", quoted(&[&name.value])),
        );
    }
    for (number, lane) in diagram.lanes.iter().enumerate() {
        let title: Vec<&str> = std::iter::once(lane.title.as_str())
            .chain(lane.unit.as_deref())
            .collect();
        line(
            &mut out,
            format_args!(
                "  subgraph cluster_{number} {{\n    label={};\n",
                quoted(&title)
            ),
        );
        for node in diagram.graph.node_indices() {
            let weight = &diagram.graph[node];
            if let (Content::Shape(figure), true) = (&weight.content, weight.lane == number) {
                let attributes = attributes(process, figure);
                line(
                    &mut out,
                    format_args!("    n{} [{attributes}];\n", node.index()),
                );
            }
        }
        out.push_str("  }\n");
    }
    for (from, to, condition) in diagram.flows() {
        let label = condition.map_or_else(String::new, |condition| {
            format!(" [label={}]", quoted(&[condition]))
        });
        line(&mut out, format_args!("  n{from} -> n{to}{label};\n"));
    }
    out.push_str("}\n");
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

fn attributes(process: &Process, figure: &Figure) -> String {
    let text: Vec<&str> = figure
        .number
        .iter()
        .chain(&figure.name)
        .chain(&figure.notes)
        .map(String::as_str)
        .collect();
    let label = quoted(&text);
    let id = match figure.element {
        Element::Step(step) => format!(", id={}", quoted(&[process.step_id(step).as_str()])),
        _ => String::new(),
    };
    // An event of the file may be a start or an end with a name.
    let beside = if text.is_empty() {
        id.clone()
    } else {
        format!(", xlabel={label}{id}")
    };
    match figure.kind {
        ShapeKind::Start => format!("shape=circle, label=\"\"{beside}"),
        ShapeKind::End | ShapeKind::Terminate => {
            format!("shape=circle, label=\"\", penwidth=3{beside}")
        }
        ShapeKind::Event => format!("shape=doublecircle, label=\"\", xlabel={label}{id}"),
        ShapeKind::Link => format!("shape=circle, label={label}"),
        ShapeKind::Task => format!("shape=box, style=rounded, label={label}{id}"),
        ShapeKind::Call => format!("shape=box, style=rounded, penwidth=3, label={label}{id}"),
        ShapeKind::Gateway(route) => {
            let sign = sign(route);
            if figure.name.is_empty() {
                format!("shape=diamond, label=\"{sign}\"{id}")
            } else {
                format!("shape=diamond, label=\"{sign}\", xlabel={label}{id}")
            }
        }
    }
}

/// The sign in a gateway.
pub(crate) const fn sign(route: Route) -> char {
    match route {
        Route::One => '×',
        Route::All => '+',
        Route::Any => '○',
    }
}

/// Lines as a quoted string of DOT.
fn quoted(lines: &[&str]) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| {
            line.replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace(['\r', '\n', '\0'], " ")
        })
        .collect();
    format!("\"{}\"", lines.join("\\n"))
}
