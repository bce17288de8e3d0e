//! How grave something is that was found.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::messages::Localized;

/// How grave a finding is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Opportunity for improvement, or a finding on a basis that is not confirmed.
    Observation,
    /// Minor nonconformity.
    Minor,
    /// Major nonconformity.
    Major,
}

/// A grade in the reader's words.
pub fn grade_word(grade: Grade) -> Localized {
    match grade {
        Grade::Major => Localized::fixed("major", "không phù hợp nặng"),
        Grade::Minor => Localized::fixed("minor", "không phù hợp nhẹ"),
        Grade::Observation => Localized::fixed("observation", "điểm cần lưu ý"),
    }
}

impl Grade {
    /// The word that files and machine formats use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Observation => "observation",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}
