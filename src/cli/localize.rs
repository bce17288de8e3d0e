//! The command line in the language of its reader: help texts and headings, and the sentences of wrong usage.
//!
//! The English texts are the doc comments of `args`; the Vietnamese ones stand in `vietnamese`, by the id of the command and
//! argument. What clap writes by itself (headings, defaults, possible values) is written anew here, because clap knows
//! English only. This file does not say what may be typed.

use clap::{Arg, Command};

use super::vietnamese::{FRAME, text};
use crate::messages::Lang;

/// The command line with its help in this language.
pub fn localized(command: Command, lang: Lang) -> Command {
    match lang {
        Lang::En => command,
        Lang::Vi => {
            // Built first: only then are the arguments and commands there that clap itself adds.
            let mut command = command;
            command.build();
            in_vietnamese(command, "")
        }
    }
}

/// The id of a command, without the command `help`, below which every command occurs once more.
fn id_of(command: &Command, parent: &str) -> String {
    match (parent, command.get_name()) {
        ("", _) => "qmslint".to_owned(),
        ("qmslint" | "help", name) => name.to_owned(),
        (parent, name) => format!("{parent} {name}"),
    }
}

fn in_vietnamese(command: Command, parent: &str) -> Command {
    let id = id_of(&command, parent);
    let mut command = command
        .subcommand_help_heading(FRAME.commands)
        .help_template(FRAME.template);
    if let Some(about) = text(&id) {
        command = command.about(about).long_about(about);
    }
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).trim();
    let usage = usage.replace("[OPTIONS]", FRAME.options_usage);
    let usage = usage.replace("<COMMAND>", FRAME.command_usage);
    let usage = usage.replace("[COMMAND]", FRAME.command_usage);
    command = command.override_usage(usage);
    command = command.mut_args(|arg| argument_in_vietnamese(arg, &id));
    let names: Vec<String> = command
        .get_subcommands()
        .map(|inner| inner.get_name().to_owned())
        .collect();
    for name in names {
        command = command.mut_subcommand(name, |inner| in_vietnamese(inner, &id));
    }
    command
}

fn argument_in_vietnamese(arg: Arg, command: &str) -> Arg {
    let id = arg.get_id().to_string();
    let Some(help) = argument_text(command, &id) else {
        return arg;
    };
    let takes_value = arg.get_action().takes_values();
    let heading = if arg.is_positional() {
        FRAME.arguments
    } else {
        FRAME.options
    };
    let defaults: Vec<String> = arg
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    let with_default = if takes_value && !defaults.is_empty() && !arg.is_hide_default_value_set() {
        format!("{help} [{}: {}]", FRAME.default, defaults.join(" "))
    } else {
        help.to_owned()
    };
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|value| takes_value && !value.is_hide_set())
        .map(|value| value.get_name().to_owned())
        .collect();
    let (short, long) = if values.is_empty() {
        (with_default.clone(), with_default)
    } else {
        let list: Vec<String> = values
            .iter()
            .map(
                |name| match argument_text(command, &format!("{id}={name}")) {
                    Some(meaning) => format!("- {name}: {meaning}"),
                    None => format!("- {name}"),
                },
            )
            .collect();
        let short = format!("{with_default} [{}: {}]", FRAME.values, values.join(", "));
        let heading = FRAME.values_heading;
        let long = format!("{with_default}\n\n{heading}:\n{}", list.join("\n"));
        (short, long)
    };
    arg.help(short)
        .long_help(long)
        .help_heading(heading)
        .hide_default_value(true)
        .hide_possible_values(true)
}

/// The text of an argument: that of its command, else the one that all commands share.
fn argument_text(command: &str, argument: &str) -> Option<&'static str> {
    text(&format!("{command}.{argument}")).or_else(|| text(&format!(".{argument}")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory as _;

    use super::super::args::Args;
    use super::super::vietnamese::TEXTS;
    use super::*;

    /// The ids under which a text may be found, the ones that are wanted first.
    fn wanted(command: &Command, parent: &str, all: &mut Vec<Vec<String>>) {
        let id = id_of(command, parent);
        all.push(vec![id.clone()]);
        for arg in command.get_arguments() {
            let name = arg.get_id();
            all.push(vec![format!("{id}.{name}"), format!(".{name}")]);
            if arg.get_action().takes_values() {
                for value in arg.get_possible_values() {
                    let value = format!("{name}={}", value.get_name());
                    if value.ends_with("=true") || value.ends_with("=false") {
                        continue;
                    }
                    all.push(vec![format!("{id}.{value}"), format!(".{value}")]);
                }
            }
        }
        for inner in command.get_subcommands() {
            // Below `help` stand the same commands once more.
            if parent.is_empty() || command.get_name() != "help" {
                wanted(inner, &id, all);
            }
        }
    }

    #[test]
    fn every_command_and_argument_has_its_vietnamese_text_and_no_text_is_left_over() {
        let mut command = Args::command();
        command.build();
        let mut all = Vec::new();
        wanted(&command, "", &mut all);
        let known: BTreeSet<&str> = TEXTS.iter().map(|(id, _)| *id).collect();
        let missing: Vec<_> = all
            .iter()
            .filter(|ids| !ids.iter().any(|id| known.contains(id.as_str())))
            .collect();
        assert!(
            missing.is_empty(),
            "no Vietnamese text in src/cli/vietnamese.rs: {missing:#?}"
        );
        let used: BTreeSet<&str> = all
            .iter()
            .filter_map(|ids| ids.iter().find(|id| known.contains(id.as_str())))
            .map(String::as_str)
            .collect();
        let left_over: Vec<_> = known.difference(&used).collect();
        assert!(left_over.is_empty(), "texts of nothing: {left_over:?}");
        assert_eq!(known.len(), TEXTS.len(), "an id occurs twice");
    }

    #[test]
    fn no_english_word_of_clap_is_left_in_vietnamese_help() {
        let mut command = localized(Args::command(), Lang::Vi);
        let mut pages = vec![command.render_long_help().to_string()];
        let names: Vec<String> = command
            .get_subcommands()
            .map(|inner| inner.get_name().to_owned())
            .collect();
        for name in names {
            let inner = command.find_subcommand_mut(&name).unwrap();
            pages.push(inner.render_long_help().to_string());
            pages.push(inner.render_help().to_string());
        }
        for page in pages {
            for word in [
                "Usage",
                "Options",
                "Commands",
                "Arguments",
                "Print",
                "default",
                "possible",
                "[OPTIONS]",
            ] {
                let outside = page
                    .lines()
                    .any(|line| line.contains(word) && !line.contains("--"));
                assert!(!outside, "«{word}» in\n{page}");
            }
        }
    }
}
