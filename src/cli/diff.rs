//! `qmslint diff`: how two versions or two offices' copies of a procedure differ, and how the offices of a folder differ from
//! what they should follow.
//!
//! Exit codes: 0 nothing differs, 1 something does, 2 something could not be read, 3 no process of the folder is of the
//! procedure. Two processes are compared only if both were read whole: a part that was not understood would show as
//! dropped.

use std::path::Path;

use super::args::{Diff, DiffFormat};
use super::configurations::{Configurations, checked_paths};
use super::criteria::{Loaded, load};
use super::discover::{Found, discover};
use super::exit::{Exit, Failure};
use super::files::display_name;
use super::output;
use super::problems::say_problems;
use super::progress::Progress;
use super::read::read_all;
use super::settings::{Settings, today};
use crate::drift::{compare, compare_with_regulation};
use crate::messages::{Lang, Localized};
use crate::model::name::same;
use crate::model::process::Process;
use crate::report::drift::{Office, json, survey_json, table, text};
use crate::texts;

texts! {
    fn not_one(name: &str, count: usize) {
        en: "{name} holds {count} processes; one is needed here",
        vi: "{name} có {count} quy trình; ở đây cần đúng một",
    }
    fn no_such_procedure(id: &str) {
        en: "nothing was compared: no process here is of the procedure \"{id}\"",
        vi: "chưa so sánh được gì: ở đây không có quy trình nào thuộc thủ tục \"{id}\"",
    }
    fn not_regulated(name: &str) {
        en: "no regulation in force on this day binds {name}",
        vi: "không có quy định nào đang hiệu lực áp dụng cho {name}",
    }
    fn regulation_named(id: &str) {
        en: "regulation {id}",
        vi: "quy định {id}",
    }
}

const TWO_FILES: Localized = Localized::fixed(
    "two files are needed: the old one and the new one",
    "cần hai tệp: tệp cũ và tệp mới",
);
const OR_PROCEDURE: Localized = Localized::fixed(
    "to compare the files of a folder: `qmslint diff --procedure ID FOLDER`",
    "để so sánh các tệp trong một thư mục: `qmslint diff --procedure ID FOLDER`",
);
const GIVE_MODEL: Localized = Localized::fixed(
    "name the process to follow: `--model FILE`",
    "hãy nêu quy trình cần tuân theo: `--model FILE`",
);

/// Compare, print, and say how it ended.
pub fn run(args: &Diff, settings: &Settings) -> Result<Exit, Failure> {
    match (&args.procedure, args.paths.as_slice()) {
        (Some(procedure), _) => survey(args, procedure, settings),
        (None, [old, new]) => pair(args, (old, new), settings),
        (None, _) => Err(Failure::new(TWO_FILES).help(OR_PROCEDURE)),
    }
}

fn said_in(loaded: &Loaded, settings: &Settings) -> Lang {
    settings.lang_with(loaded.main.config.language())
}

fn read(
    found: Found,
    loaded: &mut Loaded,
    settings: &Settings,
    lang: Lang,
) -> Vec<(usize, Process)> {
    let progress = Progress::start(settings, lang);
    let read = read_all(found, loaded, &progress);
    progress.finish();
    read
}

/// Read a side under the configuration of another one.
fn read_under(
    path: &Path,
    loaded: &mut Loaded,
    settings: &Settings,
    lang: Lang,
) -> Vec<(usize, Process)> {
    let found = discover(&[path.to_owned()], &mut Configurations::none());
    read(found, loaded, settings, lang)
}

