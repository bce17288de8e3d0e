//! The tables beside the work: forms, records, risks, indicators, revisions, phases and published times.

use super::collect::{Collector, Field, Found, Table, name, text, time};
use super::value::Value;
use super::words::Aspect;
use crate::model::date::Date;
use crate::model::name::fold;
use crate::model::process::{Form, Indicator, Phase, Published, Record, Revision, Risk, Text};
use crate::source::Spanned;

/// Compare the tables.
pub fn compare_tables(all: &mut Collector<'_>) {
    let (old, new) = (all.old, all.new);
    all.table(&PHASES, (&old.phases, &new.phases), |_, _, _| {});
    all.table(&PUBLISHED, (&old.published, &new.published), |_, _, _| {});
    all.table(&FORMS, (&old.forms, &new.forms), |_, _, _| {});
    all.table(&RECORDS, (&old.records, &new.records), |_, _, _| {});
    all.table(&RISKS, (&old.risks, &new.risks), |_, _, _| {});
    all.table(
        &INDICATORS,
        (&old.indicators, &new.indicators),
        |_, _, _| {},
    );
    all.table(&REVISIONS, (&old.revisions, &new.revisions), |_, _, _| {});
}

fn key(text: Option<&Text>) -> Option<String> {
    text.map(|text| fold(text))
}

fn shown(text: Option<&Text>) -> String {
    text.map(|text| text.value.clone()).unwrap_or_default()
}

fn date(date: Option<&Spanned<Date>>) -> Found {
    date.map(|date| Spanned::new(Value::Date(date.value), date.span))
}

const PHASES: Table<'static, Phase> = Table {
    name: "phase",
    aspect: Aspect::Phase,
    keys: &|phase| vec![Some(phase.number.value.to_string())],
    value: &|phase, bare| time(phase.limit.as_ref(), bare).or_else(|| text(phase.name.as_ref())),
    label: &|phase| phase.number.value.to_string(),
    fields: &[
        Field {
            key: "name",
            aspect: Aspect::Phase,
            get: |phase, _| name(phase.name.as_ref()),
        },
        Field {
            key: "limit",
            aspect: Aspect::Limit,
            get: |phase, bare| time(phase.limit.as_ref(), bare),
        },
    ],
};

const PUBLISHED: Table<'static, Published> = Table {
    name: "published",
    aspect: Aspect::Published,
    keys: &|row| vec![Some(fold(&row.unit))],
    value: &|row, bare| time(row.time.as_ref(), bare),
    label: &|row| row.unit.value.clone(),
    fields: &[Field {
        key: "time",
        aspect: Aspect::Published,
        get: |row, bare| time(row.time.as_ref(), bare),
    }],
};

const FORMS: Table<'static, Form> = Table {
    name: "form",
    aspect: Aspect::Form,
    keys: &|form| vec![key(form.code.as_ref()), key(form.name.as_ref())],
    value: &|form, _| text(form.name.as_ref().or(form.code.as_ref())),
    label: &|form| shown(form.name.as_ref().or(form.code.as_ref())),
    fields: &[
        Field {
            key: "code",
            aspect: Aspect::Form,
            get: |form, _| text(form.code.as_ref()),
        },
        Field {
            key: "name",
            aspect: Aspect::Form,
            get: |form, _| name(form.name.as_ref()),
        },
    ],
};

const RECORDS: Table<'static, Record> = Table {
    name: "record",
    aspect: Aspect::Record,
    keys: &|record| vec![key(record.name.as_ref())],
    value: &|record, _| text(record.name.as_ref()),
    label: &|record| shown(record.name.as_ref()),
    fields: &[
        Field {
            key: "kept-by",
            aspect: Aspect::Record,
            get: |record, _| text(record.kept_by.as_ref()),
        },
        Field {
            key: "retention",
            aspect: Aspect::Record,
            get: |record, _| text(record.retention.as_ref()),
        },
    ],
};

const RISKS: Table<'static, Risk> = Table {
    name: "risk",
    aspect: Aspect::Risk,
    keys: &|risk| vec![key(risk.name.as_ref())],
    value: &|risk, _| text(risk.name.as_ref()),
    label: &|risk| shown(risk.name.as_ref()),
    fields: &[Field {
        key: "control",
        aspect: Aspect::Risk,
        get: |risk, _| text(risk.control.as_ref()),
    }],
};

const INDICATORS: Table<'static, Indicator> = Table {
    name: "indicator",
    aspect: Aspect::Indicator,
    keys: &|indicator| vec![key(indicator.name.as_ref())],
    value: &|indicator, _| text(indicator.name.as_ref()),
    label: &|indicator| shown(indicator.name.as_ref()),
    fields: &[
        Field {
            key: "target",
            aspect: Aspect::Indicator,
            get: |indicator, _| text(indicator.target.as_ref()),
        },
        Field {
            key: "owner",
            aspect: Aspect::Indicator,
            get: |indicator, _| text(indicator.owner.as_ref()),
        },
        Field {
            key: "due",
            aspect: Aspect::Indicator,
            get: |indicator, _| date(indicator.due.as_ref()),
        },
    ],
};

const REVISIONS: Table<'static, Revision> = Table {
    name: "revision",
    aspect: Aspect::Revision,
    keys: &|revision| {
        vec![
            key(revision.version.as_ref()),
            revision.date.as_ref().map(|date| date.value.to_string()),
        ]
    },
    value: &|revision, _| text(revision.version.as_ref()).or_else(|| date(revision.date.as_ref())),
    label: &|revision| shown(revision.version.as_ref()),
    fields: &[
        Field {
            key: "version",
            aspect: Aspect::Revision,
            get: |revision, _| text(revision.version.as_ref()),
        },
        Field {
            key: "date",
            aspect: Aspect::Revision,
            get: |revision, _| date(revision.date.as_ref()),
        },
        Field {
            key: "reason",
            aspect: Aspect::Revision,
            get: |revision, _| text(revision.reason.as_ref()),
        },
        Field {
            key: "basis",
            aspect: Aspect::Revision,
            get: |revision, _| text(revision.basis.as_ref()),
        },
    ],
};
