//! Findings in SARIF: place, related places, the witness path as a code flow, waivers as suppressions, corrections as fixes.

use super::level;
use super::place::{Artifacts, context, region};
use super::rule::Rules;
use super::shape::{
    ArtifactChange, CodeFlow, Fingerprints, Fix, Location, LogicalLocation, Message, Replacement,
    ResultProperties, SarifResult, Suppression, ThreadFlow, ThreadFlowLocation,
};
use crate::finding::{Finding, Standing};
use crate::messages::Localized;
use crate::report::plain::{help, sentence};
use crate::report::words::waived_by;
use crate::report::{Report, Reported};
use crate::source::Place;

/// One finding.
pub fn result<'a>(
    report: &Report,
    rules: &Rules<'_>,
    artifacts: &mut Artifacts<'_>,
    reported: &Reported<'a>,
) -> SarifResult<'a> {
    let Reported {
        rule,
        grade,
        finding,
        fingerprint,
        ..
    } = reported;
    let location = reported.location();
    let mut text = sentence(finding.message.in_lang(report.lang));
    text.push(' ');
    text.push_str(&sentence(&help(report, reported)));
    let mut primary = artifacts.location(report, finding.place, location);
    primary.physical_location.context_region =
        context(report.sources.get(finding.place.source), location);
    primary.logical_locations = vec![LogicalLocation {
        fully_qualified_name: finding.element.clone(),
        kind: "element",
    }];
    primary.message = finding
        .label
        .as_ref()
        .map(|label| Message::of(report, label));
    SarifResult {
        rule_id: rule.id.as_str(),
        rule_index: rules.rank(rule),
        kind: "fail",
        level: level(*grade),
        message: Message { text },
        locations: [primary],
        related_locations: related(report, artifacts, finding),
        code_flows: path(report, artifacts, finding),
        partial_fingerprints: Fingerprints {
            primary_location_line_hash: fingerprint.clone(),
        },
        baseline_state: report
            .gate
            .compared
            .as_ref()
            .map(|_| match finding.standing {
                Standing::Known => "unchanged",
                Standing::Counts | Standing::Waived(_) => "new",
            }),
        suppressions: suppressions(report, artifacts, finding),
        fixes: fixes(report, artifacts, finding),
        properties: ResultProperties {
            grade: grade.name(),
            case: finding.case.as_deref(),
        },
    }
}

fn at(report: &Report, artifacts: &mut Artifacts<'_>, place: Place) -> Location {
    artifacts.location(report, place, report.location(place))
}

fn related(report: &Report, artifacts: &mut Artifacts<'_>, finding: &Finding) -> Vec<Location> {
    let related = finding.related.iter().enumerate();
    related
        .map(|(rank, related)| Location {
            id: Some(rank + 1),
            message: Some(Message::of(report, &related.message)),
            ..at(report, artifacts, related.place)
        })
        .collect()
}

fn path(report: &Report, artifacts: &mut Artifacts<'_>, finding: &Finding) -> Vec<CodeFlow> {
    if finding.path.is_empty() {
        return Vec::new();
    }
    let locations = finding
        .path
        .iter()
        .map(|step| {
            let said = match &step.note {
                Some(note) => Localized::new(
                    format!("{}: {}", step.label, note.en),
                    format!("{}: {}", step.label, note.vi),
                ),
                None => Localized::same(step.label.clone()),
            };
            ThreadFlowLocation {
                location: Location {
                    message: Some(Message::of(report, &said)),
                    ..at(report, artifacts, step.place)
                },
            }
        })
        .collect();
    vec![CodeFlow {
        thread_flows: [ThreadFlow { locations }],
    }]
}

fn suppressions(
    report: &Report,
    artifacts: &mut Artifacts<'_>,
    finding: &Finding,
) -> Vec<Suppression> {
    let waiver = finding.waiver().into_iter();
    waiver
        .map(|waiver| Suppression {
            kind: if waiver.is_in_file() {
                "inSource"
            } else {
                "external"
            },
            status: "accepted",
            justification: waived_by(&waiver.owner, waiver.until, &waiver.reason)
                .in_lang(report.lang)
                .to_owned(),
            location: at(report, artifacts, waiver.place),
        })
        .collect()
}

fn fixes(report: &Report, artifacts: &mut Artifacts<'_>, finding: &Finding) -> Vec<Fix> {
    let source = finding.place.source;
    let fixes = finding.fix.iter();
    fixes
        .map(|fix| {
            let place = Place {
                source,
                span: fix.span,
            };
            let mut deleted = region(None, place, report.location(place));
            deleted.snippet = None;
            Fix {
                description: Message::of(report, &fix.why),
                artifact_changes: [ArtifactChange {
                    artifact_location: artifacts.address(source),
                    replacements: [Replacement {
                        deleted_region: deleted,
                        inserted_content: Message {
                            text: fix.replacement.clone(),
                        },
                    }],
                }],
            }
        })
        .collect()
}
