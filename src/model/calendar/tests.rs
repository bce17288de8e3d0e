//! The built-in calendar on known dates, files with faults, and the arithmetic against counting minute by minute.

use jiff::civil::{date, datetime};
use jiff::{SignedDuration, Span};
use proptest::prelude::*;

use super::*;
use crate::messages::Lang;
use crate::model::duration::{Ambiguous, DayKind, Duration};

#[test]
fn viet_nam_is_read_whole() {
    let file: CalendarFile =
        toml::from_str(include_str!("../../../rules/calendars/viet-nam.toml")).unwrap();
    assert_eq!((file.holiday.len(), file.make_up.len()), (184, 7));
    let calendar = Calendar::from_file(file).unwrap();
    assert_eq!(&calendar, Calendar::viet_nam());
    assert_eq!(calendar.known(), &(2015..=2027));
    assert_eq!(calendar.minutes_per_day(), 480);
}

#[test]
fn known_days_of_viet_nam() {
    let calendar = Calendar::viet_nam();
    let cases = [
        (date(2026, 2, 13), true, None),
        (date(2026, 2, 14), false, None),
        (date(2026, 2, 17), false, Some("Tết Nguyên Đán")),
        (
            date(2026, 4, 27),
            false,
            Some("Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
        ),
        (date(2026, 8, 22), true, None),
        (
            date(2026, 8, 31),
            false,
            Some("Ngày nghỉ (thay cho ngày 22/08/2026)"),
        ),
        (date(2026, 11, 24), false, Some("Ngày Văn hóa Việt Nam")),
        (date(2025, 11, 24), true, None),
        (date(2014, 12, 31), false, None),
        (date(2028, 1, 3), false, None),
    ];
    for (day, working, why) in cases {
        assert_eq!(
            (calendar.is_working_day(day), calendar.why_off(day)),
            (working, why),
            "{day}"
        );
    }
    assert!(calendar.is_final(date(2026, 12, 31)));
    assert!(!calendar.is_final(date(2027, 1, 1)));
    assert!(!calendar.is_final(date(2014, 1, 1)));
}

#[test]
fn due_dates() {
    let working = Some(DayKind::Working);
    let cases = [
        (
            "5 ngày làm việc",
            "2026-02-13T09:00",
            None,
            "2026-02-27T17:00",
        ),
        ("5 ngày", "2026-02-13T09:00", working, "2026-02-27T17:00"),
        ("5 ngày lịch", "2026-02-13T09:00", None, "2026-02-18T23:59"),
        (
            "10 ngày",
            "2026-02-13T09:00",
            Some(DayKind::Calendar),
            "2026-02-23T23:59",
        ),
        ("1 tuần", "2026-02-13T09:00", working, "2026-02-20T23:59"),
        (
            "1 tuần làm việc",
            "2026-02-13T09:00",
            None,
            "2026-02-27T17:00",
        ),
        ("1 tháng", "2026-01-31T09:00", None, "2026-02-28T23:59"),
        (
            "1 tháng 2 ngày",
            "2026-01-13T09:00",
            working,
            "2026-02-24T17:00",
        ),
        (
            "1 ngày làm việc",
            "2026-02-14T09:00",
            None,
            "2026-02-23T17:00",
        ),
        (
            "0 ngày làm việc",
            "2026-02-13T09:00",
            None,
            "2026-02-13T17:00",
        ),
        ("½ ngày", "2026-02-13T14:00", working, "2026-02-23T09:00"),
        ("½ ngày lịch", "2026-02-13T14:00", None, "2026-02-14T02:00"),
        ("2 giờ", "2026-02-13T11:30", None, "2026-02-13T14:30"),
        (
            "1 ngày làm việc 2 giờ",
            "2026-03-02T15:00",
            None,
            "2026-03-03T17:00",
        ),
        ("trong ngày", "2026-03-02T15:00", None, "2026-03-02T17:00"),
        ("trong ngày", "2026-03-02T15:01", None, "2026-03-03T17:00"),
        ("trong ngày", "2026-02-14T09:00", None, "2026-02-23T17:00"),
        (
            "same day, else next working day after 10:00",
            "2026-03-06T10:01",
            None,
            "2026-03-09T17:00",
        ),
    ];
    for (limit, received, bare, expected) in cases {
        let limit: Duration = limit.parse().unwrap();
        let due = Calendar::viet_nam().due(received.parse().unwrap(), &limit, bare);
        assert_eq!(
            due,
            Ok(expected.parse().unwrap()),
            "{limit:?} from {received}"
        );
    }
}

#[test]
fn no_due_date_is_guessed() {
    let due = |limit: &str, received: DateTime| {
        Calendar::viet_nam()
            .due(received, &limit.parse().unwrap(), None)
            .unwrap_err()
    };
    assert_eq!(
        due("5 ngày", datetime(2026, 2, 13, 9, 0, 0, 0)),
        DueError::Ambiguous(Ambiguous::BareDay)
    );
    assert_eq!(
        due("5wd", datetime(2014, 12, 31, 9, 0, 0, 0)),
        DueError::UnknownYear
    );
    assert_eq!(
        due("5wd", datetime(2027, 12, 30, 9, 0, 0, 0)),
        DueError::UnknownYear
    );
    assert_eq!(
        due("1 tháng", datetime(2027, 12, 30, 9, 0, 0, 0)),
        DueError::UnknownYear
    );
    assert_eq!(
        due("trong ngày", datetime(2027, 12, 31, 16, 0, 0, 0)),
        DueError::UnknownYear
    );
    assert_eq!(
        due("1000000 tháng", datetime(2026, 2, 13, 9, 0, 0, 0)),
        DueError::UnknownYear
    );
    assert_eq!(
        due("1000000 giờ", datetime(2026, 2, 13, 9, 0, 0, 0)),
        DueError::UnknownYear
    );
}

#[test]
fn a_file_changes_the_calendar_it_extends() {
    let file: CalendarFile = toml::from_str(
        r#"
        extends = "viet-nam"
        hours = { monday = ["13:30-17:00", "7:00-11:30"], saturday = ["7:30-11:30"] }
        holiday = [{ date = 2026-03-03, name = "Ngày truyền thống" }]
        make-up = [{ date = 2026-02-20 }]
        "#,
    )
    .unwrap();
    let calendar = Calendar::from_file(file).unwrap();
    assert_eq!(
        calendar.why_off(date(2026, 3, 3)),
        Some("Ngày truyền thống")
    );
    assert_eq!(calendar.why_off(date(2026, 2, 20)), None);
    assert!(calendar.is_working_day(date(2026, 2, 20)));
    assert!(calendar.is_working_day(date(2026, 3, 7)));
    assert_eq!(
        calendar.closing(date(2026, 3, 7)),
        Some(datetime(2026, 3, 7, 11, 30, 0, 0))
    );
    let start = datetime(2026, 3, 2, 6, 0, 0, 0);
    assert_eq!(
        calendar.add_working(start, WorkingMinutes(60)),
        Some(datetime(2026, 3, 2, 8, 0, 0, 0))
    );
    assert!(!calendar.is_final(date(2027, 3, 1)));
}

#[test]
fn every_fault_of_a_file_is_reported() {
    let file: CalendarFile = toml::from_str(
        r#"
        extends = "viet-man"
        years = { from = 2026, until = 2026 }
        same-day-until = "25:00"
        holiday = [{ date = 2026-03-03, name = "a" }, { date = 2026-03-03, name = "b" }, { date = 2030-01-01, name = "c" }]
        [hours]
        monday = ["8-12"]
        tuesday = ["08:00-12:00", "11:00-15:00"]
        friday = ["17:00-08:00"]
        "#,
    )
    .unwrap();
    let faults: Vec<String> = Calendar::from_file(file)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        faults,
        [
            "extends: `viet-man` is no calendar of the program; it has `viet-nam`",
            "hours.monday: `8-12` is no span of hours: write it as `08:00-12:00`",
            "hours.tuesday: the hours of this day overlap",
            "hours.friday: `17:00-08:00` is no span of hours: write it as `08:00-12:00`",
            "same-day-until: `25:00` is no time of day: write it as `15:00`",
            "holiday.1.date: 2026-03-03 stands twice in this file",
            "holiday.2.date: 2030-01-01 lies outside the years of the calendar",
        ]
    );
    for (text, element) in [
        ("", "years"),
        ("years = { from = 2027, until = 2026 }", "years"),
        ("years = { from = 1, until = 9999 }", "years"),
        (
            "years = { from = 2026, until = 2026 }\n[hours]\nmonday = []\ntuesday = []\nwednesday = []\nthursday = []\nfriday = []",
            "hours",
        ),
    ] {
        let errors = Calendar::from_file(toml::from_str(text).unwrap()).unwrap_err();
        assert_eq!(
            errors
                .iter()
                .map(|error| error.element.as_str())
                .collect::<Vec<_>>(),
            [element],
            "{text}"
        );
        assert!(
            errors
                .iter()
                .all(|error| !error.reason.in_lang(Lang::Vi).is_empty())
        );
    }
    assert!(toml::from_str::<CalendarFile>("final-until = 10:00:00").is_err());
}

