//! What a drawing shows, before anything has a place: shapes with their texts, flows with their conditions, lanes.
//!
//! A process has steps with several flows in or out; BPMN draws these as gateways of their own. A start stands before
//! every step where the process may begin. Nothing is decided here about where a shape goes.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, VecDeque};

use indexmap::IndexMap;
use petgraph::Direction;
use petgraph::graph::{DiGraph, EdgeReference, NodeIndex};
use petgraph::visit::EdgeRef as _;

use super::geometry::{Element, FlowElement, ShapeKind, TextRole};
use super::text::{height, widest, width, wrap};
use crate::messages::Lang;
use crate::model::name::{Id, fold};
use crate::model::process::{Clock, Process, Step, StepKind};
use crate::source::Spanned;
use crate::texts;
use crate::workflow::build::Workflow;
use crate::workflow::graph::{NodeId, NodeKind, Route};

/// Shapes and flows, and the lanes they belong to.
#[derive(Clone, Debug)]
pub(crate) struct Diagram {
    /// Lanes in the order in which the process comes to them.
    pub lanes: Vec<LaneName>,
    /// Shapes and flows; the flows of a shape in the order in which they are written.
    pub graph: DiagramGraph,
}

/// Directed graph of shapes and flows.
pub(crate) type DiagramGraph = DiGraph<Node, Leg, u32>;

/// Whose lane it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LaneName {
    /// The role, else the unit, else the words for neither.
    pub title: String,
    /// The unit, where the role is the title.
    pub unit: Option<String>,
}

/// What stands in one cell of the layout.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// What it is.
    pub content: Content,
    /// Its lane.
    pub lane: usize,
    /// Width of its cell.
    pub width: i32,
    /// Height of its cell.
    pub height: i32,
    /// Its column, once layered.
    pub layer: usize,
    /// Its row: within the lane while rows are sought, then of the whole grid.
    pub row: i32,
}

/// A shape, or the condition of a flow, which takes a cell of its own so that nothing runs over it.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// A shape.
    Shape(Figure),
    /// A condition, in lines; the flow passes under it.
    Condition(Vec<String>),
}

/// A shape and its texts.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub element: Element,
    pub kind: ShapeKind,
    /// Width and height of the shape itself.
    pub size: (i32, i32),
    /// Number of the step as printed, or letter of the link.
    pub number: Option<String>,
    pub name: Vec<String>,
    pub notes: Vec<String>,
}

/// A flow, or the part of one before or after its condition.
#[derive(Clone, Debug)]
pub(crate) struct Leg {
    pub element: FlowElement,
    pub condition: Option<String>,
    /// It leads back to where the process has been.
    pub back: bool,
}

impl Leg {
    fn implied() -> Self {
        Self {
            element: FlowElement::Implied,
            condition: None,
            back: false,
        }
    }
}

/// Diameter of starts, ends and events.
const CIRCLE: i32 = 30;
/// Least diagonal of a gateway.
const GATEWAY: i32 = 40;
/// Width and height of the corner in which an editor draws the marker of a box, and the room that accents take above a name.
const MARKER: i32 = 28;
/// Percent of the room of a line from which on an editor may break it, as its type is not known.
const NEARLY_FULL: i32 = 92;
/// Room between the border of a box and its text.
const PADDING: i32 = 9;
/// Widths of a step box, tried in turn until the name takes at most five lines.
const BOX_WIDTHS: [i32; 2] = [150, 176];
/// Width of a step box with a longer name.
const WIDEST_BOX: i32 = 208;
/// Least height of a step box.
const BOX_HEIGHT: i32 = 54;
/// Greatest width of a condition or the name of a gateway.
const CONDITION_WIDTH: i32 = 104;

texts! {
    /// The lane of steps that name neither role nor unit.
    fn no_role() { en: "(no role stated)", vi: "(chưa nêu người thực hiện)" }
    /// The step's time is not the office's.
    fn clock_stopped() { en: "clock stopped", vi: "không tính thời gian" }
    /// The clock starts anew after the step.
    fn clock_restarts() { en: "clock starts anew", vi: "tính lại thời gian" }
    /// How often a loop may run.
    fn rounds(count: u32) { en: "at most {count}×", vi: "tối đa {count} lần" }
}

