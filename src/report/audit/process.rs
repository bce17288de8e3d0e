//! One process in the report: its header, steps, roles, times, papers, and what every rule says of it.
//!
//! Made one at a time, so that a report over a thousand processes does not hold all of them.

use std::collections::BTreeMap;

use super::access;
use super::access::Said;
use super::view::View;
use super::view::clauses::{State, state};
use super::vocabulary::Words;
use crate::checks;
use crate::finding::OutcomeKind;
use crate::messages::Lang;
use crate::messages::Localized;
use crate::model::duration::{DayKind, Elapsed};
use crate::model::name::{Id, fold};
use crate::model::process::{Document, Process, Text};
use crate::report::clean::one_line;
use crate::rule::regulation::{Regulated, RegulatedDocument};

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

/// The times of a case.
#[derive(Debug)]
pub(super) struct CaseTimes {
    /// What the reader calls it; empty for the one unnamed case.
    pub(super) name: String,
    pub(super) worst: String,
    pub(super) best: String,
    /// The mean over the ways a case can go; empty where there is none.
    pub(super) expected: String,
    pub(super) limit: String,
    /// Above or below the limit, in words.
    pub(super) against: String,
    /// Whether the longest time is above the limit.
    pub(super) over: bool,
    /// Why there are no times.
    pub(super) missing: String,
    pub(super) critical_path: Vec<String>,
    pub(super) rows: Vec<TimeRow>,
    /// The limit in minutes, where it can be drawn.
    pub(super) limit_minutes: Option<i64>,
}

/// When a step runs at the earliest and how much it may slip.
#[derive(Debug)]
pub(super) struct TimeRow {
    pub(super) step: usize,
    pub(super) name: String,
    pub(super) minutes: i64,
    pub(super) earliest: i64,
    pub(super) slack_minutes: i64,
    pub(super) time: String,
    pub(super) begins: String,
    pub(super) slack: String,
    pub(super) critical: bool,
}

/// A paper of the process, of the regulation, or of both.
#[derive(Debug)]
pub(super) struct PaperRow {
    pub(super) name: String,
    pub(super) demanded: String,
    pub(super) regulated: String,
    pub(super) state: Paper,
}

/// How a paper compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paper {
    Matches,
    Extra,
    Missing,
    Unbound,
}

impl Paper {
    /// The word of classes, and the reader's words.
    pub(super) const fn words(self, words: &Words) -> (&'static str, &'static str) {
        match self {
            Self::Matches => ("pass", words.paper_matches),
            Self::Extra => ("minor", words.paper_extra),
            Self::Missing => ("minor", words.paper_missing),
            Self::Unbound => ("unknown", words.paper_unbound),
        }
    }
}

/// What the rules of a clause say: rules by state.
#[derive(Debug)]
pub(super) struct ClauseRow {
    /// Index in the clauses of the view.
    pub(super) clause: usize,
    pub(super) passed: Vec<usize>,
    /// Rules that found something: rule, state, findings.
    pub(super) found: Vec<(usize, State, Vec<usize>)>,
    /// Rules that decided nothing, with the reason.
    pub(super) undecided: Vec<(usize, String)>,
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
            .map(|(case, times)| case_times(view, process, case, times, per_day))
            .collect();
        let regulation = access::regulation(view.report, index);
        let (clauses, not_applicable) = judged(view, index, findings);
        Some(Self {
            facts: facts(view, process),
            steps: steps(view, process, findings),
            roles: roles(view, process, &times, per_day),
            cases,
            papers: papers(view, process, regulation),
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

fn plain(text: Option<&Text>) -> String {
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
fn number(process: &Process, index: usize) -> String {
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
                    let one = times.and_then(|times| times.of_one_kind.as_ref());
                    one.map_or_else(
                        || "–".to_owned(),
                        |one| {
                            let own = one.steps.iter().filter(|step| steps.contains(&step.index));
                            let minutes = own.map(|step| step.minutes).sum();
                            show(one.kind, minutes, view.lang, per_day)
                        },
                    )
                })
                .collect(),
            ..row
        })
        .collect()
}

fn show(kind: DayKind, minutes: i64, lang: Lang, per_day: i64) -> String {
    let time = match kind {
        DayKind::Working => Elapsed::working(minutes),
        DayKind::Calendar => Elapsed::calendar(minutes),
    };
    time.show_with(lang, per_day)
}

