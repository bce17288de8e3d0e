//! Text → [`Document`]: well-formedness, namespaces, places.
//!
//! Every XML error that can be recovered from is recorded and passed over. Entities other than XML's own are never expanded and
//! nothing is ever fetched. Nothing here knows BPMN, except that a root without namespace that is called `definitions` is meant
//! to be BPMN. No recursion: open elements stand on a stack of at most [`MAX_DEPTH`].

use std::borrow::Cow;

use foldhash::HashSet;
use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::attributes::{AttrError, Attributes};
use quick_xml::events::{BytesRef, Event};

use super::document::{Attribute, Document, Element};
use super::namespace::{Bindings, Namespace};
use super::problem::{ProblemKind, Problems};
use crate::source::Span;

/// How deep elements may nest. Real diagrams nest about 15 deep.
pub const MAX_DEPTH: usize = 256;

/// Parse a text. O(bytes); what is ill-formed is recorded and passed over.
pub fn parse<'a>(text: &'a str, problems: &mut Problems) -> Document<'a> {
    let mut parser = Parser {
        document: Document {
            text,
            // About as many as real diagrams have in a text of this length.
            elements: Vec::with_capacity(text.len() / 96),
            attributes: Vec::with_capacity(text.len() / 64),
        },
        bindings: Bindings::default(),
        names: Names::default(),
        open: Vec::new(),
        beyond: 0,
        ampersand: 0,
        problems,
    };
    parser.run();
    parser.document
}

struct Open<'a> {
    /// The name with its prefix, as the end tag must repeat it.
    name: &'a str,
    index: usize,
    bindings: usize,
}

struct Parser<'a, 'p> {
    document: Document<'a>,
    bindings: Bindings<'a>,
    /// The names of attributes of the tag that is read.
    names: Names<'a>,
    open: Vec<Open<'a>>,
    /// How many elements are open below the deepest level that is kept.
    beyond: usize,
    /// An offset: no ampersand stands between the tag that was read last and it.
    ampersand: usize,
    problems: &'p mut Problems,
}

/// The names of attributes in one tag, of which no two may be the same. What `quick-xml` keeps for this it makes anew for every
/// tag, which takes a fortieth of a run over diagrams.
#[derive(Default)]
struct Names<'a> {
    few: Vec<&'a str>,
    many: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    /// Up to so many names are compared one by one.
    const FEW: usize = 16;

    fn clear(&mut self) {
        self.few.clear();
        if !self.many.is_empty() {
            self.many.clear();
        }
    }

    /// Whether no name before was the same. O(1).
    fn is_new(&mut self, name: &'a str) -> bool {
        if self.few.len() < Self::FEW {
            let is_it = |known: &&str| known.len() == name.len() && known.bytes().eq(name.bytes());
            let is_new = !self.few.iter().any(is_it);
            self.few.push(name);
            return is_new;
        }
        if self.many.is_empty() {
            self.many.extend(&self.few);
        }
        self.many.insert(name)
    }
}

