//! What every part of the text report is set with: headings, lines with a head, boxes.

use std::borrow::Cow;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Color, Style as Paint};

use super::snippet::{Boxes, Label};
use crate::messages::{Lang, Localized};
use crate::read::problem::Problem;
use crate::report::clean::clean;
use crate::report::words::{ERROR, HELP};
use crate::report::wrap::{columns, wrap};
use crate::source::{Place, Source, Sources};

/// How the terminal wants it.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns.
    pub width: usize,
    /// Whether to colour.
    pub color: bool,
    /// Whether boxes are drawn in Unicode, else in ASCII.
    pub unicode: bool,
}

/// Where text is set: the files it quotes, the language, the terminal.
#[derive(Debug)]
pub struct Page<'a> {
    /// The files that are quoted.
    pub sources: &'a Sources,
    /// The reader's language.
    pub lang: Lang,
    /// How the terminal wants it.
    pub style: &'a Style,
    boxes: Boxes<'a>,
}

impl<'a> Page<'a> {
    /// A page for these files.
    pub fn new(sources: &'a Sources, lang: Lang, style: &'a Style) -> Self {
        Self {
            sources,
            lang,
            style,
            boxes: Boxes::new(style),
        }
    }
    /// A text in the reader's language.
    pub fn say<'t>(&self, text: &'t Localized) -> &'t str {
        text.in_lang(self.lang)
    }

    /// A text in a colour, where colours are wanted.
    pub fn paint<'t>(&self, paint: Paint, text: &'t str) -> Cow<'t, str> {
        if self.style.color {
            format!("{paint}{text}{paint:#}").into()
        } else {
            text.into()
        }
    }

    /// Write several texts in a colour, where colours are wanted.
    fn painted(&self, out: &mut String, paint: Paint, texts: &[&str]) {
        // Writing to a String cannot fail.
        if self.style.color {
            let _ = write!(out, "{paint}");
        }
        out.extend(texts.iter().copied());
        if self.style.color {
            let _ = write!(out, "{paint:#}");
        }
    }

    /// Write `major[extra-document]: message                  8.2.2`.
    pub fn heading(
        &self,
        out: &mut String,
        paint: Paint,
        (word, name): (&str, &str),
        message: &str,
        clause: &str,
    ) {
        let head = columns(word) + columns(name) + 2;
        let room = self.style.width.saturating_sub(columns(clause) + 2).max(20);
        let mut body = String::with_capacity(message.len() + 16);
        body.push_str(": ");
        let first = room.saturating_sub(head + columns(&body));
        wrap(&mut body, &clean(message), first, room - 2, "\n  ");
        let (first, rest) = match body.split_once('\n') {
            Some((first, rest)) => (first, Some(rest)),
            None => (body.as_str(), None),
        };
        let used = head + columns(first) + columns(clause);
        let gap = self.style.width.saturating_sub(used).max(1);
        let bold = Paint::new().bold();
        self.painted(out, paint.bold(), &[word, "[", name, "]"]);
        self.painted(out, bold, &[first]);
        if !clause.is_empty() {
            out.extend(std::iter::repeat_n(' ', gap));
            out.push_str(clause);
        }
        if let Some(rest) = rest {
            out.push('\n');
            self.painted(out, bold, &[rest]);
        }
        out.push('\n');
    }

    /// Write `  help: …`, wrapped.
    pub fn line(&self, out: &mut String, word: &Localized, text: &str) {
        let word = self.say(word);
        let first = self.style.width.saturating_sub(columns(word) + 4);
        let rest = self.style.width.saturating_sub(4);
        self.painted(out, color(AnsiColor::Cyan), &["  ", word, ":"]);
        out.push(' ');
        wrap(out, &clean(text), first, rest, "\n    ");
        out.push('\n');
    }

    /// Draw the boxes of a file; see [`Boxes::draw`].
    pub fn boxes(&self, out: &mut String, source: &Source, labels: &[Label]) {
        self.boxes.draw(out, source, labels);
    }

    /// Draw a box with one place in it.
    pub fn place(&self, out: &mut String, place: Place) {
        let label = Label {
            span: place.span,
            text: String::new(),
        };
        if let Some(source) = self.sources.get(place.source) {
            self.boxes(out, source, &[label]);
        }
    }

    /// Something that is wrong with a file: heading, box, help.
    pub fn error(
        &self,
        name: &str,
        place: Place,
        message: &Localized,
        help: Option<&Localized>,
    ) -> String {
        let mut out = String::new();
        let red = color(AnsiColor::Red);
        let error = ERROR;
        let head = (self.say(&error), name);
        self.heading(&mut out, red, head, self.say(message), "");
        self.place(&mut out, place);
        if let Some(help) = help {
            self.line(&mut out, &HELP, self.say(help));
        }
        out
    }

    /// Something that was not understood of a file.
    pub fn problem(&self, place: Place, problem: &Problem) -> String {
        self.error(
            problem.kind.name(),
            place,
            &problem.message,
            problem.help.as_ref(),
        )
    }
}

/// The paint of one colour.
pub fn color(color: AnsiColor) -> Paint {
    Paint::new().fg_color(Some(Color::Ansi(color)))
}
