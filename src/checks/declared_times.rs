//! What each case takes against its declared limit: decided when first asked for, and shared by the checks that ask.

use std::cell::{LazyCell, OnceCell};

use super::Context;
use super::calls::Calls;
use super::comparison::Comparison;
use super::course::{Course, Held};
use crate::messages::Localized;

/// The cases of a process against their declared limits.
#[derive(Debug, Default)]
pub struct DeclaredTimes(OnceCell<Vec<Option<DeclaredTime>>>);

/// A case against its declared limit.
#[derive(Debug)]
pub(super) struct DeclaredTime {
    /// How they compare, or why that is not known.
    pub(super) held: Result<Held, Localized>,
    /// Why the total is not known whole, if it is not.
    pub(super) incomplete: Option<Localized>,
}

impl DeclaredTimes {
    /// Each case in file order; none where it declares no limit.
    pub(super) fn of(&self, cx: &Context<'_>) -> &[Option<DeclaredTime>] {
        self.0.get_or_init(|| {
            let process = cx.process;
            let comparison = Comparison::of(cx);
            // Without a limit nobody asks what the called processes take.
            let calls = LazyCell::new(|| Calls::of(cx));
            let cases = cx.analysis.workflows().iter().zip(process.case_ids());
            cases
                .map(|(workflow, case)| {
                    let limit = process.limit(case)?;
                    let course = Course::of(process, workflow, case, &calls, None);
                    Some(DeclaredTime {
                        held: course.against(&comparison, &limit.value),
                        incomplete: course.incomplete(),
                    })
                })
                .collect()
        })
    }
}
