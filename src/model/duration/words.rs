//! Tokens and number words: what stands in a time limit before anybody asks what it means.
//!
//! Vietnamese number words up to the thousands, English ones up to the hundreds. This file knows no units of time but
//! one: "năm" is both *five* and *year*, and only its neighbours tell which.

use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization as _;

/// A piece of a time limit, in lower case and NFC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Digits, with at most one decimal point or comma between them: `05`, `1,5`.
    Number(String),
    /// A fraction in one character: `½`.
    Fraction(i64, i64),
    /// Letters: `ngày`, `wd`.
    Word(String),
    /// Anything else that is no white space.
    Mark(char),
}

/// Splits `text` into tokens; letters are lower-cased and composed (NFC). Cost: linear in the length.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.nfc().flat_map(char::to_lowercase).nfc().collect();
    let mut found = Vec::new();
    let mut rest = chars.as_slice();
    while let Some((&first, after)) = rest.split_first() {
        let length = if first.is_ascii_digit() {
            number_length(rest)
        } else if first.is_alphabetic() {
            rest.iter().take_while(|c| c.is_alphabetic()).count()
        } else {
            1
        };
        let (piece, next) = rest.split_at(length);
        if first.is_ascii_digit() {
            found.push(Token::Number(piece.iter().collect()));
        } else if first.is_alphabetic() {
            found.push(Token::Word(piece.iter().collect()));
        } else if let Some((numerator, denominator)) = vulgar_fraction(first) {
            found.push(Token::Fraction(numerator, denominator));
        } else if !first.is_whitespace() {
            found.push(Token::Mark(first));
        }
        rest = if length == 1 { after } else { next };
    }
    found
}

/// How many characters at the start of `chars` are one number.
fn number_length(chars: &[char]) -> usize {
    let digits = |from: usize| {
        chars
            .iter()
            .skip(from)
            .take_while(|c| c.is_ascii_digit())
            .count()
    };
    let whole = digits(0);
    match chars.get(whole) {
        Some('.' | ',') => match digits(whole + 1) {
            0 => whole,
            decimals => whole + 1 + decimals,
        },
        _ => whole,
    }
}

fn vulgar_fraction(character: char) -> Option<(i64, i64)> {
    Some(match character {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅙' => (1, 6),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        _ => return None,
    })
}

/// The word at `at`, if a word stands there.
pub(super) fn word(tokens: &[Token], at: usize) -> Option<&str> {
    match tokens.get(at) {
        Some(Token::Word(word)) => Some(word),
        _ => None,
    }
}

/// A whole number spelt out at `at`: its value and the position after it. Cost: constant.
pub(super) fn spelt_out(tokens: &[Token], at: usize) -> Option<(i64, usize)> {
    vietnamese(tokens, at).or_else(|| english(tokens, at))
}

fn vietnamese(tokens: &[Token], at: usize) -> Option<(i64, usize)> {
    let (value, next) = vietnamese_group(tokens, at, false)?;
    if matches!(word(tokens, next), Some("nghìn" | "ngàn")) {
        return Some(match vietnamese_group(tokens, next + 1, true) {
            Some((rest, after)) => (value * 1000 + rest, after),
            None => (value * 1000, next + 1),
        });
    }
    Some((value, next))
}

/// A number below a thousand. `inside`: it follows the thousands, where "không trăm" and "linh" may open it.
fn vietnamese_group(tokens: &[Token], at: usize, inside: bool) -> Option<(i64, usize)> {
    let digit = |at: usize, allowed: RangeInclusive<i64>| {
        vietnamese_digit(word(tokens, at)?).filter(|digit| allowed.contains(digit))
    };
    let (mut value, mut next) = (0, at);
    let least = i64::from(!inside);
    let mut hundreds = false;
    if let (Some(digit), Some("trăm")) = (digit(next, least..=9), word(tokens, next + 1)) {
        (value, next, hundreds) = (digit * 100, next + 2, true);
    }
    if let (true, Some("linh" | "lẻ"), Some(digit)) = (
        hundreds || inside,
        word(tokens, next),
        digit(next + 1, 1..=9),
    ) {
        return Some((value + digit, next + 2));
    }
    let tens = match (
        word(tokens, next),
        digit(next, 1..=9),
        word(tokens, next + 1),
    ) {
        (Some("mười"), ..) => Some((10, next + 1)),
        (_, Some(digit), Some("mươi")) => Some((digit * 10, next + 2)),
        _ => None,
    };
    if let Some((tens, after)) = tens {
        let unit = match word(tokens, after) {
            Some("mốt") => Some(1),
            Some("tư") => Some(4),
            Some("lăm") => Some(5),
            // "hai mươi năm" is twenty years; "hai mươi năm ngày" is twenty-five days.
            Some("năm") if !number_goes_on(tokens, after + 1) => None,
            _ => digit(after, 1..=9),
        };
        return Some(match unit {
            Some(unit) => (value + tens + unit, after + 1),
            None => (value + tens, after),
        });
    }
    if hundreds {
        return Some((value, next));
    }
    Some((digit(next, 1..=9)?, next + 1))
}

/// Whether what stands at `at` shows that the "năm" before it was a number.
fn number_goes_on(tokens: &[Token], at: usize) -> bool {
    match tokens.get(at) {
        Some(Token::Word(word)) => matches!(
            word.as_str(),
            "ngày"
                | "buổi"
                | "giờ"
                | "tiếng"
                | "phút"
                | "tuần"
                | "tháng"
                | "năm"
                | "nghìn"
                | "ngàn"
        ),
        Some(Token::Mark('(' | ')')) => true,
        _ => false,
    }
}

fn vietnamese_digit(word: &str) -> Option<i64> {
    Some(match word {
        "không" => 0,
        "một" => 1,
        "hai" => 2,
        "ba" => 3,
        "bốn" => 4,
        "năm" => 5,
        "sáu" => 6,
        "bảy" | "bẩy" => 7,
        "tám" => 8,
        "chín" => 9,
        _ => return None,
    })
}

fn english(tokens: &[Token], at: usize) -> Option<(i64, usize)> {
    let (value, next) = english_below_hundred(tokens, at)?;
    if word(tokens, next) != Some("hundred") || value > 9 {
        return Some((value, next));
    }
    let after = next + 1 + usize::from(word(tokens, next + 1) == Some("and"));
    Some(match english_below_hundred(tokens, after) {
        Some((rest, end)) => (value * 100 + rest, end),
        None => (value * 100, next + 1),
    })
}

fn english_below_hundred(tokens: &[Token], at: usize) -> Option<(i64, usize)> {
    const SMALL: [&str; 19] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let small = |at: usize| {
        let word = word(tokens, at)?;
        (1..)
            .zip(SMALL)
            .find(|&(_, known)| known == word)
            .map(|(value, _)| value)
    };
    let first = word(tokens, at)?;
    if matches!(first, "a" | "an") {
        return Some((1, at + 1));
    }
    if let Some((value, _)) = (2..).zip(TENS).find(|&(_, known)| known == first) {
        let after = at + 1 + usize::from(tokens.get(at + 1) == Some(&Token::Mark('-')));
        return Some(match small(after).filter(|&unit| unit <= 9) {
            Some(unit) => (value * 10 + unit, after + 1),
            None => (value * 10, at + 1),
        });
    }
    small(at).map(|value| (value, at + 1))
}
