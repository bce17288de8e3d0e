//! Drawings on paper: the same outlines as in the page, in lines and greys that print well, as vectors with real text.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::drawing::Drawn;
use super::page::{Area, Op, SIDE, Stroke, Way};
use super::setter::Setter;
use super::text::Ink;
use super::typeface::Typeface;
use crate::draw::geometry::{Drawing, Lane, Point, Rect, Shape, TextBlock, TextRole};
use crate::draw::paint::{Look, Mark, MarkForm, Move, Painter, TextLook, paint};
use crate::draw::timeline::Timeline;

/// Points of a pixel at most: a small drawing is not blown up.
const LARGEST: f32 = 0.72;
/// The most that a drawing beside a finding takes of the page: width and height.
const BESIDE: (f32, f32) = (340.0, 90.0);

/// A drawing without words, small enough to stand beside a finding.
pub(super) struct Outlines {
    drawn: Drawn,
    ops: Arc<Vec<Op>>,
}

impl Outlines {
    /// The outlines of a process.
    pub(super) fn of(drawn: Drawn, typeface: &Typeface) -> Self {
        let mut bare = drawn.drawing().clone();
        bare.heading.clear();
        bare.labels.clear();
        bare.lanes.iter_mut().for_each(|lane| lane.texts.clear());
        bare.shapes.iter_mut().for_each(|shape| shape.texts.clear());
        let mut canvas = Canvas::new(typeface);
        paint(&bare, &BTreeMap::new(), &mut canvas);
        let ops = Arc::new(canvas.ops);
        Self { drawn, ops }
    }
}

impl Setter<'_> {
    /// Set a drawing as wide as the page. One of several rows is cut between them where it does not fit; a row that is higher
    /// than a page gets smaller.
    pub(super) fn drawing(&mut self, drawing: &Drawing, marks: &BTreeMap<usize, Mark>) {
        let fitting = self.width() / pixels(drawing.width.max(1));
        for row in rows(drawing) {
            let high = pixels(row.height.max(1));
            let scale = fitting.min(LARGEST).min(self.height() / high);
            self.need(high * scale);
            let mut canvas = Canvas::new(self.typeface);
            paint(&row, marks, &mut canvas);
            let ops = Arc::new(canvas.ops);
            self.picture(ops, scale, high * scale);
        }
        self.y += 6.0;
    }

    /// Set a timeline.
    pub(super) fn timeline(&mut self, timeline: &Timeline) {
        if timeline.is_empty() {
            return;
        }
        let high = pixels(timeline.height.max(1));
        let scale = self.width() / pixels(timeline.width.max(1));
        let scale = scale.min(LARGEST).min(self.height() / high);
        self.need(high * scale);
        let mut canvas = Canvas::new(self.typeface);
        timeline.paint(&mut canvas);
        self.picture(Arc::new(canvas.ops), scale, high * scale);
        self.y += 4.0;
    }

    /// Set the outlines of a process with the steps of a finding marked: the one it is about in the form of its grade, those of
    /// its path in grey. They lead to the anchor of the whole drawing. Nothing where the finding is about no step.
    pub(super) fn beside(
        &mut self,
        outlines: &Outlines,
        (step, path): (Option<usize>, &[usize]),
        form: MarkForm,
        whole: &str,
    ) {
        let (here, way) = outlines.drawn.of_finding(step, path);
        if here.is_none() && way.is_empty() {
            return;
        }
        let Drawing { width, height, .. } = *outlines.drawn.drawing();
        let (wide, high) = (pixels(width.max(1)), pixels(height.max(1)));
        let scale = (BESIDE.0 / wide).min(BESIDE.1 / high).min(LARGEST);
        self.need(high * scale + 4.0);
        self.y += 4.0;
        // Lines as thick on paper as those of the whole drawing, however small this one is.
        let thicker = LARGEST / scale;
        let passed = way.into_iter();
        let passed = passed.map(|rect| (rect, Stroke::solid(Ink::Grey, 1.4)));
        let marks = passed.chain(here.map(|rect| (rect, mark_stroke(form))));
        let marks = marks.map(|(rect, stroke)| Op::Path {
            way: rounded(rect, 0),
            fill: None,
            stroke: Some(stroke.times(thicker)),
        });
        let (x, y) = (SIDE, self.y);
        for ops in [outlines.ops.clone(), Arc::new(marks.collect())] {
            self.put(Op::Picture { x, y, scale, ops });
        }
        self.put(Op::Link {
            area: Area {
                x,
                y,
                width: wide * scale,
                height: high * scale,
            },
            to: whole.into(),
        });
        self.y += high * scale + 6.0;
    }

    /// Set a picture that is so high on paper.
    fn picture(&mut self, ops: Arc<Vec<Op>>, scale: f32, high: f32) {
        let y = self.y;
        self.put(Op::Picture {
            x: SIDE,
            y,
            scale,
            ops,
        });
        self.y += high;
    }
}

