//! Which of two fees is the higher one, in exact đồng.
//!
//! Amounts are compared only where the words around them are the same: 50.000 đồng a contract and 50.000 đồng a page are
//! no more and no less than each other.

use std::cmp::Ordering;

use crate::model::money::{Dong, amounts};
use crate::model::name::fold;

/// The order of two fees; `None` where they cannot be compared. Several amounts are compared one by one: a fee is higher if
/// no amount is lower. O(length).
pub fn compare_fees(old: &str, new: &str) -> Option<Ordering> {
    let (old, new) = (fold(old), fold(new));
    if old == new {
        return Some(Ordering::Equal);
    }
    let ((old_words, old), (new_words, new)) = (read(&old), read(&new));
    if old_words != new_words || old.len() != new.len() || old.is_empty() {
        return None;
    }
    let mut order = Ordering::Equal;
    for (old, new) in old.iter().zip(&new) {
        match (order, old.cmp(new)) {
            (_, Ordering::Equal) => {}
            (Ordering::Equal, differs) => order = differs,
            (before, differs) if before == differs => {}
            _ => return None,
        }
    }
    Some(order)
}

/// The highest amount of a fee, where it states any.
pub fn highest(fee: &str) -> Option<Dong> {
    read(&fold(fee)).1.into_iter().max()
}

/// The words of a folded fee without its amounts, and the amounts. A fee that is not taken is one of 0 đồng.
fn read(folded: &str) -> (String, Vec<Dong>) {
    /// How offices write that there is none.
    const NONE: [&str; 9] = [
        "không",
        "không có",
        "không thu",
        "miễn phí",
        "miễn lệ phí",
        "không thu phí",
        "không thu lệ phí",
        "none",
        "free",
    ];
    if NONE.contains(&folded) {
        return (String::new(), vec![Dong(0)]);
    }
    let words = folded
        .split(|c: char| c.is_whitespace() || c.is_ascii_digit() || matches!(c, '.' | ',' | '/'))
        .filter(|word| !matches!(*word, "" | "đồng" | "đ" | "dong" | "vnd" | "vnđ"))
        .collect::<Vec<_>>()
        .join(" ");
    (words, amounts(folded))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering::{Equal, Greater, Less};

    #[test]
    fn fees_are_compared_by_amount_where_the_words_agree() {
        for (old, new, expected) in [
            ("75.000 đồng", "75000đ", Some(Equal)),
            ("75.000 đồng", "100.000 đồng", Some(Less)),
            ("Không", "8.000 đồng", Some(Less)),
            ("50.000 đồng/văn bản", "30.000 đ/văn bản", Some(Greater)),
            ("50.000 đồng/văn bản", "50.000 đồng/trang", None),
            (
                "15.000 đồng (Phụ lục 1), 10.000 đồng (Phụ lục 2)",
                "15.000 đồng (Phụ lục 1), 12.000 đồng (Phụ lục 2)",
                Some(Less),
            ),
            (
                "15.000 đồng (Phụ lục 1), 10.000 đồng (Phụ lục 2)",
                "14.000 đồng (Phụ lục 1), 12.000 đồng (Phụ lục 2)",
                None,
            ),
            ("Theo quy định hiện hành", "như quy định hiện hành", None),
            ("Theo quy định", "theo  QUY định", Some(Equal)),
        ] {
            assert_eq!(compare_fees(old, new), expected, "{old} / {new}");
            assert_eq!(
                compare_fees(new, old),
                expected.map(Ordering::reverse),
                "{new} / {old}"
            );
        }
    }
}
