//! Pages as they are set: what stands where, before anything is a PDF.
//!
//! A page is complete only when the number of all pages is known, so nothing is written while it is set.

use std::sync::Arc;

use super::text::Ink;

/// A4.
pub(super) const SHORT: f32 = 595.28;
/// A4.
pub(super) const LONG: f32 = 841.89;
/// Room at the sides.
pub(super) const SIDE: f32 = 42.0;
/// Room above the text; the running head stands in it.
pub(super) const ABOVE: f32 = 54.0;
/// Room below the text; the page number stands in it.
pub(super) const BELOW: f32 = 48.0;

/// How a page lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Upright,
    OnItsSide,
}

impl Format {
    pub(super) const fn size(self) -> (f32, f32) {
        match self {
            Self::Upright => (SHORT, LONG),
            Self::OnItsSide => (LONG, SHORT),
        }
    }
}

/// A rectangle by its upper left corner, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// A line: its colour, width and dashes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke {
    pub(super) ink: Ink,
    pub(super) width: f32,
    pub(super) dash: Option<[f32; 2]>,
}

impl Stroke {
    pub(super) const fn thin(ink: Ink) -> Self {
        Self::solid(ink, 0.5)
    }

    pub(super) const fn solid(ink: Ink, width: f32) -> Self {
        Self {
            ink,
            width,
            dash: None,
        }
    }

    pub(super) const fn dashed(ink: Ink, width: f32, dash: [f32; 2]) -> Self {
        Self {
            ink,
            width,
            dash: Some(dash),
        }
    }

    /// So many times as thick, dashes and all.
    pub(super) fn times(self, factor: f32) -> Self {
        Self {
            ink: self.ink,
            width: self.width * factor,
            dash: self.dash.map(|dash| dash.map(|length| length * factor)),
        }
    }
}

/// A command of an outline.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    Move(f32, f32),
    Line(f32, f32),
    Bend([f32; 2], [f32; 2]),
    Curve([f32; 2], [f32; 2], [f32; 2]),
    Close,
}

/// Something on a page.
#[derive(Clone, Debug)]
pub(super) enum Op {
    /// A run of composed text on its base line.
    Text {
        x: f32,
        y: f32,
        size: f32,
        bold: bool,
        ink: Ink,
        text: String,
    },
    /// An outline.
    Path {
        way: Vec<Way>,
        fill: Option<Ink>,
        stroke: Option<Stroke>,
    },
    /// A place that leads to an anchor.
    Link { area: Area, to: Arc<str> },
    /// A picture at a place, scaled; what it holds is written once per page.
    Picture {
        x: f32,
        y: f32,
        scale: f32,
        ops: Arc<Vec<Op>>,
    },
}

impl Op {
    /// A rectangle.
    pub(super) fn area(area: Area, fill: Option<Ink>, stroke: Option<Stroke>) -> Self {
        let (right, bottom) = (area.x + area.width, area.y + area.height);
        Self::Path {
            way: vec![
                Way::Move(area.x, area.y),
                Way::Line(right, area.y),
                Way::Line(right, bottom),
                Way::Line(area.x, bottom),
                Way::Close,
            ],
            fill,
            stroke,
        }
    }
}

/// A page.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub(super) format: Format,
    pub(super) ops: Vec<Op>,
}

/// A heading in the outline.
#[derive(Clone, Debug)]
pub(super) struct Bookmark {
    /// 1 for parts of the report, 2 for what is in them.
    pub(super) level: u8,
    pub(super) title: String,
    /// Index of the page.
    pub(super) page: usize,
    pub(super) y: f32,
}

/// A place that links lead to.
#[derive(Clone, Debug)]
pub(super) struct Anchor {
    pub(super) name: Arc<str>,
    pub(super) page: usize,
    pub(super) y: f32,
}

/// Pages that belong together.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub(super) pages: Vec<Page>,
    pub(super) bookmarks: Vec<Bookmark>,
    pub(super) anchors: Vec<Anchor>,
}

impl Part {
    /// Put another part behind this one.
    pub(super) fn append(&mut self, other: Self) {
        let before = self.pages.len();
        self.pages.extend(other.pages);
        let bookmarks = other.bookmarks.into_iter().map(|bookmark| Bookmark {
            page: bookmark.page + before,
            ..bookmark
        });
        self.bookmarks.extend(bookmarks);
        let anchors = other.anchors.into_iter().map(|anchor| Anchor {
            page: anchor.page + before,
            ..anchor
        });
        self.anchors.extend(anchors);
    }
}
