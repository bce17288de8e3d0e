//! `qmslint test`: the examples of rules, run. A rule needs one that it accepts and one that it finds fault with, and each
//! must give exactly what it promises.

use rayon::prelude::*;

use super::args::Test;
use super::criteria::load_packs;
use super::exit::{Exit, Failure};
use super::output;
use super::problems::say_problems;
use super::settings::{Settings, today};
use crate::checks::RuleCheck;
use crate::examples::{ExampleResult, run_examples};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::report::text::Page;
use crate::report::words::counted;
use crate::source::{Place, Span};

crate::texts! {
    fn promised_other(promised: u32, found: usize, said: &Localized) {
        en: "this example promises {promised} findings and gives {found}: {said}",
        vi: "ví dụ này nêu {promised} phát hiện nhưng cho ra {found}: {said}",
    }
    fn not_readable(line: u32, reason: &Localized) {
        en: "line {line} of this example: {reason}",
        vi: "dòng {line} của ví dụ này: {reason}",
    }
    fn undecided(reason: &Localized) {
        en: "the rule cannot decide this example: {reason}",
        vi: "quy tắc không kết luận được với ví dụ này: {reason}",
    }
}

const NO_ACCEPTED: Localized = Localized::fixed(
    "this rule has no example that it accepts",
    "quy tắc này chưa có ví dụ đạt",
);
const NO_FOUND: Localized = Localized::fixed(
    "this rule has no example with findings",
    "quy tắc này chưa có ví dụ có phát hiện",
);
const NO_RULES: Localized = Localized::fixed(
    "nothing was tested: there are no rules here",
    "chưa kiểm thử được gì: ở đây không có quy tắc nào",
);

/// What is wrong with a rule's examples: where, and what.
type Complaint = (Place, Localized);

/// Run the examples.
pub fn run(args: &Test, settings: &Settings) -> Result<Exit, Failure> {
    let loaded = load_packs(args.folder.as_deref(), today());
    let lang = settings.lang();
    let rules = &loaded.main.criteria.rules;
    let unread = say_problems(&loaded.sources, &loaded.problems, lang, settings);
    let complaints: Vec<(&RuleCheck, Vec<Complaint>)> = rules
        .par_iter()
        .map(|rule| {
            (
                rule,
                complaints(rule, &run_examples(rule, loaded.main.criteria.as_of)),
            )
        })
        .filter(|(_, complaints)| !complaints.is_empty())
        .collect();
    let page = Page::new(&loaded.sources, lang, &settings.style);
    let mut parts: Vec<String> = Vec::new();
    for (rule, complaints) in &complaints {
        let name = rule.rule.id.as_str();
        parts.extend(
            complaints
                .iter()
                .map(|(place, text)| page.error(name, *place, text, None)),
        );
    }
    let examples = rules.iter().map(|rule| rule.rule.examples.len()).sum();
    parts.push(
        closing(rules.len(), examples, complaints.len())
            .in_lang(lang)
            .to_owned()
            + "\n",
    );
    if rules.is_empty() {
        parts.push(NO_RULES.in_lang(lang).to_owned() + "\n");
    }
    output::to_stdout(&parts.join("\n"))?;
    Ok(match (unread, rules.is_empty(), complaints.is_empty()) {
        (Exit::Unread, ..) => Exit::Unread,
        (_, true, _) => Exit::NothingChecked,
        (_, _, false) => Exit::Findings,
        _ => Exit::Clean,
    })
}

fn closing(rules: usize, examples: usize, broken: usize) -> Localized {
    let rules = counted(rules, ("rule", "rules"), "quy tắc");
    let examples = counted(examples, ("example", "examples"), "ví dụ");
    let broken = counted(
        broken,
        ("rule is broken", "rules are broken"),
        "quy tắc sai",
    );
    Localized::new(
        format!("{}, {}: {}", rules.en, examples.en, broken.en),
        format!("{}, {}: {}", rules.vi, examples.vi, broken.vi),
    )
}

fn complaints(rule: &RuleCheck, results: &[ExampleResult]) -> Vec<Complaint> {
    let here = |span: Span| Place {
        source: rule.rule.place.source,
        span,
    };
    let mut complaints = Vec::new();
    if !results.iter().any(|result| result.promised == 0) {
        complaints.push((rule.rule.place, NO_ACCEPTED));
    }
    if !results.iter().any(|result| result.promised > 0) {
        complaints.push((rule.rule.place, NO_FOUND));
    }
    let broken = results.iter().filter(|result| !result.is_kept());
    complaints.extend(broken.map(|result| (here(result.span), complaint(result))));
    complaints
}

fn complaint(result: &ExampleResult) -> Localized {
    if let Some(problem) = result.problems.first() {
        let file = result.sources.iter().next();
        let line = file.map_or(1, |(_, source)| source.position(problem.span.start).line);
        return not_readable(line, &problem.message);
    }
    match &result.verdict {
        Verdict::Unknown(reason) => undecided(reason),
        Verdict::NotApplicable(reason) => promised_other(result.promised, 0, reason),
        Verdict::Pass => promised_other(result.promised, 0, &Localized::fixed("it passes", "đạt")),
        Verdict::Fail(findings) => {
            let all = |lang: fn(&Localized) -> &str| {
                let messages: Vec<&str> = findings
                    .iter()
                    .map(|finding| lang(&finding.message))
                    .collect();
                messages.join("; ")
            };
            let said = Localized::new(all(|text| text.en.as_ref()), all(|text| text.vi.as_ref()));
            promised_other(result.promised, findings.len(), &said)
        }
    }
}
