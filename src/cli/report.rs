//! `qmslint report`: the report an internal auditor files, in one or several formats.
//!
//! Exit codes are those of `check` on the same files: a report is a run, whatever it is written as.

use std::path::{Path, PathBuf};

use super::args::{Check, Report as Args};
use super::check::exit;
use super::configurations::checked_paths;
use super::exit::{Exit, Failure};
use super::files::{display_name, read_named};
use super::gather::{Gathered, gather_whole};
use super::output;
use super::problems::say_problems;
use super::read::read_alone;
use super::settings::Settings;
use crate::messages::{Lang, Localized};
#[cfg(feature = "pdf")]
use crate::report::audit::pdf;
#[cfg(feature = "xlsx")]
use crate::report::audit::xlsx;
use crate::report::audit::{Audit, Previous, Versions, html, json, markdown};
use crate::report::nothing_checked;

crate::texts! {
    fn no_such_format(name: &str) {
        en: "{name}: no report format has this ending",
        vi: "{name}: không có định dạng báo cáo nào có phần mở rộng này",
    }
    fn no_run(name: &str) {
        en: "{name} is no result of an earlier run",
        vi: "{name} không phải kết quả của một lần chạy trước",
    }
    fn no_version(name: &str) {
        en: "{name} holds no process to compare with",
        vi: "{name} không có quy trình nào để so sánh",
    }
    fn cannot_write(name: &str) {
        en: "{name} cannot be written",
        vi: "không lập được {name}",
    }
    fn written(name: &str) {
        en: "written: {name}",
        vi: "đã ghi: {name}",
    }
}

const ENDINGS: Localized = Localized::fixed(
    "the endings are .html, .pdf, .xlsx, .md and .json",
    "các phần mở rộng gồm .html, .pdf, .xlsx, .md và .json",
);
const HOW_TO_KEEP: Localized = Localized::fixed(
    "keep one with `qmslint check --format json` or `qmslint report -o run.json`",
    "hãy lưu bằng `qmslint check --format json` hoặc `qmslint report -o run.json`",
);

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Html,
    #[cfg(feature = "pdf")]
    Pdf,
    #[cfg(feature = "xlsx")]
    Xlsx,
    Markdown,
    Json,
}

impl Kind {
    /// The format that the ending of a file name says.
    fn of(path: &Path) -> Result<Self, Failure> {
        let ending = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
        match ending.as_deref().and_then(|ending| ending.to_str()) {
            Some("html" | "htm") => Ok(Self::Html),
            #[cfg(feature = "pdf")]
            Some("pdf") => Ok(Self::Pdf),
            #[cfg(feature = "xlsx")]
            Some("xlsx") => Ok(Self::Xlsx),
            Some("md") => Ok(Self::Markdown),
            Some("json") => Ok(Self::Json),
            _ => Err(Failure::new(no_such_format(&display_name(path))).help(ENDINGS)),
        }
    }
}

/// Judge, write every file, and say how it ended.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Failure> {
    let kinds = args.output.iter().map(|path| Kind::of(path));
    let kinds: Vec<Kind> = kinds.collect::<Result<_, _>>()?;
    let targets = args.output.iter().map(PathBuf::as_path);
    output::check_targets(&targets.collect::<Vec<_>>(), &[])?;
    let versions = args.previous_version.as_deref();
    let versions = versions.map(|path| version(path, settings)).transpose()?;
    let (versions, all_read) = versions.map_or((None, Exit::Clean), |(versions, exit)| {
        (Some(versions), exit)
    });
    let previous = args.previous.as_deref().map(earlier).transpose()?;
    let check = Check {
        paths: checked_paths(&args.paths),
        packs: args.packs.clone(),
        waivers: args.waivers.clone(),
        as_of: args.as_of,
        fail_on: args.fail_on,
        ..Check::default()
    };
    let Gathered { report, packs, .. } = gather_whole(&check, settings)?;
    let lang = report.lang;
    let exit = exit(&report, false);
    let paths: Vec<String> = check.paths.iter().map(|path| display_name(path)).collect();
    let scope = args.scope.clone().unwrap_or_else(|| paths.join(", "));
    let command = command(args, &paths, lang, &report.as_of.to_string());
    let audit = Audit {
        report: &report,
        packs: &packs,
        organisation: args.organisation.as_deref(),
        scope: &scope,
        previous: previous.as_ref(),
        versions: versions.as_ref(),
        command: &command,
        exit,
    };
    let made: Vec<Vec<u8>> = args
        .output
        .iter()
        .zip(kinds)
        .map(|(path, kind)| make(kind, audit, path))
        .collect::<Result<_, _>>()?;
    let targets = args.output.iter().map(PathBuf::as_path);
    output::check_not_read(&targets.collect::<Vec<_>>(), &report.sources)?;
    for (path, bytes) in args.output.iter().zip(&made) {
        output::to_file(path, bytes)?;
        output::to_stderr(&format!("{}\n", written(&display_name(path)).in_lang(lang)));
    }
    let nothing = nothing_checked(&report);
    if let Some(sentence) = &nothing {
        output::to_stderr(&format!("{}\n", sentence.in_lang(lang)));
    }
    Ok(match all_read {
        Exit::Unread => Exit::Unread,
        _ => exit,
    })
}

