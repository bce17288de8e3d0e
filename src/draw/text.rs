//! How wide a text is and where it breaks, without a font at hand.
//!
//! The reader's font is unknown, so widths are those of a wide one (`DejaVu Sans`, close to Verdana): in any usual sans-serif
//! the text takes less room, never more. A letter with its marks is as wide as the letter, composed (NFC) or not (NFD).

use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthChar as _;

use super::geometry::TextRole;

/// Size of type and distance of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Font {
    /// Height of the type, pixels.
    pub size: i32,
    /// Distance of base lines, pixels.
    pub line: i32,
    /// Bold type is wider.
    pub bold: bool,
}

impl TextRole {
    /// The type it is set in.
    pub const fn font(self) -> Font {
        let (size, line, bold) = match self {
            Self::Heading => (17, 23, true),
            Self::Subheading => (13, 18, false),
            Self::Lane => (12, 16, true),
            Self::Name => (12, 15, false),
            Self::Number => (10, 12, true),
            Self::LaneUnit | Self::Note | Self::Condition => (11, 14, false),
        };
        Font { size, line, bold }
    }
}

/// Width of a line in pixels, rounded up. O(length).
pub fn width(line: &str, font: Font) -> i32 {
    let thousandths: i64 = line.nfd().map(advance).sum();
    let bold = if font.bold { 112 } else { 100 };
    let pixels = (thousandths * i64::from(font.size) * bold + 99_999) / 100_000;
    i32::try_from(pixels).unwrap_or(i32::MAX / 4)
}

/// Advance of one character in thousandths of the type size.
fn advance(c: char) -> i64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' => 300,
        'f' | 't' | 'r' | ' ' | '.' | ',' | ':' | ';' | '!' | '/' | '(' | ')' | '[' | ']' | '-' => {
            415
        }
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—' | '→' => 1000,
        'A'..='Z' | 'Đ' => 780,
        _ => match c.width().unwrap_or(0) {
            0 => 0,
            1 => 645,
            _ => 1000,
        },
    }
}

/// Break a text into lines of at most `room` pixels, all about equally long.
///
/// Breaks at white space and after `/`; a longer word is broken between grapheme clusters, never inside one. Costs
/// O(length · log room).
pub fn wrap(text: &str, font: Font, room: i32) -> Vec<String> {
    let words = words(text, font, room);
    let greedy = fill(&words, font, room);
    // The narrowest room that needs no more lines gives lines of equal length.
    let (mut low, mut high) = (room / 2, room);
    while low < high {
        let middle = low.midpoint(high);
        let fits = words.iter().all(|(word, _)| width(word, font) <= middle);
        if fits && fill(&words, font, middle).len() <= greedy.len() {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    fill(&words, font, high)
}

/// The unbreakable parts of a text, and whether a space stands before each.
fn words(text: &str, font: Font, room: i32) -> Vec<(String, bool)> {
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let mut spaced = true;
        for part in word.split_inclusive('/') {
            let mut piece = String::new();
            let mut taken = 0;
            for cluster in part.graphemes(true) {
                let wide = width(cluster, font);
                if !piece.is_empty() && taken + wide > room {
                    words.push((std::mem::take(&mut piece), spaced));
                    spaced = false;
                    taken = 0;
                }
                piece.push_str(cluster);
                taken += wide;
            }
            if !piece.is_empty() {
                words.push((piece, spaced));
                spaced = false;
            }
        }
    }
    words
}

fn fill(words: &[(String, bool)], font: Font, room: i32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut taken = 0;
    let space = width(" ", font);
    for (word, spaced) in words {
        let wide = width(word, font);
        let gap = if *spaced { space } else { 0 };
        match lines.last_mut() {
            Some(line) if taken + gap + wide <= room => {
                if *spaced {
                    line.push(' ');
                }
                line.push_str(word);
                taken += gap + wide;
            }
            _ => {
                lines.push(word.clone());
                taken = wide;
            }
        }
    }
    lines
}

/// Width of the widest line.
pub fn widest(lines: &[String], font: Font) -> i32 {
    lines
        .iter()
        .map(|line| width(line, font))
        .max()
        .unwrap_or(0)
}

/// Height of some lines.
pub fn height(lines: &[String], font: Font) -> i32 {
    i32::try_from(lines.len()).unwrap_or(i32::MAX / 64) * font.line
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn composed_and_decomposed_text_break_alike() {
        let text = "Phòng Quy hoạch, kế hoạch đất đai và Quản lý đo đạc, bản đồ, viễn thám";
        let decomposed: String = text.nfd().collect();
        let font = TextRole::Lane.font();
        let lines = wrap(text, font, 120);
        let again: Vec<String> = wrap(&decomposed, font, 120)
            .iter()
            .map(|line| line.nfc().collect())
            .collect();
        assert_eq!(lines, again);
        assert!(lines.len() > 2);
        assert!(widest(&lines, font) <= 120);
    }

    #[test]
    fn a_long_word_breaks_between_letters_and_their_marks() {
        let word: String = "ngiêng".repeat(20).nfd().collect();
        let font = TextRole::Name.font();
        let lines = wrap(&word, font, 60);
        assert!(widest(&lines, font) <= 60);
        assert_eq!(lines.concat(), word);
        assert!(
            lines
                .iter()
                .all(|line| !line.starts_with(|c: char| c.width() == Some(0)))
        );
    }

    #[test]
    fn lines_are_about_equally_long() {
        let font = TextRole::Name.font();
        let lines = wrap("Kiểm tra tính hợp pháp, lập thủ tục trình ký", font, 200);
        assert_eq!(lines.len(), 2);
        assert!((width(&lines[0], font) - width(&lines[1], font)).abs() < 60);
    }
}
