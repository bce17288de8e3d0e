//! ISO 8601 durations (`P3D`, `PT2H`, `P1DT1H30M0S`), as BPMN timers write them.
//!
//! A day of theirs is a bare day. jiff reads more: negative spans and several kinds of fractions; this reads only what
//! the standard has and a limit can be. Seconds count as fractions of a minute.

use num_rational::Ratio;

use super::number::exact;
use super::{Duration, Part, TimeError, Unit};

/// The duration, or `None` when `text` does not look like one of ISO 8601. Cost: linear in the text.
pub(super) fn duration(text: &str) -> Option<Result<Duration, TimeError>> {
    let upper = text.trim().to_ascii_uppercase();
    let (sign, body) = match upper.strip_prefix(['-', '−']) {
        Some(body) => (true, body),
        None => (false, upper.as_str()),
    };
    let body = body.strip_prefix('P')?;
    if !body
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"TYMWDHS.,".contains(&byte))
    {
        return None;
    }
    Some(if sign {
        Err(TimeError::Negative)
    } else {
        parts(body)
    })
}

fn parts(body: &str) -> Result<Duration, TimeError> {
    let (date, time) = match body.split_once('T') {
        Some((_, "")) => return Err(TimeError::NoNumber),
        Some((date, time)) => (date, time),
        None => (body, ""),
    };
    let mut found: Vec<Part> = Vec::new();
    components(
        date,
        &[
            ('Y', Unit::Month, 12, 1),
            ('M', Unit::Month, 1, 1),
            ('W', Unit::Week, 1, 1),
            ('D', Unit::Day, 1, 1),
        ],
        &mut found,
    )?;
    components(
        time,
        &[
            ('H', Unit::Hour, 1, 1),
            ('M', Unit::Minute, 1, 1),
            ('S', Unit::Minute, 1, 60),
        ],
        &mut found,
    )?;
    let Some(&fallback) = found.last() else {
        return Err(TimeError::NoNumber);
    };
    // "P1DT0S" is one day; a duration of nothing but zeros keeps its last unit.
    let mut written = found.into_iter().filter(|part| part.quantity > Ratio::ZERO);
    let first = written.next().unwrap_or(fallback);
    let mut duration = Duration::new(first.quantity, first.unit, None);
    duration.further = written.collect();
    Ok(duration)
}

/// Reads numbers with designators, in the order of `units`, each at most once; equal units are added up.
fn components(
    text: &str,
    units: &[(char, Unit, i64, i64)],
    found: &mut Vec<Part>,
) -> Result<(), TimeError> {
    let (mut rest, mut units) = (text, units.iter());
    while !rest.is_empty() {
        let length = rest
            .bytes()
            .take_while(|byte| byte.is_ascii_digit() || b".,".contains(byte))
            .count();
        let (digits, after) = rest.split_at(length);
        let designator = after.chars().next().ok_or(TimeError::NoUnit)?;
        let &(_, unit, numerator, denominator) = units
            .find(|(known, ..)| *known == designator)
            .ok_or_else(|| TimeError::UnknownUnit {
                word: designator.to_string(),
                nearest: None,
            })?;
        let quantity = decimal(digits)? * Ratio::new(numerator, denominator);
        match found.last_mut() {
            Some(last) if last.unit == unit => last.quantity += quantity,
            _ => found.push(Part { quantity, unit }),
        }
        rest = after.get(designator.len_utf8()..).unwrap_or_default();
    }
    Ok(())
}

/// In ISO 8601 `1.000` is one; nothing groups thousands.
fn decimal(text: &str) -> Result<Ratio<i64>, TimeError> {
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if whole.is_empty() || decimals.contains(['.', ',']) {
        return Err(TimeError::NoNumber);
    }
    exact(whole, decimals.trim_end_matches('0'))
}
