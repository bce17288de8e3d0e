//! Cases, and the limits of the whole: of the process, of each case and of each channel.

use std::cmp::Ordering;

use super::change::{Change, Side};
use super::collect::{Collector, Element, Field, Table, bare, name, regulated_line, time};
use super::header::fee;
use super::pairs::{Pairs, Row, pair_up};
use super::time::compare_times;
use super::value::Value;
use super::words::Aspect;
use crate::model::duration::{DayKind, Duration};
use crate::model::name::{Id, fold};
use crate::model::process::{Case, Channel, Process};
use crate::source::Spanned;

/// The cases that are compared with each other. Where one side has no cases, its one unnamed case is compared with each
/// of the other side.
#[derive(Clone, Debug, Default)]
pub struct Cases {
    /// Old and new id; `None` is the unnamed case.
    pub both: Vec<(Option<Id>, Option<Id>)>,
    rows: Pairs,
}

impl Cases {
    /// Match the cases of two processes: by id, then by name. O(n log n).
    pub fn of(old: &Process, new: &Process) -> Self {
        let rows = |process: &Process| -> Vec<Row> {
            let row = |case: &Spanned<Case>| Row {
                keys: vec![
                    Some(fold(case.id.as_str())),
                    case.name.as_ref().map(|name| fold(name)),
                ],
                order: fold(case.id.as_str()),
            };
            process.cases.iter().map(row).collect()
        };
        let mut pairs = pair_up(&rows(old), &rows(new));
        // The order of the table carries no meaning; that of the ids is kept everywhere.
        let id = |process: &Process, row: usize| {
            process.cases.get(row).map(|case| case.id.value.clone())
        };
        pairs.both.sort_by_cached_key(|(_, row)| id(new, *row));
        pairs.dropped.sort_by_cached_key(|row| id(old, *row));
        pairs.added.sort_by_cached_key(|row| id(new, *row));
        let both = match (old.cases.is_empty(), new.cases.is_empty()) {
            (true, true) => vec![(None, None)],
            (true, false) => pairs
                .added
                .iter()
                .map(|row| (None, id(new, *row)))
                .collect(),
            (false, true) => pairs
                .dropped
                .iter()
                .map(|row| (id(old, *row), None))
                .collect(),
            (false, false) => {
                let ids = |(a, b): &(usize, usize)| (id(old, *a), id(new, *b));
                pairs.both.iter().map(ids).collect()
            }
        };
        Self { both, rows: pairs }
    }

    /// The new id of an old case, where both sides have it; else the old one.
    pub fn renamed(&self, old: &Id) -> Id {
        let pair = self
            .both
            .iter()
            .find(|(case, _)| case.as_ref() == Some(old));
        pair.and_then(|(_, new)| new.clone())
            .unwrap_or_else(|| old.clone())
    }
}

/// Compare the cases and the limits.
pub fn compare_limits(all: &mut Collector<'_>, cases: &Cases) {
    compare_header_limit(all);
    let (old, new) = (all.old, all.new);
    for (a, b) in &cases.rows.both {
        if let (Some(a), Some(b)) = (old.cases.get(*a), new.cases.get(*b)) {
            let elements = (
                &case_element(old, a).key("name"),
                &case_element(new, b).key("name"),
            );
            all.value(
                Aspect::Case,
                elements,
                name(a.name.as_ref()),
                name(b.name.as_ref()),
            );
        }
    }
    for case in cases
        .rows
        .dropped
        .iter()
        .filter_map(|row| old.cases.get(*row))
    {
        let element = case_element(old, case);
        all.value(
            Aspect::Case,
            (&element, &element),
            declared(old, case),
            None,
        );
    }
    for case in cases
        .rows
        .added
        .iter()
        .filter_map(|row| new.cases.get(*row))
    {
        let element = case_element(new, case);
        let beyond = limit_beyond(all, Some(&case.id.value), case.limit.as_ref());
        let change = all.value(
            Aspect::Case,
            (&element, &element),
            None,
            declared(new, case),
        );
        grade(change, beyond);
    }
    for (a, b) in &cases.both {
        compare_case_limit(all, a.as_ref(), b.as_ref());
    }
    compare_channels(all);
}

