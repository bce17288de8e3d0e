//! The declared limit against the regulated one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::comparison::{Comparison, Excess};
use super::evidence::{case_names, limit_element};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::duration::Duration;
use crate::model::name::Id;
use crate::rule::regulation::Regulated;
use crate::source::{Span, Spanned};
use crate::texts;

/// The limit of each case and of each channel is not longer than the regulation allows. Where days are not of one kind, the
/// calendar decides over every day of receipt that it knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DeclaredLimit {}

/// A declared limit beside the regulated one.
struct Pair<'a> {
    element: String,
    declared: &'a Spanned<Duration>,
    owner: Option<(Span, Localized)>,
    regulated: &'a Spanned<Duration>,
    case: Option<&'a Id>,
}

impl Kind for DeclaredLimit {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let regulation = match regulation(cx) {
            Ok(regulation) => regulation,
            Err(verdict) => return verdict,
        };
        let pairs = pairs(cx, regulation);
        if pairs.is_empty() {
            return Verdict::NotApplicable(nothing_to_compare());
        }
        let comparison = Comparison::of(cx);
        let mut unclear = None;
        let mut findings = Vec::new();
        for pair in pairs {
            let (declared, regulated) = (&pair.declared.value, &pair.regulated.value);
            let excess = match comparison.against_foreign(declared, regulated).excess() {
                Ok(excess) => excess,
                Err(reason) => {
                    unclear.get_or_insert(reason);
                    continue;
                }
            };
            if excess.is_none() {
                continue;
            }
            let message = exceeds(declared, regulated);
            let mut finding =
                Finding::new(pair.element, cx.process.place(pair.declared.span), message);
            let even_as_calendar = match &excess {
                Excess::Sometimes(dates) if declared.is_bare() => {
                    Some(later_anyway(&dates.describe()))
                }
                _ => None,
            };
            let Some(sure) = excess.qualify(finding) else {
                continue;
            };
            finding = sure;
            if let Some(label) = even_as_calendar {
                finding = finding.label(label);
            }
            if let Some((span, owner)) = pair.owner {
                finding = finding.related(cx.process.place(span), owner);
            }
            finding = finding.related(
                regulation.place(pair.regulated.span),
                allows(regulated, &basis_of(regulation)),
            );
            if !regulation.is_confirmed() && finding.weak.is_none() {
                finding = finding.weak(not_confirmed());
            }
            findings.push(finding.case(pair.case));
        }
        match unclear {
            Some(reason) if findings.is_empty() => Verdict::Unknown(reason),
            _ => Verdict::from_findings(findings),
        }
    }
}

/// The regulation that binds the process, or why there is none to hold it against.
pub(super) fn regulation<'a>(cx: &Context<'a>) -> Result<&'a Regulated, Verdict> {
    match (cx.regulation, &cx.process.process.procedure) {
        (Some(regulation), _) => Ok(regulation),
        (None, Some(procedure)) => Err(Verdict::Unknown(unknown_procedure(&procedure.value))),
        (None, None) => Err(Verdict::NotApplicable(no_procedure())),
    }
}

/// What the regulation rests on, for a reader.
pub(super) fn basis_of(regulation: &Regulated) -> String {
    let basis = regulation.basis.as_ref().map(|basis| &basis.value);
    basis.unwrap_or(&regulation.id.value.to_string()).clone()
}

fn pairs<'a>(cx: &Context<'a>, regulation: &'a Regulated) -> Vec<Pair<'a>> {
    let process = cx.process;
    let mut pairs = Vec::new();
    for case in process.case_ids() {
        if let (Some(declared), Some(regulated)) = (process.limit(case), regulation.limit_of(case))
        {
            // The limit of the header stands for every case without its own; it is reported once.
            let element = limit_element(process, case);
            if pairs.iter().any(|pair: &Pair<'_>| pair.element == element) {
                continue;
            }
            let name = case.map(|id| case_names(process, &[Some(id)]));
            let span = case.and_then(|id| super::evidence::case_of(process, id));
            let span = span.map(|case| case.name.as_ref().map_or(case.id.span, |name| name.span));
            pairs.push(Pair {
                element,
                declared,
                owner: span.zip(name).map(|(span, name)| (span, of_case(&name))),
                regulated,
                case,
            });
        }
    }
    for channel in &process.channels {
        let regulated = regulation
            .channels
            .iter()
            .find(|regulated| regulated.id.value == channel.id.value);
        let general = regulation.limit_of(None);
        // What holds for every channel was compared above.
        let regulated = regulated
            .and_then(|channel| channel.limit.as_ref())
            .filter(|own| general.is_none_or(|general| own.value != general.value));
        let declared = channel.limit.as_ref();
        let pair = match (declared, regulated) {
            (Some(declared), regulated) => Some(declared).zip(regulated.or(general)),
            (None, Some(regulated)) if process.cases.is_empty() => {
                process.limit(None).zip(Some(regulated))
            }
            (None, _) => None,
        };
        if let Some((declared, regulated)) = pair {
            pairs.push(Pair {
                element: format!("process.channel.{}.limit", channel.id.value),
                declared,
                owner: Some((channel.id.span, of_channel(&channel.id.value))),
                regulated,
                case: None,
            });
        }
    }
    pairs
}

texts! {
    fn exceeds(declared: &Duration, regulated: &Duration) {
        en: "{declared} are declared, the regulation allows {regulated}",
        vi: "thời hạn công bố là {declared}, quy định chỉ cho phép {regulated}",
    }
    fn later_anyway(dates: &Localized) {
        en: "even if these are calendar days, later {dates}",
        vi: "dù tính theo ngày lịch vẫn trễ hơn {dates}",
    }
    /// What a regulation allows.
    pub(super) fn allows(regulated: &Duration, basis: &str) {
        en: "the regulation allows {regulated} ({basis})",
        vi: "quy định cho phép {regulated} ({basis})",
    }
    fn of_case(name: &str) {
        en: "of the case {name}",
        vi: "thuộc trường hợp {name}",
    }
    fn of_channel(name: &Id) {
        en: "of the channel `{name}`",
        vi: "thuộc kênh `{name}`",
    }
    /// A regulation entry nobody confirmed.
    pub(super) fn not_confirmed() {
        en: "the regulation entry is not confirmed to govern this procedure",
        vi: "chưa xác nhận quy định này áp dụng cho thủ tục",
    }
    fn unknown_procedure(id: &Id) {
        en: "no regulation of the procedure `{id}` is in force on this day",
        vi: "không có quy định nào về thủ tục `{id}` có hiệu lực vào ngày này",
    }
    fn no_procedure() {
        en: "the process names no regulated procedure",
        vi: "quy trình không nêu thủ tục được quy định",
    }
    fn nothing_to_compare() {
        en: "the process and the regulation do not both state a limit",
        vi: "quy trình và quy định không cùng nêu thời hạn",
    }
}
