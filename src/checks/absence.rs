//! Steps that no path may have.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::path_property::{Broken, no_such_step, nodes, on_every_path};
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::rule::selector::StepSelector;
use crate::texts;

/// No path has one of the selected steps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Absence {
    /// None of these steps.
    #[schemars(extend("x-vi" = "Không được có bước nào trong các bước này."))]
    pub none: StepSelector,
}

impl Kind for Absence {
    const FOLLOWS_FLOWS: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let what = self.none.describe();
        let ask = |paths: &crate::workflow::paths::Paths, workflow: &_| {
            paths.absence(&nodes(process, workflow, &self.none))
        };
        on_every_path(
            cx,
            &[&self.none],
            || no_such_step(&what),
            ask,
            |steps| {
                let last = *steps.last()?;
                Some(Broken {
                    step: last,
                    message: must_not_occur(&process.step_label(last), &what),
                })
            },
        )
    }
}

texts! {
    fn must_not_occur(name: &str, what: &Localized) {
        en: "the step \"{name}\" may not occur here ({what})",
        vi: "bước \"{name}\" không được có ở đây ({what})",
    }
}
