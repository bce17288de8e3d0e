//! What has to be stated in our namespace: attributes, elements for lists and tables, and keys that have no value.

use toml::{Table, Value};

use crate::convert::xml::Element;

/// What is stated beside one element.
#[derive(Clone, Debug, Default)]
pub(super) struct Stated {
    attributes: Vec<(String, String)>,
    elements: Vec<Element>,
    absent: Vec<String>,
}

/// What is stated in the whole diagram.
#[derive(Clone, Debug, Default)]
pub(super) struct Statements {
    pub(super) process: Stated,
    pub(super) steps: Vec<Stated>,
}

impl Stated {
    /// State a value of a process file.
    pub(super) fn state(&mut self, key: &str, value: &Value) {
        match (key, value) {
            ("time", Value::Table(times)) if !times.is_empty() => {
                let times = times.iter().map(|(case, time)| {
                    let time = time.as_str().unwrap_or_default();
                    own(key).with("case", case).with("value", time)
                });
                self.elements.extend(times);
            }
            (_, Value::Table(table)) => self.elements.push(entry(key, table)),
            (_, Value::Array(items)) if items.is_empty() => self.elements.push(own(key)),
            (_, Value::Array(items)) => {
                let items = items.iter().map(|item| match item {
                    Value::Table(table) => entry(key, table),
                    item => own(key).with("value", plain(item)),
                });
                self.elements.extend(items);
            }
            _ => self.attributes.push((key.to_owned(), plain(value))),
        }
    }

    /// State that a key has no value.
    pub(super) fn state_absent(&mut self, key: &str) {
        self.absent.push(key.to_owned());
    }

    /// State whatever was read otherwise than it is.
    fn difference(&mut self, wanted: &Table, read: &Table) {
        for (key, value) in wanted {
            if read.get(key) != Some(value) {
                self.state(key, value);
            }
        }
        let surplus = read.keys().filter(|key| !wanted.contains_key(key.as_str()));
        self.absent.extend(surplus.cloned());
    }

    /// Put the attributes onto an element.
    pub(super) fn attributes(&self, mut element: Element) -> Element {
        for (key, value) in &self.attributes {
            element = element.with(format!("qmslint:{key}"), value);
        }
        if !self.absent.is_empty() {
            element = element.with("qmslint:absent", self.absent.join(" "));
        }
        element
    }

    /// The `extensionElements` with the rest.
    pub(super) fn extension_elements(&self) -> Element {
        Element::new("extensionElements").holding(self.elements.iter().cloned())
    }
}

impl Statements {
    /// The tables of a process file, which no diagram has: cases, papers, records and the rest.
    pub(super) fn tables(wanted: &Table) -> Self {
        let mut this = Self::default();
        for (key, value) in wanted {
            if key != "process" && key != "step" {
                this.process.state(key, value);
            }
        }
        this
    }

    /// Add what was read otherwise than it is.
    pub(super) fn differences(&mut self, wanted: &Table, read: &Table) {
        if let (Some(wanted), Some(read)) = (header(wanted), header(read)) {
            self.process.difference(wanted, read);
        }
        let read: Vec<&Table> = steps(read).collect();
        let nothing = Table::new();
        for (index, wanted) in steps(wanted).enumerate() {
            let mut stated = Stated::default();
            stated.difference(wanted, read.get(index).copied().unwrap_or(&nothing));
            self.steps.push(stated);
        }
    }

    /// State the kind of a step, unless it is stated already.
    pub(super) fn state_kind(&mut self, index: usize, wanted: &Table) {
        let kind = steps(wanted).nth(index).and_then(|step| step.get("kind"));
        if let (Some(kind), Some(stated)) = (kind, self.steps.get_mut(index))
            && !stated.attributes.iter().any(|(key, _)| key == "kind")
        {
            stated.state("kind", kind);
        }
    }

    /// The keys that are still read otherwise, with the index of their step.
    pub(super) fn lost(wanted: &Table, read: &Table) -> Vec<(Option<usize>, String)> {
        let mut lost = Vec::new();
        let nothing = Table::new();
        let of_header = (header(wanted), header(read).unwrap_or(&nothing));
        if let (Some(wanted), read) = of_header {
            lost.extend(unlike(wanted, read).map(|keys| (None, keys)));
        }
        let mut others = (wanted.clone(), read.clone());
        for tables in [&mut others.0, &mut others.1] {
            tables.remove("process");
            tables.remove("step");
        }
        lost.extend(unlike(&others.0, &others.1).map(|keys| (None, keys)));
        let read: Vec<&Table> = steps(read).collect();
        for (index, wanted) in steps(wanted).enumerate() {
            let keys = unlike(wanted, read.get(index).copied().unwrap_or(&nothing));
            lost.extend(keys.map(|keys| (Some(index), keys)));
        }
        lost
    }
}

/// The keys in which two tables differ.
fn unlike(wanted: &Table, read: &Table) -> Option<String> {
    let changed = wanted
        .iter()
        .filter(|(key, value)| read.get(key.as_str()) != Some(value));
    let surplus = read.keys().filter(|key| !wanted.contains_key(key.as_str()));
    let keys: Vec<&str> = changed
        .map(|(key, _)| key)
        .chain(surplus)
        .map(String::as_str)
        .collect();
    (!keys.is_empty()).then(|| keys.join(", "))
}

fn header(tables: &Table) -> Option<&Table> {
    tables.get("process").and_then(Value::as_table)
}

fn steps(tables: &Table) -> impl Iterator<Item = &Table> {
    let steps = tables.get("step").and_then(Value::as_array);
    steps.into_iter().flatten().filter_map(Value::as_table)
}

fn own(key: &str) -> Element {
    Element::new(format!("qmslint:{key}"))
}

fn entry(key: &str, table: &Table) -> Element {
    let mut element = own(key);
    for (key, value) in table {
        element = element.with(key, plain(value));
    }
    element
}

/// A value as an attribute writes it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Datetime(date) => date.to_string(),
        Value::Array(_) | Value::Table(_) => String::new(),
    }
}
