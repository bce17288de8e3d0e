//! Reads a time limit in any of its spellings: Vietnamese, English, the short forms, ISO 8601.
//!
//! A cursor over tokens, no recursion, linear time. What could change the meaning is never skipped: an unknown word
//! before the number, a range, a second time in the remark are errors. A remark behind the time ("kể từ ngày …") is.

use std::str::FromStr;

use num_rational::Ratio;

use super::words::{Token, spelt_out, tokens, word};
use super::{DayKind, Duration, Part, TimeError, Unit, iso};

/// The largest number that may be written; also the bound of denominators, so that no product overflows.
pub(super) const MOST: i64 = 1_000_000;

/// Words that may stand before a limit without changing it: "trong thời hạn không quá", "at most".
const LEADING: [&str; 48] = [
    "không",
    "quá",
    "tối",
    "đa",
    "trong",
    "vòng",
    "thời",
    "hạn",
    "gian",
    "chậm",
    "nhất",
    "nhiều",
    "là",
    "giải",
    "quyết",
    "ngay",
    "trả",
    "kết",
    "quả",
    "hồ",
    "sơ",
    "thực",
    "hiện",
    "yêu",
    "cầu",
    "chứng",
    "phải",
    "được",
    "bảo",
    "đảm",
    "within",
    "up",
    "to",
    "at",
    "most",
    "no",
    "not",
    "more",
    "than",
    "later",
    "exceed",
    "exceeding",
    "maximum",
    "max",
    "in",
    "the",
    "time",
    "limit",
];

/// Words that open a remark without punctuation before it.
const REMARK: [&str; 17] = [
    "kể",
    "từ",
    "tính",
    "sau",
    "khi",
    "đối",
    "với",
    "cho",
    "theo",
    "of",
    "from",
    "after",
    "since",
    "for",
    "following",
    "upon",
    "counted",
];

impl FromStr for Duration {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let tokens = tokens(text);
        if tokens.is_empty() {
            return Err(TimeError::Empty);
        }
        let duration = match iso::duration(text) {
            Some(duration) => duration?,
            None => Reader {
                tokens: &tokens,
                at: 0,
            }
            .duration()?,
        };
        // Years become months and "rưỡi" adds a half: the bound holds for the sum, too.
        let within =
            |number: Ratio<i64>| number <= Ratio::from_integer(MOST) && *number.denom() <= MOST;
        if duration
            .parts()
            .map(|part| part.quantity)
            .chain(duration.words)
            .all(within)
        {
            Ok(duration)
        } else {
            Err(TimeError::TooLarge)
        }
    }
}

/// What is read, and how far.
pub(super) struct Reader<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) at: usize,
}

