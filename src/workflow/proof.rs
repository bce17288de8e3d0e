//! All that is proved of one process and case: the four verdicts of soundness, and how long it takes.
//!
//! Puts the proofs together and says what they do not cover: where a diagram draws something that the token game does not
//! express, nothing is said to hold; where times are of two kinds, no total is given. No words for the witness, no clock.

use super::build::Workflow;
use super::soundness::{Bounds, Reason, Soundness, Verdict, Witness, soundness};
use super::timing::{NodeTime, Slack, Timing, Worst};
use crate::messages::Localized;
use crate::model::duration::DayKind;
use crate::model::name::Id;
use crate::model::process::{Clock, Process};
use crate::texts;

texts! {
    fn only_approximated(reason: Localized) {
        en: "the diagram has more than was judged: {reason}",
        vi: "sơ đồ có phần chưa được xét đến: {reason}",
    }
    fn too_many_states(bound: usize) {
        en: "more than {bound} states",
        vi: "hơn {bound} trạng thái",
    }
}

const NOTHING_STARTS: Localized = Localized::fixed(
    "nothing starts here, so nothing runs",
    "không có điểm bắt đầu nên không có gì được thực hiện",
);
const TOKENS: Localized = Localized::fixed(
    "branches add up without end",
    "số nhánh chạy song song tăng mãi không dừng",
);
const WIDE: Localized = Localized::fixed(
    "an inclusive gateway has too many flows",
    "một cổng bao hàm có quá nhiều nhánh",
);
const NO_TIME: Localized =
    Localized::fixed("no step states a time", "không bước nào ghi thời gian");
const TWO_KINDS: Localized = Localized::fixed(
    "working time and calendar time occur side by side; only dates compare them, as `qmslint check` does",
    "vừa có ngày làm việc vừa có ngày lịch; chỉ so sánh được theo ngày cụ thể, như `qmslint check` đã làm",
);

/// What is known of one property of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It is true of every run.
    Holds,
    /// It is not, and this shows it.
    Fails(Box<Witness>),
    /// It was not decided, for this reason.
    Unknown(Localized),
}

impl Answer {
    /// `Some(true)` where it holds, `Some(false)` where it fails, nothing where it is not known.
    #[must_use]
    pub const fn decided(&self) -> Option<bool> {
        match self {
            Self::Holds => Some(true),
            Self::Fails(_) => Some(false),
            Self::Unknown(_) => None,
        }
    }
}

/// The times of a case, in minutes of one kind.
#[derive(Clone, Debug)]
pub struct Times {
    /// Of which kind.
    pub kind: DayKind,
    /// The longest it can take.
    pub worst: Worst,
    /// The least; nothing where no case can be complete.
    pub best: Option<i64>,
    /// The declared limit, where there is one of this kind.
    pub limit: Option<i64>,
    /// Earliest and latest beginning of the steps somebody does, in an order in which they can run.
    pub steps: Vec<(usize, i64, Slack)>,
    /// How many steps whose time counts state none; each counts as nothing.
    pub untimed: usize,
}

/// What is proved of a case.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The case with its graph.
    pub workflow: Workflow,
    /// The verdicts on the graph and how they were found.
    pub soundness: Soundness,
    /// What they say of the process: safe, option to complete, proper completion, no dead step.
    pub answers: [Answer; 4],
    /// The times, or why there are none.
    pub times: Result<Times, Localized>,
}

/// Proves one case. `per_day` is the number of minutes of a working day. Costs what [`soundness`] and [`Timing`] cost.
#[must_use]
pub fn prove(process: &Process, case: Option<&Id>, per_day: i64) -> Proof {
    let workflow = Workflow::build(process, case);
    let soundness = soundness(&workflow.graph, &Bounds::default());
    Proof {
        times: times(process, &workflow, case, per_day),
        workflow,
        answers: answers(process, &soundness),
        soundness,
    }
}

/// What the verdicts on the graph say of the process: less, where its diagram draws more than the graph expresses.
#[must_use]
pub fn answers(process: &Process, soundness: &Soundness) -> [Answer; 4] {
    let unexpressed = process
        .control
        .as_ref()
        .and_then(|control| control.unknown.first())
        .map(|unknown| &unknown.reason);
    soundness
        .verdicts()
        .map(|verdict| answer(verdict, unexpressed))
}

/// What fails in a part that was only approximated stays a failure; what holds there is not known to hold.
fn answer(verdict: &Verdict, unexpressed: Option<&Localized>) -> Answer {
    match (verdict, unexpressed) {
        (Verdict::Fails(witness), _) => Answer::Fails(witness.clone()),
        (Verdict::Unknown(reason), _) => Answer::Unknown(match reason {
            Reason::NothingStarts => NOTHING_STARTS,
            Reason::States(bound) => too_many_states(*bound),
            Reason::Tokens => TOKENS,
            Reason::Wide(_) => WIDE,
        }),
        (Verdict::Holds, Some(reason)) => Answer::Unknown(only_approximated(reason.clone())),
        (Verdict::Holds, None) => Answer::Holds,
    }
}

fn times(
    process: &Process,
    workflow: &Workflow,
    case: Option<&Id>,
    per_day: i64,
) -> Result<Times, Localized> {
    let limit = process.limit(case);
    let days = process.process.days.as_ref().map(|days| days.value);
    let bare = days.or_else(|| limit.and_then(|limit| limit.kind));
    let mut kind = None;
    let mut minutes = vec![0; process.steps.len()];
    let mut untimed = 0;
    for (index, step) in process.work() {
        let exists = workflow.nodes.get(index).is_some_and(Option::is_some);
        if !exists || step.clock() != Clock::Running {
            continue;
        }
        let Some(time) = step.time_in(case) else {
            untimed += 1;
            continue;
        };
        let time = time
            .elapsed(bare, per_day)
            .map_err(crate::model::duration::Ambiguous::localized)?;
        let (total, own) = match (time.working.0, time.calendar.0) {
            (0, 0) => continue,
            (working, 0) => (working, DayKind::Working),
            (0, calendar) => (calendar, DayKind::Calendar),
            _ => return Err(TWO_KINDS),
        };
        if *kind.get_or_insert(own) != own {
            return Err(TWO_KINDS);
        }
        if let Some(slot) = minutes.get_mut(index) {
            *slot = total;
        }
    }
    let kind = kind.ok_or(NO_TIME)?;
    let limit = limit.and_then(|limit| {
        let limit = limit.elapsed(bare, per_day).ok()?;
        match (kind, limit.working.0, limit.calendar.0) {
            (DayKind::Working, minutes, 0) | (DayKind::Calendar, 0, minutes) => Some(minutes),
            _ => None,
        }
    });
    let timing = Timing::new(&workflow.graph, |node| {
        let index = workflow.step_of(node);
        let step = index.and_then(|index| process.steps.get(index));
        step.map_or_else(NodeTime::default, |step| NodeTime {
            minutes: index
                .and_then(|index| minutes.get(index).copied())
                .unwrap_or(0),
            clock: step.clock(),
            rounds: step.rounds.as_ref().map(|rounds| rounds.value),
        })
    });
    let steps = timing.slack().into_iter().filter_map(|slack| {
        let index = workflow.step_of(slack.node)?;
        let work = process.steps.get(index)?.is_work();
        work.then(|| (index, minutes.get(index).copied().unwrap_or(0), slack))
    });
    Ok(Times {
        kind,
        worst: timing.worst(),
        best: timing.best(),
        limit,
        steps: steps.collect(),
        untimed,
    })
}