/// Prefix and local part of a name. Names are short: no search that has to be set up first pays.
fn split_prefix(name: &str) -> Option<(&str, &str)> {
    let colon = name.bytes().position(|byte| byte == b':')?;
    Some((name.get(..colon)?, name.get(colon + 1..)?))
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

impl<'a> Parser<'a, '_> {
    fn run(&mut self) {
        let text = self.document.text;
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        // End tags are matched here, so that one missing tag costs one problem and not the rest of the file.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        loop {
            let from = offset(reader.buffer_position());
            let event = reader.read_event();
            let to = offset(reader.buffer_position());
            match event {
                Ok(Event::Start(tag)) => self.start((from, to), 1, tag.name().0.len()),
                Ok(Event::Empty(tag)) => {
                    let depth = self.open.len() + self.beyond;
                    self.start((from, to), 2, tag.name().0.len());
                    if self.open.len() + self.beyond > depth {
                        self.close(to);
                    }
                }
                Ok(Event::End(tag)) => self.end(tag.name().0, from, to),
                Ok(Event::Text(part)) => {
                    if self.open.is_empty() && !part.trim().is_empty() {
                        self.problems
                            .add(Span::new(from..to), ProblemKind::StrayText);
                    }
                }
                Ok(Event::GeneralRef(entity)) => self.entity(&entity, from, to),
                Ok(Event::DocType(_)) => {
                    self.problems
                        .add(Span::new(from..to), ProblemKind::DocumentType);
                }
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(error) => {
                    let at = offset(reader.error_position());
                    self.error(&error, at, text.len());
                    if !matches!(error, Error::IllFormed(_)) {
                        break;
                    }
                }
            }
        }
        while let Some(open) = self.open.last() {
            let kind = ProblemKind::Unclosed(open.name.into());
            let span = self.tag_of(open.index);
            self.problems.add(span, kind);
            self.close(text.len());
        }
    }

    fn error(&mut self, error: &Error, at: usize, end: usize) {
        let kind = match error {
            Error::IllFormed(quick_xml::errors::IllFormedError::UnclosedReference) => {
                ProblemKind::BareAmpersand
            }
            Error::IllFormed(quick_xml::errors::IllFormedError::MissingDoctypeName) => {
                ProblemKind::DocumentType
            }
            Error::IllFormed(_) => ProblemKind::NotATag,
            _ => ProblemKind::Truncated,
        };
        let one = self
            .document
            .text
            .get(at..)
            .and_then(|rest| rest.chars().next());
        let width = one.map_or(0, char::len_utf8);
        self.problems
            .add(Span::new(at.min(end)..(at + width).min(end)), kind);
    }

    fn tag_of(&self, index: usize) -> Span {
        let element = self.document.elements.get(index);
        element.map_or(Span::default(), |element| element.tag)
    }

    fn entity(&mut self, entity: &BytesRef<'_>, from: usize, to: usize) {
        let known = if entity.is_char_ref() {
            entity.resolve_char_ref().is_ok()
        } else {
            resolve_predefined_entity(entity).is_some()
        };
        if !known {
            let kind = ProblemKind::UnknownEntity((**entity).into());
            self.problems.add(Span::new(from..to), kind);
        }
    }

    /// A start tag at `from..to` whose closing mark (`>` or `/>`) has `mark` bytes and whose name has `length`.
    fn start(&mut self, (from, to): (usize, usize), mark: usize, length: usize) {
        if self.beyond > 0 || self.open.len() >= MAX_DEPTH {
            if self.beyond == 0 {
                self.problems.add(Span::new(from..to), ProblemKind::TooDeep);
            }
            self.beyond += 1;
            return;
        }
        let inside = (from + 1)..to.saturating_sub(mark).max(from + 1);
        let Some(inside) = self.document.text.get(inside) else {
            return;
        };
        let name = inside.get(..length).unwrap_or_default();
        if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            self.problems
                .add(Span::new(from..from + 1), ProblemKind::NotATag);
            return;
        }
        let bindings = self.bindings.depth();
        let first = self.document.attributes.len();
        let prefixed = self.attributes(inside, length);
        let (prefix, local) = split_prefix(name).unwrap_or(("", name));
        let name_span = self.document.span_of(name);
        let mut namespace = self.bindings.resolve(prefix, name_span, self.problems);
        if namespace == Namespace::None && self.open.is_empty() && local == "definitions" {
            self.problems.add(name_span, ProblemKind::NoNamespace);
            self.bindings.assume_model();
            namespace = Namespace::Model;
        }
        if prefixed {
            self.resolve_attributes(first);
        }
        let index = self.document.elements.len();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.document.elements.push(Element {
            namespace,
            name: local,
            tag: Span::new(from..to),
            content: Span::new(to..to),
            attributes: (count(first), count(self.document.attributes.len())),
            end: count(index + 1),
        });
        self.open.push(Open {
            name,
            index,
            bindings,
        });
    }

    /// Collect the attributes of a tag, `xmlns` apart, their prefixes still in their names; whether any has one.
    fn attributes(&mut self, inside: &'a str, name: usize) -> bool {
        let entities = self.has_ampersand(inside);
        // Most tags have none, and then no name is looked through for one.
        let rest = inside.as_bytes().get(name..).unwrap_or_default();
        let has_colon = memchr::memchr(b':', rest).is_some();
        let mut prefixed = false;
        self.names.clear();
        let mut attributes = Attributes::new(inside, name);
        for attribute in attributes.with_checks(false) {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(error) => {
                    self.attribute_error(inside, &error);
                    continue;
                }
            };
            let (key, Cow::Borrowed(value)) = (attribute.key.0, attribute.value) else {
                continue;
            };
            if !self.names.is_new(key) {
                let span = self.document.span_of(key);
                self.problems.add(span, ProblemKind::DuplicateAttribute);
                continue;
            }
            if entities && value.contains('&') && unescape(value).is_err() {
                let entity = value.find('&').and_then(|at| {
                    let rest = value.get(at + 1..)?;
                    rest.get(..rest.find(';')?)
                });
                let kind = entity.map_or(ProblemKind::BareAmpersand, |name| {
                    ProblemKind::UnknownEntity(name.into())
                });
                let span = self.document.span_of(value);
                self.problems.add(span, kind);
            }
            let parts = if has_colon { split_prefix(key) } else { None };
            let declared = match parts {
                None => (key == "xmlns").then_some(""),
                Some(("xmlns", prefix)) => Some(prefix),
                Some(_) => {
                    prefixed = true;
                    None
                }
            };
            if let Some(prefix) = declared {
                let span = self.document.span_of(value);
                self.bindings.bind(prefix, value, span, self.problems);
            } else {
                self.document.attributes.push(Attribute {
                    namespace: Namespace::None,
                    name: key,
                    value,
                });
            }
        }
        prefixed
    }

    /// Whether an ampersand stands in a tag; tags are asked about in their order. Most files have few: each is looked for once.
    fn has_ampersand(&mut self, tag: &str) -> bool {
        let tag = self.document.span_of(tag).range();
        if self.ampersand < tag.start {
            let rest = self.document.text.as_bytes().get(tag.start..);
            let next = rest.and_then(|rest| memchr::memchr(b'&', rest));
            self.ampersand = next.map_or(usize::MAX, |next| tag.start + next);
        }
        tag.contains(&self.ampersand)
    }

    fn attribute_error(&mut self, inside: &'a str, error: &AttrError) {
        let at = match error {
            AttrError::Duplicated(at, _)
            | AttrError::ExpectedEq(at)
            | AttrError::ExpectedValue(at)
            | AttrError::UnquotedValue(at)
            | AttrError::ExpectedQuote(at, _) => *at,
        };
        let piece = inside.get(at..).unwrap_or_default();
        let end = piece
            .find(|c: char| c.is_ascii_whitespace() || c == '=')
            .unwrap_or(piece.len());
        let span = self.document.span_of(piece.get(..end).unwrap_or_default());
        self.problems.add(span, ProblemKind::BrokenAttribute);
    }

    /// Prefixes mean what the whole tag declares, also further right: resolve them once all of it is read.
    /// Attributes of foreign vocabularies are dropped.
    fn resolve_attributes(&mut self, first: usize) {
        let (bindings, problems) = (&mut self.bindings, &mut *self.problems);
        let mut kept = first;
        for index in first..self.document.attributes.len() {
            let Some(attribute) = self.document.attributes.get_mut(index) else {
                break;
            };
            if let Some((prefix, local)) = split_prefix(attribute.name) {
                let start = prefix.as_ptr().addr() - self.document.text.as_ptr().addr();
                let span = Span::new(start..start + prefix.len());
                attribute.namespace = bindings.resolve(prefix, span, problems);
                attribute.name = local;
            }
            if attribute.namespace != Namespace::Foreign {
                self.document.attributes.swap(kept, index);
                kept += 1;
            }
        }
        self.document.attributes.truncate(kept);
    }

    fn end(&mut self, name: &str, from: usize, to: usize) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let Some(depth) = self.open.iter().rposition(|open| open.name == name) else {
            let kind = ProblemKind::UnmatchedEnd(name.into());
            self.problems.add(Span::new(from..to), kind);
            return;
        };
        while self.open.len() > depth + 1 {
            if let Some(open) = self.open.last() {
                let kind = ProblemKind::Unclosed(open.name.into());
                let span = self.tag_of(open.index);
                self.problems.add(span, kind);
            }
            self.close(from);
        }
        self.close(from);
    }

    /// Close the innermost element, whose content ends at `at`.
    fn close(&mut self, at: usize) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let Some(open) = self.open.pop() else { return };
        self.bindings.leave(open.bindings);
        let end = u32::try_from(self.document.elements.len()).unwrap_or(u32::MAX);
        if let Some(element) = self.document.elements.get_mut(open.index) {
            element.end = end;
            let start = element.content.range().start;
            element.content = Span::new(start..at.max(start));
        }
    }
}
