//! Draws a piece of a file with labels under it, by miette.
//!
//! miette gets a small window of the file with the label lines in it, never the file: its search for lines starts at the top
//! each time, which is quadratic over many findings. Only its boxes are used. Its headings (`Error:`, `help:`) are fixed
//! English words, so the lines around a box are made by the caller.

use std::borrow::Cow;
use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use unicode_width::UnicodeWidthChar as _;

use super::Style;
use crate::report::clean::{clean, one_line};
use crate::report::wrap::{columns, wrap};
use crate::source::{Source, Span};

/// Lines longer than this are named, not drawn.
const LONGEST_LINE: usize = 2000;
/// Columns that the frame of a box and its line numbers take.
const FRAME: usize = 9;
/// Labels at most so many lines from the first are drawn in one box with it.
const NEAR: u32 = 3;
/// Labels are not squeezed into fewer columns than this.
const NARROWEST_LABEL: usize = 24;

/// What is said under a piece of a file.
#[derive(Clone, Debug)]
pub struct Label {
    /// The piece; of several lines the first is underlined.
    pub span: Span,
    /// The words.
    pub text: String,
}

/// The boxes of one file: first the one with the first label and those near it, then those of the other labels. The place of
/// the first label of a box stands in its frame.
pub fn snippet(source: &Source, labels: &[Label], style: &Style) -> String {
    let line = |label: &Label| source.position(label.span.start).line;
    let Some(first) = labels.first().map(line) else {
        return String::new();
    };
    let (near, far): (Vec<Label>, Vec<Label>) = labels
        .iter()
        .cloned()
        .partition(|label| line(label).abs_diff(first) <= NEAR);
    let far = if far.is_empty() {
        String::new()
    } else {
        boxes(source, &far, style)
    };
    boxes(source, &near, style) + &far
}

fn boxes(source: &Source, labels: &[Label], style: &Style) -> String {
    let Some(window) = Window::new(source, labels, style) else {
        return labels
            .first()
            .map_or_else(String::new, |label| place(source, label.span));
    };
    let mut out = String::new();
    let handler = GraphicalReportHandler::new_themed(theme(style))
        .with_links(false)
        .with_width(style.width)
        .without_cause_chain()
        .without_syntax_highlighting();
    if handler.render_report(&mut out, &window).is_err() {
        return String::new();
    }
    // The first line is the message of the diagnostic, which is empty.
    out.split_once('\n')
        .map_or_else(String::new, |(_, boxes)| boxes.to_owned())
}

/// A place without its text.
pub fn place(source: &Source, span: Span) -> String {
    let at = source.position(span.start);
    let name = one_line(source.name());
    format!("   [{name}:{}:{}]\n", at.line, at.column)
}

fn theme(style: &Style) -> GraphicalTheme {
    GraphicalTheme {
        characters: if style.unicode {
            ThemeCharacters::unicode()
        } else {
            ThemeCharacters::ascii()
        },
        styles: if style.color {
            ThemeStyles::ansi()
        } else {
            ThemeStyles::none()
        },
    }
}

/// The lines from the first label to the last with one line around them, cut to the width on the right, so that offsets in
/// front of the cut and all columns stay right.
#[derive(Debug)]
struct Window {
    lines: Source,
    /// Number of lines of the file above the window.
    above: usize,
    labels: Vec<LabeledSpan>,
}

