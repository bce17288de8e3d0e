//! Which parts of a process were not understood whole, so that no finding rests on what they seem to lack.

use super::super::Bpmn;
use super::super::problem::ProblemKind;
use crate::model::process::Process;
use crate::source::Span;

/// Mark them: the tag of a value that cannot be read; where structure was lost, everything from the process on.
pub(super) fn mark(process: &mut Process, bpmn: &Bpmn<'_>) {
    let begin = process.file.process.span.start;
    for problem in &bpmn.problems {
        if !problem.kind.loses_content() {
            continue;
        }
        let end = Span::new(bpmn.text.len()..bpmn.text.len()).end;
        let part = if loses_structure(&problem.kind) {
            Span { start: begin, end }
        } else {
            tag_around(&bpmn.text, problem.span)
        };
        // Trouble in front of a process is not its own.
        if part.start >= begin && problem.span.start >= begin {
            process.unread.push(part);
        }
    }
}

/// Whether elements may be missing or stand in the wrong place.
fn loses_structure(kind: &ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::TooDeep
            | ProblemKind::TooMany
            | ProblemKind::NotATag
            | ProblemKind::Unclosed(_)
            | ProblemKind::UnmatchedEnd(_)
            | ProblemKind::Truncated
            | ProblemKind::UnknownElement(_)
    )
}

fn tag_around(text: &str, span: Span) -> Span {
    let range = span.range();
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let start = before.rfind('<').unwrap_or(range.start);
    let end = after.find('>').map_or(range.end, |at| range.end + at + 1);
    Span::new(start..end)
}
