//! Indicators: a name, a target with a number, an owner, a date (ISO 9001, 6.2).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::{List, Localized};
use crate::model::name::fold;
use crate::model::process::{Indicator, Text};
use crate::texts;

/// Every indicator must state what is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct IndicatorComplete {
    /// What every indicator must state.
    #[schemars(extend("x-vi" = "Những gì mỗi chỉ tiêu phải nêu."))]
    pub needs: Vec<IndicatorPart>,
}

/// A part of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IndicatorPart {
    /// `name`
    Name,
    /// `target`, with a number in it
    Target,
    /// `owner`
    Owner,
    /// `due`
    Due,
}

impl IndicatorPart {
    fn is_stated(self, indicator: &Indicator) -> bool {
        match self {
            Self::Name => is_stated(indicator.name.as_ref()),
            Self::Target => indicator
                .target
                .as_ref()
                .is_some_and(|target| target.chars().any(char::is_numeric)),
            Self::Owner => is_stated(indicator.owner.as_ref()),
            Self::Due => indicator.due.is_some(),
        }
    }

    fn words(self) -> Localized {
        match self {
            Self::Name => Localized::fixed("a name", "tên chỉ tiêu"),
            Self::Target => Localized::fixed("a target with a number", "mục tiêu bằng số"),
            Self::Owner => Localized::fixed("an owner", "người chịu trách nhiệm"),
            Self::Due => Localized::fixed("a date", "thời hạn đạt được"),
        }
    }
}

impl Kind for IndicatorComplete {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        if process.indicators.is_empty() {
            return Verdict::NotApplicable(no_indicators());
        }
        let mut findings = Vec::new();
        for indicator in &process.indicators {
            let missing = self.needs.iter().filter(|need| !need.is_stated(indicator));
            let missing: Vec<Localized> = missing.map(|need| need.words()).collect();
            if missing.is_empty() {
                continue;
            }
            let name = indicator.name.as_ref().map_or("", |name| name.as_str());
            let span = indicator
                .name
                .as_ref()
                .map_or(indicator.span, |name| name.span);
            let element = format!("process.indicator.{}", fold(name));
            let message = indicator_lacks(name, &List(&missing));
            findings.push(Finding::new(element, process.place(span), message));
        }
        Verdict::from_findings(findings)
    }
}

fn is_stated(text: Option<&Text>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

texts! {
    fn no_indicators() {
        en: "the process names no indicators",
        vi: "quy trình chưa nêu chỉ tiêu đo lường",
    }
    fn indicator_lacks(name: &str, missing: &List<'_, Localized>) {
        en: "the indicator \"{name}\" states no {missing}",
        vi: "chỉ tiêu \"{name}\" chưa nêu {missing}",
    }
}