impl Diagram {
    /// The diagram of a case; without a case, of all steps. O(steps + flows), times the length of their texts.
    pub fn build(process: &Process, case: Option<&Id>, lang: Lang) -> Self {
        let workflow = Workflow::build(process, case);
        let mut diagram = Self {
            lanes: Vec::new(),
            graph: DiagramGraph::default(),
        };
        let mut lane_of: IndexMap<String, usize> = IndexMap::new();
        let owners = owners(process, &workflow);
        let mut doors: IndexMap<usize, (NodeIndex, NodeIndex)> = IndexMap::new();
        for (index, node) in workflow.nodes.iter().enumerate() {
            let (Some(node), Some(step)) = (node, process.steps.get(index)) else {
                continue;
            };
            let owner = owners.get(node).and_then(|owner| process.steps.get(*owner));
            let swimlane = diagram.lane(owner.unwrap_or(step), lang, &mut lane_of);
            let routes = workflow.graph.node_weight(*node);
            let count = |direction| workflow.graph.edges_directed(*node, direction).count();
            let station = Station {
                index,
                lane: swimlane,
                join: routes.map_or(Route::One, |node| node.join),
                split: routes.map_or(Route::One, |node| node.split),
                entering: count(Direction::Incoming),
                leaving: count(Direction::Outgoing),
                is_start: is_only_neighbour(&workflow, *node, Direction::Incoming),
                is_end: routes.is_some_and(|node| node.kind == NodeKind::End)
                    || is_only_neighbour(&workflow, *node, Direction::Outgoing),
                is_terminate: routes.is_some_and(|node| node.kind == NodeKind::Terminate),
            };
            let figure = figure(process, step, case, lang, &station);
            doors.insert(index, diagram.place_step(figure, &station));
        }
        let mut flows: Vec<_> = workflow.graph.edge_references().collect();
        flows.sort_by_key(EdgeReference::id);
        for flow in flows {
            let from = workflow.step_of(flow.source());
            let to = workflow.step_of(flow.target());
            let exit = from.and_then(|step| doors.get(&step)).map(|door| door.1);
            let entry = to.and_then(|step| doors.get(&step)).map(|door| door.0);
            let (exit, entry, element) = match (from, exit, to, entry) {
                (Some(step), Some(exit), _, Some(entry)) => {
                    let element = flow
                        .weight()
                        .element
                        .map_or(FlowElement::Implied, |branch| FlowElement::Branch {
                            step,
                            branch: branch as usize,
                        });
                    (exit, entry, element)
                }
                // An event of the file may be the start or the end itself.
                (None, _, Some(_), Some(entry)) if diagram.is(entry, ShapeKind::Start) => continue,
                (Some(_), Some(exit), _, None) if diagram.is(exit, ShapeKind::End) => continue,
                (None, _, Some(step), Some(entry)) => {
                    let swimlane = diagram.lane_of(entry);
                    let start = diagram.circle(Element::Start(step), ShapeKind::Start, swimlane);
                    (start, entry, FlowElement::Implied)
                }
                (Some(step), Some(exit), _, None) => {
                    let kind = match workflow.graph.node_weight(flow.target()) {
                        Some(node) if node.kind == NodeKind::Terminate => ShapeKind::Terminate,
                        _ => ShapeKind::End,
                    };
                    let swimlane = diagram.lane_of(exit);
                    let end = diagram.circle(Element::End(step), kind, swimlane);
                    (exit, end, FlowElement::Implied)
                }
                _ => continue,
            };
            let condition = condition(process, element, lang);
            let leg = Leg {
                element,
                condition,
                back: false,
            };
            diagram.graph.add_edge(exit, entry, leg);
        }
        diagram
    }

    /// Whether a node is the shape of a step in this form.
    fn is(&self, node: NodeIndex, kind: ShapeKind) -> bool {
        let content = self.graph.node_weight(node).map(|node| &node.content);
        matches!(content, Some(Content::Shape(figure)) if figure.kind == kind && matches!(figure.element, Element::Step(_)))
    }

    fn lane_of(&self, node: NodeIndex) -> usize {
        self.graph.node_weight(node).map_or(0, |node| node.lane)
    }

