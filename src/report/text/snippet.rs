//! Draws a piece of a file with labels under it, by miette.
//!
//! miette gets a small window of the file with the label lines in it, never the file: its search for lines starts at the top
//! each time, which is quadratic over many findings. Only its boxes are used. Its headings (`Error:`, `help:`) are fixed
//! English words, so the lines around a box are made by the caller.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
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

/// Draws boxes for a terminal.
#[derive(Debug)]
pub struct Boxes<'a> {
    style: &'a Style,
    handler: GraphicalReportHandler,
}

impl<'a> Boxes<'a> {
    /// Boxes for this terminal.
    pub fn new(style: &'a Style) -> Self {
        Self {
            style,
            handler: GraphicalReportHandler::new_themed(theme(style))
                .with_links(false)
                .with_width(style.width)
                .without_cause_chain()
                .without_syntax_highlighting(),
        }
    }

    /// The boxes of one file: first the one with the first label and those near it, then those of the other labels. The place
    /// of the first label of a box stands in its frame.
    pub fn draw(&self, out: &mut String, source: &Source, labels: &[Label]) {
        let line = |label: &&Label| source.position(label.span.start).line;
        let Some(first) = labels.first().as_ref().map(line) else {
            return;
        };
        let (near, far): (Vec<&Label>, Vec<&Label>) = labels
            .iter()
            .partition(|label| line(label).abs_diff(first) <= NEAR);
        self.draw_some(out, source, &near);
        self.draw_some(out, source, &far);
    }

    fn draw_some(&self, out: &mut String, source: &Source, labels: &[&Label]) {
        let Some(first) = labels.first() else {
            return;
        };
        let Some(window) = Window::new(source, labels, self.style) else {
            place(out, source, first.span);
            return;
        };
        let begin = out.len();
        if self.handler.render_report(out, &window).is_err() {
            out.truncate(begin);
            return;
        }
        // The first line is the message of the diagnostic, which is empty.
        let drawn = out.get(begin..).unwrap_or_default();
        let end = drawn.find('\n').map_or(drawn.len(), |at| at + 1);
        out.drain(begin..begin + end);
    }
}

/// Write a place without its text.
pub fn place(out: &mut String, source: &Source, span: Span) {
    let at = source.position(span.start);
    let name = one_line(source.name());
    // Writing to a String cannot fail.
    let _ = writeln!(out, "   [{name}:{}:{}]", at.line, at.column);
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
    fn new(source: &Source, labels: &[&Label], style: &Style) -> Option<Self> {
        let placed: Vec<(u32, Span, &Label)> = labels
            .iter()
            .map(|&label| {
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
        Ok(Box::new(Piece {
            name: self.lines.name(),
            text,
            span: (range.start, range.len()).into(),
            line: self.above + first - 1,
            column,
        }))
    }
}

/// What miette reads of a window. Its own type for this wants the name anew each time.
struct Piece<'a> {
    name: &'a str,
    text: &'a str,
    span: SourceSpan,
    line: usize,
    column: usize,
}

impl<'a> SpanContents<'a> for Piece<'a> {
    fn data(&self) -> &'a [u8] {
        self.text.as_bytes()
    }
    fn span(&self) -> &SourceSpan {
        &self.span
    }
    fn name(&self) -> Option<&str> {
        Some(self.name)
    }
    fn line(&self) -> usize {
        self.line
    }
    fn column(&self) -> usize {
        self.column
    }
    fn line_count(&self) -> usize {
        self.text.lines().count()
    }
}
