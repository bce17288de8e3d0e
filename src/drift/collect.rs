//! Gathers differences: a value against a value, a table against a table.
//!
//! Everything that compares one part of a process does it through here, so that an element, a place and an effect are
//! stated the same way everywhere.

use serde::Serialize;

use super::change::{Change, Effect, Side};
use super::pairs::{Pairs, Row, pair_up};
use super::value::Value;
use super::words::{Aspect, Verb};
use crate::model::duration::{DayKind, Duration};
use crate::model::name::{Id, fold};
use crate::model::process::{Process, Text};
use crate::rule::regulation::Regulated;
use crate::source::{Span, Spanned};

/// An element on one side: its path, what a reader calls it, and its case.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// `process.step.tham-tra`.
    pub path: String,
    /// What a reader calls it.
    pub label: String,
    /// The case.
    pub case: Option<Id>,
}

impl Element {
    /// An element without a case.
    pub fn new(path: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            label: label.into(),
            case: None,
        }
    }

    /// A part of this element.
    pub fn key(&self, key: &str) -> Self {
        Self {
            path: format!("{}.{key}", self.path),
            ..self.clone()
        }
    }

    /// The element in a case.
    pub fn in_case(&self, case: Option<&Id>) -> Self {
        Self {
            case: case.cloned(),
            ..self.clone()
        }
    }
}

/// A value where it stands.
pub type Found = Option<Spanned<Value>>;

/// A text as a value.
pub fn text(text: Option<&Text>) -> Found {
    text.map(|text| Spanned::new(Value::Text(text.value.clone()), text.span))
}

/// A name as a value.
pub fn name(text: Option<&Text>) -> Found {
    text.map(|text| Spanned::new(Value::Name(text.value.clone()), text.span))
}

/// A word of the file format as a value.
pub fn word<T: Serialize>(word: Option<&Spanned<T>>) -> Found {
    word.map(|word| Spanned::new(Value::word(&word.value), word.span))
}

/// A number as a value.
pub fn count(count: Option<&Spanned<u32>>) -> Found {
    count.map(|count| Spanned::new(Value::Count(count.value), count.span))
}

/// A time as a value; `bare` is what a bare day means in its file.
pub fn time(time: Option<&Spanned<Duration>>, bare: Option<DayKind>) -> Found {
    time.map(|time| Spanned::new(Value::Time(time.value.clone(), bare), time.span))
}

/// What a bare day means in a process.
pub fn bare(process: &Process) -> Option<DayKind> {
    process.process.days.as_ref().map(|days| days.value)
}

/// A key of a row beside the one that names it.
pub struct Field<T> {
    /// As files write it.
    pub key: &'static str,
    /// What differs when it does.
    pub aspect: Aspect,
    /// Its value; the second argument is what a bare day means in the file.
    pub get: fn(&T, Option<DayKind>) -> Found,
}

/// How the rows of a table are compared. The order of the rows carries no meaning.
pub struct Table<'t, T> {
    /// As files write it: `document`.
    pub name: &'static str,
    /// What is added or dropped with a row.
    pub aspect: Aspect,
    /// The keys of a row, the surest first; the name in element paths is the first that a row has.
    pub keys: &'t dyn Fn(&T) -> Vec<Option<String>>,
    /// What a row says first: shown when the row is added or dropped.
    pub value: &'t dyn Fn(&T, Option<DayKind>) -> Found,
    /// What a reader calls a row.
    pub label: &'t dyn Fn(&T) -> String,
    /// The keys that are compared in rows that both sides have.
    pub fields: &'t [Field<T>],
}

/// The differences found so far between two processes.
#[derive(Debug)]
pub struct Collector<'a> {
    /// The old side.
    pub old: &'a Process,
    /// The new side.
    pub new: &'a Process,
    /// The regulation that binds the new side.
    pub regulation: Option<&'a Regulated>,
    /// In the order in which they are reported.
    pub changes: Vec<Change>,
}

