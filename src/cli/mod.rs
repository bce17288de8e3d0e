//! The command line: arguments in, bytes and an exit code out.
//!
//! Architecture invariant: only this layer reads the clock, the environment, the terminal and directories, and only this layer
//! writes. `args` says what may be typed, `settings` what it means here and now, one file per command what is done.

mod args;
mod check;
mod criteria;
mod diff;
mod discover;
mod exit;
mod explain;
mod files;
mod graph;
mod new;
mod output;
mod parameters;
mod problems;
mod progress;
mod prove;
mod read;
mod rules;
mod settings;
mod test;

use std::process::ExitCode;

use clap::Parser as _;

use self::args::{Args, Command};
use self::settings::Settings;

/// Run the command line of this process.
pub fn main() -> ExitCode {
    let args = Args::parse();
    let settings = Settings::new(&args.common);
    let done = match &args.command {
        Command::Check(arguments) => check::run(arguments, &settings),
        Command::Explain(arguments) => explain::run(arguments, &settings),
        Command::Rules(arguments) => rules::run(arguments, &settings),
        Command::Test(arguments) => test::run(arguments, &settings),
        Command::New(arguments) => new::run(arguments, &settings),
        Command::Diff(arguments) => diff::run(arguments, &settings),
        Command::Graph(arguments) => graph::run(arguments, &settings),
        Command::Prove(arguments) => prove::run(arguments, &settings),
    };
    exit::code(done, &settings)
}
