//! What the law fixes for one procedure: limits, papers, fee, roles, basis, validity.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::date::{Date, Validity};
use crate::model::duration::Duration;
use crate::model::name::{Id, same};
use crate::model::process::{Channel, DocumentForm, StepKind, Text};
use crate::source::{Place, SourceId, Span, Spanned};

/// A whole regulation file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RegulationFile {
    /// The procedures it regulates.
    #[serde(rename = "procedure")]
    pub procedures: Vec<Spanned<Procedure>>,
}

/// One regulated procedure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Procedure {
    /// Its id: what `process.procedure` names.
    pub id: Spanned<Id>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// National code: "1.013124".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Text>,
    /// Legal basis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// Where the entry was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Text>,
    /// First day in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Spanned<Date>>,
    /// Last day in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Spanned<Date>>,
    /// Whether the entry was confirmed in a source; true where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Spanned<bool>>,
    /// Limits: `default`, and one for each case that differs.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub limit: IndexMap<Spanned<Id>, Spanned<Duration>>,
    /// The fee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<Spanned<RegulatedFee>>,
    /// Kinds of step that must occur.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required_kinds: Vec<Spanned<StepKind>>,
    /// Channels whose limit or fee differs.
    #[serde(rename = "channel", skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Spanned<Channel>>,
    /// The papers that may be demanded; absent altogether means that the entry does not say.
    #[serde(rename = "document", skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Spanned<RegulatedDocument>>,
}

/// A regulated fee.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RegulatedFee {
    /// The most that may be taken; "0 đồng" where it is free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Text>,
}

/// A paper that may be demanded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RegulatedDocument {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Spanned<Id>>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Other names of the same paper.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Text>,
    /// The form in which it may be demanded.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub form: Option<Spanned<DocumentForm>>,
    /// How many may be demanded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copies: Option<Spanned<u32>>,
    /// Whether every applicant must bring it; true where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<Spanned<bool>>,
    /// Papers with the same word here are alternatives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternative: Option<Text>,
}

impl RegulatedDocument {
    /// Every text under which the paper is known: its name and its aliases.
    pub fn names(&self) -> impl Iterator<Item = &Text> {
        self.name.iter().chain(&self.aliases)
    }

    /// Whether a paper of a process is this one: by id, name or alias, never by guess.
    pub fn is(&self, document: &crate::model::process::Document) -> bool {
        let by_id = matches!((&self.id, &document.id), (Some(a), Some(b)) if a.value == b.value);
        by_id
            || document
                .name
                .as_ref()
                .is_some_and(|name| self.names().any(|known| same(known, name)))
    }
}

/// A procedure of a run, with the file it stands in.
#[derive(Clone, Debug, PartialEq)]
pub struct Regulated {
    /// The file.
    pub source: SourceId,
    /// Where the entry stands.
    pub span: Span,
    /// The procedure.
    pub procedure: Procedure,
}

impl std::ops::Deref for Regulated {
    type Target = Procedure;
    fn deref(&self) -> &Procedure {
        &self.procedure
    }
}

impl Regulated {
    /// A place in the file of the regulation.
    pub fn place(&self, span: Span) -> Place {
        Place {
            source: self.source,
            span,
        }
    }

    /// When it is in force.
    pub fn validity(&self) -> Validity {
        Validity {
            from: self.from.as_ref().map(|date| date.value),
            until: self.until.as_ref().map(|date| date.value),
        }
    }

    /// Whether the entry was confirmed in a source.
    pub fn is_confirmed(&self) -> bool {
        self.confirmed
            .as_ref()
            .is_none_or(|confirmed| confirmed.value)
    }

    /// The limit of a case; `default` where the case has none of its own.
    pub fn limit_of(&self, case: Option<&Id>) -> Option<&Spanned<Duration>> {
        let find = |wanted: &str| {
            self.limit
                .iter()
                .find(|(id, _)| id.as_str() == wanted)
                .map(|(_, limit)| limit)
        };
        case.and_then(|case| find(case.as_str()))
            .or_else(|| find("default"))
    }
}
