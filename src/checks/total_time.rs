//! The longest path against the limit: the total nobody may exceed.

use std::cell::LazyCell;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calls::Calls;
use super::comparison::Comparison;
use super::course::Course;
use super::declared_limit::{allows, basis_of, not_confirmed, regulation};
use super::declared_times::DeclaredTime;
use super::evidence::{case_names, limit_element, without_steps};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::duration::Duration;
use crate::model::name::Id;
use crate::source::{Place, Spanned};
use crate::texts;
use crate::workflow::build::Workflow;

/// The steps of the longest path of each case do not take longer than the limit.
///
/// Alternatives and parallel branches count their longest, loops their `rounds`, stopped clocks nothing; a step without
/// a time that calls a process counts its total. Bare days under a limit
/// that names its days are of its kind; working against calendar time is decided by the calendar.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct TotalTime {
    /// Which limit.
    #[schemars(extend("x-vi" = "So với thời hạn nào."))]
    pub against: Against,
}

/// A limit that the total is held against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Against {
    /// The limit that the process declares, for each case, and for each channel of a process without cases.
    #[default]
    Declared,
    /// The limit of the regulation, for each case that declares none: of the others, `declared-limit` holds the declared limit
    /// against the regulation.
    Regulated,
}

/// A limit with its case.
struct Allowed<'a> {
    case: Option<&'a Id>,
    time: Time<'a>,
    element: String,
    place: Place,
    limit: &'a Spanned<Duration>,
}

/// What the steps take against it.
enum Time<'a> {
    /// It is the declared limit of the case.
    Declared(&'a DeclaredTime),
    /// It is another limit, for this workflow.
    Other(&'a Workflow),
}

impl Kind for TotalTime {
    const FOLLOWS_FLOWS: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        if let Some(verdict) = without_steps(cx) {
            return verdict;
        }
        let allowed = match self.against {
            Against::Declared => declared(cx),
            Against::Regulated => match regulated(cx) {
                Ok(allowed) => allowed,
                Err(verdict) => return verdict,
            },
        };
        if allowed.is_empty() {
            return Verdict::NotApplicable(match self.against {
                Against::Declared => nothing_declared(),
                Against::Regulated => all_declared(),
            });
        }
        let comparison = Comparison::of(cx);
        let calls = LazyCell::new(|| Calls::of(cx));
        let mut unknown: Option<Localized> = None;
        let mut findings: Vec<Finding> = Vec::new();
        for allowed in allowed {
            match self.judge(cx, &comparison, &calls, &allowed) {
                Ok(Some(finding)) => {
                    // Cases that share a limit and a path are one finding.
                    let known = findings.iter().any(|known| {
                        known.element == finding.element && known.message == finding.message
                    });
                    if !known {
                        findings.push(finding);
                    }
                }
                Ok(None) => {}
                Err(reason) => {
                    unknown.get_or_insert(reason);
                }
            }
        }
        match unknown {
            _ if !findings.is_empty() => Verdict::Fail(findings),
            Some(reason) => Verdict::Unknown(reason),
            None => Verdict::Pass,
        }
    }
}

impl TotalTime {
    fn judge<'a>(
        &self,
        cx: &Context<'a>,
        comparison: &Comparison<'_>,
        calls: &LazyCell<Calls<'a>, impl FnOnce() -> Calls<'a>>,
        allowed: &Allowed<'_>,
    ) -> Result<Option<Finding>, Localized> {
        let process = cx.process;
        let limit = &allowed.limit.value;
        let other;
        let time = match allowed.time {
            Time::Declared(time) => time,
            Time::Other(workflow) => {
                let course = Course::of(process, workflow, allowed.case, calls, None);
                other = DeclaredTime {
                    held: course.against(comparison, limit),
                    incomplete: course.incomplete(),
                };
                &other
            }
        };
        let held = time.held.as_ref().map_err(Localized::clone)?;
        let excess = held.compared().excess()?;
        if excess.is_none() {
            // Nearly every case: nothing is put into words.
            return match &time.incomplete {
                Some(reason) => Err(not_known(reason)),
                None => Ok(None),
            };
        }
        let worst = held.path_of(&excess);
        let sum = comparison.written_sum(&worst.times());
        let message = match self.against {
            Against::Declared => exceeds_declared(&sum, limit),
            Against::Regulated => exceeds_regulated(&sum, limit),
        };
        let finding = Finding::new(allowed.element.clone(), allowed.place, message)
            .case(allowed.case)
            .path(worst.show(process, comparison));
        let Some(finding) = excess.qualify(finding) else {
            return Ok(None);
        };
        let finding = match allowed.case {
            Some(id) => {
                let case = super::evidence::case_of(process, id);
                let span =
                    case.map(|case| case.name.as_ref().map_or(case.id.span, |name| name.span));
                match span {
                    Some(span) => finding.related(
                        process.place(span),
                        of_case(&case_names(process, &[Some(id)])),
                    ),
                    None => finding,
                }
            }
            None => finding,
        };
        Ok(Some(with_regulation(cx, allowed.case, finding)))
    }
}

