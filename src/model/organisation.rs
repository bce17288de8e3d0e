//! The organisation: its units and roles, with other names, validity and competence.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::date::{Date, Validity};
use super::name::{Id, same};
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
    /// Whether a text names this unit.
    pub fn is_named(&self, text: &str) -> bool {
        self.id.as_str() == text
            || same(&self.name, text)
            || self.aliases.iter().any(|alias| same(alias, text))
    }

    /// When it exists.
    pub fn validity(&self) -> Validity {
        validity(self.from.as_ref(), self.until.as_ref())
    }
}

impl Role {
    /// Whether a text names this role.
    pub fn is_named(&self, text: &str) -> bool {
        self.id.as_str() == text
            || same(&self.name, text)
            || self.aliases.iter().any(|alias| same(alias, text))
    }

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
}

impl Organisation {
    /// A place in the file of the organisation.
    pub fn place(&self, span: Span) -> Place {
        Place {
            source: self.source,
            span,
        }
    }

    /// The unit that a text names.
    pub fn unit(&self, text: &str) -> Option<&Spanned<Unit>> {
        self.file.units.iter().find(|unit| unit.is_named(text))
    }

    /// The role that a text names.
    pub fn role(&self, text: &str) -> Option<&Spanned<Role>> {
        self.file.roles.iter().find(|role| role.is_named(text))
    }
}
