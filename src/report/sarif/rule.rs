//! Rules in SARIF: what each asks for, why, and what to do, from the texts of the rule file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::level;
use super::shape::{Configuration, Descriptor, MessageString, RuleProperties};
use crate::finding::Grade;
use crate::report::Report;
use crate::report::plain::sentence;
use crate::report::words::{BASIS, EXPLAIN, HELP, NOT_CONFIRMED};
use crate::rule::Rule;

/// The rules of a run, in report order, those about waivers last.
pub struct Rules<'a> {
    /// What the log says of each.
    pub descriptors: Vec<Descriptor<'a>>,
    ranks: BTreeMap<&'a str, usize>,
}

impl<'a> Rules<'a> {
    /// Of a run.
    pub fn of(report: &'a Report) -> Self {
        let known = report.rules().chain(&report.gate.rules);
        let mut ranks = BTreeMap::new();
        let mut descriptors = Vec::new();
        for known in known {
            ranks.entry(known.rule.id.as_str()).or_insert_with(|| {
                descriptors.push(descriptor(report, &known.rule));
                descriptors.len() - 1
            });
        }
        Self { descriptors, ranks }
    }

    /// Where a rule stands among them.
    pub fn rank(&self, rule: &Rule) -> usize {
        self.ranks
            .get(rule.id.as_str())
            .copied()
            .unwrap_or_default()
    }
}

fn descriptor<'a>(report: &'a Report, rule: &'a Rule) -> Descriptor<'a> {
    let lang = report.lang;
    let grade = if rule.confirmed {
        rule.grade
    } else {
        Grade::Observation
    };
    let clause = rule.clause.as_ref().map(|clause| clause.value.as_str());
    let basis = rule.basis.as_ref().map(|basis| basis.value.as_str());
    let mut tags = vec![rule.pack.to_string()];
    tags.extend(clause.map(|clause| format!("clause {clause}")));
    let fix = sentence(rule.fix.in_lang(lang));
    let explain = format!("qmslint explain {}", rule.id);
    let mut text = fix.clone();
    let mut markdown = format!("**{}**: {fix}\n", HELP.in_lang(lang));
    if let Some(basis) = basis {
        let _ = write!(
            text,
            " {}",
            sentence(&format!("{}: {basis}", BASIS.in_lang(lang)))
        );
        let _ = write!(markdown, "\n**{}**: {basis}\n", BASIS.in_lang(lang));
    }
    if !rule.confirmed {
        let said = sentence(NOT_CONFIRMED.in_lang(lang));
        let _ = write!(text, " {said}");
        let _ = write!(markdown, "\n{said}\n");
    }
    let _ = write!(
        text,
        " {}",
        sentence(&format!("{}: {explain}", EXPLAIN.in_lang(lang)))
    );
    let _ = write!(markdown, "\n**{}**: `{explain}`\n", EXPLAIN.in_lang(lang));
    Descriptor {
        id: rule.id.as_str(),
        name: name(rule.id.as_str()),
        short_description: MessageString::new(&rule.title, lang),
        full_description: Some(MessageString::new(&rule.why, lang)),
        help: Some(MessageString {
            text,
            markdown: Some(markdown),
        }),
        default_configuration: Some(Configuration {
            level: level(grade),
        }),
        properties: Some(RuleProperties {
            tags,
            severity: match grade {
                Grade::Major => "error",
                Grade::Minor => "warning",
                Grade::Observation => "recommendation",
            },
            precision: if rule.confirmed { "high" } else { "medium" },
            pack: rule.pack.as_str(),
            clause,
            basis,
        }),
    }
}

/// A rule id as viewers want names: `extra-document` is `ExtraDocument`. None of one word, which would be the id once more.
fn name(id: &str) -> Option<String> {
    let parts = id.split('-').flat_map(|part| {
        let mut letters = part.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect::<Vec<char>>()
    });
    id.contains('-').then(|| parts.collect())
}
