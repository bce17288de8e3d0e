//! `qmslint explain`: a rule, a clause or a kind of check, from what rule files and parameter types say themselves.

use super::args::Explain;
use super::criteria::{Loaded, load_here};
use super::exit::{Exit, Failure};
use super::output;
use super::packs::LoadedPack;
use super::parameters::{parameters, toml_of};
use super::problems::say_problems;
use super::settings::{Settings, today};
use crate::checks::{Check, RuleCheck};
use crate::messages::{Lang, Localized};
use crate::model::name::{Id, nearest};
use crate::report::words::{BASIS, NOT_CONFIRMED, NOTE, counted, grade_word};
use crate::report::wrap::hanging;
use crate::rule::{Example, Rule};

const WHY: Localized = Localized::fixed("why", "lý do");
const FIX: Localized = Localized::fixed("fix", "cách sửa");
const CLAUSE: Localized = Localized::fixed("clause", "điều khoản");
const GRADE: Localized = Localized::fixed("grade", "mức độ");
const IN_FORCE: Localized = Localized::fixed("in force", "hiệu lực");
const WRITTEN: Localized = Localized::fixed("written in", "viết tại");
const CHECK: Localized = Localized::fixed("check", "kiểm tra");
const PARAMETERS: Localized = Localized::fixed("parameters", "tham số");
const RULES: Localized = Localized::fixed("rules", "quy tắc");
const ACCEPTED: Localized = Localized::fixed("accepted", "ví dụ đạt");

/// Explain.
pub fn run(args: &Explain, settings: &Settings) -> Result<Exit, Failure> {
    let loaded = load_here(&args.packs.folders, today());
    let lang = settings.lang_with(loaded.main.config.language());
    let exit = say_problems(&loaded.sources, &loaded.problems, lang, settings);
    let explained = Explained {
        loaded: &loaded,
        lang,
        width: settings.style.width,
    };
    let what = Id::new(&args.what);
    let parts: Vec<String> = [
        explained.rule(&what),
        explained.kind(what.as_str()),
        explained.clause(what.as_str()),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        return Err(explained.unknown(what.as_str()));
    }
    output::to_stdout(&parts.join("\n"))?;
    Ok(exit)
}

struct Explained<'a> {
    loaded: &'a Loaded,
    lang: Lang,
    width: usize,
}

