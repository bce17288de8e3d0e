//! Amounts of money in the text of a fee: `75.000 đồng`, `25,000đ`, `1,5 triệu đồng`, several in one sentence.
//!
//! Exact integers of đồng. A number counts only with its unit: "từ trang thứ 3" and "17 tháng 4" are no amounts. What the
//! amount is for (a page, a copy) is not read.

use crate::messages::{Lang, Show};
use std::borrow::Cow;

use super::name::fold;

/// An amount in đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dong(pub u64);

impl Show for Dong {
    fn show(&self, lang: Lang) -> Cow<'_, str> {
        let digits = self.0.to_string();
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(match lang {
                    Lang::En => ',',
                    Lang::Vi => '.',
                });
            }
            grouped.push(digit);
        }
        Cow::Owned(format!("{grouped} đồng"))
    }
}

/// Every amount of a text, in order. O(length).
pub fn amounts(text: &str) -> Vec<Dong> {
    let folded = fold(text);
    let mut found = Vec::new();
    let mut rest = folded.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let from = rest.get(at..).unwrap_or_default();
        let length = from
            .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
            .unwrap_or(from.len());
        let number = from.get(..length).unwrap_or_default();
        rest = from.get(length..).unwrap_or_default();
        if let Some(scale) = unit(rest)
            && let Some(amount) = scaled(number.trim_end_matches(['.', ',']), scale)
        {
            found.push(Dong(amount));
        }
    }
    found
}

/// What the words after a number multiply it by; `None` where they name no money. A number in words may stand between, in
/// brackets.
fn unit(after: &str) -> Option<u64> {
    let mut after = after.trim_start();
    if let Some(inside) = after.strip_prefix('(') {
        after = inside.split_once(')')?.1.trim_start();
    }
    let word = |text: &str| -> usize {
        text.find(|c: char| !c.is_alphabetic())
            .unwrap_or(text.len())
    };
    let (first, next) = after.split_at(word(after));
    let second = next.trim_start();
    let second = second.split_at(word(second)).0;
    let is_dong = |word: &str| matches!(word, "đồng" | "đ" | "dong" | "vnd" | "vnđ");
    match first {
        "nghìn" | "ngàn" if is_dong(second) => Some(1_000),
        "triệu" if is_dong(second) => Some(1_000_000),
        _ if is_dong(first) => Some(1),
        _ => None,
    }
}

/// A number times a scale; points and commas group thousands unless a scale follows them as a decimal mark.
fn scaled(number: &str, scale: u64) -> Option<u64> {
    let groups: Vec<&str> = number.split(['.', ',']).collect();
    let (first, others) = groups.split_first()?;
    if others.iter().all(|group| group.len() == 3) {
        let whole: u64 = groups.concat().parse().ok()?;
        return whole.checked_mul(scale);
    }
    let [decimals] = others else { return None };
    let divisor = 10u64.checked_pow(u32::try_from(decimals.len()).ok()?)?;
    let all: u64 = format!("{first}{decimals}").parse().ok()?;
    let product = all.checked_mul(scale)?;
    product.is_multiple_of(divisor).then(|| product / divisor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_as_offices_write_them() {
        for (text, expected) in [
            ("75.000 đồng", &[75_000][..]),
            ("25,000đ", &[25_000]),
            ("30.000 đ/biển hiệu", &[30_000]),
            ("400.000 (bốn trăm nghìn) đồng/trường hợp", &[400_000]),
            (
                "1.500.000 đồng (Phụ lục 1), 1.000.000 đồng",
                &[1_500_000, 1_000_000],
            ),
            ("1,5 triệu đồng; 50 nghìn đồng", &[1_500_000, 50_000]),
            (
                "2.000 đồng/trang; từ trang thứ 3 trở lên 1.000 đồng/trang, tối đa 200.000 đồng/bản",
                &[2_000, 1_000, 200_000],
            ),
            ("8000 VNĐ", &[8_000]),
            ("0 đồng", &[0]),
            ("01 ngày", &[]),
            ("Theo Nghị quyết 12/2023/NQ-HĐND", &[]),
            ("Không", &[]),
            ("5 định mức", &[]),
            ("99999999999999999999 đồng", &[]),
        ] {
            let found: Vec<u64> = amounts(text).iter().map(|amount| amount.0).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn shown_with_grouped_thousands() {
        assert_eq!(Dong(1_500_000).show(Lang::Vi), "1.500.000 đồng");
        assert_eq!(Dong(75_000).show(Lang::En), "75,000 đồng");
        assert_eq!(Dong(0).show(Lang::En), "0 đồng");
    }
}
