//! Text as it is set: spans of one look, broken into lines.

use std::sync::Arc;

/// The few colours of the report. Each is dark enough to be read on white and in grey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Ink {
    #[default]
    Black,
    Grey,
    /// What leads elsewhere in the report.
    Blue,
    Red,
    Brown,
    Green,
    /// Behind headings of tables.
    Shade,
    /// Lines of tables.
    Rule,
    White,
}

impl Ink {
    /// Red, green, blue.
    pub(super) const fn rgb(self) -> (u8, u8, u8) {
        match self {
            Self::Black => (0x11, 0x18, 0x20),
            Self::Grey => (0x51, 0x60, 0x6e),
            Self::Blue => (0x1d, 0x4f, 0x91),
            Self::Red => (0xa3, 0x12, 0x0d),
            Self::Brown => (0x80, 0x4d, 0x00),
            Self::Green => (0x1d, 0x66, 0x31),
            Self::Shade => (0xea, 0xef, 0xf4),
            Self::Rule => (0xa9, 0xb6, 0xc2),
            Self::White => (0xff, 0xff, 0xff),
        }
    }
}

/// A run of text of one look.
#[derive(Clone, Debug, Default)]
pub(super) struct Span {
    pub(super) text: String,
    pub(super) bold: bool,
    pub(super) ink: Ink,
    /// The anchor it leads to.
    pub(super) link: Option<Arc<str>>,
}

/// A text of several spans.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    pub(super) spans: Vec<Span>,
}

impl Text {
    pub(super) fn bold(text: impl Into<String>) -> Self {
        Self::default().and_bold(text)
    }

    pub(super) fn ink(text: impl Into<String>, ink: Ink) -> Self {
        Self::default().and_ink(text, ink)
    }

    pub(super) fn link(text: impl Into<String>, to: &str) -> Self {
        Self::default().and_link(text, to)
    }

    pub(super) fn and(self, text: impl Into<String>) -> Self {
        self.and_ink(text, Ink::Black)
    }

    pub(super) fn and_ink(mut self, text: impl Into<String>, ink: Ink) -> Self {
        self.spans.push(Span {
            text: text.into(),
            ink,
            ..Span::default()
        });
        self
    }

    pub(super) fn and_bold(mut self, text: impl Into<String>) -> Self {
        self.spans.push(Span {
            text: text.into(),
            bold: true,
            ..Span::default()
        });
        self
    }

    pub(super) fn and_link(mut self, text: impl Into<String>, to: &str) -> Self {
        self.spans.push(Span {
            text: text.into(),
            ink: Ink::Blue,
            link: Some(to.into()),
            ..Span::default()
        });
        self
    }

    pub(super) fn and_text(mut self, other: Self) -> Self {
        self.spans.extend(other.spans);
        self
    }

    /// Several texts with something between them.
    pub(super) fn joined(texts: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut all = Self::default();
        for text in texts {
            if !all.spans.is_empty() {
                all = all.and(between);
            }
            all.spans.extend(text.spans);
        }
        all
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::default().and(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::default().and(text)
    }
}

impl From<usize> for Text {
    fn from(number: usize) -> Self {
        Self::from(number.to_string())
    }
}

/// A line of a broken text.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) pieces: Vec<Piece>,
    pub(super) width: f32,
}

/// The part of a span in one line.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// From the beginning of the line.
    pub(super) x: f32,
    pub(super) width: f32,
    /// Composed (NFC).
    pub(super) text: String,
    pub(super) bold: bool,
    pub(super) ink: Ink,
    pub(super) link: Option<Arc<str>>,
}
