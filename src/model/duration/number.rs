//! Numbers inside a time limit: digits, fractions, number words, and the same number written twice.

use num_rational::Ratio;

use super::TimeError;
use super::parse::{MOST, Reader};
use super::unit::Written;
use super::words::{Token, spelt_out, word};

impl Reader<'_> {
    /// The number at the cursor and the position after it.
    pub(super) fn number(&self) -> Result<Option<(Ratio<i64>, usize)>, TimeError> {
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
    pub(super) fn fraction(&self, at: usize) -> Result<Option<(Ratio<i64>, usize)>, TimeError> {
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
    pub(super) fn second_number(&mut self) -> Result<Option<Ratio<i64>>, TimeError> {
        self.in_parentheses(Reader::number)
    }

    /// "(mười ba ngày)" behind "13 ngày".
    pub(super) fn words_with_unit(
        &mut self,
        first: &Written,
    ) -> Result<Option<Ratio<i64>>, TimeError> {
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
    pub(super) fn in_parentheses<T>(
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

    /// "rưỡi": and a half.
    pub(super) fn and_a_half(&mut self) -> Ratio<i64> {
        if word(self.tokens, self.at) == Some("rưỡi") {
            self.at += 1;
            Ratio::new(1, 2)
        } else {
            Ratio::ZERO
        }
    }

    /// "-", "đến", "to", "or" and another number: a range.
    pub(super) fn begins_range(&self) -> Result<bool, TimeError> {
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
}

/// The exact value of `05` or `1,5`. `1.000` could be a thousand: refused.
fn decimal(text: &str) -> Result<Ratio<i64>, TimeError> {
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if decimals.len() == 3 && whole.bytes().any(|digit| digit != b'0') {
        return Err(TimeError::AmbiguousNumber(text.to_owned()));
    }
    exact(whole, decimals)
}

/// The value of the digits before and behind the decimal point.
pub(super) fn exact(whole: &str, decimals: &str) -> Result<Ratio<i64>, TimeError> {
    let whole = whole.trim_start_matches('0');
    if whole.len() > 7 || decimals.len() > 6 {
        return Err(TimeError::TooLarge);
    }
    let digits = whole.bytes().chain(decimals.bytes());
    let value = digits.fold(0, |sum, digit| {
        sum * 10 + i64::from(digit.wrapping_sub(b'0'))
    });
    let scale = decimals.bytes().fold(1, |scale, _| scale * 10);
    let value = Ratio::new(value, scale);
    if value > Ratio::from_integer(MOST) {
        return Err(TimeError::TooLarge);
    }
    Ok(value)
}
