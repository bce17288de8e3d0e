//! One process in the report: its header, steps, roles, times, papers, and what every rule says of it.
//!
//! Made one at a time, so that a report over a thousand processes does not hold all of them.

mod judged;
mod papers;
mod times;

pub(super) use judged::ClauseRow;
pub(super) use papers::{Paper, PaperRow};
pub(super) use times::CaseTimes;

use super::access;
use super::view::View;
use crate::checks;
use crate::messages::{Lang, Localized};
use crate::model::duration::Elapsed;
use crate::model::name::{Id, fold};
use crate::model::process::{Process, Text};
use crate::report::clean::one_line;

/// A process as the report shows it.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Name and value of each stated field.
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) steps: Vec<StepRow>,
    pub(super) roles: Vec<RoleRow>,
    pub(super) cases: Vec<CaseTimes>,
    pub(super) papers: Vec<PaperRow>,
    /// What the regulation is: id and basis.
    pub(super) regulation: String,
    /// Per clause of the matrix what the rules say; clauses without a rule that applies are left out.
    pub(super) clauses: Vec<ClauseRow>,
    /// Rules that do not apply, by reason; without those that apply to no process of the run.
    pub(super) not_applicable: Vec<(String, Vec<usize>)>,
}

/// A step.
#[derive(Debug)]
pub(super) struct StepRow {
    pub(super) number: String,
    /// Its part of element ids, as the drawing has it.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) role: String,
    pub(super) unit: String,
    pub(super) time: String,
    pub(super) forms: String,
    /// Findings about it: indexes in the register.
    pub(super) findings: Vec<usize>,
}

/// A role.
#[derive(Debug)]
pub(super) struct RoleRow {
    pub(super) role: String,
    pub(super) unit: String,
    /// Numbers of its steps.
    pub(super) steps: String,
    /// Its work in each case, in minutes; nothing where times are of two kinds.
    pub(super) times: Vec<String>,
}

impl Sheet {
    /// The sheet of the process at an index; nothing where there is none. `findings` are those about it, `outcomes` the range
    /// of its outcomes.
    pub(super) fn of(view: &View<'_>, index: usize, findings: &[usize]) -> Option<Self> {
        let process = access::process(view.report, index)?;
        let per_day = access::minutes_per_day(view.report, index);
        let times = access::times(view.report, &view.catalogue, index);
        let cases = process.case_ids().into_iter().zip(&times);
        let cases = cases
            .map(|(case, times)| times::case_times(view, process, case, times, per_day))
            .collect();
        let regulation = access::regulation(view.report, index);
        let (clauses, not_applicable) = judged::judged(view, index, findings);
        Some(Self {
            facts: facts(view, process),
            steps: steps(view, process, findings),
            roles: roles(view, process, &times, per_day),
            cases,
            papers: papers::papers(view, process, regulation),
            regulation: regulation.map_or_else(String::new, |regulation| {
                let id = regulation.id.as_str().to_owned();
                let basis = regulation.basis.iter().map(|basis| basis.value.clone());
                let parts: Vec<String> = std::iter::once(id).chain(basis).collect();
                one_line(&parts.join(" – "))
            }),
            clauses,
            not_applicable,
        })
    }
}

pub(super) fn plain(text: Option<&Text>) -> String {
    text.map_or_else(String::new, |text| one_line(text))
}

fn facts(view: &View<'_>, process: &Process) -> Vec<(&'static str, String)> {
    let (words, lang) = (&view.words, view.lang);
    let header = &process.process;
    let limit = |case: Option<&Id>| process.limit(case).map(|limit| limit.value.show(lang));
    let limits: Vec<String> = process
        .case_ids()
        .into_iter()
        .filter_map(|case| {
            let limit = limit(case)?;
            Some(match case {
                Some(case) => format!("{}: {limit}", one_line(&process.case_label(case))),
                None => limit,
            })
        })
        .collect();
    let bases: Vec<String> = header
        .legal_basis
        .iter()
        .map(|basis| one_line(basis))
        .collect();
    let level = header
        .level
        .as_ref()
        .map(|level| level_word(level.value, lang));
    let all = [
        (words.code, plain(header.code.as_ref())),
        (words.version, plain(header.version.as_ref())),
        (
            words.issued,
            header
                .issued
                .as_ref()
                .map_or_else(String::new, |date| date.value.to_string()),
        ),
        (words.unit, plain(header.unit.as_ref())),
        (words.level, level.unwrap_or_default().to_owned()),
        (words.field, plain(header.field.as_ref())),
        (words.standard, plain(header.standard.as_ref())),
        (words.limit, limits.join("; ")),
        (words.fee, plain(header.fee.as_ref())),
        (words.result, plain(header.result.as_ref())),
        (words.legal_bases, bases.join("; ")),
        (
            words.procedure,
            header
                .procedure
                .as_ref()
                .map_or_else(String::new, |id| one_line(id.as_str())),
        ),
    ];
    all.into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

const fn level_word(level: crate::model::process::Level, lang: Lang) -> &'static str {
    use crate::model::process::Level;
    match (level, lang) {
        (Level::Commune, Lang::En) => "commune",
        (Level::Commune, Lang::Vi) => "cấp xã",
        (Level::District, Lang::En) => "district",
        (Level::District, Lang::Vi) => "cấp huyện",
        (Level::Province, Lang::En) => "province",
        (Level::Province, Lang::Vi) => "cấp tỉnh",
        (Level::Ministry, Lang::En) => "ministry",
        (Level::Ministry, Lang::Vi) => "bộ, ngành",
        (Level::Organisation, Lang::En) => "organisation",
        (Level::Organisation, Lang::Vi) => "tổ chức",
    }
}

