//! The register: each finding with its evidence, its requirement and its statement, and which findings are alike.

use std::collections::BTreeMap;

use super::super::access;
use super::Head;
use super::sources::Listed;
use crate::finding::Grade;
use crate::model::name::Id;
use crate::model::process::Process;
use crate::report::clean::one_line;
use crate::report::{Report, Reported};
use crate::source::{Place, Source};

/// Characters of a file that are quoted; a longer piece ends in "…".
const LONGEST_QUOTE: usize = 300;

crate::texts! {
    fn accepted(owner: &str, until: &str, reason: &str) {
        en: "accepted by {owner} until {until}: {reason}",
        vi: "{owner} chấp nhận tạm đến {until}: {reason}",
    }
}

/// A finding in the register.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    /// 1-based, in the order of the register.
    pub(crate) number: usize,
    /// Its id in the report: the beginning of the fingerprint.
    pub(crate) anchor: String,
    pub(crate) reported: Reported<'a>,
    /// Index of the process.
    pub(crate) process: usize,
    pub(crate) message: String,
    /// What stands in the file.
    pub(crate) quote: String,
    /// Index of its file in the list of files.
    pub(crate) file: Option<usize>,
    /// The step it is about: index.
    pub(crate) step: Option<usize>,
    /// What the reader calls the step.
    pub(crate) step_label: String,
    /// The steps of the path, in order.
    pub(crate) path_steps: Vec<usize>,
    /// What the reader calls the case.
    pub(crate) case: String,
    pub(crate) role: String,
    pub(crate) unit: String,
    /// What to do, where it is more exact than what the rule says.
    pub(crate) help: String,
    pub(crate) note: String,
    /// Who accepted it, until when and why; empty where nobody did.
    pub(crate) waived: String,
    pub(crate) related: Vec<Remark>,
    pub(crate) path: Vec<Remark>,
}

/// A further place, or a step of a path.
#[derive(Clone, Debug)]
pub(crate) struct Remark {
    pub(crate) text: String,
    pub(crate) note: String,
    pub(crate) quote: String,
    pub(crate) file: String,
    pub(crate) line: u32,
}

/// Findings of one rule in several processes.
#[derive(Clone, Debug)]
pub(crate) struct Similar {
    /// The rule: its id.
    pub(crate) rule: Id,
    pub(crate) grade: Grade,
    /// The findings: indexes in the register.
    pub(crate) entries: Vec<usize>,
    /// Number of processes.
    pub(crate) processes: usize,
}

/// The register. O(findings · log findings).
pub(crate) fn entries<'a>(report: &'a Report, heads: &[Head], files: &[Listed]) -> Vec<Entry<'a>> {
    let owners = owners(report);
    let listed: BTreeMap<&str, usize> = files
        .iter()
        .enumerate()
        .map(|(index, file)| (file.name.as_str(), index))
        .collect();
    let all = report.findings().into_iter().enumerate();
    all.map(|(index, reported)| {
        let owner = owners.get(&std::ptr::from_ref(reported.finding).addr());
        let process = owner.copied().unwrap_or(usize::MAX);
        entry(report, heads, &listed, (index, process), reported)
    })
    .collect()
}

/// The process of each finding, by its address: a finding itself only knows its file, which may hold several processes.
fn owners(report: &Report) -> BTreeMap<usize, usize> {
    let mut owners = BTreeMap::new();
    for process in 0..access::processes(report) {
        for finding in access::said(report, process).flat_map(|said| said.findings) {
            owners.insert(std::ptr::from_ref(finding).addr(), process);
        }
    }
    owners
}