/// Show what the regulation allows beside it.
fn with_regulation(cx: &Context<'_>, case: Option<&Id>, finding: Finding) -> Finding {
    let Some(regulation) = cx.regulation else {
        return finding;
    };
    match regulation.limit_of(case) {
        Some(limit) => finding.related(
            regulation.place(limit.span),
            allows(&limit.value, &basis_of(regulation)),
        ),
        None => finding,
    }
}

fn declared<'a>(cx: &Context<'a>) -> Vec<Allowed<'a>> {
    let process = cx.process;
    let mut all = Vec::new();
    let cases = cx.analysis.workflows().iter().zip(cx.declared.of(cx));
    for ((workflow, time), case) in cases.zip(process.case_ids()) {
        if let (Some(time), Some(limit)) = (time, process.limit(case)) {
            all.push(Allowed {
                case,
                time: Time::Declared(time),
                element: limit_element(process, case),
                place: process.place(limit.span),
                limit,
            });
        }
        if case.is_none() {
            for channel in &process.channels {
                if let Some(limit) = &channel.limit {
                    all.push(Allowed {
                        case,
                        time: Time::Other(workflow),
                        element: format!("process.channel.{}.limit", channel.id.value),
                        place: process.place(limit.span),
                        limit,
                    });
                }
            }
        }
    }
    all
}

fn regulated<'a>(cx: &Context<'a>) -> Result<Vec<Allowed<'a>>, Verdict> {
    let process = cx.process;
    let regulation = regulation(cx)?;
    if !regulation.is_confirmed() {
        return Err(Verdict::Unknown(not_confirmed()));
    }
    let header = &process.process;
    let name = header.procedure.as_ref().map(|procedure| procedure.span);
    let span = name.unwrap_or(header.span);
    let cases = cx.analysis.workflows().iter().zip(process.case_ids());
    let open = cases.filter(|(_, case)| process.limit(*case).is_none());
    Ok(open
        .filter_map(|(workflow, case)| {
            Some(Allowed {
                case,
                time: Time::Other(workflow),
                element: "process.procedure".to_owned(),
                place: process.place(span),
                limit: regulation.limit_of(case)?,
            })
        })
        .collect())
}

texts! {
    fn exceeds_declared(sum: &Localized, limit: &Duration) {
        en: "the steps take {sum}, {limit} are declared",
        vi: "các bước cộng lại {sum}, thời hạn công bố là {limit}",
    }
    fn exceeds_regulated(sum: &Localized, limit: &Duration) {
        en: "the steps take {sum}, the regulation allows {limit}",
        vi: "các bước cộng lại {sum}, quy định chỉ cho phép {limit}",
    }
    fn of_case(name: &str) {
        en: "of the case {name}",
        vi: "thuộc trường hợp {name}",
    }
    fn not_known(reason: &Localized) {
        en: "the total is not known: {reason}",
        vi: "chưa biết tổng thời gian: {reason}",
    }
    fn nothing_declared() {
        en: "the process declares no limit",
        vi: "quy trình không công bố thời hạn",
    }
    fn all_declared() {
        en: "every case declares a limit, which is held against the regulation",
        vi: "mọi trường hợp đều có thời hạn công bố, đã được so với quy định",
    }
}
