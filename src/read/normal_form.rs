//! What a process file could say better without saying anything else: fixes that rest on the file alone.
//!
//! Times are brought to one way of writing (`"01 Ngày"` → `"1 ngày"`) only where the new text reads as the same time. What a
//! bare day means is filled in only where the file leaves no doubt.

use crate::fix::Fix;
use crate::messages::Localized;
use crate::model::duration::{DayKind, Duration, Unit};
use crate::model::name::{Id, normal};
use crate::model::process::{Clock, Process, ProcessFile, Step};
use crate::source::{Span, Spanned};

/// A working day in minutes. Any length gives the same answer here: only sums of days are compared.
const DAY: i64 = 480;

/// The fixes of a process file. O(text + steps × cases).
pub fn normal_forms(text: &str, process: &Process) -> Vec<Fix> {
    let mut fixes = plainer_times(text, process);
    fixes.extend(kind_of_days(text, process));
    fixes
}

/// The fixes of the times of a file. O(text).
pub fn plainer_times(text: &str, file: &ProcessFile) -> Vec<Fix> {
    let phases = file.phases.iter().filter_map(|phase| phase.limit.as_ref());
    let published = file.published.iter();
    let published = published.filter_map(|published| published.time.as_ref());
    let branches = file.steps.iter().flat_map(|step| step.next.iter());
    let branches = branches.flat_map(|next| next.iter());
    let branches = branches.filter_map(|branch| branch.limit.as_ref());
    let all = times(file).chain(phases).chain(published).chain(branches);
    all.filter_map(|time| plainer(text, time)).collect()
}

/// What the limits and the steps of a file take.
fn times(process: &ProcessFile) -> impl Iterator<Item = &Spanned<Duration>> {
    let steps = process.steps.iter().flat_map(|step| step.time.iter());
    limits(process).chain(steps.flat_map(|time| time.value.values().map(|(_, time)| time)))
}

fn limits(process: &ProcessFile) -> impl Iterator<Item = &Spanned<Duration>> {
    let header = process.process.limit.iter();
    let cases = process.cases.iter().filter_map(|case| case.limit.as_ref());
    let channels = process
        .channels
        .iter()
        .filter_map(|channel| channel.limit.as_ref());
    header.chain(cases).chain(channels)
}

/// The time without leading zeros, capitals and double spaces, if that reads as the same time.
fn plainer(text: &str, time: &Spanned<Duration>) -> Option<Fix> {
    let written = text.get(time.span.range())?;
    let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inside = written.strip_prefix(quote)?.strip_suffix(quote)?;
    if inside.contains(['\\', quote, '\n']) {
        return None;
    }
    let plain = plain(inside);
    let same = plain != inside && plain.parse::<Duration>().ok().as_ref() == Some(&time.value);
    same.then(|| Fix {
        span: time.span,
        replacement: format!("{quote}{plain}{quote}"),
        why: write_as(&plain),
    })
}

