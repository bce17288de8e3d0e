//! Everything the report says, put together once in the reader's language; formats only set it.

pub(super) mod changes;
pub(super) mod clauses;
pub(super) mod findings;
pub(super) mod judgement;
pub(super) mod requirement;
pub(super) mod sources;
pub(super) mod verdict;
pub(super) mod versions;
pub(super) mod waivers;

use std::borrow::Cow;
use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use super::vocabulary::Words;
use super::{Audit, access};
use crate::checks::Catalogue;
use crate::messages::Lang;
use crate::report::clean::one_line;
use crate::report::{Report, Summary};
use crate::rule::Rule;
use changes::Changes;
use clauses::{Cell, Clause};
use findings::{Entry, Similar};
use judgement::Judgement;
use sources::Listed;
use verdict::Judged;
use versions::Drift;
use waivers::WaiverRow;

/// The report as data.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) audit: Audit<'a>,
    pub(super) report: &'a Report,
    pub(super) catalogue: Catalogue<'a>,
    pub(super) lang: Lang,
    pub(super) words: Words,
    pub(super) summary: Summary,
    pub(super) organisation: Option<String>,
    /// Packs with their versions and standards.
    pub(super) criteria: Vec<String>,
    pub(super) verdict: Judged,
    /// The clauses that rules of the run look at, in order.
    pub(super) clauses: Vec<Clause>,
    /// Rules that apply to no process of the run: indexes.
    pub(super) nowhere: Vec<usize>,
    /// The clauses that no rule of the run looks at.
    pub(super) uncovered: Vec<Clause>,
    pub(super) heads: Vec<Head>,
    /// For each process a cell for each clause.
    pub(super) cells: Vec<Vec<Cell>>,
    pub(super) entries: Vec<Entry<'a>>,
    pub(super) similar: Vec<Similar>,
    pub(super) waivers: Vec<WaiverRow>,
    pub(super) changes: Option<Changes>,
    /// Against an earlier version, where one was given.
    pub(super) drift: Option<Drift>,
    pub(super) judgement: Judgement,
    pub(super) files: Vec<Listed>,
}

/// What a process is called, and where it is in the report.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    /// Its part of element ids: letters, digits and hyphens, unique in the report.
    pub(super) slug: String,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) unit: String,
    pub(super) file: String,
    /// Code, name or file; where others have the same, with the slug.
    pub(super) label: String,
}

impl Head {
    /// Code and name, as far as they are stated; else the file.
    pub(super) fn title(&self) -> String {
        let parts = [self.code.as_str(), self.name.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() {
            self.file.clone()
        } else {
            parts.join(" ")
        }
    }

    /// The code, else the name, else the file.
    fn short(&self) -> &str {
        [&self.code, &self.name]
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or(&self.file)
    }
}

impl<'a> View<'a> {
    /// The number of a rule's clause as the matrix has it; empty where it has none.
    pub(super) fn clause_of<'r>(&self, rule: &'r Rule) -> Cow<'r, str> {
        clauses::of_rule(self.audit.packs, rule)
    }

    /// Put the report together. O(outcomes + findings · log findings + bytes of the files).
    pub(super) fn new(audit: Audit<'a>) -> Self {
        let report = audit.report;
        let lang = report.lang;
        let heads = heads(report);
        let files = sources::listed(report);
        let entries = findings::entries(report, &heads, &files);
        let clauses = clauses::covered(&audit);
        let cells = clauses::cells(report, &clauses);
        let summary = Summary::of(report);
        let organisation = audit
            .organisation
            .map(one_line)
            .or_else(|| access::organisation(report).map(one_line));
        let criteria = audit.packs.iter().map(|pack| {
            let standard = pack.standard.iter().chain(&pack.edition);
            let standard: Vec<&str> = standard.map(|part| part.value.as_str()).collect();
            format!(
                "{} {} ({}) – {}",
                pack.name.as_str(),
                pack.version.value,
                standard.join(":"),
                pack.title.in_lang(lang)
            )
        });
        Self {
            report,
            catalogue: access::catalogue(report),
            lang,
            words: Words::of(lang),
            summary,
            organisation,
            criteria: criteria.collect(),
            verdict: verdict::judged(report, &summary, &entries),
            nowhere: clauses::nowhere(report),
            uncovered: clauses::uncovered(&audit, &clauses),
            similar: findings::similar(&entries),
            waivers: waivers::rows(report),
            changes: audit
                .previous
                .map(|previous| changes::changes(previous, &entries)),
            drift: audit
                .versions
                .map(|versions| versions::drift(report, &heads, versions)),
            judgement: judgement::judgement(report, lang),
            audit,
            clauses,
            heads,
            cells,
            entries,
            files,
        }
    }

    /// The findings of each process: indexes in the register.
    pub(super) fn by_process(&self) -> Vec<Vec<usize>> {
        let mut all = vec![Vec::new(); self.heads.len()];
        for (index, entry) in self.entries.iter().enumerate() {
            if let Some(of_process) = all.get_mut(entry.process) {
                of_process.push(index);
            }
        }
        all
    }

    /// The title of the report, with whose it is.
    pub(super) fn title(&self) -> String {
        self.organisation.as_deref().map_or_else(
            || self.words.title.to_owned(),
            |organisation| format!("{}: {organisation}", self.words.title),
        )
    }
}

fn heads(report: &Report) -> Vec<Head> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let all = (0..access::processes(report)).filter_map(|index| {
        let header = &access::process(report, index)?.process;
        let text = |text: Option<&crate::model::process::Text>| {
            text.map_or_else(String::new, |text| one_line(text))
        };
        let file = report.file_of(index).to_owned();
        let stem = file.rsplit('/').next().unwrap_or_default();
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let mut slug = slug(stem);
        // A name that is taken gets a number; one that is taken with its number gets the next.
        loop {
            let uses = taken.entry(slug.clone()).or_default();
            *uses += 1;
            if *uses == 1 {
                break;
            }
            slug = format!("{slug}-{uses}");
        }
        Some(Head {
            slug,
            code: text(header.code.as_ref()),
            name: text(header.name.as_ref()),
            version: text(header.version.as_ref()),
            unit: text(header.unit.as_ref()),
            file: one_line(&file),
            label: String::new(),
        })
    });
    let mut all: Vec<Head> = all.collect();
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for head in &all {
        *uses.entry(head.short().to_owned()).or_default() += 1;
    }
    for head in &mut all {
        let short = head.short().to_owned();
        head.label = match uses.get(&short) {
            Some(1) | None => short,
            Some(_) => format!("{short} ({})", head.slug),
        };
    }
    all
}

/// A text as part of an element id: ASCII letters and digits in lower case, hyphens between them; "x" where none is left.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.nfd() {
        match c {
            'đ' | 'Đ' => slug.push('d'),
            _ if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            '\u{300}'..='\u{36f}' => {}
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "x".to_owned()
    } else {
        slug.to_owned()
    }
}
