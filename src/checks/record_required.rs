//! A record that must be kept.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::records::{no_records, place};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::rule::pattern::Patterns;
use crate::texts;

/// One of the records must fit one of the patterns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RecordRequired {
    /// What must be kept, for the message.
    #[schemars(extend("x-vi" = "Hồ sơ phải lưu, dùng trong thông báo."))]
    pub record: Localized,
    /// Names of the record.
    #[schemars(extend("x-vi" = "Tên của hồ sơ lưu."))]
    pub names: Patterns,
}

impl Kind for RecordRequired {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let Some(first) = process.records.first() else {
            return no_records();
        };
        let mut names = process
            .records
            .iter()
            .filter_map(|record| record.name.as_ref());
        if names.any(|name| self.names.fit(name)) {
            return Verdict::Pass;
        }
        let message = not_kept(&self.record);
        let finding = Finding::new("process.record", place(process, first), message);
        Verdict::Fail(vec![finding.label(records_here())])
    }
}

texts! {
    fn not_kept(record: &Localized) {
        en: "{record} is not among the records that are kept",
        vi: "hồ sơ lưu thiếu {record}",
    }
    fn records_here() {
        en: "the records are named from here on",
        vi: "hồ sơ lưu được nêu từ đây",
    }
}
