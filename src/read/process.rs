//! A process file: TOML → [`ProcessFile`], plus what only a whole file can tell: ids twice, references that point nowhere.
//!
//! What is wrong is reported and left as it stands; the workflow builder leaves out flows that lead nowhere.

use std::collections::BTreeMap;

use super::decode::decode;
use super::problem::{Problem, ProblemKind};
use crate::messages::Localized;
use crate::model::name::{Id, meant_word, nearest};
use crate::model::one_or_many::PerCase;
use crate::model::process::{Process, ProcessFile, Routing, Step};
use crate::model::share::Share;
use crate::source::{SourceId, Span, Spanned};

/// Read a process file. Always gives a process, as far as it was understood.
pub fn read_process(source: SourceId, text: &str) -> (Process, Vec<Problem>) {
    let (mut file, mut problems) = read_tables(text);
    limit_cases(&mut file, &mut problems);
    let mut process = Process::new(source, file);
    check_ids(&process, &mut problems);
    check_references(&process, &mut problems);
    problems.sort_by_key(|problem| problem.span);
    if !problems.is_empty() {
        let tables = Tables::of(text);
        let unread = problems.iter().map(|problem| tables.unread_part(problem));
        process.unread = unread.collect();
    }
    (process, problems)
}

/// Read the tables of a process file, or of the side file of a diagram, without asking what they refer to.
pub fn read_tables(text: &str) -> (ProcessFile, Vec<Problem>) {
    let (mut file, problems) = decode::<ProcessFile>(text);
    place_short_forms(&mut file);
    (file, problems)
}

/// Every case is a workflow of its own. Real procedures have about ten.
const MOST_CASES: usize = 500;
/// Steps of all those workflows together.
const MOST_STEPS_OF_CASES: usize = 1 << 20;

/// Leave out the cases that are too many to be checked.
pub(super) fn limit_cases(file: &mut ProcessFile, problems: &mut Vec<Problem>) {
    let most = MOST_STEPS_OF_CASES / file.steps.len().max(1);
    let most = most.clamp(1, MOST_CASES);
    if let Some(further) = file.cases.get(most) {
        problems.push(too_many_cases(further.span, most));
        file.cases.truncate(most);
    }
}

fn too_many_cases(span: Span, most: usize) -> Problem {
    let message = Localized::new(
        format!("at most {most} cases are read here; this one and those after it are not"),
        format!(
            "ở đây chỉ đọc tối đa {most} trường hợp; trường hợp này và các trường hợp sau không được đọc"
        ),
    );
    Problem::new(ProblemKind::BadValue, span, message).help(Localized::fixed(
        "make several procedures of them",
        "hãy tách thành nhiều thủ tục",
    ))
}

/// What problems keep from being understood, found by where the tables begin.
struct Tables {
    /// Where each line begins that begins with a bracket.
    headers: Vec<usize>,
    /// Where the text ends.
    end: usize,
}

impl Tables {
    /// O(bytes).
    fn of(text: &str) -> Self {
        let first = text.starts_with('[').then_some(0);
        let further = text.match_indices("\n[").map(|(at, _)| at + 1);
        Self {
            headers: first.into_iter().chain(further).collect(),
            end: text.len(),
        }
    }

    /// What a problem keeps from being understood: the table it stands in, and after a syntax error the rest of the file, because
    /// an unclosed bracket or quote swallows what follows. O(log tables).
    fn unread_part(&self, problem: &Problem) -> Span {
        let at = problem.span.start as usize;
        let next = self.headers.partition_point(|header| *header <= at);
        let before = next
            .checked_sub(1)
            .and_then(|index| self.headers.get(index));
        let after = self.headers.get(next).copied().unwrap_or(self.end);
        let end = match problem.kind {
            ProblemKind::Syntax => self.end,
            _ => after,
        };
        Span::new(before.copied().unwrap_or(0)..end)
    }
}

