//! BPMN 2.0 files (ISO/IEC 19510): bytes → a typed tree with places, and every problem on the way.
//!
//! One direction: [`encoding`] bytes → text, [`xml`] text → [`document`], [`definitions`] document → [`tree`]. Here nothing
//! is judged and nothing guessed: what the diagram means for a process is decided by who reads the tree.

pub mod definitions;
pub mod diagram;
pub mod document;
mod elements;
pub mod encoding;
pub mod flow_node;
pub mod index;
pub mod map;
pub mod namespace;
pub mod problem;
pub mod tree;
pub mod xml;

use std::borrow::Cow;

use self::elements::Reading;
use self::problem::Problem;
use self::tree::Definitions;

/// What was understood of a file.
#[derive(Clone, Debug)]
pub struct Bpmn<'a> {
    /// The decoded text; all spans refer to it.
    pub text: Cow<'a, str>,
    /// The tree; none where the file is no BPMN at all.
    pub definitions: Option<Definitions>,
    /// What was not understood, by place.
    pub problems: Vec<Problem>,
}

/// Read a file, from bytes that are borrowed or owned. Never fails as a whole. O(bytes).
pub fn read<'a>(bytes: impl Into<Cow<'a, [u8]>>) -> Bpmn<'a> {
    let mut reading = Reading::default();
    let text = encoding::decode(bytes.into(), &mut reading.problems);
    parse(text, reading)
}

/// Read the decoded text of a file. O(bytes).
pub fn read_text(text: &str) -> Bpmn<'_> {
    parse(Cow::Borrowed(text), Reading::default())
}

fn parse(text: Cow<'_, str>, mut reading: Reading) -> Bpmn<'_> {
    let document = xml::parse(&text, &mut reading.problems);
    let definitions = definitions::read(&document, &mut reading);
    if let Some(definitions) = &definitions {
        index::check(definitions, &mut reading.problems);
    }
    drop(document);
    Bpmn {
        text,
        definitions,
        problems: reading.problems.into_sorted(),
    }
}
