//! Fields that a process file must state.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::process::Header;
use crate::source::Spanned;
use crate::texts;

/// Every field named must be there and not be empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RequiredField {
    /// Keys of `[process]`.
    #[schemars(extend("x-vi" = "Các khóa của `[process]`."))]
    pub fields: Vec<Spanned<Field>>,
}

/// A field of `[process]`.
#[expect(
    clippy::enum_variant_names,
    reason = "the process has a field named `field`"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// `code`
    Code,
    /// `name`
    Name,
    /// `field`
    Field,
    /// `level`
    Level,
    /// `unit`
    Unit,
    /// `version`
    Version,
    /// `issued`
    Issued,
    /// `standard`
    Standard,
    /// `legal-basis`
    LegalBasis,
    /// `purpose`
    Purpose,
    /// `scope`
    Scope,
    /// `subject`
    Subject,
    /// `result`
    Result,
    /// `fee`
    Fee,
    /// `limit`, of the process or of every case
    Limit,
    /// `approval`
    Approval,
    /// `complaints`
    Complaints,
    /// `procedure`
    Procedure,
}

impl Field {
    /// The key in the file.
    fn key(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
            Self::Field => "field",
            Self::Level => "level",
            Self::Unit => "unit",
            Self::Version => "version",
            Self::Issued => "issued",
            Self::Standard => "standard",
            Self::LegalBasis => "legal-basis",
            Self::Purpose => "purpose",
            Self::Scope => "scope",
            Self::Subject => "subject",
            Self::Result => "result",
            Self::Fee => "fee",
            Self::Limit => "limit",
            Self::Approval => "approval",
            Self::Complaints => "complaints",
            Self::Procedure => "procedure",
        }
    }

    fn is_stated(self, header: &Header) -> bool {
        let text = |text: &Option<Spanned<String>>| {
            text.as_ref().is_some_and(|text| !text.trim().is_empty())
        };
        match self {
            Self::Code => text(&header.code),
            Self::Name => text(&header.name),
            Self::Field => text(&header.field),
            Self::Level => header.level.is_some(),
            Self::Unit => text(&header.unit),
            Self::Version => text(&header.version),
            Self::Issued => header.issued.is_some(),
            Self::Standard => text(&header.standard),
            Self::LegalBasis => !header.legal_basis.is_empty(),
            Self::Purpose => text(&header.purpose),
            Self::Scope => text(&header.scope),
            Self::Subject => text(&header.subject),
            Self::Result => text(&header.result),
            Self::Fee => text(&header.fee),
            Self::Limit => header.limit.is_some(),
            Self::Approval => header.approval.is_some(),
            Self::Complaints => text(&header.complaints),
            Self::Procedure => header.procedure.is_some(),
        }
    }
}

impl Kind for RequiredField {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let findings = self.fields.iter().filter(|field| {
            let elsewhere = match field.value {
                Field::Limit => {
                    !process.cases.is_empty() && process.cases.iter().all(|c| c.limit.is_some())
                }
                Field::Fee => {
                    !process.channels.is_empty() && process.channels.iter().all(|c| c.fee.is_some())
                }
                _ => false,
            };
            !elsewhere && !field.is_stated(&process.process)
        });
        let findings = findings.map(|field| {
            let key = field.key();
            Finding::new(
                format!("process.{key}"),
                process.place(process.process.span),
                field_missing(key),
            )
        });
        Verdict::from_findings(findings.collect())
    }
}

texts! {
    fn field_missing(key: &str) {
        en: "the process states no `{key}`",
        vi: "quy trình chưa nêu `{key}`",
    }
}
