//! What the environment, the terminal and the clock say: read once, handed on as values.

use std::env;
use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use super::args::{ColorArg, Common};
use crate::messages::Lang;
use crate::model::date::Date;
use crate::report::text::Style;

/// Columns where no terminal tells.
const USUAL_WIDTH: usize = 100;
/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 140;
/// Boxes need some room.
const NARROWEST: usize = 50;

/// The surroundings of a run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The language that was asked for, and how.
    asked: Option<(Lang, LangFrom)>,
    /// The language of the surroundings, and what says so.
    surrounding: (Lang, LangFrom),
    /// How stdout wants text.
    pub style: Style,
    /// Whether a progress bar on stderr is welcome.
    pub progress: bool,
    /// Where GitHub wants the summary of a step.
    pub step_summary: Option<PathBuf>,
}

/// Where the language comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LangFrom {
    /// From `--lang`.
    Option,
    /// From a variable of the environment.
    Variable(&'static str),
    /// From a configuration.
    Configured,
    /// Nothing says so.
    Default,
}

/// Our own variable.
const VARIABLE: &str = "QMSLINT_LANG";

impl Settings {
    /// Look round.
    pub fn new(common: &Common) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = env::var("TERM").is_ok_and(|term| term == "dumb");
        let color = match common.color {
            ColorArg::Always => true,
            ColorArg::Never => false,
            ColorArg::Auto => terminal && !dumb && !set("NO_COLOR"),
        };
        Self {
            asked: common
                .lang
                .map(|lang| (Lang::from(lang), LangFrom::Option))
                .or_else(|| Some((lang_of(VARIABLE)?, LangFrom::Variable(VARIABLE)))),
            surrounding: surrounding_lang(),
            style: Style {
                width: width(),
                color,
                unicode: !terminal
                    || cfg!(windows)
                    || locale().is_none_or(|(_, locale)| is_utf8(&locale)),
            },
            progress: std::io::stderr().is_terminal() && !dumb,
            step_summary: env::var_os("GITHUB_STEP_SUMMARY")
                .filter(|path| !path.is_empty())
                .map(PathBuf::from),
        }
    }

    /// How a file wants text: the same on every machine.
    pub fn file_style() -> Style {
        Style {
            width: USUAL_WIDTH,
            color: false,
            unicode: true,
        }
    }

    /// The language, where no configuration has a say.
    pub fn lang(&self) -> Lang {
        self.lang_with(None)
    }

    /// The language: asked for, else configured, else that of the surroundings.
    pub fn lang_with(&self, configured: Option<Lang>) -> Lang {
        let asked = self.asked.map(|(lang, _)| lang);
        asked.or(configured).unwrap_or(self.surrounding.0)
    }

    /// Where that language comes from.
    pub fn lang_from(&self, is_configured: bool) -> LangFrom {
        match self.asked {
            Some((_, from)) => from,
            None if is_configured => LangFrom::Configured,
            None => self.surrounding.1,
        }
    }
}

/// The language for help and for wrong usage, when what was typed is not understood yet.
pub fn lang_before_parsing(typed: &[OsString]) -> Lang {
    let typed: Vec<_> = typed.iter().map(|word| word.to_string_lossy()).collect();
    let next = typed.iter().skip(1).map(Some).chain([None]);
    let asked = typed.iter().zip(next).find_map(|(word, next)| {
        let value = match word.strip_prefix("--lang")? {
            "" => next?,
            rest => rest.strip_prefix('=')?,
        };
        lang_named(value)
    });
    asked
        .or_else(|| lang_of(VARIABLE))
        .unwrap_or_else(|| surrounding_lang().0)
}

/// Today, in the time zone of the machine. The only place that reads the clock.
pub fn today() -> Date {
    Date(jiff::Zoned::now().date())
}

fn width() -> usize {
    let columns = || env::var("COLUMNS").ok()?.parse().ok();
    let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    terminal
        .or_else(columns)
        .unwrap_or(USUAL_WIDTH)
        .clamp(NARROWEST, WIDEST)
}

fn surrounding_lang() -> (Lang, LangFrom) {
    // As POSIX has it: the first that is set decides, whatever it says.
    locale().map_or((Lang::En, LangFrom::Default), |(name, locale)| {
        let lang = lang_named(&locale).unwrap_or_default();
        (lang, LangFrom::Variable(name))
    })
}

/// The locale, and the variable that says it.
fn locale() -> Option<(&'static str, String)> {
    let mut names = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
    names.find_map(|name| {
        let value = env::var(name).ok().filter(|value| !value.is_empty())?;
        Some((name, value))
    })
}

fn lang_of(name: &str) -> Option<Lang> {
    lang_named(&env::var(name).ok()?)
}

fn lang_named(locale: &str) -> Option<Lang> {
    match locale.split(['_', '.', '-', '@']).next()? {
        "vi" => Some(Lang::Vi),
        "en" => Some(Lang::En),
        _ => None,
    }
}

fn is_utf8(locale: &str) -> bool {
    let locale = locale.to_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}
