//! The organisation: its units and roles, with other names, validity and competence.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::date::{Date, Validity};
use super::name::{Id, fold};
use super::process::{Level, Text};
use crate::source::{Place, SourceId, Span, Spanned};

/// A whole organisation file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct OrganisationFile {
    /// The name of the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Its units.
    #[serde(rename = "unit", skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<Spanned<Unit>>,
    /// Its roles.
    #[serde(rename = "role", skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Spanned<Role>>,
}

/// A unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Unit {
    /// Its id.
    pub id: Spanned<Id>,
    /// Its name.
    pub name: Text,
    /// Other names of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Text>,
    /// Its level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Spanned<Level>>,
    /// First day on which it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Spanned<Date>>,
    /// Last day on which it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Spanned<Date>>,
    /// The unit that took over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Text>,
}

/// A role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Role {
    /// Its id.
    pub id: Spanned<Id>,
    /// Its name.
    pub name: Text,
    /// Other names of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Text>,
    /// The unit it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// The competence it needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub competence: Option<Text>,
    /// First day on which it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Spanned<Date>>,
    /// Last day on which it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Spanned<Date>>,
    /// The role that took over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Text>,
}

impl Unit {
    /// When it exists.
    pub fn validity(&self) -> Validity {
        validity(self.from.as_ref(), self.until.as_ref())
    }
}

impl Role {
    /// When it exists.
    pub fn validity(&self) -> Validity {
        validity(self.from.as_ref(), self.until.as_ref())
    }
}

fn validity(from: Option<&Spanned<Date>>, until: Option<&Spanned<Date>>) -> Validity {
    Validity {
        from: from.map(|date| date.value),
        until: until.map(|date| date.value),
    }
}

/// The organisation of a run, with the file it stands in.
#[derive(Clone, Debug, PartialEq)]
pub struct Organisation {
    /// The file.
    pub source: SourceId,
    /// What it states.
    pub file: OrganisationFile,
    /// Index of the first unit of each id and each folded name.
    unit_names: BTreeMap<String, usize>,
    /// Index of the first role of each id and each folded name.
    role_names: BTreeMap<String, usize>,
}

impl Organisation {
    /// An organisation from what a file states. O(n log n).
    pub fn new(source: SourceId, file: OrganisationFile) -> Self {
        let unit_names = index(
            file.units
                .iter()
                .map(|unit| (&unit.id, &unit.name, &unit.aliases)),
        );
        let role_names = index(
            file.roles
                .iter()
                .map(|role| (&role.id, &role.name, &role.aliases)),
        );
        Self {
            source,
            file,
            unit_names,
            role_names,
        }
    }

    /// A place in the file of the organisation.
    pub fn place(&self, span: Span) -> Place {
        Place {
            source: self.source,
            span,
        }
    }

    /// The unit that a text names, by id, name or alias. O(log n).
    pub fn unit(&self, text: &str) -> Option<&Spanned<Unit>> {
        self.file.units.get(*self.unit_names.get(&fold(text))?)
    }

    /// The role that a text names, by id, name or alias. O(log n).
    pub fn role(&self, text: &str) -> Option<&Spanned<Role>> {
        self.file.roles.get(*self.role_names.get(&fold(text))?)
    }
}

/// The index of each element by its folded id, name and aliases; the first of a name keeps it.
fn index<'a>(
    elements: impl Iterator<Item = (&'a Spanned<Id>, &'a Text, &'a Vec<Text>)>,
) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    for (at, (id, name, aliases)) in elements.enumerate() {
        let texts = std::iter::once(name).chain(aliases).map(|text| fold(text));
        for text in texts.chain([fold(id.as_str())]) {
            if !text.is_empty() {
                names.entry(text).or_insert(at);
            }
        }
    }
    names
}
