//! Messages, signals, errors and escalations that are defined once for the whole file and referred to from events.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use foldhash::{HashMap, HashMapExt as _};

use super::{at_element, element_words, surroundings};
use crate::checks::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::model::notation::ElementKind;

/// A property of what the file defines for all of its processes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DrawnGlobal {
    /// Which property.
    #[schemars(extend("x-vi" = "Xét tính chất nào."))]
    pub property: GlobalProperty,
}

/// What must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GlobalProperty {
    /// It has a name.
    #[default]
    Named,
    /// Something refers to it.
    Used,
    /// No other of its kind has its name.
    Unique,
}

impl Kind for DrawnGlobal {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let around = match surroundings(cx) {
            Ok(around) => around,
            Err(verdict) => return verdict,
        };
        let mut findings = Vec::new();
        let mut names: HashMap<(ElementKind, &str), crate::source::Span> = HashMap::new();
        for global in &around.globals {
            let element = &global.element;
            let words = || element_words(element);
            let say = |message| at_element(cx.process, element, message);
            match self.property {
                GlobalProperty::Named if element.name.is_none() => {
                    findings.push(say(unnamed(&words())));
                }
                GlobalProperty::Used if !global.used => findings.push(say(unused(&words()))),
                GlobalProperty::Unique => {
                    let Some(name) = element.name.as_deref() else {
                        continue;
                    };
                    if let Some(first) = names.get(&(element.kind, name.trim())) {
                        let place = cx.process.place(*first);
                        findings.push(say(twice(&words())).related(place, first_of_two()));
                    } else {
                        names.insert((element.kind, name.trim()), element.span);
                    }
                }
                GlobalProperty::Named | GlobalProperty::Used => {}
            }
        }
        Verdict::from_findings(findings)
    }
}

crate::texts! {
    fn unnamed(element: &Localized) {
        en: "{element} has no name",
        vi: "{element} chưa có tên",
    }
    fn unused(element: &Localized) {
        en: "nothing refers to {element}",
        vi: "không phần tử nào dùng {element}",
    }
    fn twice(element: &Localized) {
        en: "{element} is defined twice",
        vi: "{element} được định nghĩa hai lần",
    }
    fn first_of_two() {
        en: "the first one stands here",
        vi: "lần thứ nhất ở đây",
    }
}
