//! How a diagram is drawn: every element has a shape, shapes do not cover one another, and sub-processes hold what is in them.
//!
//! Shapes are compared within one drawing only. Overlaps are found by a sweep from left to right: O(n log n + pairs that share
//! columns).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{at_element, at_node, element_words, notation, step_words};
use crate::checks::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::notation::{Bounds, Element, ElementKind, Node, Notation, Shape};

/// A property of the drawing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DrawnShape {
    /// Which property.
    #[schemars(extend("x-vi" = "Xét tính chất nào."))]
    pub property: ShapeProperty,
    /// Width and height of shapes, by kind of element. Open sub-processes, pools with content and lanes follow what is in
    /// them; of an empty pool only the narrow side counts.
    #[serde(skip_serializing_if = "indexmap::IndexMap::is_empty")]
    #[schemars(extend("x-vi" = "Chiều rộng và chiều cao của hình, theo loại phần tử."))]
    pub sizes: indexmap::IndexMap<SizeOf, (f64, f64)>,
}

/// What must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ShapeProperty {
    /// Every element is drawn.
    #[default]
    Present,
    /// No two shapes of one scope overlap.
    Apart,
    /// What a sub-process or pool holds is drawn inside it.
    Inside,
    /// Shapes have the given sizes.
    Size,
}

/// Elements of one usual size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SizeOf {
    /// Tasks, call activities and closed sub-processes.
    Activity,
    /// Events.
    Event,
    /// Gateways.
    Gateway,
    /// Data objects, inputs and outputs.
    DataObject,
    /// Data stores.
    DataStore,
    /// Empty pools, across.
    Pool,
}

impl Kind for DrawnShape {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let notation = match notation(cx) {
            Ok(notation) => notation,
            Err(verdict) => return verdict,
        };
        let all = all(notation);
        let findings = match self.property {
            ShapeProperty::Present => missing(cx, notation, &all),
            ShapeProperty::Apart => overlapping(cx, &all),
            ShapeProperty::Inside => outside(cx, notation, &all),
            ShapeProperty::Size => self.sizes(cx, notation, &all),
        };
        Verdict::from_findings(findings)
    }
}

/// An element of the process or of the file around it.
#[derive(Clone, Copy)]
enum Any<'a> {
    Node(u32, &'a Node),
    Other(&'a Element),
}

impl<'a> Any<'a> {
    fn kind(self) -> ElementKind {
        match self {
            Self::Node(_, node) => node.kind,
            Self::Other(element) => element.kind,
        }
    }

    fn shape(self) -> Option<&'a Shape> {
        match self {
            Self::Node(_, node) => node.shape.as_ref(),
            Self::Other(element) => element.shape.as_ref(),
        }
    }

    fn words(self, cx: &Context<'_>) -> Localized {
        match self {
            Self::Node(index, _) => step_words(cx.process, index),
            Self::Other(element) => element_words(element),
        }
    }

    fn finding(self, cx: &Context<'_>, message: Localized) -> Finding {
        match self {
            Self::Node(index, _) => at_node(cx.process, index, message),
            Self::Other(element) => at_element(cx.process, element, message),
        }
    }
}

/// What the process draws, then what the file draws around it.
fn all(notation: &Notation) -> Vec<Any<'_>> {
    let nodes = notation.nodes.iter().zip(0u32..);
    let nodes = nodes.map(|(node, index)| Any::Node(index, node));
    let elements = notation.elements().map(Any::Other);
    nodes.chain(elements).collect()
}

fn missing(cx: &Context<'_>, notation: &Notation, all: &[Any<'_>]) -> Vec<Finding> {
    // Globals have no picture; data inputs and outputs of a process mostly have none.
    let has_picture = |kind: ElementKind| {
        !matches!(
            kind,
            ElementKind::Message
                | ElementKind::Signal
                | ElementKind::Error
                | ElementKind::Escalation
                | ElementKind::DataInput
                | ElementKind::DataOutput
        )
    };
    let expected = || all.iter().filter(|any| has_picture(any.kind()));
    if notation.nodes.iter().all(|node| node.shape.is_none())
        && expected().all(|any| any.shape().is_none())
    {
        let process = cx.process;
        let place = process.place(process.process.span);
        return vec![Finding::new("process", place, nothing_drawn())];
    }
    let missing = expected().filter(|any| any.shape().is_none());
    missing
        .map(|any| any.finding(cx, not_drawn(&any.words(cx))))
        .collect()
}

/// So many of the elements that one covers are named.
const MOST_NAMED: usize = 8;

