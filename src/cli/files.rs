//! Reads files as text, with everything that can be wrong about a file said as a problem of that file.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path};

use sha2::{Digest, Sha256};

use super::paths::{from_here, text_of};
use crate::messages::Localized;
use crate::read::problem::{Problem, ProblemKind};
use crate::read::text::{LARGEST_FILE, decode_text, has_byte_order_mark, too_large};
use crate::report::hexadecimal;
use crate::source::{BYTE_ORDER_MARK, Span};

/// A file as it was found.
#[derive(Debug, Default)]
pub struct FileBytes {
    /// Its bytes; none where it could not be read.
    pub bytes: Vec<u8>,
    /// Why it could not be read.
    pub problem: Option<Problem>,
}

impl FileBytes {
    /// Its text, as far as it is text.
    pub fn text(self) -> (String, Vec<Problem>) {
        let (text, mut problems) = decode_text(&self.bytes);
        problems.extend(self.problem);
        (text, problems)
    }

    /// The byte order mark, where it begins with one.
    pub fn mark(&self) -> &'static str {
        if has_byte_order_mark(&self.bytes) {
            BYTE_ORDER_MARK
        } else {
            ""
        }
    }

    /// Its SHA-256 in hexadecimal.
    pub fn sha256(&self) -> String {
        hexadecimal(&Sha256::digest(&self.bytes))
    }
}

/// Read a file. What is no plain file (a pipe, a device) is refused: it might never end.
pub fn read_file(path: &Path) -> FileBytes {
    read(path, false)
}

/// Read what was named on the command line, where a shell may put a pipe (`<(…)`).
pub fn read_named(path: &Path) -> FileBytes {
    read(path, true)
}

fn read(path: &Path, is_named: bool) -> FileBytes {
    match std::fs::metadata(path) {
        Err(error) => refused(cannot_open(&error)),
        Ok(metadata) if metadata.is_dir() => refused(unreadable(Localized::fixed(
            "this is a folder; a file is needed here",
            "đây là thư mục; ở đây cần một tệp",
        ))),
        Ok(metadata) if !metadata.is_file() && !is_named => refused(not_plain()),
        Ok(metadata) if metadata.len() > LARGEST_FILE => refused(too_large(metadata.len())),
        Ok(metadata) => match File::open(path) {
            Err(error) => refused(cannot_open(&error)),
            Ok(file) => read_all(file, metadata.len()),
        },
    }
}

/// Read standard input.
pub fn read_stdin() -> FileBytes {
    read_all(io::stdin().lock(), 0)
}

/// Pipes do not tell their size, so the limit is also kept while reading. `expected` is what a file says of its size.
fn read_all(from: impl Read, expected: u64) -> FileBytes {
    // One byte more lets the reader see the end without growing.
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0) + 1);
    if let Err(error) = from.take(LARGEST_FILE + 1).read_to_end(&mut bytes) {
        return refused(cannot_open(&error));
    }
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > LARGEST_FILE {
        return refused(too_large(length));
    }
    FileBytes {
        bytes,
        problem: None,
    }
}

fn refused(problem: Problem) -> FileBytes {
    FileBytes {
        bytes: Vec::new(),
        problem: Some(problem),
    }
}

fn unreadable(message: Localized) -> Problem {
    Problem::new(ProblemKind::Unreadable, Span::default(), message)
}

/// What a walk of a folder meets and cannot read: a pipe, a device, a socket.
pub fn not_plain() -> Problem {
    unreadable(Localized::fixed(
        "this is a pipe, a device or a socket; a file is needed here",
        "đây là đường ống, thiết bị hoặc socket; ở đây cần một tệp",
    ))
    .help(Localized::fixed(
        "remove it, or put a file in its place",
        "hãy xóa, hoặc thay bằng một tệp",
    ))
}

/// The system's reason, in the reader's language where it is a common one.
pub fn cannot_open(error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::NotFound => unreadable(Localized::fixed(
            "there is no such file",
            "không có tệp này",
        ))
        .help(Localized::fixed(
            "look at the spelling of the path",
            "hãy xem lại cách viết đường dẫn",
        )),
        io::ErrorKind::PermissionDenied => unreadable(Localized::fixed(
            "this file may not be read by you",
            "bạn không có quyền đọc tệp này",
        ))
        .help(Localized::fixed(
            "ask its owner for leave to read it",
            "hãy xin quyền đọc từ chủ sở hữu tệp",
        )),
        _ => unreadable(Localized::new(
            format!("this file cannot be read: {error}"),
            format!(
                "không đọc được tệp này (lỗi hệ thống {})",
                error.raw_os_error().unwrap_or_default()
            ),
        )),
    }
}

/// A path as reports print it: relative to the working folder where it lies in it, `/` between folders, `..` at its beginning
/// only. Names decide: no link is followed.
pub fn display_name(path: &Path) -> String {
    let path = from_here(path);
    let mut parts: Vec<String> = Vec::new();
    let mut root = "";
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::RootDir => root = "/",
            Component::ParentDir if parts.last().is_some_and(|last| last != "..") => {
                parts.pop();
            }
            Component::ParentDir if !root.is_empty() => {}
            part => parts.push(text_of(part.as_os_str()).into_owned()),
        }
    }
    let drive = match path.components().next() {
        Some(Component::Prefix(_)) if !parts.is_empty() => parts.remove(0),
        _ => String::new(),
    };
    let name = format!("{drive}{root}{}", parts.join("/"));
    if name.is_empty() {
        ".".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_short_as_they_can_be() {
        for (path, name) in [
            ("a/b.toml", "a/b.toml"),
            ("./a/./b.toml", "a/b.toml"),
            ("a/../b.toml", "b.toml"),
            ("a/..", "."),
            ("a/../..", ".."),
            ("../../a", "../../a"),
            ("../a/../b", "../b"),
            ("/a/../../b", "/b"),
            ("/", "/"),
            (".", "."),
        ] {
            assert_eq!(display_name(Path::new(path)), name, "{path}");
        }
    }
}
