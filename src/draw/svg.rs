//! A drawing as SVG that stands alone: no script, no reference to anything outside, every text escaped.
//!
//! Colours follow the reader's light or dark scheme; nothing is told by colour alone. Each step is an element whose id is
//! the step's id, so that a link can point at it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::diagram::link_letter;
use super::geometry::{Drawing, Edge, Element, Point, Rect, Shape, ShapeKind, TextBlock, TextRole};
use super::text::width;
use crate::messages::{Lang, Localized};
use crate::model::process::Process;
use crate::texts;
use crate::workflow::graph::Route;

/// The style of a drawing. A page that holds several drawings may state it once and leave it out of each.
pub const STYLE: &str = include_str!("style.css");

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

/// How to write a drawing.
#[derive(Clone, Debug)]
pub struct SvgOptions<'a> {
    /// The language of what is read out.
    pub lang: Lang,
    /// Stands before every element id; makes them unique where a page holds several drawings.
    pub id_prefix: &'a str,
    /// Whether [`STYLE`] is written into the drawing.
    pub style: bool,
    /// Whether the steps are read out one after the other; a page that lists them beside the drawing need not say them twice.
    pub description: bool,
    /// Marks by index of step.
    pub marks: BTreeMap<usize, Mark>,
}

impl Default for SvgOptions<'_> {
    fn default() -> Self {
        Self {
            lang: Lang::En,
            id_prefix: "",
            style: true,
            description: true,
            marks: BTreeMap::new(),
        }
    }
}

texts! {
    /// The title of a drawing of a process without a name.
    fn flow_diagram() { en: "Flow diagram", vi: "Lưu đồ" }
    /// One step read out.
    fn step_read_out(name: &str, lane: &str) { en: "{name} ({lane})", vi: "{name} ({lane})" }
    /// A link to another row of the drawing.
    fn goes_on(letter: &str) { en: "goes on at {letter}", vi: "tiếp tục tại {letter}" }
    /// A link from another row of the drawing.
    fn comes_from(letter: &str) { en: "comes from {letter}", vi: "tiếp từ {letter}" }
    /// What the drawing shows, read out.
    fn read_out(lanes: usize, steps: &str) {
        en: "Flow diagram with {lanes} lanes. Steps: {steps}.",
        vi: "Lưu đồ gồm {lanes} làn. Các bước: {steps}.",
    }
}

/// The id of a step's element. White space, which an id may not hold, becomes `-`.
pub fn element_id(prefix: &str, step: &str) -> String {
    let step: Vec<&str> = step.split_whitespace().collect();
    format!("{prefix}{}", step.join("-"))
}

/// Write a drawing of a process. O(size of the output).
pub fn svg(drawing: &Drawing, process: &Process, options: &SvgOptions<'_>) -> String {
    let mut out = String::new();
    let (wide, high) = (drawing.width, drawing.height);
    let (title, description) = (
        format!("{}drawing-title", options.id_prefix),
        format!("{}drawing-description", options.id_prefix),
    );
    put(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qd\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" \
         height=\"{high}\" role=\"img\" aria-labelledby=\"{}{}\">\n",
            escape(&title),
            if options.description {
                format!(" {}", escape(&description))
            } else {
                String::new()
            },
        ),
    );
    let name = process.process.name.as_ref();
    let name = name.map_or_else(
        || flow_diagram().in_lang(options.lang).to_owned(),
        |name| name.value.clone(),
    );
    put(
        &mut out,
        format_args!(
            "<title id=\"{}\">{}</title>\n",
            escape(&title),
            escape(&name)
        ),
    );
    if options.description {
        put(
            &mut out,
            format_args!(
                "<desc id=\"{}\">{}</desc>\n",
                escape(&description),
                escape(&describe(drawing, options.lang)),
            ),
        );
    }
    if options.style {
        put(&mut out, format_args!("<style>{STYLE}</style>\n"));
    }
    put(
        &mut out,
        format_args!("<rect class=\"paper\" width=\"{wide}\" height=\"{high}\"/>\n"),
    );
    for text in &drawing.heading {
        write_text(&mut out, text);
    }
    for lane in &drawing.lanes {
        let even = if lane.number % 2 == 1 { " even" } else { "" };
        rect(&mut out, &format!("lane{even}"), lane.rect, 0);
        let title = Rect {
            width: lane.title_width,
            ..lane.rect
        };
        rect(&mut out, "title", title, 0);
        for text in &lane.texts {
            write_text(&mut out, text);
        }
    }
    for edge in &drawing.edges {
        write_edge(&mut out, edge);
    }
    for label in &drawing.labels {
        write_text(&mut out, label);
    }
    for shape in &drawing.shapes {
        write_shape(&mut out, shape, process, options);
    }
    out.push_str("</svg>\n");
    out
}

