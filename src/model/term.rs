//! A term in whole days, months or years: "12 months", "90 ngày". For how long something may be put off; working time is
//! `duration`.

use std::borrow::Cow;
use std::fmt;

use jiff::ToSpan as _;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::date::Date;
use super::name::fold;
use crate::messages::{Lang, Localized, Show};

/// No term is longer than this, in days or months; a longer one is a slip.
const MOST: u32 = 10_000;

/// A term in days or in months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// Calendar days.
    Days(u32),
    /// Calendar months.
    Months(u32),
}

impl Term {
    /// The last day of the term that begins on a day; the end of the calendar where it reaches beyond.
    pub fn after(self, day: Date) -> Date {
        let (days, months) = match self {
            Self::Days(days) => (days, 0),
            Self::Months(months) => (0, months),
        };
        let span = i64::from(days).days().months(i64::from(months));
        Date(day.0.saturating_add(span))
    }
}

impl std::str::FromStr for Term {
    type Err = Localized;
    fn from_str(text: &str) -> Result<Self, Localized> {
        parse(text).ok_or_else(|| {
            Localized::new(
                format!("\"{text}\" is no term; write it as \"12 months\" or \"90 days\""),
                format!(
                    "\"{text}\" không phải khoảng thời gian; hãy viết dạng \"12 tháng\" hoặc \"90 ngày\""
                ),
            )
        })
    }
}

fn parse(text: &str) -> Option<Term> {
    let folded = fold(text);
    let at = folded.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = folded.split_at(at);
    let number: u32 = number.parse().ok().filter(|number| *number <= MOST)?;
    match unit.trim() {
        "day" | "days" | "ngày" => Some(Term::Days(number)),
        "month" | "months" | "tháng" => Some(Term::Months(number)),
        "year" | "years" | "năm" => number
            .checked_mul(12)
            .filter(|months| *months <= MOST)
            .map(Term::Months),
        _ => None,
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.show(Lang::En))
    }
}

impl Show for Term {
    fn show(&self, lang: Lang) -> Cow<'_, str> {
        let (count, one, many, vietnamese) = match self {
            Self::Days(count) => (count, "day", "days", "ngày"),
            Self::Months(count) => (count, "month", "months", "tháng"),
        };
        let unit = match lang {
            Lang::Vi => vietnamese,
            Lang::En if *count == 1 => one,
            Lang::En => many,
        };
        Cow::Owned(format!("{count} {unit}"))
    }
}

impl Serialize for Term {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Term {
    fn schema_name() -> Cow<'static, str> {
        "Term".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": r"^\s*\d+\s*(days?|months?|years?|ngày|tháng|năm)\s*$"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_and_added() {
        for (text, from, last) in [
            ("12 months", "2026-06-01", "2027-06-01"),
            ("1 tháng", "2026-01-31", "2026-02-28"),
            ("1 năm", "2024-02-29", "2025-02-28"),
            ("90 ngày", "2026-01-01", "2026-04-01"),
            ("10000 months", "9900-01-01", "9999-12-31"),
        ] {
            let term: Term = text.parse().unwrap();
            assert_eq!(
                term.after(from.parse().unwrap()).to_string(),
                last,
                "{text}"
            );
        }
        for text in [
            "",
            "12",
            "twelve months",
            "3 weeks",
            "-1 month",
            "99999 days",
            "1000 năm",
        ] {
            assert!(text.parse::<Term>().is_err(), "{text}");
        }
    }
}
