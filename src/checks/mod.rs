//! Kinds of check, one file each; this file holds the one list.
//!
//! Architecture invariant: checks are pure. A check sees a [`Context`] and gives a [`Verdict`]; it reads no file, no clock
//! and no environment, and knows no language and no output format. A new kind is one file here and one line below.

mod context;
mod required_field;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use context::{Catalogue, Context};

use crate::finding::Verdict;
use crate::messages::Localized;
use crate::rule::Rule;

/// A kind of check with its parameters.
pub trait Kind {
    /// Judge one process.
    fn run(&self, cx: &Context<'_>) -> Verdict;
}

/// Declares the list: the word in rule files, the type, what it does in one sentence of each language.
macro_rules! kinds {
    ($($name:literal $variant:ident($type:ty) { en: $en:literal, vi: $vi:literal })*) => {
        /// The check of a rule: its kind and parameters, written `check.<kind> = { … }`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub enum Check {
            $(#[doc = $en] #[serde(rename = $name)] $variant($type),)*
        }

        impl Check {
            /// Every kind with what it does.
            pub const KINDS: &[(&str, Localized)] = &[$(($name, Localized::fixed($en, $vi)),)*];

            /// The word in rule files.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $name,)*
                }
            }

            /// Judge one process.
            pub fn run(&self, cx: &Context<'_>) -> Verdict {
                match self {
                    $(Self::$variant(kind) => kind.run(cx),)*
                }
            }
        }
    };
}

kinds! {
    "required-field" RequiredField(required_field::RequiredField) {
        en: "Fields that a process file must state.",
        vi: "Các thông tin mà tệp quy trình phải có."
    }
}

/// A rule together with how it is checked.
#[derive(Clone, Debug)]
pub struct RuleCheck {
    /// The requirement.
    pub rule: Rule,
    /// How it is checked.
    pub check: Check,
}
