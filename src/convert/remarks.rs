//! What a diagram says and a process file has no key for: it goes into the file as comments, at the step it belongs to.

use std::collections::{HashMap, HashSet};

use crate::messages::Localized;
use crate::read::bpmn::document::Text;
use crate::read::bpmn::flow_node::{EventDefinition, EventKind, FlowNode, NodeKind, Repeat, Timer};
use crate::read::bpmn::namespace::Namespace;
use crate::read::bpmn::tree::{Artifact, Base, Definitions, Scope};
use crate::source::Span;

crate::texts! {
    fn documentation(text: &str) { en: "documentation: {text}", vi: "mô tả: {text}" }
    fn note(text: &str) { en: "note: {text}", vi: "ghi chú: {text}" }
    fn state(data: &str, state: &str) { en: "state of {data}: {state}", vi: "trạng thái của {data}: {state}" }
    fn group(text: &str) { en: "group: {text}", vi: "nhóm: {text}" }
    fn property(name: &str, value: &str) { en: "property {name} = {value}", vi: "thuộc tính {name} = {value}" }
    fn called(name: &str) { en: "calls {name}", vi: "gọi {name}" }
    fn attached(name: &str) { en: "on the border of {name}", vi: "gắn trên biên của {name}" }
    fn beside(name: &str) { en: "on the border of {name}, which goes on beside it", vi: "gắn trên biên của {name}; hoạt động đó vẫn tiếp tục" }
    fn timer(value: &str) { en: "timer: {value}", vi: "hẹn giờ: {value}" }
    fn event(kind: &str) { en: "event: {kind}", vi: "sự kiện: {kind}" }
    fn event_of(kind: &str, name: &str) { en: "event: {kind} {name}", vi: "sự kiện: {kind} {name}" }
    fn condition(from: &str, to: &str, text: &str) {
        en: "condition of the flow from {from} to {to}: {text}",
        vi: "điều kiện của luồng từ {from} đến {to}: {text}",
    }
    fn flow_text(from: &str, to: &str, text: &str) {
        en: "about the flow from {from} to {to}: {text}",
        vi: "về luồng từ {from} đến {to}: {text}",
    }
    fn unnamed_message(from: &str, to: &str) { en: "message from {from} to {to}", vi: "thông điệp từ {from} đến {to}" }
    fn message(from: &str, to: &str, name: &str) {
        en: "message from {from} to {to}: {name}",
        vi: "thông điệp từ {from} đến {to}: {name}",
    }
}

const REPEATS: Localized = Localized::fixed(
    "loop marker: done again and again",
    "dấu lặp: thực hiện nhiều lần",
);
const SEVERAL: Localized = Localized::fixed(
    "multi-instance marker: done several times",
    "dấu đa thể hiện: thực hiện nhiều lượt",
);
const SUB_PROCESS: Localized = Localized::fixed(
    "a sub-process begins here; its steps follow",
    "quy trình con bắt đầu ở đây; các bước của nó đứng sau",
);

/// Comments by the place of the element they belong to.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    of: HashMap<Span, Vec<Localized>>,
}

impl Remarks {
    /// Collect them. O(elements).
    pub(super) fn new(definitions: &Definitions) -> Self {
        let mut this = Self::default();
        let names = names(definitions);
        let notes = Notes::new(definitions);
        for (process, next) in definitions
            .processes
            .iter()
            .zip(definitions.processes.iter().skip(1).map(Some).chain([None]))
        {
            let from = process.scope.0 as usize;
            let to = next.map_or(definitions.scopes.len(), |next| next.scope.0 as usize);
            let whole = process.base.span;
            // The first text is the purpose of the process.
            for text in process.base.documentation.iter().skip(1) {
                this.add(whole, documentation(text));
            }
            this.properties(&process.base, whole);
            for scope in definitions.scopes.get(from..to).unwrap_or_default() {
                this.scope(scope, whole, &names, &notes);
            }
            this.pools(definitions, process.base.id.as_ref(), whole, &names, &notes);
        }
        this
    }

    /// What belongs to the element at a place.
    pub(super) fn of(&self, span: Span) -> &[Localized] {
        self.of.get(&span).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, span: Span, remark: Localized) {
        self.of.entry(span).or_default().push(remark);
    }

