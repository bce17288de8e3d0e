//! Keeps two runs from changing one file at the same time: the second waits until the first is done.
//!
//! The lock is held on a file of its own in the folder for temporary files, because a file that is replaced cannot be held.
//! It is gone when the run ends, however it ends.

#[cfg(unix)]
use std::fs::Permissions;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

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
    let digest = hexadecimal(&Sha256::digest(real(path).as_os_str().as_encoded_bytes()));
    let name = format!("qmslint-{}.lock", digest.get(..16).unwrap_or_default());
    let place = std::env::temp_dir().join(name);
    let held = open(&place).and_then(|file| match file.lock() {
        Ok(()) => Ok(Lock { _file: Some(file) }),
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(Lock { _file: None }),
        Err(error) => Err(error),
    });
    held.map_err(|error| output::cannot_write(&place, &error))
}

/// The file of a lock; to be held it need not be written.
fn open(place: &Path) -> io::Result<File> {
    let made = OpenOptions::new().write(true).create_new(true).open(place);
    #[cfg(unix)]
    if let Ok(file) = &made {
        // Other users must be able to open it, whatever the first one lets them do by default.
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(Permissions::from_mode(0o644))?;
    }
    match made {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => File::open(place),
        made => made,
    }
}
