//! Sets texts and headings one under the other and turns the page where it is full.

use super::page::{ABOVE, Anchor, Area, BELOW, Bookmark, Format, Op, Page, Part, SIDE};
use super::text::{Line, Text};
use super::typeface::Typeface;

/// Size of type of running text.
pub(super) const BODY: f32 = 9.0;
/// Size of type in tables.
pub(super) const SMALL: f32 = 7.5;

/// Distance of lines for a size of type.
pub(super) const fn leading(size: f32) -> f32 {
    size * 1.3
}

/// A part of the report while it is set.
#[derive(Debug)]
pub(super) struct Setter<'f> {
    pub(super) typeface: &'f Typeface,
    format: Format,
    pub(super) part: Part,
    /// Where the next line begins.
    pub(super) y: f32,
}

impl<'f> Setter<'f> {
    /// Begin a part on a new page.
    pub(super) fn new(typeface: &'f Typeface, format: Format) -> Self {
        let mut setter = Self {
            typeface,
            format,
            part: Part::default(),
            y: ABOVE,
        };
        setter.turn();
        setter
    }

    /// Width between the margins.
    pub(super) fn width(&self) -> f32 {
        self.format.size().0 - 2.0 * SIDE
    }

    /// Height between the margins.
    pub(super) fn height(&self) -> f32 {
        self.format.size().1 - ABOVE - BELOW
    }

    /// What is left of the page.
    pub(super) fn room(&self) -> f32 {
        self.format.size().1 - BELOW - self.y
    }

    /// Begin a page.
    pub(super) fn turn(&mut self) {
        self.part.pages.push(Page {
            format: self.format,
            ops: Vec::new(),
        });
        self.y = ABOVE;
    }

    /// Turn the page unless so much is left of it, or nothing stands on it yet.
    pub(super) fn need(&mut self, height: f32) {
        if self.room() < height && self.y > ABOVE {
            self.turn();
        }
    }

    /// Leave some room; none at the head of a page.
    pub(super) fn skip(&mut self, height: f32) {
        if self.y > ABOVE {
            self.y += height;
        }
    }

    pub(super) fn put(&mut self, op: Op) {
        if let Some(page) = self.part.pages.last_mut() {
            page.ops.push(op);
        }
    }

    /// Links lead here.
    pub(super) fn anchor(&mut self, name: &str) {
        self.part.anchors.push(Anchor {
            name: name.into(),
            page: self.part.pages.len().saturating_sub(1),
            y: self.y,
        });
    }

    /// A heading; `level` 1 and 2 stand in the outline. It stays with the first lines of what follows.
    pub(super) fn heading(&mut self, level: u8, title: &str) {
        let (size, before, after) = match level {
            1 => (15.0, 18.0, 8.0),
            2 => (11.5, 14.0, 5.0),
            3 => (9.5, 10.0, 4.0),
            _ => (8.5, 8.0, 3.0),
        };
        let lines = self.typeface.wrap(&Text::bold(title), size, self.width());
        let high = leading(size) * lines_high(&lines);
        self.need(before + high + after + 48.0);
        self.skip(before);
        if level <= 2 {
            self.part.bookmarks.push(Bookmark {
                level,
                title: title.to_owned(),
                page: self.part.pages.len().saturating_sub(1),
                y: self.y,
            });
        }
        self.lines(SIDE, size, &lines);
        self.y += after;
    }

    /// A paragraph across the page.
    pub(super) fn paragraph(&mut self, text: impl Into<Text>) {
        self.sized(&text.into(), BODY);
    }

    /// A paragraph in small type.
    pub(super) fn note(&mut self, text: impl Into<Text>) {
        self.sized(&text.into(), SMALL);
    }

    /// A paragraph in a size.
    pub(super) fn sized(&mut self, text: &Text, size: f32) {
        let lines = self.typeface.wrap(text, size, self.width());
        for line in &lines {
            self.need(leading(size));
            self.lines(SIDE, size, std::slice::from_ref(line));
        }
        self.y += 4.0;
    }

    /// Set lines where the part stands; there is room for them.
    fn lines(&mut self, x: f32, size: f32, lines: &[Line]) {
        for line in lines {
            let y = self.y;
            self.line(x, y, size, line);
            self.y += leading(size);
        }
    }

    /// Set a line whose upper edge is at `y`.
    pub(super) fn line(&mut self, x: f32, y: f32, size: f32, line: &Line) {
        let base = y + (leading(size) - size) / 2.0 + size * 0.86;
        for piece in &line.pieces {
            if let Some(to) = &piece.link {
                self.put(Op::Link {
                    area: Area {
                        x: x + piece.x,
                        y,
                        width: piece.width,
                        height: leading(size),
                    },
                    to: to.clone(),
                });
            }
            self.put(Op::Text {
                x: x + piece.x,
                y: base,
                size,
                bold: piece.bold,
                ink: piece.ink,
                text: piece.text.clone(),
            });
        }
    }
}

/// Number of lines, at least one, as a height counts them.
pub(super) fn lines_high(lines: &[Line]) -> f32 {
    f32::from(u16::try_from(lines.len().max(1)).unwrap_or(u16::MAX))
}
