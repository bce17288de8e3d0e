//! `qmslint config`: what is in force for these paths, and where each value comes from; or the packs as they would be pinned.
//!
//! Exit codes: 0 all is well, 2 something could not be read, 3 nothing would be checked: no process lies there, or no rule is
//! in force for those of a configuration.

use std::path::{Path, PathBuf};

use super::args::{Config as Args, ConfigFormat};
use super::check::choose_rules;
use super::configurations::{Configurations, checked_paths};
use super::criteria::{InForce, Loaded, StatedRule, load};
use super::discover::discover;
use super::exit::{Exit, Failure};
use super::files::display_name;
use super::output;
use super::packs::{Because, LoadedPack};
use super::paths::relative;
use super::problems::say_problems;
use super::read::count_processes;
use super::settings::{LangFrom, Settings, today};
use super::waivers;
use crate::finding::Grade;
use crate::messages::{List, Localized};
use crate::model::process::Text;
use crate::report::config::{
    self, Origin, Overview, Pack, RuleInForce, RuleState, Setting, Value, json, pins, text,
};
use crate::report::{configuration_name, no_process};
use crate::source::{Place, SourceId, Span};
use crate::waive::LONGEST;

const NO_RULE: Localized = Localized::fixed(
    "nothing would be checked: no rule is in force",
    "sẽ không có gì được kiểm tra: không có quy tắc nào đang áp dụng",
);

crate::texts! {
    fn no_rule_under(configurations: List<'_, Localized>) {
        en: "nothing would be checked under {configurations}: no rule is in force there",
        vi: "sẽ không có gì được kiểm tra theo {configurations}: không có quy tắc nào đang áp dụng ở đó",
    }
}

/// Say what is in force.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Failure> {
    let as_of = args.as_of.unwrap_or_else(today);
    let paths = checked_paths(&args.paths);
    let mut configurations = Configurations::above(&paths);
    let found = discover(&paths, &mut configurations);
    let left_out = configurations.left_out();
    let mut loaded = load(configurations, &args.packs.folders, as_of);
    choose_rules(&args.choice, &mut loaded, false)?;
    // Read for what is wrong with them.
    waivers::books(args.waivers.as_deref(), &paths, &mut loaded, false)?;
    let processes = count_processes(found, &paths, &mut loaded);

    let lang = settings.lang_with(loaded.main.config.language());
    let held = loaded
        .all()
        .zip(&processes)
        .filter(|(_, count)| **count > 0);
    let (checked, mut unchecked): (Vec<&InForce>, Vec<&InForce>) =
        held.map(|(of, _)| of).partition(|of| {
            let mut rules = of.criteria.rules.iter();
            rules.any(|rule| rule.check.fault().is_none())
        });
    if !checked.is_empty() {
        unchecked.retain(|of| !of.is_narrowed);
    }
    let (exit, nothing) = if !loaded.problems.is_empty() {
        (Exit::Unread, None)
    } else if processes.iter().all(|count| *count == 0) {
        (Exit::NothingChecked, Some(no_process(left_out.as_ref())))
    } else if unchecked.is_empty() {
        (Exit::Clean, None)
    } else if checked.is_empty() {
        (Exit::NothingChecked, Some(NO_RULE))
    } else {
        let names = unchecked.iter();
        let names = names.map(|of| configuration_name(of.file, &loaded.sources));
        let names: Vec<Localized> = names.collect();
        (Exit::NothingChecked, Some(no_rule_under(List(&names))))
    };
    let collect = Collect {
        args,
        paths: &paths,
        settings,
        loaded: &loaded,
    };
    let configurations = loaded.all().zip(&processes);
    let configurations = configurations.map(|(of, count)| collect.in_force(of, *count));
    let overview = Overview {
        sources: &loaded.sources,
        problems: &loaded.problems,
        configurations: configurations.collect(),
        as_of,
        lang,
        exit_code: exit.code(),
        nothing,
    };
    if args.format == ConfigFormat::Json {
        output::to_stdout(&json(&overview))?;
        return Ok(exit);
    }
    say_problems(&loaded.sources, &loaded.problems, lang, settings);
    output::to_stdout(&if args.pins {
        pins(&overview)
    } else {
        text(&overview, settings.style.width)
    })?;
    Ok(exit)
}

