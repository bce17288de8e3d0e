//! Patterns of names in rule parameters: `"Tờ trình*"`.
//!
//! A pattern is folded when the rule is read, so that a run over many files folds each of its own texts only. It is no
//! regular expression: `*` stands for any run of characters and nothing else is special, because officers write rules.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::wildcard::Wildcard;
use crate::model::name::{fold, with_folded};
use crate::model::one_or_many::Texts;
use crate::model::process::Text;

/// One pattern or several; a text fits if it fits any of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patterns(Vec<Pattern>);

/// One pattern as typed, and what it fits.
#[derive(Clone, Debug)]
struct Pattern {
    text: Text,
    wildcard: Wildcard,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Patterns {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a whole text fits; `*` stands for any run of characters. O(patterns × length).
    pub fn fit(&self, text: &str) -> bool {
        !self.is_empty() && with_folded(text, |folded| self.fit_folded(folded))
    }

    /// As [`Self::fit`], for a text that is folded already.
    pub fn fit_folded(&self, folded: &str) -> bool {
        self.0.iter().any(|pattern| pattern.wildcard.fits(folded))
    }

    /// The first pattern that a folded text fits, as a rank.
    pub fn which(&self, folded: &str) -> Option<usize> {
        self.0
            .iter()
            .position(|pattern| pattern.wildcard.fits(folded))
    }

    /// Whether a folded text cites one of the acts: a pattern without `*` must stand in it as a whole word, so that
    /// `61/2018/NĐ-CP` is not found in `161/2018/NĐ-CP`; one with `*` must fit the whole text.
    pub fn cited_in(&self, folded: &str) -> bool {
        self.0.iter().any(|pattern| {
            let word = pattern.wildcard.whole();
            word.map_or_else(
                || pattern.wildcard.fits(folded),
                |word| holds_word(folded, word),
            )
        })
    }

    /// The patterns as typed.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|pattern| pattern.text.value.as_str())
    }
}

/// Whether `word` stands in `text` with no letter or digit on either side.
fn holds_word(text: &str, word: &str) -> bool {
    !word.is_empty()
        && text.match_indices(word).any(|(at, _)| {
            let before = text.get(..at).and_then(|head| head.chars().next_back());
            let after = text
                .get(at + word.len()..)
                .and_then(|tail| tail.chars().next());
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
}

impl From<Texts> for Patterns {
    fn from(texts: Texts) -> Self {
        let pattern = |text: Text| Pattern {
            wildcard: Wildcard::new(&fold(&text)),
            text,
        };
        Self(texts.0.into_iter().map(pattern).collect())
    }
}

impl Serialize for Patterns {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.texts())
    }
}

impl<'de> Deserialize<'de> for Patterns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Texts::deserialize(deserializer).map(Self::from)
    }
}

impl JsonSchema for Patterns {
    fn schema_name() -> Cow<'static, str> {
        "Patterns".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Texts::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn patterns(texts: &[&str]) -> Patterns {
        let texts = texts
            .iter()
            .map(|text| Text::new((*text).to_owned(), Span::default()));
        Texts(texts.collect()).into()
    }

    #[test]
    fn a_citation_is_a_whole_word() {
        let acts = patterns(&["61/2018/NĐ-CP", "luật hộ tịch*2014*"]);
        for (text, cited) in [
            ("Nghị định 61/2018/NĐ-CP ngày 23/4/2018", true),
            ("Nghị định số 61/2018/NĐ–CP", true),
            ("Nghị định 161/2018/NĐ-CP", false),
            ("Luật Hộ tịch năm 2014", true),
            ("Luật Hộ tịch năm 2026", false),
        ] {
            assert_eq!(acts.cited_in(&fold(text)), cited, "{text}");
        }
    }

    #[test]
    fn a_name_fits_as_a_whole() {
        let names = patterns(&["Tờ trình*UBND*", "Sổ hộ khẩu"]);
        for (text, fits) in [
            ("Tờ trình của UBND xã, thị trấn", true),
            ("Tờ trình của công ty", false),
            ("SỔ HỘ  KHẨU", true),
            ("Bản sao sổ hộ khẩu", false),
        ] {
            assert_eq!(names.fit(text), fits, "{text}");
        }
        assert!(!Patterns::default().fit(""));
    }
}