/// A value written short (`next = "x"`) stands where its field stands.
fn place_short_forms(file: &mut ProcessFile) {
    for step in &mut file.steps {
        let step = &mut step.value;
        if let Some(time) = &mut step.time
            && let PerCase::All(value) = &mut time.value
        {
            value.span = time.span;
        }
        if let Some(next) = &mut step.next {
            for branch in &mut next.value.0 {
                place(&mut branch.span, next.span);
                let whole = branch.span;
                place(&mut branch.value.to.span, whole);
            }
        }
        if let Some(cases) = &mut step.cases {
            for case in &mut cases.value.0 {
                place(&mut case.span, cases.span);
            }
        }
    }
}

fn place(span: &mut Span, outer: Span) {
    if span.is_empty() {
        *span = outer;
    }
}

fn check_ids(process: &Process, problems: &mut Vec<Problem>) {
    let steps = process.steps.iter().filter_map(|step| step.id.as_ref());
    report_twice(steps, problems);
    report_twice(process.cases.iter().map(|case| &case.id), problems);
    report_twice(
        process
            .documents
            .iter()
            .filter_map(|paper| paper.id.as_ref()),
        problems,
    );
    for case in &process.cases {
        if case.id.value == Id::default() {
            problems.push(Problem::new(
                ProblemKind::MissingKey,
                case.span,
                Localized::fixed("this case has no `id`", "trường hợp này chưa có `id`"),
            ));
        }
    }
}

fn report_twice<'a>(ids: impl Iterator<Item = &'a Spanned<Id>>, problems: &mut Vec<Problem>) {
    let mut seen: BTreeMap<&Id, Span> = BTreeMap::new();
    for id in ids {
        if seen.insert(&id.value, id.span).is_some() {
            problems.push(
                Problem::new(
                    ProblemKind::DuplicateId,
                    id.span,
                    Localized::new(
                        format!("the id `{}` is used twice", id.value),
                        format!("mã `{}` bị dùng hai lần", id.value),
                    ),
                )
                .help(Localized::fixed(
                    "give one of the two another id",
                    "hãy đổi một trong hai mã",
                )),
            );
        }
    }
}

/// So many ids that nothing has are held against those that are there.
const MOST_WITH_HELP: usize = 100;

fn check_references(process: &Process, problems: &mut Vec<Problem>) {
    for step in &process.steps {
        for branch in step.next.iter().flat_map(|next| next.iter()) {
            let target = &branch.to;
            if target.as_str().is_empty() {
                problems.push(leads_nowhere(target.span));
            } else if !process.step_ids.contains_key(&target.value) {
                // Every id is held against every other one, which is help only for the first.
                let held = if problems.len() < MOST_WITH_HELP {
                    usize::MAX
                } else {
                    0
                };
                let known = process.step_ids.keys().map(Id::as_str).take(held);
                let problem =
                    unknown_id(target.span, target.as_str(), "step", "bước", known.clone());
                // A flow to the step itself, or a second one to the same step, is not what anybody means.
                let own = step.id.iter().map(|id| &id.value);
                let next = step.next.iter().flat_map(|next| next.iter());
                let mut taken = own.chain(next.map(|branch| &branch.to.value));
                let meant = meant_word(target.as_str(), known)
                    .filter(|meant| !taken.any(|taken| taken.as_str() == *meant));
                problems.push(match meant {
                    Some(meant) => problem.correct(meant, format!("\"{meant}\"")),
                    None => problem,
                });
            }
        }
    }
    check_cases(process, problems);
}

fn leads_nowhere(branch: Span) -> Problem {
    Problem::new(
        ProblemKind::MissingKey,
        branch,
        Localized::fixed(
            "`to` is missing: this branch leads to no step",
            "thiếu `to`: nhánh này không dẫn đến bước nào",
        ),
    )
    .help(Localized::fixed(
        "name the step it leads to: `{ to = \"id\", when = \"…\" }`",
        "hãy nêu bước mà nhánh dẫn đến: `{ to = \"mã\", when = \"…\" }`",
    ))
}

