//! How a drawing looks, whoever draws it: which outline each shape has, where arrow heads and marks go.
//!
//! It knows neither colours nor a file format; a [`Painter`] gives every [`Look`] its form there. So the page and the printed
//! report show the same drawing.

use std::collections::BTreeMap;

use super::geometry::{Drawing, Edge, Element, Point, Rect, Shape, ShapeKind, TextBlock, TextRole};
use super::text::width;
use crate::workflow::graph::Route;

/// How serious what is marked is: it decides the form of the mark, not only its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkForm {
    /// An octagon, thick border.
    Major,
    /// A triangle, dashed border.
    Minor,
    /// A disc, dotted border.
    Observation,
}

/// A mark on a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its form.
    pub form: MarkForm,
    /// The word on it: the grade in the reader's language.
    pub word: String,
    /// What is read out with the step: one sentence.
    pub text: String,
}

/// What something in a drawing is; it decides its colours and lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The ground.
    Paper,
    /// A lane; every other one differs a little.
    Lane {
        /// Whether it is one of the others.
        even: bool,
    },
    /// The title of a lane.
    Title,
    /// The line of a flow.
    Flow,
    /// Its arrow head.
    Head,
    /// A step.
    Task,
    /// A step in which another process runs.
    Call,
    /// A gateway.
    Gateway,
    /// The sign in it.
    Sign,
    /// A start.
    Start,
    /// An end.
    End,
    /// The dot in an end that ends everything.
    Dot,
    /// An event.
    Event,
    /// A link to another row.
    Link,
    /// The ground of a mark.
    Pill,
    /// Its form.
    Form,
    /// A step on a timeline.
    Bar,
    /// One on the longest path.
    CriticalBar,
    /// How much a step may slip.
    Slack,
    /// From one step of the longest path to the next.
    Chain,
    /// The line of the limit.
    Limit,
    /// What lies behind the limit.
    Over,
    /// A line of the scale.
    Tick,
}

impl Look {
    /// Its classes in SVG.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Lane { even: false } => "lane",
            Self::Lane { even: true } => "lane even",
            Self::Title => "title",
            Self::Flow => "flow",
            Self::Head => "head",
            Self::Task => "task",
            Self::Call => "task call",
            Self::Gateway => "gateway",
            Self::Sign => "sign",
            Self::Start => "start",
            Self::End => "end",
            Self::Dot => "dot",
            Self::Event => "event",
            Self::Link => "link",
            Self::Pill => "pill",
            Self::Form => "form",
            Self::Bar => "bar",
            Self::CriticalBar => "bar crit",
            Self::Slack => "slack",
            Self::Chain => "chain",
            Self::Limit => "limit",
            Self::Over => "over",
            Self::Tick => "tick",
        }
    }
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextLook {
    /// A text of the drawing.
    Role(TextRole),
    /// The word of a mark.
    Mark,
}

impl TextLook {
    /// Its class in SVG.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Role(TextRole::Heading) => "heading",
            Self::Role(TextRole::Subheading) => "subheading",
            Self::Role(TextRole::Lane) => "lane-name",
            Self::Role(TextRole::LaneUnit) => "lane-unit",
            Self::Role(TextRole::Name) => "name",
            Self::Role(TextRole::Number) => "number",
            Self::Role(TextRole::Note) => "note",
            Self::Role(TextRole::Condition) => "condition",
            Self::Mark => "mark",
        }
    }
}

/// A part of an outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Begin here.
    To(Point),
    /// A straight line.
    Line(Point),
    /// A bend: towards the first point, to the second.
    Bend(Point, Point),
    /// Back to the beginning.
    Close,
}

