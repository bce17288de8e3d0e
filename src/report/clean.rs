//! Keeps what stands in a file from steering the reader's terminal.
//!
//! A process file may hold escape sequences or characters that turn the direction of text round. They are shown as other
//! characters of the same number of bytes, so that every offset stays right.

use std::borrow::Cow;

/// The text with control characters (but tab and line ends) and bidirectional controls replaced. O(bytes).
pub fn clean(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    // Nearly every text is plain, so all of it is looked at, which goes by many bytes at once.
    let all_plain = text.bytes().fold(true, |all, byte| all & is_plain(byte));
    if all_plain || !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let replace = |c: char| match (is_unsafe(c), c.len_utf8()) {
        (false, _) => c,
        (true, 1) => '?',
        (true, 2) => '¿',
        (true, _) => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(replace).collect())
}

fn is_unsafe(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text on one line: line ends become spaces.
pub fn one_line(text: &str) -> String {
    if !text.contains(['\n', '\r']) {
        return clean(text.trim()).into_owned();
    }
    let lines: Vec<&str> = text
        .split(['\n', '\r'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    clean(&lines.join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_stay() {
        for text in ["a\u{1b}[31mb", "\u{85}x", "a\u{202e}b", "Tiếp nhận\tx\r\n"] {
            let cleaned = clean(text);
            assert_eq!(cleaned.len(), text.len());
            assert!(!cleaned.contains(['\u{1b}', '\u{85}', '\u{202e}']));
        }
        assert_eq!(clean("Tiếp nhận\tx\r\n"), "Tiếp nhận\tx\r\n");
        assert_eq!(one_line("a\n  b\r\nc"), "a b c");
    }
}
