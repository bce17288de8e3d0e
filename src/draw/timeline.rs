//! A timeline: one bar for each step from its earliest beginning, its room behind it, the limit across, and the longest path
//! through the bars.
//!
//! Times come in as minutes; nothing is computed here but places. Steps that run side by side are bars over the same stretch
//! of time. The same drawing serves `qmslint graph`, the page and the printed report.

use std::collections::BTreeMap;

use super::geometry::{Point, Rect, TextBlock, TextRole};
use super::paint::{Look, Move, Painter, TextLook, paint_text};
use super::svg::{STYLE, escape, paint_svg, put};
use super::text::{height, width, wrap};
use crate::messages::{Lang, Localized};

/// The times of one case.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// What the reader calls the case; empty for the one unnamed case.
    pub title: String,
    /// The steps somebody does, in an order in which they can run.
    pub bars: Vec<Bar>,
    /// The limit in minutes.
    pub limit: Option<i64>,
    /// What the limit is called, with its time.
    pub limit_text: String,
    /// Above or below the limit, in words.
    pub against: String,
    /// Minutes of a day: the step of the scale.
    pub day: i64,
    /// What the scale counts: working days, days.
    pub scale: Localized,
}

/// A step on the timeline.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    /// Index of the step.
    pub step: usize,
    /// The number a reader knows it by.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its time, in words.
    pub time: String,
    /// When it begins at the earliest, in minutes.
    pub begins: i64,
    /// How long it takes, in minutes.
    pub minutes: i64,
    /// By how much it may slip, in minutes.
    pub slack: i64,
    /// Whether it lies on the longest path.
    pub critical: bool,
}

impl Bar {
    const fn ends(&self) -> i64 {
        self.begins.saturating_add(self.minutes)
    }
}

/// How much is written beside the bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Names and times: the drawing stands alone.
    Full,
    /// Numbers only: a table beside the drawing says the rest.
    Numbers,
}

/// A laid-out timeline.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// Width in pixels.
    pub width: i32,
    /// Height in pixels.
    pub height: i32,
    items: Vec<Item>,
}

#[derive(Clone, Debug)]
enum Item {
    Rect(Look, Rect),
    Path(Look, Vec<Move>),
    Text(TextBlock),
    /// Short texts of one look, each centred at a point of its base line.
    Scattered(Vec<(Point, String)>),
}

crate::texts! {
    fn legend_critical() { en: "on the longest path", vi: "trên đường dài nhất" }
    fn legend_other() { en: "other step", vi: "bước khác" }
    fn legend_slack() { en: "how much it may slip", vi: "thời gian dự trữ" }
    fn hours() { en: "hours", vi: "giờ" }
    fn title(name: &str) { en: "Timeline: {name}", vi: "Tiến độ: {name}" }
}

/// Width of the part with the bars.
const CHART: i32 = 620;
/// Width of the names.
const NAMES: i32 = 270;
/// Width of numbers alone.
const NUMBERS: i32 = 40;
/// Width of the times.
const TIMES: i32 = 170;
/// Room at the edges.
const EDGE: i32 = 14;
/// Height of a bar.
const BAR: i32 = 14;
/// Least height of a row.
const ROW: i32 = 22;
/// Lines of the scale at most.
const TICKS: i64 = 12;

impl Timeline {
    /// Lay out the cases of a process one under the other; cases without times are left out. O(steps).
    pub fn of(heading: Option<&str>, courses: &[Course], detail: Detail, lang: Lang) -> Self {
        let left = match detail {
            Detail::Full => EDGE + NAMES,
            Detail::Numbers => NUMBERS,
        };
        let right = match detail {
            Detail::Full => TIMES,
            Detail::Numbers => EDGE,
        };
        let mut setter = Setter {
            line: Self {
                width: left + CHART + right,
                height: EDGE,
                items: Vec::new(),
            },
            left,
            detail,
            lang,
        };
        if let Some(heading) = heading {
            let room = setter.line.width - 2 * EDGE;
            setter.text(TextRole::Heading, EDGE, room, heading);
            setter.line.height += 8;
        }
        for course in courses.iter().filter(|course| course.end() > 0) {
            setter.course(course);
        }
        if detail == Detail::Full && !setter.line.items.is_empty() {
            setter.legend();
        }
        setter.line
    }

