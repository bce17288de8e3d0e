//! The header of a process: what it is called, on what it rests, who approved it, what it costs.

use super::collect::{Collector, Element, Found, count, name, regulated_line, text, word};
use super::fee::highest;
use super::value::Value;
use super::words::Aspect;
use crate::model::date::Date;
use crate::model::name::fold;
use crate::model::process::{Approval, Header, Text};
use crate::source::Spanned;

/// Compare the headers.
pub fn compare_headers(all: &mut Collector<'_>) {
    let (old, new) = (&all.old.process, &all.new.process);
    let root = Element::new("process", "");
    let mut compare = |aspect, key: &str, get: &dyn Fn(&Header) -> Found| {
        let element = root.key(key);
        all.value(aspect, (&element, &element), get(old), get(new));
    };
    compare(Aspect::Code, "code", &|header| text(header.code.as_ref()));
    compare(Aspect::Process, "name", &|header| {
        name(header.name.as_ref())
    });
    compare(Aspect::Procedure, "procedure", &|header| {
        word(header.procedure.as_ref())
    });
    compare(Aspect::Field, "field", &|header| {
        text(header.field.as_ref())
    });
    compare(Aspect::Level, "level", &|header| {
        word(header.level.as_ref())
    });
    compare(Aspect::Owner, "unit", &|header| text(header.unit.as_ref()));
    compare(Aspect::Version, "version", &|header| {
        text(header.version.as_ref())
    });
    compare(Aspect::Issued, "issued", &|header| {
        date(header.issued.as_ref())
    });
    compare(Aspect::Review, "review", &|header| {
        date(header.review.as_ref())
    });
    compare(Aspect::Standard, "standard", &|header| {
        text(header.standard.as_ref())
    });
    for (key, get) in APPROVAL {
        compare(Aspect::Approval, &format!("approval.{key}"), &|header| {
            text(header.approval.as_ref().and_then(|approval| get(approval)))
        });
    }
    for (key, get) in TEXTS {
        compare(Aspect::Text, key, &|header| text(get(header)));
    }
    compare(Aspect::Result, "result", &|header| {
        text(header.result.as_ref())
    });
    compare(Aspect::Days, "days", &|header| word(header.days.as_ref()));
    compare(Aspect::Sets, "sets", &|header| count(header.sets.as_ref()));
    let bases = root.key("legal-basis");
    all.texts(
        Aspect::LegalBasis,
        (&bases, &bases),
        &old.legal_basis,
        &new.legal_basis,
        citation,
    );
    compare_fees(all);
}

type Part<T> = (&'static str, fn(&T) -> Option<&Text>);

const APPROVAL: [Part<Approval>; 3] = [
    ("prepared", |approval| approval.prepared.as_ref()),
    ("reviewed", |approval| approval.reviewed.as_ref()),
    ("approved", |approval| approval.approved.as_ref()),
];

const TEXTS: [Part<Header>; 5] = [
    ("purpose", |header| header.purpose.as_ref()),
    ("scope", |header| header.scope.as_ref()),
    ("subject", |header| header.subject.as_ref()),
    ("guidance", |header| header.guidance.as_ref()),
    ("complaints", |header| header.complaints.as_ref()),
];

fn date(date: Option<&Spanned<Date>>) -> Found {
    date.map(|date| Spanned::new(Value::Date(date.value), date.span))
}

/// A fee as a value.
pub fn fee(fee: Option<&Text>) -> Found {
    fee.map(|fee| Spanned::new(Value::Fee(fee.value.clone()), fee.span))
}

fn compare_fees(all: &mut Collector<'_>) {
    let element = Element::new("process.fee", "");
    let (old, new) = (all.old.process.fee.as_ref(), all.new.process.fee.as_ref());
    let beyond = new.and_then(|new| {
        let max = all.regulation?.fee.as_ref()?.max.as_ref()?;
        let line = regulated_line(
            all.regulation,
            "fee.max",
            max.span,
            Value::Fee(max.value.clone()),
        )?;
        (highest(new)? > highest(max)?).then_some(line)
    });
    let change = all.value(Aspect::Fee, (&element, &element), fee(old), fee(new));
    if let (Some(change), Some(line)) = (change, beyond) {
        change.beyond(line);
    }
}

/// What makes two citations the same one: the number of the document ("123/2015/nđ-cp") and the article, where it has them;
/// otherwise the whole text.
pub fn citation(text: &str) -> String {
    let folded = fold(text);
    let separates = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | ':');
    let words: Vec<&str> = folded
        .split(separates)
        .filter(|word| !word.is_empty())
        .collect();
    let Some(number) = words.iter().find(|word| is_document_number(word)) else {
        return folded;
    };
    let article = words
        .iter()
        .zip(words.iter().skip(1))
        .find_map(|(word, next)| matches!(*word, "điều" | "article").then_some(*next));
    format!("{number} {}", article.unwrap_or_default())
}

/// `123/2015/nđ-cp`: a number, a year, what kind of document and whose.
fn is_document_number(word: &str) -> bool {
    let parts: Vec<&str> = word.split('/').collect();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts.as_slice(), [number, year, kind, ..]
        if is_number(number) && is_number(year) && year.len() == 4 && !kind.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_cited_by_its_number() {
        for (a, b, expected) in [
            (
                "Nghị định 123/2015/NĐ-CP ngày 15/11/2015",
                "123/2015/nđ-cp",
                true,
            ),
            (
                "123/2015/NĐ-CP, Điều 36",
                "Điều 36, Nghị định số 123/2015/NĐ-CP",
                true,
            ),
            ("123/2015/NĐ-CP, Điều 36", "123/2015/NĐ-CP, Điều 9", false),
            ("123/2015/NĐ-CP", "87/2020/NĐ-CP", false),
            ("Luật Hộ tịch 2014", "Luật Hộ tịch  năm 2014", false),
        ] {
            assert_eq!(citation(a) == citation(b), expected, "{a} / {b}");
        }
    }
}
