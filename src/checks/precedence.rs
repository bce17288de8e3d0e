//! Steps that may come only after others.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::path_property::{Broken, no_such_step, nodes, on_every_path};
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::rule::selector::StepSelector;
use crate::texts;

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
        let process = cx.process;
        let ask = |paths: &crate::workflow::paths::Paths, workflow: &_| {
            let first = nodes(process, workflow, &self.first);
            paths.precedence(&first, &nodes(process, workflow, &self.then))
        };
        let vacuous = || no_such_step(&self.then.describe());
        on_every_path(cx, &[&self.first, &self.then], vacuous, ask, |steps| {
            let last = *steps.last()?;
            Some(Broken {
                step: last,
                message: without_first(&process.step_label(last), &self.first.describe()),
            })
        })
    }
}

texts! {
    fn without_first(name: &str, first: &Localized) {
        en: "a path comes to the step \"{name}\" without {first} before it",
        vi: "có đường đi đến bước \"{name}\" mà trước đó chưa có bước {first}",
    }
}
