//! What the published text gives each unit against what the steps give it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::comparison::{Comparison, Length};
use super::evidence::{step_place, takes_time};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::duration::Duration;
use crate::model::name::{fold, same};
use crate::model::organisation::Organisation;
use crate::model::process::Published;
use crate::source::Spanned;
use crate::texts;

/// Each unit of `[[published]]` does the steps, has the time and stands in the order that the step table says, and the other way
/// round. Names are the same folded, or by the aliases of the organisation file; never by guess.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct PublishedDiffers {}

impl Kind for PublishedDiffers {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        if process.published.is_empty() {
            return Verdict::NotApplicable(nothing_published());
        }
        if let Some(verdict) = super::evidence::without_steps(cx) {
            return verdict;
        }
        let Some(case) = process.case_ids().first().copied() else {
            return Verdict::NotApplicable(nothing_published());
        };
        if process.case_ids().len() > 1 {
            return Verdict::Unknown(several_cases());
        }
        let comparison = Comparison::of(cx);
        let mut findings = Vec::new();
        let mut matched: Vec<(usize, &Spanned<Published>)> = Vec::new();
        let mut covered = vec![false; process.steps.len()];
        for published in &process.published {
            let steps = steps_of(cx, &published.unit);
            for index in &steps {
                if let Some(covered) = covered.get_mut(*index) {
                    *covered = true;
                }
            }
            if steps.is_empty() {
                findings.push(not_by_alias(
                    cx,
                    at(
                        cx,
                        published,
                        published.unit.span,
                        no_such_step(&published.unit),
                    ),
                ));
                continue;
            }
            if let [only] = steps.as_slice() {
                matched.push((*only, published));
            }
            let Some(time) = &published.time else {
                continue;
            };
            let times: Vec<&Duration> = steps
                .iter()
                .filter_map(|index| process.steps.get(*index)?.time_in(case))
                .map(|time| &time.value)
                .collect();
            if times.len() < steps.len() {
                continue;
            }
            if comparison.against(&times, &time.value).length() != Some(Length::Equal) {
                let sum = comparison.written_sum(&times);
                let message = other_time(&published.unit, &time.value, &sum);
                let mut finding = at(cx, published, time.span, message);
                for index in &steps {
                    let time = process
                        .steps
                        .get(*index)
                        .and_then(|step| step.time_in(case));
                    if let Some(time) = time {
                        finding = finding.related(
                            process.place(time.span),
                            step_has(&process.step_label(*index), &time.value),
                        );
                    }
                }
                findings.push(finding);
            }
        }
        for pair in matched.windows(2) {
            let [(before, _), (after, published)] = pair else {
                continue;
            };
            if after < before {
                let message = other_order(&published.unit, &process.step_label(*before));
                findings.push(
                    at(cx, published, published.unit.span, message)
                        .related(step_place(process, *after), its_step()),
                );
            }
        }
        findings.extend(unpublished(cx, &covered));
        Verdict::from_findings(findings)
    }
}

/// Steps of the office by units that the published text does not name.
fn unpublished(cx: &Context<'_>, covered: &[bool]) -> Option<Finding> {
    let process = cx.process;
    let mut left: Vec<(usize, String)> = Vec::new();
    for (index, step) in process.steps.iter().enumerate() {
        let is_covered = covered.get(index).copied().unwrap_or_default();
        if is_covered || !takes_time(step) {
            continue;
        }
        let who = step.role.as_ref().or(step.unit.as_ref());
        left.push((
            index,
            who.map_or_else(|| process.step_label(index), |who| who.value.clone()),
        ));
    }
    let mut names: Vec<&str> = Vec::new();
    for (_, name) in &left {
        if !names.iter().any(|known| same(known, name)) {
            names.push(name);
        }
    }
    left.first()?;
    let first = process.published.first()?;
    let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let mut finding = at(cx, first, first.unit.span, not_published(&names.join(", ")));
    for (index, _) in &left {
        finding = finding.related(step_place(process, *index), a_step_of_it());
    }
    Some(not_by_alias(cx, finding))
}

/// Without an organisation file two names of one unit look like two units.
fn not_by_alias(cx: &Context<'_>, finding: Finding) -> Finding {
    if cx.organisation.is_some() {
        finding
    } else {
        finding.weak(no_organisation())
    }
}

fn at(
    cx: &Context<'_>,
    published: &Published,
    span: crate::source::Span,
    message: Localized,
) -> Finding {
    let element = format!("process.published.{}", fold(&published.unit));
    Finding::new(element, cx.process.place(span), message)
}

/// The steps that a unit of the published text does, by role or unit.
fn steps_of(cx: &Context<'_>, unit: &str) -> Vec<usize> {
    let is_it = |text: Option<&crate::model::process::Text>| {
        text.is_some_and(|text| is_same_actor(cx.organisation, unit, text))
    };
    let steps = cx.process.steps.iter().enumerate();
    let by_it = steps.filter(|(_, step)| {
        takes_time(step) && (is_it(step.role.as_ref()) || is_it(step.unit.as_ref()))
    });
    by_it.map(|(index, _)| index).collect()
}

/// Whether two texts name one role or one unit.
fn is_same_actor(organisation: Option<&Organisation>, a: &str, b: &str) -> bool {
    if same(a, b) {
        return true;
    }
    let Some(organisation) = organisation else {
        return false;
    };
    let roles = organisation.role(a).zip(organisation.role(b));
    let units = organisation.unit(a).zip(organisation.unit(b));
    roles.is_some_and(|(a, b)| a.id == b.id) || units.is_some_and(|(a, b)| a.id == b.id)
}

texts! {
    fn no_such_step(unit: &str) {
        en: "the published text gives time to \"{unit}\", no step is done by it",
        vi: "bản công bố dành thời gian cho \"{unit}\", nhưng không bước nào do đơn vị này thực hiện",
    }
    fn other_time(unit: &str, time: &Duration, sum: &Localized) {
        en: "the published text gives \"{unit}\" {time}, its steps add up to {sum}",
        vi: "bản công bố ghi \"{unit}\" {time}, còn các bước của đơn vị này cộng lại {sum}",
    }
    fn step_has(name: &str, time: &Duration) {
        en: "the step \"{name}\" has {time}",
        vi: "bước \"{name}\" có {time}",
    }
    fn other_order(unit: &str, before: &str) {
        en: "the published text puts \"{unit}\" after the step \"{before}\", the steps put it before",
        vi: "bản công bố xếp \"{unit}\" sau bước \"{before}\", còn các bước xếp trước",
    }
    fn its_step() {
        en: "its step",
        vi: "bước của đơn vị này",
    }
    fn not_published(names: &str) {
        en: "the published text gives no time to {names}, who do steps",
        vi: "bản công bố không dành thời gian cho {names}, dù có bước do họ thực hiện",
    }
    fn a_step_of_it() {
        en: "a step that is not published",
        vi: "bước không được công bố",
    }
    fn no_organisation() {
        en: "no organisation file says whether two names mean one unit",
        vi: "chưa có tệp tổ chức để biết hai tên có phải một đơn vị",
    }
    fn nothing_published() {
        en: "the file does not quote what is published unit by unit",
        vi: "tệp không ghi nội dung đã công bố theo từng đơn vị",
    }
    fn several_cases() {
        en: "the published text does not say which case it is about",
        vi: "bản công bố không nói rõ thuộc trường hợp nào",
    }
}
