//! Limits without a number: "trong ngày", "next working day", and the time of day after which another day counts.

use jiff::civil::Time;
use num_rational::Ratio;

use super::parse::Reader;
use super::words::{Token, word};
use super::{DayKind, Duration, TimeError, Unit};

impl Reader<'_> {
    /// "Giải quyết trong ngày", "same day", "next working day", with a cutoff in what follows.
    pub(super) fn same_day(&mut self) -> Option<Result<Duration, TimeError>> {
        const NEXT: [&[&str]; 5] = [
            &["ngày", "làm", "việc", "tiếp", "theo"],
            &["ngày", "làm", "việc", "kế", "tiếp"],
            &["ngày", "làm", "việc", "hôm", "sau"],
            &["next", "working", "day"],
            &["next", "business", "day"],
        ];
        const SAME: [&[&str]; 8] = [
            &["trong", "ngày", "làm", "việc"],
            &["trong", "ngày"],
            &["cùng", "ngày"],
            &["same", "day"],
            &["same", "working", "day"],
            &["same", "business", "day"],
            &["the", "day"],
            &["the", "working", "day"],
        ];
        if let Some(phrase) = NEXT.into_iter().find(|phrase| self.follows(phrase)) {
            self.at += phrase.len();
            let next = Duration::new(Ratio::ONE, Unit::Day, Some(DayKind::Working));
            return Some(self.remark().map(|()| next));
        }
        let inner = Self {
            at: self.at + 1,
            tokens: self.tokens,
        };
        if word(self.tokens, self.at) == Some("trong")
            && NEXT.into_iter().any(|phrase| inner.follows(phrase))
        {
            return None;
        }
        let hyphen = word(self.tokens, self.at) == Some("same")
            && self.tokens.get(self.at + 1) == Some(&Token::Mark('-'))
            && word(self.tokens, self.at + 2) == Some("day");
        let length = match SAME.into_iter().find(|phrase| self.follows(phrase)) {
            Some(phrase) => phrase.len(),
            None if hyphen => 3,
            None => return None,
        };
        self.at += length;
        Some(
            self.second_time()
                .map(|()| Duration::same_day(self.cutoff())),
        )
    }

    /// "sau 15 giờ", "after 15:00" anywhere behind the cursor.
    pub(super) fn cutoff(&self) -> Option<Time> {
        (self.at..self.tokens.len()).find_map(|at| self.clock_time(at).map(|(time, _)| time))
    }

    /// A time of day after a word that announces one.
    pub(super) fn clock_time(&self, at: usize) -> Option<(Time, usize)> {
        if !matches!(
            word(self.tokens, at),
            Some("sau" | "trước" | "lúc" | "after" | "before" | "by" | "at")
        ) {
            return None;
        }
        let number = |at: usize| match self.tokens.get(at) {
            Some(Token::Number(digits)) => digits.parse::<i8>().ok(),
            _ => None,
        };
        let hour = number(at + 1)?;
        let hour_mark = match self.tokens.get(at + 2)? {
            Token::Mark(':') => true,
            Token::Word(word) => matches!(word.as_str(), "giờ" | "h" | "g"),
            _ => false,
        };
        let time = Time::new(hour, number(at + 3).unwrap_or(0), 0, 0)
            .ok()
            .filter(|_| hour_mark)?;
        Some((time, at + 3 + usize::from(number(at + 3).is_some())))
    }
}
