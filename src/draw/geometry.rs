//! What a laid-out drawing is: rectangles, points and lines of text, in whole pixels.
//!
//! It knows nothing of SVG, BPMN or colours: every writer of a drawing starts from here.

use crate::workflow::graph::Route;

/// A point; x grows to the right, y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// A rectangle by its upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl Rect {
    /// Right edge.
    pub const fn right(self) -> i32 {
        self.x + self.width
    }

    /// Lower edge.
    pub const fn bottom(self) -> i32 {
        self.y + self.height
    }

    /// The middle.
    pub const fn centre(self) -> Point {
        Point {
            x: self.x + self.width / 2,
            y: self.y + self.height / 2,
        }
    }

    /// Whether the two have an inner point in common.
    pub const fn overlaps(self, other: Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Whether the other lies inside, edges included.
    pub const fn holds(self, other: Self) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }
}

/// What a text is for; it decides size and weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextRole {
    /// The name of the process, over the drawing.
    Heading,
    /// Its code and limit, under the name.
    Subheading,
    /// The role or unit of a lane.
    Lane,
    /// The unit under the role.
    LaneUnit,
    /// The name of a step.
    Name,
    /// The number of a step, the letter of a link.
    Number,
    /// Time and clock of a step.
    Note,
    /// The condition of a flow.
    Condition,
}

/// Lines of text in a rectangle they do not leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextBlock {
    /// What it is for.
    pub role: TextRole,
    /// The room it takes.
    pub rect: Rect,
    /// The lines, already broken.
    pub lines: Vec<String>,
    /// Centred, or set from the left.
    pub centred: bool,
}

/// What a shape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
    /// The start before the step at an index.
    Start(usize),
    /// The step at an index.
    Step(usize),
    /// Where flows come together before a step.
    Join(usize),
    /// Where flows part after a step.
    Split(usize),
    /// The end after a step.
    End(usize),
    /// A flow goes on at the link of this number, in another row of the drawing.
    LinkTo(usize),
    /// It comes from there.
    LinkFrom(usize),
}

/// The form of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeKind {
    /// A thin circle.
    Start,
    /// A thick circle.
    End,
    /// A thick circle, filled: everything else ends too.
    Terminate,
    /// A double circle.
    Event,
    /// A box with round corners.
    Task,
    /// The same with a thick border: another process runs inside.
    Call,
    /// A diamond: × one, + all, ○ one or more.
    Gateway(Route),
    /// A circle with a letter (ISO 5807 connector; BPMN link event).
    Link,
}

/// A shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// What it stands for.
    pub element: Element,
    /// Its form.
    pub kind: ShapeKind,
    /// Its lane: index in [`Drawing::lanes`].
    pub lane: usize,
    /// Its place, without the texts beside it.
    pub rect: Rect,
    /// Its texts.
    pub texts: Vec<TextBlock>,
}

/// A flow of the process: the branch of a step, or the way from a start or to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlowElement {
    /// Branch number of the step's `next`.
    Branch {
        /// Index of the step.
        step: usize,
        /// Index in its `next`.
        branch: usize,
    },
    /// Nothing in the file: file order, start, end, or between a step and its gateway.
    Implied,
}

/// A flow as drawn: an orthogonal line from one shape to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// What it stands for.
    pub element: FlowElement,
    /// Index of the shape it leaves, in [`Drawing::shapes`].
    pub from: usize,
    /// Index of the shape it enters.
    pub to: usize,
    /// At least two points; each differs from the one before in exactly one coordinate.
    pub points: Vec<Point>,
    /// Index of its condition in [`Drawing::labels`].
    pub label: Option<usize>,
}

/// A lane, or the part of it in one row of the drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Its place, title included.
    pub rect: Rect,
    /// The width of its title, on the left.
    pub title_width: i32,
    /// The title: role, then unit.
    pub texts: Vec<TextBlock>,
    /// Which role it is: the same number in every row of the drawing.
    pub number: usize,
}

/// A process laid out in lanes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// Width of all.
    pub width: i32,
    /// Height of all.
    pub height: i32,
    /// Name, code and limit of the process.
    pub heading: Vec<TextBlock>,
    /// Lanes from top to bottom.
    pub lanes: Vec<Lane>,
    /// Shapes, from left to right in each row.
    pub shapes: Vec<Shape>,
    /// Flows.
    pub edges: Vec<Edge>,
    /// Conditions of flows.
    pub labels: Vec<TextBlock>,
}
