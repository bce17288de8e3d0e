//! Units and roles that no longer exist on the day.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::known_names::Element;
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::date::{Date, Validity};
use crate::model::name::fold;
use crate::model::process::Text;
use crate::rule::pattern::Patterns;
use crate::source::{Place, Spanned};
use crate::texts;

/// Every unit and role that the process names exists on the day for which is judged: by the organisation file, and by the list
/// of this rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct UnitInForce {
    /// Units that ended.
    #[schemars(extend("x-vi" = "Các đơn vị đã chấm dứt hoạt động."))]
    pub ended: Vec<Spanned<EndedUnits>>,
}

/// Units that ended on one day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct EndedUnits {
    /// What they are called, with `*` for any run of characters.
    pub names: Patterns,
    /// The last day on which they existed.
    pub until: Option<Spanned<Date>>,
    /// What took over.
    pub replaced_by: Option<Localized>,
}

/// Why a name does not stand for anything on the day.
struct Ended {
    message: Localized,
    place: Place,
    replaced_by: Option<Localized>,
}

impl Kind for UnitInForce {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let names = names(cx);
        if names.is_empty() {
            return Verdict::NotApplicable(nobody_named());
        }
        let mut found: Vec<(String, Finding)> = Vec::new();
        for (element, text) in names {
            let key = fold(text);
            let place = cx.process.place(text.span);
            if let Some((_, finding)) = found.iter_mut().find(|(known, _)| *known == key) {
                *finding = finding.clone().related(place, here_too());
                continue;
            }
            let ended = by_organisation(cx, text).or_else(|| self.by_list(cx, text));
            if let Some(ended) = ended {
                let element = element.path(cx.process);
                let mut finding =
                    Finding::new(element, place, ended.message).related(ended.place, said_here());
                if let Some(successor) = ended.replaced_by {
                    finding = finding.help(name_successor(&successor));
                }
                found.push((key, finding));
            }
        }
        Verdict::from_findings(found.into_iter().map(|(_, finding)| finding).collect())
    }
}

impl UnitInForce {
    fn by_list(&self, cx: &Context<'_>, text: &str) -> Option<Ended> {
        self.ended.iter().find_map(|units| {
            let until = units
                .until
                .as_ref()
                .filter(|until| until.value < cx.as_of)?;
            units.names.fit(text).then(|| Ended {
                message: ended(text, until.value),
                place: Place {
                    source: cx.rule.place.source,
                    span: until.span,
                },
                replaced_by: units.replaced_by.clone(),
            })
        })
    }
}

/// What the organisation file says of a name: its own validity, or that of the unit of the role.
fn by_organisation(cx: &Context<'_>, text: &str) -> Option<Ended> {
    let organisation = cx.organisation?;
    let judge = |validity: Validity, span, successor: Option<&Text>| {
        let message = match (validity.from, validity.until) {
            (_, Some(until)) if until < cx.as_of => ended(text, until),
            (Some(from), _) if cx.as_of < from => not_yet(text, from),
            _ => return None,
        };
        Some(Ended {
            message,
            place: organisation.place(span),
            replaced_by: successor.map(|name| Localized::same(format!("\"{}\"", name.value))),
        })
    };
    let unit = |name: &str| {
        let unit = organisation.unit(name)?;
        let span = unit.until.as_ref().or(unit.from.as_ref());
        let span = span.map_or(unit.name.span, |date| date.span);
        judge(unit.validity(), span, unit.replaced_by.as_ref())
    };
    if let Some(role) = organisation.role(text) {
        let span = role.until.as_ref().or(role.from.as_ref());
        let span = span.map_or(role.name.span, |date| date.span);
        let own = judge(role.validity(), span, role.replaced_by.as_ref());
        return own.or_else(|| unit(role.unit.as_ref()?));
    }
    unit(text)
}

/// The units and roles that the process names, with their elements.
fn names<'a>(cx: &Context<'a>) -> Vec<(Element, &'a Text)> {
    let mut names = Vec::new();
    if let Some(unit) = &cx.process.process.unit {
        names.push((Element::Unit, unit));
    }
    for (index, step) in cx.process.steps.iter().enumerate() {
        for (key, text) in [("role", &step.role), ("unit", &step.unit)] {
            if let Some(text) = text {
                names.push((Element::Step(index, key), text));
            }
        }
    }
    names
}

texts! {
    fn ended(name: &str, until: Date) {
        en: "\"{name}\" exists until {until} only",
        vi: "\"{name}\" chỉ tồn tại đến hết ngày {until}",
    }
    fn not_yet(name: &str, from: Date) {
        en: "\"{name}\" exists from {from} only",
        vi: "\"{name}\" chỉ có từ ngày {from}",
    }
    fn said_here() {
        en: "said here",
        vi: "căn cứ ở đây",
    }
    fn here_too() {
        en: "here too",
        vi: "ở đây cũng vậy",
    }
    fn name_successor(name: &Localized) {
        en: "name what took over: {name}",
        vi: "ghi cơ quan tiếp nhận nhiệm vụ: {name}",
    }
    fn nobody_named() {
        en: "the process names no unit and no role",
        vi: "quy trình không nêu đơn vị hoặc vai trò nào",
    }
}