impl Explained<'_> {
    fn rules(&self) -> impl Iterator<Item = &RuleCheck> {
        self.loaded.main.criteria.rules.iter()
    }

    fn line(&self, head: &Localized, text: &str) -> String {
        let head = format!("{}: ", head.in_lang(self.lang));
        hanging(&head, text, 2, self.width) + "\n"
    }

    fn rule(&self, id: &Id) -> Option<String> {
        let in_force = self.rules().find(|known| known.rule.id == *id);
        let (RuleCheck { rule, check }, not_in_force) = if let Some(known) = in_force {
            (known.clone(), None)
        } else {
            let (known, why) = self.loaded.rule_not_in_force(id)?;
            (known, Some(why))
        };
        let mut out = format!("{}: {}\n\n", rule.id, rule.title.in_lang(self.lang));
        out.push_str(&self.line(&WHY, rule.why.in_lang(self.lang)));
        out.push_str(&self.line(&FIX, rule.fix.in_lang(self.lang)));
        out.push('\n');
        out.push_str(&self.line(&GRADE, grade_word(rule.grade).in_lang(self.lang)));
        if let Some(clause) = &rule.clause {
            let asks = self.asks(&rule, &clause.value).unwrap_or_default();
            out.push_str(&self.line(&CLAUSE, format!("{} {asks}", clause.value).trim_end()));
        }
        if let Some(basis) = &rule.basis {
            out.push_str(&self.line(&BASIS, &basis.value));
        }
        if let Some(why) = not_in_force {
            out.push_str(&self.line(&NOTE, why.in_lang(self.lang)));
        }
        if !rule.confirmed {
            out.push_str(&self.line(&NOTE, NOT_CONFIRMED.in_lang(self.lang)));
        }
        out.extend(self.validity(&rule));
        let place = self.loaded.sources.get(rule.place.source).map(|source| {
            let line = source.position(rule.place.span.start).line;
            format!("{}:{line}", source.name())
        });
        out.push_str(&self.line(&WRITTEN, &place.unwrap_or_default()));
        // A check always serialises; its TOML is what the rule file says, with defaults spelt out.
        let written = serde_json::to_value(check)
            .map(|value| toml_of(&value))
            .unwrap_or_default();
        out.push_str(&self.line(&CHECK, &written));
        for example in &rule.examples {
            out.push('\n');
            out.push_str(&self.example(example));
        }
        Some(out)
    }

    fn validity(&self, rule: &Rule) -> Option<String> {
        let day = |date: Option<crate::model::date::Date>| {
            date.map_or_else(|| "…".to_owned(), |date| date.to_string())
        };
        let (from, until) = (rule.validity.from, rule.validity.until);
        (from.is_some() || until.is_some())
            .then(|| self.line(&IN_FORCE, &format!("{} – {}", day(from), day(until))))
    }

    fn example(&self, example: &Example) -> String {
        let found = counted(example.finds as usize, ("finding", "findings"), "phát hiện");
        let head = if example.finds == 0 {
            &ACCEPTED
        } else {
            &found
        };
        let text = example.diagram.as_ref().or(example.process.as_ref());
        let lines: Vec<String> = text
            .map_or("", |text| text.trim())
            .lines()
            .map(|line| format!("    {line}"))
            .collect();
        format!("{}:\n{}\n", head.in_lang(self.lang), lines.join("\n"))
    }

    fn kind(&self, name: &str) -> Option<String> {
        let (name, does) = Check::KINDS.iter().find(|(kind, _)| *kind == name)?;
        let mut out = format!("check.{name}: {}\n", does.in_lang(self.lang));
        let parameters = parameters(name);
        if !parameters.is_empty() {
            out.push('\n');
            out.push_str(PARAMETERS.in_lang(self.lang));
            out.push_str(":\n");
        }
        for (parameter, description) in parameters {
            out.push_str(&hanging(
                &format!("  {parameter}: "),
                description.in_lang(self.lang),
                4,
                self.width,
            ));
            out.push('\n');
        }
        let of_kind = self.rules().filter(|known| known.check.name() == *name);
        out.push_str(&self.list(of_kind));
        Some(out)
    }

    fn clause(&self, number: &str) -> Option<String> {
        let mut out = String::new();
        for LoadedPack { header, .. } in &self.loaded.main.packs {
            let clause = header
                .clauses
                .iter()
                .find(|clause| clause.number.value == number);
            let named = |known: &&RuleCheck| {
                known.rule.pack == header.name.value
                    && known
                        .rule
                        .clause
                        .as_ref()
                        .is_some_and(|clause| clause.value == number)
            };
            if clause.is_none() && !self.rules().any(|known| named(&known)) {
                continue;
            }
            let asks = clause.map_or("", |clause| clause.asks.in_lang(self.lang));
            let standard = header
                .standard
                .as_ref()
                .map_or(header.name.as_str(), |standard| standard.value.as_str());
            out.push_str(&hanging(
                &format!("{standard} {number}: "),
                asks,
                2,
                self.width,
            ));
            out.push('\n');
            out.push_str(&self.list(self.rules().filter(named)));
        }
        (!out.is_empty()).then_some(out)
    }

    fn list<'r>(&self, rules: impl Iterator<Item = &'r RuleCheck>) -> String {
        let lines: Vec<String> = rules
            .map(|RuleCheck { rule, .. }| {
                hanging(
                    &format!("  {}: ", rule.id),
                    rule.title.in_lang(self.lang),
                    4,
                    self.width,
                ) + "\n"
            })
            .collect();
        if lines.is_empty() {
            return String::new();
        }
        format!("\n{}:\n{}", RULES.in_lang(self.lang), lines.concat())
    }

    fn asks(&self, rule: &Rule, number: &str) -> Option<&str> {
        let header = self
            .loaded
            .main
            .packs
            .iter()
            .map(|pack| &pack.header)
            .find(|header| header.name.value == rule.pack)?;
        let clause = header
            .clauses
            .iter()
            .find(|clause| clause.number.value == number)?;
        Some(clause.asks.in_lang(self.lang))
    }

    fn unknown(&self, what: &str) -> Failure {
        let failure = Failure::new(Localized::new(
            format!("no rule, clause or kind of check is called `{what}`"),
            format!("không có quy tắc, điều khoản hay loại kiểm tra nào tên `{what}`"),
        ));
        let rules = self.rules().map(|known| known.rule.id.as_str());
        let known = rules.chain(Check::KINDS.iter().map(|(name, _)| *name));
        failure.help(match nearest(what, known) {
            Some(near) => Localized::new(
                format!("did you mean `{near}`?"),
                format!("có phải ý bạn là `{near}`?"),
            ),
            None => Localized::fixed(
                "`qmslint rules` lists the rules",
                "`qmslint rules` liệt kê các quy tắc",
            ),
        })
    }
}