/// The number a reader knows a step by: the printed one, else its rank.
pub(super) fn number(process: &Process, index: usize) -> String {
    let stated = process
        .steps
        .get(index)
        .and_then(|step| step.number.as_ref());
    stated.map_or_else(
        || (index + 1).to_string(),
        |number| number.value.to_string(),
    )
}

fn steps(view: &View<'_>, process: &Process, findings: &[usize]) -> Vec<StepRow> {
    let lang = view.lang;
    let rows = process.steps.iter().enumerate().map(|(index, step)| {
        let times = step.time.as_ref().map(|time| {
            let values = time.value.values().map(|(case, time)| match case {
                Some(case) => {
                    format!(
                        "{}: {}",
                        one_line(&process.case_label(case)),
                        time.value.show(lang)
                    )
                }
                None => time.value.show(lang),
            });
            values.collect::<Vec<_>>().join("; ")
        });
        let forms: Vec<String> = step.forms.iter().map(|form| one_line(form)).collect();
        let about = |entry: &usize| view.entries.get(*entry)?.step;
        StepRow {
            number: number(process, index),
            id: process.step_id(index).to_string(),
            name: step
                .name
                .as_ref()
                .map_or_else(String::new, |name| one_line(name)),
            kind: step.kind.as_ref().map_or_else(String::new, |kind| {
                kind.value.words().in_lang(lang).to_owned()
            }),
            role: plain(step.role.as_ref()),
            unit: plain(step.unit.as_ref()),
            time: times.unwrap_or_default(),
            forms: forms.join("; "),
            findings: findings
                .iter()
                .copied()
                .filter(|entry| about(entry) == Some(index))
                .collect(),
        }
    });
    rows.collect()
}

fn roles(
    view: &View<'_>,
    process: &Process,
    cases: &[Result<checks::CaseTimes, Localized>],
    per_day: i64,
) -> Vec<RoleRow> {
    let mut rows: Vec<(String, RoleRow, Vec<usize>)> = Vec::new();
    for (index, step) in process.work() {
        let (role, unit) = (plain(step.role.as_ref()), plain(step.unit.as_ref()));
        if role.is_empty() && unit.is_empty() {
            continue;
        }
        let key = fold(&format!("{role}\n{unit}"));
        match rows.iter_mut().find(|(known, ..)| *known == key) {
            Some((_, _, steps)) => steps.push(index),
            None => rows.push((
                key,
                RoleRow {
                    role,
                    unit,
                    steps: String::new(),
                    times: Vec::new(),
                },
                vec![index],
            )),
        }
    }
    rows.into_iter()
        .map(|(_, row, steps)| RoleRow {
            steps: steps
                .iter()
                .map(|index| number(process, *index))
                .collect::<Vec<_>>()
                .join(", "),
            times: cases
                .iter()
                .map(|times| {
                    let times = times.as_ref().ok();
                    let one = times.and_then(|times| Some((times, times.of_one_kind.as_ref()?)));
                    one.map_or_else(
                        || "–".to_owned(),
                        |(times, one)| {
                            let own = one.steps.iter().filter(|step| steps.contains(&step.index));
                            let minutes = own.map(|step| step.minutes).sum();
                            times.show(Elapsed::of(one.kind, minutes), view.lang, per_day)
                        },
                    )
                })
                .collect(),
            ..row
        })
        .collect()
}