    /// Whether there is nothing to see.
    pub const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Draw. O(size of the drawing).
    pub fn paint(&self, painter: &mut dyn Painter) {
        let ground = Rect {
            x: 0,
            y: 0,
            width: self.width,
            height: self.height,
        };
        painter.rect(Look::Paper, ground, 0);
        for item in &self.items {
            match item {
                Item::Rect(look, rect) => painter.rect(*look, *rect, 0),
                Item::Path(look, way) => painter.path(*look, way),
                Item::Text(text) => paint_text(painter, text),
                Item::Scattered(texts) => {
                    let lines: Vec<(Point, &str)> = texts
                        .iter()
                        .map(|(point, text)| (*point, text.as_str()))
                        .collect();
                    painter.text(TextLook::Role(TextRole::Number), true, &lines);
                }
            }
        }
    }

    /// As SVG that stands alone; `read_out` is what a screen reader says of it, and without one it says nothing.
    pub fn svg(&self, name: &str, read_out: Option<&str>, lang: Lang) -> String {
        let (wide, high) = (self.width, self.height);
        let mut out = String::new();
        match read_out {
            Some(read_out) => {
                let name = title(name);
                put(
                    &mut out,
                    format_args!(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qd\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" \
                         height=\"{high}\" role=\"img\" aria-labelledby=\"timeline-title timeline-description\">\n\
                         <title id=\"timeline-title\">{}</title>\n<desc id=\"timeline-description\">{}</desc>\n\
                         <style>{STYLE}</style>\n",
                        escape(name.in_lang(lang)),
                        escape(read_out)
                    ),
                );
            }
            None => put(
                &mut out,
                format_args!(
                    "<svg class=\"qd tl\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\" aria-hidden=\"true\">"
                ),
            ),
        }
        paint_svg(&mut out, |painter| self.paint(painter));
        out.push_str("</svg>\n");
        out
    }
}

impl Course {
    /// Minutes to the right edge of the scale.
    fn end(&self) -> i64 {
        // The room of a step that may be passed by reaches further than any case takes; it is drawn up to the edge.
        let ends = self.bars.iter().map(Bar::ends);
        ends.chain(self.limit).max().unwrap_or(0)
    }

    /// Minutes between lines of the scale, and how many of its units these are.
    fn step(&self) -> (i64, i64, bool) {
        let end = self.end();
        let in_hours = end < self.day;
        let unit = if in_hours { 60 } else { self.day.max(1) };
        let mut count = 1;
        let mut factors = [2, 5, 10].into_iter().cycle();
        let mut decade = 1;
        while end / (unit * count) > TICKS {
            let factor = factors.next().unwrap_or(10);
            count = decade * factor;
            if factor == 10 {
                decade *= 10;
            }
        }
        (unit * count, count, in_hours)
    }
}

/// A line through points.
fn line(points: &[(i32, i32)]) -> Vec<Move> {
    let points = points.iter().enumerate().map(|(index, (x, y))| {
        let point = Point { x: *x, y: *y };
        if index == 0 {
            Move::To(point)
        } else {
            Move::Line(point)
        }
    });
    points.collect()
}

/// The outline of a rectangle.
fn filled((left, right): (i32, i32), y: i32, height: i32) -> Vec<Move> {
    let mut way = line(&[
        (left, y),
        (right, y),
        (right, y + height),
        (left, y + height),
    ]);
    way.push(Move::Close);
    way
}

/// Room in which a text stays on one line: the widths of its words are rounded up one by one.
fn one_line(text: &str, role: TextRole) -> i32 {
    let words = text
        .split_whitespace()
        .map(|word| width(word, role.font()) + 8);
    words.sum::<i32>().max(1)
}

