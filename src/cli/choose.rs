//! The one process that a command is about, where a file holds several.

use super::exit::Failure;
use crate::messages::{List, Localized};
use crate::model::name::{fold, nearest};
use crate::model::process::Process;

crate::texts! {
    pub fn did_you_mean(word: &str) {
        en: "did you mean `{word}`?",
        vi: "có phải ý bạn là `{word}`?",
    }
    fn several(processes: List<'_, String>) {
        en: "there are several processes here: {processes}",
        vi: "ở đây có nhiều quy trình: {processes}",
    }
    fn none_of_that_name(name: &str) {
        en: "no process here has the code, name or id \"{name}\"",
        vi: "ở đây không có quy trình nào mang mã, tên hoặc id \"{name}\"",
    }
}

const CHOOSE: Localized = Localized::fixed(
    "choose one by its code, its name or the id of its element with `--process`",
    "hãy chọn một quy trình theo mã, tên hoặc id của phần tử bằng `--process`",
);

/// The process that is meant: the only one, or the one that was asked for.
pub fn choose<'p>(
    processes: &[&'p Process],
    wanted: Option<&str>,
) -> Result<Option<&'p Process>, Failure> {
    let names = || {
        let titles: Vec<_> = processes.iter().map(|process| title(process)).collect();
        let shown = titles.iter().zip(processes).map(|(title, process)| {
            let is_one = titles.iter().filter(|other| *other == title).count() == 1;
            let chosen_by = title.filter(|_| is_one).or_else(|| element_id(process));
            chosen_by.unwrap_or("?").to_owned()
        });
        shown.collect::<Vec<_>>()
    };
    match (wanted, processes) {
        (Some(wanted), _) => {
            let wanted_folded = fold(wanted);
            let words = |process: &Process| {
                let header = &process.process;
                let mut words = header.code.iter().chain(&header.name);
                words.any(|word| fold(word) == wanted_folded)
            };
            let of_element = |process: &Process| element_id(process) == Some(wanted);
            let mut found = processes.iter().filter(|process| words(process));
            let found = found
                .next()
                .or_else(|| processes.iter().find(|process| of_element(process)));
            let found = found.copied();
            found.map(Some).ok_or_else(|| {
                let failure = Failure::new(none_of_that_name(wanted));
                let names = names();
                match nearest(wanted, names.iter().map(String::as_str)) {
                    Some(word) => failure.help(did_you_mean(word)),
                    None => failure,
                }
            })
        }
        (None, [] | [_]) => Ok(processes.first().copied()),
        (None, _) => Err(Failure::new(several(List(&names()))).help(CHOOSE)),
    }
}

fn title(process: &Process) -> Option<&str> {
    let header = &process.process;
    let title = header.code.as_ref().or(header.name.as_ref());
    title.map(|title| title.as_str())
}

/// The id of its element, where the process is drawn.
fn element_id(process: &Process) -> Option<&str> {
    process.notation.as_ref()?.id.as_deref()
}
