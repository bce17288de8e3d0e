//! Names and ids: how two of them are the same, and which one was probably meant.
//!
//! Vietnamese text arrives composed (NFC) or decomposed (NFD), in any case and spacing. Names are compared folded and shown
//! as they were typed. Nothing here guesses: [`nearest`] feeds suggestions, never a match.

use std::fmt;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// The composed form (NFC) under which ids are kept.
pub fn normal(text: &str) -> String {
    if text.chars().all(is_composed) {
        return text.to_owned();
    }
    text.nfc().collect()
}

/// The form under which free text is compared: NFC, lower case, white space collapsed, invisible marks dropped. O(length).
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    let mut push = |c: char| {
        if c.is_whitespace() {
            gap = true;
            return;
        }
        if matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' | '\u{ad}'
        ) {
            return;
        }
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        match c {
            // Every dash an office suite may put between two words is a dash.
            '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
            _ if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            _ => match LOWER_CASE.get(c as usize) {
                Some(Some(lower)) => folded.push(*lower),
                _ => folded.extend(c.to_lowercase()),
            },
        }
    };
    // Nearly every text is composed already, and asking is much cheaper than composing it again.
    if text.chars().all(is_composed) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text.chars().for_each(&mut push);
    } else {
        text.nfc().for_each(&mut push);
    }
    folded
}

/// Letters that stand for themselves in NFC: Latin up to the first combining mark, and the block that holds the letters of
/// Vietnamese with two marks.
fn is_composed(c: char) -> bool {
    c < '\u{300}' || ('\u{1e00}'..='\u{1eff}').contains(&c)
}

/// The lower case of the letters below U+1F00 that have one of a single letter. Folding is the hottest loop of a run over a
/// catalogue, and the standard library searches a table of all scripts for every letter.
static LOWER_CASE: LazyLock<Vec<Option<char>>> = LazyLock::new(|| {
    (0..0x1f00)
        .map(|code| {
            let mut lower = char::from_u32(code)?.to_lowercase();
            let first = lower.next();
            if lower.next().is_none() { first } else { None }
        })
        .collect()
});

/// Whether two texts are the same name.
pub fn same(a: &str, b: &str) -> bool {
    a == b || fold(a) == fold(b)
}

/// The known word nearest to `word`, if one is near enough to have been meant: a Jaro-Winkler similarity of at least 0.85
/// between the folded forms. Ties go to the first. O(known × length²).
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Below this people call the suggestion a guess.
    const NEAR: f64 = 0.85;
    let word = fold(word);
    let mut best: Option<(f64, &str)> = None;
    for candidate in known {
        let similarity = strsim::jaro_winkler(&word, &fold(candidate));
        if similarity >= NEAR && best.is_none_or(|(so_far, _)| similarity > so_far) {
            best = Some((similarity, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The id of an element: composed (NFC), never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// An id from any text.
    pub fn new(text: &str) -> Self {
        Self(normal(text.trim()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = Self::new(&String::deserialize(deserializer)?);
        if id.0.is_empty() {
            return Err(serde::de::Error::custom(crate::messages::Localized::fixed(
                "an id cannot be empty",
                "mã không được để trống",
            )));
        }
        Ok(id)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl crate::messages::Show for Id {
    fn show(&self, _: crate::messages::Lang) -> std::borrow::Cow<'_, str> {
        std::borrow::Cow::Borrowed(&self.0)
    }
}