/// Who draws.
pub trait Painter {
    /// A rectangle with round corners.
    fn rect(&mut self, look: Look, rect: Rect, radius: i32);
    /// A circle.
    fn circle(&mut self, look: Look, centre: Point, radius: i32);
    /// An outline or a line.
    fn path(&mut self, look: Look, way: &[Move]);
    /// Lines of text, each with the point where its base line begins, or its middle.
    fn text(&mut self, look: TextLook, centred: bool, lines: &[(Point, &str)]);
    /// What follows belongs to a shape.
    fn begin(&mut self, shape: &Shape, mark: Option<&Mark>);
    /// The shape is complete.
    fn end(&mut self);
}

/// Draw. O(size of the drawing).
pub fn paint(drawing: &Drawing, marks: &BTreeMap<usize, Mark>, painter: &mut dyn Painter) {
    let ground = Rect {
        x: 0,
        y: 0,
        width: drawing.width,
        height: drawing.height,
    };
    painter.rect(Look::Paper, ground, 0);
    for text in &drawing.heading {
        paint_text(painter, text);
    }
    for lane in &drawing.lanes {
        let even = lane.number % 2 == 1;
        painter.rect(Look::Lane { even }, lane.rect, 0);
        let title = Rect {
            width: lane.title_width,
            ..lane.rect
        };
        painter.rect(Look::Title, title, 0);
        for text in &lane.texts {
            paint_text(painter, text);
        }
    }
    for edge in &drawing.edges {
        paint_edge(painter, edge);
    }
    for label in &drawing.labels {
        paint_text(painter, label);
    }
    for shape in &drawing.shapes {
        let mark = match shape.element {
            Element::Step(step) => marks.get(&step),
            _ => None,
        };
        painter.begin(shape, mark);
        paint_outline(painter, shape);
        for text in &shape.texts {
            paint_text(painter, text);
        }
        if let Some(mark) = mark {
            paint_mark(painter, shape.rect, mark);
        }
        painter.end();
    }
}

/// Draw lines of text in their rectangle.
pub(super) fn paint_text(painter: &mut dyn Painter, text: &TextBlock) {
    let font = text.role.font();
    let x = if text.centred {
        text.rect.x + text.rect.width / 2
    } else {
        text.rect.x
    };
    // Letters sit on a line at about four fifths of the type size.
    let first = text.rect.y + (font.line - font.size) / 2 + font.size * 4 / 5;
    let bases = (0..).map(|line| Point {
        x,
        y: first + line * font.line,
    });
    let lines: Vec<(Point, &str)> = bases.zip(text.lines.iter().map(String::as_str)).collect();
    painter.text(TextLook::Role(text.role), text.centred, &lines);
}

/// Radius of the bends of a flow.
const BEND: i32 = 5;
/// Length of an arrow head.
const HEAD: i32 = 9;

fn paint_edge(painter: &mut dyn Painter, edge: &Edge) {
    let [.., before, end] = edge.points.as_slice() else {
        return;
    };
    let Some(start) = edge.points.first() else {
        return;
    };
    let mut way = vec![Move::To(*start)];
    for corner in edge.points.windows(3) {
        let [a, b, c] = corner else { continue };
        way.push(Move::Line(towards(*b, *a, BEND)));
        way.push(Move::Bend(*b, towards(*b, *c, BEND)));
    }
    way.push(Move::Line(towards(*end, *before, HEAD - 2)));
    painter.path(Look::Flow, &way);
    let base = towards(*end, *before, HEAD);
    let (dx, dy) = if before.y == end.y { (0, 4) } else { (4, 0) };
    let beside = |sign: i32| Point {
        x: base.x + sign * dx,
        y: base.y + sign * dy,
    };
    painter.path(
        Look::Head,
        &[
            Move::To(*end),
            Move::Line(beside(-1)),
            Move::Line(beside(1)),
            Move::Close,
        ],
    );
}

/// The point at a distance from `a` on the way to `b`, at most half-way.
fn towards(a: Point, b: Point, distance: i32) -> Point {
    let step = |a: i32, b: i32| {
        let way = b - a;
        way.signum() * distance.min(way.abs() / 2)
    };
    Point {
        x: a.x + step(a.x, b.x),
        y: a.y + step(a.y, b.y),
    }
}

