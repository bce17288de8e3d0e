//! Differences as text: the gravest first, each with the two values under each other and where they stand.
//!
//! It knows no terminal: lines are as long as the values in them, and nothing is cut off.

use std::fmt::Write as _;

use crate::drift::{Change, Effect, Side};
use crate::messages::{Lang, Localized, Show as _};
use crate::report::clean::one_line;
use crate::report::wrap::{columns, padded};
use crate::source::{Place, Sources};
use crate::texts;

/// Columns up to which values are aligned.
const WIDEST: usize = 80;

texts! {
    /// How many differences there are.
    fn differences(count: usize) {
        en: "differences: {count}",
        vi: "số điểm khác nhau: {count}",
    }
}

/// What is said where nothing differs.
const NO_DIFFERENCE: Localized =
    Localized::fixed("no difference in meaning", "không khác nhau về nội dung");
const REGULATION: Localized = Localized::fixed("regulation", "quy định");

/// The differences of one pair. `old` and `new` say what is compared, as a heading.
pub fn text(changes: &[Change], (old, new): (&str, &str), sources: &Sources, lang: Lang) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{} → {}", one_line(old), one_line(new));
    if changes.is_empty() {
        let _ = writeln!(out, "{}", NO_DIFFERENCE.in_lang(lang));
        return out;
    }
    let _ = writeln!(out, "{}", summary(changes, lang));
    for effect in Effect::ALL {
        let here: Vec<&Change> = changes
            .iter()
            .filter(|change| change.effect == effect)
            .collect();
        if here.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{} ({})", effect.words().in_lang(lang), here.len());
        let heads: Vec<String> = here.iter().map(|change| words(change, lang)).collect();
        let width = heads.iter().map(|head| columns(head)).max().unwrap_or(0);
        for (change, head) in here.into_iter().zip(heads) {
            let subject = one_line(&change.subject().map(subject).unwrap_or_default());
            let _ = writeln!(out, "  {}  {subject}", padded(&head, width));
            write_sides(&mut out, change, sources, lang);
        }
    }
    out
}

/// The count of all differences and of each effect.
fn summary(changes: &[Change], lang: Lang) -> String {
    let mut line = differences(changes.len()).in_lang(lang).to_owned();
    let mut separator = " (";
    for effect in Effect::ALL {
        let count = changes
            .iter()
            .filter(|change| change.effect == effect)
            .count();
        if count > 0 {
            let _ = write!(line, "{separator}{}: {count}", effect.words().in_lang(lang));
            separator = ", ";
        }
    }
    if separator == ", " {
        line.push(')');
    }
    line
}

/// "limit longer", "thời hạn dài hơn".
pub(in crate::report) fn words(change: &Change, lang: Lang) -> String {
    let (aspect, verb) = (change.aspect.words(), change.verb.words());
    format!("{} {}", aspect.in_lang(lang), verb.in_lang(lang))
}

/// What a difference is about: the element as a reader calls it and its case, or its path.
pub(in crate::report) fn subject(side: &Side) -> String {
    match (&side.case, side.label.as_str()) {
        (_, "") => side.element.clone(),
        (Some(case), label) if label != case.as_str() => format!("{label} ({case})"),
        (_, label) => label.to_owned(),
    }
}

fn write_sides(out: &mut String, change: &Change, sources: &Sources, lang: Lang) {
    let sides = [
        ("- ".to_owned(), change.old.as_ref()),
        ("+ ".to_owned(), change.new.as_ref()),
        (
            format!("{}: ", REGULATION.in_lang(lang)),
            change.regulation.as_ref(),
        ),
    ];
    let shown: Vec<(String, String)> = sides
        .into_iter()
        .filter_map(|(mark, side)| {
            let side = side?;
            Some((
                mark + &one_line(&side.value.show(lang)),
                position(sources, side.place),
            ))
        })
        .collect();
    // Places stand under each other, but one long value does not push the others out of sight.
    let widths = shown.iter().map(|(value, _)| columns(value));
    let width = widths.filter(|width| *width <= WIDEST).max().unwrap_or(0);
    for (value, position) in shown {
        let _ = writeln!(out, "      {}  {position}", padded(&value, width));
    }
}

/// `file:line:column`.
fn position(sources: &Sources, place: Place) -> String {
    sources
        .get(place.source)
        .map_or_else(String::new, |source| {
            let at = source.position(place.span.start);
            format!("{}:{}:{}", source.name(), at.line, at.column)
        })
}
