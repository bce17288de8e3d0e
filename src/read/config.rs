//! `qmslint.toml`: what is checked, with which packs, and which rules are off, on or graded otherwise, with the reason.
//!
//! Paths stay as they are written; `cli` resolves them against the folder of the file, because only `cli` reads folders.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decode::decode;
use super::problem::{Problem, ProblemKind};
use crate::checks::RuleCheck;
use crate::finding::Grade;
use crate::messages::{Lang, Localized};
use crate::model::name::{Id, nearest};
use crate::model::process::Text;
use crate::model::term::Term;
use crate::rule::reference::PackReference;
use crate::source::{Span, Spanned};

/// A whole configuration file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Config {
    /// What is checked, and with what.
    pub check: CheckTable,
    /// What is accepted for the time being.
    pub waivers: WaiversTable,
    /// Rules that are switched off or graded otherwise, by id.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub rules: IndexMap<Spanned<Id>, Spanned<RuleSetting>>,
}

/// What is checked, and with what. Paths are relative to the folder of the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct CheckTable {
    /// Rule packs: names of packs in the binary, or folders, each alone or pinned to a version and a hash. All packs in the
    /// binary where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packs: Option<Vec<Spanned<PackReference>>>,
    /// The organisation file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Text>,
    /// The calendar file; Viet Nam where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Text>,
    /// The word list that tells kinds of step by their names, for diagrams; the one in the binary completes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Text>,
    /// Language of the output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Spanned<Lang>>,
    /// The least grade that makes a run fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<Spanned<Grade>>,
    /// Files and folders that are checked where none is named on the command line; the working folder where absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<Text>,
    /// Patterns, as in `.gitignore`, of files that are not checked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<Text>,
}

/// What is accepted for the time being. Paths are relative to the folder of the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct WaiversTable {
    /// The waiver file; `waivers.toml` beside this file where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Text>,
    /// How long a waiver may run ("12 months", "90 ngày"); 12 months where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest: Option<Spanned<Term>>,
}

/// What is different about one rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RuleSetting {
    /// The rule is not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub off: Option<bool>,
    /// Its findings have this grade. A rule that is optional is in force only with a grade here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// Why; always required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

crate::texts! {
    fn no_reason(id: &Id) {
        en: "the setting of `{id}` gives no `reason`",
        vi: "thiết lập của `{id}` chưa nêu `reason` (lý do)",
    }
    fn changes_nothing(id: &Id) {
        en: "the setting of `{id}` changes nothing",
        vi: "thiết lập của `{id}` không thay đổi gì",
    }
    fn off_and_graded(id: &Id) {
        en: "the setting of `{id}` switches it off and grades it",
        vi: "thiết lập của `{id}` vừa tắt quy tắc vừa đặt mức độ",
    }
    fn no_such_rule(id: &Id) {
        en: "no rule is called `{id}`",
        vi: "không có quy tắc nào tên `{id}`",
    }
}

/// Read a configuration file. A setting without a reason, or one that changes nothing, is reported and still holds.
pub fn read_config(text: &str) -> (Config, Vec<Problem>) {
    let (config, mut problems) = decode::<Config>(text);
    for (id, setting) in &config.rules {
        if setting
            .reason
            .as_ref()
            .is_none_or(|reason| reason.trim().is_empty())
        {
            let problem = Problem::new(ProblemKind::MissingKey, id.span, no_reason(id));
            problems.push(problem.help(Localized::fixed(
                "write `reason = \"…\"`: why this rule is treated otherwise here",
                "hãy ghi `reason = \"…\"`: vì sao quy tắc này được áp dụng khác đi",
            )));
        }
        if setting.off == Some(true) && setting.grade.is_some() {
            let problem = Problem::new(ProblemKind::BadValue, id.span, off_and_graded(id));
            problems.push(problem.help(Localized::fixed(
                "keep `off = true` or the `grade`, not both",
                "chỉ giữ `off = true` hoặc `grade`",
            )));
        }
        if setting.off != Some(true) && setting.grade.is_none() {
            let problem = Problem::new(ProblemKind::BadValue, id.span, changes_nothing(id));
            problems.push(problem.help(Localized::fixed(
                "write `off = true` or a `grade`, or remove it",
                "hãy ghi `off = true` hoặc `grade`, hoặc bỏ thiết lập này",
            )));
        }
    }
    problems.sort_by_key(|problem| problem.span);
    (config, problems)
}

impl Config {
    /// The files and folders that it names, as they are written; names of packs in the binary are among them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let check = &self.check;
        let files = [
            &check.organisation,
            &check.calendar,
            &check.words,
            &self.waivers.file,
        ];
        let files = files.into_iter().flatten().map(|file| file.value.as_str());
        let packs = check.packs.iter().flatten();
        files.chain(packs.map(|pack| pack.value.pack.value.as_str()))
    }

    /// The language of the output.
    pub fn language(&self) -> Option<Lang> {
        self.check.language.as_ref().map(|language| language.value)
    }

    /// The least grade that makes a run fail.
    pub fn fail_on(&self) -> Option<Grade> {
        self.check.fail_on.as_ref().map(|grade| grade.value)
    }

    /// How long a waiver may run.
    pub fn longest(&self) -> Option<Term> {
        self.waivers.longest.as_ref().map(|longest| longest.value)
    }

    /// Grade the rules as the file says, and take out and return those that are off. A setting of a rule that is not there is a
    /// problem; `elsewhere` says of one why it is not.
    pub fn apply(
        &self,
        rules: &mut Vec<RuleCheck>,
        elsewhere: impl Fn(&Id) -> Option<Localized>,
    ) -> (Vec<RuleCheck>, Vec<Problem>) {
        let mut problems = Vec::new();
        for (id, setting) in &self.rules {
            let mut matched = false;
            for RuleCheck { rule, .. } in rules.iter_mut().filter(|known| known.rule.id == id.value)
            {
                matched = true;
                rule.grade = setting.grade.unwrap_or(rule.grade);
                rule.optional &= setting.grade.is_none();
            }
            if !matched {
                problems.push(match elsewhere(id) {
                    Some(why) => Problem::new(ProblemKind::UnknownId, id.span, why),
                    None => unknown_rule(id, id.span, rules),
                });
            }
        }
        let is_off = |known: &mut RuleCheck| {
            self.setting(&known.rule.id)
                .is_some_and(|setting| setting.off == Some(true))
        };
        (rules.extract_if(.., is_off).collect(), problems)
    }

    /// What is different about a rule.
    pub fn setting(&self, id: &Id) -> Option<&RuleSetting> {
        let mut settings = self.rules.iter();
        let (_, setting) = settings.find(|(known, _)| known.value == *id)?;
        Some(&setting.value)
    }
}

/// An id that no rule has, with the nearest one that some rule has.
pub fn unknown_rule(id: &Id, span: Span, rules: &[RuleCheck]) -> Problem {
    let problem = Problem::new(ProblemKind::UnknownId, span, no_such_rule(id));
    match nearest(
        id.as_str(),
        rules.iter().map(|known| known.rule.id.as_str()),
    ) {
        Some(near) => problem.did_you_mean(near),
        None => problem.help(Localized::fixed(
            "`qmslint rules` lists them all",
            "`qmslint rules` liệt kê mọi quy tắc",
        )),
    }
}
