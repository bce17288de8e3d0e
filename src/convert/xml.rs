//! XML as it is put together before it is written: elements with attributes, and elements or text inside.
//!
//! `quick-xml` writes and escapes it. Characters that XML 1.0 cannot hold at all become U+FFFD; reading the file back shows
//! what was lost by that.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// An element.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    name: Cow<'static, str>,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: Option<String>,
}

impl Element {
    pub(super) fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// With an attribute.
    pub(super) fn with(mut self, key: impl Into<String>, value: impl AsRef<str>) -> Self {
        self.attributes
            .push((key.into(), value.as_ref().chars().map(allowed).collect()));
        self
    }

    /// With an attribute, where it has a value.
    pub(super) fn with_some(self, key: &str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// With text inside instead of elements.
    pub(super) fn with_text(mut self, text: &str) -> Self {
        self.text = Some(text.chars().map(allowed).collect());
        self
    }

    /// Add an element, where there is one.
    pub(super) fn extend(&mut self, child: Option<Element>) {
        self.children.extend(child);
    }

    pub(super) fn push(&mut self, child: Element) {
        self.children.push(child);
    }

    /// Add an element, unless there is nothing in it.
    pub(super) fn push_filled(&mut self, child: Element) {
        if !child.children.is_empty() {
            self.push(child);
        }
    }

    /// With these elements inside.
    pub(super) fn holding(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children);
        self
    }

    /// The whole document with this root. O(size).
    pub(super) fn document(&self, comments: &[String]) -> String {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        // Writing to memory cannot fail.
        let _ = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        for comment in comments {
            // Two hyphens end a comment.
            let text: String = comment.chars().map(allowed).collect();
            let text = format!(" {} ", text.replace("--", "- -"));
            let _ = writer.write_event(Event::Comment(BytesText::from_escaped(text)));
        }
        self.write(&mut writer);
        let mut bytes = writer.into_inner();
        bytes.push(b'\n');
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// Elements lie at most eight deep.
    fn write(&self, writer: &mut Writer<Vec<u8>>) {
        let mut start = BytesStart::new(&*self.name);
        for (key, value) in &self.attributes {
            start.push_attribute((key.as_str(), value.as_str()));
        }
        if self.children.is_empty() && self.text.is_none() {
            let _ = writer.write_event(Event::Empty(start));
            return;
        }
        let _ = writer.write_event(Event::Start(start));
        if let Some(text) = &self.text {
            let _ = writer.write_event(Event::Text(BytesText::new(text)));
        }
        for child in &self.children {
            child.write(writer);
        }
        let _ = writer.write_event(Event::End(BytesEnd::new(&*self.name)));
    }
}

/// A character of XML 1.0, or the sign that there was another.
fn allowed(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => c,
        _ => char::REPLACEMENT_CHARACTER,
    }
}

/// Whether a text is an identifier that every tool takes: letters and digits of ASCII, `_`, `-`, `.`, no digit in front.
pub(super) fn is_plain_id(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}
