//! Runs the examples that rules ship with: each must give exactly the findings it promises.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::checks::RuleCheck;
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::calendar::Calendar;
use crate::model::date::Date;
use crate::model::name::Id;
use crate::model::process::Process;
use crate::read::bpmn;
use crate::read::embedded::embedded_packs;
use crate::read::organisation::read_organisation;
use crate::read::pack::{read_embedded, read_regulations};
use crate::read::problem::Problem;
use crate::read::process::read_process;
use crate::read::waivers::{in_toml, in_xml};
use crate::rule::Example;
use crate::run::Criteria;
use crate::source::{Source, SourceId, Sources, Span};
use crate::waive::{Book, Judge, Subject};

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
    if let Some(inside) = &example.diagram {
        let text = whole_diagram(inside);
        let source = add("example.bpmn", &text);
        let read = bpmn::read(text.as_bytes());
        let mapped = bpmn::map::map(source, &read, bpmn::map::Words::built_in(), None);
        processes.extend(mapped.processes);
        problems.extend(mapped.problems);
    } else {
        let text = example.process.as_ref().map_or("", |text| text.as_str());
        let (process, found) = read_process(add("example-1.toml", text), text);
        processes.push(process);
        problems.extend(found);
    }
    let own = processes.len();
    for (text, number) in example.others.iter().zip(2u32..) {
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
    let verdict = if rule.check.fault().is_some() {
        about_waivers(rule, example.diagram.is_some(), &sources, &processes, as_of)
    } else {
        let outcomes = criteria.run(&processes).into_iter();
        let verdicts = outcomes.filter(|outcome| outcome.process < own);
        together(verdicts.map(|outcome| outcome.verdict))
    };
    ExampleResult {
        span,
        promised: example.finds,
        verdict,
        problems,
        sources,
    }
}

/// The verdict on an example of several processes: all findings, else the first that is not a pass, else a pass.
fn together(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let (mut findings, mut passed, mut first) = (Vec::new(), false, None);
    for verdict in verdicts {
        match verdict {
            Verdict::Fail(found) => findings.extend(found),
            Verdict::Pass => passed = true,
            Verdict::Unknown(_) => first = Some(verdict),
            Verdict::NotApplicable(_) => first = first.or(Some(verdict)),
        }
    }
    if !findings.is_empty() {
        return Verdict::Fail(findings);
    }
    match first {
        Some(unknown @ Verdict::Unknown(_)) => unknown,
        Some(other) if !passed => other,
        _ if passed => Verdict::Pass,
        _ => Verdict::Unknown(Localized::fixed(
            "the rule gave no outcome",
            "quy tắc không cho kết quả",
        )),
    }
}

/// A diagram as a whole file: what an example states is mostly the inside of its root.
fn whole_diagram(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.starts_with("<?xml") || text.starts_with("<definitions") {
        return Cow::Borrowed(text);
    }
    let model = bpmn::namespace::MODEL;
    let own = bpmn::namespace::QMSLINT;
    Cow::Owned(format!(
        "<definitions xmlns=\"{model}\" xmlns:qmslint=\"{own}\" \
         xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" \
         xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" \
         xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\">\n{text}\n</definitions>\n"
    ))
}

/// What a rule about waivers says: of the comments of the example, held against what the rules of the binary find in it.
fn about_waivers(
    rule: &RuleCheck,
    is_diagram: bool,
    sources: &Sources,
    processes: &[Process],
    as_of: Date,
) -> Verdict {
    let mut written = Vec::new();
    let mut subjects = Vec::new();
    let mut last = None;
    for process in processes {
        let text = sources.get(process.source).map_or("", Source::text);
        let approval = process.process.approval.as_ref();
        let approver = approval.and_then(|approval| approval.approved.as_ref());
        let approver = approver.map(|approver| approver.value.as_str());
        // Several processes of a diagram share its comments.
        if last.replace(process.source) != Some(process.source) {
            written.extend(if is_diagram {
                in_xml(process.source, text, approver)
            } else {
                in_toml(process.source, text, approver)
            });
        }
        subjects.push(Subject::new((process.source, 0, 0), "", None, None));
    }
    let criteria = Criteria {
        rules: built_in_rules(),
        regulations: Vec::new(),
        organisation: None,
        calendar: Cow::Borrowed(Calendar::viet_nam()),
        as_of,
    };
    let ids: BTreeSet<Id> = criteria
        .rules
        .iter()
        .map(|known| known.rule.id.clone())
        .collect();
    let judge = Judge {
        about: vec![rule.clone()],
        of_criteria: vec![vec![0]],
        comparing: BTreeSet::new(),
        folders: Vec::new(),
        known: ids.clone(),
        ran: ids,
        subjects,
        as_of,
    };
    let mut outcomes = criteria.run(processes);
    let findings = outcomes.iter_mut().flat_map(|outcome| {
        let rule = criteria.rules.get(outcome.rule).map(|known| &known.rule);
        let findings: &mut [Finding] = match &mut outcome.verdict {
            Verdict::Fail(findings) => findings,
            _ => &mut [],
        };
        let process = outcome.process;
        let findings = findings.iter_mut();
        findings.filter_map(move |finding| Some((process, rule?, finding)))
    });
    let accepted = judge.accept(vec![Book::in_files(written, None, 0)], findings);
    let gate = accepted.finish(|_, _| false);
    let findings = gate.findings.into_iter();
    Verdict::from_findings(findings.map(|fault| fault.finding).collect())
}

fn built_in_rules() -> Vec<RuleCheck> {
    let packs = embedded_packs();
    let rules = packs.iter().flat_map(|pack| {
        let ids = vec![SourceId(u32::MAX); pack.files.len()];
        read_embedded(pack, &ids).0.rules
    });
    rules.filter(|rule| rule.check.fault().is_none()).collect()
}
