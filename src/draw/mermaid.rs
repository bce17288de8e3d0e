//! A process as a Mermaid flowchart: lanes as subgraphs. Mermaid lays it out, not this crate.

use std::fmt::Write as _;

use super::diagram::{Content, Diagram, Figure};
use super::dot::sign;
use super::geometry::ShapeKind;
use crate::messages::Lang;
use crate::model::name::Id;
use crate::model::process::Process;

/// Write one case of a process in Mermaid; without a case, all of its steps. O(steps + flows).
pub fn mermaid(process: &Process, case: Option<&Id>, lang: Lang) -> String {
    let diagram = Diagram::build(process, case, lang);
    let mut out = String::from("flowchart LR\n");
    for (number, lane) in diagram.lanes.iter().enumerate() {
        let title: Vec<&str> = std::iter::once(lane.title.as_str())
            .chain(lane.unit.as_deref())
            .collect();
        line(
            &mut out,
            format_args!("  subgraph lane{number}[{}]\n", quoted(&title)),
        );
        for node in diagram.graph.node_indices() {
            let weight = &diagram.graph[node];
            if let (Content::Shape(figure), true) = (&weight.content, weight.lane == number) {
                line(
                    &mut out,
                    format_args!("    n{}{}\n", node.index(), shape(figure)),
                );
            }
        }
        out.push_str("  end\n");
    }
    for (from, to, condition) in diagram.flows() {
        let label = condition.map_or_else(String::new, |condition| {
            format!("|{}|", quoted(&[condition]))
        });
        line(&mut out, format_args!("  n{from} -->{label} n{to}\n"));
    }
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

fn shape(figure: &Figure) -> String {
    let mut text: Vec<&str> = figure
        .number
        .iter()
        .chain(&figure.name)
        .chain(&figure.notes)
        .map(String::as_str)
        .collect();
    if text.is_empty() && !matches!(figure.kind, ShapeKind::Gateway(_)) {
        text.push(" ");
    }
    match figure.kind {
        ShapeKind::Start | ShapeKind::Event | ShapeKind::Link => format!("(({}))", quoted(&text)),
        ShapeKind::End | ShapeKind::Terminate => format!("((({})))", quoted(&text)),
        ShapeKind::Task => format!("({})", quoted(&text)),
        ShapeKind::Call => format!("[[{}]]", quoted(&text)),
        ShapeKind::Gateway(route) => {
            let sign = sign(route).to_string();
            text.insert(0, &sign);
            format!("{{{}}}", quoted(&text))
        }
    }
}

/// Lines as a quoted text of Mermaid, its own characters as entities.
fn quoted(lines: &[&str]) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| {
            let mut escaped = String::new();
            for c in line.chars() {
                match c {
                    '"' => escaped.push_str("#quot;"),
                    '#' => escaped.push_str("#35;"),
                    '&' => escaped.push_str("#amp;"),
                    '<' => escaped.push_str("#lt;"),
                    '>' => escaped.push_str("#gt;"),
                    '`' => escaped.push_str("#96;"),
                    '\n' | '\r' => escaped.push(' '),
                    _ => escaped.push(c),
                }
            }
            escaped
        })
        .collect();
    format!("\"{}\"", lines.join("<br/>"))
}
