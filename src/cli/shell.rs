//! `qmslint completions` and `qmslint man`: what a shell and `man` want to know of the command line, from its own definition.

use clap::{Command, CommandFactory as _};

use super::args::{Args, Completions, Man};
use super::exit::{Exit, Failure};
use super::localize::localized;
use super::output;
use super::settings::Settings;
use crate::messages::Localized;

/// Print the completions for a shell.
pub fn completions(args: &Completions, settings: &Settings) -> Result<Exit, Failure> {
    let mut command = localized(Args::command(), settings.lang());
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "qmslint", &mut script);
    output::to_stdout(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Clean)
}

/// Print the manual page of the tool or of a command.
pub fn man(args: &Man, settings: &Settings) -> Result<Exit, Failure> {
    let whole = localized(Args::command(), settings.lang());
    let command = match &args.command {
        None => whole,
        Some(name) => {
            let found: Option<&Command> = whole.find_subcommand(name);
            let found = found.cloned().ok_or_else(|| no_such_command(name))?;
            found
                .display_name(format!("qmslint-{name}"))
                .bin_name(format!("qmslint {name}"))
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|error| {
            Failure::new(Localized::new(
                format!("the manual page cannot be made: {error}"),
                format!("không tạo được trang hướng dẫn: {error}"),
            ))
        })?;
    output::to_stdout(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Clean)
}

fn no_such_command(name: &str) -> Failure {
    Failure::new(Localized::new(
        format!("there is no command `{name}`"),
        format!("không có lệnh `{name}`"),
    ))
    .help(Localized::fixed(
        "`qmslint help` lists them all",
        "`qmslint help` liệt kê mọi lệnh",
    ))
}
