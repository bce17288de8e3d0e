//! Times against a limit, day of receipt by day of receipt.
//!
//! Steps begin to count where the limit does: a limit of whole days, weeks or months does not count the day of receipt, and
//! neither do the steps then; a limit of hours, of parts of a day or of the same day counts from the minute of receipt. So times
//! of one kind come out by dates as they do by number. Where the minute matters, every minute between the opening and the closing
//! of the office is decided: end and due date never fall back when the receipt is later, so that whole stretches of a day are
//! settled by their ends, and the rest is halved.

use std::iter;

use jiff::SignedDuration;
use jiff::civil::{Date as Day, DateTime};

use crate::messages::{Localized, listed};
use crate::model::calendar::{Calendar, DueError};
use crate::model::date::Date;
use crate::model::duration::{DayKind, Duration};
use crate::texts;

/// On how many days of receipt a time ends after its limit, and the worst of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dates {
    /// Working days of receipt that were looked at: all that the calendar knows to the end.
    pub(crate) days: usize,
    /// How many of them end too late, at some hour of receipt.
    pub(crate) late: usize,
    /// How many of them end on an earlier day, at every hour of receipt.
    pub(crate) early: usize,
    /// The day that ends latest after its limit: of those from the day on for which is judged, else of all.
    pub(crate) worst: Option<Example>,
    /// Where the count begins on the worst day, or on the first from the day on for which is judged.
    pub(super) begin: Option<DateTime>,
}

/// A day of receipt on which the limit is missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Example {
    pub(crate) received: DateTime,
    pub(crate) due: DateTime,
    pub(crate) ends: DateTime,
    /// The holidays in between that take a working day.
    pub(crate) because: Option<Localized>,
    pub(crate) is_final: bool,
    /// Whether the hour of receipt matters.
    by_hour: bool,
    /// Days of receipt of the same year, and how many of them end too late.
    pub(crate) days_of_year: usize,
    pub(crate) late_in_year: usize,
}

/// What is asked of every day of receipt.
pub(super) struct Question<'q> {
    pub(super) calendar: &'q Calendar,
    /// The day for which is judged: examples from then on are preferred.
    pub(super) as_of: Date,
    pub(super) limit: &'q Duration,
    /// What a bare day of the limit is.
    pub(super) bare: DayKind,
    /// Whether working time is in the times, so that holidays can be the reason.
    pub(super) works: bool,
}

/// One moment of receipt.
#[derive(Clone, Copy)]
struct Judged {
    received: DateTime,
    due: DateTime,
    ends: DateTime,
    late: bool,
    early: bool,
}

/// Judges every working day of the years known as a day of receipt; `ends` says when what begins at a moment ends, `None` beyond
/// the years known. O(days) questions, more where the minute of receipt matters.
pub(super) fn by_date(
    asked: &Question<'_>,
    mut ends: impl FnMut(DateTime) -> Option<DateTime>,
) -> Result<Dates, Localized> {
    let calendar = asked.calendar;
    let by_hour = asked.limit.counts_minutes();
    let mut found = Dates {
        days: 0,
        late: 0,
        early: 0,
        worst: None,
        begin: None,
    };
    let mut worst: Option<Judged> = None;
    let mut shown: Option<DateTime> = None;
    // Days and late days of each year, in order.
    let mut years: Vec<(i16, usize, usize)> = Vec::new();
    let (from, until) = (*calendar.known().start(), *calendar.known().end());
    for day in iter::successors(Day::new(from, 1, 1).ok(), |day| day.tomorrow().ok())
        .take_while(|day| day.year() <= until)
    {
        let Some((opens, closes)) = calendar.opening(day).zip(calendar.closing(day)) else {
            continue;
        };
        let judged = if by_hour {
            asked.by_minute(opens, closes, &mut ends)?
        } else {
            asked.at((opens, day.at(23, 59, 0, 0)), false, &mut ends)?
        };
        let Some(judged) = judged else { continue };
        found.days += 1;
        found.late += usize::from(judged.late);
        found.early += usize::from(judged.early);
        match years.last_mut() {
            Some((year, days, late)) if *year == day.year() => {
                *days += 1;
                *late += usize::from(judged.late);
            }
            _ => years.push((day.year(), 1, usize::from(judged.late))),
        }
        let to_come = |received: DateTime| received.date() >= asked.as_of.0;
        if shown.is_none_or(|shown| !to_come(shown)) {
            shown = Some(judged.received);
        }
        let outdoes = |known: &Judged| {
            let rank = |it: &Judged| (to_come(it.received), it.days_late());
            rank(&judged) > rank(known)
        };
        if judged.late && worst.as_ref().is_none_or(outdoes) {
            worst = Some(judged);
        }
    }
    if found.days == 0 {
        return Err(no_days());
    }
    let begin = worst.as_ref().map(|worst| worst.received).or(shown);
    let counted_from = |received: DateTime| {
        if by_hour {
            received
        } else {
            received.date().at(23, 59, 0, 0)
        }
    };
    found.begin = begin.map(counted_from);
    found.worst = worst.map(|worst| {
        let year = years
            .iter()
            .find(|(year, ..)| *year == worst.received.year());
        let (_, days_of_year, late_in_year) = year.copied().unwrap_or_default();
        let because = holidays(calendar, worst.received.date(), worst.ends.date());
        Example {
            received: worst.received,
            due: worst.due,
            ends: worst.ends,
            because: because.filter(|_| asked.works),
            is_final: calendar.is_final(worst.ends.date()),
            by_hour,
            days_of_year,
            late_in_year,
        }
    });
    Ok(found)
}