impl Reader<'_> {
    fn duration(mut self) -> Result<Duration, TimeError> {
        loop {
            if let Some(duration) = self.same_day() {
                return duration;
            }
            if self.number()?.is_some() {
                return self.amounts();
            }
            match self.tokens.get(self.at) {
                None => return Err(TimeError::NoNumber),
                // Before a word the hyphen opens an item of a list.
                Some(Token::Mark('-' | '−')) if self.digits_follow() => {
                    return Err(TimeError::Negative);
                }
                Some(Token::Word(word)) if matches!(word.as_str(), "từ" | "from" | "between") => {
                    return Err(self.range_or_unknown(word));
                }
                Some(Token::Word(word))
                    if !LEADING.contains(&word.as_str()) || self.means_over(word) =>
                {
                    return Err(self.unknown_leading(word));
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn digits_follow(&self) -> bool {
        matches!(
            self.tokens.get(self.at + 1),
            Some(Token::Number(_) | Token::Fraction(..))
        )
    }

    /// "quá 5 ngày", "more than 5 days": the opposite of a limit, unless "không", "no" or "not" stands before it.
    fn means_over(&self, word: &str) -> bool {
        let before = self.tokens.get(..self.at).unwrap_or_default();
        let negated = before
            .iter()
            .any(|token| matches!(token, Token::Word(word) if matches!(word.as_str(), "không" | "no" | "not")));
        matches!(word, "quá" | "more" | "later" | "exceed" | "exceeding") && !negated
    }

    /// "từ 5 đến 7 ngày" is a range; "từ" alone says at least.
    fn range_or_unknown(&self, word: &str) -> TimeError {
        if self
            .tokens
            .iter()
            .skip(self.at)
            .any(|token| matches!(token, Token::Number(_)))
        {
            TimeError::Range
        } else {
            TimeError::UnknownWord(word.to_owned())
        }
    }

    /// Without any number the text is no time at all: "không quy định".
    fn unknown_leading(&self, word: &str) -> TimeError {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let number = |at| {
            spelt_out(rest, at).is_some()
                || !matches!(rest.get(at), Some(Token::Word(_) | Token::Mark(_)))
        };
        if (0..rest.len()).any(number) {
            TimeError::UnknownWord(word.to_owned())
        } else {
            TimeError::NoNumber
        }
    }

    /// One or more amounts, the larger unit first, then a remark.
    fn amounts(mut self) -> Result<Duration, TimeError> {
        let Some((mut quantity, next)) = self.number()? else {
            return Err(TimeError::NoNumber);
        };
        let digits_first = !matches!(self.tokens.get(self.at), Some(Token::Word(_)));
        self.at = next;
        let mut words = self.second_number()?;
        if let (Some(second), false) = (words.as_mut(), digits_first) {
            // "mười bảy (13)": the digits are the quantity wherever they stand.
            std::mem::swap(second, &mut quantity);
        }
        if self.begins_range()? {
            return Err(TimeError::Range);
        }
        let written = self.unit()?;
        if words.is_none() && digits_first {
            words = self.words_with_unit(&written)?;
        }
        let mut duration = Duration::new(
            (quantity + self.and_a_half()) * written.factor,
            written.unit,
            written.kind,
        );
        duration.words = words.map(|words| words * written.factor);
        self.further(&mut duration)?;
        if duration.unit == Unit::Month && duration.kind == Some(DayKind::Working) {
            return Err(TimeError::WorkingMonth);
        }
        if self.begins_range()? {
            return Err(TimeError::Range);
        }
        self.remark()?;
        Ok(duration)
    }

    /// "… 4 giờ 30 phút": smaller units, each smaller than the one before.
    fn further(&mut self, duration: &mut Duration) -> Result<(), TimeError> {
        let mut last = duration.unit;
        loop {
            let start = self.at;
            let connected = matches!(self.tokens.get(start), Some(Token::Mark(',' | '+')))
                || matches!(word(self.tokens, start), Some("và" | "and"));
            self.at += usize::from(connected);
            let Some((quantity, next)) = self.number()? else {
                self.at = start;
                return Ok(());
            };
            self.at = next;
            let written = match self.unit() {
                Ok(written) if written.unit < last => written,
                other => {
                    self.at = start;
                    return match other {
                        Err(error) if !connected => Err(error),
                        _ => Ok(()),
                    };
                }
            };
            match (duration.kind, written.kind) {
                (None, Some(kind)) => duration.kind = Some(kind),
                (Some(one), Some(other)) if one != other => return Err(TimeError::TwoKinds),
                _ => {}
            }
            let quantity = (quantity + self.and_a_half()) * written.factor;
            duration.further.push(Part {
                quantity,
                unit: written.unit,
            });
            last = written.unit;
        }
    }

    pub(super) fn follows(&self, phrase: &[&str]) -> bool {
        phrase
            .iter()
            .enumerate()
            .all(|(offset, expected)| word(self.tokens, self.at + offset) == Some(expected))
    }

    /// The end, or a remark.
    pub(super) fn remark(&self) -> Result<(), TimeError> {
        match self.tokens.get(self.at) {
            Some(Token::Word(word)) if !REMARK.contains(&word.as_str()) => {
                Err(TimeError::Trailing(word.clone()))
            }
            Some(Token::Number(_) | Token::Fraction(..)) => Err(TimeError::MoreThanOne),
            Some(Token::Mark(mark)) if !matches!(mark, ',' | ';' | '.' | ':' | '(' | ')') => {
                Err(TimeError::Trailing(mark.to_string()))
            }
            _ => self.second_time(),
        }
    }

    /// A second time in what follows would be dropped silently: an error. Times of day and dates are none.
    pub(super) fn second_time(&self) -> Result<(), TimeError> {
        let mut at = self.at;
        while at < self.tokens.len() {
            if let Some((_, next)) = self.clock_time(at) {
                at = next;
                continue;
            }
            let in_a_date = matches!(
                word(self.tokens, at.wrapping_sub(1)),
                Some("ngày" | "tháng" | "năm")
            );
            let mut reader = Self {
                at,
                tokens: self.tokens,
            };
            if let (Some(Token::Number(_) | Token::Fraction(..)), Ok(Some((_, next))), false) =
                (self.tokens.get(at), reader.number(), in_a_date)
            {
                reader.at = next;
                let year = word(self.tokens, next) == Some("năm");
                if reader.unit().is_ok() && !year {
                    return Err(TimeError::MoreThanOne);
                }
            }
            at += 1;
        }
        Ok(())
    }
}
