//! Steps that others must answer.

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

/// On every path, after a step of `when` comes a step of `then` before the end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Response {
    /// After each of these.
    #[schemars(extend("x-vi" = "Sau mỗi bước này."))]
    pub when: StepSelector,
    /// One of these must follow.
    #[schemars(extend("x-vi" = "Phải có một trong các bước này tiếp theo."))]
    pub then: StepSelector,
}

impl Kind for Response {
    const FOLLOWS_FLOWS: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        on_every_path(cx, self, &self.selectors())
    }
}

impl PathProperty for Response {
    fn selectors(&self) -> Vec<&StepSelector> {
        vec![&self.when, &self.then]
    }

    fn vacuous(&self) -> Localized {
        no_such_step(&self.when.describe())
    }

    fn ask(&self, process: &Process, workflow: &Workflow, paths: &Paths) -> PathVerdict {
        let when = nodes(process, workflow, &self.when);
        paths.response(&when, &nodes(process, workflow, &self.then))
    }

    fn broken(&self, process: &Process, steps: &[usize]) -> Option<Broken> {
        let asked = |index: &&usize| self.when.selects(process, **index);
        let step = *steps.iter().rev().find(asked)?;
        let message = unanswered(&process.step_label(step), &self.then.describe());
        Some(Broken::new(step, message, steps))
    }
}

texts! {
    fn unanswered(name: &str, then: &Localized) {
        en: "after the step \"{name}\" a path ends without {then}",
        vi: "sau bước \"{name}\" có đường kết thúc mà không có bước {then}",
    }
}
