//! [`Definitions`] → processes: what a diagram means for the rules.
//!
//! One process per BPMN process that holds anything. Every activity, event and gateway becomes a step, so that a finding can
//! name it as its author sees it; the control flow goes beside, in [`control`](crate::model::control). What was concluded from
//! words is marked as guessed.

mod around;
mod caught;
mod control;
mod entry;
mod implied;
mod kind;
mod notation;
mod own;
mod problems;
mod role;
mod side;
mod stated;
mod steps;
mod time;
mod unread;

use foldhash::{HashMap, HashMapExt as _, HashSet};

use self::implied::Implied;
use self::problems::{deviation, no_process, problem};
use super::Bpmn;
use super::document::Text;
use super::flow_node::{FlowNode, NodeKind};
use super::index::{Index, Target};
use super::problem::Problem as BpmnProblem;
use super::tree::{Artifact, Definitions, Participant, Process as Drawn, Scope, ScopeId};
use crate::model::notation::{ElementKind, Shape};
use crate::model::process::{self, Header, Process, ProcessFile};
use crate::read::problem::Problem;
use crate::read::process::{check_cases, limit_cases};
use crate::source::{SourceId, Span, Spanned};

pub use kind::{List as WordList, Words};
pub use stated::Stated;

/// The processes of a file and what was not understood.
#[derive(Clone, Debug, Default)]
pub struct Mapped {
    /// In file order.
    pub processes: Vec<Process>,
    /// By place.
    pub problems: Vec<Problem>,
    /// What was not understood of the side file, by place in it.
    pub of_side: Vec<Problem>,
    /// What the side file states.
    pub stated: Stated,
}

/// Map what was read. `side` is the text of `<diagram>.qms.toml`, where there is one. O(elements).
pub fn map(source: SourceId, bpmn: &Bpmn<'_>, words: &Words, side: Option<&str>) -> Mapped {
    let mut problems = Vec::new();
    let (mut stated, mut of_side) = (Stated::default(), Vec::new());
    let mut processes = Vec::new();
    if let Some(definitions) = &bpmn.definitions {
        let map = Map::new(definitions, words);
        for (number, drawn) in definitions.processes.iter().enumerate() {
            processes.extend(map.process(source, number, drawn, &mut problems));
        }
        if let Some(notation) = processes
            .first_mut()
            .and_then(|first| first.notation.as_mut())
        {
            let mut around = map.around();
            around.deviations = bpmn.problems.iter().filter_map(deviation).collect();
            notation.file = Some(Box::new(around));
        }
        for process in &mut processes {
            unread::mark(process, bpmn);
        }
        if let Some(side) = side {
            (stated, of_side) = side::apply(side, &mut processes);
        }
        for process in &mut processes {
            limit_cases(&mut process.file, &mut problems);
            check_cases(process, &mut problems);
        }
    }
    // What lost nothing is the business of a rule, unless there is no process that could carry the finding.
    let told = |problem: &&BpmnProblem| processes.is_empty() || deviation(problem).is_none();
    problems.extend(bpmn.problems.iter().filter(told).map(Problem::from));
    if processes.is_empty() && problems.is_empty() {
        let root = bpmn.definitions.as_ref();
        let span = root.map_or(Span::default(), |root| root.base.span);
        problems.push(no_process(span));
    }
    problems.sort_by_key(|problem| problem.span);
    Mapped {
        processes,
        problems,
        of_side,
        stated,
    }
}

/// What goes along while one file is mapped.
struct Map<'t> {
    definitions: &'t Definitions,
    index: Index<'t>,
    words: &'t Words,
    /// For each element: what associations tie to it, and whether the association starts there.
    ties: HashMap<&'t str, Vec<(&'t Text, bool)>>,
    /// Ids that another element before has already: references mean that one.
    twice: HashSet<Span>,
    /// The text of each annotation.
    notes: HashMap<&'t str, &'t Text>,
    /// The boundary events of each activity.
    boundaries: HashMap<&'t str, Vec<(ScopeId, usize)>>,
    /// How each element is drawn.
    shapes: HashMap<&'t str, Shape>,
    /// How many sequence flows of the file lead to each node, and how many leave it.
    flows: HashMap<(ScopeId, usize), (u32, u32)>,
}

