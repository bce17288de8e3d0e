//! A drawing as SVG that stands alone: no script, no reference to anything outside, every text escaped.
//!
//! Colours follow the reader's light or dark scheme; nothing is told by colour alone. Each step is an element whose id is
//! the step's id, so that a link can point at it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::diagram::link_letter;
use super::geometry::{Drawing, Element, Point, Rect, Shape, ShapeKind, TextBlock, TextRole};
use super::paint::{Look, Mark, MarkForm, Move, Painter, TextLook, paint};
use crate::messages::{Lang, Localized};
use crate::model::process::Process;
use crate::texts;

/// The style of a drawing. A page that holds several drawings may state it once and leave it out of each.
pub const STYLE: &str = include_str!("style.css");

/// How to write a drawing.
#[derive(Clone, Debug)]
pub struct SvgOptions<'a> {
    /// The language of what is read out.
    pub lang: Lang,
    /// Stands before every element id; makes them unique where a page holds several drawings.
    pub id_prefix: &'a str,
    /// Whether [`STYLE`] is written into the drawing.
    pub style: bool,
    /// Whether the steps are read out one after the other; a page that lists them beside the drawing need not say them twice, and
    /// names them on the drawing only where they are marked.
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
    let mut pen = Pen {
        out,
        process,
        options,
    };
    paint(drawing, &options.marks, &mut pen);
    let mut out = pen.out;
    out.push_str("</svg>\n");
    out
}

pub(super) fn put(out: &mut String, arguments: std::fmt::Arguments<'_>) {
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

/// Writes what is painted.
struct Pen<'a> {
    out: String,
    process: &'a Process,
    options: &'a SvgOptions<'a>,
}

impl Painter for Pen<'_> {
    fn rect(&mut self, look: Look, rect: Rect, radius: i32) {
        write_rect(&mut self.out, look, rect, radius);
    }

    fn circle(&mut self, look: Look, centre: Point, radius: i32) {
        write_circle(&mut self.out, look, centre, radius);
    }

    fn path(&mut self, look: Look, way: &[Move]) {
        write_path(&mut self.out, look, way);
    }

    fn text(&mut self, look: TextLook, centred: bool, lines: &[(Point, &str)]) {
        write_text(&mut self.out, look, centred, lines);
    }

    fn begin(&mut self, shape: &Shape, mark: Option<&Mark>) {
        let out = &mut self.out;
        let Element::Step(step) = shape.element else {
            out.push_str("<g>");
            let title = match shape.element {
                Element::LinkTo(number) => goes_on(&link_letter(number)),
                Element::LinkFrom(number) => comes_from(&link_letter(number)),
                _ => Localized::default(),
            };
            let title = title.in_lang(self.options.lang);
            if !title.is_empty() {
                put(out, format_args!("<title>{}</title>", escape(title)));
            }
            return;
        };
        let id = element_id(self.options.id_prefix, self.process.step_id(step).as_str());
        let form = mark.map_or("", |mark| match mark.form {
            MarkForm::Major => " major",
            MarkForm::Minor => " minor",
            MarkForm::Observation => " observation",
        });
        put(
            out,
            format_args!("<g class=\"step{form}\" id=\"{}\">", escape(&id)),
        );
        if mark.is_none() && !self.options.description {
            return;
        }
        let mut title = self.process.step_label(step);
        if let Some(mark) = mark {
            put(&mut title, format_args!(" – {}: {}", mark.word, mark.text));
        }
        put(out, format_args!("<title>{}</title>\n", escape(&title)));
    }

    fn end(&mut self) {
        self.out.push_str("</g>\n");
    }
}

/// Writes what is painted outside a process.
struct Bare<'a>(&'a mut String);

impl Painter for Bare<'_> {
    fn rect(&mut self, look: Look, rect: Rect, radius: i32) {
        write_rect(self.0, look, rect, radius);
    }

    fn circle(&mut self, look: Look, centre: Point, radius: i32) {
        write_circle(self.0, look, centre, radius);
    }

    fn path(&mut self, look: Look, way: &[Move]) {
        write_path(self.0, look, way);
    }

    fn text(&mut self, look: TextLook, centred: bool, lines: &[(Point, &str)]) {
        write_text(self.0, look, centred, lines);
    }

    fn begin(&mut self, _: &Shape, _: Option<&Mark>) {}

    fn end(&mut self) {}
}

/// Write something that is painted and is no drawing of a process.
pub(super) fn paint_svg(out: &mut String, paint: impl FnOnce(&mut dyn Painter)) {
    paint(&mut Bare(out));
}

fn write_rect(out: &mut String, look: Look, rect: Rect, radius: i32) {
    let Rect {
        x,
        y,
        width,
        height,
    } = rect;
    put(
        out,
        format_args!(
            "<rect class=\"{}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"",
            look.class()
        ),
    );
    if radius > 0 {
        put(out, format_args!(" rx=\"{radius}\""));
    }
    out.push_str("/>\n");
}

fn write_circle(out: &mut String, look: Look, centre: Point, radius: i32) {
    let Point { x, y } = centre;
    put(
        out,
        format_args!(
            "<circle class=\"{}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>\n",
            look.class()
        ),
    );
}

fn write_path(out: &mut String, look: Look, way: &[Move]) {
    put(out, format_args!("<path class=\"{}\" d=\"", look.class()));
    let mut last = Point::default();
    for part in way {
        match *part {
            Move::To(to) => put(out, format_args!("M{} {}", to.x, to.y)),
            Move::Line(to) if to.y == last.y => put(out, format_args!("H{}", to.x)),
            Move::Line(to) if to.x == last.x => put(out, format_args!("V{}", to.y)),
            Move::Line(to) => put(out, format_args!("L{} {}", to.x, to.y)),
            Move::Bend(over, to) => put(
                out,
                format_args!("Q{} {} {} {}", over.x, over.y, to.x, to.y),
            ),
            Move::Close => out.push('Z'),
        }
        if let Move::To(to) | Move::Line(to) | Move::Bend(_, to) = *part {
            last = to;
        }
    }
    out.push_str("\"/>\n");
}

fn write_text(out: &mut String, look: TextLook, centred: bool, lines: &[(Point, &str)]) {
    let class = look.class();
    let middle = if centred { " mid" } else { "" };
    if let [(Point { x, y }, line)] = lines {
        put(
            out,
            format_args!(
                "<text class=\"{class}{middle}\" x=\"{x}\" y=\"{y}\">{}</text>\n",
                escape(line)
            ),
        );
        return;
    }
    put(out, format_args!("<text class=\"{class}{middle}\">"));
    for (Point { x, y }, line) in lines {
        put(
            out,
            format_args!("<tspan x=\"{x}\" y=\"{y}\">{}</tspan>", escape(line)),
        );
    }
    out.push_str("</text>\n");
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