    fn scope(&mut self, scope: &Scope, whole: Span, names: &Names<'_>, notes: &Notes<'_>) {
        for node in &scope.nodes {
            self.node(node, names, notes);
        }
        let spans: HashMap<&str, Span> = scope
            .nodes
            .iter()
            .filter_map(|node| Some((&*node.base.id.as_ref()?.value, node.base.span)))
            .collect();
        for flow in &scope.flows {
            let end = |text: &Option<Text>| text.as_ref().map_or("?", |id| names.of(id)).to_owned();
            let (from, to) = (end(&flow.source), end(&flow.target));
            let source = flow.source.as_ref().and_then(|id| spans.get(&***id));
            let span = source.copied().unwrap_or(whole);
            if let (Some(_), Some(text)) = (&flow.base.name, &flow.condition)
                && !text.is_empty()
            {
                self.add(span, condition(&from, &to, text));
            }
            for text in &flow.base.documentation {
                self.add(span, flow_text(&from, &to, text));
            }
        }
        for artifact in &scope.artifacts {
            self.artifact(artifact, whole, names, notes);
        }
        for lane in &scope.lanes {
            self.texts(&lane.base, whole);
        }
        for data in &scope.data {
            self.texts(&data.base, whole);
            if let Some(text) = &data.state {
                let called = data.base.name.as_ref().or(data.base.id.as_ref());
                self.add(whole, state(called.map_or("?", |name| &***name), text));
            }
        }
    }

    fn node(&mut self, node: &FlowNode, names: &Names<'_>, notes: &Notes<'_>) {
        let span = node.base.span;
        self.texts(&node.base, span);
        self.properties(&node.base, span);
        let id = node.base.id.as_ref().map_or("", |id| &***id);
        for text in notes.of.get(id).into_iter().flatten() {
            self.add(span, note(text));
        }
        match &node.kind {
            NodeKind::SubProcess { .. } => self.add(span, SUB_PROCESS),
            NodeKind::CallActivity { called: Some(id) } => self.add(span, called(names.of(id))),
            NodeKind::Boundary {
                attached_to: Some(id),
                interrupting,
            } => {
                let name = names.of(id);
                self.add(
                    span,
                    if *interrupting {
                        attached(name)
                    } else {
                        beside(name)
                    },
                );
            }
            _ => {}
        }
        match &node.repeat {
            Some(Repeat::Loop { .. }) => self.add(span, REPEATS),
            Some(Repeat::MultiInstance { .. }) => self.add(span, SEVERAL),
            None => {}
        }
        for definition in &node.events {
            self.event(definition, span, names);
        }
    }

    fn event(&mut self, definition: &EventDefinition, span: Span, names: &Names<'_>) {
        if let Some(Timer::Date(text) | Timer::Duration(text) | Timer::Cycle(text)) =
            &definition.timer
        {
            self.add(span, timer(text));
            return;
        }
        let kind = kind(definition.kind);
        let name = definition.name.as_ref().map(|name| &***name);
        let meant = definition.refers.as_ref().map(|id| names.of(id));
        self.add(
            span,
            match name
                .or(meant)
                .or(definition.condition.as_ref().map(|text| &***text))
            {
                Some(name) => event_of(kind, name),
                None => event(kind),
            },
        );
    }

    fn artifact(&mut self, artifact: &Artifact, whole: Span, names: &Names<'_>, notes: &Notes<'_>) {
        match artifact {
            Artifact::Annotation {
                base,
                text: Some(text),
            } => {
                let id = base.id.as_ref().map_or("", |id| &***id);
                if !notes.tied.contains(&id) {
                    self.add(whole, note(text));
                }
            }
            Artifact::Group {
                category: Some(id), ..
            } => self.add(whole, group(names.of(id))),
            _ => {}
        }
    }

    /// Messages and notes of the collaboration in which a process takes part.
    fn pools(
        &mut self,
        definitions: &Definitions,
        id: Option<&Text>,
        whole: Span,
        names: &Names<'_>,
        notes: &Notes<'_>,
    ) {
        for collaboration in &definitions.collaborations {
            let only = definitions.processes.len() == 1;
            let here = collaboration.participants.iter().any(|pool| {
                matches!((&pool.process, id), (Some(process), Some(id)) if process.value == id.value)
            });
            if !here && !only {
                continue;
            }
            for flow in &collaboration.message_flows {
                let end =
                    |text: &Option<Text>| text.as_ref().map_or("?", |id| names.of(id)).to_owned();
                let (from, to) = (end(&flow.source), end(&flow.target));
                let name = flow
                    .base
                    .name
                    .as_ref()
                    .filter(|name| !name.trim().is_empty());
                let remark = name.map_or_else(
                    || unnamed_message(&from, &to),
                    |name| message(&from, &to, name),
                );
                self.add(whole, remark);
            }
            for artifact in &collaboration.artifacts {
                self.artifact(artifact, whole, names, notes);
            }
        }
    }

