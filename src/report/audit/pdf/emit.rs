//! From set pages to the bytes of a PDF: archival form (PDF/A-2b), embedded subsets of the fonts, outline, links, metadata.
//!
//! The date of the file is the day that is judged for, so the bytes depend on the run only.

use std::collections::BTreeMap;

use krilla::Document;
use krilla::SerializeSettings;
use krilla::annotation::{LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::destination::{NamedDestination, XyzDestination};
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata, PageLayout};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke as Pen, StrokeDash};
use krilla::surface::Surface;

use super::Failed;
use super::page::{BELOW, Bookmark, Op, Page, Part, SIDE, Stroke, Way};
use super::text::Ink;
use super::typeface::Typeface;
use crate::messages::Lang;
use crate::model::date::Date;

/// What stands around the pages.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub(super) title: &'a str,
    pub(super) author: Option<&'a str>,
    /// The word before the number of a page.
    pub(super) page: &'a str,
    pub(super) lang: Lang,
    pub(super) as_of: Date,
}

/// Write the pages.
pub(super) fn emit(part: &Part, frame: &Frame<'_>, typeface: &Typeface) -> Result<Vec<u8>, Failed> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_B)
        .finish()
        .map_err(|error| Failed(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        // Pages are drawings of text here; reading order is that of the content.
        enable_tagging: false,
        ..SerializeSettings::default()
    });
    document.set_metadata(metadata(frame));
    document.set_outline(outline(&part.bookmarks));
    let mut places: BTreeMap<&str, NamedDestination> = BTreeMap::new();
    for anchor in &part.anchors {
        let place = XyzDestination::new(anchor.page, Point::from_xy(0.0, anchor.y));
        let named = NamedDestination::new(anchor.name.to_string(), place);
        places.entry(&anchor.name).or_insert(named);
    }
    for named in places.values() {
        // Of one name there is one place, so every registration is accepted.
        let _ = document.register_named_destination(named.clone());
    }
    let all = part.pages.len();
    for (index, page) in part.pages.iter().enumerate() {
        let (wide, high) = page.format.size();
        let Some(settings) = PageSettings::from_wh(wide, high) else {
            continue;
        };
        let mut written = document.start_page_with(settings);
        let mut surface = written.surface();
        around(page, frame, index + 1, all, &mut surface, typeface);
        draw(&page.ops, &mut surface, typeface);
        surface.finish();
        for op in &page.ops {
            if let Op::Link { area, to } = op
                && let Some(named) = places.get(&**to)
                && let Some(rect) = Rect::from_xywh(area.x, area.y, area.width, area.height)
            {
                let target = Target::Destination(named.clone().into());
                written.add_annotation(LinkAnnotation::new(rect, target).into());
            }
        }
        written.finish();
    }
    document
        .finish()
        .map_err(|error| Failed(format!("{error:?}")))
}

fn metadata(frame: &Frame<'_>) -> Metadata {
    let day = frame.as_of.0;
    let part = |part: i8| u8::try_from(part).unwrap_or(1);
    let created = DateTime::new(u16::try_from(day.year()).unwrap_or_default())
        .month(part(day.month()))
        .day(part(day.day()))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    let language = frame.lang.code();
    let metadata = Metadata::new()
        .title(frame.title.to_owned())
        .creator(format!("qmslint {}", env!("CARGO_PKG_VERSION")))
        .language(language.to_owned())
        .creation_date(created)
        .page_layout(PageLayout::SinglePage);
    match frame.author {
        Some(author) => metadata.authors(vec![author.to_owned()]),
        None => metadata,
    }
}

/// Parts at the first level, what is in them at the second.
fn outline(bookmarks: &[Bookmark]) -> Outline {
    let mut outline = Outline::new();
    let mut open: Option<OutlineNode> = None;
    for bookmark in bookmarks {
        let place = XyzDestination::new(bookmark.page, Point::from_xy(0.0, bookmark.y));
        let node = OutlineNode::new(bookmark.title.clone(), place);
        match &mut open {
            Some(parent) if bookmark.level > 1 => parent.push_child(node),
            _ => {
                if let Some(done) = open.replace(node) {
                    outline.push_child(done);
                }
            }
        }
    }
    if let Some(done) = open {
        outline.push_child(done);
    }
    outline
}

