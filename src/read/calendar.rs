//! The calendar file: TOML → [`Calendar`].

use toml::de::{DeTable, DeValue};

use super::decode::decode;
use super::problem::{Problem, ProblemKind};
use crate::model::calendar::{Calendar, CalendarFile};
use crate::source::Span;

/// Read a calendar file. Without a calendar where a value makes no sense: working time counted wrongly is worse than none.
pub fn read_calendar(text: &str) -> (Option<Calendar>, Vec<Problem>) {
    let (file, mut problems) = decode::<CalendarFile>(text);
    if !problems.is_empty() {
        return (None, problems);
    }
    match Calendar::from_file(file) {
        Ok(calendar) => (Some(calendar), problems),
        Err(errors) => {
            let (table, _) = DeTable::parse_recoverable(text);
            problems.extend(errors.into_iter().map(|error| {
                let span = span_of(table.get_ref(), &error.element).unwrap_or_default();
                Problem::new(ProblemKind::BadValue, span, error.reason)
            }));
            problems.sort_by_key(|problem| problem.span);
            (None, problems)
        }
    }
}

/// Where the element of a dotted path stands, or the innermost part of the path that does.
fn span_of(table: &DeTable<'_>, element: &str) -> Option<Span> {
    let mut parts = element.split('.');
    let first = parts.next()?;
    let mut value = table.iter().find(|(key, _)| key.get_ref() == first)?.1;
    for part in parts {
        let inner = match value.get_ref() {
            DeValue::Table(inner) => inner
                .iter()
                .find(|(key, _)| key.get_ref() == part)
                .map(|(_, value)| value),
            DeValue::Array(items) => part.parse().ok().and_then(|index: usize| items.get(index)),
            _ => None,
        };
        let Some(inner) = inner else { break };
        value = inner;
    }
    Some(Span::new(value.span()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_value_is_reported_where_it_stands() {
        let text = "extends = \"viet-nam\"\n[hours]\nmonday = [\"8 to 12\"]\n";
        let (calendar, problems) = read_calendar(text);
        assert!(calendar.is_none());
        let quoted = text.get(problems[0].span.range());
        assert_eq!(quoted, Some("[\"8 to 12\"]"), "{problems:?}");
    }

    #[test]
    fn an_office_with_saturday_mornings() {
        let text = "extends = \"viet-nam\"\n[hours]\nsaturday = [\"07:30-11:30\"]\n";
        let (calendar, problems) = read_calendar(text);
        assert!(problems.is_empty(), "{problems:?}");
        let saturday = "2026-06-06".parse().unwrap();
        assert!(calendar.unwrap().is_working_day(saturday));
        assert!(!Calendar::viet_nam().is_working_day(saturday));
    }

    #[test]
    fn a_misspelt_key_is_reported() {
        let (_, problems) = read_calendar("[hours]\nmonda = []\n");
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].kind, ProblemKind::UnknownKey);
    }
}
