//! Keeps two runs from changing one file at the same time: the second waits until the first is done.
//!
//! The lock is held on a file of its own in the folder for temporary files, because a file that is replaced cannot be held.
//! It is gone when the run ends, however it ends.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::paths::real;
use crate::report::hexadecimal;

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>,
}

/// Wait until nobody else changes the file. Where the system knows no locks there is none.
pub fn lock(path: &Path) -> io::Result<Lock> {
    let digest = hexadecimal(&Sha256::digest(real(path).as_os_str().as_encoded_bytes()));
    let name = format!("qmslint-{}.lock", digest.get(..16).unwrap_or_default());
    let place = std::env::temp_dir().join(name);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&place)
        // Another user made it: it can be held, but not written.
        .or_else(|_| File::open(&place))?;
    match file.lock() {
        Ok(()) => Ok(Lock { _file: Some(file) }),
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(Lock { _file: None }),
        Err(error) => Err(error),
    }
}
