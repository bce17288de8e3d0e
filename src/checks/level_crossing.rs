//! Steps by a unit of another level than the process declares.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::at_role;
use super::known_names::no_organisation;
use super::one_unit_per_step::OneUnitPerStep;
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::organisation::{Organisation, Unit};
use crate::model::process::{Level, StepKind};
use crate::source::Spanned;
use crate::texts;

/// A process of one level has no step by a unit of another, unless the step asks for an opinion (`consult`), calls another
/// process, or only takes the dossier in or hands the result out: an applicant may do that at any level. The unit that owns the process does not count, whatever its level. Needs the organisation file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct LevelCrossing {}

impl Kind for LevelCrossing {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let Some(organisation) = cx.organisation else {
            return Verdict::NotApplicable(no_organisation());
        };
        let Some(level) = &process.process.level else {
            return Verdict::NotApplicable(no_level());
        };
        let own = process.process.unit.as_ref();
        let own = own.and_then(|unit| organisation.unit(unit));
        let mut looked_at = false;
        let mut findings: Vec<Finding> = Vec::new();
        for (index, step) in process.steps.iter().enumerate() {
            let who = step.unit.as_ref().or(step.role.as_ref());
            let Some(who) = who else { continue };
            let passes_on = matches!(
                step.kind(),
                StepKind::Consult | StepKind::Receive | StepKind::Return
            );
            if passes_on || step.calls.is_some() {
                continue;
            }
            let names = OneUnitPerStep::default();
            let units = names.split(who);
            let units = units
                .into_iter()
                .filter_map(|name| unit_of(organisation, name.trim()));
            for unit in units {
                let Some(unit_level) = &unit.level else {
                    continue;
                };
                looked_at = true;
                let is_own = own.is_some_and(|own| own.id == unit.id);
                if is_own || unit_level.value == level.value {
                    continue;
                }
                let message = crosses(
                    &process.step_label(index),
                    &unit.name,
                    &level_words(unit_level.value),
                    &level_words(level.value),
                );
                findings.push(
                    at_role(process, index, message)
                        .related(process.place(level.span), declared_level())
                        .related(organisation.place(unit_level.span), level_of_unit()),
                );
                break;
            }
        }
        if !looked_at {
            return Verdict::NotApplicable(no_levels_known());
        }
        Verdict::from_findings(findings)
    }
}

/// The unit that a text names, or to which the role that it names belongs.
fn unit_of<'o>(organisation: &'o Organisation, text: &str) -> Option<&'o Spanned<Unit>> {
    let role = organisation.role(text);
    let by_role = role.and_then(|role| organisation.unit(role.unit.as_ref()?));
    by_role.or_else(|| organisation.unit(text))
}

fn level_words(level: Level) -> Localized {
    let (en, vi) = match level {
        Level::Commune => ("commune", "cấp xã"),
        Level::District => ("district", "cấp huyện"),
        Level::Province => ("province", "cấp tỉnh"),
        Level::Ministry => ("ministry", "cấp bộ"),
        Level::Organisation => ("organisation", "tổ chức"),
    };
    Localized::fixed(en, vi)
}

texts! {
    fn crosses(name: &str, unit: &str, other: &Localized, own: &Localized) {
        en: "the step \"{name}\" is done by \"{unit}\" ({other}), the process declares one level: {own}",
        vi: "bước \"{name}\" do \"{unit}\" ({other}) thực hiện, trong khi quy trình chỉ khai một cấp: {own}",
    }
    fn declared_level() {
        en: "the declared level",
        vi: "cấp đã khai",
    }
    fn level_of_unit() {
        en: "the level of the unit",
        vi: "cấp của đơn vị",
    }
    fn no_level() {
        en: "the process does not state its level",
        vi: "quy trình chưa nêu cấp thực hiện",
    }
    fn no_levels_known() {
        en: "the organisation states no level of the units in the steps",
        vi: "tệp tổ chức không nêu cấp của các đơn vị trong quy trình",
    }
}