/// Drawings have some thousand pixels; every such number is exact in an `f32`.
#[expect(clippy::cast_precision_loss, reason = "pixels are far below 2²⁴")]
pub(super) const fn pixels(pixels: i32) -> f32 {
    pixels as f32
}

/// The rows of a drawing, each a drawing of its own: lanes that touch belong together.
fn rows(drawing: &Drawing) -> Vec<Drawing> {
    let mut lanes: Vec<&Lane> = drawing.lanes.iter().collect();
    lanes.sort_by_key(|lane| lane.rect.y);
    let mut cuts = Vec::new();
    let mut bottom: Option<i32> = None;
    for lane in lanes {
        if let Some(bottom) = bottom.filter(|bottom| lane.rect.y > *bottom + 1) {
            cuts.push(i32::midpoint(bottom, lane.rect.y));
        }
        bottom = bottom.max(Some(lane.rect.bottom()));
    }
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain([drawing.height]);
    starts
        .zip(ends)
        .map(|(top, bottom)| part(drawing, top, bottom))
        .collect()
}

/// What of a drawing lies between two heights, moved to the top.
fn part(drawing: &Drawing, top: i32, bottom: i32) -> Drawing {
    let inside = |rect: Rect| rect.y >= top && rect.y < bottom;
    let rect = |rect: Rect| Rect {
        y: rect.y - top,
        ..rect
    };
    let text = |text: &TextBlock| TextBlock {
        rect: rect(text.rect),
        ..text.clone()
    };
    let texts = |texts: &[TextBlock]| texts.iter().map(text).collect();
    let labels = drawing.labels.iter();
    let heading = drawing.heading.iter();
    Drawing {
        width: drawing.width,
        height: bottom - top,
        heading: heading.filter(|text| inside(text.rect)).map(text).collect(),
        lanes: drawing
            .lanes
            .iter()
            .filter(|lane| inside(lane.rect))
            .map(|lane| Lane {
                rect: rect(lane.rect),
                texts: texts(&lane.texts),
                ..lane.clone()
            })
            .collect(),
        shapes: drawing
            .shapes
            .iter()
            .filter(|shape| inside(shape.rect))
            .map(|shape| Shape {
                rect: rect(shape.rect),
                texts: texts(&shape.texts),
                ..shape.clone()
            })
            .collect(),
        edges: drawing
            .edges
            .iter()
            .filter(|edge| {
                let first = edge.points.first();
                first.is_some_and(|point| point.y >= top && point.y < bottom)
            })
            .map(|edge| {
                let mut edge = edge.clone();
                for point in &mut edge.points {
                    point.y -= top;
                }
                edge
            })
            .collect(),
        labels: labels.filter(|text| inside(text.rect)).map(text).collect(),
    }
}

/// Gathers what is painted.
struct Canvas<'f> {
    typeface: &'f Typeface,
    ops: Vec<Op>,
    /// The mark of the shape that is being painted.
    form: Option<MarkForm>,
}

impl<'f> Canvas<'f> {
    fn new(typeface: &'f Typeface) -> Self {
        Self {
            typeface,
            ops: Vec::new(),
            form: None,
        }
    }

    /// The fill and the line of what is painted.
    fn look(&self, look: Look) -> (Option<Ink>, Option<Stroke>) {
        let line = |ink: Ink, width: f32| Some(Stroke::solid(ink, width));
        let marked = self.form.map(mark_stroke);
        match look {
            Look::Paper => (Some(Ink::White), None),
            Look::Lane { .. } => (None, line(Ink::Rule, 1.0)),
            Look::Title => (Some(Ink::Shade), line(Ink::Rule, 1.0)),
            Look::Flow => (None, line(Ink::Grey, 1.4)),
            Look::Head => (Some(Ink::Grey), None),
            Look::Task => (Some(Ink::White), marked.or_else(|| line(Ink::Black, 1.5))),
            Look::Call => (Some(Ink::White), marked.or_else(|| line(Ink::Black, 3.5))),
            Look::Gateway | Look::Start | Look::Event => (Some(Ink::White), line(Ink::Black, 1.5)),
            Look::Sign => (None, line(Ink::Black, 2.6)),
            Look::End => (Some(Ink::White), line(Ink::Black, 4.0)),
            Look::Dot => (Some(Ink::Black), None),
            Look::Link => (Some(Ink::Shade), line(Ink::Black, 1.4)),
            Look::Pill => (Some(Ink::White), line(self.mark_ink(), 1.4)),
            Look::Form => (Some(self.mark_ink()), None),
            Look::Bar => (Some(Ink::Rule), line(Ink::Grey, 1.0)),
            Look::CriticalBar => (Some(Ink::Grey), line(Ink::Black, 1.4)),
            Look::Slack => (None, Some(Stroke::dashed(Ink::Grey, 1.6, [3.0, 3.0]))),
            Look::Chain => (None, line(Ink::Black, 1.2)),
            Look::Limit => (None, Some(Stroke::dashed(Ink::Red, 2.0, [7.0, 4.0]))),
            Look::Over => (Some(Ink::Shade), None),
            Look::Tick => (None, line(Ink::Rule, 0.7)),
        }
    }

