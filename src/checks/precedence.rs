//! Steps that may come only after others.

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

/// On every path a step of `then` comes only after a step of `first`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Precedence {
    /// What must have been done.
    #[schemars(extend("x-vi" = "Việc phải làm trước."))]
    pub first: StepSelector,
    /// Before this is done.
    #[schemars(extend("x-vi" = "Rồi mới được làm việc này."))]
    pub then: StepSelector,
}

impl Kind for Precedence {
    const FOLLOWS_FLOWS: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        on_every_path(cx, self, &self.selectors())
    }
}

impl PathProperty for Precedence {
    fn selectors(&self) -> Vec<&StepSelector> {
        vec![&self.first, &self.then]
    }

    fn vacuous(&self) -> Localized {
        no_such_step(&self.then.describe())
    }

    fn ask(&self, process: &Process, workflow: &Workflow, paths: &Paths) -> PathVerdict {
        let first = nodes(process, workflow, &self.first);
        paths.precedence(&first, &nodes(process, workflow, &self.then))
    }

    fn broken(&self, process: &Process, steps: &[usize]) -> Option<Broken> {
        let last = *steps.last()?;
        let message = without_first(&process.step_label(last), &self.first.describe());
        Some(Broken::new(last, message, steps))
    }
}

texts! {
    fn without_first(name: &str, first: &Localized) {
        en: "a path comes to the step \"{name}\" without {first} before it",
        vi: "có đường đi đến bước \"{name}\" mà trước đó chưa có bước {first}",
    }
}