fn put(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(arguments);
}

/// The steps in reading order, with their lanes.
fn describe(drawing: &Drawing, lang: Lang) -> String {
    let joined = |texts: &[TextBlock], role: TextRole| {
        let lines: Vec<&str> = texts
            .iter()
            .filter(|text| text.role == role)
            .flat_map(|text| text.lines.iter().map(String::as_str))
            .collect();
        lines.join(" ")
    };
    let mut steps: Vec<(usize, String)> = drawing
        .shapes
        .iter()
        .filter(|shape| matches!(shape.kind, ShapeKind::Task | ShapeKind::Call))
        .filter_map(|shape| {
            let Element::Step(step) = shape.element else {
                return None;
            };
            let role = drawing
                .lanes
                .get(shape.lane)
                .map_or_else(String::new, |lane| joined(&lane.texts, TextRole::Lane));
            let name = joined(&shape.texts, TextRole::Name);
            Some((step, step_read_out(&name, &role).in_lang(lang).to_owned()))
        })
        .collect();
    steps.sort();
    let steps: Vec<String> = steps.into_iter().map(|(_, step)| step).collect();
    let mut lanes: Vec<usize> = drawing.lanes.iter().map(|lane| lane.number).collect();
    lanes.sort_unstable();
    lanes.dedup();
    read_out(lanes.len(), &steps.join("; "))
        .in_lang(lang)
        .to_owned()
}

fn rect(out: &mut String, class: &str, rect: Rect, radius: i32) {
    let Rect {
        x,
        y,
        width,
        height,
    } = rect;
    put(
        out,
        format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\"/>\n"
        ),
    );
}

const fn class(role: TextRole) -> &'static str {
    match role {
        TextRole::Heading => "heading",
        TextRole::Subheading => "subheading",
        TextRole::Lane => "lane-name",
        TextRole::LaneUnit => "lane-unit",
        TextRole::Name => "name",
        TextRole::Number => "number",
        TextRole::Note => "note",
        TextRole::Condition => "condition",
    }
}

fn write_text(out: &mut String, text: &TextBlock) {
    let font = text.role.font();
    let (x, anchor) = if text.centred {
        (text.rect.x + text.rect.width / 2, " text-anchor=\"middle\"")
    } else {
        (text.rect.x, "")
    };
    // Letters sit on a line at about four fifths of the type size.
    let first = text.rect.y + (font.line - font.size) / 2 + font.size * 4 / 5;
    put(
        out,
        format_args!("<text class=\"{}\"{anchor}>", class(text.role)),
    );
    for (line, y) in text
        .lines
        .iter()
        .zip((0..).map(|line| first + line * font.line))
    {
        put(
            out,
            format_args!("<tspan x=\"{x}\" y=\"{y}\">{}</tspan>", escape(line)),
        );
    }
    out.push_str("</text>\n");
}

/// Radius of the bends of a flow.
const BEND: i32 = 5;
/// Length of an arrow head.
const HEAD: i32 = 9;

