//! The report as JSON: everything that `check --format json` says of the same run, and beside it, under `audit`, what the
//! report adds. `--previous` reads it as well as it reads a check.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::view::View;
use super::view::clauses::State;
use super::view::versions::Stated;
use super::{Audit, access};
use crate::drift::Effect;
use crate::model::date::Date;
use crate::report::Options;
use crate::report::text::Style;

/// The report of `qmslint report -o FILE.json`: what `check --format json` says of the same run, and more under `audit`.
pub struct Document;

impl JsonSchema for Document {
    fn schema_name() -> Cow<'static, str> {
        "AuditReport".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let run = generator.subschema_for::<crate::report::json::Document<'_>>();
        let extra = generator.subschema_for::<Extra<'_>>();
        json_schema!({
            "allOf": [run, { "type": "object", "properties": { "audit": extra }, "required": ["audit"] }]
        })
    }
}

/// What the report adds.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Extra<'a> {
    organisation: Option<&'a str>,
    scope: &'a str,
    as_of: Date,
    criteria: &'a [String],
    command: &'a str,
    verdict: Verdict<'a>,
    clauses: Vec<Clause<'a>>,
    matrix: Vec<Row<'a>>,
    not_covered: Vec<&'a str>,
    similar: Vec<Similar<'a>>,
    changes: Option<Changes<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    versions: Option<Versions<'a>>,
    files: Vec<Hashed<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Verdict<'a> {
    sentence: &'a str,
    formula: &'a str,
    conforming: usize,
    decided: usize,
    nonconforming_processes: usize,
}

#[derive(Serialize, JsonSchema)]
struct Clause<'a> {
    number: &'a str,
    asks: &'a str,
    rules: Vec<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct Row<'a> {
    file: &'a str,
    process: &'a str,
    cells: Vec<Cell<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Cell<'a> {
    clause: &'a str,
    state: &'static str,
    applicable: usize,
    passed: usize,
}

#[derive(Serialize, JsonSchema)]
struct Similar<'a> {
    rule: &'a str,
    processes: usize,
    findings: Vec<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct Changes<'a> {
    since: &'a str,
    new: Vec<&'a str>,
    resolved: Vec<&'a str>,
    persisting: Vec<&'a str>,
}

/// Differences in meaning from an earlier version.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Versions<'a> {
    compared_with: &'a str,
    processes: Vec<Version<'a>>,
    same: Vec<&'a str>,
    added: Vec<&'a str>,
    dropped: Vec<&'a str>,
    not_compared: &'a [String],
}

#[derive(Serialize, JsonSchema)]
struct Version<'a> {
    file: &'a str,
    before: &'a str,
    before_sha256: &'a str,
    differences: Vec<Difference<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Difference<'a> {
    kind: &'a str,
    effect: Effect,
    about: &'a str,
    old: Option<Side<'a>>,
    new: Option<Side<'a>>,
    regulation: Option<Side<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Side<'a> {
    value: &'a str,
    file: &'a str,
    line: u32,
}

fn versions<'a>(view: &'a View<'_>) -> Option<Versions<'a>> {
    let drift = view.drift.as_ref()?;
    let file = |index: usize| view.heads.get(index).map_or("", |head| head.file.as_str());
    let files = |indexes: &[usize]| indexes.iter().map(|index| file(*index)).collect();
    let side = |stated: &'a Option<Stated>| {
        stated.as_ref().map(|stated| Side {
            value: &stated.value,
            file: &stated.file,
            line: stated.line,
        })
    };
    let pairs = drift.pairs.iter().map(|pair| Version {
        file: file(pair.process),
        before: &pair.before.file,
        before_sha256: &pair.before.sha256,
        differences: pair
            .rows
            .iter()
            .map(|row| Difference {
                kind: &row.kind,
                effect: row.effect,
                about: &row.about,
                old: side(&row.old),
                new: side(&row.new),
                regulation: side(&row.regulation),
            })
            .collect(),
    });
    Some(Versions {
        compared_with: &drift.name,
        processes: pairs.collect(),
        same: files(&drift.same),
        added: files(&drift.added),
        dropped: drift.dropped.iter().map(|old| old.file.as_str()).collect(),
        not_compared: &drift.unread,
    })
}

