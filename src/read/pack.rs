//! Rule packs: `pack.toml`, rule files and regulation files → rules, checks and regulations.
//!
//! Two stages: the files are read into raw structs in which everything is optional, then what is missing is reported and
//! the rest becomes [`RuleCheck`]s. A rule that lacks something is left out and reported, never half used.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::decode::{decode, decode_table};
use super::embedded::{EmbeddedPack, parsed};
use super::problem::{Problem, ProblemKind};
use crate::checks::{Check, RuleCheck};
use crate::finding::Grade;
use crate::messages::Localized;
use crate::model::date::{Date, Validity};
use crate::model::name::Id;
use crate::model::process::Text;
use crate::rule::regulation::{Regulated, RegulationFile};
use crate::rule::{AppliesTo, Example, PackHeader, Rule};
use crate::source::{Place, SourceId, Span, Spanned};

/// A whole rule file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RuleFile {
    /// The rules, in the order in which they are explained.
    #[serde(rename = "rule")]
    pub rules: Vec<Spanned<RawRule>>,
}

/// A rule as it is written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RawRule {
    /// Kebab-case; names the defect; reads well after "waive".
    pub id: Option<Spanned<Id>>,
    /// How grave a finding is.
    pub grade: Option<Grade>,
    /// Clause of the standard.
    pub clause: Option<Text>,
    /// Legal basis.
    pub basis: Option<Text>,
    /// First day in force.
    pub from: Option<Date>,
    /// Last day in force.
    pub until: Option<Date>,
    /// Whether the basis was read in a source; true where nothing is said.
    pub confirmed: Option<bool>,
    /// In force only where the configuration grades it; false where nothing is said.
    pub optional: Option<bool>,
    /// What is wrong, as a heading.
    pub title: Option<Localized>,
    /// Why it matters.
    pub why: Option<Localized>,
    /// What to do.
    pub fix: Option<Localized>,
    /// Which processes it is about.
    pub applies_to: AppliesTo,
    /// How it is checked.
    pub check: Option<Spanned<Check>>,
    /// What it accepts and what it finds.
    #[serde(rename = "example")]
    pub examples: Vec<Spanned<Example>>,
}

/// A pack as far as it was understood.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    /// Name, version, standard.
    pub header: PackHeader,
    /// Rules with their checks, files by name, rules in file order.
    pub rules: Vec<RuleCheck>,
    /// Regulated procedures.
    pub regulations: Vec<Regulated>,
}

/// One file of a pack.
#[derive(Clone, Copy, Debug)]
pub struct PackFile<'a> {
    /// Its id in the run.
    pub source: SourceId,
    /// Its path inside the pack, `/` between folders.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The tree of a file in the binary, which spares parsing the text.
    tree: Option<&'a [u8]>,
}

impl<'a> PackFile<'a> {
    /// A file that was read.
    pub fn new(source: SourceId, path: &'a str, text: &'a str) -> Self {
        Self {
            source,
            path,
            text,
            tree: None,
        }
    }

    fn decode<T: DeserializeOwned + Default>(&self) -> (T, Vec<Problem>) {
        match self.tree.and_then(parsed) {
            Some(table) => decode_table(table.get_ref(), Span::new(table.span())),
            None => decode(self.text),
        }
    }
}

/// Read a pack of the binary, whose files are the sources `ids`.
pub fn read_embedded(
    pack: &EmbeddedPack<'_>,
    ids: &[SourceId],
) -> (Pack, Vec<(SourceId, Problem)>) {
    let files = pack.files.iter().zip(ids).map(|(file, source)| PackFile {
        source: *source,
        path: file.path,
        text: file.text,
        tree: Some(file.tree),
    });
    read_pack(&files.collect::<Vec<_>>())
}

