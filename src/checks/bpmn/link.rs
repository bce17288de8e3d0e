//! Link events: a throw has one catch of its name in its scope, and a catch has a throw.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{at_node, notation, step_words};
use crate::checks::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::model::notation::{ElementKind, Trigger};

/// Link events of one scope meet by their name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DrawnLink {}

/// The events of one name in one scope.
#[derive(Default)]
struct Ends {
    throws: Vec<u32>,
    catches: Vec<u32>,
}

impl Kind for DrawnLink {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let notation = match notation(cx) {
            Ok(notation) => notation,
            Err(verdict) => return verdict,
        };
        let mut findings = Vec::new();
        let mut links: BTreeMap<(u32, &str), Ends> = BTreeMap::new();
        for (node, index) in notation.nodes.iter().zip(0u32..) {
            let Some(link) = node
                .triggers
                .iter()
                .find(|event| event.trigger == Trigger::Link)
            else {
                continue;
            };
            let words = || step_words(cx.process, index);
            let catches = match node.kind {
                ElementKind::IntermediateCatchEvent => true,
                ElementKind::IntermediateThrowEvent => false,
                _ => {
                    findings.push(at_node(cx.process, index, not_intermediate(&words())));
                    continue;
                }
            };
            let Some(name) = link.link.as_deref().filter(|name| !name.trim().is_empty()) else {
                findings.push(at_node(cx.process, index, unnamed(&words())));
                continue;
            };
            let ends = links.entry((node.scope, name.trim())).or_default();
            if catches {
                ends.catches.push(index);
            } else {
                ends.throws.push(index);
            }
        }
        for ((_, name), Ends { throws, catches }) in links {
            let mut say = |index: u32, message: Localized| {
                findings.push(at_node(cx.process, index, message));
            };
            if catches.is_empty() {
                for index in throws {
                    say(index, no_catch(&step_words(cx.process, index), name));
                }
                continue;
            }
            for index in catches.iter().skip(1) {
                say(*index, second_catch(&step_words(cx.process, *index), name));
            }
            if let (Some(index), true) = (catches.first(), throws.is_empty()) {
                say(*index, no_throw(&step_words(cx.process, *index), name));
            }
        }
        findings.sort_by_key(|finding| finding.place);
        Verdict::from_findings(findings)
    }
}

crate::texts! {
    fn unnamed(event: &Localized) {
        en: "the link definition of {event} has no name, by which throw and catch find each other",
        vi: "định nghĩa điểm nối của {event} không có tên, mà nơi đi và nơi đến nhận ra nhau bằng tên này",
    }
    fn not_intermediate(event: &Localized) {
        en: "{event} is a link, which only intermediate events can be",
        vi: "{event} là điểm nối, nhưng chỉ sự kiện trung gian mới được là điểm nối",
    }
    fn no_catch(event: &Localized, name: &str) {
        en: "{event} leads to the link \"{name}\", which no event of this scope catches",
        vi: "{event} dẫn tới điểm nối \"{name}\" nhưng không sự kiện nào trong phạm vi này nhận",
    }
    fn no_throw(event: &Localized, name: &str) {
        en: "{event} catches the link \"{name}\", which no event of this scope throws",
        vi: "{event} nhận điểm nối \"{name}\" nhưng không sự kiện nào trong phạm vi này dẫn tới",
    }
    fn second_catch(event: &Localized, name: &str) {
        en: "{event} catches the link \"{name}\", which another event of this scope already catches",
        vi: "{event} nhận điểm nối \"{name}\" mà sự kiện khác trong phạm vi này đã nhận",
    }
}
