//! Exit codes, the same in every format, and how a run that cannot go on says so.

use std::process::ExitCode;

use super::output;
use super::settings::Settings;
use crate::messages::{Lang, Localized};
use crate::report::words::{ERROR, HELP};

pub use crate::report::Exit;

/// Why a command cannot be carried out.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What is wrong.
    pub message: Localized,
    /// What to do.
    pub help: Option<Localized>,
}

impl Failure {
    /// A failure without help.
    pub fn new(message: Localized) -> Self {
        Self {
            message,
            help: None,
        }
    }

    /// Add what to do.
    pub fn help(mut self, help: Localized) -> Self {
        self.help = Some(help);
        self
    }
}

/// The exit code of a run; a failure is said on stderr.
pub fn code(done: Result<Exit, Failure>, settings: &Settings) -> ExitCode {
    let exit = done.unwrap_or_else(|failure| {
        say(&failure, settings);
        Exit::Unread
    });
    ExitCode::from(exit.code())
}

/// Say on stderr why a command cannot be carried out.
pub fn say(failure: &Failure, settings: &Settings) {
    say_in(failure, settings.lang());
}

/// The same where nothing but the language is known.
pub fn say_in(failure: &Failure, lang: Lang) {
    let mut lines = vec![format!(
        "{}: {}",
        ERROR.in_lang(lang),
        failure.message.in_lang(lang)
    )];
    lines.extend(
        failure
            .help
            .iter()
            .map(|help| format!("  {}: {}", HELP.in_lang(lang), help.in_lang(lang))),
    );
    let text = lines.join("\n") + "\n";
    output::to_stderr(&text);
}
