//! Differences between processes → bytes: text, JSON, and a table of offices. They know no terminal and write nothing.

mod json;
mod table;
mod text;

pub use self::json::{Document, json, survey_json};
pub use self::table::{Office, table};
pub use self::text::text;
pub(super) use self::text::{subject, words};