impl Window {
    fn new(source: &Source, labels: &[Label], style: &Style) -> Option<Self> {
        let placed: Vec<(u32, Span, &Label)> = labels
            .iter()
            .map(|label| {
                let span = within_one_line(source, label.span);
                (source.position(span.start).line, span, label)
            })
            .collect();
        let first = placed
            .iter()
            .map(|(line, ..)| *line)
            .min()?
            .saturating_sub(1)
            .max(1);
        let last = placed
            .iter()
            .map(|(line, ..)| *line)
            .max()?
            .saturating_add(1);
        let mut text = String::new();
        let mut windowed: Vec<(usize, LabeledSpan)> = Vec::new();
        let mut line_start = source.line_span(first).start;
        let lines = source.text().get(line_start as usize..)?;
        for (line, ended) in (first..=last).zip(lines.split_inclusive('\n')) {
            let whole = ended.trim_end_matches(['\n', '\r']);
            let here = || {
                placed
                    .iter()
                    .enumerate()
                    .filter(|(_, (of_line, ..))| *of_line == line)
            };
            if whole.len() > LONGEST_LINE && here().next().is_some() {
                return None;
            }
            let starts_last = here()
                .map(|(_, (_, span, _))| (span.start - line_start) as usize)
                .max()
                .unwrap_or(0);
            let shown = cut(whole, starts_last, style);
            for (rank, (_, span, label)) in here() {
                let start = (span.start - line_start) as usize;
                let end = ((span.end - line_start) as usize)
                    .min(shown.len())
                    .max(start);
                let room = style.width.saturating_sub(
                    FRAME + 4 + columns(shown.get(..start).unwrap_or_default()) + (end - start) / 2,
                );
                windowed.push((
                    rank,
                    labeled(
                        rank == 0,
                        text.len() + start..text.len() + end,
                        &label.text,
                        room,
                    ),
                ));
            }
            text.push_str(&clean(&shown));
            text.push('\n');
            line_start += Span::new(0..ended.len()).end;
        }
        if text.trim().is_empty() {
            return None;
        }
        windowed.sort_by_key(|(rank, _)| *rank);
        Some(Self {
            lines: Source::new(one_line(source.name()), text),
            above: first as usize - 1,
            labels: windowed.into_iter().map(|(_, label)| label).collect(),
        })
    }
}

fn labeled(primary: bool, range: std::ops::Range<usize>, text: &str, room: usize) -> LabeledSpan {
    let room = room.max(NARROWEST_LABEL);
    let text = (!text.is_empty()).then(|| {
        let mut wrapped = String::with_capacity(text.len());
        wrap(&mut wrapped, &clean(text), room, room, "\n");
        wrapped
    });
    if primary {
        LabeledSpan::new_primary_with_span(text, range)
    } else {
        LabeledSpan::new_with_span(text, range)
    }
}

/// The part of a span on its first line that holds text; one that is empty or at the end of the file is put on the last
/// character before it.
fn within_one_line(source: &Source, span: Span) -> Span {
    let text = source.text();
    let mut start = span.range().start.min(text.len());
    if span.is_empty() || start == text.len() {
        let before = text.get(..start).unwrap_or_default();
        if text
            .get(start..)
            .is_none_or(|after| after.is_empty() || after.starts_with(['\n', '\r']))
        {
            let kept = before.trim_end_matches(['\n', '\r']);
            start = kept.char_indices().next_back().map_or(0, |(at, _)| at);
        }
        return Span::new(start..start);
    }
    let slice = source.slice(span);
    let first = slice.split(['\n', '\r']).next().unwrap_or_default();
    Span::new(start..start + first.len())
}

/// A line cut to the width, unless a label starts behind the cut.
fn cut<'t>(line: &'t str, needed: usize, style: &Style) -> Cow<'t, str> {
    let most = style.width.saturating_sub(FRAME).max(NARROWEST_LABEL);
    if columns(line) <= most {
        return line.into();
    }
    let (mut used, mut end) = (0, 0);
    for (at, c) in line.char_indices() {
        used += c.width().unwrap_or(1);
        if used >= most {
            break;
        }
        end = at + c.len_utf8();
    }
    match line.get(..end) {
        Some(kept) if needed < end => {
            format!("{kept}{}", if style.unicode { "…" } else { ">" }).into()
        }
        _ => line.into(),
    }
}

impl fmt::Display for Window {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}
impl std::error::Error for Window {}

impl Diagnostic for Window {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl SourceCode for Window {
    /// Without context: the span itself. With context: its lines and as many whole lines around it.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let wanted = Span::new(span.offset()..span.offset() + span.len());
        let at = self.lines.position(wanted.start);
        let (range, column) = if before + after == 0 {
            (wanted.range(), at.column as usize - 1)
        } else {
            let line = |n: u32| self.lines.line_span(n).range();
            let around = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let last = self.lines.position(wanted.end).line;
            let start = line(at.line.saturating_sub(around(before)).max(1)).start;
            (start..line(last.saturating_add(around(after))).end, 0)
        };
        let text = self
            .lines
            .text()
            .get(range.clone())
            .ok_or(MietteError::OutOfBounds)?;
        let first = self.lines.position(Span::new(range.clone()).start).line as usize;
        Ok(Box::new(MietteSpanContents::new_named(
            self.lines.name().to_owned(),
            text.as_bytes(),
            (range.start, range.len()).into(),
            self.above + first - 1,
            column,
            text.lines().count(),
        )))
    }
}
