//! Steps against the limit: one bar for each step from its earliest beginning, its slack behind it, and the limit across.
//!
//! Nothing but geometry and short texts; the same numbers stand in the table beside it, so it is hidden from screen readers.

use std::fmt::Write as _;

use super::process::CaseTimes;
use super::vocabulary::Words;

/// Width of the part with the bars, in pixels.
const WIDE: i64 = 640;
/// Height of a row.
const ROW: i64 = 20;
/// Height of the head with the limit.
const HEAD: i64 = 22;
/// Room at the left for the numbers of the steps.
const LEFT: i64 = 34;

/// The timeline of a case; nothing where no step has a time.
pub(super) fn timeline(case: &CaseTimes, numbers: &[String], words: &Words) -> String {
    let ends = case.rows.iter().map(|row| {
        row.earliest
            .saturating_add(row.minutes)
            .saturating_add(row.slack_minutes)
    });
    let longest = ends.chain(case.limit_minutes).max().unwrap_or(0);
    if longest <= 0 {
        return String::new();
    }
    let x = |minutes: i64| {
        let wide = i128::from(minutes.max(0)) * i128::from(WIDE) / i128::from(longest);
        LEFT + i64::try_from(wide).unwrap_or(WIDE)
    };
    let rows = i64::try_from(case.rows.len()).unwrap_or(i64::MAX / ROW / 2);
    let (width, height) = (LEFT + WIDE + 16, HEAD + rows * ROW + 6);
    let mut out = format!(
        "<svg class=\"tl\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" aria-hidden=\"true\">"
    );
    // Writing to a string cannot fail.
    let mut put = |text: std::fmt::Arguments<'_>| {
        let _ = out.write_fmt(text);
    };
    for (index, row) in (0i64..).zip(&case.rows) {
        let y = HEAD + index * ROW;
        let number = numbers.get(row.step).map_or("", String::as_str);
        put(format_args!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{number}</text>",
            LEFT - 6,
            y + 13
        ));
        let (from, to) = (x(row.earliest), x(row.earliest.saturating_add(row.minutes)));
        let class = if row.critical { "bar crit" } else { "bar" };
        put(format_args!(
            "<rect class=\"{class}\" x=\"{from}\" y=\"{}\" width=\"{}\" height=\"12\"/>",
            y + 3,
            (to - from).max(2)
        ));
        if row.slack_minutes > 0 {
            let end = x(row
                .earliest
                .saturating_add(row.minutes)
                .saturating_add(row.slack_minutes));
            put(format_args!(
                "<path class=\"slack\" d=\"M{to} {}H{end}\"/>",
                y + 9
            ));
        }
    }
    if let Some(limit) = case.limit_minutes {
        let at = x(limit);
        put(format_args!(
            "<path class=\"limit\" d=\"M{at} {}V{height}\"/>",
            HEAD - 4
        ));
        let (anchor, x) = if at > LEFT + WIDE / 2 {
            ("end", at + 4)
        } else {
            ("start", at - 4)
        };
        put(format_args!(
            "<text x=\"{x}\" y=\"13\" text-anchor=\"{anchor}\">{}</text>",
            words.limit
        ));
    }
    out.push_str("</svg>");
    out
}
