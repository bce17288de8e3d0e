//! A paper that the regulation does not list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::papers::{Papers, demanded, meant_id, meant_paper, name_span, nearest_paper, title};
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::fix::Fix;
use crate::texts;

/// Every paper of the process must be one that the regulation lists. A paper that may be replaced by one of those is not
/// demanded. It takes no parameters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct ExtraDocument {}

impl Kind for ExtraDocument {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let papers = match Papers::of(cx) {
            Ok(papers) => papers,
            Err(verdict) => return verdict,
        };
        let allowed = papers.regulation.procedure.documents.len();
        let extra = papers.pairs.iter().filter(|pair| {
            pair.regulated.is_none()
                && !papers.is_replaceable(pair.document, |other| other.regulated.is_some())
        });
        let findings = extra.map(|pair| {
            let document = pair.document;
            let name = title(document);
            let mut finding = papers
                .finding(document, "", name_span(document), not_listed(name))
                .label(demanded(document))
                .related(
                    papers.regulation.place(papers.regulation.span),
                    if allowed == 1 {
                        one_paper()
                    } else {
                        several_papers(allowed)
                    },
                );
            if let Some(near) = nearest_paper(name, papers.unmatched()) {
                finding = finding.help(is_it(near)).weak(may_be_same(near));
            }
            if let Some(written) = &document.name
                && let Some(meant) = meant_paper(written, papers.unmatched())
            {
                finding = finding.fix(Fix::name(written.span, meant));
            }
            // An id decides only where there is no name.
            if let (None, Some(id)) = (&document.name, &document.id)
                && let Some(meant) = meant_id(id.as_str(), papers.unmatched())
            {
                finding = finding.fix(Fix::name(id.span, meant));
            }
            finding
        });
        Verdict::from_findings(findings.collect())
    }
}

texts! {
    fn not_listed(name: &str) {
        en: "\"{name}\" is not among the papers that may be demanded",
        vi: "\"{name}\" không có trong thành phần hồ sơ được phép yêu cầu",
    }
    fn one_paper() {
        en: "the regulation allows 1 paper",
        vi: "quy định chỉ cho phép 1 loại giấy tờ",
    }
    fn several_papers(allowed: usize) {
        en: "the regulation allows {allowed} papers",
        vi: "quy định chỉ cho phép {allowed} loại giấy tờ",
    }
    fn is_it(near: &str) {
        en: "is it \"{near}\"? then use that name; else remove it",
        vi: "có phải là \"{near}\" không? nếu đúng, hãy dùng tên đó; nếu không, hãy bỏ giấy tờ này",
    }
    fn may_be_same(near: &str) {
        en: "it may be \"{near}\" of the regulation under another name",
        vi: "có thể đây là \"{near}\" của quy định nhưng ghi tên khác",
    }
}
