//! Kinds of step that must occur.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::declared_limit::{basis_of, not_confirmed, regulation};
use super::evidence::weigh_unsaid;
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::process::{Process, StepKind};
use crate::source::{Place, Spanned};
use crate::texts;

/// Some step is of each kind in `kinds`; where none are listed, of each kind that the regulation requires, besides those in
/// `except`, which other rules look at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RequiredKinds {
    /// Kinds that must occur.
    #[schemars(extend("x-vi" = "Các loại bước phải có."))]
    pub kinds: Vec<Spanned<StepKind>>,
    /// Kinds of the regulation that are not asked for here.
    #[schemars(extend("x-vi" = "Các loại bước theo quy định nhưng ở đây không xét."))]
    pub except: Vec<StepKind>,
}

impl Kind for RequiredKinds {
    const FOLLOWS_FLOWS: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        if let Some(verdict) = super::evidence::without_steps(cx) {
            return verdict;
        }
        if !self.kinds.is_empty() {
            let source = cx.rule.place.source;
            let kinds = self.kinds.iter().map(|kind| Place {
                source,
                span: kind.span,
            });
            let findings = self.kinds.iter().zip(kinds).filter_map(|(kind, place)| {
                let finding = missing(cx.process, kind.value)?;
                Some(finding.related(place, required_by_rule()))
            });
            return Verdict::from_findings(findings.collect());
        }
        let regulation = match regulation(cx) {
            Ok(regulation) => regulation,
            Err(verdict) => return verdict,
        };
        let kinds = regulation.required_kinds.iter();
        let mut kinds = kinds
            .filter(|kind| !self.except.contains(&kind.value))
            .peekable();
        if kinds.peek().is_none() {
            return Verdict::NotApplicable(nothing_required());
        }
        let findings = kinds.filter_map(|kind| {
            let finding = missing(cx.process, kind.value)?;
            let place = regulation.place(kind.span);
            let finding = finding.related(place, required_by(&basis_of(regulation)));
            Some(if regulation.is_confirmed() {
                finding
            } else {
                finding.weak(not_confirmed())
            })
        });
        Verdict::from_findings(findings.collect())
    }
}

fn missing(process: &Process, kind: StepKind) -> Option<Finding> {
    if process.steps.iter().any(|step| step.kind() == kind) {
        return None;
    }
    let header = &process.process;
    let span = header.name.as_ref().map_or(header.span, |name| name.span);
    let element = format!("process.step.{}", kind.id());
    let finding = Finding::new(element, process.place(span), no_step(&kind.words()));
    Some(weigh_unsaid(finding, process))
}

texts! {
    fn no_step(kind: &Localized) {
        en: "no step is for {kind}",
        vi: "không có bước {kind}",
    }
    fn required_by(basis: &str) {
        en: "required here ({basis})",
        vi: "được yêu cầu ở đây ({basis})",
    }
    fn required_by_rule() {
        en: "required here",
        vi: "được yêu cầu ở đây",
    }
    fn nothing_required() {
        en: "the regulation names no kinds of step",
        vi: "quy định không nêu loại bước bắt buộc",
    }
}
