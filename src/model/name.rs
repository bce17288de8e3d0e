//! Names and ids: how two of them are the same, and which one was probably meant.
//!
//! Vietnamese text arrives composed (NFC) or decomposed (NFD), in any case and spacing. Names are compared folded and shown
//! as they were typed. Nothing here guesses: [`nearest`] feeds suggestions, never a match.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use super::remembered::Remembered;
use schemars::JsonSchema;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// The composed form (NFC) under which ids are kept.
pub fn normal(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_composed) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

/// The form under which free text is compared: NFC, lower case, white space collapsed, invisible marks dropped. O(length).
///
/// The checks of a run fold the same names of a process again and again, so each thread remembers the last ones.
pub fn fold(text: &str) -> String {
    with_folded(text, str::to_owned)
}

/// What `then` makes of the folded text, which need not be copied for it; `then` must not fold.
pub(crate) fn with_folded<R>(text: &str, then: impl FnOnce(&str) -> R) -> R {
    FOLDED.with_borrow_mut(|remembered| remembered.with(text, folded, |folded| then(folded)))
}

thread_local! {
    static FOLDED: RefCell<Remembered<String>> = RefCell::new(Remembered::new());
}

fn folded(text: &str) -> String {
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

/// Which of its equals each name is, from 1, and how many of them there are. O(names).
pub fn numbered(names: &[String]) -> Vec<(usize, usize)> {
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for name in names {
        counts.entry(name).or_default().1 += 1;
    }
    let each = names.iter().map(|name| {
        let (met, all) = counts.entry(name).or_default();
        *met += 1;
        (*met, *all)
    });
    each.collect()
}

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

/// The known key or word that a misspelt one must mean: one wrong letter, or two in a long word, and no other known word
/// near it; what numbers it is the same. Too strict to be a guess: it feeds corrections. O(known × length²).
pub fn meant_word<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = fold(word);
    let most = match word.chars().count() {
        0..=3 => return None,
        4..=7 => 1,
        _ => 2,
    };
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(&word, &fold(known)), known))
        .collect();
    near.sort_unstable();
    near.dedup();
    match near.as_slice() {
        [(distance, _), (next, _), ..] if *next <= distance + 1 => None,
        [(distance, known), ..]
            if (1..=most).contains(distance)
                && digits(&word) == digits(known)
                && numbers(&word) == numbers(known) =>
        {
            Some(known)
        }
        _ => None,
    }
}

/// The known name that a misspelt one must mean: the same letters without their marks (`kí` and `ký` are the same), but for
/// two that changed places or one that was doubled. Another letter is another name: "Giấy chứng sinh" is no "Giấy chứng
/// minh". None where several names fit. O(known × length).
pub fn meant_name<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (folded, letters, numbers) = (fold(name), letters(name), numbers(name));
    let mut found: Option<&str> = None;
    for candidate in known {
        if fold(candidate) == folded {
            return None;
        }
        let own = self::letters(candidate);
        let is_same = letters == own && !own.is_empty();
        if is_same || is_slip(&letters, &own) && numbers == self::numbers(candidate) {
            if found.is_some_and(|found| fold(found) != fold(candidate)) {
                return None;
            }
            found = Some(candidate);
        }
    }
    found
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The words that may number a name, as `AB`, `B` and `III` do: those of one or two letters, and Roman numerals. In them no
/// letter slips.
fn numbers(name: &str) -> Vec<Vec<char>> {
    let is_roman = |word: &str| word.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'l'));
    let folded = fold(name);
    let numbers = words(&folded).filter(|word| word.chars().count() <= 2 || is_roman(word));
    numbers.map(letters).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

/// The letters and digits of a name without their marks; `y` is written for `i` and the other way round. A letter that stands
/// alone stays as it is: `Đ` does not number what `D` does.
fn letters(name: &str) -> Vec<char> {
    let bare = |c: char| match c {
        'đ' => 'd',
        'y' => 'i',
        c => c,
    };
    let mut letters = Vec::new();
    for word in words(&fold(name)) {
        if word.chars().count() == 1 {
            letters.extend(word.chars());
        } else {
            letters.extend(word.nfd().filter(|c| c.is_alphanumeric()).map(bare));
        }
    }
    letters
}

