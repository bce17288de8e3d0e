//! Rules × processes → outcomes, in parallel, in a fixed order.
//!
//! Architecture invariant: every rule × process has exactly one outcome, process by process in the order of the run, rule by
//! rule in the order of the packs, whatever the number of threads.

use std::borrow::Cow;

use rayon::prelude::*;

use crate::checks::{Catalogue, Context, RuleCheck};
use crate::finding::{Finding, Grade, Verdict};
use crate::messages::Localized;
use crate::model::calendar::Calendar;
use crate::model::date::Date;
use crate::model::organisation::Organisation;
use crate::model::process::Process;
use crate::rule::regulation::Regulated;
use crate::workflow::Analysis;

/// What processes are held against.
#[derive(Clone, Debug)]
pub struct Criteria {
    /// Rules with their checks, in report order.
    pub rules: Vec<RuleCheck>,
    /// Regulated procedures.
    pub regulations: Vec<Regulated>,
    /// The organisation, if one was given.
    pub organisation: Option<Organisation>,
    /// Working days and office hours.
    pub calendar: Cow<'static, Calendar>,
    /// The day for which is judged.
    pub as_of: Date,
}

/// What one rule says of one process.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Index of the process in the run.
    pub process: usize,
    /// Index of the rule in the criteria.
    pub rule: usize,
    /// What it says.
    pub verdict: Verdict,
}

impl Criteria {
    /// The entry that binds a process on the day; of several, the one that came into force last.
    pub fn regulation_of(&self, process: &Process) -> Option<&Regulated> {
        let id = &process.process.procedure.as_ref()?.value;
        self.regulations
            .iter()
            .filter(|entry| entry.id.value == *id && entry.validity().contains(self.as_of))
            .max_by_key(|entry| entry.from.as_ref().map(|from| from.value))
    }

    /// Judge every process by every rule.
    pub fn run(&self, processes: &[Process]) -> Vec<Outcome> {
        let catalogue = Catalogue::new(processes);
        processes
            .par_iter()
            .enumerate()
            .map(|(index, process)| self.judge(index, process, &catalogue))
            .collect::<Vec<_>>()
            .into_iter()
            .flatten()
            .collect()
    }

    fn judge(&self, index: usize, process: &Process, catalogue: &Catalogue<'_>) -> Vec<Outcome> {
        let analysis = Analysis::new(process);
        let regulation = self.regulation_of(process);
        let verdict = |RuleCheck { rule, check }: &RuleCheck| {
            if !rule.validity.contains(self.as_of) {
                return Verdict::NotApplicable(Localized::fixed(
                    "the rule is not in force on this day",
                    "quy tắc không có hiệu lực vào ngày này",
                ));
            }
            if let Some(reason) = rule.applies_to.excludes(process) {
                return Verdict::NotApplicable(reason);
            }
            let verdict = check.run(&Context {
                rule,
                process,
                analysis: &analysis,
                regulation,
                regulations: &self.regulations,
                organisation: self.organisation.as_ref(),
                calendar: &self.calendar,
                catalogue,
                as_of: self.as_of,
            });
            withhold_unread(process, verdict)
        };
        let rules = self.rules.iter().enumerate();
        rules
            .map(|(rule, rule_check)| Outcome {
                process: index,
                rule,
                verdict: verdict(rule_check),
            })
            .collect()
    }

    /// How grave a finding of a rule is: its grade, or an observation where the basis or the evidence is not certain.
    pub fn grade(&self, rule: usize, finding: &Finding) -> Grade {
        self.rules
            .get(rule)
            .map_or(Grade::Observation, |known| known.rule.grade_of(finding))
    }
}

/// A finding that rests on a part of the file that was not understood whole proves nothing: what it misses may stand there.
/// Without such findings the verdict is `unknown`, unless others remain.
fn withhold_unread(process: &Process, verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Fail(mut findings) if !process.unread.is_empty() => {
            let rests_on_unread = |finding: &Finding| {
                process.is_unread(finding.place)
                    || finding
                        .path
                        .iter()
                        .any(|step| process.is_unread(step.place))
            };
            findings.retain(|finding| !rests_on_unread(finding));
            if findings.is_empty() {
                return Verdict::Unknown(Localized::fixed(
                    "the part of the file it is about has errors; mend them first",
                    "phần liên quan của tệp đang có lỗi; hãy sửa lỗi đó trước",
                ));
            }
            Verdict::Fail(findings)
        }
        verdict => verdict,
    }
}
