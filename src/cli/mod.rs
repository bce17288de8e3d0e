//! The command line: arguments in, bytes and an exit code out.
//!
//! Architecture invariant: only this layer reads the clock, the environment, the terminal and directories, and only this layer
//! writes. `args` says what may be typed, `settings` what it means here and now, one file per command what is done.

mod args;
mod check;
mod criteria;
mod discover;
mod exit;
mod files;
mod output;
mod progress;
mod settings;

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
    };
    exit::code(done, &settings)
}