#[test]
fn the_edge_of_the_years_known() {
    let calendar = Calendar::viet_nam();
    let new_year = datetime(2028, 1, 1, 0, 0, 0, 0);
    let start = datetime(2027, 12, 31, 8, 0, 0, 0);
    assert_eq!(
        calendar.working_between(start, new_year),
        Some(WorkingMinutes(480))
    );
    assert_eq!(
        calendar.working_between(start, datetime(2028, 1, 1, 0, 1, 0, 0)),
        None
    );
    assert_eq!(
        calendar.add_working(start, WorkingMinutes(480)),
        Some(datetime(2027, 12, 31, 17, 0, 0, 0))
    );
    assert_eq!(calendar.add_working(start, WorkingMinutes(481)), None);
    assert_eq!(calendar.add_working(start, WorkingMinutes(i64::MAX)), None);
    assert_eq!(calendar.add_working(start, WorkingMinutes(-1)), None);
    assert_eq!(calendar.add_working(DateTime::MAX, WorkingMinutes(0)), None);
    assert_eq!(calendar.add_working(DateTime::MIN, WorkingMinutes(1)), None);
    assert_eq!(calendar.add(start, Elapsed::calendar(i64::MAX)), None);
    assert_eq!(
        calendar.add_working_days(date(2027, 12, 31), 0),
        Some(date(2027, 12, 31))
    );
    assert_eq!(
        calendar.add_working_days(date(2027, 12, 31), u32::MAX),
        None
    );
}