fn plain(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        let lower = word.to_lowercase();
        let is_unit = ["ngày", "giờ", "phút", "tuần", "tháng", "làm", "việc"]
            .contains(&normal(&lower).as_ref());
        if is_unit {
            return lower;
        }
        let digits = word.trim_start_matches('0');
        let is_padded =
            digits.len() < word.len() && digits.starts_with(|c: char| c.is_ascii_digit());
        if is_padded {
            digits.to_owned()
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// `days = "working"`, where the file says days and nowhere which, and only working days add up: each limit is in working
/// days, no time is in calendar days, and the steps run one after the other and take exactly as many days as each limit.
fn kind_of_days(text: &str, process: &Process) -> Option<Fix> {
    let is_plain = process.process.days.is_none()
        && process.control.is_none()
        && process.unread.is_empty()
        && times(process).any(|time| time.is_bare())
        && process.channels.is_empty()
        && process.steps.iter().all(|step| is_in_sequence(step));
    if !is_plain || !times(process).all(|time| is_working_or_bare(time)) {
        return None;
    }
    for case in process.case_ids() {
        let limit = process.limit(case)?;
        if limit.kind != Some(DayKind::Working) || total(process, case)? != minutes(limit)? {
            return None;
        }
    }
    let at = end_of_header(text, process)?;
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    // As far in as the line before it.
    let line = text.get(..at)?.lines().next_back().unwrap_or_default();
    let indent = line.get(..line.len() - line.trim_start().len())?;
    Some(Fix {
        span: Span::new(at..at),
        replacement: format!("{indent}days = \"working\"{line_end}"),
        why: Localized::fixed(
            "write that a bare day is a working day, as the limit says",
            "ghi rõ ngày là ngày làm việc, đúng như thời hạn đã nêu",
        ),
    })
}

fn is_in_sequence(step: &Step) -> bool {
    step.next.is_none()
        && step.cases.is_none()
        && step.calls.is_none()
        && step.clock() == Clock::Running
}

fn is_working_or_bare(time: &Duration) -> bool {
    let counted = time
        .parts()
        .all(|part| matches!(part.unit, Unit::Minute | Unit::Hour | Unit::Day));
    counted
        && time.kind != Some(DayKind::Calendar)
        && time.same_day.is_none()
        && time.words.is_none()
}

fn minutes(time: &Duration) -> Option<i64> {
    time.elapsed(Some(DayKind::Working), DAY)
        .ok()
        .map(|elapsed| elapsed.working.0)
}

fn total(process: &Process, case: Option<&Id>) -> Option<i64> {
    process.steps.iter().try_fold(0, |sum: i64, step| {
        let time = step.time.as_ref().and_then(|time| time.value.get(case))?;
        sum.checked_add(minutes(time)?)
    })
}

/// The start of the line after a value of `[process]`, where that is a table of its own lines.
fn end_of_header(text: &str, process: &Process) -> Option<usize> {
    let header = &process.process;
    let value = [
        header.limit.as_ref().map(|limit| limit.span),
        header.name.as_ref().map(|name| name.span),
        header.code.as_ref().map(|code| code.span),
    ]
    .into_iter()
    .flatten()
    .next()?;
    let line_start = text
        .get(..value.range().start)?
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let line = text.get(line_start..value.range().start)?;
    let is_own_line = ["limit", "name", "code"].iter().any(|key| {
        line.trim_start()
            .strip_prefix(key)
            .is_some_and(|rest| rest.trim() == "=")
    });
    let after = text.get(value.range().end..)?;
    let end = after.find('\n')? + 1;
    is_own_line.then(|| value.range().end + end)
}

crate::texts! {
    fn write_as(text: &str) {
        en: "write the time as \"{text}\"",
        vi: "ghi thời gian là \"{text}\"",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::process::read_process;
    use crate::source::SourceId;

    fn fixed(text: &str) -> Vec<String> {
        let (process, _) = read_process(SourceId(0), text);
        let fixes = normal_forms(text, &process).into_iter();
        fixes.map(|fix| fix.replacement).collect()
    }

    #[test]
    fn times_are_written_alike_only_where_they_mean_the_same() {
        for (written, expected) in [
            ("01 ngày", Some("1 ngày")),
            ("02 Giờ", Some("2 giờ")),
            ("05  ngày làm việc", Some("5 ngày làm việc")),
            (
                "không quá 05 ngày làm việc",
                Some("không quá 5 ngày làm việc"),
            ),
            ("30 (ba mươi) ngày", None),
            ("0.25 ngày", None),
            ("0,5 ngày", None),
            // Decomposed text stays decomposed.
            ("01 Nga\u{300}y", Some("1 nga\u{300}y")),
            ("½ ngày", None),
            ("1 ngày", None),
            ("PT02H", None),
        ] {
            let text = format!("[process]\nlimit = \"{written}\"\n");
            let expected: Vec<String> = expected.iter().map(|text| format!("\"{text}\"")).collect();
            assert_eq!(fixed(&text), expected, "{written}");
        }
    }

    #[test]
    fn every_time_of_a_file_is_written_alike() {
        for table in [
            "[[phase]]\nnumber = 1\nlimit = \"02 Ngày\"\n",
            "[[published]]\nunit = \"Phòng Tư pháp\"\ntime = \"02 Ngày\"\n",
            "[[step]]\nid = \"a\"\nnext = [{ to = \"a\", limit = \"02 Ngày\" }]\n",
        ] {
            let text = format!("[process]\ncode = \"QT 01\"\n{table}");
            assert_eq!(fixed(&text), ["\"2 ngày\""], "{table}");
        }
    }

    #[test]
    fn the_kind_of_day_is_filled_in_where_only_one_adds_up() {
        let file = |limit: &str, second: &str, more: &str| {
            format!(
                "[process]\nlimit = \"{limit}\" # remark\n{more}[[step]]\ntime = \"1 ngày\"\n[[step]]\ntime = \"{second}\"\n"
            )
        };
        for (text, is_filled) in [
            (file("3 ngày làm việc", "2 ngày", ""), true),
            (file("4 ngày làm việc", "2 ngày", ""), false),
            (file("3 ngày", "2 ngày", ""), false),
            (file("3 ngày làm việc", "2 ngày làm việc", ""), true),
            (file("1 tuần", "2 ngày", ""), false),
            (
                file("3 ngày làm việc", "2 ngày", "days = \"calendar\"\n"),
                false,
            ),
            (file("3 ngày làm việc", "2 ngày\"\nnext = \"1", ""), false),
        ] {
            let expected: &[&str] = if is_filled {
                &["days = \"working\"\n"]
            } else {
                &[]
            };
            assert_eq!(fixed(&text), expected, "{text}");
        }
    }
}