/// Whether two spellings differ in one slip of the hand: two neighbours that changed places, or a letter that is there once
/// more. Digits never slip.
fn is_slip(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 4 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let rest = |letters: &[char], from: usize| letters.get(from..).map(<[char]>::to_vec);
    if short.len() == long.len() {
        let pair = |letters: &[char]| Some((*letters.get(same)?, *letters.get(same + 1)?));
        return match (pair(short), pair(long)) {
            (Some((a, b)), Some((c, d))) => {
                a == d
                    && b == c
                    && !a.is_ascii_digit()
                    && !b.is_ascii_digit()
                    && rest(short, same + 2) == rest(long, same + 2)
            }
            _ => false,
        };
    }
    let doubled = same.checked_sub(1).and_then(|at| long.get(at)) == long.get(same);
    let is_digit = long.get(same).is_some_and(char::is_ascii_digit);
    long.len() == short.len() + 1
        && doubled
        && !is_digit
        && rest(short, same) == rest(long, same + 1)
}

/// The id of an element: composed (NFC), never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// An id from any text.
    pub fn new(text: &str) -> Self {
        Self(normal(text.trim()).into_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(IdVisitor)
    }
}

struct IdVisitor;

impl Visitor<'_> for IdVisitor {
    type Value = Id;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Id, E> {
        let id = Id::new(text);
        if id.0.is_empty() {
            return Err(E::custom(crate::messages::Localized::fixed(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_meaning_is_a_correction() {
        let keys = ["name", "code", "limit", "legal-basis", "unit", "result"];
        for (word, meant) in [
            ("nmae", Some("name")),
            ("limt", Some("limit")),
            ("legal-bsais", Some("legal-basis")),
            ("legal_basis", Some("legal-basis")),
            ("nam", None),
            ("colde", Some("code")),
            ("duration", None),
        ] {
            assert_eq!(meant_word(word, keys), meant, "{word}");
        }
        assert_eq!(meant_word("step1", ["step2", "steps"]), None);
        assert_eq!(meant_word("buoc-12", ["buoc-13"]), None);
    }

    #[test]
    fn what_numbers_a_name_never_slips() {
        for (name, known) in [
            ("Đội nghiệp vụ III", "Đội nghiệp vụ II"),
            ("Đội nghiệp vụ XI", "Đội nghiệp vụ IX"),
            ("Trạm AA", "Trạm A"),
            ("Phòng BA", "Phòng AB"),
            ("Khu Đ", "Khu D"),
        ] {
            assert_eq!(meant_name(name, [known]), None, "{name}");
        }
        for (id, known) in [
            ("tra-b", "tra-a"),
            ("ket_thuc.b", "ket_thuc.a"),
            ("ket-thuc-ii", "ket-thuc-i"),
            ("ket-thuc-viii", "ket-thuc-xiii"),
            ("phong-ba", "phong-ab"),
        ] {
            assert_eq!(meant_word(id, [known]), None, "{id}");
        }
        // Beside a number the rest is corrected as ever.
        for (name, known) in [
            ("Đôi nghiệp vụ II", "Đội nghiệp vụ II"),
            ("Tramj A", "Trajm A"),
            ("Lí do", "Lý do"),
            ("Cánbộ tiếp nhận", "Cán bộ tiếp nhận"),
            ("Giấy chứng nhân", "Giấy chứng nhận"),
        ] {
            assert_eq!(meant_name(name, [known]), Some(known), "{name}");
        }
        assert_eq!(
            meant_word("kett-thuc-ii", ["ket-thuc-ii"]),
            Some("ket-thuc-ii")
        );
    }

    #[test]
    fn another_letter_is_another_name() {
        let names = [
            "Giấy chứng sinh",
            "Tờ khai đăng ký khai sinh",
            "Cán bộ tiếp nhận",
            "Chi cục 1",
        ];
        for (name, meant) in [
            ("Giấy chứng minh", None),
            (
                "Tờ khai đăng kí khai sinh",
                Some("Tờ khai đăng ký khai sinh"),
            ),
            ("Cán bộ tiếp nhânn", Some("Cán bộ tiếp nhận")),
            ("Cán bộ tiếp nhậ", None),
            ("Cna bộ tiếp nhận", Some("Cán bộ tiếp nhận")),
            ("Cán bộ tiếp nahn", Some("Cán bộ tiếp nhận")),
            ("Chi cục 2", None),
            ("Chi cục 11", None),
            ("cán bộ  tiếp nhận", None),
        ] {
            assert_eq!(meant_name(name, names), meant, "{name}");
        }
        assert_eq!(meant_name("to khai", ["Tờ khai", "Tổ khai"]), None);
    }
}