    fn texts(&mut self, base: &Base, span: Span) {
        for text in &base.documentation {
            self.add(span, documentation(text));
        }
    }

    /// Properties of engines and tools. Ours have keys.
    fn properties(&mut self, base: &Base, span: Span) {
        for extension in &base.extensions {
            if extension.namespace != Namespace::Qmslint && !extension.name.starts_with("qmslint:")
            {
                let element = extension.element.as_deref().unwrap_or_default();
                let name = match (element, &*extension.name) {
                    ("", name) => name.to_owned(),
                    (element, "") => element.to_owned(),
                    (element, name) => format!("{element}.{name}"),
                };
                self.add(span, property(&name, &extension.value));
            }
        }
    }
}

/// What a reader calls the element of an id.
struct Names<'t>(HashMap<&'t str, &'t str>);

impl Names<'_> {
    fn of<'a>(&'a self, id: &'a str) -> &'a str {
        let local = id.rsplit_once(':').map_or(id, |(_, local)| local);
        self.0.get(local).copied().unwrap_or(id)
    }
}

fn names(definitions: &Definitions) -> Names<'_> {
    let mut all: Vec<&Base> = definitions
        .processes
        .iter()
        .map(|process| &process.base)
        .collect();
    for collaboration in &definitions.collaborations {
        all.extend(collaboration.participants.iter().map(|pool| &pool.base));
    }
    all.extend(definitions.globals.iter().map(|global| &global.base));
    all.extend(
        definitions
            .scopes
            .iter()
            .flat_map(|scope| &scope.nodes)
            .map(|node| &node.base),
    );
    let named = all
        .into_iter()
        .filter_map(|base| Some((&*base.id.as_ref()?.value, &*base.name.as_ref()?.value)));
    Names(named.collect())
}

/// Texts of annotations by what they are tied to.
#[derive(Default)]
struct Notes<'t> {
    of: HashMap<&'t str, Vec<&'t str>>,
    /// Annotations that are tied to a flow node.
    tied: HashSet<&'t str>,
}

impl<'t> Notes<'t> {
    fn new(definitions: &'t Definitions) -> Self {
        let collaborations = definitions.collaborations.iter();
        let all: Vec<&Artifact> = collaborations
            .flat_map(|collaboration| &collaboration.artifacts)
            .chain(definitions.scopes.iter().flat_map(|scope| &scope.artifacts))
            .collect();
        let mut texts: HashMap<&str, &str> = HashMap::new();
        for artifact in &all {
            if let Artifact::Annotation {
                base,
                text: Some(text),
            } = artifact
            {
                texts.extend(base.id.as_ref().map(|id| (&***id, &***text)));
            }
        }
        let nodes = definitions.scopes.iter().flat_map(|scope| &scope.nodes);
        let nodes: HashSet<&str> = nodes
            .filter_map(|node| Some(&*node.base.id.as_ref()?.value))
            .collect();
        let mut this = Self::default();
        for artifact in &all {
            if let Artifact::Association {
                source: Some(source),
                target: Some(target),
                ..
            } = artifact
            {
                for (note, node) in [(source, target), (target, source)] {
                    if let Some(text) = texts.get(&***note)
                        && nodes.contains(&***node)
                    {
                        this.of.entry(&***node).or_default().push(*text);
                        this.tied.insert(&***note);
                    }
                }
            }
        }
        this
    }
}

/// The names of BPMN 2.0.
fn kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Cancel => "cancel",
        EventKind::Compensate => "compensation",
        EventKind::Conditional => "conditional",
        EventKind::Error => "error",
        EventKind::Escalation => "escalation",
        EventKind::Link => "link",
        EventKind::Message => "message",
        EventKind::Signal => "signal",
        EventKind::Terminate => "terminate",
        EventKind::Timer => "timer",
        EventKind::Reference => "reference",
    }
}
