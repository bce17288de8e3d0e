//! Steps that must follow at once.

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

/// On every path the very next step after one of `when` is one of `next`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Chain {
    /// After each of these.
    #[schemars(extend("x-vi" = "Sau mỗi bước này."))]
    pub when: StepSelector,
    /// The next step is one of these.
    #[schemars(extend("x-vi" = "Bước kế tiếp phải là một trong các bước này."))]
    pub next: StepSelector,
}

impl Kind for Chain {
    const FOLLOWS_FLOWS: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        on_every_path(cx, self, &self.selectors())
    }
}

impl PathProperty for Chain {
    fn selectors(&self) -> Vec<&StepSelector> {
        vec![&self.when, &self.next]
    }

    fn vacuous(&self) -> Localized {
        no_such_step(&self.when.describe())
    }

    fn ask(&self, process: &Process, workflow: &Workflow, paths: &Paths) -> PathVerdict {
        let when = nodes(process, workflow, &self.when);
        paths.chain(&when, &nodes(process, workflow, &self.next))
    }

    fn broken(&self, process: &Process, steps: &[usize]) -> Option<Broken> {
        // The run stops at the wrong step, or is complete.
        let wrong = |pair: &&[usize]| match pair {
            [a, b] => self.when.selects(process, *a) && !self.next.selects(process, *b),
            _ => false,
        };
        let what = self.next.describe();
        if let Some([after, wrong]) = steps.windows(2).find(wrong) {
            let (after_name, name) = (process.step_label(*after), process.step_label(*wrong));
            let message = other_step(&after_name, &name, &what);
            return Some(Broken::new(*wrong, message, steps));
        }
        let last = *steps.last()?;
        let message = no_step(&process.step_label(last), &what);
        Some(Broken::new(last, message, steps))
    }
}

texts! {
    fn other_step(after: &str, name: &str, what: &Localized) {
        en: "\"{name}\" follows \"{after}\", where {what} must follow at once",
        vi: "ngay sau \"{after}\" là \"{name}\", trong khi phải là bước {what}",
    }
    fn no_step(name: &str, what: &Localized) {
        en: "a path ends with \"{name}\", where {what} must follow at once",
        vi: "có đường kết thúc ở \"{name}\", trong khi ngay sau đó phải là bước {what}",
    }
}