    fn lane(&mut self, step: &Step, lang: Lang, known: &mut IndexMap<String, usize>) -> usize {
        let unit = step.unit.as_ref().map(|unit| unit.value.clone());
        let name = match &step.role {
            Some(role) => LaneName {
                title: role.value.clone(),
                unit,
            },
            None => LaneName {
                title: unit.unwrap_or_else(|| no_role().in_lang(lang).to_owned()),
                unit: None,
            },
        };
        let key = fold(&format!(
            "{} | {}",
            name.title,
            name.unit.as_deref().unwrap_or_default()
        ));
        *known.entry(key).or_insert_with(|| {
            self.lanes.push(name);
            self.lanes.len() - 1
        })
    }

    /// Add a step with the gateways it needs; gives the first and the last node of them.
    fn place_step(&mut self, figure: Figure, station: &Station) -> (NodeIndex, NodeIndex) {
        let (lane, index) = (station.lane, station.index);
        let is_gateway = matches!(figure.kind, ShapeKind::Gateway(_));
        let own_join = station.entering > 1 && !(is_gateway && station.one_diamond());
        let own_split = station.leaving > 1 && !is_gateway;
        let middle = self.add(figure, lane);
        let mut door = (middle, middle);
        if own_join {
            door.0 = self.gateway(Element::Join(index), station.join, lane, station.entering);
            self.graph.add_edge(door.0, middle, Leg::implied());
        }
        if own_split {
            door.1 = self.gateway(Element::Split(index), station.split, lane, station.leaving);
            self.graph.add_edge(middle, door.1, Leg::implied());
        }
        door
    }

    /// Every flow in the order of the file: the numbers of the shapes it connects, and its condition.
    pub fn flows(&self) -> Vec<(usize, usize, Option<&str>)> {
        let mut flows: Vec<_> = self.graph.edge_references().collect();
        flows.sort_by_key(EdgeReference::id);
        let ends =
            |flow: EdgeReference<'_, Leg, u32>| (flow.source().index(), flow.target().index());
        flows
            .into_iter()
            .map(|flow| {
                (
                    ends(flow).0,
                    ends(flow).1,
                    flow.weight().condition.as_deref(),
                )
            })
            .collect()
    }

    /// Add a shape to a lane.
    pub fn add(&mut self, figure: Figure, lane: usize) -> NodeIndex {
        let (mut width, mut height) = figure.size;
        let beside = match figure.kind {
            ShapeKind::Task | ShapeKind::Call | ShapeKind::Link => (0, 0),
            _ => name_above(&figure),
        };
        width = width.max(beside.0);
        height += 2 * beside.1;
        self.graph.add_node(Node {
            content: Content::Shape(figure),
            lane,
            width,
            height,
            layer: 0,
            row: 0,
        })
    }

    fn circle(&mut self, element: Element, kind: ShapeKind, lane: usize) -> NodeIndex {
        self.add(Figure::bare(element, kind, CIRCLE), lane)
    }

    fn gateway(&mut self, element: Element, route: Route, lane: usize, flows: usize) -> NodeIndex {
        let size = gateway_size(flows);
        self.add(Figure::bare(element, ShapeKind::Gateway(route), size), lane)
    }

    /// Make boxes so high that their names, which editors set into the middle, stay clear of the markers that editors draw: who
    /// works in the upper left corner, a call at the lower border. O(shapes).
    pub fn clear_markers(&mut self) {
        for node in self.graph.node_weights_mut() {
            let Content::Shape(figure) = &mut node.content else {
                continue;
            };
            let font = TextRole::Name.font();
            let (wide, high) = figure.size;
            let in_the_way = match figure.kind {
                // Editors fill the first lines, whereas those here are about equally long.
                ShapeKind::Task => {
                    figure.name.len() > 1 || widest(&figure.name, font) > wide - 2 * MARKER
                }
                ShapeKind::Call => true,
                _ => false,
            };
            // What nearly fills its lines takes one more in the type of some readers.
            let narrow = (wide - 2 * PADDING) * NEARLY_FULL / 100;
            let lines = wrap(&figure.name.join(" "), font, narrow).len();
            let spare = if lines > figure.name.len() {
                font.line
            } else {
                0
            };
            let needed = 2 * MARKER + height(&figure.name, font) + spare;
            if in_the_way && needed > high {
                figure.size.1 = needed;
                node.height += needed - high;
            }
        }
    }

    /// Add one end of a link between two rows of the drawing.
    pub fn link(&mut self, element: Element, number: usize, lane: usize) -> NodeIndex {
        let mut figure = Figure::bare(element, ShapeKind::Link, CIRCLE);
        figure.number = Some(link_letter(number));
        self.add(figure, lane)
    }
}

