//! Rules, clauses, applicability, packs and regulations: the requirements, and nothing about how they are checked.

pub mod pattern;
pub mod regulation;
pub mod selector;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::Grade;
use crate::messages::Localized;
use crate::model::date::{Date, Validity};
use crate::model::name::{Id, fold, same};
use crate::model::one_or_many::Texts;
use crate::model::process::{Level, Process};
use crate::source::{Place, Spanned};

/// A requirement that is checked.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Kebab-case; names the defect.
    pub id: Id,
    /// Where its `[[rule]]` table stands.
    pub place: Place,
    /// The pack it came in.
    pub pack: Id,
    /// How grave a finding of it is.
    pub grade: Grade,
    /// Clause of the pack's standard.
    pub clause: Option<Spanned<String>>,
    /// Legal basis.
    pub basis: Option<Spanned<String>>,
    /// When it is in force.
    pub validity: Validity,
    /// The basis was read in a source; a rule whose basis was not reports observations that say so.
    pub confirmed: bool,
    /// What is wrong when it fails, as a heading.
    pub title: Localized,
    /// Why it matters.
    pub why: Localized,
    /// What to do.
    pub fix: Localized,
    /// Which processes it is about.
    pub applies_to: AppliesTo,
    /// Processes it accepts and processes it finds.
    pub examples: Vec<Spanned<Example>>,
}

/// Which processes a rule is about; what is not said does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct AppliesTo {
    /// Levels of the office.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub level: Vec<Level>,
    /// Fields, with `*` for any run of characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Texts>,
    /// Codes, with `*` for any run of characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process: Option<Texts>,
    /// Names, with `*` for any run of characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Texts>,
}

impl AppliesTo {
    /// Why the rule is not about a process; `None` where it is.
    pub fn excludes(&self, process: &Process) -> Option<Localized> {
        let header = &process.process;
        if !self.level.is_empty() {
            let fits = header
                .level
                .as_ref()
                .is_some_and(|level| self.level.contains(&level.value));
            if !fits {
                return Some(Localized::fixed(
                    "the rule is about offices of another level",
                    "quy tắc dành cho cấp hành chính khác",
                ));
            }
        }
        let text = |text: &Option<crate::model::process::Text>| {
            text.as_ref().map(|t| fold(t)).unwrap_or_default()
        };
        if !matches_any(self.field.as_ref(), &text(&header.field)) {
            return Some(Localized::fixed(
                "the rule is about another field",
                "quy tắc dành cho lĩnh vực khác",
            ));
        }
        if !matches_any(self.process.as_ref(), &text(&header.code))
            || !matches_any(self.name.as_ref(), &text(&header.name))
        {
            return Some(Localized::fixed(
                "the rule is about other processes",
                "quy tắc dành cho quy trình khác",
            ));
        }
        None
    }
}

fn matches_any(patterns: Option<&Texts>, folded: &str) -> bool {
    patterns.is_none_or(|patterns| {
        patterns
            .iter()
            .any(|pattern| wildcard(&fold(pattern), folded))
    })
}

/// Whether a folded text matches a folded pattern in which `*` stands for any run of characters. O(pattern × text).
pub fn wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(first) = parts.next() else {
        return text.is_empty();
    };
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// A process that a rule accepts (`finds = 0`) or finds fault with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Example {
    /// Number of findings of the rule.
    pub finds: u32,
    /// Day for which the example is judged; the first day of the rule where absent.
    pub as_of: Option<Date>,
    /// A whole process file.
    pub process: Spanned<String>,
    /// Further process files of the same folder, for rules that compare files.
    pub others: Vec<Spanned<String>>,
    /// A regulation file that binds the process, for rules that need one.
    pub regulation: Option<Spanned<String>>,
    /// An organisation file, for rules that need one.
    pub organisation: Option<Spanned<String>>,
}

/// A folder of rules with a version.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct PackHeader {
    /// Its name: "vn-one-stop".
    pub name: Spanned<Id>,
    /// Its version.
    pub version: Spanned<String>,
    /// What it is about, in a sentence.
    pub title: Localized,
    /// The standard whose clauses its rules name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard: Option<Spanned<String>>,
    /// The edition of that standard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<Spanned<String>>,
    /// Main language of its texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<crate::messages::Lang>,
    /// Packs whose rules it brings along.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extends: Vec<Spanned<Id>>,
    /// Clauses with what they ask for, in our own words.
    #[serde(rename = "clause", skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<Spanned<Clause>>,
}

/// A clause of a standard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Clause {
    /// Its number: "8.2.2".
    pub number: Spanned<String>,
    /// What it asks for.
    pub asks: Localized,
}

/// Whether a text is one of several names.
pub fn is_one_of(text: &str, names: &[Spanned<String>]) -> bool {
    names.iter().any(|name| same(text, name))
}