/// The running head and the number of the page.
fn around(
    page: &Page,
    frame: &Frame<'_>,
    number: usize,
    all: usize,
    surface: &mut Surface<'_>,
    typeface: &Typeface,
) {
    let (wide, high) = page.format.size();
    let foot = high - BELOW + 24.0;
    let numbered = format!("{} {number} / {all}", frame.page);
    let tool = format!("qmslint {} · {}", env!("CARGO_PKG_VERSION"), frame.as_of);
    let mut say = |x: f32, y: f32, text: &str| {
        text_at((x, y), 7.5, false, Ink::Grey, text, surface, typeface);
    };
    let head = shortened(frame.title, wide - 2.0 * SIDE, typeface);
    say(SIDE, 34.0, &head);
    say(SIDE, foot, &tool);
    let right = wide - SIDE - typeface.width(&numbered, false, 7.5);
    say(right, foot, &numbered);
}

/// The beginning of a text that fits.
fn shortened(text: &str, room: f32, typeface: &Typeface) -> String {
    let mut kept = text.to_owned();
    while typeface.width(&kept, false, 7.5) > room {
        kept = kept.trim_end_matches('…').to_owned();
        if kept.pop().is_none() {
            break;
        }
        kept.push('…');
    }
    kept
}

fn draw(ops: &[Op], surface: &mut Surface<'_>, typeface: &Typeface) {
    for op in ops {
        match op {
            Op::Text {
                x,
                y,
                size,
                bold,
                ink,
                text,
            } => text_at((*x, *y), *size, *bold, *ink, text, surface, typeface),
            Op::Path { way, fill, stroke } => {
                if let Some(path) = path(way) {
                    surface.set_fill(fill.map(fill_of));
                    surface.set_stroke(stroke.map(pen));
                    surface.draw_path(&path);
                }
            }
            Op::Link { .. } => {}
            Op::Picture { x, y, scale, ops } => {
                surface.push_transform(&Transform::from_row(*scale, 0.0, 0.0, *scale, *x, *y));
                draw(ops, surface, typeface);
                surface.pop();
            }
        }
    }
}

fn text_at(
    (x, y): (f32, f32),
    size: f32,
    bold: bool,
    ink: Ink,
    text: &str,
    surface: &mut Surface<'_>,
    typeface: &Typeface,
) {
    if text.is_empty() {
        return;
    }
    surface.set_fill(Some(fill_of(ink)));
    surface.set_stroke(None);
    let face = typeface.face(bold);
    let glyphs = face.glyphs(text);
    surface.draw_glyphs(
        Point::from_xy(x, y),
        &glyphs,
        face.font.clone(),
        text,
        size,
        false,
    );
}

fn path(way: &[Way]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for part in way {
        match *part {
            Way::Move(x, y) => path.move_to(x, y),
            Way::Line(x, y) => path.line_to(x, y),
            Way::Bend([cx, cy], [x, y]) => path.quad_to(cx, cy, x, y),
            Way::Curve([ax, ay], [bx, by], [x, y]) => path.cubic_to(ax, ay, bx, by, x, y),
            Way::Close => path.close(),
        }
    }
    path.finish()
}

fn colour(ink: Ink) -> rgb::Color {
    let (red, green, blue) = ink.rgb();
    rgb::Color::new(red, green, blue)
}

fn fill_of(ink: Ink) -> Fill {
    Fill {
        paint: colour(ink).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }
}

fn pen(stroke: Stroke) -> Pen {
    Pen {
        paint: colour(stroke.ink).into(),
        width: stroke.width,
        miter_limit: 4.0,
        line_cap: LineCap::Butt,
        line_join: LineJoin::Miter,
        opacity: NormalizedF32::ONE,
        dash: stroke.dash.map(|dash| StrokeDash {
            array: dash.to_vec(),
            offset: 0.0,
        }),
    }
}
