//! A time limit written back: one normal form per language, which reads as an equal time.

use std::borrow::Cow;

use jiff::civil::Time;
use num_rational::Ratio;

use super::elapsed::plural;
use super::{DayKind, Duration, Elapsed, Unit};
use crate::messages::{Lang, Show};

impl Duration {
    /// The time for a reader: "5 ngày làm việc", "5 working days", "½ ngày". A number in words is left out.
    pub fn show(&self, lang: Lang) -> String {
        self.write(lang, None)
    }

    /// The time in the normal form, with the number in words, as digits, in parentheses: "30 (40) ngày". It reads as an
    /// equal time.
    pub fn normal_form(&self, lang: Lang) -> String {
        self.write(lang, self.words)
    }

    fn write(&self, lang: Lang, words: Option<Ratio<i64>>) -> String {
        if let Some(same_day) = self.same_day {
            return same_day_text(lang, same_day.cutoff);
        }
        let mut pieces = Vec::new();
        for (index, part) in self.parts().enumerate() {
            let kind = if index == 0 { self.kind } else { None };
            let mut piece = number(part.quantity, lang);
            if let Some(words) = words.filter(|_| index == 0) {
                piece = format!("{piece} ({})", number(words, lang));
            }
            let many = part.quantity > Ratio::ONE || part.quantity == Ratio::ZERO;
            pieces.push(format!("{piece} {}", unit(part.unit, kind, many, lang)));
        }
        pieces.join(" ")
    }
}

fn same_day_text(lang: Lang, cutoff: Option<Time>) -> String {
    let time = |time: Time| format!("{:02}:{:02}", time.hour(), time.minute());
    match (lang, cutoff) {
        (Lang::En, None) => "same day".to_owned(),
        (Lang::Vi, None) => "trong ngày".to_owned(),
        (Lang::En, Some(cutoff)) => {
            format!("same day, else next working day after {}", time(cutoff))
        }
        (Lang::Vi, Some(cutoff)) => format!(
            "trong ngày, sau {} thì ngày làm việc tiếp theo",
            time(cutoff)
        ),
    }
}

fn unit(unit: Unit, kind: Option<DayKind>, many: bool, lang: Lang) -> String {
    let name = match (lang, unit) {
        (Lang::En, Unit::Minute) => "minute",
        (Lang::En, Unit::Hour) => "hour",
        (Lang::En, Unit::Day) => "day",
        (Lang::En, Unit::Week) => "week",
        (Lang::En, Unit::Month) => "month",
        (Lang::Vi, Unit::Minute) => "phút",
        (Lang::Vi, Unit::Hour) => "giờ",
        (Lang::Vi, Unit::Day) => "ngày",
        (Lang::Vi, Unit::Week) => "tuần",
        (Lang::Vi, Unit::Month) => "tháng",
    };
    let (before, after) = match (lang, kind) {
        (_, None) => ("", ""),
        (Lang::En, Some(DayKind::Working)) => ("working ", ""),
        (Lang::En, Some(DayKind::Calendar)) => ("calendar ", ""),
        (Lang::Vi, Some(DayKind::Working)) => ("", " làm việc"),
        (Lang::Vi, Some(DayKind::Calendar)) => ("", " lịch"),
    };
    format!("{before}{name}{}{after}", plural(lang, many))
}

/// "½", "5", "2,5" (`Vi`) or "2.5" (`En`), "2 1/8": as officers write them. Never three decimals, which could be read as
/// thousands.
fn number(quantity: Ratio<i64>, lang: Lang) -> String {
    let (whole, part) = (quantity.to_integer(), quantity.fract());
    let (numerator, denominator) = (*part.numer(), *part.denom());
    let sign = match (whole, numerator, denominator) {
        (_, 0, _) => return whole.to_string(),
        (0, 1, 2) => "½",
        (0, 1, 4) => "¼",
        (0, 3, 4) => "¾",
        (0, ..) => "",
        _ => " ",
    };
    if !sign.trim().is_empty() {
        return sign.to_owned();
    }
    let hundredths = part * 100;
    if hundredths.is_integer() {
        let decimals = format!("{:02}", hundredths.to_integer());
        let separator = if lang == Lang::Vi { ',' } else { '.' };
        return format!("{whole}{separator}{}", decimals.trim_end_matches('0'));
    }
    if whole == 0 {
        format!("{numerator}/{denominator}")
    } else {
        format!("{whole} {numerator}/{denominator}")
    }
}

impl Show for Duration {
    fn show(&self, lang: Lang) -> Cow<'_, str> {
        Cow::Owned(self.show(lang))
    }
}

impl Show for Elapsed {
    fn show(&self, lang: Lang) -> Cow<'_, str> {
        Cow::Owned((*self).show(lang))
    }
}