/// Report the names of cases that the process does not have.
pub(super) fn check_cases(process: &Process, problems: &mut Vec<Problem>) {
    let cases: Vec<&str> = process.cases.iter().map(|case| case.id.as_str()).collect();
    for step in &process.steps {
        check_case_names(step, &cases, problems);
        check_shares(step, problems);
    }
}

/// The shares of the ways out of a step make a whole: together not more, and not less where each of them states one.
fn check_shares(step: &Step, problems: &mut Vec<Problem>) {
    let Some(next) = &step.next else { return };
    let stated: Vec<_> = next.iter().filter_map(|way| way.share.as_ref()).collect();
    let exclusive = step
        .split
        .as_ref()
        .is_none_or(|split| split.value == Routing::One);
    let hundredths = stated.iter().map(|share| share.hundredths());
    let sum = hundredths.fold(0u32, u32::saturating_add);
    let whole = Share::WHOLE.hundredths();
    let too_little = sum < whole && stated.len() == next.len();
    if let Some(last) = stated
        .last()
        .filter(|_| exclusive && (sum > whole || too_little))
    {
        let (whole, part) = (sum / 100, sum % 100);
        problems.push(
            Problem::new(
                ProblemKind::BadValue,
                last.span,
                Localized::new(
                    format!("the shares of this step add up to {whole}.{part:02} %"),
                    format!("các tỷ lệ của bước này cộng lại {whole},{part:02} %"),
                ),
            )
            .help(Localized::fixed(
                "let them add up to 100 %, or leave one of them out: it gets what is left",
                "hãy để tổng bằng 100 %, hoặc bỏ bớt một tỷ lệ: nhánh đó nhận phần còn lại",
            )),
        );
    }
}

fn check_case_names(step: &Step, cases: &[&str], problems: &mut Vec<Problem>) {
    let timed = step
        .time
        .iter()
        .flat_map(|time| time.value.values())
        .filter_map(|(case, _)| case);
    let timed: Vec<(Span, Id)> = timed.map(|case| (case.span, case.value.clone())).collect();
    let exists = step.cases.iter().flat_map(|cases| cases.iter());
    let exists: Vec<(Span, Id)> = exists.map(|case| (case.span, Id::new(case))).collect();
    for (named, is_key) in [(timed, true), (exists, false)] {
        for (span, case) in &named {
            if cases.contains(&case.as_str()) {
                continue;
            }
            let known = || cases.iter().copied();
            let problem = unknown_id(*span, case.as_str(), "case", "trường hợp", known());
            // A case that is named here already is not meant a second time.
            let is_taken = |meant: &str| named.iter().any(|(_, taken)| taken.as_str() == meant);
            let meant = meant_word(case.as_str(), known()).filter(|meant| !is_taken(meant));
            problems.push(match meant {
                Some(meant) if is_key && is_bare(meant) => problem.correct(meant, meant),
                Some(meant) if !is_key => problem.correct(meant, format!("\"{meant}\"")),
                _ => problem,
            });
        }
    }
}

/// Whether an id can stand as a key without quotes.
fn is_bare(id: &str) -> bool {
    id.chars()
        .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

fn unknown_id<'a>(
    span: Span,
    id: &str,
    en: &str,
    vi: &str,
    known: impl Iterator<Item = &'a str>,
) -> Problem {
    let known: Vec<&str> = known.collect();
    let problem = Problem::new(
        ProblemKind::UnknownId,
        span,
        Localized::new(
            format!("there is no {en} `{id}`"),
            format!("không có {vi} `{id}`"),
        ),
    );
    match nearest(id, known.iter().copied()) {
        Some(near) => problem.did_you_mean(near),
        None if known.is_empty() => problem,
        None => problem.known_words(&known),
    }
}
