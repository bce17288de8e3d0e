//! A correction as data: which bytes of a file are replaced by what, and why.
//!
//! Checks and readers attach fixes to findings and problems; `cli` applies them, and formats may show them. A fix is safe:
//! whoever wrote the file could not have meant anything else. What needs a decision is help, not a fix.

use crate::messages::Localized;
use crate::source::Span;

/// One correction of one file: the file in which the finding or problem stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The bytes that are replaced; empty where something is inserted.
    pub span: Span,
    /// What stands there afterwards, as it is written in the file (quotes included).
    pub replacement: String,
    /// What it does, as an imperative: "write `name`".
    pub why: Localized,
}

impl Fix {
    /// Write a name in the place of a misspelt one, as a TOML string.
    pub fn name(span: Span, name: &str) -> Self {
        let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
        Self {
            span,
            replacement: format!("\"{escaped}\""),
            why: Localized::new(format!("write \"{name}\""), format!("ghi \"{name}\"")),
        }
    }
}