fn paint_outline(painter: &mut dyn Painter, shape: &Shape) {
    let centre = shape.rect.centre();
    let radius = shape.rect.width / 2;
    match shape.kind {
        ShapeKind::Start => painter.circle(Look::Start, centre, radius),
        ShapeKind::End => painter.circle(Look::End, centre, radius - 1),
        ShapeKind::Terminate => {
            painter.circle(Look::End, centre, radius - 1);
            painter.circle(Look::Dot, centre, radius - 6);
        }
        ShapeKind::Event => {
            painter.circle(Look::Event, centre, radius);
            painter.circle(Look::Event, centre, radius - 4);
        }
        ShapeKind::Link => painter.circle(Look::Link, centre, radius),
        ShapeKind::Task => painter.rect(Look::Task, shape.rect, 8),
        ShapeKind::Call => painter.rect(Look::Call, shape.rect, 8),
        ShapeKind::Gateway(route) => paint_gateway(painter, shape.rect, route),
    }
}

fn paint_gateway(painter: &mut dyn Painter, rect: Rect, route: Route) {
    let Point { x, y } = rect.centre();
    let at = |x: i32, y: i32| Point { x, y };
    painter.path(
        Look::Gateway,
        &[
            Move::To(at(rect.x, y)),
            Move::Line(at(x, rect.y)),
            Move::Line(at(rect.right(), y)),
            Move::Line(at(x, rect.bottom())),
            Move::Close,
        ],
    );
    let cross = |a: Point, b: Point, c: Point, d: Point| {
        [Move::To(a), Move::Line(b), Move::To(c), Move::Line(d)]
    };
    match route {
        Route::One => {
            let (left, right, above, below) = (x - 6, x + 6, y - 6, y + 6);
            let sign = cross(
                at(left, above),
                at(right, below),
                at(left, below),
                at(right, above),
            );
            painter.path(Look::Sign, &sign);
        }
        Route::All => {
            let sign = cross(at(x - 9, y), at(x + 9, y), at(x, y - 9), at(x, y + 9));
            painter.path(Look::Sign, &sign);
        }
        Route::Any => painter.circle(Look::Sign, at(x, y), 8),
    }
}

/// A mark on the upper border of a box, on the right: form and word.
fn paint_mark(painter: &mut dyn Painter, shape: Rect, mark: &Mark) {
    let wide = width(&mark.word, TextRole::Number.font()) + 24;
    let pill = Rect {
        x: shape.right() - wide + 4,
        y: shape.y - 9,
        width: wide,
        height: 18,
    };
    painter.rect(Look::Pill, pill, 9);
    let (x, y) = (pill.x + 11, pill.y + 9);
    let outline = |corners: &[(i32, i32)]| {
        let mut way: Vec<Move> = corners
            .iter()
            .map(|(dx, dy)| {
                Move::Line(Point {
                    x: x + dx,
                    y: y + dy,
                })
            })
            .collect();
        if let Some(Move::Line(first)) = way.first().copied() {
            way.splice(..1, [Move::To(first)]);
        }
        way.push(Move::Close);
        way
    };
    match mark.form {
        MarkForm::Major => painter.path(
            Look::Form,
            &outline(&[
                (-2, -5),
                (3, -5),
                (6, -2),
                (6, 2),
                (3, 5),
                (-2, 5),
                (-5, 2),
                (-5, -2),
            ]),
        ),
        MarkForm::Minor => painter.path(Look::Form, &outline(&[(0, -5), (6, 5), (-6, 5)])),
        MarkForm::Observation => painter.circle(Look::Form, Point { x, y }, 4),
    }
    let word = Point { x: x + 9, y: y + 4 };
    painter.text(TextLook::Mark, false, &[(word, mark.word.as_str())]);
}
