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
        en: "no process here has the code or name \"{name}\"",
        vi: "ở đây không có quy trình nào mang mã hoặc tên \"{name}\"",
    }
}

const CHOOSE: Localized = Localized::fixed(
    "choose one by its code or name with `--process`",
    "hãy chọn một quy trình theo mã hoặc tên bằng `--process`",
);

/// The process that is meant: the only one, or the one that was asked for.
pub fn choose<'p>(
    processes: &[&'p Process],
    wanted: Option<&str>,
) -> Result<Option<&'p Process>, Failure> {
    let names = || {
        processes
            .iter()
            .map(|process| title(process))
            .collect::<Vec<_>>()
    };
    match (wanted, processes) {
        (Some(wanted), _) => {
            let wanted_folded = fold(wanted);
            let is_wanted = |process: &&&Process| {
                let header = &process.process;
                let mut words = header.code.iter().chain(&header.name);
                words.any(|word| fold(word) == wanted_folded)
            };
            let found = processes.iter().find(is_wanted).copied();
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

fn title(process: &Process) -> String {
    let header = &process.process;
    let title = header.code.as_ref().or(header.name.as_ref());
    title.map_or_else(|| "?".to_owned(), |title| title.value.clone())
}