/// Whether the one neighbour on a side is the start, or an end.
fn is_only_neighbour(workflow: &Workflow, node: NodeId, direction: Direction) -> bool {
    let mut neighbours = workflow.graph.neighbors_directed(node, direction);
    let only = neighbours.next().filter(|_| neighbours.next().is_none());
    let kind = only
        .and_then(|node| workflow.graph.node_weight(node))
        .map(|node| node.kind);
    match direction {
        Direction::Incoming => kind == Some(NodeKind::Start),
        Direction::Outgoing => kind == Some(NodeKind::End),
    }
}

/// Whose lane each node lies in: routing that names nobody stays with the step before it, else with the one behind it.
/// O(steps + flows).
fn owners(process: &Process, workflow: &Workflow) -> HashMap<NodeId, usize> {
    let mut owners: HashMap<NodeId, usize> = HashMap::new();
    let mut todo: VecDeque<NodeId> = VecDeque::new();
    for (index, node) in workflow.nodes.iter().enumerate() {
        let step = process.steps.get(index);
        let is_somebodys =
            |step: &Spanned<Step>| step.is_work() || step.role.is_some() || step.unit.is_some();
        if let Some(node) = node.filter(|_| step.is_some_and(is_somebodys)) {
            owners.insert(node, index);
            todo.push_back(node);
        }
    }
    for direction in [Direction::Outgoing, Direction::Incoming] {
        while let Some(node) = todo.pop_front() {
            let Some(owner) = owners.get(&node).copied() else {
                continue;
            };
            for neighbour in workflow.graph.neighbors_directed(node, direction) {
                if let Entry::Vacant(free) = owners.entry(neighbour) {
                    free.insert(owner);
                    todo.push_back(neighbour);
                }
            }
        }
        // In a fixed order, whatever the map's is.
        todo.extend(owners.keys().copied().collect::<BTreeSet<_>>());
    }
    owners
}

/// A step and how flows come to it and leave it.
struct Station {
    index: usize,
    lane: usize,
    join: Route,
    split: Route,
    entering: usize,
    leaving: usize,
    /// Nothing but the start leads here.
    is_start: bool,
    /// It is an end, or nothing but one follows.
    is_end: bool,
    /// It ends everything.
    is_terminate: bool,
}

impl Station {
    /// Whether one diamond says both how flows come together and how they part.
    fn one_diamond(&self) -> bool {
        self.entering < 2 || self.leaving < 2 || self.join == self.split
    }
}

