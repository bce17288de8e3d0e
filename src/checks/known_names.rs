//! Roles and units that the organisation file does not know.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::one_unit_per_step::OneUnitPerStep;
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::fix::Fix;
use crate::messages::Localized;
use crate::model::name::{fold, meant_name, meant_word, nearest};
use crate::model::organisation::Organisation;
use crate::model::process::{Process, Text};
use crate::texts;

/// Every role of a step is a role or a unit of the organisation, by id, name or alias. Several known ones joined in one text are
/// the business of `one-unit-per-step`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct KnownRole {}

/// Every unit of the process and of its steps is a unit of the organisation, by id, name or alias.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct KnownUnit {}

impl Kind for KnownRole {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let steps = cx.process.steps.iter().enumerate();
        let roles = steps
            .filter_map(|(index, step)| Some((Element::Step(index, "role"), step.role.as_ref()?)));
        unknown(cx, roles.collect(), unknown_role, |organisation, text| {
            let is_known =
                |name: &str| organisation.role(name).is_some() || organisation.unit(name).is_some();
            let parts = OneUnitPerStep::default();
            let parts = parts.split(text);
            is_known(text) || parts.into_iter().all(|part| is_known(part.trim()))
        })
    }
}

impl Kind for KnownUnit {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let own = process.process.unit.iter();
        let own = own.map(|unit| (Element::Unit, unit));
        let steps = process
            .steps
            .iter()
            .enumerate()
            .filter_map(|(index, step)| Some((Element::Step(index, "unit"), step.unit.as_ref()?)));
        unknown(
            cx,
            own.chain(steps).collect(),
            unknown_unit,
            |organisation, text| organisation.unit(text).is_some(),
        )
    }
}

/// Where a process names somebody.
#[derive(Clone, Copy)]
pub(super) enum Element {
    /// The unit of the process.
    Unit,
    /// This key of the step at this index.
    Step(usize, &'static str),
}

impl Element {
    /// Its element path.
    pub(super) fn path(self, process: &Process) -> String {
        match self {
            Self::Unit => "process.unit".to_owned(),
            Self::Step(index, key) => format!("{}.{key}", process.step_path(index)),
        }
    }
}

/// A finding for each distinct name that the organisation does not know; its other places are related.
fn unknown(
    cx: &Context<'_>,
    names: Vec<(Element, &Text)>,
    message: impl Fn(&str) -> Localized,
    is_known: impl Fn(&Organisation, &str) -> bool,
) -> Verdict {
    let Some(organisation) = cx.organisation else {
        return Verdict::NotApplicable(no_organisation());
    };
    if names.is_empty() {
        return Verdict::NotApplicable(nobody_named());
    }
    let mut found: Vec<(String, Finding)> = Vec::new();
    for (element, text) in names {
        if is_known(organisation, text) {
            continue;
        }
        let key = fold(text);
        let place = cx.process.place(text.span);
        if let Some((_, finding)) = found.iter_mut().find(|(known, _)| *known == key) {
            *finding = finding.clone().related(place, here_too());
            continue;
        }
        let element = element.path(cx.process);
        let mut finding = Finding::new(element, place, message(text));
        if let Some((near, place)) = nearest_name(organisation, text) {
            finding = finding
                .help(did_you_mean(&near))
                .related(organisation.place(place), known_as(&near));
        }
        if let Some(fix) = correction(organisation, text) {
            finding = finding.fix(fix);
        }
        found.push((key, finding));
    }
    Verdict::from_findings(found.into_iter().map(|(_, finding)| finding).collect())
}

/// The name or the id that must be meant by a misspelt one.
fn correction(organisation: &Organisation, text: &Text) -> Option<Fix> {
    let known = names(organisation);
    let meant = if is_id(text) {
        let roles = organisation.file.roles.iter().map(|role| &role.id);
        let ids = roles.chain(organisation.file.units.iter().map(|unit| &unit.id));
        meant_word(text, ids.map(|id| id.as_str()))
    } else {
        meant_name(text, known.iter().map(|name| name.as_str()))
    };
    Some(Fix::name(text.span, meant?))
}

/// Whether a text is written as ids are: `can-bo-tiep-nhan`. What is one word may be a name.
fn is_id(text: &str) -> bool {
    let is_of_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.contains('-') && text.chars().all(is_of_id)
}

/// Every name of a role or a unit.
fn names(organisation: &Organisation) -> Vec<&Text> {
    let roles = organisation.file.roles.iter();
    let roles = roles.flat_map(|role| std::iter::once(&role.name).chain(&role.aliases));
    let units = organisation.file.units.iter();
    let units = units.flat_map(|unit| std::iter::once(&unit.name).chain(&unit.aliases));
    roles.chain(units).collect()
}

/// The role or unit whose name is nearest, and where it stands.
fn nearest_name(organisation: &Organisation, text: &str) -> Option<(String, crate::source::Span)> {
    let known = names(organisation);
    let near = nearest(text, known.iter().map(|name| name.as_str()))?;
    let name = known.iter().find(|name| name.as_str() == near)?;
    Some((near.to_owned(), name.span))
}

texts! {
    fn unknown_role(name: &str) {
        en: "\"{name}\" is no role of the organisation",
        vi: "\"{name}\" không có trong danh mục vai trò của tổ chức",
    }
    fn unknown_unit(name: &str) {
        en: "\"{name}\" is no unit of the organisation",
        vi: "\"{name}\" không có trong danh mục đơn vị của tổ chức",
    }
    fn did_you_mean(name: &str) {
        en: "write \"{name}\", if that is meant; else add it to the organisation file",
        vi: "ghi \"{name}\" nếu đúng là vậy; nếu không, hãy bổ sung vào tệp tổ chức",
    }
    fn known_as(name: &str) {
        en: "known here: \"{name}\"",
        vi: "tên có ở đây: \"{name}\"",
    }
    fn here_too() {
        en: "here too",
        vi: "ở đây cũng vậy",
    }
    /// There is no organisation file.
    pub(super) fn no_organisation() {
        en: "no organisation file is given to hold it against",
        vi: "không có tệp tổ chức để đối chiếu",
    }
    fn nobody_named() {
        en: "the process names nobody",
        vi: "quy trình không nêu ai",
    }
}