fn write_edge(out: &mut String, edge: &Edge) {
    let [.., before, end] = edge.points.as_slice() else {
        return;
    };
    let Some(start) = edge.points.first() else {
        return;
    };
    let mut path = format!("M{} {}", start.x, start.y);
    for corner in edge.points.windows(3) {
        let [a, b, c] = corner else { continue };
        let (into, out_of) = (towards(*b, *a, BEND), towards(*b, *c, BEND));
        put(
            &mut path,
            format_args!(
                "L{} {}Q{} {} {} {}",
                into.x, into.y, b.x, b.y, out_of.x, out_of.y
            ),
        );
    }
    let neck = towards(*end, *before, HEAD - 2);
    put(&mut path, format_args!("L{} {}", neck.x, neck.y));
    put(out, format_args!("<path class=\"flow\" d=\"{path}\"/>\n"));
    let base = towards(*end, *before, HEAD);
    let (dx, dy) = if before.y == end.y { (0, 4) } else { (4, 0) };
    put(
        out,
        format_args!(
            "<path class=\"head\" d=\"M{} {}L{} {}L{} {}Z\"/>\n",
            end.x,
            end.y,
            base.x - dx,
            base.y - dy,
            base.x + dx,
            base.y + dy
        ),
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

fn write_shape(out: &mut String, shape: &Shape, process: &Process, options: &SvgOptions<'_>) {
    let step = match shape.element {
        Element::Step(step) => Some(step),
        _ => None,
    };
    let mark = step.and_then(|step| options.marks.get(&step));
    if let Some(step) = step {
        let id = element_id(options.id_prefix, process.step_id(step).as_str());
        let form = mark.map_or("", |mark| match mark.form {
            MarkForm::Major => " major",
            MarkForm::Minor => " minor",
            MarkForm::Observation => " observation",
        });
        put(
            out,
            format_args!("<g class=\"step{form}\" id=\"{}\">", escape(&id)),
        );
        let mut title = process.step_label(step);
        if let Some(mark) = mark {
            put(&mut title, format_args!(" – {}: {}", mark.word, mark.text));
        }
        put(out, format_args!("<title>{}</title>\n", escape(&title)));
    } else {
        out.push_str("<g>");
        let title = match shape.element {
            Element::LinkTo(number) => goes_on(&link_letter(number)),
            Element::LinkFrom(number) => comes_from(&link_letter(number)),
            _ => Localized::default(),
        };
        let title = title.in_lang(options.lang);
        if !title.is_empty() {
            put(out, format_args!("<title>{}</title>", escape(title)));
        }
    }
    write_outline(out, shape);
    for text in &shape.texts {
        write_text(out, text);
    }
    if let Some(mark) = mark {
        write_mark(out, shape.rect, mark);
    }
    out.push_str("</g>\n");
}

fn write_outline(out: &mut String, shape: &Shape) {
    let Point { x, y } = shape.rect.centre();
    let radius = shape.rect.width / 2;
    let mut circle = |class: &str, radius: i32| {
        put(
            out,
            format_args!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>\n"),
        );
    };
    match shape.kind {
        ShapeKind::Start => circle("start", radius),
        ShapeKind::End => circle("end", radius - 1),
        ShapeKind::Terminate => {
            circle("end", radius - 1);
            circle("dot", radius - 6);
        }
        ShapeKind::Event => {
            circle("event", radius);
            circle("event", radius - 4);
        }
        ShapeKind::Link => circle("link", radius),
        ShapeKind::Task => rect(out, "task", shape.rect, 8),
        ShapeKind::Call => rect(out, "task call", shape.rect, 8),
        ShapeKind::Gateway(route) => {
            let (left, right) = (shape.rect.x, shape.rect.right());
            let (top, bottom) = (shape.rect.y, shape.rect.bottom());
            put(
                out,
                format_args!(
                    "<path class=\"gateway\" d=\"M{left} {y}L{x} {top}L{right} {y}L{x} {bottom}Z\"/>\n"
                ),
            );
            match route {
                Route::One => put(
                    out,
                    format_args!(
                        "<path class=\"sign\" d=\"M{} {}L{} {}M{} {}L{} {}\"/>\n",
                        x - 6,
                        y - 6,
                        x + 6,
                        y + 6,
                        x - 6,
                        y + 6,
                        x + 6,
                        y - 6
                    ),
                ),
                Route::All => put(
                    out,
                    format_args!(
                        "<path class=\"sign\" d=\"M{} {y}L{} {y}M{x} {}L{x} {}\"/>\n",
                        x - 9,
                        x + 9,
                        y - 9,
                        y + 9
                    ),
                ),
                Route::Any => put(
                    out,
                    format_args!("<circle class=\"sign\" cx=\"{x}\" cy=\"{y}\" r=\"8\"/>\n"),
                ),
            }
        }
    }
}

/// A mark on the upper border of a box, on the right: form and word.
fn write_mark(out: &mut String, shape: Rect, mark: &Mark) {
    let font = TextRole::Number.font();
    let wide = width(&mark.word, font) + 24;
    let x = shape.right() - wide + 4;
    let y = shape.y - 9;
    let pill = Rect {
        x,
        y,
        width: wide,
        height: 18,
    };
    rect(out, "pill", pill, 9);
    let (x, y) = (x + 11, y + 9);
    match mark.form {
        MarkForm::Major => put(
            out,
            format_args!(
                "<path class=\"form\" d=\"M{} {}h5l3 3v4l-3 3h-5l-3 -3v-4z\"/>",
                x - 2,
                y - 5
            ),
        ),
        MarkForm::Minor => put(
            out,
            format_args!("<path class=\"form\" d=\"M{x} {}l6 10h-12z\"/>", y - 5),
        ),
        MarkForm::Observation => put(
            out,
            format_args!("<circle class=\"form\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/>"),
        ),
    }
    put(
        out,
        format_args!(
            "<text class=\"mark\" x=\"{}\" y=\"{}\">{}</text>\n",
            x + 9,
            y + 4,
            escape(&mark.word)
        ),
    );
}

/// A text safe in XML content and attributes. Characters XML 1.0 has no place for become U+FFFD.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(c),
        }
    }
    escaped
}