fn entry<'a>(
    report: &'a Report,
    heads: &[Head],
    listed: &BTreeMap<&str, usize>,
    (index, owner): (usize, usize),
    reported: Reported<'a>,
) -> Entry<'a> {
    let lang = report.lang;
    let finding = reported.finding;
    let process = access::process(report, owner);
    let step = process.and_then(|process| process.step_of_path(&finding.element));
    let text = |text: Option<&crate::model::process::Text>| {
        text.map_or_else(String::new, |text| one_line(text))
    };
    let stated = step.and_then(|step| process?.steps.get(step));
    let unit = text(stated.and_then(|step| step.unit.as_ref()));
    let unit_of_process = heads.get(owner).map_or("", |head| &head.unit);
    let case = finding.case.as_deref().map(|case| {
        let label = process.map(|process| process.case_label(&Id::new(case)));
        one_line(&label.unwrap_or_else(|| case.to_owned()))
    });
    let remark = |place: Place, text: &str, note: &str| {
        let at = report.location(place);
        Remark {
            text: one_line(text),
            note: one_line(note),
            quote: quote(report.sources.get(place.source), place),
            file: one_line(at.file),
            line: at.start.line,
        }
    };
    let related = finding.related.iter().map(|related| {
        let message = related.message.in_lang(lang);
        remark(related.place, message, "")
    });
    let path = finding.path.iter().map(|step| {
        let note = step.note.as_ref().map_or("", |note| note.in_lang(lang));
        remark(step.place, &step.label, note)
    });
    let note = if reported.rule.confirmed {
        finding.weak.as_deref()
    } else {
        Some(&crate::report::words::NOT_CONFIRMED)
    };
    Entry {
        number: index + 1,
        anchor: reported.fingerprint.chars().take(12).collect(),
        process: owner,
        message: one_line(finding.message.in_lang(lang)),
        quote: quote(report.sources.get(finding.place.source), finding.place),
        file: listed.get(reported.file).copied(),
        step,
        step_label: match (step, process) {
            (Some(step), Some(process)) => one_line(&process.step_label(step)),
            _ => String::new(),
        },
        path_steps: process.map_or_else(Vec::new, |process| path_steps(process, &reported)),
        case: case.unwrap_or_default(),
        role: text(stated.and_then(|step| step.role.as_ref())),
        unit: if unit.is_empty() {
            unit_of_process.to_owned()
        } else {
            unit
        },
        help: finding
            .help
            .as_ref()
            .map_or_else(String::new, |help| one_line(help.in_lang(lang))),
        note: note.map_or_else(String::new, |note| one_line(note.in_lang(lang))),
        waived: finding.waiver().map_or_else(String::new, |waiver| {
            one_line(
                accepted(&waiver.owner, &waiver.until.to_string(), &waiver.reason).in_lang(lang),
            )
        }),
        related: related.collect(),
        path: path.collect(),
        reported,
    }
}

/// The steps of a path: those in whose lines its places stand.
fn path_steps(process: &Process, reported: &Reported<'_>) -> Vec<usize> {
    let starts: Vec<u32> = process.steps.iter().map(|step| step.span.start).collect();
    let steps = reported.finding.path.iter().filter_map(|step| {
        (step.place.source == process.source).then_some(())?;
        let after = starts.partition_point(|start| *start <= step.place.span.start);
        after.checked_sub(1)
    });
    steps.collect()
}

/// What stands at a place, on one line.
pub(crate) fn quote(source: Option<&Source>, place: Place) -> String {
    let text = source.map_or("", |source| source.slice(place.span));
    // A value is quoted without the marks that its file puts round it.
    let bare = ['"', '\'']
        .iter()
        .find_map(|mark| text.strip_prefix(*mark)?.strip_suffix(*mark))
        .filter(|bare| !bare.contains(['"', '\'']));
    let text = one_line(bare.unwrap_or(text));
    if text.chars().nth(LONGEST_QUOTE).is_none() {
        return text;
    }
    let kept: String = text.chars().take(LONGEST_QUOTE).collect();
    kept + "…"
}

/// Rules with findings in more than one process, the most frequent first.
pub(crate) fn similar(entries: &[Entry<'_>]) -> Vec<Similar> {
    let mut rules: BTreeMap<&Id, Vec<usize>> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate() {
        rules
            .entry(&entry.reported.rule.id)
            .or_default()
            .push(index);
    }
    let mut all: Vec<Similar> = rules
        .into_iter()
        .map(|(rule, found)| {
            let of = |index: &usize| entries.get(*index);
            let mut processes: Vec<usize> = found
                .iter()
                .filter_map(|index| of(index).map(|entry| entry.process))
                .collect();
            processes.sort_unstable();
            processes.dedup();
            let grades = found
                .iter()
                .filter_map(of)
                .map(|entry| entry.reported.grade);
            Similar {
                rule: rule.clone(),
                grade: grades.max().unwrap_or(Grade::Observation),
                processes: processes.len(),
                entries: found,
            }
        })
        .filter(|similar| similar.processes > 1)
        .collect();
    all.sort_by_key(|similar| std::cmp::Reverse((similar.processes, similar.grade)));
    all
}

/// Findings of one process that follow each other in the register.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    /// The process: its index.
    pub(crate) process: usize,
    /// The file.
    pub(crate) file: &'a str,
    /// The findings: indexes in the register.
    pub(crate) entries: Vec<usize>,
}

/// The register by process; what is about no process, by file.
pub(crate) fn groups<'a>(entries: &'a [Entry<'a>]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let (process, file) = (entry.process, entry.reported.file);
        match groups.last_mut() {
            Some(group) if group.process == process && group.file == file => {
                group.entries.push(index);
            }
            _ => groups.push(Group {
                process,
                file,
                entries: vec![index],
            }),
        }
    }
    groups
}
