//! Files that are not as the standard has them, though they were understood: no namespace, a document type definition.
//!
//! What could not be understood is no finding of a rule but a problem of the file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::surroundings;
use crate::checks::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::notation::DeviationKind;

/// Sorts of deviation that a file must not have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DrawnFile {
    /// Which sorts.
    #[schemars(extend("x-vi" = "Những điểm khác thường được xét."))]
    pub without: Vec<DeviationKind>,
}

impl Kind for DrawnFile {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let around = match surroundings(cx) {
            Ok(around) => around,
            Err(verdict) => return verdict,
        };
        let deviations = around.deviations.iter();
        let findings = deviations
            .filter(|deviation| self.without.contains(&deviation.kind))
            .map(|deviation| {
                let place = cx.process.place(deviation.span);
                let element = format!("file.{}", deviation.kind.name());
                Finding::new(element, place, deviation.message.clone())
            });
        Verdict::from_findings(findings.collect())
    }
}