impl Figure {
    fn bare(element: Element, kind: ShapeKind, size: i32) -> Self {
        Self {
            element,
            kind,
            size: (size, size),
            number: None,
            name: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// Three corners serve three flows; from the fourth on all leave on one side, and the diamond grows with them.
fn gateway_size(flows: usize) -> i32 {
    let flows = i32::try_from(flows).unwrap_or(i32::MAX / 64);
    if flows > 3 {
        GATEWAY.max(14 * (flows + 1))
    } else {
        GATEWAY
    }
}

/// Room for a name above a gateway or event.
fn name_above(figure: &Figure) -> (i32, i32) {
    let font = TextRole::Condition.font();
    if figure.name.is_empty() {
        return (0, 0);
    }
    (
        widest(&figure.name, font) + 4,
        height(&figure.name, font) + 4,
    )
}

/// A condition as a node of its own: the flow runs through the middle, the text stands on it.
pub(crate) fn condition_node(text: &str, lane: usize) -> Node {
    let font = TextRole::Condition.font();
    let lines = wrap(text, font, CONDITION_WIDTH);
    Node {
        width: widest(&lines, font) + 4,
        height: 2 * (height(&lines, font) + 5),
        content: Content::Condition(lines),
        lane,
        layer: 0,
        row: 0,
    }
}

/// The shape of a step, with its texts broken into lines.
fn figure(
    process: &Process,
    step: &Step,
    case: Option<&Id>,
    lang: Lang,
    station: &Station,
) -> Figure {
    let name = step.name.as_ref().map(|name| name.value.as_str());
    let element = Element::Step(station.index);
    if let StepKind::Gateway | StepKind::Event = step.kind() {
        let (kind, size) = if step.kind() == StepKind::Event {
            let kind = match (station.is_start, station.is_end) {
                (true, _) => ShapeKind::Start,
                (_, true) => ShapeKind::End,
                _ if station.is_terminate => ShapeKind::Terminate,
                _ => ShapeKind::Event,
            };
            (kind, CIRCLE)
        } else {
            let route = if station.leaving > 1 {
                station.split
            } else {
                station.join
            };
            let flows = station.leaving.max(station.entering);
            (ShapeKind::Gateway(route), gateway_size(flows))
        };
        let mut figure = Figure::bare(element, kind, size);
        figure.name = name.map_or_else(Vec::new, |name| {
            wrap(name, TextRole::Condition.font(), CONDITION_WIDTH)
        });
        return figure;
    }
    let name = name.map_or_else(|| process.step_label(station.index), ToOwned::to_owned);
    let number = step.number.as_ref().map(|number| number.value.to_string());
    let font = TextRole::Name.font();
    // The number stands in the upper left corner, on a line of its own.
    let indent = match number {
        Some(_) => TextRole::Number.font().line - 4,
        None => 0,
    };
    let room = |wide: i32| wide - 2 * PADDING;
    let wide = BOX_WIDTHS
        .into_iter()
        .find(|wide| wrap(&name, font, room(*wide)).len() <= 5)
        .unwrap_or(WIDEST_BOX);
    let lines = wrap(&name, font, room(wide));
    let notes: Vec<String> = notes(process, step, case, lang)
        .iter()
        .flat_map(|note| wrap_note(note, room(wide)))
        .collect();
    let high = 2 * PADDING
        + indent
        + height(&lines, font)
        + if notes.is_empty() {
            0
        } else {
            5 + height(&notes, TextRole::Note.font())
        };
    Figure {
        element,
        kind: if step.calls.is_some() {
            ShapeKind::Call
        } else {
            ShapeKind::Task
        },
        size: (wide, high.max(BOX_HEIGHT)),
        number,
        name: lines,
        notes,
    }
}

/// A note in lines; one that takes several breaks after the name of its case.
fn wrap_note(note: &str, room: i32) -> Vec<String> {
    let font = TextRole::Note.font();
    match note.rsplit_once(": ") {
        Some((case, time)) if width(note, font) > room => {
            let mut lines = wrap(&format!("{case}:"), font, room);
            lines.extend(wrap(time, font, room));
            lines
        }
        _ => wrap(note, font, room),
    }
}

/// Time, clock, rounds and called process of a step.
fn notes(process: &Process, step: &Step, case: Option<&Id>, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(time) = step.time_in(case) {
        notes.push(time.value.show(lang));
    } else if let (None, Some(times)) = (case, &step.time) {
        for (case, time) in times.value.values() {
            let time = time.value.show(lang);
            notes.push(match case {
                Some(case) => format!("{}: {time}", process.case_label(&case.value)),
                None => time,
            });
        }
    }
    match step.clock() {
        Clock::Running => {}
        Clock::Stopped => notes.push(clock_stopped().in_lang(lang).to_owned()),
        Clock::Restarts => notes.push(clock_restarts().in_lang(lang).to_owned()),
    }
    if let Some(count) = &step.rounds {
        notes.push(rounds(count.value).in_lang(lang).to_owned());
    }
    if let Some(called) = &step.calls {
        notes.push(format!("→ {}", called.value));
    }
    notes
}

/// The condition of a flow and the time allowed on it.
fn condition(process: &Process, element: FlowElement, lang: Lang) -> Option<String> {
    let FlowElement::Branch { step, branch } = element else {
        return None;
    };
    let branch = process.steps.get(step)?.next.as_ref()?.value.get(branch)?;
    let when = branch.when.as_ref().map(|when| when.value.trim());
    let limit = branch.limit.as_ref().map(|limit| limit.value.show(lang));
    match (when.filter(|when| !when.is_empty()), limit) {
        (Some(when), Some(limit)) => Some(format!("{when} ({limit})")),
        (Some(when), None) => Some(when.to_owned()),
        (None, limit) => limit,
    }
}

/// A, B, … Z, AA, AB, …
pub(crate) fn link_letter(number: usize) -> String {
    let mut rest = number + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(
            b'A' + u8::try_from(rest % 26).unwrap_or_default(),
        ));
        rest /= 26;
    }
    letters.iter().rev().collect()
}
