//! Breaks text into lines of a width, counted in terminal columns, not in bytes or code points.

use unicode_width::UnicodeWidthStr;

/// Columns a text takes. What is printed is mostly ASCII, of which every character takes one but for the line end of Windows.
pub fn columns(text: &str) -> usize {
    if text.is_ascii() && !text.contains('\r') {
        text.len()
    } else {
        text.width()
    }
}

/// A text filled with spaces to a number of columns.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// Write the words of a text in lines of at most `first` columns, then `rest` columns, with `between` them; a longer word has
/// a line of its own.
pub fn wrap(out: &mut String, text: &str, first: usize, rest: usize, between: &str) {
    if is_plain(text) {
        wrap_plain(out, text, first, rest, between);
    } else {
        wrap_words(out, text, first, rest, between);
    }
}

/// Whether a text is of ASCII, with nothing but single spaces between its words: the longest part of nearly every report.
fn is_plain(text: &str) -> bool {
    let mut before = b' ';
    let mut bytes = text.bytes();
    let goes_on = |byte: u8| {
        let goes_on = matches!(byte, b' '..=b'~') && !(byte == b' ' && before == b' ');
        before = byte;
        goes_on
    };
    bytes.all(goes_on) && !text.ends_with(' ')
}

/// A byte is a column here, so each line is found at once, from its end.
fn wrap_plain(out: &mut String, text: &str, first: usize, rest: usize, between: &str) {
    let (mut left, mut most) = (text, first);
    while left.len() > most {
        let end = left.get(..=most).and_then(|line| line.rfind(' '));
        let Some((line, after)) = (match end {
            Some(end) => left.split_at_checked(end),
            None => left.split_once(' '),
        }) else {
            break;
        };
        out.push_str(line);
        out.push_str(between);
        (left, most) = (after.trim_start(), rest);
    }
    out.push_str(left);
}

fn wrap_words(out: &mut String, text: &str, first: usize, rest: usize, between: &str) {
    let begin = out.len();
    let (mut used, mut most) = (0, first);
    for word in text.split_whitespace() {
        let wide = columns(word);
        if out.len() == begin {
            used = wide;
        } else if used + 1 + wide > most {
            out.push_str(between);
            (used, most) = (wide, rest);
        } else {
            out.push(' ');
            used += 1 + wide;
        }
        out.push_str(word);
    }
}

/// A text after a head ("  help: "), its further lines indented by `indent` columns.
pub fn hanging(head: &str, text: &str, indent: usize, width: usize) -> String {
    let first = width.saturating_sub(columns(head));
    let rest = width.saturating_sub(indent);
    let between = format!("\n{}", " ".repeat(indent));
    let mut out = String::with_capacity(head.len() + text.len() + between.len());
    out.push_str(head);
    wrap(&mut out, text, first, rest, &between);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts_columns() {
        let wrapped = |text: &str, first, rest| {
            let mut out = String::new();
            wrap(&mut out, text, first, rest, "|");
            out
        };
        assert_eq!(wrapped("một hai ba bốn", 7, 6), "một hai|ba bốn");
        assert_eq!(wrapped("漢字 ab c", 6, 4), "漢字|ab c");
        assert_eq!(wrapped("longer than that", 3, 4), "longer|than|that");
        for text in [
            "",
            "a ~ b",
            "\0\t\n\u{7f}",
            "a\r\nb",
            "tiếng",
            "tie\u{302}\u{301}ng",
            "漢字",
        ] {
            assert_eq!(columns(text), text.width(), "{text}");
        }
        assert_eq!(wrapped("", 5, 5), "");
        assert_eq!(wrapped("a", 0, 0), "a");
        assert_eq!(wrapped("ab cd  ef", 5, 5), "ab cd|ef");
        assert_eq!(hanging("- ", "a b c", 2, 4), "- a\n  b\n  c");
    }

    proptest! {
        /// Lines found from their ends are those found word by word.
        #[test]
        fn plain_text_is_wrapped_like_any_other(words in prop::collection::vec("[!-~]{1,9}", 0..12), first in 0..24usize, rest in 0..24usize) {
            let text = words.join(" ");
            prop_assert!(is_plain(&text));
            let (mut plain, mut slow) = (String::new(), String::new());
            wrap_plain(&mut plain, &text, first, rest, "\n  ");
            wrap_words(&mut slow, &text, first, rest, "\n  ");
            prop_assert_eq!(plain, slow);
        }
    }
}
