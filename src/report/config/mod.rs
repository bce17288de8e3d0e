//! What is in force and where each value comes from → bytes: text, JSON, and the pins to write.
//!
//! `cli` says what is in force; here it is only worded. Values stand as a configuration file writes them, in every language,
//! so that they can be copied; only what surrounds them is translated, and terms, which a file may write in either.

mod json;
mod pins;
mod text;

use std::borrow::Cow;

use super::Location;
use crate::finding::Grade;
use crate::messages::{Lang, Localized, Show};
use crate::model::date::Date;
use crate::model::term::Term;
use crate::read::problem::Problem;
use crate::source::{Place, SourceId, Sources};

pub use self::json::{Document, json};
pub use self::pins::pins;
pub use self::text::text;

/// What holds for the paths of a run.
#[derive(Clone, Debug)]
pub struct Overview<'a> {
    /// Every file that says something about it.
    pub sources: &'a Sources,
    /// What could not be understood of them.
    pub problems: &'a [(SourceId, Problem)],
    /// Each configuration, that of the first path first.
    pub configurations: Vec<InForce>,
    /// The day for which rules hold.
    pub as_of: Date,
    /// Language of the reader.
    pub lang: Lang,
    /// The exit code.
    pub exit_code: u8,
    /// Why nothing would be checked.
    pub nothing: Option<Localized>,
}

/// What holds for the files of one configuration.
#[derive(Clone, Debug)]
pub struct InForce {
    /// The configuration file; none where defaults hold.
    pub file: Option<String>,
    /// Number of files with processes for which it holds.
    pub processes: usize,
    /// Settings, by key; a list has a setting for each of its values.
    pub settings: Vec<Setting>,
    /// Packs, in the order in which their rules are run.
    pub packs: Vec<Pack>,
    /// Every rule of these packs, also those that are off.
    pub rules: Vec<RuleInForce>,
}

/// One value that holds.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Its key in the configuration file.
    pub key: &'static str,
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub origin: Origin,
}

/// A value as a file writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// There is none.
    None,
    /// That of the binary, which has no name.
    BuiltIn,
    /// This.
    Is(String),
    /// This term; a file writes it in English.
    Term(Term),
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nothing is said.
    Default,
    /// A file says so.
    Written(Place),
    /// An option of the command line.
    Option(&'static str),
    /// A variable of the environment.
    Variable(&'static str),
    /// The clock of the machine.
    Clock,
    /// It cannot be otherwise.
    Always,
}

/// A pack that is in force.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// Its version; empty where it states none.
    pub version: String,
    /// The SHA-256 of its files.
    pub sha256: String,
    /// Its folder; none where it is in the binary.
    pub folder: Option<String>,
    /// How the configuration names it: its name in the binary, or its folder as seen from the configuration.
    pub reference: String,
    /// Whether its version or its hash is pinned.
    pub is_pinned: bool,
    /// Why it is in force.
    pub origin: Origin,
}

/// A rule and what became of it.
#[derive(Clone, Debug)]
pub struct RuleInForce {
    /// Its id.
    pub id: String,
    /// Its pack.
    pub pack: String,
    /// Its grade as the pack states it.
    pub stated: Grade,
    /// What became of it.
    pub state: RuleState,
    /// Who says so: the pack, the configuration, or the command line.
    pub origin: Origin,
    /// Why the configuration says so.
    pub reason: Option<String>,
}

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleState {
    /// It is run with this grade.
    InForce(Grade),
    /// The configuration switches it off.
    Off,
    /// It is run only where a configuration grades it, and none does.
    Optional,
    /// The command line leaves it out.
    LeftOut,
}

impl RuleInForce {
    /// Whether it is otherwise than its pack states.
    pub fn is_changed(&self) -> bool {
        match self.state {
            RuleState::InForce(_) => {
                self.reason.is_some() || matches!(self.origin, Origin::Option(_))
            }
            RuleState::Off | RuleState::LeftOut => true,
            RuleState::Optional => false,
        }
    }
}

impl Overview<'_> {
    fn origin(&self, origin: Origin) -> Localized {
        match origin {
            Origin::Default => Localized::fixed("default", "mặc định"),
            Origin::Written(place) => Location::of(self.sources, place).map_or_else(
                || Localized::same(""),
                |at| Localized::same(format!("{}:{}:{}", at.file, at.start.line, at.start.column)),
            ),
            Origin::Option(option) => Localized::new(
                format!("command line: {option}"),
                format!("dòng lệnh: {option}"),
            ),
            Origin::Variable(name) => Localized::new(
                format!("environment: {name}"),
                format!("biến môi trường: {name}"),
            ),
            Origin::Clock => Localized::fixed("today", "hôm nay"),
            Origin::Always => Localized::fixed("always in force", "luôn áp dụng"),
        }
    }
}

impl Show for Value {
    fn show(&self, lang: Lang) -> Cow<'_, str> {
        let text = match self {
            Self::None => Localized::fixed("none", "không có"),
            Self::BuiltIn => Localized::fixed("in the binary", "có sẵn"),
            Self::Is(text) => return Cow::Borrowed(text),
            Self::Term(term) => return term.show(lang),
        };
        Cow::Owned(text.in_lang(lang).to_owned())
    }
}
