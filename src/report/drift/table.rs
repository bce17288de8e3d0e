//! How the offices of a province differ from the procedure that they should follow: a table, office by difference.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::drift::{Aspect, Change, Effect, Verb};
use crate::messages::{Lang, Localized};
use crate::model::process::Process;
use crate::report::clean::one_line;
use crate::report::wrap::{columns as width_of, padded};
use crate::source::Sources;

/// One office's procedure and how it differs.
#[derive(Clone, Debug)]
pub struct Office<'p> {
    /// Its procedure.
    pub process: &'p Process,
    /// The differences; what the office should follow is the old side.
    pub changes: Vec<Change>,
}

/// The columns: what belongs together for a reader.
const COLUMNS: [(Localized, &[Aspect]); 5] = [
    (
        Localized::fixed("limit", "thời hạn"),
        &[Aspect::Limit, Aspect::Case, Aspect::Channel],
    ),
    (
        Localized::fixed("papers", "giấy tờ"),
        &[
            Aspect::Paper,
            Aspect::Copies,
            Aspect::PaperForm,
            Aspect::PaperCondition,
            Aspect::Sets,
        ],
    ),
    (Localized::fixed("fee", "phí, lệ phí"), &[Aspect::Fee]),
    (
        Localized::fixed("steps", "các bước"),
        &[
            Aspect::Step,
            Aspect::Kind,
            Aspect::RequiredKind,
            Aspect::Time,
            Aspect::Clock,
            Aspect::Routing,
            Aspect::Rounds,
            Aspect::StepCases,
            Aspect::Calls,
            Aspect::Phase,
        ],
    ),
    (
        Localized::fixed("roles", "vai trò"),
        &[Aspect::Role, Aspect::Unit],
    ),
];
const OFFICE: Localized = Localized::fixed("office", "đơn vị");
const FILE: Localized = Localized::fixed("file", "tệp");
const OTHER: Localized = Localized::fixed("other", "khác");
const GRAVEST: Localized = Localized::fixed("gravest", "mức cao nhất");
const SAME: Localized = Localized::fixed("same", "giống");

/// The table: a row for each office, in the order given; a cell counts the differences by what they are. A column in which
/// no office differs is left out. O(offices × differences).
pub fn table(offices: &[Office<'_>], sources: &Sources, lang: Lang) -> String {
    let mut columns: Vec<(Localized, Vec<String>)> = vec![
        (
            OFFICE,
            offices.iter().map(|office| unit(office.process)).collect(),
        ),
        (
            FILE,
            offices
                .iter()
                .map(|office| file(office.process, sources))
                .collect(),
        ),
    ];
    for (title, aspects) in COLUMNS {
        let cells = offices
            .iter()
            .map(|office| cell(office, |aspect| aspects.contains(&aspect), lang));
        columns.push((title, cells.collect()));
    }
    let known = |aspect| COLUMNS.iter().any(|(_, aspects)| aspects.contains(&aspect));
    let cells = offices
        .iter()
        .map(|office| cell(office, |aspect| !known(aspect), lang));
    columns.push((OTHER, cells.collect()));
    columns.push((
        GRAVEST,
        offices.iter().map(|office| gravest(office, lang)).collect(),
    ));
    columns.retain(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));

    let same = SAME;
    let mut lines = vec![String::new(); offices.len() + 1];
    for (title, cells) in &columns {
        let title = title.in_lang(lang);
        let cells: Vec<&str> = std::iter::once(title)
            .chain(cells.iter().map(|cell| {
                if cell.is_empty() {
                    same.in_lang(lang)
                } else {
                    cell
                }
            }))
            .collect();
        let width = cells.iter().map(|cell| width_of(cell)).max().unwrap_or(0);
        for (line, cell) in lines.iter_mut().zip(cells) {
            let _ = write!(line, "{}  ", padded(cell, width));
        }
    }
    let trimmed: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    trimmed.join("\n") + "\n"
}

fn unit(process: &Process) -> String {
    let header = &process.process;
    let text = header.unit.as_ref().or(header.code.as_ref());
    text.map_or_else(|| "–".to_owned(), |text| one_line(text))
}

fn file(process: &Process, sources: &Sources) -> String {
    sources
        .get(process.source)
        .map_or_else(String::new, |source| source.name().to_owned())
}

/// "2 added, 1 longer".
fn cell(office: &Office<'_>, belongs: impl Fn(Aspect) -> bool, lang: Lang) -> String {
    let mut counts: BTreeMap<Verb, usize> = BTreeMap::new();
    for change in office
        .changes
        .iter()
        .filter(|change| belongs(change.aspect))
    {
        *counts.entry(change.verb).or_default() += 1;
    }
    let parts = counts
        .into_iter()
        .map(|(verb, count)| format!("{count} {}", verb.words().in_lang(lang)));
    parts.collect::<Vec<_>>().join(", ")
}

fn gravest(office: &Office<'_>, lang: Lang) -> String {
    let effect = office.changes.iter().map(|change| change.effect).min();
    effect.map_or_else(String::new, |effect: Effect| {
        effect.words().in_lang(lang).to_owned()
    })
}