fn case_times(
    view: &View<'_>,
    process: &Process,
    case: Option<&Id>,
    times: &Result<checks::CaseTimes, Localized>,
    per_day: i64,
) -> CaseTimes {
    let name = case.map_or_else(String::new, |case| one_line(&process.case_label(case)));
    let mut shown = CaseTimes {
        name,
        worst: String::new(),
        best: String::new(),
        expected: String::new(),
        limit: process
            .limit(case)
            .map_or_else(String::new, |limit| limit.value.show(view.lang)),
        against: String::new(),
        over: false,
        missing: String::new(),
        critical_path: Vec::new(),
        rows: Vec::new(),
        limit_minutes: None,
    };
    match times {
        Err(reason) => reason.in_lang(view.lang).clone_into(&mut shown.missing),
        Ok(times) => fill_times(view, process, times, per_day, &mut shown),
    }
    shown
}

fn fill_times(
    view: &View<'_>,
    process: &Process,
    times: &checks::CaseTimes,
    per_day: i64,
    shown: &mut CaseTimes,
) {
    let words = &view.words;
    match &times.worst {
        Ok(worst) => shown.worst = worst.show_with(view.lang, per_day),
        Err(reason) => reason.in_lang(view.lang).clone_into(&mut shown.missing),
    }
    if let Some(dates) = &times.dates {
        shown.over = dates.late > 0;
        let said = dates.text.in_lang(view.lang);
        shown.against = if shown.over {
            format!("{} {said}", words.over)
        } else {
            said.to_owned()
        };
    }
    let critical = &times.critical;
    shown.critical_path = critical
        .iter()
        .filter(|step| process.steps.get(**step).is_some_and(|step| step.is_work()))
        .map(|step| one_line(&process.step_label(*step)))
        .collect();
    let Some(one) = &times.of_one_kind else {
        return;
    };
    let say = |minutes: i64| show(one.kind, minutes, view.lang, per_day);
    shown.limit_minutes = times.limit.and_then(|limit| limit.minutes_of(one.kind));
    shown.best = one.best.map_or_else(String::new, say);
    shown.expected = one
        .expected
        .as_ref()
        .map_or_else(|_| String::new(), |mean| say(*mean));
    if let (Ok(worst), Some(limit), None) = (&times.worst, shown.limit_minutes, &times.dates)
        && let Some(total) = worst.minutes_of(one.kind)
    {
        shown.over = total > limit;
        shown.against = if shown.over {
            format!("{} {}", words.over, say(total - limit))
        } else {
            format!("{} {}", words.within, say(limit - total))
        };
    }
    let rows = one.steps.iter().map(|step| TimeRow {
        step: step.index,
        name: format!(
            "{}. {}",
            number(process, step.index),
            one_line(&process.step_label(step.index))
        ),
        minutes: step.minutes,
        earliest: step.slack.earliest,
        slack_minutes: step.slack.slack,
        time: say(step.minutes),
        begins: say(step.slack.earliest),
        slack: say(step.slack.slack),
        critical: critical.contains(&step.index),
    });
    shown.rows = rows.collect();
}

fn papers(view: &View<'_>, process: &Process, regulation: Option<&Regulated>) -> Vec<PaperRow> {
    let known: &[_] = regulation.map_or(&[], |regulation| &regulation.documents);
    let own = process.documents.iter().map(|document| {
        let paper = known.iter().find(|paper| paper.is(document));
        PaperRow {
            name: document
                .name
                .as_ref()
                .map_or_else(|| Process::document_key(document), |name| one_line(name)),
            demanded: demanded(view, document),
            regulated: paper.map_or_else(String::new, |paper| allowed(view, paper)),
            state: match (paper, known.is_empty()) {
                (Some(_), _) => Paper::Matches,
                (None, true) => Paper::Unbound,
                (None, false) => Paper::Extra,
            },
        }
    });
    let missing = known.iter().filter(|paper| {
        let is_required = paper
            .required
            .as_ref()
            .is_none_or(|required| required.value);
        is_required
            && !process.documents.is_empty()
            && !process.documents.iter().any(|document| paper.is(document))
    });
    let missing = missing.map(|paper| PaperRow {
        name: plain(paper.name.as_ref()),
        demanded: String::new(),
        regulated: allowed(view, paper),
        state: Paper::Missing,
    });
    own.chain(missing).collect()
}

