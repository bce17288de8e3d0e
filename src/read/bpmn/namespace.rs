//! XML namespaces as far as BPMN needs them: which vocabulary a name belongs to.
//!
//! Prefixes mean what `xmlns` says where they stand. Names are not compared by URI later on: each URI becomes one of a
//! few vocabularies once, at its declaration.

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

/// The prefixes in force, innermost last.
#[derive(Debug, Default)]
pub struct Bindings<'a> {
    bound: Vec<(&'a str, Namespace)>,
    unbound: Vec<&'a str>,
}

impl<'a> Bindings<'a> {
    /// How many are in force; to be handed to [`Self::leave`] at the end of the element.
    pub fn depth(&self) -> usize {
        self.bound.len()
    }

    /// Forget what was declared since.
    pub fn leave(&mut self, depth: usize) {
        self.bound.truncate(depth);
    }

    /// `xmlns:prefix="uri"`; the default namespace has the empty prefix.
    pub fn bind(&mut self, prefix: &'a str, uri: &str, span: Span, problems: &mut Problems) {
        let (namespace, other_edition) = Namespace::of_uri(uri.trim());
        if other_edition {
            problems.add(span, ProblemKind::OtherEdition(uri.trim().into()));
        }
        self.bound.push((prefix, namespace));
    }

    /// Read everything without namespace as BPMN: the root says `definitions` and nothing more.
    pub fn assume_model(&mut self) {
        self.bound.insert(0, ("", Namespace::Model));
    }

    /// The vocabulary of a prefix. O(bindings in force), a handful.
    pub fn resolve(&mut self, prefix: &'a str, span: Span, problems: &mut Problems) -> Namespace {
        // Most prefixes are empty or short, for which a comparison that is called takes longer than one by one.
        let is_it = |bound: &str| bound.len() == prefix.len() && bound.bytes().eq(prefix.bytes());
        let bound = self.bound.iter().rev().find(|(bound, _)| is_it(bound));
        if let Some((_, namespace)) = bound {
            return *namespace;
        }
        if prefix.is_empty() {
            return Namespace::None;
        }
        if prefix == "xml" {
            return Namespace::Foreign;
        }
        if !self.unbound.contains(&prefix) {
            self.unbound.push(prefix);
            problems.add(span, ProblemKind::UnboundPrefix(prefix.into()));
        }
        Namespace::of_habit(prefix)
    }
}
