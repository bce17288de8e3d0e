//! The command line: arguments in, bytes and an exit code out.
//!
//! Architecture invariant: only this layer reads the clock, the environment, the terminal and directories, and only this layer
//! writes. `args` says what may be typed, `settings` what it means here and now, one file per command what is done.

mod args;
mod baseline;
mod check;
mod choose;
mod config;
mod configurations;
mod convert;
mod criteria;
mod diff;
mod discover;
mod exit;
mod explain;
mod files;
mod fix;
mod formats;
mod gather;
mod graph;
mod judge;
mod localize;
mod lock;
mod new;
mod output;
mod packs;
mod parameters;
mod paths;
mod problems;
mod progress;
mod prove;
mod read;
mod replace;
mod report;
mod rules;
mod schema;
mod settings;
mod shell;
mod since;
mod test;
mod usage;
mod vietnamese;
mod waive;
mod waivers;
mod watch;

use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use self::args::{Args, Command};
use self::exit::Exit;
use self::localize::localized;
use self::settings::Settings;
use crate::messages::Lang;

/// Run the command line of this process.
pub fn main() -> ExitCode {
    let args = match parse() {
        Ok(args) => args,
        Err(code) => return code,
    };
    let settings = Settings::new(&args.common);
    let done = match &args.command {
        Command::Check(arguments) => check::run(arguments, &settings),
        Command::Waive(arguments) => waive::run(arguments, &settings),
        Command::Explain(arguments) => explain::run(arguments, &settings),
        Command::Rules(arguments) => rules::run(arguments, &settings),
        Command::Config(arguments) => config::run(arguments, &settings),
        Command::Test(arguments) => test::run(arguments, &settings),
        Command::New(arguments) => new::run(arguments, &settings),
        Command::Diff(arguments) => diff::run(arguments, &settings),
        Command::Convert(arguments) => convert::run(arguments, &settings),
        Command::Graph(arguments) => graph::run(arguments, &settings),
        Command::Report(arguments) => report::run(arguments, &settings),
        Command::Prove(arguments) => prove::run(arguments, &settings),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Completions(arguments) => shell::completions(arguments, &settings),
        Command::Man(arguments) => shell::man(arguments, &settings),
    };
    exit::code(done, &settings)
}

/// `help check` as `check --help`, which takes the same options as the command.
fn asking_for_help(mut typed: Vec<OsString>) -> Vec<OsString> {
    let is_option = |word: &OsString| word.as_encoded_bytes().starts_with(b"-");
    let pairs = typed.iter().zip(typed.iter().skip(1));
    let mut commands = pairs
        .map(|(before, word)| !is_option(word) && before != "--lang")
        .zip(1..);
    let first = commands.find_map(|(is_command, at)| is_command.then_some(at));
    let word = |at: usize| typed.get(at).map(OsString::as_os_str);
    let help = Some(OsStr::new("help"));
    if let Some(at) = first.filter(|at| word(*at) == help && word(at + 1) != help) {
        typed.remove(at);
        typed.push("--help".into());
    }
    typed
}

/// What was typed; where that is wrong or asks for help, this is said, and the exit code is returned.
fn parse() -> Result<Args, ExitCode> {
    let typed: Vec<OsString> = std::env::args_os().collect();
    let lang = settings::lang_before_parsing(&typed);
    let command = localized(Args::command(), lang);
    let parsed = command.try_get_matches_from(asking_for_help(typed));
    parsed
        .and_then(|matches| Args::from_arg_matches(&matches))
        .map_err(|error| {
            if error.use_stderr() && lang == Lang::Vi {
                output::to_stderr(&usage::in_vietnamese(&error));
            } else if let Err(failed) = error.print()
                // A closed pipe is no error: the reader has seen enough.
                && failed.kind() != ErrorKind::BrokenPipe
            {
                exit::say_in(&output::cannot_write(Path::new("stdout"), &failed), lang);
                return ExitCode::from(Exit::Unread.code());
            }
            u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
        })
}
