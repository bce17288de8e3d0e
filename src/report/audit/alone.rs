//! Drawings of one process that stand alone, for `qmslint graph`: what was found at each step, and its times.

use std::collections::BTreeMap;

use super::process::Sheet;
use super::timeline::course;
use super::view::View;
use super::{Audit, drawing};
use crate::draw::paint::Mark;
use crate::draw::timeline::{Detail, Timeline};
use crate::model::name::Id;
use crate::report::Report;
use crate::report::exit::Exit;

/// A run seen as a report without its surroundings.
const fn audit(report: &Report) -> Audit<'_> {
    Audit {
        report,
        packs: &[],
        organisation: None,
        scope: "",
        previous: None,
        versions: None,
        command: "",
        exit: Exit::Clean,
    }
}

/// The marks of a process by index of step.
pub fn marks(report: &Report, process: usize) -> BTreeMap<usize, Mark> {
    let view = View::new(audit(report));
    let entries = view.by_process();
    let of_process = entries.get(process).map_or(&[][..], Vec::as_slice);
    drawing::marks(&view, of_process)
}

/// The timelines of a process, or of one case, as SVG; or why there is none, one sentence for each case.
///
/// # Errors
/// Where no case has times that can be drawn: the reasons, in the reader's language.
pub fn timeline(report: &Report, process: usize, case: Option<&Id>) -> Result<String, Vec<String>> {
    let view = View::new(audit(report));
    let (Some(whole), Some(head), Some(sheet)) = (
        super::access::process(report, process),
        view.heads.get(process),
        Sheet::of(&view, process, &[]),
    ) else {
        return Err(Vec::new());
    };
    let cases = whole.case_ids().into_iter().zip(&sheet.cases);
    let wanted: Vec<_> = cases
        .filter(|(id, _)| case.is_none() || *id == case)
        .map(|(_, times)| times)
        .collect();
    let courses: Vec<_> = wanted
        .iter()
        .map(|times| course(times, &sheet.steps, &view.words))
        .collect();
    let drawn = Timeline::of(Some(&head.title()), &courses, Detail::Full, view.lang);
    if drawn.is_empty() || wanted.iter().all(|times| times.rows.is_empty()) {
        let missing = wanted.iter().map(|times| times.missing.clone());
        return Err(missing.filter(|reason| !reason.is_empty()).collect());
    }
    let w = &view.words;
    let said = wanted.iter().map(|times| {
        let parts = [
            times.name.clone(),
            format!("{}: {}", w.worst, times.worst),
            format!("{}: {}", w.limit, times.limit),
            times.incomplete.clone(),
            times.against.clone(),
            format!("{}: {}", w.critical_path, times.critical_path.join(" → ")),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join("; ")
    });
    let said: Vec<String> = said.collect();
    Ok(drawn.svg(&head.title(), Some(&said.join(". ")), view.lang))
}
