//! Breaks text into lines of a width, counted in terminal columns, not in bytes or code points.

use unicode_width::UnicodeWidthStr;

/// Columns a text takes. What is printed is mostly ASCII, of which every letter takes one.
pub fn columns(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        text.len()
    } else {
        text.width()
    }
}

/// A text filled with spaces to a number of columns.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// The words of a text in lines of at most `first` columns, then `rest` columns; a longer word has a line of its own.
pub fn wrap(text: &str, first: usize, rest: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let most = if lines.is_empty() { first } else { rest };
        let wide = columns(word);
        if !line.is_empty() && used + 1 + wide > most {
            lines.push(std::mem::take(&mut line));
        }
        if line.is_empty() {
            used = wide;
        } else {
            line.push(' ');
            used += 1 + wide;
        }
        line.push_str(word);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// A text after a head ("  help: "), its further lines indented by `indent` columns.
pub fn hanging(head: &str, text: &str, indent: usize, width: usize) -> String {
    let lines = wrap(
        text,
        width.saturating_sub(columns(head)),
        width.saturating_sub(indent),
    );
    format!("{head}{}", lines.join(&format!("\n{}", " ".repeat(indent))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_columns() {
        assert_eq!(wrap("một hai ba bốn", 7, 6), ["một hai", "ba bốn"]);
        assert_eq!(wrap("漢字 ab c", 6, 4), ["漢字", "ab c"]);
        for text in ["", "a ~ b", "tiếng", "tie\u{302}\u{301}ng", "漢字"] {
            assert_eq!(columns(text), text.width(), "{text}");
        }
        assert_eq!(wrap("", 5, 5), [""]);
        assert_eq!(hanging("- ", "a b c", 2, 4), "- a\n  b\n  c");
    }
}
