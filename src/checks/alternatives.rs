//! Papers of which one is enough, all of them demanded.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::papers::{Papers, element, name_span, rest_on, title};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::name::fold;
use crate::model::process::{Document, Process};
use crate::rule::pattern::Patterns;
use crate::rule::regulation::Regulated;
use crate::source::Spanned;
use crate::texts;

/// Of the papers of one group at most one may be required without being marked as an alternative. Groups come from the
/// regulation that binds the process, and from the names below.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Alternatives {
    /// Groups of names: papers that fit different names of one group are alternatives.
    #[schemars(extend("x-vi" = "Các nhóm tên: giấy tờ mang những tên khác nhau trong cùng một nhóm thay thế được cho nhau."))]
    pub groups: Vec<Patterns>,
}

type Group<'a> = Vec<&'a Spanned<Document>>;

impl Kind for Alternatives {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let (regulation, mut groups) = regulated_groups(cx);
        let from_regulation = groups.len();
        groups.extend(self.groups.iter().map(|names| named_group(names, process)));
        for group in &mut groups {
            group.retain(|document| document.is_required());
        }
        if groups.iter().all(|group| group.len() < 2) {
            let known = groups.iter().any(|group| !group.is_empty());
            return if known {
                Verdict::Pass
            } else {
                Verdict::NotApplicable(none_known())
            };
        }
        let mut reported: Vec<&Spanned<Document>> = Vec::new();
        let mut findings = Vec::new();
        for (rank, group) in groups.iter().enumerate() {
            if group.len() < 2 || is_marked(group) {
                continue;
            }
            let Some((first, others)) = group.split_first() else {
                continue;
            };
            if reported.iter().any(|known| std::ptr::eq(*known, *first)) {
                continue;
            }
            reported.extend(group);
            let message = all_demanded(title(first), others.len());
            let mut finding =
                Finding::new(element(first, ""), process.place(name_span(first)), message)
                    .label(required_here());
            for other in others {
                finding = finding.related(process.place(name_span(other)), so_is());
            }
            if let Some(regulation) = regulation.filter(|_| rank < from_regulation) {
                finding = rest_on(regulation, finding);
            }
            findings.push(finding);
        }
        Verdict::from_findings(findings)
    }
}

/// Papers that the regulation calls alternatives, by group.
fn regulated_groups<'a>(cx: &Context<'a>) -> (Option<&'a Regulated>, Vec<Group<'a>>) {
    let Ok(papers) = Papers::of(cx) else {
        return (None, Vec::new());
    };
    let mut groups: IndexMap<String, Group<'a>> = IndexMap::new();
    for pair in &papers.pairs {
        if let Some(group) = pair.regulated.and_then(|paper| paper.alternative.as_ref()) {
            groups.entry(fold(group)).or_default().push(pair.document);
        }
    }
    (Some(papers.regulation), groups.into_values().collect())
}

/// The first paper for each name of a group.
fn named_group<'a>(names: &Patterns, process: &'a Process) -> Group<'a> {
    let mut by_name: IndexMap<usize, &Spanned<Document>> = IndexMap::new();
    for document in &process.documents {
        let rank = document
            .name
            .as_ref()
            .and_then(|name| names.which(&fold(name)));
        if let Some(rank) = rank {
            by_name.entry(rank).or_insert(document);
        }
    }
    by_name.into_values().collect()
}

/// Whether the process itself marks the papers as alternatives of each other.
fn is_marked(group: &[&Spanned<Document>]) -> bool {
    let mut words = group
        .iter()
        .map(|document| document.alternative.as_ref().map(|text| fold(text)));
    let first = words.next().flatten();
    first.is_some() && words.all(|word| word == first)
}

texts! {
    fn none_known() {
        en: "no papers of the process are known to be alternatives",
        vi: "không có giấy tờ nào của quy trình được biết là loại thay thế cho nhau",
    }
    fn all_demanded(name: &str, others: usize) {
        en: "\"{name}\" and {others} more are demanded together, one of them is enough",
        vi: "\"{name}\" và {others} giấy tờ khác bị yêu cầu đồng thời, trong khi chỉ cần một trong số đó",
    }
    fn required_here() {
        en: "required here",
        vi: "bắt buộc ở đây",
    }
    fn so_is() {
        en: "required as well, though it is an alternative",
        vi: "cũng bắt buộc, dù là giấy tờ thay thế",
    }
}
