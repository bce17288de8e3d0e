//! Parses the rule packs into what the binary carries of them: `rules.bin`, a list of [`kept::EmbeddedPack`].

use std::borrow::Cow;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

#[path = "src/read/embedded/kept.rs"]
mod kept;

use kept::{EmbeddedFile, EmbeddedPack, Key, Node, Value};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=src/read/embedded/kept.rs");
    let mut packs = Vec::new();
    for path in sorted(Path::new("rules"))? {
        if path.join("pack.toml").is_file() {
            let mut files = Vec::new();
            add_files(&path, "", &mut files)?;
            files.sort_by(|one, other| one.path.cmp(&other.path));
            let name = Cow::Owned(name_of(&path));
            packs.push(EmbeddedPack { name, files });
        }
    }
    let into = PathBuf::from(std::env::var("OUT_DIR")?).join("rules.bin");
    fs::write(into, postcard::to_allocvec(&packs)?)?;
    Ok(())
}

fn add_files(
    folder: &Path,
    prefix: &str,
    files: &mut Vec<EmbeddedFile<'_>>,
) -> Result<(), Box<dyn Error>> {
    for path in sorted(folder)? {
        let inside = format!("{prefix}{}", name_of(&path));
        if path.is_dir() {
            add_files(&path, &format!("{inside}/"), files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let text = fs::read_to_string(&path)?;
            let table = DeTable::parse(&text).map_err(|error| format!("{inside}: {error}"))?;
            let tree = Node {
                start: table.span().start,
                end: table.span().end,
                value: of_table(table.get_ref(), &text),
            };
            files.push(EmbeddedFile {
                path: Cow::Owned(inside),
                tree: Cow::Owned(postcard::to_allocvec(&tree)?),
                text: Cow::Owned(text),
            });
        }
    }
    Ok(())
}

fn of_table<'t>(table: &'t DeTable<'_>, text: &'t str) -> Value<'t> {
    let entries = table.iter().map(|(key, value)| {
        let key = Key {
            start: key.span().start,
            end: key.span().end,
            name: Cow::Borrowed(key.get_ref()),
        };
        (key, of_value(value, text))
    });
    Value::Table(entries.collect())
}

fn of_value<'t>(value: &'t toml::Spanned<DeValue<'_>>, text: &'t str) -> Node<'t> {
    let span = value.span();
    let kept = match value.get_ref() {
        DeValue::String(text) => Value::Text(Cow::Borrowed(text)),
        DeValue::Array(array) => {
            let items = array.iter().map(|item| of_value(item, text));
            Value::List(items.collect())
        }
        DeValue::Table(table) => of_table(table, text),
        _ => Value::Scalar(Cow::Borrowed(text.get(span.clone()).unwrap_or_default())),
    };
    Node {
        start: span.start,
        end: span.end,
        value: kept,
    }
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let entries = fs::read_dir(folder)?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