impl<'t> Map<'t> {
    /// Look-ups over a whole file. O(elements).
    fn new(definitions: &'t Definitions, words: &'t Words) -> Self {
        let nodes = definitions.all_scopes();
        let nodes = nodes.map(|(_, scope)| scope.nodes.len()).sum();
        let (index, twice) = Index::new(definitions);
        let mut map = Self {
            definitions,
            index,
            twice: twice.into_iter().map(|id| id.span).collect(),
            words,
            ties: HashMap::new(),
            notes: HashMap::new(),
            boundaries: HashMap::new(),
            shapes: around::shapes(definitions),
            flows: HashMap::with_capacity(nodes),
        };
        for collaboration in &definitions.collaborations {
            map.artifacts(&collaboration.artifacts);
        }
        for (id, scope) in definitions.all_scopes() {
            map.artifacts(&scope.artifacts);
            for flow in &scope.flows {
                map.count_flow(flow.source.as_ref(), |(_, out)| *out += 1);
                map.count_flow(flow.target.as_ref(), |(into, _)| *into += 1);
            }
            for (index, node) in scope.nodes.iter().enumerate() {
                if let NodeKind::Boundary {
                    attached_to: Some(to),
                    ..
                } = &node.kind
                {
                    let events = map.boundaries.entry(local(to)).or_default();
                    events.push((id, index));
                }
            }
        }
        map
    }

    fn count_flow(&mut self, end: Option<&Text>, add: impl Fn(&mut (u32, u32))) {
        if let Some(Target::Node(scope, index)) = end.and_then(|id| self.index.get(id)) {
            add(self.flows.entry((scope, index)).or_default());
        }
    }

    fn artifacts(&mut self, artifacts: &'t [Artifact]) {
        for artifact in artifacts {
            match artifact {
                Artifact::Annotation {
                    base,
                    text: Some(text),
                } => {
                    let id = base.id.as_ref().map(|id| local(id));
                    self.notes.extend(id.map(|id| (id, text)));
                }
                Artifact::Association {
                    source: Some(source),
                    target: Some(target),
                    ..
                } => {
                    let at_target = self.ties.entry(local(target)).or_default();
                    at_target.push((source, true));
                    let at_source = self.ties.entry(local(source)).or_default();
                    at_source.push((target, false));
                }
                _ => {}
            }
        }
    }

    /// What associations tie to a node, and whether the association starts there.
    fn ties(&self, node: &FlowNode) -> &[(&'t Text, bool)] {
        let id = node.base.id.as_ref().map_or("", |id| local(id));
        self.ties.get(id).map_or(&[], Vec::as_slice)
    }

    /// The boundary events of an activity.
    fn boundaries(&self, node: &FlowNode) -> impl Iterator<Item = (ScopeId, usize, &'t FlowNode)> {
        let id = node.base.id.as_ref().map_or("", |id| local(id));
        let events = self.boundaries.get(id).map_or(&[][..], Vec::as_slice);
        events.iter().filter_map(|(scope, index)| {
            let node = self.definitions.scope(*scope)?.nodes.get(*index)?;
            Some((*scope, *index, node))
        })
    }

    /// The scopes of a process with their ids: the reader puts them one after the other.
    fn scopes(&self, number: usize) -> Vec<(ScopeId, &'t Scope)> {
        let processes = &self.definitions.processes;
        let from = processes.get(number).map(|process| process.scope);
        let to = processes.get(number + 1).map(|process| process.scope);
        self.definitions
            .all_scopes()
            .filter(|(id, _)| from.is_some_and(|from| *id >= from))
            .filter(|(id, _)| to.is_none_or(|to| *id < to))
            .collect()
    }

    /// The pool in which a process is drawn.
    fn pool(&self, drawn: &Drawn) -> Option<&'t Participant> {
        let id = drawn.base.id.as_ref()?;
        let pools = self.definitions.collaborations.iter();
        pools
            .flat_map(|collaboration| &collaboration.participants)
            .find(|pool| {
                pool.process
                    .as_ref()
                    .is_some_and(|process| local(process) == local(id))
            })
    }

