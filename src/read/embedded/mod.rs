//! The rule packs inside the binary.

mod kept;

use std::borrow::Cow;

use toml::de::{DeArray, DeTable, DeValue};

pub use self::kept::{EmbeddedFile, EmbeddedPack};
use self::kept::{Key, Node, Value};
use crate::source::{Source, SourceId, Sources};

/// What `build.rs` wrote.
static PACKS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));

/// Every pack of the binary, by name.
pub fn embedded_packs() -> Vec<EmbeddedPack<'static>> {
    // The build wrote them with the same types; a test looks into each.
    postcard::from_bytes(PACKS).unwrap_or_default()
}

impl EmbeddedPack<'static> {
    /// Its files as sources of a run, named as in the repository; their ids in the same order.
    pub fn add_to(&self, sources: &mut Sources) -> Vec<SourceId> {
        let ids = self.files.iter().map(|file| {
            let name = format!("rules/{}/{}", self.name, file.path);
            sources.add(Source::built_in(name, file.text))
        });
        ids.collect()
    }
}

/// The tree of an [`EmbeddedFile`], as if its text had been parsed; `None` where the bytes are none. O(bytes).
pub(super) fn parsed(tree: &[u8]) -> Option<toml::Spanned<DeTable<'_>>> {
    let root: Node<'_> = postcard::from_bytes(tree).ok()?;
    let span = root.start..root.end;
    match root.value {
        Value::Table(entries) => Some(toml::Spanned::new(span, table(entries)?)),
        _ => None,
    }
}

fn table<'t>(entries: Vec<(Key<'t>, Node<'t>)>) -> Option<DeTable<'t>> {
    let entries = entries.into_iter().map(|(key, node)| {
        let key = toml::Spanned::new(key.start..key.end, Cow::Borrowed(key.name));
        Some((key, value(node)?))
    });
    entries.collect()
}

fn value(node: Node<'_>) -> Option<toml::Spanned<DeValue<'_>>> {
    let restored = match node.value {
        Value::Text(text) => DeValue::String(Cow::Borrowed(text)),
        Value::Scalar(written) => DeValue::parse(written).ok()?.into_inner(),
        Value::List(items) => {
            let mut list = DeArray::new();
            for item in items {
                list.push(value(item)?);
            }
            DeValue::Array(list)
        }
        Value::Table(entries) => DeValue::Table(table(entries)?),
    };
    Some(toml::Spanned::new(node.start..node.end, restored))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was stored is what the parser says of the text, to the last span.
    #[test]
    fn every_file_is_restored_as_it_is_parsed() {
        let packs = embedded_packs();
        let names: Vec<&str> = packs.iter().map(|pack| pack.name).collect();
        assert_eq!(names, ["bpmn", "iso9001-2015", "vn-one-stop", "waivers"]);
        for file in packs.iter().flat_map(|pack| &pack.files) {
            let restored = parsed(file.tree).map(|tree| format!("{tree:?}"));
            let parsed = DeTable::parse(file.text).ok();
            let parsed = parsed.map(|tree| format!("{tree:?}"));
            assert!(restored.is_some() && restored == parsed, "{}", file.path);
        }
    }
}