    const fn mark_ink(&self) -> Ink {
        match self.form {
            Some(MarkForm::Major) => Ink::Red,
            Some(MarkForm::Minor) => Ink::Brown,
            Some(MarkForm::Observation) => Ink::Blue,
            None => Ink::Grey,
        }
    }

    fn put(&mut self, look: Look, way: Vec<Way>) {
        let (fill, stroke) = self.look(look);
        self.ops.push(Op::Path { way, fill, stroke });
    }
}

/// The line around a marked step.
const fn mark_stroke(form: MarkForm) -> Stroke {
    match form {
        MarkForm::Major => Stroke::solid(Ink::Red, 3.0),
        MarkForm::Minor => Stroke::dashed(Ink::Brown, 3.0, [9.0, 3.0]),
        MarkForm::Observation => Stroke::dashed(Ink::Blue, 2.4, [3.0, 3.0]),
    }
}

/// How far the handles of a quarter of a circle reach, in parts of its radius.
const HANDLE: f32 = 0.552_3;

/// A rectangle with round corners.
fn rounded(rect: Rect, radius: i32) -> Vec<Way> {
    let (left, top) = (pixels(rect.x), pixels(rect.y));
    let (right, bottom) = (pixels(rect.right()), pixels(rect.bottom()));
    if radius == 0 {
        return vec![
            Way::Move(left, top),
            Way::Line(right, top),
            Way::Line(right, bottom),
            Way::Line(left, bottom),
            Way::Close,
        ];
    }
    let radius = pixels(radius);
    let near = radius * (1.0 - HANDLE);
    vec![
        Way::Move(left + radius, top),
        Way::Line(right - radius, top),
        Way::Curve(
            [right - near, top],
            [right, top + near],
            [right, top + radius],
        ),
        Way::Line(right, bottom - radius),
        Way::Curve(
            [right, bottom - near],
            [right - near, bottom],
            [right - radius, bottom],
        ),
        Way::Line(left + radius, bottom),
        Way::Curve(
            [left + near, bottom],
            [left, bottom - near],
            [left, bottom - radius],
        ),
        Way::Line(left, top + radius),
        Way::Curve([left, top + near], [left + near, top], [left + radius, top]),
        Way::Close,
    ]
}

impl Painter for Canvas<'_> {
    fn rect(&mut self, look: Look, rect: Rect, radius: i32) {
        self.put(look, rounded(rect, radius));
    }

    fn circle(&mut self, look: Look, centre: Point, radius: i32) {
        let square = Rect {
            x: centre.x - radius,
            y: centre.y - radius,
            width: 2 * radius,
            height: 2 * radius,
        };
        self.put(look, rounded(square, radius));
    }

    fn path(&mut self, look: Look, way: &[Move]) {
        let way = way.iter().map(|part| match *part {
            Move::To(to) => Way::Move(pixels(to.x), pixels(to.y)),
            Move::Line(to) => Way::Line(pixels(to.x), pixels(to.y)),
            Move::Bend(over, to) => Way::Bend(
                [pixels(over.x), pixels(over.y)],
                [pixels(to.x), pixels(to.y)],
            ),
            Move::Close => Way::Close,
        });
        let way = way.collect();
        self.put(look, way);
    }

    fn text(&mut self, look: TextLook, centred: bool, lines: &[(Point, &str)]) {
        let (font, ink) = match look {
            TextLook::Role(role) => (
                role.font(),
                match role {
                    TextRole::Number | TextRole::LaneUnit | TextRole::Subheading => Ink::Grey,
                    TextRole::Note => Ink::Blue,
                    _ => Ink::Black,
                },
            ),
            TextLook::Mark => (TextRole::Number.font(), self.mark_ink()),
        };
        let size = pixels(font.size);
        for (at, line) in lines {
            let text = composed(line);
            let before = if centred {
                self.typeface.width(&text, font.bold, size) / 2.0
            } else {
                0.0
            };
            self.ops.push(Op::Text {
                x: pixels(at.x) - before,
                y: pixels(at.y),
                size,
                bold: font.bold,
                ink,
                text,
            });
        }
    }

    fn begin(&mut self, _: &Shape, mark: Option<&Mark>) {
        self.form = mark.map(|mark| mark.form);
    }

    fn end(&mut self) {
        self.form = None;
    }
}

fn composed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfc().collect()
}
