//! Every spelling, what is refused, and the properties of reading and writing.

use std::fmt::Write as _;

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use super::*;
use crate::messages::Lang;

/// As written, and the normal form.
const SPELLINGS: &[(&str, &str)] = &[
    ("½ ngày", "½ ngày"),
    ("1/2 ngày", "½ ngày"),
    ("01 ngày", "1 ngày"),
    ("1,5 ngày", "1,5 ngày"),
    ("2.5 ngày", "2,5 ngày"),
    ("0.25 ngày", "¼ ngày"),
    ("02 Giờ", "2 giờ"),
    ("0.5 Giờ", "½ giờ"),
    ("0 ngày", "0 ngày"),
    ("1 buổi", "½ ngày làm việc"),
    ("nửa ngày", "½ ngày"),
    ("2½ ngày", "2,5 ngày"),
    ("2 1/2 ngày", "2,5 ngày"),
    ("1/3 ngày", "1/3 ngày"),
    ("1 1/3 ngày", "1 1/3 ngày"),
    ("5 ngày làm việc", "5 ngày làm việc"),
    ("5 NGÀY LÀM VIỆC", "5 ngày làm việc"),
    ("10 Ngày\u{a0}làm  việc.", "10 ngày làm việc"),
    ("7 ngày lịch", "7 ngày lịch"),
    ("5wd", "5 ngày làm việc"),
    ("5 wd", "5 ngày làm việc"),
    ("5cd", "5 ngày lịch"),
    ("5d", "5 ngày"),
    ("2h", "2 giờ"),
    ("30m", "30 phút"),
    ("30 phút", "30 phút"),
    ("2h30m", "2 giờ 30 phút"),
    ("1 tuần", "1 tuần"),
    ("1 tháng", "1 tháng"),
    ("1 năm", "12 tháng"),
    ("05 năm", "60 tháng"),
    ("1 giờ 30 phút", "1 giờ 30 phút"),
    ("1 ngày 4 giờ", "1 ngày 4 giờ"),
    ("1 ngày làm việc, 4 giờ", "1 ngày làm việc 4 giờ"),
    ("1 ngày rưỡi", "1,5 ngày"),
    ("hai tiếng rưỡi", "2,5 giờ"),
    ("8 giờ làm việc", "8 giờ làm việc"),
    ("30 (bốn mươi) ngày", "30 (40) ngày"),
    ("mười bảy (13) ngày làm việc", "13 (17) ngày làm việc"),
    ("05 (năm) ngày", "5 (5) ngày"),
    ("năm (05) ngày làm việc", "5 (5) ngày làm việc"),
    ("thirty (30) days", "30 (30) ngày"),
    ("13 ngày (mười ba ngày)", "13 (13) ngày"),
    ("năm ngày", "5 ngày"),
    ("hai mươi lăm ngày", "25 ngày"),
    ("hai mươi năm ngày", "25 ngày"),
    ("hai mươi năm", "240 tháng"),
    ("hai mươi mốt ngày", "21 ngày"),
    ("hai mươi tư giờ", "24 giờ"),
    ("mười lăm ngày", "15 ngày"),
    ("một trăm linh năm ngày", "105 ngày"),
    ("một trăm hai mươi ngày", "120 ngày"),
    ("một nghìn không trăm lẻ một ngày", "1001 ngày"),
    ("hai nghìn ngày", "2000 ngày"),
    ("twenty-one working days", "21 ngày làm việc"),
    ("one hundred and five days", "105 ngày"),
    ("a day", "1 ngày"),
    ("half a day", "½ ngày"),
    ("15 ngày, kể từ ngày nhận đủ hồ sơ", "15 ngày"),
    ("15 ngày kể từ ngày 24/3/2021", "15 ngày"),
    ("không quá 05 ngày làm việc", "5 ngày làm việc"),
    (
        "Trong thời hạn 05 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ.",
        "5 ngày làm việc",
    ),
    ("trong 3 ngày", "3 ngày"),
    ("tối đa 3 ngày", "3 ngày"),
    ("within 5 working days", "5 ngày làm việc"),
    ("up to 5 business days from receipt", "5 ngày làm việc"),
    ("≤ 5 ngày", "5 ngày"),
    ("no more than 5 days", "5 ngày"),
    ("không được quá 5 ngày", "5 ngày"),
    ("- Trong 5 ngày", "5 ngày"),
    (
        "Thời hạn thực hiện yêu cầu chứng thực là ngay trong ngày tiếp nhận yêu cầu hoặc trong ngày làm việc tiếp theo, nếu \
         tiếp nhận yêu cầu sau 15 giờ",
        "trong ngày, sau 15:00 thì ngày làm việc tiếp theo",
    ),
    ("not to exceed 5 days", "5 ngày"),
    ("Giải quyết trong ngày", "trong ngày"),
    ("trong ngày làm việc", "trong ngày"),
    ("same day", "trong ngày"),
    ("same-day", "trong ngày"),
    (
        "Ngay trong ngày tiếp nhận hồ sơ; trường hợp nhận hồ sơ sau 15 giờ mà không giải quyết được ngay thì trả kết quả \
         trong ngày làm việc tiếp theo",
        "trong ngày, sau 15:00 thì ngày làm việc tiếp theo",
    ),
    (
        "same day, else next working day after 15:00",
        "trong ngày, sau 15:00 thì ngày làm việc tiếp theo",
    ),
    (
        "trong ngày, hồ sơ nhận sau 16h30 trả hôm sau",
        "trong ngày, sau 16:30 thì ngày làm việc tiếp theo",
    ),
    ("ngày làm việc tiếp theo", "1 ngày làm việc"),
    ("trong ngày làm việc tiếp theo", "1 ngày làm việc"),
    ("next working day", "1 ngày làm việc"),
    (
        "1 ngày làm việc, hồ sơ nhận sau 15 giờ tính từ hôm sau",
        "1 ngày làm việc",
    ),
    ("P3D", "3 ngày"),
    ("PT2H", "2 giờ"),
    ("P1DT1H30M0S", "1 ngày 1 giờ 30 phút"),
    ("P30M", "30 tháng"),
    ("P1Y2M", "14 tháng"),
    ("P2W", "2 tuần"),
    ("PT90S", "1,5 phút"),
    ("P0D", "0 ngày"),
];

