//! The report as one HTML page: offline, without any reference to the outside, readable without its script.
//!
//! Templates are compiled in and escape every text. The content security policy allows the one style and the one script of
//! the page by their hashes and nothing else. The page is well-formed XML as well, so that a test can read it.

mod page;
mod section;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::view::View;
use super::vocabulary::Words;
use super::{Audit, access};
use crate::finding::OutcomeKind;
use crate::report::clean::one_line;

/// Where a drawing may break the style of a page, its own is stated here once.
const DRAWINGS: &str = crate::draw::svg::STYLE;
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The page. Processes are drawn and set in parallel; the order is theirs.
///
/// # Errors
/// None in practice: writing to a string does not fail.
pub fn html(audit: Audit<'_>) -> Result<String, askama::Error> {
    let view = View::new(audit);
    let by_process = view.by_process();
    let reasons = reasons(&view);
    let numbers = reasons.iter().map(String::as_str).zip(1..).collect();
    let sections: Vec<(String, Vec<String>)> = by_process
        .par_iter()
        .enumerate()
        .map(|(process, entries)| section::section(&view, process, entries, &numbers))
        .collect::<Result<_, _>>()?;
    let (sections, small): (Vec<String>, Vec<Vec<String>>) = sections.into_iter().unzip();
    // Small drawings come by process; the register wants them by finding.
    let mut of_entry = vec![String::new(); view.entries.len()];
    for (entries, drawings) in by_process.iter().zip(small) {
        for (entry, drawing) in entries.iter().zip(drawings) {
            if let Some(slot) = of_entry.get_mut(*entry) {
                *slot = drawing;
            }
        }
    }
    page::page(&view, &sections, &of_entry, &reasons)
}

/// Why rules do not apply to a process, each reason once; processes refer to them by number. O(outcomes · log reasons).
fn reasons(view: &View<'_>) -> Vec<String> {
    let mut reasons = BTreeSet::new();
    for process in 0..access::processes(view.report) {
        for said in access::said(view.report, process) {
            if said.kind == OutcomeKind::NotApplicable
                && view.nowhere.binary_search(&said.rule).is_err()
                && let Some(reason) = said.reason
            {
                reasons.insert(one_line(reason.in_lang(view.lang)));
            }
        }
    }
    reasons.into_iter().collect()
}

/// The style of the page: ours and that of the drawings. The name of the report stands at the head of each printed page, and
/// the fields of a finding that people fill in are named here once instead of at every finding.
fn style(running_head: &str, words: &Words) -> String {
    use std::fmt::Write as _;
    let mut style = format!("{STYLE}{DRAWINGS}");
    // Writing to a string cannot fail.
    let _ = write!(
        style,
        "@page{{@top-left{{content:\"{}\"}}@bottom-right{{content:\"{} \" counter(page) \" / \" counter(pages)}}}}",
        css_text(running_head),
        css_text(words.page)
    );
    let fields = [
        words.correction,
        words.cause,
        words.action,
        words.owner,
        words.due,
        words.effectiveness,
    ];
    for (number, field) in (1..).zip(fields) {
        let field = css_text(field);
        let _ = write!(
            style,
            ".form p:nth-child({number})::before{{content:\"{field}\"}}"
        );
    }
    style
}

/// A text inside a CSS string that stands in a `style` element: letters, digits and spaces as they are, all else by number.
fn css_text(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '.' | ',' | '-' | ':') {
            escaped.push(c);
        } else {
            use std::fmt::Write as _;
            // Writing to a string cannot fail.
            let _ = write!(escaped, "\\{:x} ", u32::from(c));
        }
    }
    escaped
}

/// How a content security policy names an inline style or script.
fn policy_hash(text: &str) -> String {
    format!(
        "sha256-{}",
        STANDARD.encode(Sha256::digest(text.as_bytes()))
    )
}