fn demanded(view: &View<'_>, document: &Document) -> String {
    let form = document
        .form
        .as_ref()
        .map(|form| form_word(form.value, view.lang));
    let copies = document.copies.as_ref().map(|copies| copies.value);
    let optional = (!document.is_required()).then_some(view.words.optional);
    how(form, copies, optional)
}

fn allowed(view: &View<'_>, paper: &RegulatedDocument) -> String {
    let form = paper
        .form
        .as_ref()
        .map(|form| form_word(form.value, view.lang));
    let copies = paper.copies.as_ref().map(|copies| copies.value);
    let required = paper
        .required
        .as_ref()
        .is_none_or(|required| required.value);
    how(form, copies, (!required).then_some(view.words.optional))
}

fn how(form: Option<&str>, copies: Option<u32>, optional: Option<&str>) -> String {
    let copies = copies.map(|copies| copies.to_string());
    let parts: Vec<&str> = [copies.as_deref(), form].into_iter().flatten().collect();
    let mut text = parts.join(" × ");
    if let Some(optional) = optional {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(optional);
    }
    if text.is_empty() {
        "–".clone_into(&mut text);
    }
    text
}

const fn form_word(form: crate::model::process::DocumentForm, lang: Lang) -> &'static str {
    use crate::model::process::DocumentForm;
    match (form, lang) {
        (DocumentForm::Original, Lang::En) => "original",
        (DocumentForm::Original, Lang::Vi) => "bản chính",
        (DocumentForm::Copy, Lang::En) => "copy",
        (DocumentForm::Copy, Lang::Vi) => "bản sao",
        (DocumentForm::CertifiedCopy, Lang::En) => "certified copy",
        (DocumentForm::CertifiedCopy, Lang::Vi) => "bản sao chứng thực",
        (DocumentForm::Shown, Lang::En) => "shown",
        (DocumentForm::Shown, Lang::Vi) => "xuất trình",
    }
}

/// What every rule says of a process, by clause; and the rules that do not apply, by reason.
fn judged(
    view: &View<'_>,
    index: usize,
    findings: &[usize],
) -> (Vec<ClauseRow>, Vec<(String, Vec<usize>)>) {
    let outcomes: BTreeMap<usize, Said<'_>> = access::said(view.report, index)
        .map(|said| (said.rule, said))
        .collect();
    let mut not_applicable: Vec<(String, Vec<usize>)> = Vec::new();
    let mut rows = Vec::new();
    for (clause, known) in view.clauses.iter().enumerate() {
        let mut row = ClauseRow {
            clause,
            passed: Vec::new(),
            found: Vec::new(),
            undecided: Vec::new(),
        };
        for said in known.rules.iter().filter_map(|rule| outcomes.get(rule)) {
            let rule = said.rule;
            let reason = said
                .reason
                .map_or_else(String::new, |reason| one_line(reason.in_lang(view.lang)));
            match said.kind {
                OutcomeKind::Pass => row.passed.push(rule),
                OutcomeKind::Fail | OutcomeKind::Waived => {
                    let id = view.report.rule(rule).map(|rule| &rule.id);
                    let own = findings.iter().copied().filter(|entry| {
                        let entry = view.entries.get(*entry);
                        entry.is_some_and(|entry| Some(&entry.reported.rule.id) == id)
                    });
                    let state = state(view.report, *said);
                    row.found.push((rule, state, own.collect()));
                }
                OutcomeKind::Unknown => row.undecided.push((rule, reason)),
                OutcomeKind::NotApplicable if view.nowhere.binary_search(&rule).is_ok() => {}
                OutcomeKind::NotApplicable => {
                    match not_applicable
                        .iter_mut()
                        .find(|(known, _)| *known == reason)
                    {
                        Some((_, rules)) => rules.push(rule),
                        None => not_applicable.push((reason, vec![rule])),
                    }
                }
            }
        }
        if !(row.passed.is_empty() && row.found.is_empty() && row.undecided.is_empty()) {
            rows.push(row);
        }
    }
    (rows, not_applicable)
}
