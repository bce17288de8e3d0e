//! Steps that every path must have.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::path_property::{Broken, PathProperty, nodes, on_every_path};
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::model::process::Process;
use crate::rule::selector::StepSelector;
use crate::texts;
use crate::workflow::build::Workflow;
use crate::workflow::paths::{PathVerdict, Paths};

/// Every path from the start to an end has one of the selected steps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Existence {
    /// One of these steps.
    #[schemars(extend("x-vi" = "Phải có một trong các bước này."))]
    pub some: StepSelector,
}

impl Kind for Existence {
    const FOLLOWS_FLOWS: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        on_every_path(cx, self, &self.selectors())
    }
}

impl PathProperty for Existence {
    fn selectors(&self) -> Vec<&StepSelector> {
        vec![&self.some]
    }

    fn vacuous(&self) -> Localized {
        no_path()
    }

    fn ask(&self, process: &Process, workflow: &Workflow, paths: &Paths) -> PathVerdict {
        paths.existence(&nodes(process, workflow, &self.some))
    }

    fn broken(&self, process: &Process, steps: &[usize]) -> Option<Broken> {
        let last = *steps.last()?;
        let message = without(&process.step_label(last), &self.some.describe());
        Some(Broken::new(last, message, steps))
    }
}

texts! {
    fn without(last: &str, what: &Localized) {
        en: "a path ends with \"{last}\" without {what}",
        vi: "có đường kết thúc ở \"{last}\" mà không có bước {what}",
    }
    fn no_path() {
        en: "no path reaches an end",
        vi: "không có đường nào đi đến bước kết thúc",
    }
}
