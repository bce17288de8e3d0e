//! The rule packs inside the binary: the folders of `rules/` that hold a `pack.toml`.

use include_dir::{Dir, DirEntry, include_dir};

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// A pack of the binary: its folder name and its files (path inside the pack, text), sorted by path.
#[derive(Clone, Debug)]
pub struct EmbeddedPack {
    /// Folder name, which is the pack's name.
    pub name: &'static str,
    /// Files: path inside the pack and text.
    pub files: Vec<(String, &'static str)>,
}

/// Every pack of the binary, by name.
pub fn embedded_packs() -> Vec<EmbeddedPack> {
    let mut packs: Vec<EmbeddedPack> = RULES.dirs().filter_map(pack).collect();
    packs.sort_by_key(|pack| pack.name);
    packs
}

fn pack(folder: &'static Dir<'static>) -> Option<EmbeddedPack> {
    let name = folder.path().to_str()?;
    let mut files = Vec::new();
    let mut open: Vec<&DirEntry<'static>> = folder.entries().iter().collect();
    while let Some(entry) = open.pop() {
        match entry {
            DirEntry::Dir(inner) => open.extend(inner.entries()),
            DirEntry::File(file) => {
                let path = file.path().strip_prefix(folder.path()).ok()?;
                let parts: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
                if path
                    .extension()
                    .is_some_and(|extension| extension == "toml")
                {
                    files.push((parts.join("/"), file.contents_utf8()?));
                }
            }
        }
    }
    files.sort_unstable();
    files
        .iter()
        .any(|(path, _)| path == "pack.toml")
        .then_some(EmbeddedPack { name, files })
}
