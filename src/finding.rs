//! Findings and outcomes: what a check says, as data.
//!
//! A finding has the three parts an auditor asks for: the evidence (the place and the quoted value), the requirement (the
//! rule and, as `related`, the regulation line), and the statement (`message`). It knows no output format and no language.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

pub use crate::model::grade::{Grade, grade_word};

use crate::fix::Fix;
use crate::messages::Localized;
use crate::model::notation::Drawn;
use crate::model::waiver::Waiver;
use crate::source::Place;

/// A second place that explains the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What stands there.
    pub message: Localized,
}

/// One step of a witness path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathStep {
    /// What the reader calls the step.
    pub label: String,
    /// Where it stands.
    pub place: Place,
    /// What happens there: its time, the running total, the flow taken.
    pub note: Option<Localized>,
}

/// Evidence, requirement and statement of one nonconformity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The statement: what was found against what is allowed, in one sentence.
    pub message: Localized,
    /// Path of the element (`process.step.tham-tra.time`): stable when lines move. Where a rule finds several things at one, which
    /// of them it is stands behind it (` 1/2`).
    pub element: String,
    /// Whether it is one of several at its element.
    pub is_one_of_several: bool,
    /// Where the evidence stands.
    pub place: Place,
    /// What is said at the evidence.
    pub label: Option<Box<Localized>>,
    /// Further places, the owner of the value first.
    pub related: Vec<Related>,
    /// The path through the process that breaks the rule.
    pub path: Vec<PathStep>,
    /// The case it is about.
    pub case: Option<String>,
    /// What to do, where it is more exact than the rule's own `fix`.
    pub help: Option<Box<Localized>>,
    /// Rests on something guessed or unconfirmed: reported as an observation whatever the rule says.
    pub weak: Option<Box<Localized>>,
    /// Whether it counts, or was accepted.
    pub standing: Standing,
    /// Whether a waiver that has ended accepted it, and no other one does.
    pub was_waived: bool,
    /// The element of a diagram that the evidence lies in; none for files that draw nothing.
    pub drawn: Option<Box<Drawn>>,
    /// What corrects it, where only one correction can be meant.
    pub fix: Option<Box<Fix>>,
}

/// Whether a finding counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It counts, and may make the run fail.
    #[default]
    Counts,
    /// Somebody accepted it for the time being.
    Waived(Arc<Waiver>),
    /// It was there before: in the baseline, or in the state a change is compared with.
    Known,
}

impl Finding {
    /// The path of the element alone, without which of several findings there it is.
    pub fn bare_element(&self) -> &str {
        let bare = self.element.rsplit_once(' ').map(|(bare, _)| bare);
        bare.filter(|_| self.is_one_of_several)
            .unwrap_or(&self.element)
    }

    /// A finding at a place.
    pub fn new(element: impl Into<String>, place: Place, message: Localized) -> Self {
        Self {
            message,
            element: element.into(),
            is_one_of_several: false,
            place,
            label: None,
            related: Vec::new(),
            path: Vec::new(),
            case: None,
            help: None,
            weak: None,
            standing: Standing::Counts,
            was_waived: false,
            drawn: None,
            fix: None,
        }
    }

    /// Whether it counts: neither waived nor known from before.
    pub fn counts(&self) -> bool {
        self.standing == Standing::Counts
    }

    /// The waiver that accepts it.
    pub fn waiver(&self) -> Option<&Arc<Waiver>> {
        match &self.standing {
            Standing::Waived(waiver) => Some(waiver),
            Standing::Counts | Standing::Known => None,
        }
    }

    /// Say what corrects it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(Box::new(fix));
        self
    }

    /// Say something at the evidence.
    #[must_use]
    pub fn label(mut self, label: Localized) -> Self {
        self.label = Some(Box::new(label));
        self
    }

    /// Point at a further place.
    #[must_use]
    pub fn related(mut self, place: Place, message: Localized) -> Self {
        self.related.push(Related { place, message });
        self
    }

    /// Show the path that breaks the rule.
    #[must_use]
    pub fn path(mut self, path: Vec<PathStep>) -> Self {
        self.path = path;
        self
    }

    /// Name the case.
    #[must_use]
    pub fn case(mut self, case: Option<&crate::model::name::Id>) -> Self {
        self.case = case.map(ToString::to_string);
        self
    }

    /// Say what to do.
    #[must_use]
    pub fn help(mut self, help: Localized) -> Self {
        self.help = Some(Box::new(help));
        self
    }

    /// Weaken to an observation, with the reason.
    #[must_use]
    pub fn weak(mut self, reason: Localized) -> Self {
        self.weak = Some(Box::new(reason));
        self
    }
}

/// What a check says of one process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The requirement holds.
    Pass,
    /// It does not.
    Fail(Vec<Finding>),
    /// It does not apply here, and why.
    NotApplicable(Localized),
    /// The file does not say enough, or the analysis reached its bound, and why.
    Unknown(Localized),
}

/// The sort of an outcome, as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeKind {
    /// The requirement holds.
    Pass,
    /// It does not.
    Fail,
    /// It does not, and every finding of it is waived.
    Waived,
    /// The file does not say enough.
    Unknown,
    /// The rule does not apply.
    NotApplicable,
}

impl OutcomeKind {
    /// The word that machine formats use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Waived => "waived",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// A [`Verdict`] that lies elsewhere, as a report holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictRef<'a> {
    /// The requirement holds.
    Pass,
    /// It does not.
    Fail(&'a [Finding]),
    /// It does not apply here, and why.
    NotApplicable(&'a Localized),
    /// The file does not say enough, or the analysis reached its bound, and why.
    Unknown(&'a Localized),
}

impl<'a> VerdictRef<'a> {
    /// What sort it is. A failure is waived once each of its findings is.
    pub fn kind(self) -> OutcomeKind {
        match self {
            Self::Pass => OutcomeKind::Pass,
            Self::Fail(findings) if findings.iter().all(|found| found.waiver().is_some()) => {
                OutcomeKind::Waived
            }
            Self::Fail(_) => OutcomeKind::Fail,
            Self::NotApplicable(_) => OutcomeKind::NotApplicable,
            Self::Unknown(_) => OutcomeKind::Unknown,
        }
    }

    /// Its findings, if it fails.
    pub fn findings(self) -> &'a [Finding] {
        match self {
            Self::Fail(findings) => findings,
            _ => &[],
        }
    }

    /// Why it is neither pass nor fail.
    pub fn reason(self) -> Option<&'a Localized> {
        match self {
            Self::NotApplicable(reason) | Self::Unknown(reason) => Some(reason),
            Self::Pass | Self::Fail(_) => None,
        }
    }
}

impl Verdict {
    /// Fail with these findings, or pass if there are none.
    pub fn from_findings(findings: Vec<Finding>) -> Self {
        if findings.is_empty() {
            Self::Pass
        } else {
            Self::Fail(findings)
        }
    }
}
