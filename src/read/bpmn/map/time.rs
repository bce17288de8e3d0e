//! Times in diagrams: ISO 8601 in timers and due dates, and what authors write into labels and notes.
//!
//! A label is no time limit but may hold one: "within 14 days", "48h passed", "Timeout (7 days)", "3 Tage". [`within`] finds the
//! one time a text speaks of; a text with two different ones is taken for none. A point in time is no duration, and months for
//! which papers are kept ("archive for 5 years") are not the time of a step.

use num_rational::Ratio;

use super::super::flow_node::{EventDefinition, EventKind, FlowNode, NodeKind, Timer};
use super::super::namespace::Namespace;
use super::{Map, is_expanded, local};
use crate::model::duration::{DayKind, Duration, Unit};
use crate::model::name::fold;
use crate::source::Spanned;

/// The time a text speaks of, if it is exactly one. O(length).
pub(super) fn within(text: &str) -> Option<Duration> {
    let folded = fold(text);
    let tokens = tokens(&folded);
    // Most labels speak of no time at all; that is cheap to see.
    let short = |token: &&str| {
        matches!(
            *token,
            "wd" | "cd" | "w" | "m" | "mo" | "y" | "buổi" | "năm"
        )
    };
    if !tokens
        .iter()
        .any(|token| unit(token).is_some() || short(token))
    {
        return None;
    }
    if let Ok(duration) = text.trim().parse::<Duration>() {
        return Some(duration);
    }
    let mut found: Option<Duration> = None;
    for at in 0..tokens.len() {
        let Some((duration, _)) = time_at(&tokens, at) else {
            continue;
        };
        match &found {
            Some(first) if *first != duration => return None,
            _ => found = Some(duration),
        }
    }
    found.filter(|time| time.unit != Unit::Month || !speaks_of_keeping(&tokens))
}

/// Whether a text says how long something is kept.
fn speaks_of_keeping(tokens: &[&str]) -> bool {
    const WORDS: [&str; 11] = [
        "keep",
        "kept",
        "archive",
        "archived",
        "retain",
        "retained",
        "retention",
        "stored",
        "lưu",
        "archivieren",
        "aufbewahren",
    ];
    tokens.iter().any(|token| WORDS.contains(token))
}