impl Judged {
    /// Calendar days after the limit.
    fn days_late(&self) -> i64 {
        self.due.date().duration_until(self.ends.date()).as_hours() / 24
    }
}

impl Question<'_> {
    /// One moment of receipt and where the count begins; `None` beyond the years known.
    fn at(
        &self,
        (received, begin): (DateTime, DateTime),
        by_hour: bool,
        ends: &mut impl FnMut(DateTime) -> Option<DateTime>,
    ) -> Result<Option<Judged>, Localized> {
        let due = match self.calendar.due(received, self.limit, Some(self.bare)) {
            Ok(due) => due,
            Err(DueError::UnknownYear) => return Ok(None),
            Err(reason) => return Err(reason.localized()),
        };
        Ok(ends(begin).map(|ends| Judged {
            received,
            due,
            ends,
            // A limit of whole days is kept until its day is over.
            late: if by_hour {
                ends > due
            } else {
                ends.date() > due.date()
            },
            early: ends.date() < due.date(),
        }))
    }

    /// Every minute of receipt of a day: one that ends too late, if any does.
    fn by_minute(
        &self,
        opens: DateTime,
        closes: DateTime,
        ends: &mut impl FnMut(DateTime) -> Option<DateTime>,
    ) -> Result<Option<Judged>, Localized> {
        let minutes = opens.duration_until(closes).as_mins();
        let mut at = |minute: i64| -> Result<Option<Judged>, Localized> {
            match opens.checked_add(SignedDuration::from_mins(minute)) {
                Ok(moment) => self.at((moment, moment), true, ends),
                Err(_) => Ok(None),
            }
        };
        let (Some(first), Some(last)) = (at(0)?, at(minutes)?) else {
            return Ok(None);
        };
        let mut worst = if first.late { first } else { last };
        let mut open = vec![(0, first, minutes, last)];
        while let Some((from, first, to, last)) = open.pop() {
            // Nobody in between ends later than the last, nor is due before the first.
            if to - from < 2 || worst.late || last.ends <= first.due {
                continue;
            }
            let middle = from + (to - from) / 2;
            if let Some(judged) = at(middle)? {
                if judged.late {
                    worst = judged;
                }
                open.push((middle, judged, to, last));
                open.push((from, first, middle, judged));
            }
        }
        let early = last.ends.date() < first.due.date();
        Ok(Some(Judged { early, ..worst }))
    }
}

