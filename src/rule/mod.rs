//! Rules, clauses, applicability, packs and regulations: the requirements, and nothing about how they are checked.

pub mod pattern;
pub mod reference;
pub mod regulation;
pub mod selector;
pub mod wildcard;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Grade};
use crate::messages::Localized;
use crate::model::date::{Date, Validity};
use crate::model::name::{Id, same};
use crate::model::process::{Level, Process, Text};
use crate::source::{Place, Spanned};
use pattern::Patterns;
use reference::PackReference;

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
    /// In force only where the configuration grades it, or where the command names it.
    pub optional: bool,
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

impl Rule {
    /// How grave a finding of it is: its grade, or an observation where the basis or the evidence is not certain.
    pub fn grade_of(&self, finding: &Finding) -> Grade {
        if self.confirmed && finding.weak.is_none() {
            self.grade
        } else {
            Grade::Observation
        }
    }
}

/// Which processes a rule is about; what is not said does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct AppliesTo {
    /// Levels of the office.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub level: Vec<Level>,
    /// Fields, with `*` for any run of characters.
    #[serde(skip_serializing_if = "Patterns::is_empty")]
    pub field: Patterns,
    /// Codes, with `*` for any run of characters.
    #[serde(skip_serializing_if = "Patterns::is_empty")]
    pub process: Patterns,
    /// Names, with `*` for any run of characters.
    #[serde(skip_serializing_if = "Patterns::is_empty")]
    pub name: Patterns,
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
        if !allows(&self.field, header.field.as_ref()) {
            return Some(Localized::fixed(
                "the rule is about another field",
                "quy tắc dành cho lĩnh vực khác",
            ));
        }
        if !allows(&self.process, header.code.as_ref()) || !allows(&self.name, header.name.as_ref())
        {
            return Some(Localized::fixed(
                "the rule is about other processes",
                "quy tắc dành cho quy trình khác",
            ));
        }
        None
    }
}

/// Without patterns any text is right, and none too.
fn allows(patterns: &Patterns, text: Option<&Text>) -> bool {
    patterns.is_empty() || text.is_some_and(|text| patterns.fit(text))
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process: Option<Spanned<String>>,
    /// A BPMN 2.0 diagram in place of the process file. What stands in it is the inside of `definitions`, with the prefixes of
    /// BPMN, its diagram interchange and `qmslint` bound; a text that begins with `<?xml` or `<definitions` is a whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagram: Option<Spanned<String>>,
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
    /// Packs whose rules it brings along: names of packs in the binary, or folders; each may be pinned.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extends: Vec<Spanned<PackReference>>,
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
