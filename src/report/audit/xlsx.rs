//! The register as a workbook (Office Open XML): Summary, Findings, Clause matrix, Processes, Waivers, Inputs.
//!
//! Every sheet is a table with a frozen heading and filters; states are words, never colours alone. Texts are written as text:
//! one that begins with `=` is no formula. The bytes depend on the run only: the date of the workbook is the day that is judged
//! for.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::view::View;
use super::view::versions::Stated;
use super::{Audit, access};
use crate::finding::Grade;
use crate::report::words::grade_word;

/// Characters that fit into a cell; a longer text ends in "…".
const LONGEST: usize = 32_000;

/// The workbook.
///
/// # Errors
/// Where a sheet would have more rows than the format knows, 1,048,576.
pub fn xlsx(audit: Audit<'_>) -> Result<Vec<u8>, XlsxError> {
    let view = View::new(audit);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&view)?);
    let sheets = [
        summary(&view),
        findings(&view),
        matrix(&view),
        processes(&view),
        waivers(&view),
        inputs(&view),
    ];
    for sheet in sheets.into_iter().chain(versions(&view)) {
        write(workbook.add_worksheet(), &sheet)?;
    }
    workbook.save_to_buffer()
}

fn properties(view: &View<'_>) -> Result<DocProperties, XlsxError> {
    let day = access::as_of(view.report).0;
    let year = u16::try_from(day.year()).unwrap_or(1900).max(1900);
    let month = u8::try_from(day.month()).unwrap_or(1);
    let day = u8::try_from(day.day()).unwrap_or(1);
    let created = ExcelDateTime::from_ymd(year, month, day)?;
    let properties = DocProperties::new()
        .set_title(view.words.title)
        .set_comment(format!("qmslint {}", env!("CARGO_PKG_VERSION")))
        .set_creation_datetime(&created);
    Ok(match &view.organisation {
        Some(organisation) => properties.set_company(organisation),
        None => properties,
    })
}

/// What stands in a cell.
enum Value {
    Text(String),
    Number(usize),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

/// A table with a name, a heading, and the width of each column in characters.
struct Sheet {
    name: &'static str,
    columns: Vec<(String, f64)>,
    rows: Vec<Vec<Value>>,
    /// Columns that stay in sight at the left.
    frozen: u16,
}

fn columns(columns: &[(&str, f64)]) -> Vec<(String, f64)> {
    columns
        .iter()
        .map(|(name, width)| ((*name).to_owned(), *width))
        .collect()
}

fn write(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let cell = Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin);
    let heading = cell.clone().set_bold();
    worksheet.set_name(sheet.name)?;
    worksheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    worksheet.set_freeze_panes(1, sheet.frozen)?;
    worksheet.set_repeat_rows(0, 0)?;
    for (column, (name, width)) in (0u16..).zip(&sheet.columns) {
        worksheet.set_column_width(column, *width)?;
        worksheet.write_string_with_format(0, column, name, &heading)?;
    }
    for (row, values) in (1u32..).zip(&sheet.rows) {
        for (column, value) in (0u16..).zip(values) {
            match value {
                Value::Text(text) => {
                    worksheet.write_string_with_format(row, column, shortened(text), &cell)?;
                }
                Value::Number(number) => {
                    // Counts of a run are far below 2⁵³.
                    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
                    let number = *number as f64;
                    worksheet.write_number_with_format(row, column, number, &cell)?;
                }
            }
        }
    }
    let last_row = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    worksheet.autofilter(0, 0, last_row, last_column)?;
    Ok(())
}

