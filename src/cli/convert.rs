//! `qmslint convert`: one process in the other notation. Nothing is judged; what cannot be carried over is said and stands in
//! the new file as a comment.

use std::path::Path;

use super::args::{Convert, Notation};
use super::choose::choose;
use super::exit::{Exit, Failure};
use super::files::display_name;
use super::output;
use super::paths::has_extension;
use super::problems::say_problems;
use super::read::{is_bpmn, read_alone};
use super::settings::Settings;
use crate::convert::Converted;
use crate::convert::bpmn::to_bpmn;
use crate::convert::toml::to_toml;
use crate::messages::{Lang, Localized};
use crate::model::process::Process;
use crate::read::bpmn::read_text;
use crate::source::Sources;

crate::texts! {
    fn there_already(name: &str) {
        en: "{name} is there already",
        vi: "đã có tệp {name}",
    }
    fn as_comments(count: usize) {
        en: "what has no key in a process file stands in it as a comment: {count}",
        vi: "nội dung không có khóa tương ứng được ghi thành chú thích trong tệp: {count}",
    }
}

const FORCE: Localized = Localized::fixed(
    "name another file, or overwrite it with `--force`",
    "hãy chọn tên tệp khác, hoặc ghi đè bằng `--force`",
);
const NO_PROCESS: Localized = Localized::fixed(
    "nothing was converted: there is no process here",
    "chưa chuyển đổi được gì: ở đây không có quy trình nào",
);

/// Convert, write, and say how it ended.
pub fn run(args: &Convert, settings: &Settings) -> Result<Exit, Failure> {
    let lang = settings.lang();
    if let Some(path) = &args.output
        && !args.force
        && std::fs::symlink_metadata(path).is_ok_and(|there| there.is_file() || there.is_symlink())
    {
        return Err(Failure::new(there_already(&display_name(path))).help(FORCE));
    }
    let (mut loaded, read) = read_alone(&args.file, settings);
    let processes: Vec<&Process> = read.iter().collect();
    let Some(process) = choose(&processes, args.process.as_deref())? else {
        let exit = say_problems(&loaded.sources, &loaded.problems, lang, settings);
        output::to_stderr(&format!("{}\n", NO_PROCESS.in_lang(lang)));
        return Ok(match exit {
            Exit::Clean => Exit::NothingChecked,
            exit => exit,
        });
    };
    let from_diagram = is_bpmn(&args.file);
    let to = args
        .to
        .or_else(|| named(args.output.as_deref()?))
        .unwrap_or(if from_diagram {
            Notation::Toml
        } else {
            Notation::Bpmn
        });
    let converted = convert(process, to, from_diagram, &loaded.sources, lang);
    loaded.report(process.source, converted.problems);
    let exit = say_problems(&loaded.sources, &loaded.problems, lang, settings);
    if to == Notation::Toml && converted.comments > 0 {
        output::to_stderr(&format!(
            "{}\n",
            as_comments(converted.comments).in_lang(lang)
        ));
    }
    match &args.output {
        None => output::to_stdout(&converted.text)?,
        Some(path) => output::to_file(path, &converted.text)?,
    }
    Ok(exit)
}

fn convert(
    process: &Process,
    to: Notation,
    from_diagram: bool,
    sources: &Sources,
    lang: Lang,
) -> Converted {
    let source = sources.get(process.source);
    let text = source.map_or("", |source| source.text());
    match to {
        Notation::Bpmn => to_bpmn(process, text, lang),
        Notation::Toml => {
            let diagram = from_diagram.then(|| read_text(text));
            let definitions = diagram.as_ref().and_then(|read| read.definitions.as_ref());
            to_toml(process, text, definitions, lang)
        }
    }
}

/// The notation that the name of a file promises.
fn named(path: &Path) -> Option<Notation> {
    if is_bpmn(path) {
        return Some(Notation::Bpmn);
    }
    has_extension(path, "toml").then_some(Notation::Toml)
}
