//! Which of two times is the longer one, exactly.
//!
//! It does not use dates: five working days and seven days are not compared here, because which of them ends first depends
//! on the day on which they begin.

use std::cmp::Ordering;

use crate::model::duration::{DayKind, Duration, MINUTES_PER_DAY};

/// A time and what a bare day means in its file.
pub type Stated<'a> = (&'a Duration, Option<DayKind>);

/// The order of two times, with working days of 8 hours; `None` where they count different kinds of day, or where one does
/// not say which kind it counts and the answer depends on it.
///
/// Two times that both leave the kind open are taken to mean the same kind. A month counts as 30 days. Times equal in
/// length are told apart only as same-day limits: the day of receipt itself is shorter than one working day, and a cutoff
/// earlier in the day is longer than a later one.
pub fn compare_times(old: Stated<'_>, new: Stated<'_>) -> Option<Ordering> {
    if old == new {
        return Some(Ordering::Equal);
    }
    let kinds = [DayKind::Working, DayKind::Calendar];
    let mut answers = kinds.into_iter().map(|assumed| {
        let minutes =
            |(time, bare): Stated<'_>| time.elapsed(bare.or(Some(assumed)), MINUTES_PER_DAY).ok();
        minutes(old)?.partial_cmp(&minutes(new)?)
    });
    let first = answers.next().flatten()?;
    if answers.any(|answer| answer != Some(first)) {
        return None;
    }
    Some(first.then_with(|| within_the_day(old.0).cmp(&within_the_day(new.0))))
}

/// Rank of a limit among those of one working day: the longer, the greater.
fn within_the_day(time: &Duration) -> (u8, std::cmp::Reverse<Option<jiff::civil::Time>>) {
    use std::cmp::Reverse;
    match time.same_day {
        Some(same_day) if same_day.cutoff.is_none() => (0, Reverse(None)),
        Some(same_day) => (1, Reverse(same_day.cutoff)),
        None => (2, Reverse(None)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use std::cmp::Ordering::{Equal, Greater, Less};

    #[test]
    fn times_are_compared_by_what_they_count() {
        let working = Some(DayKind::Working);
        for (old, old_bare, new, new_bare, expected) in [
            (
                "5 ngày làm việc",
                None,
                "05 (năm) ngày làm việc",
                None,
                Some(Equal),
            ),
            ("5 ngày", None, "7 ngày", None, Some(Less)),
            ("½ ngày", working, "4 giờ", None, Some(Equal)),
            ("½ ngày", None, "4 giờ", None, None),
            ("5 ngày", None, "5 ngày làm việc", None, None),
            ("5 ngày", working, "5 ngày làm việc", None, Some(Equal)),
            ("7 ngày lịch", None, "5 ngày làm việc", None, None),
            ("1 tháng", None, "30 ngày lịch", None, Some(Equal)),
            ("1/7 ngày", working, "1/7 ngày", working, Some(Equal)),
            ("trong ngày", None, "1 ngày làm việc", None, Some(Less)),
            (
                "trong ngày, sau 15 giờ thì ngày làm việc tiếp theo",
                None,
                "trong ngày",
                None,
                Some(Greater),
            ),
            ("2 giờ", None, "trong ngày", None, Some(Less)),
        ] {
            let (a, b): (Duration, Duration) = (old.parse().unwrap(), new.parse().unwrap());
            assert_eq!(
                compare_times((&a, old_bare), (&b, new_bare)),
                expected,
                "{old} / {new}"
            );
            assert_eq!(
                compare_times((&b, new_bare), (&a, old_bare)),
                expected.map(Ordering::reverse),
                "{new} / {old}"
            );
        }
    }
}
