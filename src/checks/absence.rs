//! Steps that no path may have.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::path_property::{Broken, PathProperty, no_such_step, nodes, on_every_path};
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::model::process::Process;
use crate::rule::selector::StepSelector;
use crate::texts;
use crate::workflow::build::Workflow;
use crate::workflow::paths::{PathVerdict, Paths};

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
        on_every_path(cx, self, &self.selectors())
    }
}

impl PathProperty for Absence {
    fn selectors(&self) -> Vec<&StepSelector> {
        vec![&self.none]
    }

    fn vacuous(&self) -> Localized {
        no_such_step(&self.none.describe())
    }

    fn ask(&self, process: &Process, workflow: &Workflow, paths: &Paths) -> PathVerdict {
        paths.absence(&nodes(process, workflow, &self.none))
    }

    fn broken(&self, process: &Process, steps: &[usize]) -> Option<Broken> {
        let last = *steps.last()?;
        let message = must_not_occur(&process.step_label(last), &self.none.describe());
        Some(Broken::new(last, message, steps))
    }
}

texts! {
    fn must_not_occur(name: &str, what: &Localized) {
        en: "the step \"{name}\" may not occur here ({what})",
        vi: "bước \"{name}\" không được có ở đây ({what})",
    }
}
