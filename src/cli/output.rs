//! Writes to the standard streams and to files. A pipe that the reader has closed is no error: the reader has seen enough.

use std::io::{ErrorKind, Write};
use std::path::Path;

use super::exit::Failure;
use super::files::display_name;
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

/// Add to the end of a file that others write to as well.
pub fn append(path: &Path, text: &str) -> Result<(), Failure> {
    let file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| cannot_write(path, &error))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    let name = display_name(path);
    Failure::new(Localized::new(
        format!("{name} cannot be written: {error}"),
        format!("không ghi được tệp {name}: {error}"),
    ))
}

/// Write a file: beside its target, then renamed, so that nobody reads half of it. What is no plain file (a pipe, a device)
/// is written to as it stands.
pub fn to_file(path: &Path, text: &str) -> Result<(), Failure> {
    let is_special = std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file());
    let written = if is_special {
        std::fs::write(path, text)
    } else {
        replace(path, text)
    };
    written.map_err(|error| cannot_write(path, &error))
}

fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        // Temporary files are secret by default; an output is as readable as the user's other files.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