/// The names of the holidays that take a working day, in order: the first few, and how many more.
fn holidays(calendar: &Calendar, received: Day, ends: Day) -> Option<Localized> {
    let mut names: Vec<&str> = Vec::new();
    let days = iter::successors(Some(received), |day| day.tomorrow().ok());
    for day in days.take_while(|day| *day <= ends) {
        if let Some(name) = calendar.why_not_worked(day)
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    let quoted = names.iter().map(|name| format!("\"{name}\""));
    let quoted: Vec<Localized> = quoted.map(Localized::same).collect();
    listed(&quoted, MOST_HOLIDAYS, and_more)
}

/// More holidays than this are counted, not named.
const MOST_HOLIDAYS: usize = 3;

impl Dates {
    /// "on 12 of 3,250 days of receipt, 3 of 250 in 2026: received …, due …, ends … because of Tết".
    pub(crate) fn describe(&self) -> Localized {
        let counts = on_days(self.late, self.days);
        match &self.worst {
            None => counts,
            Some(example) => {
                let year = i64::from(example.received.year()).to_string();
                let in_year = in_year(example.late_in_year, example.days_of_year, &year);
                followed_by(&counts, &in_year, &example.describe())
            }
        }
    }
}

impl Example {
    fn describe(&self) -> Localized {
        let shown = |at: DateTime| {
            if self.by_hour {
                format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
            } else {
                at.date().to_string()
            }
        };
        let (received, due) = (shown(self.received), shown(self.due));
        let mut text = received_due_ends(&received, &due, &shown(self.ends));
        if let Some(because) = &self.because {
            text = because_of(&text, because);
        }
        if !self.is_final {
            text = not_final(&text);
        }
        text
    }
}

texts! {
    fn on_days(late: usize, days: usize) {
        en: "on {late} of {days} days of receipt",
        vi: "vào {late} trên {days} ngày tiếp nhận",
    }
    fn in_year(late: usize, days: usize, year: &str) {
        en: "{late} of {days} in {year}",
        vi: "riêng năm {year} là {late} trên {days} ngày",
    }
    fn followed_by(counts: &Localized, in_year: &Localized, example: &Localized) {
        en: "{counts}, {in_year}; at worst {example}",
        vi: "{counts}, {in_year}; trễ nhất khi {example}",
    }
    fn received_due_ends(received: &str, due: &str, ends: &str) {
        en: "received {received}, due {due}, this ends {ends}",
        vi: "nhận ngày {received}, hẹn ngày {due}, đến ngày {ends} mới xong",
    }
    fn because_of(text: &Localized, holidays: &Localized) {
        en: "{text} because of {holidays}",
        vi: "{text} do nghỉ {holidays}",
    }
    fn and_more(names: Localized, count: usize) {
        en: "{names} and {count} more",
        vi: "{names} và {count} ngày nghỉ khác",
    }
    fn not_final(text: &Localized) {
        en: "{text} (the holidays of that year are not final)",
        vi: "{text} (lịch nghỉ của năm đó chưa chính thức)",
    }
    fn no_days() {
        en: "the calendar knows no day of receipt for which this could be counted",
        vi: "lịch không có ngày tiếp nhận nào để tính được",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holidays_on_the_way_are_named_and_many_counted() {
        let said = |from: &str, to: &str| {
            let day = |text: &str| text.parse::<Date>().map(|date| date.0).unwrap_or_default();
            holidays(Calendar::viet_nam(), day(from), day(to))
                .map_or_else(String::new, |said| format!("{} | {}", said.en, said.vi))
        };
        assert_eq!(said("2026-04-20", "2026-04-25"), "");
        // The festival itself falls on a Sunday; the day off after it takes a working day.
        let founders = "\"Ngày Giỗ Tổ Hùng Vương (nghỉ bù)\"";
        assert_eq!(
            said("2026-04-25", "2026-04-29"),
            format!("{founders} | {founders}")
        );
        let two = format!("{founders} and \"Ngày Chiến thắng\"");
        assert_eq!(
            said("2026-04-25", "2026-04-30"),
            format!("{two} | {}", two.replace(" and ", " và "))
        );
        let three = format!("{founders}, \"Ngày Chiến thắng\" and \"Ngày Quốc tế Lao động\"");
        assert_eq!(
            said("2026-04-25", "2026-05-03"),
            format!("{three} | {}", three.replace(" and ", " và "))
        );
        let many = "\"Giao thừa Tết Nguyên Đán\", \"Tết Nguyên Đán\", \"Mùng hai Tết Nguyên Đán\"";
        assert_eq!(
            said("2026-02-10", "2026-03-01"),
            format!("{many} and 2 more | {many} và 2 ngày nghỉ khác")
        );
    }
}
