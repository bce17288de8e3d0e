//! Times of one kind: the best and the expected time of a case, its called processes counted with theirs where they are known.

use super::super::calls::Others;
use super::{Course, NOT_NESTED, Spent};
use crate::messages::Localized;
use crate::model::duration::{DayKind, Elapsed};
use crate::workflow::graph::FlowId;
use crate::workflow::timing::{NoMean, Timing};

const STUCK: Localized = Localized::fixed(
    "once a loop has run its rounds, no way leads on",
    "khi vòng lặp hết số lần cho phép thì không còn đường đi tiếp",
);

const TOO_MANY: Localized = Localized::fixed(
    "there are too many different ways to weigh them all",
    "có quá nhiều cách đi khác nhau để tính hết",
);

/// The minutes of each step where all are of one kind.
#[derive(Clone, Debug)]
pub(in super::super) struct InKind {
    pub(in super::super) minutes: Vec<i64>,
    pub(in super::super) kind: DayKind,
    bare: DayKind,
    per_day: i64,
}

impl InKind {
    pub(super) fn new(elapsed: &[Elapsed], total: Elapsed, bare: DayKind, per_day: i64) -> Self {
        let kind = match total.calendar.0 {
            0 => DayKind::Working,
            _ => DayKind::Calendar,
        };
        let minutes = elapsed
            .iter()
            .map(|time| time.working.0.saturating_add(time.calendar.0));
        Self {
            minutes: minutes.collect(),
            kind,
            bare,
            per_day: per_day.max(1),
        }
    }

    /// Minutes of a called process as minutes here; none where they are of the other kind.
    fn convert(&self, minutes: i64, kind: Option<DayKind>) -> Option<i64> {
        let fits = minutes == 0 || kind.unwrap_or(self.bare) == self.kind;
        let minutes = match (kind, self.kind) {
            (None, DayKind::Calendar) => minutes.saturating_mul(1440) / self.per_day,
            _ => minutes,
        };
        fits.then_some(minutes)
    }
}

impl Course<'_> {
    /// The minutes of each step; none where working and calendar time stand side by side, be it in a process that is called.
    pub(in super::super) fn in_kind(
        &self,
        elapsed: &[Elapsed],
        bare: DayKind,
        per_day: i64,
    ) -> Option<InKind> {
        let total: Elapsed = elapsed.iter().copied().sum();
        let is_mixed = total.is_mixed() || self.calls_by_date(bare);
        (!is_mixed).then(|| InKind::new(elapsed, total, bare, per_day))
    }

    /// The best time of a case, or nothing where none can be complete. No event waits for anything.
    ///
    /// # Errors
    /// Why it is not computed.
    pub(in super::super) fn best(&self, in_kind: &InKind) -> Result<Option<i64>, Localized> {
        Ok(self.timing(&self.quickest(in_kind))?.best())
    }

    /// What each step takes in the quickest run.
    pub(in super::super) fn quickest(&self, in_kind: &InKind) -> Vec<i64> {
        let mut minutes = self.with_called(in_kind, |others| others.best);
        for (event, _) in &self.waiting {
            if let Some(minutes) = minutes.get_mut(*event) {
                *minutes = 0;
            }
        }
        minutes
    }

    /// The mean over the ways a case can go, rounded to a minute; `worst` is the workflow with the minutes as they are.
    ///
    /// # Errors
    /// Why there is none.
    pub(in super::super) fn expected(
        &self,
        in_kind: &InKind,
        worst: &Timing,
    ) -> Result<i64, Localized> {
        let share = |flow: FlowId| self.share(flow);
        let minutes = self.with_called(in_kind, |others| others.expected);
        let mean = if minutes == in_kind.minutes {
            worst.expected(&share)
        } else {
            self.timing(&minutes)?.expected(&share)
        };
        match mean {
            Ok(mean) => Ok(rounded(mean)),
            Err(NoMean::Unbounded(nodes)) => Err(self.endless(&nodes)),
            Err(NoMean::Unstructured) => Err(NOT_NESTED),
            Err(NoMean::Stuck) => Err(STUCK),
            Err(NoMean::TooMany) => Err(TOO_MANY),
        }
    }

    /// The probability that the file states for a flow.
    pub(in super::super) fn share(&self, flow: FlowId) -> Option<f64> {
        let (source, _) = self.workflow.graph.edge_endpoints(flow)?;
        let way = self.workflow.graph.edge_weight(flow)?.element? as usize;
        let step = self.process.steps.get(self.workflow.step_of(source)?)?;
        let branch = step.next.as_ref()?.get(way)?;
        branch.share.as_ref().map(|share| share.probability())
    }

    /// Best and expected time for a process that calls this one; none where times are of two kinds or in months. `bare` is what
    /// bare days are known to be.
    pub(in super::super) fn others(&self, bare: Option<DayKind>, per_day: i64) -> Option<Others> {
        let is_open = bare.is_none() && self.any_bare();
        if self.has_months() || (is_open && !self.all_bare()) {
            return None;
        }
        let reading = bare.unwrap_or(DayKind::Working);
        let elapsed = self.elapsed(reading, per_day).ok()?;
        let in_kind = self.in_kind(&elapsed, reading, per_day)?;
        if self.takes_worst_of_called(&in_kind) {
            return None;
        }
        Some(Others {
            kind: (!is_open).then_some(in_kind.kind),
            best: self.best(&in_kind).ok()??,
            expected: self
                .expected(&in_kind, &self.timing(&in_kind.minutes).ok()?)
                .ok()?,
        })
    }

    /// Minutes in which called processes take another time than their worst, where that is known and of the same kind.
    fn with_called(&self, in_kind: &InKind, time: impl Fn(&Others) -> i64) -> Vec<i64> {
        let mut minutes = in_kind.minutes.clone();
        for (minutes, spent) in minutes.iter_mut().zip(&self.spent) {
            if let Spent::Called(total) = spent
                && let Some(others) = total.others
                && let Some(known) = in_kind.convert(time(&others), others.kind)
            {
                *minutes = known;
            }
        }
        minutes
    }

    /// Whether a called process counts with its worst time for want of another.
    pub(in super::super) fn takes_worst_of_called(&self, in_kind: &InKind) -> bool {
        self.spent.iter().any(|spent| match spent {
            Spent::Called(total) => {
                let known = total.others;
                let known = known.and_then(|others| in_kind.convert(others.best, others.kind));
                known.is_none() && !total.times.is_empty()
            }
            Spent::Nothing | Spent::Own(_) => false,
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "saturates, and minutes of a process are far below 2^53"
)]
fn rounded(minutes: f64) -> i64 {
    minutes.round() as i64
}
