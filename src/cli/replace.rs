//! Puts a file in the place of another one so that nobody ever reads half of it, not even if the machine stops in between.
//!
//! The new text is written beside the old one, brought to the disk, and renamed. A link stays a link: what it points to is
//! replaced. Permissions are kept, and a file that may not be written is not replaced either.

use std::fs::{self, File, Metadata};
use std::io::{self, Error, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// A chain of links longer than this is a ring.
const MOST_LINKS: usize = 40;

/// Write a file. What is no plain file (a pipe, a device) is written to as it stands.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
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
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    Ok(file)
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
