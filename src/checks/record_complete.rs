//! Records: whether each says where and how long it is kept (ISO 9001, 7.5.3).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::records::{element, name, no_records, place};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::{List, Localized};
use crate::model::process::Record;
use crate::texts;

/// Every record must state what is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RecordComplete {
    /// What every record must state.
    #[schemars(extend("x-vi" = "Những gì mỗi hồ sơ lưu phải nêu."))]
    pub needs: Vec<RecordPart>,
}

/// A part of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RecordPart {
    /// `name`
    Name,
    /// `kept-by`
    KeptBy,
    /// `retention`
    Retention,
}

impl RecordPart {
    fn is_stated(self, record: &Record) -> bool {
        let text = match self {
            Self::Name => &record.name,
            Self::KeptBy => &record.kept_by,
            Self::Retention => &record.retention,
        };
        text.as_ref().is_some_and(|text| !text.trim().is_empty())
    }

    fn words(self) -> Localized {
        match self {
            Self::Name => Localized::fixed("its name", "tên hồ sơ"),
            Self::KeptBy => Localized::fixed("where it is kept", "nơi lưu"),
            Self::Retention => Localized::fixed("how long it is kept", "thời gian lưu"),
        }
    }
}

impl Kind for RecordComplete {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        if process.records.is_empty() {
            return no_records();
        }
        let mut findings = Vec::new();
        for record in &process.records {
            let missing = self.needs.iter().filter(|need| !need.is_stated(record));
            let missing: Vec<Localized> = missing.map(|need| need.words()).collect();
            if !missing.is_empty() {
                let message = lacks(name(record), &List(&missing));
                findings.push(Finding::new(
                    element(record),
                    place(process, record),
                    message,
                ));
            }
        }
        Verdict::from_findings(findings)
    }
}

texts! {
    fn lacks(name: &str, missing: &List<'_, Localized>) {
        en: "the record \"{name}\" does not state {missing}",
        vi: "hồ sơ lưu \"{name}\" chưa nêu {missing}",
    }
}
