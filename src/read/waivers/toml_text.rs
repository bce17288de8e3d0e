//! The comments of a TOML text and what each stands at: a walk over characters that knows strings, brackets and headers.
//!
//! `toml` keeps no comments. Text that is no TOML gives what can be made of it, without fail.

use super::comment::Comment;
use crate::source::Span;

/// A table header, or a key with its value.
struct Statement<'a> {
    start: usize,
    /// Without the line end and without a comment behind it.
    end: usize,
    /// The path of a header, `None` for a key with its value.
    table: Option<&'a str>,
}

/// Every comment. O(bytes + comments × statements that follow in their table).
pub(super) fn comments(text: &str) -> Vec<Comment<'_>> {
    let mut walk = Walk {
        text,
        at: 0,
        statements: Vec::new(),
        comments: Vec::new(),
    };
    walk.run();
    let statements = walk.statements;
    walk.comments
        .into_iter()
        .map(|(start, end, stands_at)| {
            let about = match stands_at {
                StandsAt::Statement(index) => about(text, &statements, index),
                StandsAt::Line(from) => line_of_array(text, from),
            };
            Comment {
                text: text.get(start + 1..end).unwrap_or_default(),
                span: Span::new(start..end),
                about: about.unwrap_or(Span::new(start..end)),
            }
        })
        .collect()
}

/// The first line from an offset on that holds more than a comment, without the comment behind it.
fn line_of_array(text: &str, from: usize) -> Option<Span> {
    let mut start = from;
    loop {
        let rest = text.get(start..)?;
        start += rest.len() - rest.trim_start().len();
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let line = rest.lines().next()?;
        if !line.starts_with('#') {
            let mut walk = Walk {
                text: line,
                at: 0,
                statements: Vec::new(),
                comments: Vec::new(),
            };
            let end = walk.end_of_content();
            return Some(Span::new(start..start + end));
        }
        start += line.len();
    }
}

/// The statement of an index, with the whole table where it is a header.
fn about(text: &str, statements: &[Statement<'_>], index: usize) -> Option<Span> {
    let statement = statements.get(index)?;
    let Some(table) = statement.table else {
        return Some(Span::new(statement.start..statement.end));
    };
    let below = |other: &Statement<'_>| {
        other.table.is_none_or(|other| {
            other
                .strip_prefix(table)
                .is_some_and(|rest| rest.starts_with('.'))
        })
    };
    let next = statements.get(index + 1..)?.iter().find(|s| !below(s));
    Some(Span::new(
        statement.start..next.map_or(text.len(), |next| next.start),
    ))
}

struct Walk<'a> {
    text: &'a str,
    at: usize,
    statements: Vec<Statement<'a>>,
    /// Start, end, and what each stands at.
    comments: Vec<(usize, usize, StandsAt)>,
}

/// What a comment stands at.
#[derive(Clone, Copy)]
enum StandsAt {
    /// The statement of an index.
    Statement(usize),
    /// A line between the brackets of a statement: the first with content from this offset on.
    Line(usize),
}

impl<'a> Walk<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            if c == '#' {
                // On a line of its own: about the statement that follows.
                self.comment(StandsAt::Statement(self.statements.len()));
            } else if c.is_whitespace() || c == '\u{feff}' {
                self.at += c.len_utf8();
            } else {
                self.statement(c == '[');
            }
        }
    }

    fn comment(&mut self, about: StandsAt) {
        let start = self.at;
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        let end = start
            + self
                .text
                .get(start..self.at)
                .map_or(0, |text| text.trim_end().len());
        self.comments.push((start, end, about));
    }

    /// Up to the end of its line, or of the last of its lines: brackets and long strings reach over line ends.
    fn statement(&mut self, is_header: bool) {
        let (start, index) = (self.at, self.statements.len());
        let (mut depth, mut end) = (0usize, self.at);
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\n' if depth == 0 || is_header => break,
                '#' => {
                    let line = self.text.get(..self.at).and_then(|text| text.rfind('\n'));
                    let stands_at = match line {
                        // The brackets were opened on a line above.
                        Some(line) if depth > 0 && line > start => StandsAt::Line(line + 1),
                        _ => StandsAt::Statement(index),
                    };
                    self.comment(stands_at);
                    continue;
                }
                '"' | '\'' => {
                    self.string(c);
                    end = self.at;
                    continue;
                }
                '[' | '{' => depth += 1,
                ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += c.len_utf8();
            if !c.is_whitespace() {
                end = self.at;
            }
        }
        let path = self.text.get(start..end).unwrap_or_default();
        let path = path.trim_matches(['[', ']', ' ', '\t']);
        self.statements.push(Statement {
            start,
            end,
            table: is_header.then_some(path),
        });
    }

    /// Where what is no comment ends on one line.
    fn end_of_content(&mut self) -> usize {
        let mut end = 0;
        while let Some(c) = self.rest().chars().next() {
            match c {
                '#' => break,
                '"' | '\'' => self.string(c),
                _ => self.at += c.len_utf8(),
            }
            if !c.is_whitespace() {
                end = self.at;
            }
        }
        end
    }

    /// A string with its quotes; one that is not closed ends with its line, a long one with the text.
    fn string(&mut self, quote: char) {
        let long: String = std::iter::repeat_n(quote, 3).collect();
        let is_long = self.rest().starts_with(&long);
        let close = if is_long {
            long.as_str()
        } else {
            long.get(..1).unwrap_or_default()
        };
        self.at += close.len();
        while let Some(c) = self.rest().chars().next() {
            if self.rest().starts_with(close) {
                self.at += close.len();
                // A long string may end with one or two quotes of its own.
                while is_long && self.rest().starts_with(quote) {
                    self.at += 1;
                }
                return;
            }
            if c == '\n' && !is_long {
                return;
            }
            self.at += c.len_utf8();
            if c == '\\' && quote == '"' {
                self.at += self.rest().chars().next().map_or(0, char::len_utf8);
            }
        }
    }
}