impl Collector<'_> {
    /// Compare a value of both sides.
    pub fn value(
        &mut self,
        aspect: Aspect,
        elements: (&Element, &Element),
        old: Found,
        new: Found,
    ) -> Option<&mut Change> {
        let verb = match (&old, &new) {
            (None, None) => return None,
            (Some(_), None) => Verb::Dropped,
            (None, Some(_)) => Verb::Added,
            (Some(old), Some(new)) => old.value.compare(&new.value)?,
        };
        self.push(aspect, verb, elements, old, new)
    }

    /// State a difference.
    pub fn push(
        &mut self,
        aspect: Aspect,
        verb: Verb,
        (old_element, new_element): (&Element, &Element),
        old: Found,
        new: Found,
    ) -> Option<&mut Change> {
        let side = |process: &Process, element: &Element, found: Found| {
            found.map(|found| Side {
                element: element.path.clone(),
                label: element.label.clone(),
                case: element.case.clone(),
                place: process.place(found.span),
                value: found.value,
            })
        };
        let old = side(self.old, old_element, old);
        let new = side(self.new, new_element, new);
        self.changes.push(Change::new(aspect, verb, old, new));
        self.changes.last_mut()
    }

    /// Compare two lists of texts whose order carries no meaning. `key` is what makes two texts the same one.
    pub fn texts(
        &mut self,
        aspect: Aspect,
        elements: (&Element, &Element),
        old: &[Text],
        new: &[Text],
        key: fn(&str) -> String,
    ) {
        let rows = |texts: &[Text]| -> Vec<Row> {
            let rows = texts.iter().map(|text| Row {
                keys: vec![Some(key(text))],
                order: fold(text),
            });
            rows.collect()
        };
        let pairs = pair_up(&rows(old), &rows(new));
        let mut found: Vec<(String, Found, Found)> = Vec::new();
        for text in pairs.dropped.iter().filter_map(|row| old.get(*row)) {
            found.push((key(text), self::text(Some(text)), None));
        }
        for text in pairs.added.iter().filter_map(|row| new.get(*row)) {
            found.push((key(text), None, self::text(Some(text))));
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        for (_, old, new) in found {
            self.value(aspect, elements, old, new);
        }
    }

    /// Compare two tables; `adjust` sees every change of a row and both rows. Gives the rows that both sides have.
    pub fn table<T: Serialize>(
        &mut self,
        table: &Table<'_, T>,
        (old, new): (&[Spanned<T>], &[Spanned<T>]),
        mut adjust: impl FnMut(&mut Change, Option<&T>, Option<&T>),
    ) {
        let pairs = pair_up(&rows(table, old), &rows(table, new));
        let bares = (bare(self.old), bare(self.new));
        for (old, new) in in_order(table, &pairs, (old, new)) {
            let element =
                |row: Option<&Spanned<T>>| row.map(|row| table.element(row)).unwrap_or_default();
            let elements = (element(old), element(new));
            let mut changed = Vec::new();
            if let (Some(old), Some(new)) = (old, new) {
                for field in table.fields {
                    let (a, b) = (elements.0.key(field.key), elements.1.key(field.key));
                    let values = ((field.get)(old, bares.0), (field.get)(new, bares.1));
                    if self
                        .value(field.aspect, (&a, &b), values.0, values.1)
                        .is_some()
                    {
                        changed.extend(self.changes.len().checked_sub(1));
                    }
                }
            } else {
                let shown = |row: Option<&Spanned<T>>, bare| {
                    row.map(|row| {
                        let label = || Spanned::new(Value::Text((table.label)(row)), row.span);
                        (table.value)(row, bare).unwrap_or_else(label)
                    })
                };
                let values = (shown(old, bares.0), shown(new, bares.1));
                if self
                    .value(table.aspect, (&elements.0, &elements.1), values.0, values.1)
                    .is_some()
                {
                    changed.extend(self.changes.len().checked_sub(1));
                }
            }
            for index in changed {
                if let Some(change) = self.changes.get_mut(index) {
                    adjust(change, old.map(|row| &row.value), new.map(|row| &row.value));
                }
            }
        }
    }
}

/// A line of the regulation; none of an entry that is not confirmed, because nothing is graded by it.
pub fn regulated_line(
    regulation: Option<&Regulated>,
    element: &str,
    span: Span,
    value: Value,
) -> Option<Side> {
    let regulation = regulation.filter(|entry| entry.is_confirmed())?;
    Some(Side {
        element: format!("procedure.{}.{element}", regulation.id.value),
        label: String::new(),
        case: None,
        place: regulation.place(span),
        value,
    })
}

impl Change {
    /// The new side goes beyond a line of the regulation. A change that brings it nearer keeps its effect.
    pub fn beyond(&mut self, line: Side) {
        if self.effect != Effect::ShorterForTheCitizen {
            self.effect = Effect::StricterThanTheRegulation;
            self.regulation = Some(line);
        }
    }
}

impl<T: Serialize> Table<'_, T> {
    fn element(&self, row: &T) -> Element {
        let key = (self.keys)(row).into_iter().flatten().next();
        Element::new(
            format!("process.{}.{}", self.name, key.unwrap_or_default()),
            (self.label)(row),
        )
    }
}

/// The keys of rows. Equal rows are matched first, so that of two rows with one name the right ones meet.
fn rows<T: Serialize>(table: &Table<'_, T>, rows: &[Spanned<T>]) -> Vec<Row> {
    let row = |row: &Spanned<T>| {
        let content = fold(&serde_json::to_string(&row.value).unwrap_or_default());
        let mut keys = vec![Some(content.clone())];
        keys.extend((table.keys)(row));
        Row {
            keys,
            order: content,
        }
    };
    rows.iter().map(row).collect()
}

type RowPair<'r, T> = (Option<&'r Spanned<T>>, Option<&'r Spanned<T>>);

/// All rows, those of both sides together, in order of their names.
fn in_order<'r, T: Serialize>(
    table: &Table<'_, T>,
    pairs: &Pairs,
    (old, new): (&'r [Spanned<T>], &'r [Spanned<T>]),
) -> Vec<RowPair<'r, T>> {
    let mut all: Vec<RowPair<'r, T>> = Vec::new();
    all.extend(pairs.both.iter().map(|(a, b)| (old.get(*a), new.get(*b))));
    all.extend(pairs.dropped.iter().map(|a| (old.get(*a), None)));
    all.extend(pairs.added.iter().map(|b| (None, new.get(*b))));
    all.sort_by_cached_key(|(old, new)| {
        let row = new.or(*old);
        row.map(|row| {
            let content = serde_json::to_string(&row.value).unwrap_or_default();
            (table.element(row).path, content)
        })
    });
    all
}
