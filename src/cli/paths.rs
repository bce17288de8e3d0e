//! Paths as files of ours write them: relative to the file, `/` between folders.

use std::path::{Component, Path, PathBuf};

/// The whole path, without `.` and `..`. Names decide: no link is followed.
pub fn absolute(path: &Path) -> PathBuf {
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

/// The whole path with `/` between folders on every system: `/srv/qms`, `C:/qms`. Names decide: no link is followed.
pub fn whole_name(path: &Path) -> String {
    let mut name = String::new();
    for part in absolute(path).components() {
        match part {
            Component::RootDir => {}
            Component::Prefix(drive) => name.push_str(&drive.as_os_str().to_string_lossy()),
            part => {
                name.push('/');
                name.push_str(&part.as_os_str().to_string_lossy());
            }
        }
    }
    name
}

/// The file that a path means, whatever path leads to it: without links, as far as there are files.
pub fn real(path: &Path) -> PathBuf {
    let beside = || {
        let folder = std::fs::canonicalize(folder_of(path)).ok()?;
        Some(folder.join(path.file_name()?))
    };
    std::fs::canonicalize(path)
        .ok()
        .or_else(beside)
        .unwrap_or_else(|| absolute(path))
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

/// The names in a whole path.
fn parts(path: &Path) -> Vec<String> {
    let parts = path.components().map(|part| match part {
        Component::RootDir => String::new(),
        part => part.as_os_str().to_string_lossy().into_owned(),
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