/// Read the files of one pack, which must be sorted by path. A folder without `pack.toml` is a pack without a name.
pub fn read_pack(files: &[PackFile<'_>]) -> (Pack, Vec<(SourceId, Problem)>) {
    let mut pack = Pack::default();
    let mut problems = Vec::new();
    let headers = files.iter().filter(|file| file.path == "pack.toml");
    for file in headers {
        let (header, found) = file.decode::<PackHeader>();
        pack.header = header;
        problems.extend(found.into_iter().map(|problem| (file.source, problem)));
    }
    let name = pack.header.name.value.clone();
    let read: Vec<_> = files
        .par_iter()
        .filter(|file| file.path != "pack.toml")
        .map(|file| (file.source, read_part(file, &name)))
        .collect();
    for (source, (part, found)) in read {
        match part {
            Part::Rules(rules) => pack.rules.extend(rules),
            Part::Regulations(regulations) => pack.regulations.extend(regulations),
        }
        problems.extend(found.into_iter().map(|problem| (source, problem)));
    }
    report_ids_twice(&pack, &mut problems);
    (pack, problems)
}

/// What one file of a pack holds.
enum Part {
    Rules(Vec<RuleCheck>),
    Regulations(Vec<Regulated>),
}

fn read_part(file: &PackFile<'_>, pack: &Id) -> (Part, Vec<Problem>) {
    if file.path.split('/').any(|part| part == "regulations") {
        let (regulations, problems) = regulations(file.source, file.decode());
        (Part::Regulations(regulations), problems)
    } else {
        let (rules, problems) = rules(file.source, pack, file.decode());
        (Part::Rules(rules), problems)
    }
}

fn report_ids_twice(pack: &Pack, problems: &mut Vec<(SourceId, Problem)>) {
    let mut seen = std::collections::BTreeSet::new();
    for RuleCheck { rule, .. } in &pack.rules {
        if !seen.insert(&rule.id) {
            let message = Localized::new(
                format!("the rule `{}` is written twice", rule.id),
                format!("quy tắc `{}` bị viết hai lần", rule.id),
            );
            problems.push((
                rule.place.source,
                Problem::new(ProblemKind::DuplicateId, rule.place.span, message),
            ));
        }
    }
}

/// Read a regulation file.
pub fn read_regulations(source: SourceId, text: &str) -> (Vec<Regulated>, Vec<Problem>) {
    regulations(source, decode(text))
}

fn regulations(
    source: SourceId,
    (file, mut problems): (RegulationFile, Vec<Problem>),
) -> (Vec<Regulated>, Vec<Problem>) {
    let mut regulations = Vec::new();
    for procedure in file.procedures {
        if procedure.id.value == Id::default() {
            problems.push(missing(procedure.span, "id"));
            continue;
        }
        let span = procedure.id.span;
        regulations.push(Regulated {
            source,
            span,
            procedure: procedure.value,
        });
    }
    (regulations, problems)
}

/// Read a rule file of a pack.
pub fn read_rules(source: SourceId, pack: &Id, text: &str) -> (Vec<RuleCheck>, Vec<Problem>) {
    rules(source, pack, decode(text))
}

fn rules(
    source: SourceId,
    pack: &Id,
    (file, mut problems): (RuleFile, Vec<Problem>),
) -> (Vec<RuleCheck>, Vec<Problem>) {
    let mut rules = Vec::new();
    for raw in file.rules {
        let span = raw.span;
        match rule_check(source, pack, raw) {
            Ok(rule) => rules.push(rule),
            Err(keys) => problems.extend(keys.into_iter().map(|key| missing(span, key))),
        }
    }
    problems.sort_by_key(|problem| problem.span);
    (rules, problems)
}

fn missing(span: Span, key: &str) -> Problem {
    Problem::new(
        ProblemKind::MissingKey,
        span,
        Localized::new(
            format!("`{key}` is missing here"),
            format!("thiếu `{key}` ở đây"),
        ),
    )
}

/// The rule, or the keys it lacks.
fn rule_check(
    source: SourceId,
    pack: &Id,
    raw: Spanned<RawRule>,
) -> Result<RuleCheck, Vec<&'static str>> {
    let span = raw.value.id.as_ref().map_or(raw.span, |id| id.span);
    let raw = raw.value;
    match (raw.id, raw.grade, raw.title, raw.why, raw.fix, raw.check) {
        (Some(id), Some(grade), Some(title), Some(why), Some(fix), Some(check)) => Ok(RuleCheck {
            rule: Rule {
                id: id.value,
                place: Place { source, span },
                pack: pack.clone(),
                grade,
                clause: raw.clause,
                basis: raw.basis,
                validity: Validity {
                    from: raw.from,
                    until: raw.until,
                },
                confirmed: raw.confirmed.unwrap_or(true),
                optional: raw.optional.unwrap_or_default(),
                title,
                why,
                fix,
                applies_to: raw.applies_to,
                examples: raw.examples,
            },
            check: check.value,
        }),
        (id, grade, title, why, fix, check) => Err([
            ("id", id.is_none()),
            ("grade", grade.is_none()),
            ("title", title.is_none()),
            ("why", why.is_none()),
            ("fix", fix.is_none()),
            ("check", check.is_none()),
        ]
        .into_iter()
        .filter_map(|(key, absent)| absent.then_some(key))
        .collect()),
    }
}
