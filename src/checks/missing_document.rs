//! A paper that the regulation requires and the process does not ask for.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::papers::{Papers, nearest_paper, regulated_span, regulated_title, rest_on, title};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::name::{fold, nearest};
use crate::texts;

/// Every paper that the regulation requires of everybody must be among the papers of the process; of papers that are
/// alternatives, one. It takes no parameters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct MissingDocument {}

impl Kind for MissingDocument {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let papers = match Papers::of(cx) {
            Ok(papers) => papers,
            Err(verdict) => return verdict,
        };
        // A group is served by any of its papers, and reported once.
        let group = |alternative: &Option<_>| {
            alternative
                .as_ref()
                .map(|text: &crate::model::process::Text| fold(text))
        };
        let mut served: BTreeSet<String> = papers
            .pairs
            .iter()
            .filter_map(|pair| group(&pair.regulated?.alternative))
            .collect();
        // A paper of the process that matches none may be the missing one under another name.
        let unknown: Vec<&str> = papers
            .pairs
            .iter()
            .filter(|pair| pair.regulated.is_none())
            .map(|pair| title(pair.document))
            .collect();
        let header = &cx.process.process;
        let span = header.procedure.as_ref().map_or(header.span, |id| id.span);
        let mut findings = Vec::new();
        for paper in papers.unmatched() {
            if !paper
                .required
                .as_ref()
                .is_none_or(|required| required.value)
            {
                continue;
            }
            if group(&paper.alternative).is_some_and(|group| !served.insert(group)) {
                continue;
            }
            let name = regulated_title(paper);
            let id = paper.id.as_ref();
            let key = id.map_or_else(|| fold(name), |id| id.value.to_string());
            let element = format!("process.document.{key}");
            let finding = Finding::new(element, cx.process.place(span), not_asked(name))
                .label(bound_here())
                .related(
                    papers.regulation.place(regulated_span(paper)),
                    required_here(),
                );
            let mut finding = rest_on(papers.regulation, finding);
            let near = unknown
                .iter()
                .find(|title| nearest_paper(title, std::iter::once(paper)).is_some())
                .copied()
                .or_else(|| nearest(name, unknown.iter().copied()));
            if let Some(near) = near {
                finding = finding.help(is_it(near, name)).weak(may_be_same(near));
            }
            findings.push(finding);
        }
        Verdict::from_findings(findings)
    }
}

texts! {
    fn not_asked(name: &str) {
        en: "the regulation requires \"{name}\", the process does not ask for it",
        vi: "quy định yêu cầu \"{name}\" nhưng quy trình không nêu giấy tờ này",
    }
    fn bound_here() {
        en: "the regulation that binds the process",
        vi: "quy định điều chỉnh quy trình",
    }
    fn required_here() {
        en: "required here",
        vi: "được yêu cầu ở đây",
    }
    fn is_it(near: &str, name: &str) {
        en: "is it \"{near}\"? then name it \"{name}\"; else add the paper",
        vi: "có phải là \"{near}\" không? nếu đúng, hãy ghi tên \"{name}\"; nếu không, hãy bổ sung giấy tờ này",
    }
    fn may_be_same(near: &str) {
        en: "\"{near}\" of the process may be this paper under another name",
        vi: "\"{near}\" trong quy trình có thể chính là giấy tờ này nhưng ghi tên khác",
    }
}
