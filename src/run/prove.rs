//! All that is proved of a process, case by case: soundness, the path properties that the rules in force ask for, and times.
//!
//! The same rules, checks and calendar as in a run of `check`, told case by case. It decides nothing itself.

use super::Criteria;
use crate::checks::{
    CaseTimes, Catalogue, Context, Decided, DeclaredTimes, How, RuleCheck, case_times,
};
use crate::messages::Localized;
use crate::model::name::Id;
use crate::model::process::Process;
use crate::rule::Rule;
use crate::workflow::Analysis;
use crate::workflow::build::Workflow;
use crate::workflow::proof::Proof;

/// What is proved of one case.
#[derive(Debug)]
pub struct ProvedCase<'c> {
    /// The case with its graph.
    pub workflow: Workflow,
    /// The four verdicts of soundness.
    pub proof: Proof,
    /// What the rules in force ask of its paths, in the order of the rules.
    pub properties: Vec<Asked<'c>>,
    /// Its times, or why there are none.
    pub times: Result<CaseTimes, Localized>,
}

/// A property of paths that a rule asks for.
#[derive(Debug)]
pub struct Asked<'c> {
    /// The rule.
    pub rule: &'c Rule,
    /// The kind of property.
    pub kind: &'static str,
    /// What it comes to.
    pub decided: Decided,
    /// How that was found out.
    pub how: How,
}

const NO_RULES: Localized = Localized::fixed("there are no rules", "không có quy tắc nào");

impl Criteria {
    /// Prove every case of a process, or only the one that is wanted. Rules that are not in force, or not about the process, are
    /// not asked.
    pub fn prove<'c>(
        &'c self,
        process: &Process,
        catalogue: &Catalogue<'_>,
        wanted: Option<&Id>,
    ) -> Vec<ProvedCase<'c>> {
        let analysis = Analysis::new(process);
        let declared = DeclaredTimes::default();
        let context = self.contexts(process, &analysis, &declared, catalogue);
        let asked: Vec<&RuleCheck> = self
            .rules
            .iter()
            .filter(|RuleCheck { rule, check }| {
                check.as_property().is_some()
                    && rule.validity.contains(self.as_of)
                    && rule.applies_to.excludes(process).is_none()
            })
            .collect();
        let cases = process.case_ids().into_iter().enumerate();
        let told: Vec<_> = cases
            .map(|(at, case)| {
                if wanted.is_some() && case != wanted {
                    return None;
                }
                let properties = asked.iter().filter_map(|RuleCheck { rule, check }| {
                    let (decided, how) = check.as_property()?.judge(&context(rule), at);
                    Some(Asked {
                        rule,
                        kind: check.name(),
                        decided,
                        how,
                    })
                });
                let properties: Vec<Asked<'c>> = properties.collect();
                let times = self.times_of(&context, at);
                Some((properties, times))
            })
            .collect();
        drop(context);
        let cases = analysis.into_proved().zip(told);
        cases
            .filter_map(|((workflow, proof), told)| {
                let (properties, times) = told?;
                Some(ProvedCase {
                    workflow,
                    proof,
                    properties,
                    times,
                })
            })
            .collect()
    }

    /// The times of every case of a process, in the order of its cases, or why there are none.
    pub fn times(
        &self,
        process: &Process,
        catalogue: &Catalogue<'_>,
    ) -> Vec<Result<CaseTimes, Localized>> {
        let (analysis, declared) = (Analysis::new(process), DeclaredTimes::default());
        let context = self.contexts(process, &analysis, &declared, catalogue);
        let cases = 0..process.case_ids().len();
        cases.map(|case| self.times_of(&context, case)).collect()
    }

    fn times_of<'a>(
        &'a self,
        context: &impl Fn(&'a Rule) -> Context<'a>,
        case: usize,
    ) -> Result<CaseTimes, Localized> {
        let RuleCheck { rule, .. } = self.rules.first().ok_or(NO_RULES)?;
        case_times(&context(rule), case)
    }
}
