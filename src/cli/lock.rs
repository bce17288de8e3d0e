//! Keeps two runs from changing one file at the same time: the second waits until the first is done.
//!
//! A file that is replaced cannot be held, so its folder is. Where the system does not let a folder be held, as on Windows and
//! on some network drives, it is a file of its own in the folder for temporary files. The lock is gone when the run ends,
//! however it ends.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::exit::Failure;
use super::output;
use super::paths::real;
use crate::report::hexadecimal;

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>,
}

/// Wait until nobody else changes the file. Where the system knows no locks there is none.
pub fn lock(path: &Path) -> Result<Lock, Failure> {
    let file = real(path);
    let folder = file.parent().unwrap_or(Path::new("."));
    if let Ok(lock) = File::open(folder).and_then(hold) {
        return Ok(lock);
    }
    let place = place_of(&file);
    let held = open(&place).and_then(hold);
    match held {
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(Lock { _file: None }),
        held => held.map_err(|error| output::cannot_write(&place, &error)),
    }
}

fn hold(file: File) -> io::Result<Lock> {
    file.lock()?;
    Ok(Lock { _file: Some(file) })
}

/// The file to hold where a folder cannot be held.
fn place_of(file: &Path) -> PathBuf {
    let digest = hexadecimal(&Sha256::digest(file.as_os_str().as_encoded_bytes()));
    let name = format!("qmslint-{}.lock", digest.get(..16).unwrap_or_default());
    std::env::temp_dir().join(name)
}

/// Open the file to hold, and make it where it is not there; to be held it need not be written.
fn open(place: &Path) -> io::Result<File> {
    let made = OpenOptions::new().write(true).create_new(true).open(place);
    #[cfg(unix)]
    if let Ok(file) = &made {
        // Other users must be able to open it, whatever the first one lets them do by default.
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    match made {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => File::open(place),
        made => made,
    }
}

#[cfg(test)]
mod tests {
    use super::{hold, open, place_of};

    /// What is done where a folder cannot be held: the file that is made for it is held by one at a time, also when it is there.
    #[test]
    fn the_file_of_a_lock_is_held_by_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = place_of(&folder.path().join("baseline.json"));
        let held = open(&place).and_then(hold).expect("held");
        let other = open(&place).expect("opened");
        assert!(other.try_lock().is_err());
        drop(held);
        assert!(other.try_lock().is_ok());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&place)
                .expect("there")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o644, "{mode:o}");
        }
        std::fs::remove_file(&place).expect("removed");
    }
}
