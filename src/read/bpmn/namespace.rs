//! XML namespaces as far as BPMN needs them: which vocabulary a name belongs to.
//!
//! Prefixes mean what `xmlns` says where they stand. Names are not compared by URI later on: each URI becomes one of a
//! few vocabularies once, at its declaration.

use foldhash::{HashMap, HashSet};
use smallvec::SmallVec;

use super::problem::{ProblemKind, Problems};
use crate::source::Span;

/// The namespace of the properties that BPMN has no word for.
pub const QMSLINT: &str = "urn:qmslint:bpmn:1";
/// The namespace of the BPMN 2.0 model.
pub const MODEL: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";

/// The vocabulary of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Namespace {
    /// An attribute without prefix, or an element without namespace.
    None,
    /// The BPMN 2.0 model.
    Model,
    /// BPMN diagram interchange: shapes, edges, bounds, waypoints.
    Diagram,
    /// `xsi:type` and the like.
    SchemaInstance,
    /// Camunda 7.
    Camunda,
    /// Camunda 8.
    Zeebe,
    /// Flowable.
    Flowable,
    /// Activiti.
    Activiti,
    /// Our own properties.
    Qmslint,
    /// Somebody else's; BPMN lets every tool add its own.
    Foreign,
}

impl Namespace {
    /// Whether its names carry meaning for a process beyond BPMN.
    pub fn is_extension(self) -> bool {
        matches!(
            self,
            Self::Camunda | Self::Zeebe | Self::Flowable | Self::Activiti | Self::Qmslint
        )
    }

    /// The vocabulary of a URI, and whether it is the one of another edition.
    fn of_uri(uri: &str) -> (Self, bool) {
        const OMG: &str = "http://www.omg.org/spec/BPMN/";
        let known = match uri {
            MODEL => Self::Model,
            "http://www.omg.org/spec/BPMN/20100524/DI"
            | "http://www.omg.org/spec/DD/20100524/DI"
            | "http://www.omg.org/spec/DD/20100524/DC" => Self::Diagram,
            "http://www.w3.org/2001/XMLSchema-instance" => Self::SchemaInstance,
            "http://camunda.org/schema/1.0/bpmn" => Self::Camunda,
            "http://camunda.org/schema/zeebe/1.0" => Self::Zeebe,
            "http://flowable.org/bpmn" => Self::Flowable,
            "http://activiti.org/bpmn" => Self::Activiti,
            QMSLINT => Self::Qmslint,
            "http://schema.omg.org/spec/BPMN/2.0" | "http://www.omg.org/bpmn20" => {
                return (Self::Model, true);
            }
            "http://bpmndi.org" | "http://dd.omg.org/spec/DD/20090401/DI" => {
                return (Self::Diagram, true);
            }
            "" => Self::None,
            _ if uri.starts_with(OMG) && uri.ends_with("/MODEL") => return (Self::Model, true),
            _ if uri.starts_with(OMG) && uri.ends_with("/DI") => return (Self::Diagram, true),
            _ => Self::Foreign,
        };
        (known, false)
    }

    /// What a prefix usually means, for files that forgot to bind it.
    fn of_habit(prefix: &str) -> Self {
        match prefix {
            "bpmn" | "bpmn2" | "semantic" | "model" => Self::Model,
            "bpmndi" | "dc" | "omgdc" | "di" | "omgdi" => Self::Diagram,
            "xsi" => Self::SchemaInstance,
            "camunda" => Self::Camunda,
            "zeebe" => Self::Zeebe,
            "flowable" => Self::Flowable,
            "activiti" => Self::Activiti,
            "qmslint" => Self::Qmslint,
            _ => Self::Foreign,
        }
    }
}

/// The prefixes in force.
#[derive(Debug, Default)]
pub struct Bindings<'a> {
    /// In the order in which they were declared.
    declared: Vec<&'a str>,
    /// What each means, innermost last.
    meanings: HashMap<&'a str, SmallVec<[Namespace; 4]>>,
    /// The first few prefixes that were asked for since the last declaration came or went: nearly every name has one of them.
    known: SmallVec<[(&'a str, Namespace); 8]>,
    unbound: HashSet<&'a str>,
}

impl<'a> Bindings<'a> {
    /// How many are in force; to be handed to [`Self::leave`] at the end of the element.
    pub fn depth(&self) -> usize {
        self.declared.len()
    }

    /// Forget what was declared since.
    pub fn leave(&mut self, depth: usize) {
        if depth >= self.declared.len() {
            return;
        }
        self.known.clear();
        for prefix in self.declared.drain(depth..) {
            if let Some(meanings) = self.meanings.get_mut(prefix) {
                meanings.pop();
            }
        }
    }

    /// `xmlns:prefix="uri"`; the default namespace has the empty prefix.
    pub fn bind(&mut self, prefix: &'a str, uri: &str, span: Span, problems: &mut Problems) {
        let (namespace, other_edition) = Namespace::of_uri(uri.trim());
        if other_edition {
            problems.add(span, ProblemKind::OtherEdition(uri.trim().into()));
        }
        self.known.clear();
        self.declared.push(prefix);
        self.meanings.entry(prefix).or_default().push(namespace);
    }

    /// Read everything without namespace as BPMN: the root says `definitions` and nothing more.
    pub fn assume_model(&mut self) {
        self.known.clear();
        self.meanings
            .entry("")
            .or_default()
            .insert(0, Namespace::Model);
    }

    /// The vocabulary of a prefix. O(1).
    pub fn resolve(&mut self, prefix: &'a str, span: Span, problems: &mut Problems) -> Namespace {
        let mut known = self.known.iter();
        if let Some(&(_, namespace)) = known.find(|(known, _)| *known == prefix) {
            return namespace;
        }
        let meanings = self.meanings.get(prefix);
        if let Some(&namespace) = meanings.and_then(|meanings| meanings.last()) {
            if self.known.len() < self.known.inline_size() {
                self.known.push((prefix, namespace));
            }
            return namespace;
        }
        if prefix.is_empty() {
            return Namespace::None;
        }
        if prefix == "xml" {
            return Namespace::Foreign;
        }
        if self.unbound.insert(prefix) {
            problems.add(span, ProblemKind::UnboundPrefix(prefix.into()));
        }
        Namespace::of_habit(prefix)
    }
}
