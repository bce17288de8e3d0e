//! What is proved of the flow of one process and case: the four verdicts of soundness.
//!
//! Says what they do not cover: where a diagram draws something that the token game does not express, nothing is said to hold.
//! No words for the witness; times are told by the checks that decide them.

use super::build::Workflow;
use super::soundness::{Bounds, Reason, Soundness, Verdict, Witness, soundness};
use crate::messages::Localized;
use crate::model::process::Process;
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
    fn crowded(most: u64) {
        en: "more than {most} branches meet at one place",
        vi: "hơn {most} nhánh dồn về một chỗ",
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
const INSTANCES: Localized = Localized::fixed(
    "a sub-process that is not sound by itself runs twice at once",
    "một quy trình con tự nó đã có lỗi về luồng lại chạy hai lượt cùng lúc",
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

/// What is proved of a case.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The verdicts on the graph and how they were found.
    pub soundness: Soundness,
    /// What they say of the process: safe, option to complete, proper completion, no dead step.
    pub answers: [Answer; 4],
}

impl Proof {
    /// Proves one case. Costs what [`soundness`] costs.
    #[must_use]
    pub fn of(process: &Process, workflow: &Workflow) -> Self {
        let soundness = soundness(&workflow.graph, &Bounds::default());
        Self {
            answers: answers(process, &soundness),
            soundness,
        }
    }
}

/// What the verdicts on the graph say of the process: less, where its diagram draws more than the graph expresses.
#[must_use]
pub fn answers(process: &Process, soundness: &Soundness) -> [Answer; 4] {
    let unexpressed = process.unjudged();
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
            Reason::Crowded(most) => crowded(*most),
            Reason::Wide(_) => WIDE,
            Reason::Instances => INSTANCES,
        }),
        (Verdict::Holds, Some(reason)) => Answer::Unknown(only_approximated(reason.clone())),
        (Verdict::Holds, None) => Answer::Holds,
    }
}
