//! What is in force as one JSON object, for programs: every rule, too. `qmslint schema config-json` describes it.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use super::{InForce, Origin, Overview, Pack, RuleInForce, RuleState, Value};
use crate::finding::Grade;
use crate::messages::Lang;
use crate::model::date::Date;
use crate::report::Location;
use crate::report::record::{Tool, Trouble, VERSION, trouble};
use crate::source::Place;

/// What `qmslint config` says is in force.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Configurations")]
pub struct Document<'a> {
    /// Version of this shape; it changes when a field changes its meaning or goes away.
    version: u32,
    /// What wrote it.
    tool: Tool,
    /// The day for which rules hold.
    as_of: Date,
    /// Language of the texts.
    language: Lang,
    /// The exit code: 0 all is well, 2 something could not be read, 3 nothing would be checked.
    exit_code: u8,
    /// Why nothing would be checked; null where something would.
    nothing_checked: Option<&'a str>,
    /// Each configuration of the paths, that of the first path first.
    configurations: Vec<Configuration<'a>>,
    /// What could not be understood.
    problems: Vec<Trouble<'a>>,
}

/// What holds for the files of one configuration.
#[derive(Serialize, JsonSchema)]
struct Configuration<'a> {
    /// The configuration file; null where defaults hold.
    file: Option<&'a str>,
    /// Number of files with processes for which it holds.
    processes: usize,
    /// Settings; a list has a setting for each of its values.
    settings: Vec<OneSetting<'a>>,
    /// Rule packs, in the order in which their rules are run.
    packs: Vec<OnePack<'a>>,
    /// Every rule of these packs.
    rules: Vec<OneRule<'a>>,
}

/// A value that holds.
#[derive(Serialize, JsonSchema)]
struct OneSetting<'a> {
    /// Its key in the configuration file, or `as-of`.
    key: &'a str,
    /// The value as a file writes it; null where none is set.
    value: Option<Cow<'a, str>>,
    /// Where it comes from.
    origin: From<'a>,
}

/// A rule pack in force.
#[derive(Serialize, JsonSchema)]
struct OnePack<'a> {
    /// Its name.
    name: &'a str,
    /// Its version; empty where it states none.
    version: &'a str,
    /// SHA-256 of its files, in hexadecimal.
    sha256: &'a str,
    /// Its folder; null where it is in the binary.
    folder: Option<&'a str>,
    /// Whether its version or its hash is pinned.
    pinned: bool,
    /// Why it is in force.
    origin: From<'a>,
}

/// A rule.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct OneRule<'a> {
    /// Its id.
    id: &'a str,
    /// Its pack.
    pack: &'a str,
    /// What became of it.
    state: State,
    /// Its grade; null where it is not run.
    grade: Option<Grade>,
    /// Its grade as the pack states it.
    stated_grade: Grade,
    /// Why the configuration says otherwise than the pack.
    reason: Option<&'a str>,
    /// Who says so: the rule file, the configuration file, or the command line.
    origin: From<'a>,
}

/// What became of a rule.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// It is run.
    InForce,
    /// The configuration switches it off.
    Off,
    /// It is run only where a configuration grades it, and none does.
    Optional,
    /// The command line leaves it out.
    LeftOut,
}

/// Where a value comes from.
#[derive(Serialize, JsonSchema)]
struct From<'a> {
    /// What sort of origin.
    kind: Kind,
    /// The option or the variable; null for other origins.
    name: Option<&'a str>,
    /// The file that says so, `/` between folders; null for other origins.
    file: Option<&'a str>,
    /// 1-based line in it.
    line: Option<u32>,
    /// 1-based column in it, in code points.
    column: Option<u32>,
}

/// Sorts of origins.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// Nothing is said.
    Default,
    /// A file says so.
    File,
    /// An option of the command line.
    Option,
    /// A variable of the environment.
    Variable,
    /// The clock of the machine.
    Clock,
    /// It cannot be otherwise.
    Always,
}

/// The whole overview.
pub fn json(overview: &Overview<'_>) -> String {
    let lang = overview.lang;
    let document = Document {
        version: VERSION,
        tool: Tool::here(),
        as_of: overview.as_of,
        language: lang,
        exit_code: overview.exit_code,
        nothing_checked: overview.nothing.as_ref().map(|text| text.in_lang(lang)),
        configurations: overview
            .configurations
            .iter()
            .map(|in_force| configuration(overview, in_force))
            .collect(),
        problems: overview
            .problems
            .iter()
            .map(|(source, problem)| {
                let place = Place {
                    source: *source,
                    span: problem.span,
                };
                let at = Location::of(overview.sources, place).unwrap_or(Location::NOWHERE);
                trouble(at, problem, lang)
            })
            .collect(),
    };
    // Strings, numbers and lists always serialise.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn configuration<'a>(overview: &'a Overview<'_>, in_force: &'a InForce) -> Configuration<'a> {
    let settings = in_force.settings.iter().map(|setting| OneSetting {
        key: setting.key,
        value: match &setting.value {
            Value::Is(text) => Some(Cow::Borrowed(text)),
            Value::Term(term) => Some(Cow::Owned(term.to_string())),
            Value::None | Value::BuiltIn => None,
        },
        origin: from(overview, setting.origin),
    });
    let packs = in_force.packs.iter().map(|pack: &Pack| OnePack {
        name: &pack.name,
        version: &pack.version,
        sha256: &pack.sha256,
        folder: pack.folder.as_deref(),
        pinned: pack.is_pinned,
        origin: from(overview, pack.origin),
    });
    Configuration {
        file: in_force.file.as_deref(),
        processes: in_force.processes,
        settings: settings.collect(),
        packs: packs.collect(),
        rules: in_force
            .rules
            .iter()
            .map(|rule| one_rule(overview, rule))
            .collect(),
    }
}

fn one_rule<'a>(overview: &'a Overview<'_>, rule: &'a RuleInForce) -> OneRule<'a> {
    let (state, grade) = match rule.state {
        RuleState::InForce(grade) => (State::InForce, Some(grade)),
        RuleState::Off => (State::Off, None),
        RuleState::Optional => (State::Optional, None),
        RuleState::LeftOut => (State::LeftOut, None),
    };
    OneRule {
        id: &rule.id,
        pack: &rule.pack,
        state,
        grade,
        stated_grade: rule.stated,
        reason: rule.reason.as_deref(),
        origin: from(overview, rule.origin),
    }
}

fn from<'a>(overview: &'a Overview<'_>, origin: Origin) -> From<'a> {
    let (kind, name) = match origin {
        Origin::Default => (Kind::Default, None),
        Origin::Written(_) => (Kind::File, None),
        Origin::Option(option) => (Kind::Option, Some(option)),
        Origin::Variable(name) => (Kind::Variable, Some(name)),
        Origin::Clock => (Kind::Clock, None),
        Origin::Always => (Kind::Always, None),
    };
    let at = match origin {
        Origin::Written(place) => Location::of(overview.sources, place),
        _ => None,
    };
    From {
        kind,
        name,
        file: at.map(|at| at.file),
        line: at.map(|at| at.start.line),
        column: at.map(|at| at.start.column),
    }
}