struct Setter {
    line: Timeline,
    /// Where the bars begin.
    left: i32,
    detail: Detail,
    lang: Lang,
}

impl Setter {
    /// Set a text where the drawing stands; gives its height.
    fn text(&mut self, role: TextRole, x: i32, room: i32, text: &str) -> i32 {
        let y = self.line.height;
        let high = self.text_at(role, Point { x, y }, room, false, text);
        self.line.height += high;
        high
    }

    fn text_at(&mut self, role: TextRole, at: Point, room: i32, centred: bool, text: &str) -> i32 {
        let lines = wrap(text, role.font(), room);
        let high = height(&lines, role.font());
        self.line.items.push(Item::Text(TextBlock {
            role,
            rect: Rect {
                x: at.x,
                y: at.y,
                width: room,
                height: high,
            },
            lines,
            centred,
        }));
        high
    }

    fn path(&mut self, look: Look, way: Vec<Move>) {
        if !way.is_empty() {
            self.line.items.push(Item::Path(look, way));
        }
    }

    fn rect(&mut self, look: Look, (left, right): (i32, i32), y: i32, height: i32) {
        let rect = Rect {
            x: left,
            y,
            width: right - left,
            height,
        };
        self.line.items.push(Item::Rect(look, rect));
    }

    fn course(&mut self, course: &Course) {
        if !course.title.is_empty() && self.detail == Detail::Full {
            let room = self.line.width - 2 * EDGE;
            self.text(TextRole::Lane, EDGE, room, &course.title);
            self.line.height += 4;
        }
        let end = course.end();
        let left = self.left;
        let x = |minutes: i64| {
            let wide = i128::from(minutes.max(0)) * i128::from(CHART) / i128::from(end.max(1));
            left + i32::try_from(wide).unwrap_or(CHART)
        };
        self.limit_text(course, &x);
        let scale_at = self.line.height;
        self.line.height += 16;
        let top = self.line.height;
        let rows = self.rows(course);
        let bottom = self.line.height + 4;
        // What lies behind comes first: the time over the limit, the scale, the way of the longest path.
        if let Some(limit) = course.limit.filter(|limit| *limit < end) {
            self.rect(Look::Over, (x(limit), x(end)), top, bottom - top);
        }
        self.scale(course, scale_at, (top, bottom), &x);
        let middle = |bar: &Bar| rows.get(&bar.step).map_or(top, |y| y + BAR / 2);
        let critical: Vec<&Bar> = course.bars.iter().filter(|bar| bar.critical).collect();
        let mut chain = Vec::new();
        for pair in critical.windows(2) {
            let [from, to] = pair else { continue };
            let (begin, end) = (x(from.ends()), x(to.begins));
            let corners = [
                (begin, middle(from)),
                (begin, middle(to)),
                (end, middle(to)),
            ];
            chain.extend(line(&corners));
        }
        self.path(Look::Chain, chain);
        let slack = course
            .bars
            .iter()
            .filter(|bar| bar.slack > 0)
            .flat_map(|bar| {
                let until = x(bar.ends().saturating_add(bar.slack).min(end));
                line(&[(x(bar.ends()), middle(bar)), (until, middle(bar))])
            });
        self.path(Look::Slack, slack.collect());
        for look in [Look::Bar, Look::CriticalBar] {
            let bars = course.bars.iter();
            let bars = bars.filter(|bar| bar.critical == (look == Look::CriticalBar));
            let boxes = bars.flat_map(|bar| {
                let (from, to) = (x(bar.begins), x(bar.ends()));
                filled((from, to.max(from + 2)), middle(bar) - BAR / 2, BAR)
            });
            self.path(look, boxes.collect());
        }
        if let Some(limit) = course.limit {
            self.path(
                Look::Limit,
                line(&[(x(limit), top - 4), (x(limit), bottom)]),
            );
        }
        self.line.height = bottom + EDGE;
    }

