//! What several test files need: the packs of the binary, the real procedures, and one line per finding.

#![allow(dead_code, reason = "every test file uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::path::PathBuf;

use qmslint::finding::{Finding, Verdict};
use qmslint::messages::Lang;
use qmslint::model::process::Process;
use qmslint::read::embedded::embedded_packs;
use qmslint::read::organisation::read_organisation;
use qmslint::read::pack::{Pack, read_embedded};
use qmslint::read::process::read_process;
use qmslint::run::{Criteria, Outcome};
use qmslint::source::{Source, Sources};

/// A folder of the repository.
pub fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The packs of the binary; every problem in them fails the test.
pub fn packs(sources: &mut Sources) -> Vec<Pack> {
    let mut all = Vec::new();
    for embedded in embedded_packs() {
        let ids = embedded.add_to(sources);
        let (pack, problems) = read_embedded(&embedded, &ids);
        let problems: Vec<String> = problems
            .iter()
            .map(|(id, problem)| {
                let source = sources.get(*id).unwrap();
                let line = source.position(problem.span.start).line;
                format!("{}:{line}: {}", source.name(), problem.message.en)
            })
            .collect();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
        assert_eq!(
            pack.header.name.as_str(),
            embedded.name,
            "the folder is named as the pack"
        );
        all.push(pack);
    }
    all
}

/// The real procedures, judged by all packs for one day.
pub struct RealRun {
    /// Every file.
    pub sources: Sources,
    /// The rules.
    pub criteria: Criteria,
    /// The processes, in order of file name.
    pub processes: Vec<Process>,
    /// What every rule says of every process.
    pub outcomes: Vec<Outcome>,
}

impl RealRun {
    /// Judge `fixtures/processes` for a day on which the packs of 2025 are in force.
    pub fn new() -> Self {
        let mut sources = Sources::default();
        let mut rules = Vec::new();
        let mut regulations = Vec::new();
        for pack in packs(&mut sources) {
            rules.extend(pack.rules);
            regulations.extend(pack.regulations);
        }
        let mut names: Vec<PathBuf> = std::fs::read_dir(folder("fixtures/processes"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "toml")
            })
            .collect();
        names.sort();
        let mut processes = Vec::new();
        let mut organisation = None;
        for path in names {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let source = sources.add(Source::new(name.clone(), text.clone()));
            match name.as_str() {
                "anomalies.toml" | "qmslint.toml" => {}
                "organisation.toml" => {
                    let (read, problems) = read_organisation(source, &text);
                    assert!(problems.is_empty(), "{name}: {problems:?}");
                    organisation = Some(read);
                }
                _ => {
                    let (process, problems) = read_process(source, &text);
                    assert!(problems.is_empty(), "{name}: {problems:?}");
                    processes.push(process);
                }
            }
        }
        let criteria = Criteria {
            rules,
            regulations,
            organisation,
            calendar: std::borrow::Cow::Borrowed(qmslint::model::calendar::Calendar::viet_nam()),
            as_of: "2026-06-01".parse().unwrap(),
        };
        let outcomes = criteria.run(&processes);
        Self {
            sources,
            criteria,
            processes,
            outcomes,
        }
    }

    /// Every finding: file, rule, finding.
    pub fn findings(&self) -> impl Iterator<Item = (&str, &str, &Finding)> {
        self.outcomes.iter().flat_map(|outcome| {
            let findings = match &outcome.verdict {
                Verdict::Fail(findings) => findings.as_slice(),
                _ => &[],
            };
            let process = &self.processes[outcome.process];
            let file = self.sources.get(process.source).unwrap().name();
            let rule = self.criteria.rules[outcome.rule].rule.id.as_str();
            findings.iter().map(move |finding| (file, rule, finding))
        })
    }
}

/// A finding in a few lines: place, element, sentence, label, path, help.
pub fn describe(sources: &Sources, finding: &Finding, lang: Lang) -> String {
    let at = |place: qmslint::source::Place| {
        // An example has files of its own; a place elsewhere is one of the rule file.
        let Some(source) = sources.get(place.source) else {
            return "the rule".to_owned();
        };
        let position = source.position(place.span.start);
        let quoted: String = source.slice(place.span).chars().take(60).collect();
        format!(
            "{}:{}:{} «{quoted}»",
            source.name(),
            position.line,
            position.column
        )
    };
    let mut lines = vec![finding.message.in_lang(lang).to_owned()];
    lines.push(format!("  {} = {}", finding.element, at(finding.place)));
    if let Some(label) = &finding.label {
        lines.push(format!("  label: {}", label.in_lang(lang)));
    }
    for related in &finding.related {
        lines.push(format!(
            "  related: {} {}",
            at(related.place),
            related.message.in_lang(lang)
        ));
    }
    for step in &finding.path {
        let note = step.note.as_ref().map_or("", |note| note.in_lang(lang));
        lines.push(format!("  path: {}  {note}", step.label));
    }
    if let Some(case) = &finding.case {
        lines.push(format!("  case: {case}"));
    }
    if let Some(help) = &finding.help {
        lines.push(format!("  help: {}", help.in_lang(lang)));
    }
    if let Some(weak) = &finding.weak {
        lines.push(format!("  weak: {}", weak.in_lang(lang)));
    }
    lines.join("\n")
}
