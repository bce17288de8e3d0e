//! Writes to the standard streams. A pipe that the reader has closed is no error: the reader has seen enough.

use std::io::{ErrorKind, Write};

use super::exit::Failure;
use crate::messages::Localized;

/// Write to stdout.
pub fn to_stdout(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::new(Localized::new(
            format!("the output cannot be written: {error}"),
            format!("không ghi được kết quả: {error}"),
        ))),
        _ => Ok(()),
    }
}

/// Write to stderr, as far as it can be written to.
pub fn to_stderr(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