/// What the settings of a run are gathered from.
struct Collect<'a> {
    args: &'a Args,
    paths: &'a [PathBuf],
    settings: &'a Settings,
    loaded: &'a Loaded,
}

impl Collect<'_> {
    fn in_force(&self, of: &InForce, processes: usize) -> config::InForce {
        let file = of.file.and_then(|id| self.loaded.sources.get(id));
        config::InForce {
            file: file.map(|source| source.name().to_owned()),
            processes,
            settings: self.settings(of),
            packs: of.packs.iter().map(|pack| self.pack(of, pack)).collect(),
            rules: of.stated.iter().map(|rule| self.rule(of, rule)).collect(),
        }
    }

    fn settings(&self, of: &InForce) -> Vec<Setting> {
        let check = &of.config.check;
        let named = |key, text: &Option<Text>, or: Value| match text {
            Some(text) => written(of, key, text.value.clone(), text.span),
            None => Setting {
                key,
                value: or,
                origin: Origin::Default,
            },
        };
        let mut all = vec![
            self.as_of(),
            named("check.organisation", &check.organisation, Value::None),
            named(
                "check.calendar",
                &check.calendar,
                Value::Is("viet-nam".to_owned()),
            ),
            named("check.words", &check.words, Value::BuiltIn),
            self.language(),
            self.fail_on(of),
        ];
        for (key, stated, or) in [
            ("check.paths", &check.paths, Value::Is(".".to_owned())),
            ("check.exclude", &check.exclude, Value::None),
        ] {
            let each = stated.iter();
            all.extend(each.map(|text| written(of, key, text.value.clone(), text.span)));
            if stated.is_empty() {
                all.push(Setting {
                    key,
                    value: or,
                    origin: Origin::Default,
                });
            }
        }
        all.push(self.waiver_file(of));
        let longest = of.config.waivers.longest.as_ref();
        all.push(match longest {
            Some(longest) => Setting {
                key: "waivers.longest",
                value: Value::Term(longest.value),
                origin: origin(of, longest.span),
            },
            None => Setting {
                key: "waivers.longest",
                value: Value::Term(LONGEST),
                origin: Origin::Default,
            },
        });
        all
    }

    fn as_of(&self) -> Setting {
        let asked = self.args.as_of.map(|_| Origin::Option("--as-of"));
        Setting {
            key: "as-of",
            value: Value::Is(self.loaded.main.criteria.as_of.to_string()),
            origin: asked.unwrap_or(Origin::Clock),
        }
    }

    /// The language of a run is that of the first path.
    fn language(&self) -> Setting {
        let main = &self.loaded.main;
        let configured = main.config.check.language.as_ref();
        let lang = self.settings.lang_with(main.config.language());
        let origin = match (self.settings.lang_from(configured.is_some()), configured) {
            (LangFrom::Option, _) => Origin::Option("--lang"),
            (LangFrom::Variable(name), _) => Origin::Variable(name),
            (LangFrom::Configured, Some(language)) => origin(main, language.span),
            (LangFrom::Configured | LangFrom::Default, _) => Origin::Default,
        };
        Setting {
            key: "check.language",
            value: Value::Is(lang.code().to_owned()),
            origin,
        }
    }

    fn fail_on(&self, of: &InForce) -> Setting {
        let asked = self.args.fail_on.map(Grade::from);
        let origin = match (asked, &of.config.check.fail_on) {
            (Some(_), _) => Origin::Option("--fail-on"),
            (None, Some(grade)) => origin(of, grade.span),
            (None, None) => Origin::Default,
        };
        Setting {
            key: "check.fail-on",
            value: Value::Is(of.fail_on(asked).name().to_owned()),
            origin,
        }
    }

    fn waiver_file(&self, of: &InForce) -> Setting {
        let named = of.config.waivers.file.as_ref();
        let (file, origin) = match (&self.args.waivers, named) {
            (Some(asked), _) => (asked.clone(), Origin::Option("--waivers")),
            (None, Some(named)) => {
                return written(of, "waivers.file", named.value.clone(), named.span);
            }
            (None, None) => (waivers::waiver_file(of, self.paths), Origin::Default),
        };
        let value = if file.exists() {
            Value::Is(display_name(&file))
        } else {
            Value::None
        };
        Setting {
            key: "waivers.file",
            value,
            origin,
        }
    }

    fn pack(&self, of: &InForce, pack: &LoadedPack) -> Pack {
        let name = pack.name();
        let here = PathBuf::from(".");
        let root = of.root.as_deref().unwrap_or(&here);
        let reference = |folder: &Path| relative(root, folder);
        Pack {
            version: pack.header.version.value.clone(),
            sha256: pack.sha256(&self.loaded.sources),
            folder: pack.folder.as_deref().map(display_name),
            reference: pack
                .folder
                .as_deref()
                .map_or_else(|| name.clone(), reference),
            name,
            is_pinned: pack.is_pinned,
            origin: match pack.because {
                Because::Default => Origin::Default,
                Because::Named(place) => Origin::Written(place),
                Because::Asked => Origin::Option("--rules"),
                Because::Always => Origin::Always,
            },
        }
    }

    fn rule(&self, of: &InForce, stated: &StatedRule) -> RuleInForce {
        let settings = of.config.rules.iter();
        let mut settings = settings.filter(|(id, _)| id.value == stated.id);
        let setting = settings.next();
        let is_off = setting.is_some_and(|(_, setting)| setting.off == Some(true));
        let is_graded = setting.is_some_and(|(_, setting)| setting.grade.is_some());
        let rules = of.criteria.rules.iter().map(|known| &known.rule);
        let mut rules = rules.filter(|rule| rule.place == stated.place);
        let is_named = self
            .args
            .choice
            .only
            .iter()
            .any(|name| *name == stated.id.as_str());
        let state = match rules.next() {
            Some(rule) => RuleState::InForce(rule.grade),
            None if is_off => RuleState::Off,
            None if stated.optional && !is_graded && !is_named => RuleState::Optional,
            None => RuleState::LeftOut,
        };
        let origin = match (state, setting) {
            (RuleState::LeftOut, _) => Origin::Option(self.leaving_out(stated)),
            (RuleState::InForce(_), None) if stated.optional => Origin::Option("--only"),
            (_, Some((id, _))) => origin(of, id.span),
            (_, None) => Origin::Written(stated.place),
        };
        let reason = setting.and_then(|(_, setting)| setting.reason.as_ref());
        let pack = of.packs.iter().find(|pack| {
            let mut files = pack.files.iter();
            files.any(|(_, id)| *id == stated.place.source)
        });
        RuleInForce {
            id: stated.id.to_string(),
            pack: pack.map_or_else(|| stated.pack.to_string(), LoadedPack::name),
            stated: stated.grade,
            state,
            origin,
            reason: reason.map(|reason| reason.value.clone()),
        }
    }

    /// The option by which a rule is left out.
    fn leaving_out(&self, stated: &StatedRule) -> &'static str {
        let is_in = |names: &[String]| names.iter().any(|name| *name == stated.id.as_str());
        if is_in(&self.args.choice.skip) {
            "--skip"
        } else if !self.args.choice.only.is_empty() && !is_in(&self.args.choice.only) {
            "--only"
        } else {
            "--clause"
        }
    }
}

/// A setting that the configuration file states.
fn written(of: &InForce, key: &'static str, value: String, span: Span) -> Setting {
    Setting {
        key,
        value: Value::Is(value),
        origin: origin(of, span),
    }
}

/// A place in the configuration file.
fn origin(of: &InForce, span: Span) -> Origin {
    of.file.map_or(Origin::Default, |source: SourceId| {
        Origin::Written(Place { source, span })
    })
}
