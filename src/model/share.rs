//! How often a way is taken, as a share of all cases: `"80 %"`, `"12,5%"`, `"12.5 %"`.
//!
//! Exact hundredths of a percent. Whether the shares of one step make a whole is the reader's business.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::messages::Localized;

/// A share of the whole, in hundredths of a percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(u32);

impl Share {
    /// All of it.
    pub const WHOLE: Self = Self(10_000);

    /// Hundredths of a percent.
    pub const fn hundredths(self) -> u32 {
        self.0
    }

    /// As a probability.
    pub fn probability(self) -> f64 {
        f64::from(self.0) / f64::from(Self::WHOLE.0)
    }
}

/// Not a share of 0 to 100 percent with at most two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAShare;

impl FromStr for Share {
    type Err = NotAShare;

    fn from_str(text: &str) -> Result<Self, NotAShare> {
        let number = text.trim().strip_suffix('%').ok_or(NotAShare)?.trim_end();
        let (whole, decimals) = number.split_once([',', '.']).unwrap_or((number, "0"));
        let digits = |text: &str, most: usize| {
            let right = (1..=most).contains(&text.len());
            right && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(whole, 3) || !digits(decimals, 2) {
            return Err(NotAShare);
        }
        let number = |text: &str| text.parse::<u32>().map_err(|_| NotAShare);
        let tenths = if decimals.len() == 1 { 10 } else { 1 };
        let share = Self(number(whole)? * 100 + number(decimals)? * tenths);
        if share > Self::WHOLE {
            return Err(NotAShare);
        }
        Ok(share)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, decimals) = (self.0 / 100, self.0 % 100);
        match decimals {
            0 => write!(f, "{whole} %"),
            _ if decimals % 10 == 0 => write!(f, "{whole}.{} %", decimals / 10),
            _ => write!(f, "{whole}.{decimals:02} %"),
        }
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Share;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a share in percent")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Share, E> {
                text.parse().map_err(|NotAShare| {
                    E::custom(Localized::new(
                        format!("\"{text}\" is no share: write it in percent, as \"80 %\""),
                        format!(
                            "\"{text}\" không phải tỷ lệ: hãy ghi theo phần trăm, như \"80 %\""
                        ),
                    ))
                })
            }
        }
        deserializer.deserialize_any(Text)
    }
}

impl JsonSchema for Share {
    fn schema_name() -> Cow<'static, str> {
        "Share".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A share in percent: \"80 %\", \"12,5%\".",
            "pattern": "^\\s*[0-9]{1,3}([.,][0-9]{1,2})?\\s*%\\s*$"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_percent_with_two_decimals_at_most() {
        let hundredths = |text: &str| text.parse().map(Share::hundredths);
        assert_eq!(hundredths("80 %"), Ok(8_000));
        assert_eq!(hundredths(" 12,5%"), Ok(1_250));
        assert_eq!(hundredths("0.05 %"), Ok(5));
        assert_eq!(hundredths("100%"), Ok(10_000));
        for wrong in [
            "", "%", "80", "100,01 %", "-1 %", "1,234 %", "½ %", "1e1 %", "8 0 %",
        ] {
            assert_eq!(hundredths(wrong), Err(NotAShare), "{wrong}");
        }
        for text in ["80 %", "12.5 %", "0.05 %"] {
            let share: Result<Share, NotAShare> = text.parse();
            assert_eq!(share.map(|share| share.to_string()), Ok(text.to_owned()));
        }
    }
}
