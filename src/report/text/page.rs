//! What every part of the text report is set with: headings, lines with a head, boxes.

use std::borrow::Cow;

use anstyle::{AnsiColor, Color, Style as Paint};

use super::snippet::{Label, snippet};
use crate::messages::{Lang, Localized};
use crate::read::problem::Problem;
use crate::report::clean::clean;
use crate::report::words::{ERROR, HELP};
use crate::report::wrap::{columns, wrap};
use crate::source::{Place, Sources};

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
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The files that are quoted.
    pub sources: &'a Sources,
    /// The reader's language.
    pub lang: Lang,
    /// How the terminal wants it.
    pub style: &'a Style,
}

impl Page<'_> {
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

    /// `major[extra-document]: message                  8.2.2`
    pub fn heading(
        &self,
        paint: Paint,
        word: &str,
        name: &str,
        message: &str,
        clause: &str,
    ) -> String {
        let head = format!("{word}[{name}]");
        let room = self.style.width.saturating_sub(columns(clause) + 2).max(20);
        let mut body = String::with_capacity(message.len() + 16);
        body.push_str(": ");
        let first = room.saturating_sub(columns(&head) + columns(&body));
        wrap(&mut body, &clean(message), first, room - 2, "\n  ");
        let (first, rest) = match body.split_once('\n') {
            Some((first, rest)) => (first, Some(rest)),
            None => (body.as_str(), None),
        };
        let used = columns(&head) + columns(first) + columns(clause);
        let gap = self.style.width.saturating_sub(used).max(1);
        let bold = Paint::new().bold();
        let mut line = self.paint(paint.bold(), &head).into_owned();
        line.push_str(&self.paint(bold, first));
        if !clause.is_empty() {
            line.extend(std::iter::repeat_n(' ', gap));
            line.push_str(clause);
        }
        if let Some(rest) = rest {
            line.push('\n');
            line.push_str(&self.paint(bold, rest));
        }
        line.push('\n');
        line
    }

    /// `  help: …`, wrapped.
    pub fn line(&self, word: &Localized, text: &str) -> String {
        let head = format!("  {}:", self.say(word));
        let first = self.style.width.saturating_sub(columns(&head) + 1);
        let rest = self.style.width.saturating_sub(4);
        let mut line = String::with_capacity(head.len() + text.len() + 16);
        line.push_str(&self.paint(color(AnsiColor::Cyan), &head));
        line.push(' ');
        wrap(&mut line, &clean(text), first, rest, "\n    ");
        line.push('\n');
        line
    }

    /// A box with one place in it.
    pub fn place(&self, place: Place) -> String {
        let label = Label {
            span: place.span,
            text: String::new(),
        };
        self.sources
            .get(place.source)
            .map_or_else(String::new, |source| snippet(source, &[label], self.style))
    }

    /// Something that is wrong with a file: heading, box, help.
    pub fn error(
        &self,
        name: &str,
        place: Place,
        message: &Localized,
        help: Option<&Localized>,
    ) -> String {
        let red = color(AnsiColor::Red);
        let mut out = self.heading(red, self.say(&ERROR), name, self.say(message), "");
        out.push_str(&self.place(place));
        if let Some(help) = help {
            out.push_str(&self.line(&HELP, self.say(help)));
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