/// An earlier version of the processes, and whether all of it could be read; what could not is said.
fn version(path: &Path, settings: &Settings) -> Result<(Versions, Exit), Failure> {
    let (loaded, processes) = read_alone(path, settings);
    let lang = settings.lang();
    let exit = say_problems(&loaded.sources, &loaded.problems, lang, settings);
    if processes.is_empty() {
        let name = display_name(path);
        return Err(Failure::new(no_version(&name)));
    }
    let versions = Versions {
        name: display_name(path),
        sources: loaded.sources,
        processes,
    };
    Ok((versions, exit))
}

fn make(kind: Kind, audit: Audit<'_>, path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::new(cannot_write(&display_name(path))).help(Localized::same(error.to_string()))
    };
    Ok(match kind {
        Kind::Html => html::html(audit)
            .map_err(|error| failed(&error))?
            .into_bytes(),
        #[cfg(feature = "pdf")]
        Kind::Pdf => pdf::pdf(audit).map_err(|error| failed(&error))?,
        #[cfg(feature = "xlsx")]
        Kind::Xlsx => xlsx::xlsx(audit).map_err(|error| failed(&error))?,
        Kind::Markdown => markdown::markdown(audit).into_bytes(),
        Kind::Json => json::json(audit)
            .map_err(|error| failed(&error))?
            .into_bytes(),
    })
}

/// An earlier run.
fn earlier(path: &Path) -> Result<Previous, Failure> {
    let name = display_name(path);
    let file = read_named(path);
    if let Some(problem) = file.problem {
        let failure = Failure::new(Localized::new(
            format!("{name}: {}", problem.message.en),
            format!("{name}: {}", problem.message.vi),
        ));
        return Err(match problem.help {
            Some(help) => failure.help(help),
            None => failure,
        });
    }
    serde_json::from_slice(&file.bytes).map_err(|_| Failure::new(no_run(&name)).help(HOW_TO_KEEP))
}

/// The command that makes the same report again: everything that was taken from the surroundings is spelt out.
fn command(args: &Args, paths: &[String], lang: Lang, as_of: &str) -> String {
    let mut words = vec!["qmslint".to_owned(), "report".to_owned()];
    words.extend(paths.iter().map(|path| quoted(path)));
    let mut option = |name: &str, value: &str| {
        words.push(name.to_owned());
        words.push(quoted(value));
    };
    let file = |path: &PathBuf| display_name(path);
    for folder in &args.packs.folders {
        option("--rules", &file(folder));
    }
    if let Some(waivers) = &args.waivers {
        option("--waivers", &file(waivers));
    }
    if let Some(previous) = &args.previous {
        option("--previous", &file(previous));
    }
    if let Some(version) = &args.previous_version {
        option("--previous-version", &file(version));
    }
    if let Some(organisation) = &args.organisation {
        option("--organisation", organisation);
    }
    if let Some(scope) = &args.scope {
        option("--scope", scope);
    }
    option("--as-of", as_of);
    option("--lang", lang.code());
    for path in &args.output {
        option("-o", &file(path));
    }
    words.join(" ")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:,=+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
