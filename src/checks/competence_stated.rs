//! Roles whose competence nobody stated.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::{at_role, step_place};
use super::known_names::no_organisation;
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::model::name::Id;
use crate::rule::selector::StepSelector;
use crate::texts;

/// The organisation file states the competence of each role that does a selected step. Where it states none for any role it does
/// not speak of competence at all, and the outcome is `unknown`. Roles that it does not know are the business of `known-role`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct CompetenceStated {
    /// Which steps; all where nothing is said.
    #[schemars(extend("x-vi" = "Những bước nào; nếu không nêu thì mọi bước."))]
    pub steps: StepSelector,
}

impl Kind for CompetenceStated {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let Some(organisation) = cx.organisation else {
            return Verdict::NotApplicable(no_organisation());
        };
        let process = cx.process;
        let steps = (0..process.steps.len())
            .filter(|index| self.steps.is_empty() || self.steps.selects(process, *index));
        let roles: Vec<_> = steps
            .filter_map(|index| {
                let text = process.steps.get(index)?.role.as_ref()?;
                Some((index, organisation.role(text)?))
            })
            .collect();
        if roles.is_empty() {
            return Verdict::NotApplicable(no_role());
        }
        let all = &organisation.file.roles;
        if all.iter().all(|role| role.competence.is_none()) {
            return Verdict::Unknown(no_competence_at_all());
        }
        let mut found: Vec<(&Id, crate::finding::Finding)> = Vec::new();
        for (index, role) in roles {
            let stated = role.competence.as_ref();
            if stated.is_some_and(|competence| !competence.trim().is_empty()) {
                continue;
            }
            if let Some((_, finding)) = found.iter_mut().find(|(id, _)| *id == &role.id.value) {
                *finding = finding
                    .clone()
                    .related(step_place(process, index), here_too());
                continue;
            }
            let finding = at_role(process, index, no_competence(&role.name))
                .related(organisation.place(role.name.span), stated_here());
            found.push((&role.id.value, finding));
        }
        Verdict::from_findings(found.into_iter().map(|(_, finding)| finding).collect())
    }
}

texts! {
    fn no_competence(name: &str) {
        en: "the organisation states no competence for \"{name}\"",
        vi: "tổ chức chưa nêu năng lực cần có của \"{name}\"",
    }
    fn stated_here() {
        en: "the role stands here, without `competence`",
        vi: "vai trò nằm ở đây, chưa có `competence`",
    }
    fn here_too() {
        en: "this step too",
        vi: "bước này cũng vậy",
    }
    fn no_competence_at_all() {
        en: "the organisation file states no competence of any role",
        vi: "tệp tổ chức không nêu năng lực của vai trò nào",
    }
    fn no_role() {
        en: "no step has a role that the organisation knows",
        vi: "không bước nào có vai trò thuộc danh mục của tổ chức",
    }
}