/// Two years with every kind of day, office hours that differ, and one day open until midnight.
fn odd_calendar() -> Calendar {
    let file = toml::from_str(
        r#"
        years = { from = 2024, until = 2025 }
        holiday = [
            { date = 2024-01-01, name = "a" }, { date = 2024-02-29, name = "b" }, { date = 2024-03-01, name = "c" },
            { date = 2024-03-06, name = "d" }, { date = 2025-12-31, name = "e" },
        ]
        make-up = [{ date = 2024-03-02 }, { date = 2024-03-03 }]
        [hours]
        monday = ["07:00-11:30", "13:30-17:00"]
        wednesday = ["10:00-10:01", "22:00-24:00"]
        friday = ["00:00-24:00"]
        saturday = ["07:30-11:30"]
        "#,
    );
    Calendar::from_file(file.unwrap()).unwrap()
}

/// Counts minute by minute, from nothing but the hours of the day.
fn works_at(calendar: &Calendar, moment: DateTime) -> bool {
    let minute = i64::from(moment.hour()) * 60 + i64::from(moment.minute());
    calendar
        .hours_of(moment.date())
        .iter()
        .any(|(from, until)| (*from..*until).contains(&minute))
}

fn add_by_counting(calendar: &Calendar, start: DateTime, minutes: i64) -> DateTime {
    let (mut now, mut left) = (start, minutes);
    while left > 0 {
        left -= i64::from(works_at(calendar, now));
        now = now.checked_add(SignedDuration::from_mins(1)).unwrap();
    }
    now
}

fn moments() -> impl Strategy<Value = DateTime> {
    // Around Tet, a leap day, the make-up days, and anywhere else.
    let first = datetime(2024, 1, 1, 0, 0, 0, 0);
    prop_oneof![0_i64..700 * 1440, 55 * 1440..70 * 1440_i64].prop_map(move |minutes| {
        first
            .checked_add(SignedDuration::from_mins(minutes))
            .unwrap()
    })
}

proptest! {
    #[test]
    fn adding_is_counting(start in moments(), minutes in 0_i64..4000) {
        let calendar = odd_calendar();
        prop_assert_eq!(
            calendar.add_working(start, WorkingMinutes(minutes)),
            Some(add_by_counting(&calendar, start, minutes))
        );
    }

    #[test]
    fn between_is_counting(start in moments(), length in 0_i64..10_000) {
        let calendar = odd_calendar();
        let end = start.checked_add(SignedDuration::from_mins(length)).unwrap();
        let mut now = start;
        let mut counted = 0;
        while now < end {
            counted += i64::from(works_at(&calendar, now));
            now = now.checked_add(SignedDuration::from_mins(1)).unwrap();
        }
        prop_assert_eq!(calendar.working_between(start, end), Some(WorkingMinutes(counted)));
        prop_assert_eq!(calendar.working_between(end, start), Some(WorkingMinutes(-counted)));
    }

    #[test]
    fn between_undoes_adding_and_adding_twice_is_adding_the_sum(
        start in moments(), one in 0_i64..5000, other in 0_i64..5000
    ) {
        let calendar = odd_calendar();
        let middle = calendar.add_working(start, WorkingMinutes(one)).unwrap();
        prop_assert_eq!(calendar.working_between(start, middle), Some(WorkingMinutes(one)));
        prop_assert_eq!(
            calendar.add_working(middle, WorkingMinutes(other)),
            calendar.add_working(start, WorkingMinutes(one + other))
        );
    }

    #[test]
    fn who_comes_first_is_served_first(one in moments(), other in moments(), minutes in 0_i64..5000, days in 0_u32..50) {
        let calendar = odd_calendar();
        let (early, late) = (one.min(other), one.max(other));
        let end = |start| calendar.add_working(start, WorkingMinutes(minutes)).unwrap();
        prop_assert!(end(early) <= end(late));
        for limit in [format!("{days} ngày làm việc"), format!("{days} ngày lịch"), "trong ngày".to_owned()] {
            let limit: Duration = limit.parse().unwrap();
            let due = |start| calendar.due(start, &limit, None).map_or(DateTime::MAX, |due| due);
            prop_assert!(due(early) <= due(late), "{:?}", limit);
        }
    }

    #[test]
    fn working_days_are_counted_day_by_day(start in moments(), days in 1_u32..60) {
        let calendar = odd_calendar();
        let mut day = start.date();
        let mut left = days;
        while left > 0 && calendar.knows(day) {
            day = day.checked_add(Span::new().days(1)).unwrap();
            left -= u32::from(calendar.is_working_day(day));
        }
        prop_assert_eq!(calendar.add_working_days(start.date(), days), (left == 0).then_some(day));
    }
}
