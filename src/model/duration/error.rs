//! What can be wrong with a time limit as written, said in English and Vietnamese.

use thiserror::Error;

use crate::messages::{Lang, Localized};

/// Why a text is no time limit.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.text(Lang::En))]
pub enum TimeError {
    /// Nothing was written.
    Empty,
    /// No number and no "same day".
    NoNumber,
    /// A number without a unit of time.
    NoUnit,
    /// The word after the number is no unit of time.
    UnknownUnit {
        /// What was written.
        word: String,
        /// The unit that is spelt most like it.
        nearest: Option<&'static str>,
    },
    /// A word before the number that may change its meaning ("at least").
    UnknownWord(String),
    /// What follows the time is neither a remark ("kể từ …", ", …") nor a smaller unit.
    Trailing(String),
    /// Time does not run backwards.
    Negative,
    /// Above a million, or with more than six decimals.
    TooLarge,
    /// `1.000`: one, or one thousand?
    AmbiguousNumber(String),
    /// `1/0`.
    DivisionByZero,
    /// A range is two limits.
    Range,
    /// A second time stands in the remark.
    MoreThanOne,
    /// "làm việc" and "lịch" in one limit.
    TwoKinds,
    /// No number of working days makes a month.
    WorkingMonth,
}

impl TimeError {
    /// The reason in one language, as one sentence without a full stop.
    pub fn text(&self, lang: Lang) -> String {
        self.localized().in_lang(lang).to_owned()
    }

    /// The reason, as one sentence without a full stop.
    pub fn localized(&self) -> Localized {
        let (en, vi): (String, String) = match self {
            Self::Empty => ("the time is empty".into(), "chưa ghi thời gian".into()),
            Self::NoNumber => (
                "there is no number in this time".into(),
                "thời gian không có con số".into(),
            ),
            Self::NoUnit => (
                "the number has no unit: write days, working days or hours".into(),
                "con số không có đơn vị: ghi ngày, ngày làm việc hoặc giờ".into(),
            ),
            Self::UnknownUnit { word, nearest } => match nearest {
                Some(nearest) => (
                    format!("`{word}` is no unit of time; did you mean `{nearest}`?"),
                    format!("`{word}` không phải là đơn vị thời gian; có phải là `{nearest}`?"),
                ),
                None => (
                    format!("`{word}` is no unit of time"),
                    format!("`{word}` không phải là đơn vị thời gian"),
                ),
            },
            Self::UnknownWord(word) => (
                format!("`{word}` before the number is not understood"),
                format!("không hiểu `{word}` đứng trước con số"),
            ),
            Self::Trailing(word) => (
                format!("`{word}` after the time is not understood; put a comma before a remark"),
                format!("không hiểu `{word}` đứng sau thời gian; đặt dấu phẩy trước phần ghi chú"),
            ),
            Self::Negative => (
                "a time cannot be negative".into(),
                "thời gian không thể âm".into(),
            ),
            Self::TooLarge => (
                "the number is above 1000000, or has more than six decimals".into(),
                "con số lớn hơn 1000000, hoặc có hơn sáu chữ số thập phân".into(),
            ),
            Self::AmbiguousNumber(number) => (
                format!(
                    "`{number}` can be read as a decimal or as thousands; write it without the separator"
                ),
                format!(
                    "`{number}` có thể là số thập phân hoặc hàng nghìn; hãy viết không có dấu phân cách"
                ),
            ),
            Self::DivisionByZero => (
                "a fraction cannot have denominator 0".into(),
                "mẫu số không thể bằng 0".into(),
            ),
            Self::Range => (
                "a range is two limits: write the longest time allowed".into(),
                "một khoảng là hai thời hạn: ghi thời gian dài nhất được phép".into(),
            ),
            Self::MoreThanOne => (
                "more than one time is written here: give each case its own".into(),
                "ở đây có hơn một thời gian: ghi riêng cho từng trường hợp".into(),
            ),
            Self::TwoKinds => (
                "working and calendar time are mixed in one limit".into(),
                "ngày làm việc và ngày lịch lẫn trong một thời hạn".into(),
            ),
            Self::WorkingMonth => (
                "a working month has no fixed length: write working days".into(),
                "tháng làm việc không có độ dài cố định: ghi số ngày làm việc".into(),
            ),
        };
        Localized::new(en, vi)
    }
}

/// Why a written time is no number of minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{}", self.text(Lang::En))]
pub enum Ambiguous {
    /// "ngày", and the process does not say whether working or calendar days are meant.
    BareDay,
    /// 1/7 of a working day of 480 minutes is no whole number of minutes.
    BrokenMinute,
}

impl Ambiguous {
    /// The reason in one language, as one sentence without a full stop.
    pub fn text(self, lang: Lang) -> String {
        self.localized().in_lang(lang).to_owned()
    }

    /// The reason, as one sentence without a full stop.
    pub const fn localized(self) -> Localized {
        match self {
            Self::BareDay => Localized::fixed(
                "a bare day may be a working day or a calendar day; set `days` or write which",
                "\"ngày\" có thể là ngày làm việc hoặc ngày lịch; đặt `days` hoặc ghi rõ",
            ),
            Self::BrokenMinute => Localized::fixed(
                "this time is no whole number of minutes",
                "thời gian này không tròn phút",
            ),
        }
    }
}
