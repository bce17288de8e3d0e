//! Files, spans, lines and columns: the only offset arithmetic of the crate.
//!
//! A [`Span`] is a byte range of one file. A [`Place`] says which file. Everything above speaks of elements and spans;
//! lines and columns are computed here, late, from counts of line ends.

mod lines;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use lines::Lines;

/// With this editors of Windows begin a file in UTF-8; it is no part of the text.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A byte range of one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from a byte range; offsets beyond 4 GiB are clamped (such files are refused before).
    pub fn new(range: Range<usize>) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            start: clamp(range.start),
            end: clamp(range.end),
        }
    }

    /// The byte range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Number of bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers nothing.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// A value and where it stands in its file.
///
/// Equality, order and hash are those of the value: two files that say the same are equal.
#[derive(Clone, Debug, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value with its span.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// The same span around another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned::new(f(self.value), self.span)
    }

    /// Borrow the value, keep the span.
    pub fn as_ref(&self) -> Spanned<&T> {
        Spanned::new(&self.value, self.span)
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}
impl<T: Eq> Eq for Spanned<T> {}
impl<T: PartialOrd> PartialOrd for Spanned<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.value.partial_cmp(&other.value)
    }
}
impl<T: Ord> Ord for Spanned<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value.cmp(&other.value)
    }
}
impl<T: std::hash::Hash> std::hash::Hash for Spanned<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T: Serialize> Serialize for Spanned<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// In a schema a spanned value is its value.
impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Which file, in the order in which the files of a run were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A span of a particular file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub source: SourceId,
    /// The bytes.
    pub span: Span,
}

/// A position as people count it: 1-based, columns in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in code points.
    pub column: u32,
}

/// One file: its name as reports print it (relative, `/` between folders) and its text.
#[derive(Clone, Debug)]
pub struct Source {
    name: Arc<str>,
    text: Content,
    /// Made when a line is first asked for: most files of a catalogue have nothing to show.
    lines: OnceLock<Lines>,
    lacks_text: bool,
}

/// The text of a file.
#[derive(Clone, Debug)]
enum Content {
    /// It was read.
    Read(Arc<String>),
    /// It lies inside the binary.
    BuiltIn(&'static str),
}

impl std::ops::Deref for Content {
    type Target = str;
    fn deref(&self) -> &str {
        match self {
            Self::Read(text) => text,
            Self::BuiltIn(text) => text,
        }
    }
}

impl Source {
    /// A file of this name and text; a `String` is not copied.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: Content::Read(Arc::new(text.into())),
            lines: OnceLock::new(),
            lacks_text: false,
        }
    }

    /// A file inside the binary: no reader finds it in a folder.
    pub fn built_in(name: impl Into<Arc<str>>, text: &'static str) -> Self {
        Self {
            name: name.into(),
            text: Content::BuiltIn(text),
            lines: OnceLock::new(),
            lacks_text: false,
        }
    }

    /// O(bytes) the first time.
    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(&self.text))
    }

    /// The file by its name alone, where its text is not needed any more.
    #[must_use]
    pub fn without_text(self) -> Self {
        Self {
            name: self.name,
            text: Content::Read(Arc::default()),
            lines: OnceLock::new(),
            lacks_text: true,
        }
    }

    /// Whether only the name is left.
    pub fn lacks_text(&self) -> bool {
        self.lacks_text
    }

    /// Whether it is a file inside the binary.
    pub fn is_built_in(&self) -> bool {
        matches!(self.text, Content::BuiltIn(_))
    }

    /// The name that reports print.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text under a span; empty where the span does not fit the file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Number of lines, a final newline not counted as a further one.
    pub fn line_count(&self) -> usize {
        self.lines().count()
    }

    /// 1-based line and code-point column of a byte offset. O(1).
    pub fn position(&self, offset: u32) -> Position {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let (line, before) = self.lines().at(&self.text, offset);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position {
            line: count(line + 1),
            column: count(before + 1),
        }
    }

    /// Where a span begins and where it ends. O(1).
    pub fn positions(&self, span: Span) -> (Position, Position) {
        (self.position(span.start), self.position(span.end))
    }

    /// The text of a 1-based line without its line end.
    pub fn line(&self, line: u32) -> &str {
        let span = self.line_span(line);
        self.slice(span).trim_end_matches(['\n', '\r'])
    }

    /// The span of a 1-based line with its line end.
    pub fn line_span(&self, line: u32) -> Span {
        let line = line.saturating_sub(1) as usize;
        Span::new(self.lines().range(&self.text, line))
    }
}

/// All files of a run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    all: Vec<Source>,
}

impl Sources {
    /// Add a file; ids follow the order of adding.
    pub fn add(&mut self, source: Source) -> SourceId {
        let id = Self::id(self.all.len());
        self.all.push(source);
        id
    }

    /// Put a file in the place of the one that has the id.
    pub fn replace(&mut self, id: SourceId, source: Source) {
        if let Some(old) = self.all.get_mut(id.0 as usize) {
            *old = source;
        }
    }

    /// The id of the file at a rank: what `add` gives when so many files are there.
    pub fn id(rank: usize) -> SourceId {
        SourceId(Span::new(rank..rank).start)
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The file of an id.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.all.get(id.0 as usize)
    }

    /// Every file with its id, in order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0u32..).map(SourceId).zip(&self.all)
    }
}
