//! Steps that others must answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::path_property::{Broken, no_such_step, nodes, on_every_path};
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::rule::selector::StepSelector;
use crate::texts;

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
        let process = cx.process;
        let ask = |paths: &crate::workflow::paths::Paths, workflow: &_| {
            let when = nodes(process, workflow, &self.when);
            paths.response(&when, &nodes(process, workflow, &self.then))
        };
        let vacuous = || no_such_step(&self.when.describe());
        on_every_path(cx, &[&self.when, &self.then], vacuous, ask, |steps| {
            let asked = |index: &&usize| self.when.selects(process, **index);
            let step = *steps.iter().rev().find(asked)?;
            Some(Broken {
                step,
                message: unanswered(&process.step_label(step), &self.then.describe()),
            })
        })
    }
}

texts! {
    fn unanswered(name: &str, then: &Localized) {
        en: "after the step \"{name}\" a path ends without {then}",
        vi: "sau bước \"{name}\" có đường kết thúc mà không có bước {then}",
    }
}
