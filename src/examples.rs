//! Runs the examples that rules ship with: each must give exactly the findings it promises.

use std::borrow::Cow;

use crate::checks::RuleCheck;
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::model::calendar::Calendar;
use crate::model::date::Date;
use crate::read::organisation::read_organisation;
use crate::read::pack::read_regulations;
use crate::read::problem::Problem;
use crate::read::process::read_process;
use crate::rule::Example;
use crate::run::Criteria;
use crate::source::{Source, SourceId, Sources, Span};

/// What became of one example.
#[derive(Clone, Debug)]
pub struct ExampleResult {
    /// Where the example stands in the rule file.
    pub span: Span,
    /// Number of findings it promises.
    pub promised: u32,
    /// What the rule said of it.
    pub verdict: Verdict,
    /// What could not be read of it.
    pub problems: Vec<Problem>,
    /// The example's own files, for printing findings.
    pub sources: Sources,
}

impl ExampleResult {
    /// Number of findings.
    pub fn found(&self) -> usize {
        match &self.verdict {
            Verdict::Fail(findings) => findings.len(),
            _ => 0,
        }
    }

    /// Whether the example gave what it promises: the number of findings, and a clear verdict rather than none.
    pub fn is_kept(&self) -> bool {
        self.problems.is_empty()
            && self.found() == self.promised as usize
            && !matches!(self.verdict, Verdict::Unknown(_))
    }
}

/// Run every example of a rule on the rule alone. The other processes, the regulation and the organisation of an example are
/// its own; regulations of the pack do not take part.
pub fn run_examples(rule: &RuleCheck, today: Date) -> Vec<ExampleResult> {
    rule.rule
        .examples
        .iter()
        .map(|example| run_example(rule, example, example.span, today))
        .collect()
}

fn run_example(rule: &RuleCheck, example: &Example, span: Span, today: Date) -> ExampleResult {
    let mut sources = Sources::default();
    let mut problems = Vec::new();
    let mut add = |name: &str, text: &str| -> SourceId { sources.add(Source::new(name, text)) };
    let mut processes = Vec::new();
    let files = std::iter::once(&example.process).chain(&example.others);
    for (text, number) in files.zip(1u32..) {
        let source = add(&format!("example-{number}.toml"), text);
        let (process, found) = read_process(source, text);
        processes.push(process);
        problems.extend(found);
    }
    let mut regulations = Vec::new();
    if let Some(text) = &example.regulation {
        let source = add("regulation.toml", text);
        let (read, found) = read_regulations(source, text);
        regulations = read;
        problems.extend(found);
    }
    let mut organisation = None;
    if let Some(text) = &example.organisation {
        let source = add("organisation.toml", text);
        let (read, found) = read_organisation(source, text);
        organisation = Some(read);
        problems.extend(found);
    }
    let as_of = example.as_of.or(rule.rule.validity.from).unwrap_or(today);
    let criteria = Criteria {
        rules: vec![rule.clone()],
        regulations,
        organisation,
        calendar: Cow::Borrowed(Calendar::viet_nam()),
        as_of,
    };
    let verdict = criteria.run(&processes).into_iter().next().map_or_else(
        || {
            Verdict::Unknown(Localized::fixed(
                "the rule gave no outcome",
                "quy tắc không cho kết quả",
            ))
        },
        |outcome| outcome.verdict,
    );
    ExampleResult {
        span,
        promised: example.finds,
        verdict,
        problems,
        sources,
    }
}
