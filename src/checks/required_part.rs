//! Parts that a process file must have: papers, forms, records, risks, indicators.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::process::ProcessFile;
use crate::source::Spanned;
use crate::texts;

/// Every part named must be there at least once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RequiredPart {
    /// The tables: `document`, `form` …
    #[schemars(extend("x-vi" = "Các bảng phải có: `document`, `form` …"))]
    pub parts: Vec<Spanned<Part>>,
}

/// A table that may occur several times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// `[[document]]`
    Document,
    /// `[[step]]`
    Step,
    /// `[[form]]`, or `forms` of a step
    Form,
    /// `[[record]]`
    Record,
    /// `[[risk]]`
    Risk,
    /// `[[indicator]]`
    Indicator,
    /// `[[revision]]`
    Revision,
    /// `[[channel]]`
    Channel,
}

impl Part {
    fn key(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Step => "step",
            Self::Form => "form",
            Self::Record => "record",
            Self::Risk => "risk",
            Self::Indicator => "indicator",
            Self::Revision => "revision",
            Self::Channel => "channel",
        }
    }

    fn words(self) -> Localized {
        let (en, vi) = match self {
            Self::Document => ("papers that the applicant brings", "thành phần hồ sơ"),
            Self::Step => ("steps", "các bước thực hiện"),
            Self::Form => ("forms", "biểu mẫu"),
            Self::Record => ("records that are kept", "hồ sơ lưu"),
            Self::Risk => ("risks", "rủi ro"),
            Self::Indicator => ("indicators", "chỉ tiêu đo lường"),
            Self::Revision => ("revision log", "bảng theo dõi sửa đổi"),
            Self::Channel => ("channels", "cách thức nộp hồ sơ"),
        };
        Localized::fixed(en, vi)
    }

    fn is_in(self, file: &ProcessFile) -> bool {
        match self {
            Self::Document => !file.documents.is_empty(),
            Self::Step => !file.steps.is_empty(),
            Self::Form => {
                !file.forms.is_empty() || file.steps.iter().any(|step| !step.forms.is_empty())
            }
            Self::Record => !file.records.is_empty(),
            Self::Risk => !file.risks.is_empty(),
            Self::Indicator => !file.indicators.is_empty(),
            Self::Revision => !file.revisions.is_empty(),
            Self::Channel => !file.channels.is_empty(),
        }
    }
}

impl Kind for RequiredPart {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let missing = self.parts.iter().filter(|part| !part.is_in(&process.file));
        let findings = missing.map(|part| {
            let place = process.place(process.process.span);
            let message = part_missing(&part.words(), part.key());
            Finding::new(format!("process.{}", part.key()), place, message)
        });
        Verdict::from_findings(findings.collect())
    }
}

texts! {
    fn part_missing(words: &Localized, key: &str) {
        en: "the process names none of its {words} (`[[{key}]]`)",
        vi: "quy trình chưa nêu {words} (`[[{key}]]`)",
    }
}