#[derive(Serialize, JsonSchema)]
struct Hashed<'a> {
    file: &'a str,
    sha256: &'a str,
    procedure: bool,
}

/// The report as one JSON object.
///
/// # Errors
/// None in practice: strings, numbers and lists always serialise.
pub fn json(audit: Audit<'_>) -> Result<String, serde_json::Error> {
    let view = View::new(audit);
    let extra = serde_json::to_string_pretty(&extra(&view))?;
    // Both are objects; the second goes into the first without either being taken apart again.
    let options = Options {
        exit: audit.exit,
        style: Style {
            width: 100,
            color: false,
            unicode: true,
        },
        folded: false,
        show: Vec::new(),
    };
    let run = crate::report::json::json(audit.report, &options);
    let open = run.trim_end().trim_end_matches('}').trim_end();
    Ok(format!(
        "{open},\n  \"audit\": {}\n}}\n",
        extra.replace('\n', "\n  ")
    ))
}

fn extra<'a>(view: &'a View<'_>) -> Extra<'a> {
    let fingerprints = |entries: &[usize]| {
        let entries = entries.iter().filter_map(|index| view.entries.get(*index));
        entries
            .map(|entry| entry.reported.fingerprint.as_str())
            .collect()
    };
    let rules: Vec<&str> = access::rules(view.report)
        .map(|known| known.rule.id.as_str())
        .collect();
    let state = |state: State| state.name();
    Extra {
        organisation: view.organisation.as_deref(),
        scope: view.audit.scope,
        as_of: access::as_of(view.report),
        criteria: &view.criteria,
        command: view.audit.command,
        verdict: Verdict {
            sentence: &view.verdict.sentence,
            formula: &view.verdict.formula,
            conforming: view.summary.outcomes.pass,
            decided: view.verdict.decided,
            nonconforming_processes: view.verdict.nonconforming,
        },
        clauses: view
            .clauses
            .iter()
            .map(|clause| Clause {
                number: &clause.number,
                asks: clause.asks.in_lang(view.lang),
                rules: clause
                    .rules
                    .iter()
                    .filter_map(|rule| rules.get(*rule).copied())
                    .collect(),
            })
            .collect(),
        matrix: view
            .heads
            .iter()
            .zip(&view.cells)
            .map(|(head, cells)| Row {
                file: &head.file,
                process: &head.label,
                cells: view
                    .clauses
                    .iter()
                    .zip(cells)
                    .map(|(clause, cell)| Cell {
                        clause: &clause.number,
                        state: state(cell.state),
                        applicable: cell.applicable,
                        passed: cell.passed,
                    })
                    .collect(),
            })
            .collect(),
        not_covered: view
            .uncovered
            .iter()
            .map(|clause| clause.number.as_str())
            .collect(),
        similar: view
            .similar
            .iter()
            .map(|similar| Similar {
                rule: similar.rule.as_str(),
                processes: similar.processes,
                findings: fingerprints(&similar.entries),
            })
            .collect(),
        changes: view.changes.as_ref().map(|changes| Changes {
            since: &changes.since,
            new: fingerprints(&changes.new),
            resolved: changes
                .resolved
                .iter()
                .map(|earlier| earlier.fingerprint.as_str())
                .collect(),
            persisting: fingerprints(&changes.persisting),
        }),
        versions: versions(view),
        files: view
            .files
            .iter()
            .map(|file| Hashed {
                file: &file.name,
                sha256: &file.sha256,
                procedure: file.is_input,
            })
            .collect(),
    }
}
