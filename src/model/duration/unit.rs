//! The words for units of time, and the words that say which days count.

use num_rational::Ratio;

use super::parse::Reader;
use super::words::{Token, word};
use super::{DayKind, TimeError, Unit};

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

/// A unit as written.
pub(super) struct Written {
    pub(super) unit: Unit,
    pub(super) kind: Option<DayKind>,
    pub(super) factor: Ratio<i64>,
}

impl Reader<'_> {
    /// A unit with its kind: "ngày làm việc", "working days", "wd".
    pub(super) fn unit(&mut self) -> Result<Written, TimeError> {
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

    pub(super) fn kind_before(&mut self) -> Option<DayKind> {
        let kind = match word(self.tokens, self.at)? {
            "working" | "business" | "work" => DayKind::Working,
            "calendar" => DayKind::Calendar,
            _ => return None,
        };
        self.at += 1;
        Some(kind)
    }

    pub(super) fn kind_after(&mut self) -> Option<DayKind> {
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
