//! Roles that must take part.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::name::fold;
use crate::model::process::Text;
use crate::rule::wildcard::Wildcard;
use crate::source::Place;
use crate::texts;

/// Each role in `roles` does at least one step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RequiredRole {
    /// Roles or units, with `*` for any run of characters; aliases of the organisation file count.
    #[schemars(extend("x-vi" = "Vai trò hoặc đơn vị, `*` thay cho chuỗi ký tự bất kỳ; tính cả tên gọi khác trong danh mục tổ chức."))]
    pub roles: Vec<Text>,
}

impl Kind for RequiredRole {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        if let Some(verdict) = super::evidence::without_steps(cx) {
            return verdict;
        }
        if self.roles.is_empty() {
            return Verdict::NotApplicable(nothing_required());
        }
        let process = cx.process;
        let mut acting: Vec<String> = Vec::new();
        for step in &process.steps {
            for text in step.role.iter().chain(&step.unit) {
                acting.push(fold(text));
                let known = cx
                    .organisation
                    .and_then(|organisation| organisation.role(text));
                acting.extend(known.map(|role| fold(&role.name)));
            }
        }
        if acting.is_empty() {
            return Verdict::Unknown(nobody_named());
        }
        let absent = self.roles.iter().filter(|role| {
            let role = Wildcard::new(&fold(role));
            !acting.iter().any(|text| role.fits(text))
        });
        let header = &process.process;
        let span = header.name.as_ref().map_or(header.span, |name| name.span);
        let findings = absent.map(|role| {
            let place = Place {
                source: cx.rule.place.source,
                span: role.span,
            };
            let element = format!("process.role.{}", fold(role));
            Finding::new(element, process.place(span), takes_no_part(role))
                .related(place, required())
        });
        Verdict::from_findings(findings.collect())
    }
}

texts! {
    fn takes_no_part(role: &str) {
        en: "no step is done by \"{role}\"",
        vi: "không bước nào do \"{role}\" thực hiện",
    }
    fn required() {
        en: "required here",
        vi: "được yêu cầu ở đây",
    }
    fn nobody_named() {
        en: "no step names a role",
        vi: "không bước nào nêu vai trò",
    }
    fn nothing_required() {
        en: "the rule names no roles",
        vi: "quy tắc không nêu vai trò nào",
    }
}
