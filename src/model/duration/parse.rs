//! Reads a time limit in any of its spellings: Vietnamese, English, the short forms, ISO 8601.
//!
//! A cursor over tokens, no recursion, linear time. What could change the meaning is never skipped: an unknown word
//! before the number, a range, a second time in the remark are errors. A remark behind the time ("kể từ ngày …") is.

use std::str::FromStr;

use jiff::civil::Time;
use num_rational::Ratio;

use super::words::{Token, spelt_out, tokens, word};
use super::{DayKind, Duration, Part, TimeError, Unit, iso};

/// The largest number that may be written; also the bound of denominators, so that no product overflows.
pub(super) const MOST: i64 = 1_000_000;

/// Words that may stand before a limit without changing it: "trong thời hạn không quá", "at most".
const LEADING: [&str; 41] = [
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

/// A word, its unit, the kind it implies, and how many of the unit it is, as a fraction.
type UnitName = (&'static str, Unit, Option<DayKind>, (i64, i64));

/// The words for units; "buổi" is half a working day.
const UNITS: [UnitName; 36] = [
    ("ngày", Unit::Day, None, (1, 1)),
    ("buổi", Unit::Day, Some(DayKind::Working), (1, 2)),
    ("giờ", Unit::Hour, None, (1, 1)),
    ("tiếng", Unit::Hour, None, (1, 1)),
    ("phút", Unit::Minute, None, (1, 1)),
    ("tuần", Unit::Week, None, (1, 1)),
    ("tháng", Unit::Month, None, (1, 1)),
    ("năm", Unit::Month, None, (12, 1)),
    ("d", Unit::Day, None, (1, 1)),
    ("day", Unit::Day, None, (1, 1)),
    ("days", Unit::Day, None, (1, 1)),
    ("wd", Unit::Day, Some(DayKind::Working), (1, 1)),
    ("workday", Unit::Day, Some(DayKind::Working), (1, 1)),
    ("workdays", Unit::Day, Some(DayKind::Working), (1, 1)),
    ("cd", Unit::Day, Some(DayKind::Calendar), (1, 1)),
    ("h", Unit::Hour, None, (1, 1)),
    ("hr", Unit::Hour, None, (1, 1)),
    ("hrs", Unit::Hour, None, (1, 1)),
    ("hour", Unit::Hour, None, (1, 1)),
    ("hours", Unit::Hour, None, (1, 1)),
    ("m", Unit::Minute, None, (1, 1)),
    ("min", Unit::Minute, None, (1, 1)),
    ("mins", Unit::Minute, None, (1, 1)),
    ("minute", Unit::Minute, None, (1, 1)),
    ("minutes", Unit::Minute, None, (1, 1)),
    ("w", Unit::Week, None, (1, 1)),
    ("wk", Unit::Week, None, (1, 1)),
    ("wks", Unit::Week, None, (1, 1)),
    ("week", Unit::Week, None, (1, 1)),
    ("weeks", Unit::Week, None, (1, 1)),
    ("mo", Unit::Month, None, (1, 1)),
    ("month", Unit::Month, None, (1, 1)),
    ("months", Unit::Month, None, (1, 1)),
    ("y", Unit::Month, None, (12, 1)),
    ("year", Unit::Month, None, (12, 1)),
    ("years", Unit::Month, None, (12, 1)),
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
struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
}

/// A unit as written.
struct Written {
    unit: Unit,
    kind: Option<DayKind>,
    factor: Ratio<i64>,
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
                Some(Token::Mark('-' | '−')) => return Err(TimeError::Negative),
                Some(Token::Word(word)) if matches!(word.as_str(), "từ" | "from" | "between") => {
                    return Err(self.range_or_unknown(word));
                }
                Some(Token::Word(word)) if !LEADING.contains(&word.as_str()) => {
                    return Err(self.unknown_leading(word));
                }
                Some(_) => self.at += 1,
            }
        }
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

    /// The number at the cursor and the position after it.
    fn number(&self) -> Result<Option<(Ratio<i64>, usize)>, TimeError> {
        let at = self.at;
        match (
            word(self.tokens, at),
            word(self.tokens, at + 1),
            word(self.tokens, at + 2),
        ) {
            (Some("nửa"), ..) => return Ok(Some((Ratio::new(1, 2), at + 1))),
            (Some("half"), Some("a" | "an"), _) => return Ok(Some((Ratio::new(1, 2), at + 2))),
            (Some("half"), ..) => {
                let hyphen = self.tokens.get(at + 1) == Some(&Token::Mark('-'));
                return Ok(Some((Ratio::new(1, 2), at + 1 + usize::from(hyphen))));
            }
            _ => {}
        }
        match self.tokens.get(at) {
            Some(Token::Number(text)) => {
                let value = decimal(text)?;
                if let (true, Some((part, next))) = (value.is_integer(), self.fraction(at + 1)?) {
                    return Ok(Some((value + part, next)));
                }
                if matches!(self.tokens.get(at + 1), Some(Token::Mark('/' | '⁄'))) {
                    return self.fraction(at);
                }
                Ok(Some((value, at + 1)))
            }
            Some(Token::Fraction(..)) => self.fraction(at),
            _ => {
                Ok(spelt_out(self.tokens, at)
                    .map(|(value, next)| (Ratio::from_integer(value), next)))
            }
        }
    }

    /// `½` or `1/2` at `at`.
    fn fraction(&self, at: usize) -> Result<Option<(Ratio<i64>, usize)>, TimeError> {
        if let Some(&Token::Fraction(numerator, denominator)) = self.tokens.get(at) {
            return Ok(Some((Ratio::new(numerator, denominator), at + 1)));
        }
        let (Some(Token::Number(over)), Some(Token::Mark('/' | '⁄')), Some(Token::Number(under))) = (
            self.tokens.get(at),
            self.tokens.get(at + 1),
            self.tokens.get(at + 2),
        ) else {
            return Ok(None);
        };
        let (over, under) = (decimal(over)?, decimal(under)?);
        if under == Ratio::ZERO {
            return Err(TimeError::DivisionByZero);
        }
        if !over.is_integer() || !under.is_integer() {
            return Err(TimeError::AmbiguousNumber(format!("{over}/{under}")));
        }
        Ok(Some((over / under, at + 3)))
    }

    /// "(bốn mươi)" beside digits, "(13)" beside words.
    fn second_number(&mut self) -> Result<Option<Ratio<i64>>, TimeError> {
        self.in_parentheses(Reader::number)
    }

    /// "(mười ba ngày)" behind "13 ngày".
    fn words_with_unit(&mut self, first: &Written) -> Result<Option<Ratio<i64>>, TimeError> {
        self.in_parentheses(|reader| {
            let Some((value, next)) = reader.number()? else {
                return Ok(None);
            };
            let mut inner = Reader {
                at: next,
                tokens: reader.tokens,
            };
            let same = inner
                .unit()
                .is_ok_and(|second| second.unit == first.unit && second.factor == first.factor);
            Ok(same.then_some((value, inner.at)))
        })
    }

    /// What `read` finds between parentheses, if it fills them; otherwise the cursor stays.
    fn in_parentheses<T>(
        &mut self,
        read: impl FnOnce(&Self) -> Result<Option<(T, usize)>, TimeError>,
    ) -> Result<Option<T>, TimeError> {
        if self.tokens.get(self.at) != Some(&Token::Mark('(')) {
            return Ok(None);
        }
        let inner = Self {
            at: self.at + 1,
            tokens: self.tokens,
        };
        match read(&inner)? {
            Some((value, next)) if self.tokens.get(next) == Some(&Token::Mark(')')) => {
                self.at = next + 1;
                Ok(Some(value))
            }
            _ => Ok(None),
        }
    }

    /// "-", "đến", "to", "or" and another number: a range.
    fn begins_range(&self) -> Result<bool, TimeError> {
        let joins = match self.tokens.get(self.at) {
            Some(Token::Mark(mark)) => matches!(mark, '-' | '–' | '—' | '~' | '÷'),
            Some(Token::Word(word)) => {
                matches!(word.as_str(), "đến" | "tới" | "hoặc" | "to" | "or")
            }
            _ => false,
        };
        let next = Reader {
            at: self.at + 1,
            tokens: self.tokens,
        };
        Ok(joins && next.number()?.is_some())
    }

    /// "rưỡi": and a half.
    fn and_a_half(&mut self) -> Ratio<i64> {
        if word(self.tokens, self.at) == Some("rưỡi") {
            self.at += 1;
            Ratio::new(1, 2)
        } else {
            Ratio::ZERO
        }
    }

    /// A unit with its kind: "ngày làm việc", "working days", "wd".
    fn unit(&mut self) -> Result<Written, TimeError> {
        let before = self.kind_before();
        let Some(Token::Word(written)) = self.tokens.get(self.at) else {
            return Err(TimeError::NoUnit);
        };
        let Some(&(_, unit, own, (numerator, denominator))) =
            UNITS.iter().find(|(name, ..)| name == written)
        else {
            return Err(TimeError::UnknownUnit {
                word: written.clone(),
                nearest: nearest_unit(written),
            });
        };
        self.at += 1;
        if written == "tiếng" && self.follows(&["đồng", "hồ"]) {
            self.at += 2;
        }
        let after = self.kind_after();
        let mut kinds = [before, own, after].into_iter().flatten();
        let kind = kinds.next();
        if kinds.any(|other| Some(other) != kind) {
            return Err(TimeError::TwoKinds);
        }
        Ok(Written {
            unit,
            kind,
            factor: Ratio::new(numerator, denominator),
        })
    }

    fn kind_before(&mut self) -> Option<DayKind> {
        let kind = match word(self.tokens, self.at)? {
            "working" | "business" | "work" => DayKind::Working,
            "calendar" => DayKind::Calendar,
            _ => return None,
        };
        self.at += 1;
        Some(kind)
    }

    fn kind_after(&mut self) -> Option<DayKind> {
        const PHRASES: [(&[&str], DayKind); 5] = [
            (&["làm", "việc"], DayKind::Working),
            (&["hành", "chính"], DayKind::Working),
            (&["theo", "lịch"], DayKind::Calendar),
            (&["dương", "lịch"], DayKind::Calendar),
            (&["lịch"], DayKind::Calendar),
        ];
        let (phrase, kind) = PHRASES
            .into_iter()
            .find(|(phrase, _)| self.follows(phrase))?;
        self.at += phrase.len();
        Some(kind)
    }

    fn follows(&self, phrase: &[&str]) -> bool {
        phrase
            .iter()
            .enumerate()
            .all(|(offset, expected)| word(self.tokens, self.at + offset) == Some(expected))
    }

    /// "Giải quyết trong ngày", "same day", "next working day", with a cutoff in what follows.
    fn same_day(&mut self) -> Option<Result<Duration, TimeError>> {
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
    fn cutoff(&self) -> Option<Time> {
        (self.at..self.tokens.len()).find_map(|at| self.clock_time(at).map(|(time, _)| time))
    }

    /// A time of day after a word that announces one.
    fn clock_time(&self, at: usize) -> Option<(Time, usize)> {
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

    /// The end, or a remark.
    fn remark(&self) -> Result<(), TimeError> {
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
    fn second_time(&self) -> Result<(), TimeError> {
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

/// The exact value of `05` or `1,5`.
fn decimal(text: &str) -> Result<Ratio<i64>, TimeError> {
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let whole_digits = whole.trim_start_matches('0');
    if whole_digits.len() > 7 || decimals.len() > 6 {
        return Err(TimeError::TooLarge);
    }
    if decimals.len() == 3 && !whole_digits.is_empty() {
        return Err(TimeError::AmbiguousNumber(text.to_owned()));
    }
    let digits = |digits: &str| {
        digits.bytes().fold(0, |sum, digit| {
            sum * 10 + i64::from(digit.wrapping_sub(b'0'))
        })
    };
    let scale = decimals.bytes().fold(1, |scale, _| scale * 10);
    let value = Ratio::new(digits(whole_digits) * scale + digits(decimals), scale);
    if value > Ratio::from_integer(MOST) {
        return Err(TimeError::TooLarge);
    }
    Ok(value)
}

/// The unit spelt most like `written`, at most two letters away.
fn nearest_unit(written: &str) -> Option<&'static str> {
    UNITS
        .iter()
        .filter(|(name, ..)| name.chars().count() > 2)
        .map(|&(name, ..)| (strsim::osa_distance(name, written), name))
        .filter(|&(distance, _)| distance <= 2 && distance < written.chars().count())
        .min()
        .map(|(_, name)| name)
}
