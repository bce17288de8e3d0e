//! Paths as files of ours write them: relative to the file, `/` between folders.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;

use super::replace::end_of_links;

/// The working folder as the system calls it, and as the shell does where that is another name: a link leads to it.
static HERE: LazyLock<(PathBuf, Option<PathBuf>)> = LazyLock::new(|| {
    let here = std::env::current_dir().unwrap_or_default();
    let called = std::env::var_os("PWD").map(PathBuf::from);
    let called = called.filter(|called| called.is_absolute() && *called != here);
    let is_here = |called: &PathBuf| {
        let real = std::fs::canonicalize(called);
        real.is_ok_and(|real| std::fs::canonicalize(&here).is_ok_and(|here| here == real))
    };
    let called = called.filter(is_here);
    (here, called)
});

/// What lies in the working folder, as seen from there; any other path as it is.
pub fn from_here(path: &Path) -> &Path {
    let (here, called) = &*HERE;
    let inside = path.strip_prefix(here).ok();
    let inside = inside.or_else(|| path.strip_prefix(called.as_ref()?).ok());
    inside.unwrap_or(path)
}

/// The whole path, without `.` and `..`. Names decide: no link is followed, but that by which a shell came to the working folder.
pub fn absolute(path: &Path) -> PathBuf {
    let path = from_here(path);
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut whole = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                whole.pop();
            }
            part => whole.push(part),
        }
    }
    whole
}

/// The whole path of the folder of a file.
pub fn folder_of(file: &Path) -> PathBuf {
    absolute(file)
        .parent()
        .map_or_else(PathBuf::new, Path::to_owned)
}

/// Whether the name of a file ends so; the letters may be of any case, as on systems where case does not matter.
pub fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension()
        .is_some_and(|of_path| of_path.eq_ignore_ascii_case(extension))
}

/// Whether a file may hold a process, rules, a configuration or waivers, by its name.
pub fn has_source_extension(path: &Path) -> bool {
    has_extension(path, "toml") || has_extension(path, "bpmn")
}

/// A name as text. What is not Unicode in it is written as `\xff`, so that different names stay different.
pub fn text_of(name: &OsStr) -> Cow<'_, str> {
    let bytes = name.as_encoded_bytes();
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    Cow::Owned(text)
}

/// The whole path with `/` between folders on every system: `/srv/qms`, `C:/qms`. Names decide: no link is followed.
pub fn whole_name(path: &Path) -> String {
    let mut name = String::new();
    for part in absolute(path).components() {
        match part {
            Component::RootDir => {}
            Component::Prefix(drive) => name.push_str(&text_of(drive.as_os_str())),
            part => {
                name.push('/');
                name.push_str(&text_of(part.as_os_str()));
            }
        }
    }
    name
}

/// The file that a path means, whatever path leads to it: without links, as far as there are files.
pub fn real(path: &Path) -> PathBuf {
    let beside = || {
        let end = end_of_links(path).ok()?;
        let folder = std::fs::canonicalize(folder_of(&end)).ok()?;
        Some(folder.join(end.file_name()?))
    };
    let real = std::fs::canonicalize(path).ok().or_else(beside);
    real.map_or_else(|| absolute(path), |real| without_verbatim(&real))
}

/// Windows writes `\\?\C:\x` for a path without links; everybody else writes `C:\x`.
fn without_verbatim(path: &Path) -> PathBuf {
    match path.to_str().and_then(|path| path.strip_prefix(r"\\?\")) {
        Some(path) => PathBuf::from(path),
        None => path.to_owned(),
    }
}

/// A path whose names say where it leads: `..` behind a link leaves what the link leads to, and not the folder of the link.
pub fn plain(path: &Path) -> PathBuf {
    let goes_up = path.components().any(|part| part == Component::ParentDir);
    if goes_up && path.exists() && real(path) != real(&absolute(path)) {
        return real(path);
    }
    path.to_owned()
}

/// A path as seen from a folder, with `..` where it lies elsewhere. Names decide: no link is followed. A path on another drive
/// stays whole.
pub fn relative(folder: &Path, path: &Path) -> String {
    let (folder, path) = (absolute(folder), absolute(path));
    let (from, to) = (parts(&folder), parts(&path));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.len() - common;
    let mut parts: Vec<String> = std::iter::repeat_n("..".to_owned(), up).collect();
    if common == 0 {
        parts.clear();
    }
    parts.extend(to.into_iter().skip(common));
    let path = parts.join("/");
    if path.is_empty() {
        ".".to_owned()
    } else {
        path
    }
}

/// The top of the git repository that a folder lies in.
pub fn repository_of(folder: &Path) -> Option<PathBuf> {
    let folder = absolute(folder);
    let mut around = folder.ancestors();
    around
        .find(|folder| folder.join(".git").exists())
        .map(Path::to_owned)
}

/// What files are called as seen from the top of their repository, wherever the run starts; without those that are called so
/// here, or lie in no repository. O(files + folders × their depth).
pub fn names_in_repository<'n>(files: impl Iterator<Item = &'n str>) -> BTreeMap<String, String> {
    let mut folders: HashMap<&Path, Option<String>> = HashMap::new();
    let mut names = BTreeMap::new();
    for file in files {
        let path = Path::new(file);
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            continue;
        };
        let seen = folders.entry(folder).or_insert_with(|| {
            let top = repository_of(folder)?;
            Some(relative(&top, folder))
        });
        let name = match seen.as_deref() {
            None => continue,
            Some(".") => text_of(name).into_owned(),
            Some(folder) => format!("{folder}/{}", text_of(name)),
        };
        if name != file {
            names.insert(file.to_owned(), name);
        }
    }
    names
}

/// The names in a whole path.
fn parts(path: &Path) -> Vec<String> {
    let parts = path.components().map(|part| match part {
        Component::RootDir => String::new(),
        part => text_of(part.as_os_str()).into_owned(),
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_a_folder() {
        for (folder, path, expected) in [
            ("/a/b", "/a/b/c.toml", "c.toml"),
            ("/a/b", "/a/c/d.toml", "../c/d.toml"),
            ("/a/b", "/a/b", "."),
            ("/a/b/../c", "/a/c/x", "x"),
            ("ci", "x/a.toml", "../x/a.toml"),
        ] {
            assert_eq!(
                relative(Path::new(folder), Path::new(path)),
                expected,
                "{folder} {path}"
            );
        }
    }
}
