//! `qmslint new`: a commented skeleton of a process file or a rule file, in the reader's language, that reads without
//! problems as it stands.

use std::io::ErrorKind;
use std::path::Path;

use super::args::{New, Skeleton};
use super::exit::{Exit, Failure};
use super::files::display_name;
use super::output;
use super::replace::create;
use super::settings::Settings;
use crate::messages::{Lang, Localized};

/// Write it.
pub fn run(args: &New, settings: &Settings) -> Result<Exit, Failure> {
    let text = match (args.what, settings.lang()) {
        (Skeleton::Process, Lang::En) => include_str!("templates/process.en.toml"),
        (Skeleton::Process, Lang::Vi) => include_str!("templates/process.vi.toml"),
        (Skeleton::Rule, Lang::En) => include_str!("templates/rule.en.toml"),
        (Skeleton::Rule, Lang::Vi) => include_str!("templates/rule.vi.toml"),
    };
    match &args.output {
        None => output::to_stdout(text)?,
        Some(path) => write_new(path, text)?,
    }
    Ok(Exit::Clean)
}

/// A file that is there already may hold somebody's work.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    create(path, text.as_bytes()).map_err(|error| {
        let name = display_name(path);
        if error.kind() == ErrorKind::AlreadyExists {
            Failure::new(Localized::new(
                format!("{name} is there already"),
                format!("đã có tệp {name}"),
            ))
            .help(Localized::fixed(
                "name another file",
                "hãy chọn tên tệp khác",
            ))
        } else {
            output::cannot_write(path, &error)
        }
    })
}
