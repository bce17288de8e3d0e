//! Rule packs as they travel inside the binary: their texts, and those texts as the TOML parser leaves them, since parsing them
//! anew takes longer than checking a process.
//!
//! `build.rs` includes this file and writes what it describes, so nothing else of the crate is known here.

use serde::{Deserialize, Serialize};

/// A pack: a folder of `rules/` that holds a `pack.toml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EmbeddedPack<'t> {
    /// Folder name, which is the pack's name.
    pub name: &'t str,
    /// Its files, sorted by path.
    #[serde(borrow)]
    pub files: Vec<EmbeddedFile<'t>>,
}

/// A file of a pack.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct EmbeddedFile<'t> {
    /// Path inside the pack, `/` between folders.
    pub path: &'t str,
    /// Its text.
    pub text: &'t str,
    /// Its [`Node`], stored on its own so that several files can be restored at the same time.
    pub tree: &'t [u8],
}

/// A value and where it is written.
#[derive(Serialize, Deserialize)]
pub struct Node<'t> {
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// What it is.
    #[serde(borrow)]
    pub value: Value<'t>,
}

/// What a value is.
#[derive(Serialize, Deserialize)]
pub enum Value<'t> {
    /// A text, without quotes and escapes.
    Text(&'t str),
    /// A number, a date or a truth value as it is written.
    Scalar(&'t str),
    /// A list.
    List(#[serde(borrow)] Vec<Node<'t>>),
    /// A table: keys with where they are written, and their values.
    Table(#[serde(borrow)] Vec<(Key<'t>, Node<'t>)>),
}

/// A key and where it is written.
#[derive(Serialize, Deserialize)]
pub struct Key<'t> {
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// Without quotes and escapes.
    pub name: &'t str,
}
