//! One difference between two processes, as data: what, how, on which side, and what it means for the citizen.
//!
//! It knows no output format.

use schemars::JsonSchema;
use serde::Serialize;

use super::value::Value;
use super::words::{Aspect, Verb};
use crate::messages::Localized;
use crate::model::name::Id;
use crate::source::Place;

/// What a difference means for the citizen: the grade of drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// More than the regulation allows: a longer limit, a paper, copies or a fee beyond it.
    StricterThanTheRegulation,
    /// A longer limit, more papers, more copies, a higher fee.
    LongerForTheCitizen,
    /// The contrary.
    ShorterForTheCitizen,
    /// Neither.
    Neutral,
}

impl Effect {
    /// Every effect, the gravest first.
    pub const ALL: [Self; 4] = [
        Self::StricterThanTheRegulation,
        Self::LongerForTheCitizen,
        Self::ShorterForTheCitizen,
        Self::Neutral,
    ];

    /// The word of machine formats.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StricterThanTheRegulation => "stricter-than-the-regulation",
            Self::LongerForTheCitizen => "longer-for-the-citizen",
            Self::ShorterForTheCitizen => "shorter-for-the-citizen",
            Self::Neutral => "neutral",
        }
    }

    /// The words for a reader.
    pub const fn words(self) -> Localized {
        match self {
            Self::StricterThanTheRegulation => {
                Localized::fixed("stricter than the regulation", "chặt hơn quy định")
            }
            Self::LongerForTheCitizen => {
                Localized::fixed("longer for the citizen", "bất lợi hơn cho người dân")
            }
            Self::ShorterForTheCitizen => {
                Localized::fixed("shorter for the citizen", "thuận lợi hơn cho người dân")
            }
            Self::Neutral => Localized::fixed("neutral", "trung tính"),
        }
    }

    /// The effect where the two sides change places. Only a regulation makes something stricter, and it looks at the new
    /// side alone, so that word stays.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::LongerForTheCitizen => Self::ShorterForTheCitizen,
            Self::ShorterForTheCitizen => Self::LongerForTheCitizen,
            Self::StricterThanTheRegulation | Self::Neutral => self,
        }
    }
}

/// One side of a difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// Path of the element: `process.step.tham-tra.time`.
    pub element: String,
    /// What a reader calls the element; empty for the process as a whole.
    pub label: String,
    /// The case it is about.
    pub case: Option<Id>,
    /// Where it stands.
    pub place: Place,
    /// What stands there.
    pub value: Value,
}

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What differs.
    pub aspect: Aspect,
    /// How.
    pub verb: Verb,
    /// What that means for the citizen.
    pub effect: Effect,
    /// The old side; `None` where nothing stands there.
    pub old: Option<Side>,
    /// The new side.
    pub new: Option<Side>,
    /// The line of the regulation that the new side goes beyond.
    pub regulation: Option<Side>,
}

impl Change {
    /// A difference with the effect that it has without looking at a regulation.
    pub fn new(aspect: Aspect, verb: Verb, old: Option<Side>, new: Option<Side>) -> Self {
        let effect = match (aspect, verb) {
            (Aspect::Limit, Verb::Longer)
            | (Aspect::Paper, Verb::Added)
            | (Aspect::Copies | Aspect::Fee | Aspect::Sets, Verb::Raised) => {
                Effect::LongerForTheCitizen
            }
            (Aspect::Limit, Verb::Shorter)
            | (Aspect::Paper, Verb::Dropped)
            | (Aspect::Copies | Aspect::Fee | Aspect::Sets, Verb::Lowered) => {
                Effect::ShorterForTheCitizen
            }
            _ => Effect::Neutral,
        };
        Self {
            aspect,
            verb,
            effect,
            old,
            new,
            regulation: None,
        }
    }

    /// The word of machine formats: `step-added`, `limit-longer`.
    pub fn kind(&self) -> String {
        format!("{}-{}", self.aspect.name(), self.verb.name())
    }

    /// The side that names the element: the new one, else the old one.
    pub fn subject(&self) -> Option<&Side> {
        self.new.as_ref().or(self.old.as_ref())
    }
}