/// Overlaps within each scope and among the pools. Lanes touch, lines cross, groups and annotations lie over others.
fn overlapping(cx: &Context<'_>, all: &[Any<'_>]) -> Vec<Finding> {
    let mut shapes: Vec<(u32, u32, Bounds, Any<'_>)> = all
        .iter()
        .filter_map(|any| {
            let scope = match any {
                Any::Node(_, node) => node.scope,
                Any::Other(element) => match element.kind {
                    ElementKind::Pool => u32::MAX,
                    ElementKind::DataObject | ElementKind::DataStore => element.scope,
                    _ => return None,
                },
            };
            let shape = any.shape()?;
            Some((shape.plane, scope, shape.bounds?, *any))
        })
        .collect();
    shapes.sort_by(|a, b| {
        let places = (a.0, a.1).cmp(&(b.0, b.1));
        places.then(a.2.x.total_cmp(&b.2.x))
    });
    let mut findings = Vec::new();
    for (rank, (plane, scope, bounds, any)) in shapes.iter().enumerate() {
        let right = bounds.x + bounds.width;
        let rest = shapes.iter().skip(rank + 1);
        let near =
            rest.take_while(|other| (other.0, other.1) == (*plane, *scope) && other.2.x < right);
        let covered = near.filter(|(_, _, other_bounds, other)| {
            bounds.overlaps(other_bounds) && !is_host(*any, *other) && !is_host(*other, *any)
        });
        // Where hundreds lie on one heap, naming some of them says it, and naming all would take for ever.
        for (count, (_, _, _, other)) in covered.take(MOST_NAMED + 1).enumerate() {
            let message = if count < MOST_NAMED {
                covers(&any.words(cx), &other.words(cx))
            } else {
                covers_more(&any.words(cx))
            };
            findings.push(any.finding(cx, message));
        }
    }
    findings.sort_by_key(|finding: &Finding| finding.place);
    findings
}

/// Whether an event stands on the border of an activity.
fn is_host(event: Any<'_>, host: Any<'_>) -> bool {
    matches!((event, host), (Any::Node(_, event), Any::Node(index, _)) if event.attached_to == Some(index))
}

/// What is drawn across the border of the open sub-process or the pool that holds it. Stores belong to no scope, and events
/// on a border lie across it by nature.
fn outside(cx: &Context<'_>, notation: &Notation, all: &[Any<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for any in all {
        let scope = match any {
            Any::Node(_, node) => node.scope,
            Any::Other(element) if element.kind == ElementKind::DataObject => element.scope,
            Any::Other(_) => continue,
        };
        let owner = notation
            .scopes
            .get(scope as usize)
            .and_then(|scope| scope.owner);
        let around = match owner {
            Some(owner) => (notation.nodes.get(owner as usize))
                .and_then(|node| node.shape)
                .filter(|shape| shape.expanded),
            None => notation.pool.as_ref().and_then(|pool| pool.shape),
        };
        let (Some(shape), Some(around)) = (any.shape(), around) else {
            continue;
        };
        if let (Some(inner), Some(outer)) = (shape.bounds, around.bounds)
            && around.plane == shape.plane
            && !outer.holds(&inner, 1.0)
        {
            let holder = match (owner, &notation.pool) {
                (Some(owner), _) => step_words(cx.process, owner),
                (None, Some(pool)) => element_words(pool),
                (None, None) => ElementKind::Process.words(),
            };
            let message = beyond(&any.words(cx), &holder);
            findings.push(any.finding(cx, message));
        }
    }
    findings
}

impl DrawnShape {
    fn sizes(&self, cx: &Context<'_>, notation: &Notation, all: &[Any<'_>]) -> Vec<Finding> {
        let empty_pool = |any: Any<'_>| {
            let pools = notation.file.iter().flat_map(|file| &file.pools);
            match any {
                Any::Other(element) => pools.into_iter().any(|pool| {
                    std::ptr::eq(&raw const pool.element, element) && !pool.has_process
                }),
                Any::Node(..) => false,
            }
        };
        let mut findings = Vec::new();
        for any in all {
            let Some(shape) = any.shape() else { continue };
            let Some(bounds) = shape.bounds else { continue };
            let of = match any.kind() {
                kind if kind.is_sub_process() && shape.expanded => continue,
                kind if kind.is_activity() => SizeOf::Activity,
                kind if kind.is_event() => SizeOf::Event,
                kind if kind.is_gateway() => SizeOf::Gateway,
                ElementKind::DataObject => SizeOf::DataObject,
                ElementKind::DataStore => SizeOf::DataStore,
                ElementKind::Pool if empty_pool(*any) => SizeOf::Pool,
                _ => continue,
            };
            let Some((width, height)) = self.sizes.get(&of).copied() else {
                continue;
            };
            let differs = |is: f64, wanted: f64| (is - wanted).abs() > 0.5;
            let wrong = match of {
                SizeOf::Pool if shape.vertical => differs(bounds.width, width),
                SizeOf::Pool => differs(bounds.height, height),
                _ => differs(bounds.width, width) || differs(bounds.height, height),
            };
            if wrong {
                let (is, usual) = (size(bounds.width, bounds.height), size(width, height));
                findings.push(any.finding(cx, other_size(&any.words(cx), &is, &usual)));
            }
        }
        findings
    }
}

fn size(width: f64, height: f64) -> String {
    format!("{} × {}", width.round(), height.round())
}

crate::texts! {
    fn nothing_drawn() {
        en: "the file holds no drawing of this process, so no diagram editor can show it",
        vi: "tệp không có hình vẽ của quy trình này nên không phần mềm nào hiển thị được sơ đồ",
    }
    fn not_drawn(element: &Localized) {
        en: "{element} is not drawn, so nobody sees it in the diagram",
        vi: "{element} không được vẽ nên không ai nhìn thấy trong sơ đồ",
    }
    fn covers(element: &Localized, other: &Localized) {
        en: "{element} overlaps {other}",
        vi: "{element} chồng lên {other}",
    }
    fn covers_more(element: &Localized) {
        en: "{element} overlaps further elements",
        vi: "{element} còn chồng lên các phần tử khác",
    }
    fn beyond(element: &Localized, around: &Localized) {
        en: "{element} is drawn across the border of {around}, to which it belongs",
        vi: "{element} được vẽ tràn ra ngoài biên của {around} là nơi chứa nó",
    }
    fn other_size(element: &Localized, is: &str, usual: &str) {
        en: "{element} is drawn {is}, the usual size is {usual}",
        vi: "{element} được vẽ cỡ {is}, cỡ thông dụng là {usual}",
    }
}