#[test]
fn every_spelling_reads_as_its_normal_form() {
    let mut wrong = String::new();
    for (written, expected) in SPELLINGS {
        for text in [
            written.nfc().collect::<String>(),
            written.nfd().collect(),
            written.to_uppercase(),
        ] {
            let got = text.parse::<Duration>().map_or_else(
                |error| error.to_string(),
                |duration| duration.normal_form(Lang::Vi),
            );
            if got != *expected {
                let _ = writeln!(wrong, "{text:?}: {got:?}, expected {expected:?}");
            }
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn what_is_no_limit_is_refused_with_the_reason() {
    let unknown = |word: &str, nearest| TimeError::UnknownUnit {
        word: word.to_owned(),
        nearest,
    };
    let cases = [
        ("", TimeError::Empty),
        (" \u{a0}", TimeError::Empty),
        ("Không quy định", TimeError::NoNumber),
        ("ngày", TimeError::NoNumber),
        ("5", TimeError::NoUnit),
        ("10-25", TimeError::Range),
        ("2-3 ngày", TimeError::Range),
        ("2 đến 3 ngày", TimeError::Range),
        ("từ 2 đến 3 ngày", TimeError::Range),
        ("2 ngày - 3 ngày", TimeError::Range),
        ("5 to 7 days", TimeError::Range),
        ("5 ngay", unknown("ngay", Some("ngày"))),
        ("5 dayz", unknown("dayz", Some("day"))),
        ("5 parsecs", unknown("parsecs", None)),
        ("at least 5 days", TimeError::UnknownWord("least".into())),
        ("ít nhất 5 ngày", TimeError::UnknownWord("ít".into())),
        ("quá 5 ngày", TimeError::UnknownWord("quá".into())),
        ("more than 5 days", TimeError::UnknownWord("more".into())),
        ("khoảng 5 ngày", TimeError::UnknownWord("khoảng".into())),
        ("-5 ngày", TimeError::Negative),
        ("−5 ngày", TimeError::Negative),
        ("-P3D", TimeError::Negative),
        ("10000000 ngày", TimeError::TooLarge),
        ("99999999999999999999999 ngày", TimeError::TooLarge),
        ("1,0000001 ngày", TimeError::TooLarge),
        ("1.000 ngày", TimeError::AmbiguousNumber("1.000".into())),
        ("1/0 ngày", TimeError::DivisionByZero),
        ("5 ngày làm", TimeError::Trailing("làm".into())),
        (
            "5 ngày làm việc; trường hợp phải xác minh 25 ngày",
            TimeError::MoreThanOne,
        ),
        ("3 ngày (trong đó 2 giờ thẩm tra)", TimeError::MoreThanOne),
        (
            "trong ngày, hoặc 3 ngày nếu phải xác minh",
            TimeError::MoreThanOne,
        ),
        ("5 working calendar days", unknown("calendar", None)),
        ("5 working days lịch", TimeError::TwoKinds),
        ("1 tháng làm việc", TimeError::WorkingMonth),
        ("P", TimeError::NoNumber),
        ("PT", TimeError::NoNumber),
        ("P3", TimeError::NoUnit),
        ("P3H", unknown("H", None)),
    ];
    for (written, expected) in cases {
        assert_eq!(
            written.parse::<Duration>(),
            Err(expected.clone()),
            "{written:?}"
        );
        for lang in [Lang::En, Lang::Vi] {
            assert!(!expected.text(lang).is_empty());
        }
    }
}

fn any_duration() -> impl Strategy<Value = Duration> {
    let quantity = (
        0_i64..=1000,
        prop_oneof![
            Just(1_i64),
            Just(2),
            Just(4),
            Just(10),
            Just(100),
            1_i64..=999
        ],
    )
        .prop_map(|(numerator, denominator)| Ratio::new(numerator, denominator));
    let kind = prop_oneof![
        Just(None),
        Just(Some(DayKind::Working)),
        Just(Some(DayKind::Calendar))
    ];
    let amounts = (
        quantity.clone(),
        0_usize..5,
        kind,
        proptest::option::of(quantity.clone()),
    )
        .prop_flat_map(move |(first, unit, kind, words)| {
            let units = [Unit::Minute, Unit::Hour, Unit::Day, Unit::Week, Unit::Month];
            let further = proptest::sample::subsequence(units[..unit].to_vec(), 0..=unit);
            (
                Just((first, units[unit], kind, words)),
                further,
                proptest::collection::vec(quantity.clone(), unit),
            )
        })
        .prop_map(|((first, unit, kind, words), units, quantities)| {
            let kind = kind.filter(|kind| unit != Unit::Month || *kind == DayKind::Calendar);
            let further = units.into_iter().rev().zip(quantities);
            let mut duration = Duration::new(first, unit, kind);
            duration.further = further
                .map(|(unit, quantity)| Part { quantity, unit })
                .collect();
            duration.words = words;
            duration
        });
    let same_day = proptest::option::of((0_i8..24, 0_i8..60)).prop_map(|time| {
        Duration::same_day(time.map(|(hour, minute)| Time::constant(hour, minute, 0, 0)))
    });
    prop_oneof![4 => amounts, 1 => same_day]
}

proptest! {
    #[test]
    fn the_normal_form_reads_as_an_equal_time(duration in any_duration()) {
        for lang in [Lang::En, Lang::Vi] {
            let text = duration.normal_form(lang);
            prop_assert_eq!(text.parse::<Duration>(), Ok(duration.clone()), "{}", text);
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = text.parse::<Duration>().map(|duration| duration.elapsed(None, MINUTES_PER_DAY));
    }

    #[test]
    fn no_text_of_our_words_panics(words in proptest::collection::vec(0..WORDS.len(), 0..12), spaced in any::<bool>()) {
        let words: Vec<&str> = words.into_iter().map(|index| WORDS[index]).collect();
        let text = words.join(if spaced { " " } else { "" });
        if let Ok(duration) = text.parse::<Duration>() {
            prop_assert!(duration.quantity >= Ratio::ZERO);
            let normal = duration.normal_form(Lang::En);
            prop_assert_eq!(normal.parse::<Duration>(), Ok(duration), "{} from {}", normal, text);
        }
    }
}

const WORDS: &[&str] = &[
    "ngày", "làm", "việc", "lịch", "giờ", "5", "05", "1,5", "1000000", "999999", "½", "/", "-",
    "(", ")", ",", "năm", "mười", "mươi", "lăm", "trăm", "linh", "nghìn", "không", "quá", "trong",
    "sau", "15", ":", "same", "day", "working", "a", "half", "hundred", "twenty", "rưỡi", "buổi",
    "P", "T", "H", "D", "M", "W", ".", "tháng", "tuần", "years", "nửa",
];

#[test]
fn minutes_are_exact_and_keep_their_kind() {
    let (working, calendar) = (Elapsed::working, Elapsed::calendar);
    let cases = [
        ("1/3 ngày làm việc", Ok(working(160))),
        ("½ buổi", Ok(working(120))),
        ("2 giờ", Ok(working(120))),
        ("24 giờ lịch", Ok(calendar(1440))),
        ("½ ngày lịch", Ok(calendar(720))),
        ("1 tuần", Ok(calendar(7 * 1440))),
        ("1 tuần làm việc", Ok(working(5 * 480))),
        ("1 tháng", Ok(calendar(30 * 1440))),
        ("1 ngày lịch 4 giờ", Ok(calendar(1440 + 240))),
        ("trong ngày", Ok(working(480))),
        ("5 ngày", Err(Ambiguous::BareDay)),
        ("1/7 ngày làm việc", Err(Ambiguous::BrokenMinute)),
        ("1000000 ngày lịch", Ok(calendar(1_440_000_000))),
    ];
    for (written, expected) in cases {
        let duration: Duration = written.parse().unwrap();
        assert_eq!(
            duration.elapsed(None, MINUTES_PER_DAY),
            expected,
            "{written}"
        );
    }
    let mixed: Duration = "1 ngày 4 giờ".parse().unwrap();
    assert_eq!(mixed.elapsed(Some(DayKind::Working), 480), Ok(working(720)));
    assert_eq!(
        mixed.elapsed(Some(DayKind::Calendar), 480),
        Ok(working(240) + calendar(1440))
    );
}

#[test]
fn digits_against_words() {
    let contradiction = |text: &str| text.parse::<Duration>().unwrap().digits_contradict_words();
    assert_eq!(
        contradiction("30 (bốn mươi) ngày"),
        Some((30.into(), 40.into()))
    );
    assert_eq!(
        contradiction("mười bảy (13) ngày làm việc"),
        Some((13.into(), 17.into()))
    );
    assert_eq!(contradiction("05 (năm) ngày"), None);
    assert_eq!(contradiction("5 ngày"), None);
}

#[test]
fn elapsed_time_reads_well() {
    let mixed = Elapsed::working(960) + Elapsed::calendar(14 * 1440);
    let cases = [
        (Elapsed::default(), "0 working days", "0 ngày làm việc"),
        (Elapsed::working(240), "½ working day", "½ ngày làm việc"),
        (Elapsed::working(480), "1 working day", "1 ngày làm việc"),
        (
            Elapsed::working(1200),
            "2 working days 4 hours",
            "2 ngày làm việc 4 giờ",
        ),
        (Elapsed::working(61), "1 hour 1 minute", "1 giờ 1 phút"),
        (Elapsed::calendar(14 * 1440), "14 days", "14 ngày"),
        (Elapsed::calendar(60), "1 calendar hour", "1 giờ lịch"),
        (
            mixed,
            "2 working days and 14 calendar days",
            "2 ngày làm việc và 14 ngày lịch",
        ),
    ];
    for (time, en, vi) in cases {
        assert_eq!(
            (time.show(Lang::En).as_str(), time.show(Lang::Vi).as_str()),
            (en, vi)
        );
    }
    assert_eq!(Elapsed::working(480).times(3), Elapsed::working(1440));
    assert_eq!(
        Elapsed::working(i64::MAX).times(3) + mixed,
        Elapsed::working(i64::MAX) + Elapsed::calendar(14 * 1440)
    );
    assert!(mixed > Elapsed::working(960));
    assert_eq!(Elapsed::working(1).partial_cmp(&Elapsed::calendar(1)), None);
}
