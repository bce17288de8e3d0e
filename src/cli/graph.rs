//! `qmslint graph`: one process as a drawing. Nothing is judged; what could not be understood is said and left out.

use super::args::{Graph, GraphFormat};
use super::choose::{choose, did_you_mean};
use super::configurations::Configurations;
use super::criteria::load_packs;
use super::discover::discover;
use super::exit::{Exit, Failure};
use super::output;
use super::problems::say_problems;
use super::progress::Progress;
use super::read::read_all;
use super::settings::{Settings, today};
use crate::draw::dot::dot;
use crate::draw::layout::{LayoutOptions, lay_out};
use crate::draw::mermaid::mermaid;
use crate::draw::svg::{SvgOptions, svg};
use crate::messages::{List, Localized};
use crate::model::name::{Id, nearest};
use crate::model::process::Process;

crate::texts! {
    fn unknown_case(case: &str) {
        en: "the process has no case `{case}`",
        vi: "quy trình không có trường hợp `{case}`",
    }
    fn known_cases(cases: List<'_, String>) {
        en: "its cases are: {cases}",
        vi: "các trường hợp gồm: {cases}",
    }
}

const NO_CASES: Localized = Localized::fixed(
    "it has one unnamed case; leave `--case` out",
    "quy trình chỉ có một trường hợp không tên; hãy bỏ `--case`",
);
const NO_STEPS: Localized = Localized::fixed(
    "nothing was drawn: there is no process with steps here",
    "chưa vẽ được gì: ở đây không có quy trình nào có bước thực hiện",
);

/// Draw, write, and say how it ended.
pub fn run(args: &Graph, settings: &Settings) -> Result<Exit, Failure> {
    let lang = settings.lang();
    let mut loaded = load_packs(None, today());
    let progress = Progress::start(settings, lang);
    let found = discover(
        std::slice::from_ref(&args.file),
        &mut Configurations::default(),
    );
    let processes = read_all(found, &mut loaded, &progress);
    progress.finish();
    let exit = say_problems(&loaded.sources, &loaded.problems, lang, settings);
    let drawable: Vec<&Process> = processes
        .iter()
        .map(|(_, process)| process)
        .filter(|process| !process.steps.is_empty())
        .collect();
    let Some(process) = choose(&drawable, args.process.as_deref())? else {
        output::to_stderr(&format!("{}\n", NO_STEPS.in_lang(lang)));
        return Ok(match exit {
            Exit::Clean => Exit::NothingChecked,
            exit => exit,
        });
    };
    let case = args
        .case
        .as_deref()
        .map(|case| find_case(process, case))
        .transpose()?;
    let text = match args.format {
        GraphFormat::Svg => {
            let options = LayoutOptions {
                lang,
                ..LayoutOptions::default()
            };
            let options_of_svg = SvgOptions {
                lang,
                ..SvgOptions::default()
            };
            svg(&lay_out(process, case, options), process, &options_of_svg)
        }
        GraphFormat::Dot => dot(process, case, lang),
        GraphFormat::Mermaid => mermaid(process, case, lang),
    };
    match &args.output {
        None => output::to_stdout(&text)?,
        Some(path) => output::to_file(path, &text)?,
    }
    Ok(exit)
}

fn find_case<'p>(process: &'p Process, wanted: &str) -> Result<&'p Id, Failure> {
    let id = Id::new(wanted);
    let mut cases = process.cases.iter().map(|case| &case.id.value);
    cases.find(|case| **case == id).ok_or_else(|| {
        let known: Vec<String> = process
            .cases
            .iter()
            .map(|case| case.id.to_string())
            .collect();
        let help = match nearest(wanted, known.iter().map(String::as_str)) {
            Some(word) => did_you_mean(word),
            None if known.is_empty() => NO_CASES,
            None => known_cases(List(&known)),
        };
        Failure::new(unknown_case(wanted)).help(help)
    })
}
