//! A process → a BPMN 2.0 diagram (ISO/IEC 19510) in one pool, laid out by `draw` in one row.
//!
//! What BPMN has an element for is written as that element: steps, gateways, events, lanes, flows, data. The file is then
//! read back as any diagram would be; wherever the reader understands something else than the process says, the process is
//! stated beside the element in our namespace. So little is stated, and nothing is lost without a word.

mod ids;
mod interchange;
mod semantic;
mod stated;

use self::ids::Ids;
use self::stated::Statements;
use super::Converted;
use super::flatten::flatten;
use super::tables::{Spelling, tables};
use super::xml::Element;
use crate::draw::geometry::Drawing;
use crate::draw::layout::{LayoutOptions, lay_out};
use crate::messages::{Lang, Localized};
use crate::model::process::{Process, ProcessFile};
use crate::read::bpmn::map::{Words, map};
use crate::read::bpmn::{namespace, read_text};
use crate::read::problem::{Problem, ProblemKind};
use crate::source::{SourceId, Span};

crate::texts! {
    fn not_kept(keys: &str) {
        en: "the diagram cannot hold exactly what this says: {keys}",
        vi: "sơ đồ không giữ được nguyên vẹn nội dung này: {keys}",
    }
}

const CHARACTERS: Localized = Localized::fixed(
    "XML has no way to write some of the characters; they became \u{fffd}",
    "XML không viết được một số ký tự; chúng được thay bằng \u{fffd}",
);

/// A process that is being written.
struct Plan<'p> {
    process: &'p Process,
    drawing: Drawing,
    ids: Ids,
}

/// Write a process as a diagram; `text` is what it was read from, whose words for times are kept. Costs its layout, and reading
/// the file twice.
pub fn to_bpmn(process: &Process, text: &str, lang: Lang) -> Converted {
    let (process, mut problems) = flatten(process, lang);
    let options = LayoutOptions {
        lang,
        row_width: None,
        heading: false,
        for_editors: true,
    };
    let drawing = lay_out(&process, None, options);
    let plan = Plan {
        ids: Ids::new(&process, &drawing),
        process: &process,
        drawing,
    };
    let spelling = Spelling { text, lang };
    let normal = Spelling { text: "", lang };
    let wanted = tables(&process.file, spelling);
    let mut statements = Statements::tables(&wanted);
    let mut text = plan.document(&statements, &[]);
    // The reader decides what has to be stated.
    let read = read_back(&text);
    statements.differences(&wanted, &tables(&read, normal));
    for (index, (step, read)) in process.steps.iter().zip(&read.steps).enumerate() {
        // A right guess is still a guess.
        if read.kind_guessed && !step.kind_guessed {
            statements.state_kind(index, &wanted);
        }
    }
    text = plan.document(&statements, &[]);
    let lost = Statements::lost(
        &tables(&process.file, normal),
        &tables(&read_back(&text), normal),
    );
    let mut comments = Vec::new();
    for (step, keys) in lost {
        let message = not_kept(&keys);
        let called = step
            .map(|step| process.step_label(step))
            .unwrap_or_default();
        comments.push(format!("{called}: {}", message.in_lang(lang)));
        let span = step.map_or(process.process.span, |step| process.step_span(step));
        problems.push(problem(span, message).help(CHARACTERS));
    }
    if !comments.is_empty() {
        text = plan.document(&statements, &comments);
    }
    Converted {
        text,
        problems,
        comments: comments.len(),
    }
}

fn problem(span: Span, message: Localized) -> Problem {
    Problem::new(ProblemKind::NotConverted, span, message)
}

/// What a reader of the diagram understands.
fn read_back(text: &str) -> ProcessFile {
    let read = map(SourceId(0), &read_text(text), Words::built_in(), None);
    let process = read.processes.into_iter().next();
    process.map_or_else(ProcessFile::default, |process| process.file)
}

impl Plan<'_> {
    fn document(&self, statements: &Statements, comments: &[String]) -> String {
        let mut root = Element::new("definitions")
            .with("xmlns", namespace::MODEL)
            .with("xmlns:bpmndi", "http://www.omg.org/spec/BPMN/20100524/DI")
            .with("xmlns:dc", "http://www.omg.org/spec/DD/20100524/DC")
            .with("xmlns:di", "http://www.omg.org/spec/DD/20100524/DI")
            .with("xmlns:qmslint", namespace::QMSLINT)
            .with("id", &self.ids.definitions)
            .with("targetNamespace", namespace::QMSLINT)
            .with("exporter", "qmslint")
            .with("exporterVersion", env!("CARGO_PKG_VERSION"));
        root.push(self.collaboration());
        root.push(self.semantic(statements));
        root.push(self.interchange());
        root.document(comments)
    }
}
