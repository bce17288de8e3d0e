//! The counts that close every report: findings by grade, outcomes by kind.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;
use super::words::{RESOLVED, counted, grade_word};
use crate::finding::{Grade, OutcomeKind, Standing};
use crate::messages::{Lang, Localized};
use crate::model::name::Id;

const SUMMARY_WAIVED: Localized = Localized::fixed("waived", "được chấp nhận tạm");
const SUMMARY_KNOWN: Localized = Localized::fixed("known from before", "đã có từ trước");

/// Counts of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Summary {
    /// Processes read.
    pub processes: usize,
    /// Rules that were run.
    pub rules: usize,
    /// Findings that count, by grade.
    pub findings: Grades,
    /// Findings that somebody accepted for the time being.
    pub waived: usize,
    /// Findings that were there before.
    pub known: usize,
    /// Findings that were there before and are gone.
    pub resolved: usize,
    /// What could not be understood.
    pub problems: usize,
    /// Outcomes by kind.
    pub outcomes: Outcomes,
}

/// Findings by grade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Grades {
    /// Major nonconformities.
    pub major: usize,
    /// Minor nonconformities.
    pub minor: usize,
    /// Observations.
    pub observation: usize,
}

/// Outcomes of rule × process, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Outcomes {
    /// The requirement holds.
    pub pass: usize,
    /// It does not.
    pub fail: usize,
    /// It does not, and somebody accepted that.
    pub waived: usize,
    /// The file does not say enough.
    pub unknown: usize,
    /// The rule does not apply.
    pub not_applicable: usize,
}

impl Summary {
    /// Count a report. O(outcomes + findings).
    pub fn of(report: &Report) -> Self {
        let ids: BTreeSet<&Id> = report.rules().map(|known| &known.rule.id).collect();
        let mut summary = Self {
            processes: report.processes.len(),
            rules: ids.len(),
            problems: report.problems.len(),
            resolved: report
                .gate
                .compared
                .as_ref()
                .map_or(0, |compared| compared.resolved.len()),
            ..Self::default()
        };
        for (finding, grade) in report.grades() {
            *match (&finding.standing, grade) {
                (Standing::Waived(_), _) => &mut summary.waived,
                (Standing::Known, _) => &mut summary.known,
                (Standing::Counts, Grade::Major) => &mut summary.findings.major,
                (Standing::Counts, Grade::Minor) => &mut summary.findings.minor,
                (Standing::Counts, Grade::Observation) => &mut summary.findings.observation,
            } += 1;
        }
        // `for_each` goes through nested iterators faster than a loop, and these are a million.
        report.outcomes.iter().for_each(|outcome| {
            *match outcome.verdict.kind() {
                OutcomeKind::Pass => &mut summary.outcomes.pass,
                OutcomeKind::Fail => &mut summary.outcomes.fail,
                OutcomeKind::Waived => &mut summary.outcomes.waived,
                OutcomeKind::Unknown => &mut summary.outcomes.unknown,
                OutcomeKind::NotApplicable => &mut summary.outcomes.not_applicable,
            } += 1;
        });
        summary
    }

    /// The closing lines: what was checked, what was found, what was not decided.
    pub fn sentences(&self, lang: Lang) -> Vec<String> {
        let Self {
            findings, outcomes, ..
        } = self;
        let mut lines = Vec::new();
        let checked = [
            counted(self.processes, ("process", "processes"), "quy trình")
                .in_lang(lang)
                .to_owned(),
            counted(self.rules, ("rule", "rules"), "quy tắc")
                .in_lang(lang)
                .to_owned(),
        ];
        let grades = [
            (findings.major, Grade::Major),
            (findings.minor, Grade::Minor),
            (findings.observation, Grade::Observation),
        ];
        let mut grades: Vec<String> = grades
            .iter()
            .map(|(count, grade)| {
                let word = grade_word(*grade).in_lang(lang).to_owned();
                let plural = if lang == Lang::En && *grade == Grade::Observation && *count != 1 {
                    "s"
                } else {
                    ""
                };
                format!("{count} {word}{plural}")
            })
            .collect();
        // What was set aside is said whenever there is any, so that no accepted finding is forgotten.
        let aside = [
            (self.waived, SUMMARY_WAIVED),
            (self.known, SUMMARY_KNOWN),
            (self.resolved, RESOLVED),
        ];
        let aside = aside.iter().filter(|(count, _)| *count > 0);
        grades.extend(aside.map(|(count, word)| format!("{count} {}", word.in_lang(lang))));
        lines.push(format!("{}: {}", checked.join(", "), grades.join(", ")));
        lines.push(
            Localized::new(
                format!(
                    "rule by process: {} passed, {} failed, {} waived, {} unknown, {} not applicable",
                    outcomes.pass, outcomes.fail, outcomes.waived, outcomes.unknown, outcomes.not_applicable
                ),
                format!(
                    "từng quy tắc trên từng quy trình: {} đạt, {} không đạt, {} được chấp nhận tạm, {} chưa kết luận được, {} không áp dụng",
                    outcomes.pass, outcomes.fail, outcomes.waived, outcomes.unknown, outcomes.not_applicable
                ),
            )
            .in_lang(lang)
            .to_owned(),
        );
        if self.problems > 0 {
            lines.push(
                counted(
                    self.problems,
                    (
                        "place could not be understood",
                        "places could not be understood",
                    ),
                    "chỗ không đọc được",
                )
                .in_lang(lang)
                .to_owned(),
            );
        }
        lines
    }
}
