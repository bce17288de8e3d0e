//! Differences as JSON, for programs. `version` changes when a field changes its meaning or goes away.
//!
//! Words are the same in every language; times are in their English normal form. Lines and columns are 1-based, columns count
//! code points.

use schemars::JsonSchema;
use serde::Serialize;

use super::table::Office;
use crate::drift::{Change, Effect, Side, Value};
use crate::model::process::Process;
use crate::source::Sources;

/// Version of this shape.
const VERSION: u32 = 1;

/// What `qmslint diff` finds: the differences of two processes, or those of many from what they should follow.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Differences")]
pub enum Document<'a> {
    /// Two processes.
    Pair(Pair<'a>),
    /// Every process of a procedure.
    Survey(Survey<'a>),
}

/// The differences of two processes.
#[derive(Serialize, JsonSchema)]
pub struct Pair<'a> {
    /// Version of this shape; it changes when a field changes its meaning or goes away.
    version: u32,
    old: Party<'a>,
    new: Party<'a>,
    differences: Vec<Difference<'a>>,
}

/// How every process of a procedure differs from what it should follow.
#[derive(Serialize, JsonSchema)]
pub struct Survey<'a> {
    /// Version of this shape; it changes when a field changes its meaning or goes away.
    version: u32,
    /// The procedure: its id, code or name.
    procedure: &'a str,
    follows: &'a str,
    offices: Vec<Surveyed<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Surveyed<'a> {
    #[serde(flatten)]
    party: Party<'a>,
    differences: Vec<Difference<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Party<'a> {
    file: &'a str,
    code: Option<&'a str>,
    name: Option<&'a str>,
    unit: Option<&'a str>,
    version: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct Difference<'a> {
    kind: String,
    effect: Effect,
    old: Option<At<'a>>,
    new: Option<At<'a>>,
    regulation: Option<At<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct At<'a> {
    element: &'a str,
    label: &'a str,
    case: Option<&'a str>,
    file: &'a str,
    line: u32,
    column: u32,
    value: &'a Value,
}

/// The differences of one pair.
pub fn json(changes: &[Change], (old, new): (&Process, &Process), sources: &Sources) -> String {
    written(&Document::Pair(Pair {
        version: VERSION,
        old: party(old, sources),
        new: party(new, sources),
        differences: differences(changes, sources),
    }))
}

/// The differences of every office from what they should follow.
pub fn survey_json(
    procedure: &str,
    follows: &str,
    offices: &[Office<'_>],
    sources: &Sources,
) -> String {
    written(&Document::Survey(Survey {
        version: VERSION,
        procedure,
        follows,
        offices: offices
            .iter()
            .map(|office| Surveyed {
                party: party(office.process, sources),
                differences: differences(&office.changes, sources),
            })
            .collect(),
    }))
}

fn written(document: &Document<'_>) -> String {
    // Strings, numbers and lists always serialise.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

fn party<'a>(process: &'a Process, sources: &'a Sources) -> Party<'a> {
    let header = &process.file.process.value;
    let text = |text: &'a Option<crate::model::process::Text>| {
        text.as_ref().map(|text| text.value.as_str())
    };
    Party {
        file: sources
            .get(process.source)
            .map_or("", |source| source.name()),
        code: text(&header.code),
        name: text(&header.name),
        unit: text(&header.unit),
        version: text(&header.version),
    }
}

fn differences<'a>(changes: &'a [Change], sources: &'a Sources) -> Vec<Difference<'a>> {
    let at = |side: &'a Option<Side>| side.as_ref().and_then(|side| at(side, sources));
    let difference = |change: &'a Change| Difference {
        kind: change.kind(),
        effect: change.effect,
        old: at(&change.old),
        new: at(&change.new),
        regulation: at(&change.regulation),
    };
    changes.iter().map(difference).collect()
}

fn at<'a>(side: &'a Side, sources: &'a Sources) -> Option<At<'a>> {
    let source = sources.get(side.place.source)?;
    let position = source.position(side.place.span.start);
    Some(At {
        element: &side.element,
        label: &side.label,
        case: side.case.as_ref().map(crate::model::name::Id::as_str),
        file: source.name(),
        line: position.line,
        column: position.column,
        value: &side.value,
    })
}
