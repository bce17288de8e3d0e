//! A record that belongs to another process: copied with the text of its procedure.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::records::{element, no_records, place};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::name::fold;
use crate::rule::pattern::Patterns;
use crate::texts;

/// Records that belong to certain processes must not be kept by others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RecordOfAnotherProcess {
    /// Which records belong to which processes.
    #[schemars(extend("x-vi" = "Hồ sơ nào thuộc quy trình nào."))]
    pub belongs: Vec<Belongs>,
}

/// Records and the processes that keep them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Belongs {
    /// Names of records.
    pub records: Patterns,
    /// Names of the processes that keep them.
    pub processes: Patterns,
}

impl Kind for RecordOfAnotherProcess {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        if process.records.is_empty() {
            return no_records();
        }
        let Some(title) = &process.process.name else {
            return Verdict::Unknown(no_name());
        };
        let folded = fold(title);
        // What the process says it gives out is its own, whatever it is called.
        let result = process.process.result.as_ref().map(|result| fold(result));
        let foreign: Vec<&Belongs> = self
            .belongs
            .iter()
            .filter(|belongs| {
                !belongs.processes.fit_folded(&folded)
                    && !result
                        .as_ref()
                        .is_some_and(|result| belongs.records.fit_folded(result))
            })
            .collect();
        let findings = process.records.iter().filter_map(|record| {
            let name = fold(record.name.as_ref()?);
            foreign
                .iter()
                .find(|belongs| belongs.records.fit_folded(&name))?;
            let message = of_another(record.name.as_ref()?, title);
            let finding = Finding::new(element(record), place(process, record), message);
            Some(finding.related(process.place(title.span), the_process()))
        });
        Verdict::from_findings(findings.collect())
    }
}

texts! {
    fn no_name() {
        en: "the process states no name",
        vi: "quy trình chưa nêu tên",
    }
    fn of_another(record: &str, process: &str) {
        en: "the record \"{record}\" does not belong to the process \"{process}\"",
        vi: "hồ sơ lưu \"{record}\" không thuộc quy trình \"{process}\"",
    }
    fn the_process() {
        en: "the process",
        vi: "quy trình này",
    }
}
