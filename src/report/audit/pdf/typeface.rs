//! The type of the report: which glyph draws a character, how wide it is, and where a text breaks into lines.
//!
//! Latin, Greek and Cyrillic need no shaping once their letters are composed (NFC), and the fonts hold every composed letter
//! of Vietnamese. A character that the fonts lack is drawn as U+FFFD; a search still finds it, because the text itself goes
//! into the file.

use std::collections::HashMap;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::MetadataProvider as _;
use skrifa::instance::{LocationRef, Size};
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_normalization::UnicodeNormalization as _;

use super::text::{Line, Piece, Text};

const REGULAR: &[u8] = include_bytes!("fonts/DejaVuSansCondensed.ttf");
const BOLD: &[u8] = include_bytes!("fonts/DejaVuSansCondensed-Bold.ttf");

/// The two faces of the report.
#[derive(Debug)]
pub(super) struct Typeface {
    regular: Face,
    bold: Face,
}

/// One face.
#[derive(Debug)]
pub(super) struct Face {
    pub(super) font: Font,
    /// Glyph and advance of a character; the advance is in parts of the type size.
    glyphs: HashMap<char, (u32, f32)>,
    missing: (u32, f32),
}

impl Face {
    /// Read a font; nothing where it cannot be read.
    fn new(bytes: &'static [u8]) -> Option<Self> {
        let known = skrifa::FontRef::new(bytes).ok()?;
        let metrics = known.glyph_metrics(Size::new(1.0), LocationRef::default());
        let glyphs: HashMap<char, (u32, f32)> = known
            .charmap()
            .mappings()
            .filter_map(|(code, glyph)| {
                let advance = metrics.advance_width(glyph)?;
                Some((char::from_u32(code)?, (glyph.to_u32(), advance)))
            })
            .collect();
        let missing = glyphs.get(&char::REPLACEMENT_CHARACTER).copied();
        Some(Self {
            font: Font::new(bytes.into(), 0)?,
            glyphs,
            missing: missing.unwrap_or_default(),
        })
    }

    fn glyph(&self, c: char) -> (u32, f32) {
        self.glyphs.get(&c).copied().unwrap_or(self.missing)
    }

    /// The glyphs of a composed text, as they are set side by side.
    pub(super) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        text.char_indices()
            .map(|(at, c)| {
                let (glyph, advance) = self.glyph(c);
                let range = at..at + c.len_utf8();
                KrillaGlyph::new(GlyphId::new(glyph), advance, 0.0, 0.0, 0.0, range, None)
            })
            .collect()
    }
}

/// A character of a text that is being broken: the span it comes from, its advance, and whether a line may or must end after
/// it.
struct Letter {
    c: char,
    span: usize,
    advance: f32,
    after: Option<BreakOpportunity>,
}

impl Typeface {
    /// The fonts of this crate; nothing where they cannot be read, which does not happen.
    pub(super) fn new() -> Option<Self> {
        Some(Self {
            regular: Face::new(REGULAR)?,
            bold: Face::new(BOLD)?,
        })
    }

    pub(super) const fn face(&self, bold: bool) -> &Face {
        if bold { &self.bold } else { &self.regular }
    }

    /// Width of a line of text.
    pub(super) fn width(&self, text: &str, bold: bool, size: f32) -> f32 {
        let face = self.face(bold);
        text.nfc().map(|c| face.glyph(c).1).sum::<f32>() * size
    }

    /// Break a text into lines of at most `room`, as Unicode Standard Annex 14 allows; a longer word is broken where it must.
    /// O(length).
    pub(super) fn wrap(&self, text: &Text, size: f32, room: f32) -> Vec<Line> {
        let letters = self.letters(text, size);
        let mut lines = Vec::new();
        let (mut first, mut may_end, mut wide) = (0, None, 0.0);
        for (index, letter) in letters.iter().enumerate() {
            wide += letter.advance;
            // Space at the end of a line may stand over its edge, and a mark stays with its letter.
            while wide > room && index > first && !letter.c.is_whitespace() && letter.advance > 0.0
            {
                let end = may_end.take().unwrap_or(index);
                lines.push(line(text, letters.get(first..end).unwrap_or_default()));
                first = end;
                let rest = letters.get(first..=index).unwrap_or_default();
                wide = rest.iter().map(|letter| letter.advance).sum();
            }
            match letter.after {
                Some(BreakOpportunity::Allowed) => may_end = Some(index + 1),
                Some(BreakOpportunity::Mandatory) => {
                    let ended = letters.get(first..=index).unwrap_or_default();
                    lines.push(line(text, ended));
                    (first, may_end, wide) = (index + 1, None, 0.0);
                }
                None => {}
            }
        }
        if first < letters.len() {
            lines.push(line(text, letters.get(first..).unwrap_or_default()));
        }
        lines
    }

