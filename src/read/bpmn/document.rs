//! An XML document as a flat list of elements, borrowed from its text.
//!
//! It lives only while a file is read. Values are decoded when they are asked for: most of a diagram's attributes never are.

use std::borrow::Cow;

use compact_str::CompactString;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attribute as RawAttribute;
use quick_xml::name::QName;

use super::namespace::Namespace;
use crate::source::{Span, Spanned};

/// A text of the file and its place.
pub type Text = Spanned<CompactString>;

/// Elements in document order.
#[derive(Debug, Default)]
pub struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) elements: Vec<Element<'a>>,
    pub(super) attributes: Vec<Attribute<'a>>,
}

/// One element.
#[derive(Debug)]
pub(super) struct Element<'a> {
    pub(super) namespace: Namespace,
    pub(super) name: &'a str,
    /// The start tag with its angle brackets.
    pub(super) tag: Span,
    /// What stands between start and end tag.
    pub(super) content: Span,
    /// First attribute and one past the last.
    pub(super) attributes: (u32, u32),
    /// One past the last descendant.
    pub(super) end: u32,
}

/// One attribute of a known vocabulary, its value as written.
#[derive(Debug)]
pub(super) struct Attribute<'a> {
    pub(super) namespace: Namespace,
    pub(super) name: &'a str,
    pub(super) value: &'a str,
}

/// An element within its document.
#[derive(Clone, Copy, Debug)]
pub struct Node<'d> {
    document: &'d Document<'d>,
    index: u32,
}

impl<'a> Document<'a> {
    /// The place of a piece of this document's text.
    pub(super) fn span_of(&self, piece: &str) -> Span {
        let start = piece
            .as_ptr()
            .addr()
            .saturating_sub(self.text.as_ptr().addr());
        Span::new(start..start + piece.len())
    }

    /// Every element, in document order.
    pub fn nodes(&'a self) -> impl Iterator<Item = Node<'a>> {
        let count = u32::try_from(self.elements.len()).unwrap_or(u32::MAX);
        (0..count).map(|index| Node {
            document: self,
            index,
        })
    }
}

impl<'d> Node<'d> {
    fn element(self) -> Option<&'d Element<'d>> {
        self.document.elements.get(self.index as usize)
    }

    /// The name without its prefix.
    pub fn name(self) -> &'d str {
        self.element().map_or("", |element| element.name)
    }

    /// The vocabulary of the name.
    pub fn namespace(self) -> Namespace {
        self.element()
            .map_or(Namespace::Foreign, |element| element.namespace)
    }

    /// Whether this is the given element of the BPMN model.
    pub fn is(self, name: &str) -> bool {
        self.namespace() == Namespace::Model && self.name() == name
    }

    /// The start tag.
    pub fn span(self) -> Span {
        self.element()
            .map_or(Span::default(), |element| element.tag)
    }

    /// The elements directly below, in order.
    pub fn children(self) -> Children<'d> {
        Children {
            document: self.document,
            next: self.index + 1,
            end: self.element().map_or(0, |element| element.end),
        }
    }

    /// The children that are BPMN's own. Others outside `extensionElements` are passed over in silence: the specification
    /// leaves every tool free to add its own.
    pub fn model_children(self) -> impl Iterator<Item = Node<'d>> {
        self.children()
            .filter(|child| child.namespace() == Namespace::Model)
    }

    /// The first child of that name in the BPMN model.
    pub fn child(self, name: &str) -> Option<Node<'d>> {
        self.children().find(|child| child.is(name))
    }

    fn raw_attributes(self) -> &'d [Attribute<'d>] {
        let (from, to) = self.element().map_or((0, 0), |element| element.attributes);
        self.document
            .attributes
            .get(from as usize..to as usize)
            .unwrap_or_default()
    }

    /// Every attribute that `wanted` keeps by vocabulary and name: vocabulary, name, value. Only those are decoded.
    pub fn attributes(
        self,
        wanted: impl Fn(Namespace, &str) -> bool,
    ) -> impl Iterator<Item = (Namespace, &'d str, Text)> {
        self.raw_attributes()
            .iter()
            .filter(move |attribute| wanted(attribute.namespace, attribute.name))
            .map(move |attribute| {
                let value = self.decode(attribute.value);
                (attribute.namespace, attribute.name, value)
            })
    }

    /// The value of an attribute without prefix, as written.
    pub fn as_written(self, name: &str) -> Option<&'d str> {
        let mut attributes = self.raw_attributes().iter();
        let attribute = attributes
            .find(|attribute| attribute.namespace == Namespace::None && attribute.name == name)?;
        Some(attribute.value)
    }

    /// The value of an attribute without prefix.
    pub fn attribute(self, name: &str) -> Option<Text> {
        self.as_written(name).map(|value| self.decode(value))
    }

    fn decode(self, raw: &str) -> Text {
        if !is_changed_by_decoding(raw) {
            return Spanned::new(raw.into(), self.document.span_of(raw));
        }
        let attribute = RawAttribute {
            key: QName(""),
            value: Cow::Borrowed(raw),
        };
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .unwrap_or(Cow::Borrowed(raw));
        Spanned::new(value.into(), self.document.span_of(raw))
    }

    /// The text between the tags, trimmed; CDATA and entities decoded, tags inside left out. None where it is blank.
    pub fn text(self) -> Option<Text> {
        let content = self.element()?.content;
        let raw = self.document.text.get(content.range())?.trim();
        if raw.is_empty() {
            return None;
        }
        let value = if memchr::memchr3(b'<', b'&', b'\r', raw.as_bytes()).is_some() {
            let decoded = decode_content(raw);
            let trimmed = decoded.trim();
            if trimmed.is_empty() {
                return None;
            }
            trimmed.into()
        } else {
            raw.into()
        };
        Some(Spanned::new(value, self.document.span_of(raw)))
    }
}

/// Whether an entity, a line end or a tab stands in the value of an attribute. Values are short, and hardly one has any: all of
/// one is looked at, which needs no branch for each byte.
fn is_changed_by_decoding(raw: &str) -> bool {
    let is = |byte: u8| byte == b'&' || byte == b'\n' || byte == b'\r' || byte == b'\t';
    raw.bytes().fold(false, |any, byte| any | is(byte))
}

/// The character data of a piece of XML. Unknown entities stay as written.
fn decode_content(raw: &str) -> String {
    let mut reader = Reader::from_str(raw);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut text = String::with_capacity(raw.len());
    loop {
        match reader.read_event() {
            Ok(Event::Text(part)) => text.push_str(&part.xml10_content()),
            Ok(Event::CData(part)) => text.push_str(&part.xml10_content()),
            Ok(Event::GeneralRef(entity)) => match entity.resolve_char_ref() {
                Ok(Some(char)) => text.push(char),
                _ => match resolve_predefined_entity(&entity) {
                    Some(known) => text.push_str(known),
                    None => text.extend(["&", &*entity, ";"]),
                },
            },
            Ok(Event::Eof) | Err(_) => return text,
            Ok(_) => {}
        }
    }
}

/// Children of an element. See [`Node::children`].
#[derive(Debug)]
pub struct Children<'d> {
    document: &'d Document<'d>,
    next: u32,
    end: u32,
}

impl<'d> Iterator for Children<'d> {
    type Item = Node<'d>;
    fn next(&mut self) -> Option<Node<'d>> {
        if self.next >= self.end {
            return None;
        }
        let node = Node {
            document: self.document,
            index: self.next,
        };
        // An element always ends after itself, so that the walk goes on.
        self.next = node.element()?.end.max(self.next + 1);
        Some(node)
    }
}
