//! States as a sign and a word: a form, a colour and the word say the same, so that print in grey loses nothing.

use super::super::view::View;
use super::super::view::clauses::{self, State};
use super::super::view::findings::Entry;
use super::text::{Ink, Text};
use crate::report::words::grade_word;
use crate::rule::Rule;

/// The sign and the colour of a state, by the word that classes use.
const fn sign(state: State) -> (&'static str, Ink) {
    match state {
        State::Major => ("⬣", Ink::Red),
        State::Minor => ("▲", Ink::Brown),
        State::Observation => ("●", Ink::Blue),
        State::Pass => ("✓", Ink::Green),
        State::Waived => ("◐", Ink::Grey),
        State::Unknown => ("?", Ink::Grey),
        State::NotApplicable => ("–", Ink::Grey),
    }
}

/// A state with a word.
pub(super) fn signed(state: State, word: &str) -> Text {
    let (sign, ink) = sign(state);
    Text::ink(format!("{sign} {word}"), ink)
}

/// The same, leading to an anchor.
pub(super) fn signed_link(state: State, word: &str, to: &str) -> Text {
    let mut text = signed(state, word);
    for span in &mut text.spans {
        span.link = Some(to.into());
    }
    text
}

/// The grade of a finding.
pub(super) fn graded(view: &View<'_>, entry: &Entry<'_>) -> Text {
    let grade = entry.reported.grade;
    signed(State::from(grade), grade_word(grade).in_lang(view.lang))
}

/// The anchor of a finding.
pub(super) fn anchor(entry: &Entry<'_>) -> String {
    format!("f-{}", entry.anchor)
}

/// Numbers of findings that lead to them.
pub(super) fn numbers(view: &View<'_>, entries: &[usize]) -> Text {
    let entries = entries.iter().filter_map(|index| view.entries.get(*index));
    let links = entries.map(|entry| Text::link(entry.number.to_string(), &anchor(entry)));
    Text::joined(links, " ")
}

/// Processes that lead to their pages.
pub(super) fn processes(view: &View<'_>, indexes: &[usize]) -> Text {
    let heads = indexes.iter().filter_map(|index| view.heads.get(*index));
    let links = heads.map(|head| Text::link(head.label.as_str(), &format!("p-{}", head.slug)));
    Text::joined(links, ", ")
}

/// Rules that lead to the appendix.
pub(super) fn rules(view: &View<'_>, indexes: &[usize]) -> Text {
    let rules = indexes.iter().filter_map(|index| view.report.rule(*index));
    Text::joined(rules.map(|rule| rule_link(rule.id.as_str())), ", ")
}

/// The clause of a rule, leading to what it asks for.
pub(super) fn clause_link(view: &View<'_>, rule: &Rule) -> Text {
    let clause = view.clause_of(rule);
    let number = if clause.is_empty() { "–" } else { &clause };
    Text::link(number, &format!("c-{}", clauses::anchor(&clause)))
}

/// A rule that leads to the appendix.
pub(super) fn rule_link(id: &str) -> Text {
    Text::link(id, &format!("r-{id}"))
}