fn pair(args: &Diff, (old, new): (&Path, &Path), settings: &Settings) -> Result<Exit, Failure> {
    // The configuration is that of the new side: two offices may have one each.
    let configurations = Configurations::above(&[new.to_owned()]);
    let as_of = args.as_of.unwrap_or_else(today);
    let mut loaded = load(configurations, &args.packs.folders, as_of);
    let lang = said_in(&loaded, settings);
    let sides = [old, new].map(|path| read_under(path, &mut loaded, settings, lang));
    if !loaded.problems.is_empty() {
        return Ok(say_problems(
            &loaded.sources,
            &loaded.problems,
            lang,
            settings,
        ));
    }
    let [before, after] = &sides;
    let (before, after) = (one(before, old)?, one(after, new)?);
    let changes = compare(before, after, loaded.main.criteria.regulation_of(after));
    let sources = &loaded.sources;
    let titles = (title(before, &loaded), title(after, &loaded));
    output::to_stdout(&match args.format {
        DiffFormat::Text => text(&changes, (&titles.0, &titles.1), sources, lang),
        DiffFormat::Json => json(&changes, (before, after), sources),
    })?;
    Ok(if changes.is_empty() {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

/// The one process of a file.
fn one<'r>(read: &'r [(usize, Process)], path: &Path) -> Result<&'r Process, Failure> {
    match read {
        [(_, process)] => Ok(process),
        others => Err(Failure::new(not_one(&display_name(path), others.len()))),
    }
}

fn title(process: &Process, loaded: &Loaded) -> String {
    let source = loaded.sources.get(process.source);
    source.map_or_else(String::new, |source| source.name().to_owned())
}

fn survey(args: &Diff, procedure: &str, settings: &Settings) -> Result<Exit, Failure> {
    let paths = &checked_paths(&args.paths);
    let mut configurations = Configurations::above(paths);
    let found = discover(paths, &mut configurations);
    let as_of = args.as_of.unwrap_or_else(today);
    let mut loaded = load(configurations, &args.packs.folders, as_of);
    let lang = said_in(&loaded, settings);
    let model = args.model.as_ref().map(|path| {
        let read = read_under(path, &mut loaded, settings, lang);
        one(&read, path).cloned()
    });
    let model = model.transpose()?;
    let follows = model.as_ref().map(|model| title(model, &loaded));
    let read = read(found, &mut loaded, settings, lang);
    let unread = say_problems(&loaded.sources, &loaded.problems, lang, settings);
    if model.as_ref().is_some_and(|model| !model.unread.is_empty()) {
        return Ok(unread);
    }
    let mut offices = Vec::new();
    for (index, process) in read.iter().filter(|(_, process)| is_of(process, procedure)) {
        let name = title(process, &loaded);
        // What was not read whole was said above; the model does not differ from itself.
        if !process.unread.is_empty() || follows.as_ref() == Some(&name) {
            continue;
        }
        let regulation = loaded.of(*index).criteria.regulation_of(process);
        let changes = match (&model, regulation) {
            (Some(model), regulation) => compare(model, process, regulation),
            (None, Some(regulation)) => compare_with_regulation(process, regulation),
            (None, None) => return Err(Failure::new(not_regulated(&name)).help(GIVE_MODEL)),
        };
        offices.push(Office { process, changes });
    }
    if offices.is_empty() {
        let sentence = no_such_procedure(procedure);
        output::to_stderr(&format!("{}\n", sentence.in_lang(lang)));
        return Ok(if unread == Exit::Unread {
            unread
        } else {
            Exit::NothingChecked
        });
    }
    let follows = follows.unwrap_or_else(|| regulation_named(procedure).in_lang(lang).to_owned());
    output::to_stdout(&match args.format {
        DiffFormat::Text => survey_text(&offices, &follows, &loaded, lang),
        DiffFormat::Json => survey_json(procedure, &follows, &offices, &loaded.sources),
    })?;
    let differs = offices.iter().any(|office| !office.changes.is_empty());
    Ok(match (unread, differs) {
        (Exit::Unread, _) => Exit::Unread,
        (_, true) => Exit::Findings,
        (_, false) => Exit::Clean,
    })
}

/// The table, then what differs office by office.
fn survey_text(offices: &[Office<'_>], follows: &str, loaded: &Loaded, lang: Lang) -> String {
    let mut parts = vec![table(offices, &loaded.sources, lang)];
    let differing = offices.iter().filter(|office| !office.changes.is_empty());
    parts.extend(differing.map(|office| {
        let file = title(office.process, loaded);
        text(&office.changes, (follows, &file), &loaded.sources, lang)
    }));
    parts.join("\n")
}

/// Whether a process is of a procedure: by the regulation it names, by its code or by its name.
fn is_of(process: &Process, procedure: &str) -> bool {
    let header = &process.process;
    let named = header.procedure.as_ref().map(|id| id.as_str());
    let code = header.code.as_ref().map(|code| code.value.as_str());
    let name = header.name.as_ref().map(|name| name.value.as_str());
    [named, code, name]
        .into_iter()
        .flatten()
        .any(|text| same(text, procedure))
}
