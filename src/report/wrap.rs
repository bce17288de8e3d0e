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
        assert_eq!(hanging("- ", "a b c", 2, 4), "- a\n  b\n  c");
    }
}
