//! Parses the rule packs into what the binary carries of them: `rules.bin`, a list of [`kept::EmbeddedPack`].

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

#[path = "src/read/embedded/kept.rs"]
mod kept;

use kept::{EmbeddedFile, EmbeddedPack, Key, Node, Value};

/// A file of a pack: its path inside, its text, its tree.
type File = (String, String, Vec<u8>);

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=src/read/embedded/kept.rs");
    let mut packs: Vec<(String, Vec<File>)> = Vec::new();
    for entry in fs::read_dir("rules")? {
        let folder = entry?.path();
        if folder.join("pack.toml").is_file() {
            let mut files = Vec::new();
            add_files(&folder, "", &mut files)?;
            files.sort();
            packs.push((name_of(&folder), files));
        }
    }
    packs.sort();
    let packs = packs.iter().map(|(name, files)| EmbeddedPack {
        name,
        files: files
            .iter()
            .map(|(path, text, tree)| EmbeddedFile { path, text, tree })
            .collect(),
    });
    let packs = postcard::to_allocvec(&packs.collect::<Vec<_>>())?;
    let into = PathBuf::from(std::env::var("OUT_DIR")?).join("rules.bin");
    fs::write(into, packs)?;
    Ok(())
}

fn add_files(folder: &Path, prefix: &str, files: &mut Vec<File>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let inside = format!("{prefix}{}", name_of(&path));
        if path.is_dir() {
            add_files(&path, &format!("{inside}/"), files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let text = fs::read_to_string(&path)?;
            let tree = tree(&text).map_err(|error| format!("{}: {error}", path.display()))?;
            files.push((inside, text, tree));
        }
    }
    Ok(())
}

fn tree(text: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let table = DeTable::parse(text)?;
    let tree = Node {
        start: table.span().start,
        end: table.span().end,
        value: of_table(table.get_ref(), text),
    };
    Ok(postcard::to_allocvec(&tree)?)
}

fn of_table<'t>(table: &'t DeTable<'_>, text: &'t str) -> Value<'t> {
    let entries = table.iter().map(|(key, value)| {
        let key = Key {
            start: key.span().start,
            end: key.span().end,
            name: key.get_ref(),
        };
        (key, of_value(value, text))
    });
    Value::Table(entries.collect())
}

fn of_value<'t>(value: &'t toml::Spanned<DeValue<'_>>, text: &'t str) -> Node<'t> {
    let span = value.span();
    let kept = match value.get_ref() {
        DeValue::String(text) => Value::Text(text),
        DeValue::Array(array) => {
            let items = array.iter().map(|item| of_value(item, text));
            Value::List(items.collect())
        }
        DeValue::Table(table) => of_table(table, text),
        _ => Value::Scalar(text.get(span.clone()).unwrap_or_default()),
    };
    Node {
        start: span.start,
        end: span.end,
        value: kept,
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