    /// The name of the limit above its line, and by how much it is missed or kept.
    fn limit_text(&mut self, course: &Course, x: &dyn Fn(i64) -> i32) {
        let Some(limit) = course.limit else { return };
        let parts = [course.limit_text.as_str(), course.against.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let text = parts.join("; ");
        let wide = one_line(&text, TextRole::Note).min(CHART);
        let middle = x(limit);
        let at = (middle - wide / 2).clamp(self.left, self.left + CHART - wide);
        let y = self.line.height;
        let high = self.text_at(
            TextRole::Note,
            Point { x: at, y },
            wide.max(1),
            false,
            &text,
        );
        self.line.height += high + 2;
    }

    /// Names and times beside the bars; gives where each bar lies.
    fn rows(&mut self, course: &Course) -> BTreeMap<usize, i32> {
        let mut places = BTreeMap::new();
        let mut numbers = Vec::new();
        for bar in &course.bars {
            let y = self.line.height;
            let high = match self.detail {
                Detail::Full => {
                    let name = if bar.number.is_empty() {
                        bar.name.clone()
                    } else {
                        format!("{}. {}", bar.number, bar.name)
                    };
                    let at = |x: i32| Point { x, y: y + 3 };
                    let named = self.text_at(TextRole::Name, at(EDGE), NAMES - EDGE, false, &name);
                    let beside = self.left + CHART + 10;
                    let room = TIMES - 10 - EDGE;
                    let timed = self.text_at(TextRole::Note, at(beside), room, false, &bar.time);
                    named.max(timed) + 7
                }
                Detail::Numbers => {
                    let at = Point {
                        x: NUMBERS / 2,
                        y: y + ROW / 2 + 4,
                    };
                    numbers.push((at, bar.number.clone()));
                    ROW
                }
            }
            .max(ROW);
            places.insert(bar.step, y + (high - BAR) / 2);
            self.line.height += high;
        }
        if !numbers.is_empty() {
            self.line.items.push(Item::Scattered(numbers));
        }
        places
    }

    fn scale(
        &mut self,
        course: &Course,
        y: i32,
        (top, bottom): (i32, i32),
        x: &dyn Fn(i64) -> i32,
    ) {
        let (step, count, in_hours) = course.step();
        let mut way = Vec::new();
        let mut labels = Vec::new();
        let mut label = 0;
        let mut minutes = 0;
        while minutes <= course.end() {
            let at = x(minutes);
            way.push(Move::To(Point { x: at, y: top - 2 }));
            way.push(Move::Line(Point { x: at, y: bottom }));
            labels.push((Point { x: at, y: y + 10 }, label.to_string()));
            minutes = minutes.saturating_add(step);
            label += count;
        }
        self.path(Look::Tick, way);
        self.line.items.push(Item::Scattered(labels));
        if self.detail == Detail::Full {
            let unit = if in_hours {
                hours()
            } else {
                course.scale.clone()
            };
            let place = Point {
                x: self.left + CHART + 10,
                y,
            };
            let room = TIMES - 10 - EDGE;
            self.text_at(
                TextRole::Number,
                place,
                room,
                false,
                unit.in_lang(self.lang),
            );
        }
    }

    fn legend(&mut self) {
        let y = self.line.height;
        let mut x = self.left;
        for (look, text) in [
            (Look::CriticalBar, legend_critical()),
            (Look::Bar, legend_other()),
            (Look::Slack, legend_slack()),
        ] {
            match look {
                Look::Slack => self.path(look, line(&[(x, y + 7), (x + 26, y + 7)])),
                _ => self.path(look, filled((x, x + 26), y + 1, 12)),
            }
            let text = text.in_lang(self.lang).to_owned();
            let wide = one_line(&text, TextRole::Note);
            let at = Point { x: x + 34, y };
            self.text_at(TextRole::Note, at, wide, false, &text);
            x += 34 + wide + 26;
        }
        self.line.height += 14 + EDGE;
    }
}
