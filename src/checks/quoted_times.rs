//! Times inside a sentence: "… không quá năm (05) ngày làm việc kể từ …".
//!
//! Only what reads as a whole time limit counts; a number without a unit, or a date, does not.

use crate::model::duration::Duration;
use crate::model::name::normal;

/// Words before the unit that may belong to the number: "hai mươi lăm rưỡi (25,5)" and the like.
const WORDS_BEFORE: usize = 6;

/// Words that name days and hours.
const UNITS: [&str; 6] = ["ngày", "giờ", "day", "days", "hour", "hours"];

/// A time that a sentence states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct QuotedTime {
    /// As it is written.
    pub(super) text: String,
    /// What it says.
    pub(super) time: Duration,
}

/// The times that a sentence states, in order. O(length).
pub(super) fn quoted_times(sentence: &str) -> Vec<QuotedTime> {
    let sentence = normal(sentence);
    let words: Vec<&str> = sentence
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | ';' | '.' | '"'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut found = Vec::new();
    let mut from = 0;
    for (at, word) in words.iter().enumerate() {
        let unit = word.trim_matches([',', ')']).to_lowercase();
        if !UNITS.contains(&unit.as_str()) {
            continue;
        }
        let after = match words.get(at + 1..at + 3) {
            Some([a, b]) if is(a, "làm") && is(b, "việc") => 3,
            _ => match words.get(at + 1) {
                Some(word) if is(word, "lịch") => 2,
                _ => 1,
            },
        };
        let earliest = at.saturating_sub(WORDS_BEFORE).max(from);
        let time = (earliest..at).find_map(|start| {
            let text = words.get(start..at + after)?.join(" ");
            let text = text.trim_end_matches([',', ')']);
            let time: Duration = text.parse().ok()?;
            Some((text.to_owned(), time))
        });
        if let Some((text, time)) = time {
            found.push(QuotedTime { text, time });
            from = at + after;
        }
    }
    found
}

fn is(word: &str, wanted: &str) -> bool {
    word.trim_matches([',', ')']).to_lowercase() == wanted
}

#[cfg(test)]
mod tests {
    use super::quoted_times;
    use crate::messages::Lang;

    #[test]
    fn times_are_found_in_sentences() {
        for (sentence, times) in [
            (
                "Thời hạn giải quyết và trả kết quả không quá năm (05) ngày làm việc",
                &["5 (5) ngày làm việc"][..],
            ),
            (
                "Bước 2: Trong thời hạn không quá mười bảy (13) ngày làm việc",
                &["13 (17) ngày làm việc"],
            ),
            (
                "03 ngày làm việc kể từ ngày nhận đủ hồ sơ. Trường hợp cần xác minh thì kéo dài thêm không quá 05 ngày",
                &["3 ngày làm việc", "5 ngày"],
            ),
            ("kể từ ngày 12 tháng 5 năm 2025", &[]),
            (
                "within 5 working days, or 2 hours online",
                &["5 ngày làm việc", "2 giờ"],
            ),
            (
                "Kiểm tra: 10 ngày; thay đổi ý kiến: 15 ngày",
                &["10 ngày", "15 ngày"],
            ),
        ] {
            let found: Vec<String> = quoted_times(sentence)
                .iter()
                .map(|quoted| quoted.time.normal_form(Lang::Vi))
                .collect();
            assert_eq!(found, times, "{sentence}");
        }
    }
}