    fn letters(&self, text: &Text, size: f32) -> Vec<Letter> {
        let mut whole = String::new();
        let mut letters = Vec::new();
        for (span, part) in text.spans.iter().enumerate() {
            let face = self.face(part.bold);
            for c in part.text.nfc() {
                whole.push(c);
                letters.push(Letter {
                    c,
                    span,
                    advance: if c == '\n' {
                        0.0
                    } else {
                        face.glyph(c).1 * size
                    },
                    after: None,
                });
            }
        }
        let mut ends = whole
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .zip(&mut letters);
        // The end of the text counts as an opportunity that must be taken; the last line is taken anyway.
        for (at, kind) in linebreaks(&whole).filter(|(at, _)| *at < whole.len()) {
            if let Some((_, letter)) = ends.find(|(end, _)| *end == at) {
                letter.after = Some(kind);
            }
        }
        letters
    }
}

/// A line of letters, cut where their spans change; space at its end is dropped.
fn line(text: &Text, letters: &[Letter]) -> Line {
    let kept = letters
        .iter()
        .rposition(|letter| !letter.c.is_whitespace())
        .map_or(0, |last| last + 1);
    let mut line = Line::default();
    let mut current = None;
    for letter in letters.get(..kept).unwrap_or_default() {
        if current != Some(letter.span) {
            let Some(span) = text.spans.get(letter.span) else {
                continue;
            };
            line.pieces.push(Piece {
                x: line.width,
                width: 0.0,
                text: String::new(),
                bold: span.bold,
                ink: span.ink,
                link: span.link.clone(),
            });
            current = Some(letter.span);
        }
        if let Some(piece) = line.pieces.last_mut() {
            piece.text.push(letter.c);
            piece.width += letter.advance;
        }
        line.width += letter.advance;
    }
    line
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn lines(text: &str, room: f32) -> Vec<String> {
        let typeface = Typeface::new().unwrap();
        let lines = typeface.wrap(&Text::from(text), 10.0, room);
        lines
            .iter()
            .inspect(|line| assert!(line.width <= room))
            .map(|line| {
                line.pieces
                    .iter()
                    .map(|piece| piece.text.as_str())
                    .collect()
            })
            .collect()
    }

    #[test]
    fn every_letter_of_vietnamese_has_a_glyph_in_both_faces() {
        let typeface = Typeface::new().unwrap();
        let plain = "aăâeêioôơuưyđAĂÂEÊIOÔƠUƯYĐ";
        let tones = ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"];
        for (letter, tone) in plain
            .chars()
            .flat_map(|letter| tones.map(|tone| (letter, tone)))
            .filter(|(letter, tone)| tone.is_empty() || !"đĐ".contains(*letter))
        {
            let composed: Vec<char> = format!("{letter}{tone}").nfc().collect();
            let [composed] = composed.as_slice() else {
                unreachable!("{letter} with {tone:?} has no composed form");
            };
            for bold in [false, true] {
                assert!(typeface.face(bold).glyphs.contains_key(composed));
            }
        }
    }

    #[test]
    fn a_text_breaks_between_words_and_a_long_word_where_it_must() {
        assert_eq!(
            lines("Thời hạn giải quyết", 60.0),
            ["Thời hạn giải", "quyết"]
        );
        assert_eq!(lines("một\nhai", 100.0), ["một", "hai"]);
        let hash = "e3b0c44298fc1c149afbf4c8996fb924";
        let broken = lines(hash, 50.0);
        assert!(broken.len() > 2);
        assert_eq!(broken.concat(), hash);
    }

    #[test]
    fn decomposed_text_is_composed() {
        assert_eq!(lines("Giay\u{301}", 100.0), ["Giaý"]);
    }
}
