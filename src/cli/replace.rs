//! Puts a file in the place of another one so that nobody ever reads half of it, not even if the machine stops in between.
//!
//! The new text is written beside the old one, brought to the disk, and renamed. A link stays a link: what it points to is
//! replaced. Permissions are kept, the owner as far as the system lets us, and a file that may not be written is not replaced
//! either.

use std::fs::{self, File, Metadata};
use std::io::{self, Error, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::paths::absolute;

/// A chain of links longer than this is a ring.
const MOST_LINKS: usize = 40;

/// Write a file. What is no plain file (a pipe, a device) is written to as it stands, and so is what is open already.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    match Open::of(path) {
        Some(Open::Stdout) => {
            let mut out = io::stdout().lock();
            return out.write_all(content).and_then(|()| out.flush());
        }
        Some(Open::Stderr) => return io::stderr().lock().write_all(content),
        Some(Open::Other) => {
            return fs::OpenOptions::new()
                .append(true)
                .open(path)?
                .write_all(content);
        }
        None => {}
    }
    let is_separator = |byte: &u8| std::path::is_separator(char::from(*byte));
    if path
        .as_os_str()
        .as_encoded_bytes()
        .last()
        .is_some_and(is_separator)
    {
        return Err(Error::from(ErrorKind::IsADirectory));
    }
    // Some links of the system (`/dev/stdout`) cannot be followed by name.
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        return write_into(path, content);
    }
    let target = end_of_links(path)?;
    match fs::metadata(&target) {
        Ok(metadata) if metadata.is_dir() => Err(Error::from(ErrorKind::IsADirectory)),
        Ok(metadata) if metadata.permissions().readonly() => {
            Err(Error::from(ErrorKind::PermissionDenied))
        }
        Ok(metadata) => write(&target, content, Some(&metadata)),
        Err(error) if error.kind() == ErrorKind::NotFound => write(&target, content, None),
        Err(error) => Err(error),
    }
}

/// What a name stands for that is open already: a shell may have led it to a file, which then is not ours to replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// The standard output.
    Stdout,
    /// The standard error output.
    Stderr,
    /// Something else that the shell opened.
    Other,
}

impl Open {
    /// What the name of a file that is to be written stands for, also behind links; none where it is the name of a file.
    pub fn of(path: &Path) -> Option<Self> {
        let mut path = absolute(path);
        for _ in 0..MOST_LINKS {
            if let Some(open) = Self::named(&path) {
                return Some(open);
            }
            let next = fs::read_link(&path).ok()?;
            path = absolute(&path.parent()?.join(next));
        }
        None
    }

    fn named(path: &Path) -> Option<Self> {
        let parts: Vec<&str> = path.to_str()?.split('/').collect();
        match parts.as_slice() {
            ["", "dev", "stdout"] => Some(Self::Stdout),
            ["", "dev", "stderr"] => Some(Self::Stderr),
            ["", "dev", "fd", number] | ["", "proc", _, "fd", number] => match *number {
                "1" => Some(Self::Stdout),
                "2" => Some(Self::Stderr),
                _ => Some(Self::Other),
            },
            _ => None,
        }
    }
}

fn write_into(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).open(path)?;
    file.write_all(content)
}

/// Write a file that must not be there yet; `AlreadyExists` where it is.
pub fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    let file = prepared(path, content, None)?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    note_name(path);
    Ok(())
}

fn write(target: &Path, content: &[u8], old: Option<&Metadata>) -> io::Result<()> {
    let file = prepared(target, content, old)?;
    file.persist(target).map_err(|error| error.error)?;
    note_name(target);
    Ok(())
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Bring the name of a file to the disk, which it is once its folder is; where folders cannot be opened (Windows) the rename
/// is durable by itself.
fn note_name(target: &Path) {
    if let Ok(folder) = File::open(folder_of(target)) {
        let _ = folder.sync_all();
    }
}

/// The content beside its target, on the disk.
fn prepared(
    target: &Path,
    content: &[u8],
    old: Option<&Metadata>,
) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".qmslint-");
    #[cfg(unix)]
    {
        // Temporary files are secret by default; an output is as readable as the user's other files.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder_of(target))?;
    file.write_all(content)?;
    if let Some(old) = old {
        #[cfg(unix)]
        keep_owner(file.as_file(), old);
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

/// Root gives the new file to whom the old one belonged, in a container to the owner of the folder that was lent to it; others
/// can keep the group at most.
#[cfg(unix)]
fn keep_owner(file: &File, old: &Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let is_kept = file
        .metadata()
        .is_ok_and(|new| (new.uid(), new.gid()) == (old.uid(), old.gid()));
    if !is_kept && fchown(file, Some(old.uid()), Some(old.gid())).is_err() {
        let _ = fchown(file, None, Some(old.gid()));
    }
}

/// What a path leads to when every link is followed; it need not exist.
pub fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::symlink_metadata(&target) {
            Ok(metadata) if metadata.is_symlink() => {
                let next = fs::read_link(&target)?;
                target = target
                    .parent()
                    .map_or_else(|| next.clone(), |folder| folder.join(&next));
            }
            Ok(_) => return Ok(target),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(target),
            Err(error) => return Err(error),
        }
    }
    Err(Error::other("too many links"))
}
