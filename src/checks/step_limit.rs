//! How long one step may take.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::comparison::{Comparison, Excess};
use super::evidence::{at_step, in_cases, weigh_guess};
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::model::duration::Duration;
use crate::model::name::Id;
use crate::rule::selector::StepSelector;
use crate::source::Spanned;
use crate::texts;

/// No selected step has more time than `max` in any case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct StepLimit {
    /// Which steps.
    #[schemars(extend("x-vi" = "Những bước nào."))]
    pub steps: StepSelector,
    /// The most that each of them may take.
    #[schemars(extend("x-vi" = "Thời gian tối đa của mỗi bước đó."))]
    pub max: Option<Spanned<Duration>>,
}

impl Kind for StepLimit {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let Some(max) = &self.max else {
            return Verdict::NotApplicable(no_max());
        };
        let selected: Vec<usize> = self.steps.select(process).collect();
        if selected.is_empty() {
            return Verdict::NotApplicable(nothing_selected(&self.steps.describe()));
        }
        let comparison = Comparison::of(cx);
        let mut findings = Vec::new();
        let mut timed = false;
        let mut unclear = None;
        for index in selected {
            let Some(step) = process.steps.get(index) else {
                continue;
            };
            let mut over: Vec<Option<&Id>> = Vec::new();
            let mut worst: Option<(&Spanned<Duration>, Excess)> = None;
            for case in process.case_ids() {
                let Some(time) = step.time_in(case).filter(|_| step.exists_in(case)) else {
                    continue;
                };
                timed = true;
                match comparison.against(&[time], max).excess() {
                    Ok(Excess::None) => {}
                    Ok(excess) => {
                        over.push(case);
                        worst.get_or_insert((time, excess));
                    }
                    Err(reason) => {
                        unclear.get_or_insert(reason);
                    }
                }
            }
            let Some((time, excess)) = worst else {
                continue;
            };
            let message = too_long(&process.step_label(index), &time.value, &max.value);
            let finding = at_step(process, index, "time", time.span, message);
            let by_kind = std::iter::once(index).filter(|_| !self.steps.kind.is_empty());
            findings.extend(
                excess
                    .qualify(weigh_guess(finding, process, by_kind))
                    .map(|finding| in_cases(finding, process, &over)),
            );
        }
        if let Some(reason) = unclear.filter(|_| findings.is_empty()) {
            return Verdict::Unknown(reason);
        }
        if !timed {
            return Verdict::Unknown(no_times());
        }
        Verdict::from_findings(findings)
    }
}

texts! {
    fn too_long(name: &str, time: &Duration, max: &Duration) {
        en: "the step \"{name}\" has {time}, at most {max} are allowed",
        vi: "bước \"{name}\" có {time}, tối đa cho phép là {max}",
    }
    fn nothing_selected(what: &crate::messages::Localized) {
        en: "the process has no step of this kind: {what}",
        vi: "quy trình không có bước thuộc loại này: {what}",
    }
    fn no_times() {
        en: "these steps have no times",
        vi: "các bước này chưa có thời gian",
    }
    fn no_max() {
        en: "the rule names no `max`",
        vi: "quy tắc không nêu `max`",
    }
}