fn shortened(text: &str) -> String {
    if text.chars().nth(LONGEST).is_none() {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

fn summary(view: &View<'_>) -> Sheet {
    let w = &view.words;
    let s = &view.summary;
    let grade = |grade| grade_word(grade).in_lang(view.lang).to_owned();
    let mut rows: Vec<Vec<Value>> = [
        (
            w.organisation,
            view.organisation
                .clone()
                .unwrap_or_else(|| w.not_stated.to_owned()),
        ),
        (w.scope, view.audit.scope.to_owned()),
        (w.as_of, access::as_of(view.report).to_string()),
        (w.criteria, view.criteria.join("\n")),
        (w.tool, format!("qmslint {}", env!("CARGO_PKG_VERSION"))),
        (w.verdict, view.verdict.sentence.clone()),
        (w.formula, view.verdict.formula.clone()),
        (w.command, view.audit.command.to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| vec![name.into(), value.into()])
    .collect();
    let counts = [
        (w.processes.to_owned(), s.processes),
        (w.rules.to_owned(), s.rules),
        (grade(Grade::Major), s.findings.major),
        (grade(Grade::Minor), s.findings.minor),
        (grade(Grade::Observation), s.findings.observation),
        (format!("{} ({})", w.waived, w.findings), s.waived),
        (w.pass.to_owned(), s.outcomes.pass),
        (w.fail.to_owned(), s.outcomes.fail),
        (w.waived.to_owned(), s.outcomes.waived),
        (w.unknown.to_owned(), s.outcomes.unknown),
        (w.not_applicable.to_owned(), s.outcomes.not_applicable),
        (w.unread.to_owned(), s.problems),
    ];
    rows.extend(
        counts
            .into_iter()
            .map(|(name, count)| vec![name.into(), count.into()]),
    );
    let uncovered: Vec<&str> = view
        .uncovered
        .iter()
        .map(|clause| clause.number.as_str())
        .collect();
    rows.push(vec![w.uncovered.into(), uncovered.join(", ").into()]);
    if let Some(changes) = &view.changes {
        for (name, count) in [
            (w.new, changes.new.len()),
            (w.resolved, changes.resolved.len()),
            (w.persisting, changes.persisting.len()),
        ] {
            let name = format!("{} ({}): {name}", w.changes, changes.since);
            rows.push(vec![name.into(), count.into()]);
        }
    }
    Sheet {
        name: w.summary,
        columns: columns(&[(w.name, 34.0), (w.value, 100.0)]),
        rows,
        frozen: 1,
    }
}

fn findings(view: &View<'_>) -> Sheet {
    let w = &view.words;
    let rows = view.entries.iter().map(|entry| {
        let rule = entry.reported.rule;
        let at = entry.reported.location();
        let head = view.heads.get(entry.process);
        let text = |text: Option<&String>| text.cloned().unwrap_or_default();
        let hash = entry.file.and_then(|file| view.files.get(file));
        let change = view.changes.as_ref().map(|changes| {
            let is_new = changes.new.binary_search(&(entry.number - 1)).is_ok();
            if is_new { w.new } else { w.persisting }
        });
        let help = if entry.help.is_empty() {
            rule.fix.in_lang(view.lang)
        } else {
            &entry.help
        };
        vec![
            entry.number.into(),
            grade_word(entry.reported.grade).in_lang(view.lang).into(),
            text(head.map(|head| &head.code)).into(),
            text(head.map(|head| &head.name)).into(),
            text(head.map(|head| &head.version)).into(),
            view.clause_of(rule).as_ref().into(),
            rule.basis
                .as_ref()
                .map_or("", |basis| basis.value.as_str())
                .into(),
            rule.id.as_str().into(),
            rule.title.in_lang(view.lang).into(),
            entry.message.as_str().into(),
            entry.quote.as_str().into(),
            at.file.into(),
            Value::Number(at.start.line as usize),
            hash.map_or("", |file| file.sha256.as_str()).into(),
            entry.step_label.as_str().into(),
            entry.role.as_str().into(),
            entry.unit.as_str().into(),
            entry.case.as_str().into(),
            help.into(),
            entry.waived.as_str().into(),
            change.unwrap_or_default().into(),
            "".into(),
            "".into(),
            "".into(),
            "".into(),
            "".into(),
            "".into(),
            entry.reported.fingerprint.as_str().into(),
        ]
    });
    Sheet {
        name: w.findings,
        rows: rows.collect(),
        columns: columns(&[
            (w.number, 6.0),
            (w.grade, 14.0),
            (w.code, 16.0),
            (w.process, 34.0),
            (w.version, 8.0),
            (w.clause, 9.0),
            (w.basis, 24.0),
            (w.rule, 22.0),
            (w.requirement, 34.0),
            (w.statement, 50.0),
            (w.evidence, 40.0),
            (w.file, 36.0),
            (w.line, 7.0),
            ("SHA-256", 20.0),
            (w.step, 26.0),
            (w.role, 22.0),
            (w.unit, 22.0),
            (w.case, 18.0),
            (w.help, 36.0),
            (w.waivers, 24.0),
            (w.changes, 14.0),
            (w.correction, 24.0),
            (w.cause, 24.0),
            (w.action, 24.0),
            (w.owner, 18.0),
            (w.due, 12.0),
            (w.effectiveness, 20.0),
            (w.fingerprint, 20.0),
        ]),
        frozen: 1,
    }
}

fn matrix(view: &View<'_>) -> Sheet {
    let w = &view.words;
    let mut columns = columns(&[(w.process, 44.0)]);
    columns.extend(
        view.clauses
            .iter()
            .map(|clause| (clause.label(w).to_owned(), 12.0)),
    );
    let rows = view.heads.iter().zip(&view.cells).map(|(head, cells)| {
        let states = cells.iter().map(|cell| cell.state.word(w).into());
        std::iter::once(head.title().into()).chain(states).collect()
    });
    Sheet {
        name: w.matrix,
        rows: rows.collect(),
        columns,
        frozen: 1,
    }
}

fn processes(view: &View<'_>) -> Sheet {
    let w = &view.words;
    let mut counts = vec![[0usize; 3]; view.heads.len()];
    for entry in view
        .entries
        .iter()
        .filter(|entry| entry.reported.finding.counts())
    {
        if let Some([major, minor, observation]) = counts.get_mut(entry.process) {
            *match entry.reported.grade {
                Grade::Major => major,
                Grade::Minor => minor,
                Grade::Observation => observation,
            } += 1;
        }
    }
    let mut rows = Vec::new();
    for ((index, head), [major, minor, observation]) in view.heads.iter().enumerate().zip(counts) {
        let process = access::process(view.report, index);
        let applicable: usize = view
            .cells
            .get(index)
            .map_or(0, |cells| cells.iter().map(|cell| cell.applicable).sum());
        let passed: usize = view
            .cells
            .get(index)
            .map_or(0, |cells| cells.iter().map(|cell| cell.passed).sum());
        rows.push(vec![
            head.code.as_str().into(),
            head.name.as_str().into(),
            head.version.as_str().into(),
            head.unit.as_str().into(),
            process.map_or(0, |process| process.steps.len()).into(),
            major.into(),
            minor.into(),
            observation.into(),
            passed.into(),
            applicable.into(),
            head.file.as_str().into(),
        ]);
    }
    let grade = |grade| grade_word(grade).in_lang(view.lang).to_owned();
    let mut columns = columns(&[
        (w.code, 18.0),
        (w.name, 50.0),
        (w.version, 9.0),
        (w.unit, 30.0),
        (w.steps, 9.0),
    ]);
    columns.extend([Grade::Major, Grade::Minor, Grade::Observation].map(|of| (grade(of), 14.0)));
    columns.push((w.rules_passed.to_owned(), 14.0));
    columns.push((w.rules_applicable.to_owned(), 14.0));
    columns.push((w.file.to_owned(), 40.0));
    Sheet {
        name: w.processes,
        rows,
        columns,
        frozen: 1,
    }
}

fn waivers(view: &View<'_>) -> Sheet {
    let w = &view.words;
    let rows = view.waivers.iter().map(|waiver| {
        vec![
            waiver.rule.as_str().into(),
            waiver.about.as_str().into(),
            waiver.state.into(),
            waiver.until.to_string().into(),
            waiver.owner.as_str().into(),
            waiver.reason.as_str().into(),
            waiver.findings.into(),
            waiver.written.as_str().into(),
        ]
    });
    Sheet {
        name: w.waivers,
        rows: rows.collect(),
        columns: columns(&[
            (w.rule, 24.0),
            (w.element, 44.0),
            (w.state, 20.0),
            (w.until, 12.0),
            (w.owner, 22.0),
            (w.reason, 44.0),
            (w.findings, 10.0),
            (w.written_in, 36.0),
        ]),
        frozen: 0,
    }
}

/// What differs from an earlier version; no sheet where none was given.
fn versions(view: &View<'_>) -> Option<Sheet> {
    let w = &view.words;
    let drift = view.drift.as_ref()?;
    let side = |side: Option<&Stated>| -> Value {
        let stated = side.map(|side| format!("{} ({}:{})", side.value, side.file, side.line));
        stated.unwrap_or_default().into()
    };
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for pair in &drift.pairs {
        let label = view.heads.get(pair.process).map(|head| head.label.as_str());
        for change in &pair.rows {
            rows.push(vec![
                label.unwrap_or_default().into(),
                change.effect.words().in_lang(view.lang).into(),
                change.what.as_str().into(),
                change.about.as_str().into(),
                side(change.old.as_ref()),
                side(change.new.as_ref()),
                side(change.regulation.as_ref()),
            ]);
        }
    }
    let alone = |rows: &mut Vec<Vec<Value>>, word: &str, label: &str| {
        let mut row: Vec<Value> = vec![label.into(), "".into(), word.into()];
        row.resize_with(7, || "".into());
        rows.push(row);
    };
    for (word, indexes) in [
        (w.version_same, &drift.same),
        (w.version_added, &drift.added),
    ] {
        for head in indexes.iter().filter_map(|index| view.heads.get(*index)) {
            alone(&mut rows, word, &head.label);
        }
    }
    for before in &drift.dropped {
        alone(&mut rows, w.version_dropped, &before.file);
    }
    for file in &drift.unread {
        alone(&mut rows, w.version_unread, file);
    }
    Some(Sheet {
        name: w.versions,
        rows,
        columns: columns(&[
            (w.process, 34.0),
            (w.effect, 26.0),
            (w.what, 24.0),
            (w.about, 36.0),
            (w.before, 44.0),
            (w.now, 44.0),
            (w.regulated, 44.0),
        ]),
        frozen: 1,
    })
}

fn inputs(view: &View<'_>) -> Sheet {
    let w = &view.words;
    let rows = view.files.iter().map(|file| {
        let use_of = if file.is_input { w.input } else { w.criterion };
        vec![
            file.name.as_str().into(),
            use_of.into(),
            file.sha256.as_str().into(),
        ]
    });
    Sheet {
        name: w.inputs,
        rows: rows.collect(),
        columns: columns(&[(w.file, 56.0), (w.use_of, 14.0), ("SHA-256", 68.0)]),
        frozen: 1,
    }
}

/// Sheets are named in the reader's language; a name has at most 31 characters.
#[cfg(test)]
mod tests {
    use super::super::vocabulary::Words;
    use crate::messages::Lang;

    #[test]
    fn names_of_sheets_fit() {
        for lang in [Lang::En, Lang::Vi] {
            let w = Words::of(lang);
            for name in [
                w.summary,
                w.findings,
                w.matrix,
                w.processes,
                w.waivers,
                w.inputs,
                w.versions,
            ] {
                assert!(
                    name.chars().count() <= 31
                        && !name.contains(['/', '\\', '?', '*', '[', ']', ':'])
                );
            }
        }
    }
}
