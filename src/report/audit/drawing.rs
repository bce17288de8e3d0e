//! The drawing of a process in the report: whole, with the steps marked about which something was found, and small, to stand
//! beside each finding.
//!
//! The small one is kept once per process as a symbol of three paths; a finding refers to it and lays a mark over it, so that
//! hundreds of findings cost little.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::access;
use super::view::View;
use crate::draw::geometry::{Drawing, Element, Rect, ShapeKind};
use crate::draw::layout::{LayoutOptions, lay_out};
use crate::draw::paint::{Mark, MarkForm};
use crate::draw::svg::{SvgOptions, svg};
use crate::finding::Grade;
use crate::messages::{Lang, Localized};

crate::texts! {
    fn findings(count: usize, first: &str) {
        en: "findings: {count}; {first}",
        vi: "số phát hiện: {count}; {first}",
    }
}

/// A process as it is drawn.
#[derive(Debug)]
pub(super) struct Drawn {
    drawing: Drawing,
}

impl Drawn {
    /// Lay out a process in rows of at most a width in pixels; nothing where it has no steps.
    pub(super) fn of(view: &View<'_>, process: usize, row_width: i32) -> Option<Self> {
        let process = access::process(view.report, process)?;
        if process.steps.is_empty() {
            return None;
        }
        let options = LayoutOptions {
            lang: view.lang,
            row_width: Some(row_width),
            heading: false,
            ..LayoutOptions::default()
        };
        Some(Self {
            drawing: lay_out(process, None, options),
        })
    }

    /// Shapes and flows with their places.
    #[cfg(feature = "pdf")]
    pub(super) const fn drawing(&self) -> &Drawing {
        &self.drawing
    }

    /// The whole drawing. Ids of steps begin with `prefix`.
    pub(super) fn whole(
        &self,
        view: &View<'_>,
        process: usize,
        prefix: &str,
        entries: &[usize],
    ) -> String {
        let Some(process) = access::process(view.report, process) else {
            return String::new();
        };
        let options = SvgOptions {
            lang: view.lang,
            id_prefix: prefix,
            style: false,
            description: false,
            marks: marks(view, entries),
        };
        svg(&self.drawing, process, &options)
    }

    /// The small drawing as a symbol.
    pub(super) fn symbol(&self, id: &str) -> String {
        let Drawing { width, height, .. } = self.drawing;
        let mut flows = String::new();
        for edge in &self.drawing.edges {
            for (index, point) in edge.points.iter().enumerate() {
                let command = if index == 0 { 'M' } else { 'L' };
                // Writing to a string cannot fail.
                let _ = write!(flows, "{command}{} {}", point.x, point.y);
            }
        }
        let mut lanes = String::new();
        for lane in &self.drawing.lanes {
            outline(&mut lanes, lane.rect);
        }
        let mut shapes = String::new();
        for shape in &self.drawing.shapes {
            match shape.kind {
                ShapeKind::Task | ShapeKind::Call => outline(&mut shapes, shape.rect),
                ShapeKind::Gateway(_) => {
                    let Rect {
                        x,
                        y,
                        width,
                        height,
                    } = shape.rect;
                    let (wide, high) = (width / 2, height / 2);
                    let _ = write!(
                        shapes,
                        "M{x} {}l{wide} -{high}l{wide} {high}l-{wide} {high}z",
                        y + high
                    );
                }
                _ => {
                    let Rect {
                        x,
                        y,
                        width,
                        height,
                    } = shape.rect;
                    let radius = width / 2;
                    let _ = write!(
                        shapes,
                        "M{x} {}a{radius} {radius} 0 1 0 {width} 0a{radius} {radius} 0 1 0 -{width} 0z",
                        y + height / 2
                    );
                }
            }
        }
        format!(
            "<svg class=\"defs\" aria-hidden=\"true\"><symbol id=\"{id}\" viewBox=\"0 0 {width} {height}\"><path class=\"ml\" \
             d=\"{lanes}\"/><path class=\"mf\" d=\"{flows}\"/><path class=\"ms\" d=\"{shapes}\"/></symbol></svg>"
        )
    }

    /// Where the step stands that a finding is about, and the others of its path, each once.
    pub(super) fn of_finding(
        &self,
        step: Option<usize>,
        path: &[usize],
    ) -> (Option<Rect>, Vec<Rect>) {
        let rect_of = |step: usize| {
            let shapes = self.drawing.shapes.iter();
            let mut shapes = shapes.filter(|shape| shape.element == Element::Step(step));
            shapes.next().map(|shape| shape.rect)
        };
        let others = path.iter().filter(|other| Some(**other) != step);
        let mut way = Vec::new();
        for rect in others.filter_map(|step| rect_of(*step)) {
            if !way.contains(&rect) {
                way.push(rect);
            }
        }
        (step.and_then(rect_of), way)
    }

    /// The small drawing with the steps of a finding marked: the one it is about, and those of its path. Nothing where it is
    /// about none.
    pub(super) fn small(
        &self,
        symbol: &str,
        step: Option<usize>,
        path: &[usize],
        grade: Grade,
    ) -> String {
        let mut marks = String::new();
        let mut mark = |class: &str, rect: Rect, by: i32| {
            let _ = write!(
                marks,
                "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                rect.x - by,
                rect.y - by,
                rect.width + 2 * by,
                rect.height + 2 * by
            );
        };
        let (here, way) = self.of_finding(step, path);
        for rect in way {
            mark("way", rect, 4);
        }
        if let Some(rect) = here {
            mark(&format!("here {}", grade.name()), rect, 6);
        }
        if marks.is_empty() {
            return marks;
        }
        let Drawing { width, height, .. } = self.drawing;
        format!(
            "<svg class=\"small\" viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\"><use href=\"#{symbol}\"/>{marks}</svg>"
        )
    }
}

fn outline(path: &mut String, rect: Rect) {
    let Rect {
        x,
        y,
        width,
        height,
    } = rect;
    let _ = write!(path, "M{x} {y}h{width}v{height}h-{width}z");
}

/// The mark of each step: the gravest grade, and what was found.
pub(super) fn marks(view: &View<'_>, entries: &[usize]) -> BTreeMap<usize, Mark> {
    let mut by_step: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in entries {
        if let Some(step) = view.entries.get(*index).and_then(|entry| entry.step) {
            by_step.entry(step).or_default().push(*index);
        }
    }
    by_step
        .into_iter()
        .filter_map(|(step, found)| {
            let found: Vec<_> = found
                .iter()
                .filter_map(|index| view.entries.get(*index))
                .collect();
            let gravest = found.iter().max_by_key(|entry| entry.reported.grade)?;
            let text = if found.len() == 1 {
                Localized::same(gravest.message.as_str())
            } else {
                findings(found.len(), &gravest.message)
            };
            let mark = Mark {
                form: mark_form(gravest.reported.grade),
                word: short_word(gravest.reported.grade, view.lang).to_owned(),
                text: text.in_lang(view.lang).to_owned(),
            };
            Some((step, mark))
        })
        .collect()
}

/// How a grade is marked.
pub(super) const fn mark_form(grade: Grade) -> MarkForm {
    match grade {
        Grade::Major => MarkForm::Major,
        Grade::Minor => MarkForm::Minor,
        Grade::Observation => MarkForm::Observation,
    }
}

/// A grade in one word, for a mark.
const fn short_word(grade: Grade, lang: Lang) -> &'static str {
    let words = super::vocabulary::Words::of(lang);
    match grade {
        Grade::Major => words.major,
        Grade::Minor => words.minor,
        Grade::Observation => words.observation,
    }
}
