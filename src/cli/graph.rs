//! `qmslint graph`: one process as a drawing. What could not be understood is said and left out.
//!
//! Only marks and times need the rules and the calendar; then the file is read as `check` reads it. A drawing is no gate: what
//! is found does not change the exit code.

use std::collections::BTreeMap;

use super::args::{Check, Graph, GraphFormat};
use super::choose::{choose, did_you_mean};
use super::exit::{Exit, Failure};
use super::gather::{Gathered, gather_whole};
use super::output;
use super::problems::say_problems;
use super::read::read_alone;
use super::settings::Settings;
use crate::draw::dot::dot;
use crate::draw::layout::{LayoutOptions, lay_out};
use crate::draw::mermaid::mermaid;
use crate::draw::paint::Mark;
use crate::draw::svg::{SvgOptions, svg};
use crate::messages::{Lang, List, Localized};
use crate::model::name::{Id, nearest};
use crate::model::process::Process;
use crate::report::audit::{marks, timeline_of};
use crate::report::{LeftOut, nothing_but};

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

const NO_TIMES: Localized = Localized::fixed(
    "nothing was drawn: there are no times to draw",
    "chưa vẽ được gì: không có thời gian để vẽ",
);
const MARKS_IN_SVG: Localized = Localized::fixed(
    "findings are marked with `--format svg` only",
    "phát hiện chỉ được đánh dấu với `--format svg`",
);

/// Draw, write, and say how it ended.
pub fn run(args: &Graph, settings: &Settings) -> Result<Exit, Failure> {
    match (args.format, args.findings) {
        (GraphFormat::Timeline | GraphFormat::Dot | GraphFormat::Mermaid, true) => {
            Err(Failure::new(MARKS_IN_SVG))
        }
        (GraphFormat::Timeline, false) | (GraphFormat::Svg, true) => judged(args, settings),
        _ => drawn(args, settings),
    }
}

/// Draw what the file says, without rules.
fn drawn(args: &Graph, settings: &Settings) -> Result<Exit, Failure> {
    let lang = settings.lang();
    let (loaded, processes) = read_alone(&args.file, settings);
    let exit = say_problems(&loaded.sources, &loaded.problems, lang, settings);
    let Some(process) = chosen(processes.iter(), args)? else {
        return Ok(nothing(exit, None, lang));
    };
    let case = case_of(process, args)?;
    let text = match args.format {
        GraphFormat::Dot => dot(process, case, lang),
        GraphFormat::Mermaid => mermaid(process, case, lang),
        GraphFormat::Svg | GraphFormat::Timeline => lanes(process, case, lang, BTreeMap::new()),
    };
    write(args, &text)?;
    Ok(exit)
}

/// Draw what a run of `check` says of the file: marks, or times.
fn judged(args: &Graph, settings: &Settings) -> Result<Exit, Failure> {
    let check = Check {
        paths: vec![args.file.clone()],
        packs: args.packs.clone(),
        as_of: args.as_of,
        ..Check::default()
    };
    let Gathered { report, .. } = gather_whole(&check, settings)?;
    let lang = report.lang;
    let exit = say_problems(&report.sources, &report.problems, lang, settings);
    let Some(process) = chosen(report.whole.values(), args)? else {
        let left_out = report.left_out.as_ref();
        let left_out = left_out.filter(|_| report.whole.is_empty());
        return Ok(nothing(exit, left_out, lang));
    };
    let case = case_of(process, args)?;
    let index = report.whole.iter();
    let mut index = index.filter(|(_, known)| std::ptr::eq(*known, process));
    let Some((index, _)) = index.next() else {
        return Ok(nothing(exit, None, lang));
    };
    let text = match args.format {
        GraphFormat::Timeline => match timeline_of(&report, *index, case) {
            Ok(text) => text,
            Err(reasons) => {
                output::to_stderr(&format!("{}\n", NO_TIMES.in_lang(lang)));
                for reason in reasons {
                    output::to_stderr(&format!("{reason}\n"));
                }
                return Ok(match exit {
                    Exit::Clean => Exit::NothingChecked,
                    exit => exit,
                });
            }
        },
        _ => lanes(process, case, lang, marks(&report, *index)),
    };
    write(args, &text)?;
    Ok(exit)
}

/// The process that is meant, of those that have steps.
fn chosen<'p>(
    processes: impl Iterator<Item = &'p Process>,
    args: &Graph,
) -> Result<Option<&'p Process>, Failure> {
    let drawable: Vec<&Process> = processes
        .filter(|process| !process.steps.is_empty())
        .collect();
    choose(&drawable, args.process.as_deref())
}

fn case_of<'p>(process: &'p Process, args: &Graph) -> Result<Option<&'p Id>, Failure> {
    let case = args.case.as_deref();
    case.map(|case| find_case(process, case)).transpose()
}

/// Say that nothing was drawn; the exit code that follows.
fn nothing(exit: Exit, left_out: Option<&LeftOut>, lang: Lang) -> Exit {
    let said = nothing_but(NO_STEPS, left_out);
    output::to_stderr(&format!("{}\n", said.in_lang(lang)));
    match exit {
        Exit::Clean => Exit::NothingChecked,
        exit => exit,
    }
}

fn lanes(process: &Process, case: Option<&Id>, lang: Lang, marks: BTreeMap<usize, Mark>) -> String {
    let options = LayoutOptions {
        lang,
        ..LayoutOptions::default()
    };
    let options_of_svg = SvgOptions {
        lang,
        marks,
        ..SvgOptions::default()
    };
    svg(&lay_out(process, case, options), process, &options_of_svg)
}

fn write(args: &Graph, text: &str) -> Result<(), Failure> {
    match &args.output {
        None => output::to_stdout(text),
        Some(path) => {
            output::check_targets(&[path], &[&args.file])?;
            output::to_file(path, text)
        }
    }
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