fn case_element(process: &Process, case: &Case) -> Element {
    let element = Element::new(
        format!("process.case.{}", case.id.value),
        process.case_label(&case.id.value),
    );
    element.in_case(Some(&case.id.value))
}

/// What a case that only one side has says: its limit, else its name, else its id.
fn declared(process: &Process, case: &Spanned<Case>) -> Option<Spanned<Value>> {
    time(case.limit.as_ref(), bare(process)).or_else(|| {
        let label = process.case_label(&case.id.value);
        Some(Spanned::new(Value::Text(label), case.id.span))
    })
}

/// The limit in the header, unless the cases of one side alone take its place.
fn compare_header_limit(all: &mut Collector<'_>) {
    let limits = (
        all.old.process.limit.as_ref(),
        all.new.process.limit.as_ref(),
    );
    let replaced = all.old.cases.is_empty() != all.new.cases.is_empty()
        && (limits.0.is_none() || limits.1.is_none());
    if !replaced {
        compare_limit(
            all,
            (
                &Element::new("process.limit", ""),
                &Element::new("process.limit", ""),
            ),
            limits,
            None,
        );
    }
}

/// The limit of a case, unless it is that of the header on both sides.
fn compare_case_limit(all: &mut Collector<'_>, old: Option<&Id>, new: Option<&Id>) {
    let element = |process: &Process, id: Option<&Id>| {
        let case = id.and_then(|id| process.cases.iter().find(|case| case.id.value == *id));
        let has_own = case.is_some_and(|case| case.limit.is_some());
        let element = match case {
            Some(case) if has_own => case_element(process, case).key("limit"),
            Some(case) => Element {
                path: "process.limit".to_owned(),
                ..case_element(process, case)
            },
            None => Element::new("process.limit", ""),
        };
        (element, has_own)
    };
    let (a, b) = (element(all.old, old), element(all.new, new));
    if a.1 || b.1 {
        compare_limit(
            all,
            (&a.0, &b.0),
            (all.old.limit(old), all.new.limit(new)),
            new,
        );
    }
}

type Limit<'p> = Option<&'p Spanned<Duration>>;

fn compare_limit(
    all: &mut Collector<'_>,
    elements: (&Element, &Element),
    (old, new): (Limit<'_>, Limit<'_>),
    case: Option<&Id>,
) {
    let beyond = limit_beyond(all, case, new);
    let values = (time(old, bare(all.old)), time(new, bare(all.new)));
    let change = all.value(Aspect::Limit, elements, values.0, values.1);
    grade(change, beyond);
}

fn grade(change: Option<&mut Change>, beyond: Option<Side>) {
    if let (Some(change), Some(line)) = (change, beyond) {
        change.beyond(line);
    }
}

/// The regulated limit of a case, where a limit is longer.
fn limit_beyond(all: &Collector<'_>, case: Option<&Id>, limit: Limit<'_>) -> Option<Side> {
    let regulated = all.regulation?.limit_of(case)?;
    let order = compare_times((&limit?.value, bare(all.new)), (&regulated.value, None));
    let line = regulated_line(
        all.regulation,
        "limit",
        regulated.span,
        Value::Time(regulated.value.clone(), None),
    )?;
    (order == Some(Ordering::Greater)).then_some(line)
}

fn compare_channels(all: &mut Collector<'_>) {
    let keys = |channel: &Channel| vec![Some(fold(channel.id.as_str()))];
    let value = |channel: &Channel, bare: Option<DayKind>| {
        time(channel.limit.as_ref(), bare).or_else(|| fee(channel.fee.as_ref()))
    };
    let table = Table {
        name: "channel",
        aspect: Aspect::Channel,
        keys: &keys,
        value: &value,
        label: &|channel: &Channel| channel.id.value.to_string(),
        fields: &[
            Field {
                key: "limit",
                aspect: Aspect::Limit,
                get: |channel: &Channel, bare| time(channel.limit.as_ref(), bare),
            },
            Field {
                key: "fee",
                aspect: Aspect::Fee,
                get: |channel: &Channel, _| fee(channel.fee.as_ref()),
            },
        ],
    };
    all.table(&table, (&all.old.channels, &all.new.channels), |_, _, _| {});
}