    fn process(
        &self,
        source: SourceId,
        number: usize,
        drawn: &'t Drawn,
        problems: &mut Vec<Problem>,
    ) -> Option<Process> {
        let scopes = self.scopes(number);
        let by_steps = own::flows_by_steps(&drawn.base);
        if !by_steps && scopes.iter().all(|(_, scope)| scope.nodes.is_empty()) {
            return None;
        }
        let implied = if by_steps {
            Implied::new(&scopes)
        } else {
            Implied::default()
        };
        let pool = self.pool(drawn).or_else(|| {
            let (_, scope) = scopes.first()?;
            self.pool_around(scope)
        });
        let lanes = role::Lanes::new(self, &scopes);
        let mut file = ProcessFile {
            process: Spanned::new(self.header(drawn, pool, problems), drawn.base.span),
            steps: self.steps(&scopes, &lanes, drawn, pool, &implied, problems),
            ..ProcessFile::default()
        };
        // Tables of the process outrank those of its pool.
        for base in pool.iter().map(|pool| &pool.base).chain([&drawn.base]) {
            own::tables(base, &mut file, problems);
        }
        if file.cases.is_empty() {
            file.cases = cases(drawn, pool, problems);
        }
        let mut process = Process::new(source, file);
        let mut notation = self.notation(drawn, &scopes, &lanes, &implied);
        notation.pool = pool.map(|pool| Box::new(self.element(ElementKind::Pool, &pool.base, 0)));
        process.notation = Some(Box::new(notation));
        if !implied.by_steps {
            let mut control = control::build(self, &scopes);
            control.unknown.extend(self.entered_from_elsewhere(&scopes));
            process.control = Some(control);
        }
        Some(process)
    }

    fn header(
        &self,
        drawn: &Drawn,
        pool: Option<&Participant>,
        problems: &mut Vec<Problem>,
    ) -> Header {
        let pool_name = pool.and_then(|pool| pool.base.name.as_ref());
        let only = self.definitions.processes.len() == 1;
        let file_name = self.definitions.base.name.as_ref().filter(|_| only);
        let name = drawn.base.name.as_ref().or(pool_name).or(file_name);
        let mut header = Header {
            name: name.map(tidy),
            unit: pool_name.map(tidy),
            purpose: drawn.base.documentation.first().map(tidy),
            ..Header::default()
        };
        // What the process says itself outranks what its pool says.
        if let Some(pool) = pool {
            own::header(&pool.base, &mut header, problems);
        }
        own::header(&drawn.base, &mut header, problems);
        header
    }
}

/// The cases that a process states itself, else those of its pool.
fn cases(
    drawn: &Drawn,
    pool: Option<&Participant>,
    problems: &mut Vec<Problem>,
) -> Vec<Spanned<process::Case>> {
    let own = own::cases(&drawn.base, problems);
    match pool {
        Some(pool) if own.is_empty() => own::cases(&pool.base, problems),
        _ => own,
    }
}

/// A reference without its prefix.
fn local(reference: &str) -> &str {
    let prefix = memchr::memrchr(b':', reference.as_bytes());
    let begin = prefix.map_or(0, |colon| colon + 1);
    reference.get(begin..).unwrap_or_default()
}

/// A text of the diagram as one line: authors break labels to fit their boxes.
fn tidy(text: &Text) -> process::Text {
    let words: Vec<&str> = text.split_whitespace().collect();
    Spanned::new(words.join(" "), text.span)
}

/// Whether a node is a sub-process that is drawn with what it contains.
fn is_expanded(definitions: &Definitions, node: &FlowNode) -> bool {
    matches!(node.kind, NodeKind::SubProcess { .. })
        && node
            .scope
            .and_then(|scope| definitions.scope(scope))
            .is_some_and(|scope| !scope.nodes.is_empty())
}