/// Words and numbers; "48h" is two tokens.
fn tokens(text: &str) -> Vec<&str> {
    let class = |c: char| {
        if c.is_ascii_digit() {
            1
        } else {
            2 * u8::from(c.is_alphabetic())
        }
    };
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = class(first);
        let decimal = |at: usize, c: char| {
            kind == 1
                && matches!(c, '.' | ',')
                && rest
                    .get(at + 1..)
                    .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        let end = rest
            .char_indices()
            .find(|(at, c)| class(*c) != kind && !decimal(*at, *c))
            .map_or(rest.len(), |(at, _)| at);
        let end = if kind == 0 { first.len_utf8() } else { end };
        let (token, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if !first.is_whitespace() {
            found.push(token);
        }
        rest = after;
    }
    found
}

fn time_at(tokens: &[&str], at: usize) -> Option<(Duration, usize)> {
    let word = |offset: usize| tokens.get(at + offset).copied().unwrap_or_default();
    let quantity = number(word(0))?;
    if !stands_alone(tokens, at) {
        return None;
    }
    let mut next = 1 + number_again(tokens.get(at + 1..).unwrap_or_default());
    let mut kind = None;
    if matches!(word(next), "working" | "business" | "calendar") {
        kind = Some(if word(next) == "calendar" {
            DayKind::Calendar
        } else {
            DayKind::Working
        });
        next += 1;
    }
    let (unit, of_word, factor) = unit(word(next))?;
    if word(next + 1) == "làm" && word(next + 2) == "việc" {
        kind = Some(DayKind::Working);
    }
    let after = word(next + 1);
    // So long before something else is a point in time, not how long anything takes.
    let rest = tokens.get(at + next + 1..).unwrap_or_default();
    let behind = rest
        .iter()
        .find(|word| !matches!(**word, "." | "làm" | "việc"));
    if behind.is_some_and(|word| matches!(*word, "before" | "prior" | "ago" | "vor" | "trước")) {
        return None;
    }
    let of_the_clock = unit == Unit::Hour
        && matches!(after, "sáng" | "trưa" | "chiều" | "tối")
        && word(next + 2) != "đa";
    if is_number(after) || after == "rưỡi" || of_the_clock {
        return None;
    }
    let duration = Duration::new(quantity * factor, unit, kind.or(of_word));
    Some((duration, next))
}

/// Whether a number is no piece of more than this reads: of a longer number ("twenty-four", "mười hai"), a range ("2 to 3 days"),
/// a fraction, a date ("ngày 15 tháng 6"), a time of day ("lúc 8 giờ"), a frequency ("once a day").
fn stands_alone(tokens: &[&str], at: usize) -> bool {
    let before = |offset: usize| {
        let token = at.checked_sub(offset).and_then(|at| tokens.get(at));
        token.copied().unwrap_or_default()
    };
    let counts = |word: &str| {
        is_number(word) || is_tens(word) || number(word).is_some_and(|n| n != Ratio::ONE)
    };
    match before(1) {
        "/" | "." | "," => !is_number(before(0)),
        "-" | "to" | "or" | "bis" | "oder" | "đến" | "tới" | "hoặc" => {
            number(before(2)).is_none() && !is_tens(before(2))
        }
        // "2x5 ngày".
        "x" | "×" | "*" | "+" => !is_number(before(2)),
        word if is_article(tokens.get(at).copied().unwrap_or_default()) => opens_time(word),
        "half" | "once" | "twice" | "times" | "lần" | "mal" | "thứ" | "lúc" => false,
        // Not the minimum of "min 5 days".
        "min" => true,
        word => !counts(word) && unit(word).is_none(),
    }
}

/// Words that count one, or only say that it is any: "within a day", "pick a day".
fn is_article(word: &str) -> bool {
    matches!(
        word,
        "a" | "an" | "ein" | "eine" | "einem" | "einer" | "một"
    )
}

/// Whether the word before "a day" says that time passes, or nothing but a mark stands there.
fn opens_time(before: &str) -> bool {
    const WORDS: [&str; 40] = [
        "within",
        "after",
        "in",
        "for",
        "than",
        "wait",
        "waits",
        "take",
        "takes",
        "about",
        "almost",
        "only",
        "most",
        "least",
        "under",
        "over",
        "lasts",
        "until",
        "another",
        "of",
        "nach",
        "innerhalb",
        "binnen",
        "dauert",
        "seit",
        "warten",
        "für",
        "mindestens",
        "höchstens",
        "trong",
        "sau",
        "chờ",
        "đợi",
        "khoảng",
        "hơn",
        "quá",
        "nhất",
        "đa",
        "thiểu",
        "hết",
    ];
    before.chars().all(|c| !c.is_alphanumeric()) || WORDS.contains(&before)
}

/// Words that make a longer number with the one behind them.
fn is_tens(word: &str) -> bool {
    matches!(
        word,
        "mươi"
            | "trăm"
            | "nghìn"
            | "linh"
            | "lẻ"
            | "twenty"
            | "thirty"
            | "forty"
            | "fifty"
            | "sixty"
            | "ninety"
            | "hundred"
    )
}

/// How many tokens repeat a number in brackets, or close the brackets around it: "05 (năm) ngày", "năm (05) ngày".
fn number_again(after: &[&str]) -> usize {
    const LONGEST: usize = 6;
    match after {
        [")", ..] => 1,
        ["(", rest @ ..] => {
            let end = rest.iter().take(LONGEST).position(|token| *token == ")");
            end.map_or(0, |end| end + 2)
        }
        _ => 0,
    }
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// A number in digits or as a word, at most a million.
fn number(word: &str) -> Option<Ratio<i64>> {
    const WORDS: [(&str, i64); 38] = [
        ("a", 1),
        ("an", 1),
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("twelve", 12),
        ("fourteen", 14),
        ("ein", 1),
        ("eine", 1),
        ("einem", 1),
        ("einer", 1),
        ("zwei", 2),
        ("drei", 3),
        ("vier", 4),
        ("fünf", 5),
        ("sechs", 6),
        ("sieben", 7),
        ("acht", 8),
        ("neun", 9),
        ("zehn", 10),
        ("một", 1),
        ("hai", 2),
        ("ba", 3),
        ("bốn", 4),
        ("năm", 5),
        ("sáu", 6),
        ("bảy", 7),
        ("tám", 8),
        ("chín", 9),
        ("mười", 10),
        ("nửa", 0),
    ];
    if !is_number(word) {
        let named = WORDS.iter().find(|(name, _)| *name == word)?;
        return Some(match named.1 {
            0 => Ratio::new(1, 2),
            whole => Ratio::from_integer(whole),
        });
    }
    let (whole, decimals) = word.split_once(['.', ',']).unwrap_or((word, ""));
    // Three digits may be thousands: "2.000 ngày".
    if whole.len() > 6 || decimals.len() > 2 {
        return None;
    }
    let scale = 10_i64.pow(u32::try_from(decimals.len()).ok()?);
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = if decimals.is_empty() {
        0
    } else {
        decimals.parse().ok()?
    };
    Some(Ratio::new(whole * scale + part, scale))
}

/// A unit, the days it implies, and how many of the unit it is.
fn unit(word: &str) -> Option<(Unit, Option<DayKind>, i64)> {
    Some(match word {
        "phút" | "min" | "mins" | "minute" | "minutes" | "minuten" => (Unit::Minute, None, 1),
        "giờ" | "tiếng" | "h" | "hr" | "hrs" | "hour" | "hours" | "stunde" | "stunden" | "std" => {
            (Unit::Hour, None, 1)
        }
        "ngày" | "d" | "day" | "days" | "tag" | "tage" | "tagen" => (Unit::Day, None, 1),
        "workday" | "workdays" | "arbeitstag" | "arbeitstage" | "arbeitstagen" | "werktag"
        | "werktage" | "werktagen" => (Unit::Day, Some(DayKind::Working), 1),
        "tuần" | "week" | "weeks" | "wk" | "wks" | "woche" | "wochen" => (Unit::Week, None, 1),
        "tháng" | "month" | "months" | "mos" | "monat" | "monate" | "monaten" => {
            (Unit::Month, None, 1)
        }
        "year" | "years" | "jahr" | "jahre" | "jahren" => (Unit::Month, None, 12),
        _ => return None,
    })
}

/// The duration inside a timer: `PT48H`, the interval of `R3/P1D`. A date has none; an expression of an engine neither.
fn of_timer(timer: &Timer) -> Option<Spanned<Duration>> {
    let (Timer::Date(text) | Timer::Duration(text) | Timer::Cycle(text)) = timer;
    let mut parts = text.split('/').filter(|part| part.starts_with('P'));
    let duration = parts.find_map(|part| part.parse().ok())?;
    Some(Spanned::new(duration, text.span))
}

/// The time of an event that waits for one: its timer, else its label or a note on it.
fn of_event(map: &Map<'_>, node: &FlowNode) -> Option<Spanned<Duration>> {
    let is_timer = |event: &&EventDefinition| event.kind == EventKind::Timer;
    let timer = node.events.iter().find(is_timer)?;
    timer
        .timer
        .as_ref()
        .and_then(of_timer)
        .or_else(|| of_label(node))
        .or_else(|| of_note(map, node))
        .or_else(|| {
            let name = node.base.name.as_ref()?;
            Some(Spanned::new(cycle(name)?, name.span))
        })
}

/// The interval that the label of a timer says in a word, as `timeCycle` would.
fn cycle(label: &str) -> Option<Duration> {
    let interval = match &*fold(label.trim()) {
        "hourly" | "every hour" | "mỗi giờ" | "stündlich" | "jede stunde" => "PT1H",
        "daily" | "every day" | "each day" | "hằng ngày" | "hàng ngày" | "mỗi ngày" | "täglich"
        | "jeden tag" => "P1D",
        "weekly" | "every week" | "each week" | "hằng tuần" | "hàng tuần" | "mỗi tuần"
        | "wöchentlich" | "jede woche" => "P1W",
        "monthly" | "every month" | "each month" | "hằng tháng" | "hàng tháng" | "mỗi tháng"
        | "monatlich" | "jeden monat" => "P1M",
        "yearly" | "annually" | "every year" | "each year" | "hằng năm" | "hàng năm"
        | "mỗi năm" | "jährlich" | "jedes jahr" => "P1Y",
        _ => return None,
    };
    interval.parse().ok()
}

fn of_label(node: &FlowNode) -> Option<Spanned<Duration>> {
    let name = node.base.name.as_ref()?;
    Some(Spanned::new(within(name)?, name.span))
}

/// The time in the text annotations that associations tie to the node; none where they name different ones.
fn of_note(map: &Map<'_>, node: &FlowNode) -> Option<Spanned<Duration>> {
    let mut times = map.ties(node).iter().filter_map(|(tie, _)| {
        let text = map.notes.get(local(tie))?;
        Some(Spanned::new(within(text)?, text.span))
    });
    let first = times.next()?;
    times
        .all(|other| other.value == first.value)
        .then_some(first)
}

/// The time of the timers on the border of an activity: of one that ends it, else of one that happens once beside it. What is
/// repeated beside an activity reminds of it and does not say how long it takes.
fn of_border(map: &Map<'_>, node: &FlowNode) -> Option<Spanned<Duration>> {
    let repeats = |boundary: &FlowNode| {
        let mut timers = boundary
            .events
            .iter()
            .filter_map(|event| event.timer.as_ref());
        let name = boundary.base.name.as_ref();
        timers.any(|timer| matches!(timer, Timer::Cycle(_)))
            || name.is_some_and(|name| cycle(name).is_some())
    };
    let mut beside = None;
    for (_, _, boundary) in map.boundaries(node) {
        match boundary.kind {
            NodeKind::Boundary {
                interrupting: true, ..
            } => {
                let time = of_event(map, boundary);
                if time.is_some() {
                    return time;
                }
            }
            _ if beside.is_none() && !repeats(boundary) => beside = of_event(map, boundary),
            _ => {}
        }
    }
    beside
}

/// A due date of an engine, where it is a duration and not a date or an expression.
fn of_engine(node: &FlowNode) -> Option<Spanned<Duration>> {
    let due = node.base.extensions.iter().find(|extension| {
        extension.namespace != Namespace::Qmslint && *extension.name == *"dueDate"
    })?;
    let duration = due.value.trim().parse().ok()?;
    Some(Spanned::new(duration, due.value.span))
}

/// The time a node has: for an event what it waits, for an activity what its own texts say, else the timer on its border.
pub(super) fn of_node(map: &Map<'_>, node: &FlowNode) -> Option<Spanned<Duration>> {
    // The steps inside a sub-process have times of their own; a timer on its border keeps its own.
    if matches!(node.kind, NodeKind::Gateway(_)) || is_expanded(map.definitions, node) {
        return None;
    }
    if !node.kind.is_activity() {
        return of_event(map, node);
    }
    of_engine(node)
        .or_else(|| of_note(map, node))
        .or_else(|| of_label(node))
        .or_else(|| of_border(map, node))
}
