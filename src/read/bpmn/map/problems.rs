//! What is wrong with a diagram, as a problem of its file or, where nothing was lost, as a deviation that rules speak of.

use super::super::problem::{Problem as BpmnProblem, ProblemKind as BpmnKind};
use crate::messages::Localized;
use crate::model::notation::{Deviation, DeviationKind};
use crate::read::problem::{Problem, ProblemKind};
use crate::source::Span;

impl From<&BpmnProblem> for Problem {
    fn from(problem: &BpmnProblem) -> Self {
        let kind = match &problem.kind {
            BpmnKind::TooLarge
            | BpmnKind::UnsupportedEncoding(_)
            | BpmnKind::InvalidBytes(_)
            | BpmnKind::NotBpmn => ProblemKind::Unreadable,
            BpmnKind::DuplicateId(_) => ProblemKind::DuplicateId,
            BpmnKind::Unresolved(..) => ProblemKind::UnknownId,
            BpmnKind::UnknownElement(_) | BpmnKind::Unsupported(_) => ProblemKind::UnknownKey,
            BpmnKind::MissingAttribute(..) => ProblemKind::MissingKey,
            BpmnKind::BadValue(..) => ProblemKind::BadValue,
            BpmnKind::OtherEdition(_) | BpmnKind::NoNamespace | BpmnKind::UnboundPrefix(_) => {
                ProblemKind::UnknownWord
            }
            _ => ProblemKind::Syntax,
        };
        Self::new(kind, problem.span, problem.kind.text())
    }
}

/// What a problem that lost nothing is for the rules; none where something was lost.
pub(super) fn deviation(problem: &BpmnProblem) -> Option<Deviation> {
    let kind = match problem.kind {
        BpmnKind::NoNamespace | BpmnKind::OtherEdition(_) | BpmnKind::UnboundPrefix(_) => {
            DeviationKind::Namespace
        }
        BpmnKind::MisdeclaredEncoding(_) => DeviationKind::Encoding,
        BpmnKind::DocumentType => DeviationKind::DocumentType,
        BpmnKind::Unsupported(_) => DeviationKind::NoProcess,
        _ => return None,
    };
    Some(Deviation {
        kind,
        span: problem.span,
        message: problem.kind.text(),
    })
}

/// A diagram of pools and messages alone, or of nothing.
pub(super) fn no_process(span: Span) -> Problem {
    let message = Localized::fixed(
        "this diagram draws no process with anything in it, so there is nothing to check",
        "sơ đồ này không vẽ quy trình nào có nội dung nên không có gì để kiểm tra",
    );
    Problem::new(ProblemKind::Unreadable, span, message).help(Localized::fixed(
        "leave the file out with `exclude` in `qmslint.toml` if it is meant to be so",
        "nếu đúng là như vậy, hãy loại tệp này bằng `exclude` trong `qmslint.toml`",
    ))
}

/// A problem with a property of ours.
pub(super) fn problem(kind: ProblemKind, span: Span, en: String, vi: String) -> Problem {
    Problem::new(kind, span, Localized::new(en, vi))
}
