//! `--fix` and `--diff`: applies what is safe to process files, or shows it.
//!
//! A file is corrected by replacing bytes, so that comments and layout stay. Corrections may bring further ones to light, so
//! each file is read again until there is none left; what is written is the end of that, and fixing it again changes
//! nothing. A file that is not written whole is not written at all. Diagrams are drawn by other programs and left alone;
//! their side files are not.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use similar::TextDiff;

use super::args::Check;
use super::check::choose_rules;
use super::configurations::Configurations;
use super::criteria::load;
use super::discover::{Origin, SIDE_FILE, discover, states_a_process};
use super::exit::Failure;
use super::files::{display_name, read_file};
use super::output;
use super::paths::has_extension;
use super::read::is_bpmn;
use super::settings::{Settings, today};
use crate::finding::Verdict;
use crate::fix::Fix;
use crate::messages::{Lang, Localized};
use crate::read::normal_form::{normal_forms, plainer_times};
use crate::read::problem::{Problem, ProblemKind};
use crate::read::process::{read_process, read_tables};
use crate::report::words::counted;
use crate::run::Criteria;
use crate::source::SourceId;

/// Each round mends something, and a file has only so much to mend.
const MOST_ROUNDS: usize = 200;

/// A file that can be corrected.
pub struct Corrected {
    /// The name that reports print.
    pub name: String,
    path: PathBuf,
    old: String,
    new: String,
    /// The byte order mark, where the file begins with one.
    mark: &'static str,
    /// Number of corrections.
    pub count: usize,
}

/// What can be corrected.
pub struct Corrections {
    /// The files, in the order of their names.
    pub files: Vec<Corrected>,
    /// The reader's language.
    pub lang: Lang,
}

/// The corrections of the process files that are asked for; nothing is written yet.
pub fn corrections(args: &Check, settings: &Settings) -> Result<Corrections, Failure> {
    let as_of = args.as_of.unwrap_or_else(today);
    let mut configurations = Configurations::above(&args.paths);
    let found = discover(&args.paths, &mut configurations);
    let mut loaded = load(configurations, &args.packs.folders, as_of);
    let lang = settings.lang_with(loaded.main.config.language());
    choose_rules(&args.choice, &mut loaded, false)?;
    let files: Vec<(String, Origin, usize)> = found
        .files
        .into_iter()
        .map(|(name, (origin, in_force))| (name, origin, in_force))
        .collect();
    let files = files
        .into_par_iter()
        .filter_map(|(name, origin, in_force)| {
            let (Origin::Named(path) | Origin::Walked(path)) = origin else {
                return None;
            };
            if is_bpmn(&path) {
                let side = path.with_extension(SIDE_FILE);
                let name = display_name(&side);
                return corrected(name, side, |_| true, fixes_of_side_file);
            }
            let criteria = &loaded.of(in_force).criteria;
            let is_process = |text: &[u8]| has_extension(&path, "toml") && states_a_process(text);
            corrected(name, path.clone(), is_process, |text| {
                fixes_of_process(text, criteria)
            })
        })
        .collect();
    Ok(Corrections { files, lang })
}

/// What becomes of a file, if anything; one that cannot be read whole is left alone.
fn corrected(
    name: String,
    path: PathBuf,
    is_wanted: impl Fn(&[u8]) -> bool,
    fixes_of: impl Fn(&str) -> (Vec<Fix>, (usize, usize)),
) -> Option<Corrected> {
    let file = read_file(&path);
    if !is_wanted(&file.bytes) {
        return None;
    }
    let mark = file.mark();
    let (old, problems) = file.text();
    if !problems.is_empty() {
        return None;
    }
    let (new, count) = mend(&old, fixes_of);
    (count > 0).then_some(Corrected {
        name,
        path,
        old,
        new,
        mark,
        count,
    })
}

impl Corrected {
    /// Write the corrected file in the place of the old one, unless somebody else has changed it since it was read.
    pub fn write(&self) -> Result<(), Failure> {
        let whole = |text: &str| format!("{}{text}", self.mark);
        if read_file(&self.path).bytes != whole(&self.old).into_bytes() {
            return Err(Failure::new(changed(&self.name)).help(Localized::fixed(
                "look at it, and run `--fix` again",
                "hãy xem lại tệp rồi chạy lại `--fix`",
            )));
        }
        output::to_file(&self.path, &whole(&self.new))
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What would be changed, as a unified diff.
    pub fn diff(&self) -> String {
        TextDiff::from_lines(&self.old, &self.new)
            .unified_diff()
            .header(&format!("a/{}", self.name), &format!("b/{}", self.name))
            .to_string()
    }
}

/// The text after every safe correction, and their number. A text that is right stays as it is. `fixes_of` gives the corrections
/// of a text as it is, and the number of its problems, of those with its grammar first.
fn mend(text: &str, fixes_of: impl Fn(&str) -> (Vec<Fix>, (usize, usize))) -> (String, usize) {
    let mut now = text.to_owned();
    let (mut fixes, mut fewest) = fixes_of(&now);
    let mut best = (now.clone(), 0);
    let mut count = 0;
    for _ in 0..MOST_ROUNDS {
        let (next, applied) = apply(&now, fixes);
        if applied == 0 {
            break;
        }
        now = next;
        count += applied;
        let problems;
        (fixes, problems) = fixes_of(&now);
        // No correction may break what could be read; what one brings to light may be corrected in its turn.
        if problems <= fewest {
            fewest = problems;
            best = (now.clone(), count);
        }
    }
    best
}

/// The corrections of a process file.
fn fixes_of_process(text: &str, criteria: &Criteria) -> (Vec<Fix>, (usize, usize)) {
    let (process, problems) = read_process(SourceId(0), text);
    let (mut fixes, count) = fixes_of_problems(problems);
    fixes.extend(normal_forms(text, &process));
    for outcome in criteria.run(std::slice::from_ref(&process)) {
        if let Verdict::Fail(findings) = outcome.verdict {
            fixes.extend(
                findings
                    .into_iter()
                    .filter_map(|finding| finding.fix)
                    .map(|fix| *fix),
            );
        }
    }
    (fixes, count)
}

/// The corrections of a side file: those that need no look at its diagram.
fn fixes_of_side_file(text: &str) -> (Vec<Fix>, (usize, usize)) {
    let (side, problems) = read_tables(text);
    let (mut fixes, count) = fixes_of_problems(problems);
    fixes.extend(plainer_times(text, &side));
    (fixes, count)
}

fn fixes_of_problems(problems: Vec<Problem>) -> (Vec<Fix>, (usize, usize)) {
    let of_grammar = problems.iter();
    let of_grammar = of_grammar.filter(|problem| problem.kind == ProblemKind::Syntax);
    let count = (of_grammar.count(), problems.len());
    let fixes = problems.into_iter().filter_map(|problem| problem.fix);
    (fixes.map(|fix| *fix).collect(), count)
}

/// Apply corrections that do not touch each other; of two that do, the first. Gives the number that was applied.
fn apply(text: &str, mut fixes: Vec<Fix>) -> (String, usize) {
    fixes.sort_by(|a, b| (a.span, &a.replacement).cmp(&(b.span, &b.replacement)));
    let mut new = String::with_capacity(text.len());
    let (mut at, mut count) = (0, 0);
    for fix in fixes {
        let range = fix.span.range();
        let is_behind = range.start > at || count == 0 && range.start == at;
        if let (true, Some(between), Some(old)) = (
            is_behind,
            text.get(at..range.start),
            text.get(range.clone()),
        ) && old != fix.replacement
            && is_like(old, &fix.replacement)
        {
            new.push_str(between);
            new.push_str(&fix.replacement);
            at = range.end;
            count += 1;
        }
    }
    new.push_str(text.get(at..).unwrap_or_default());
    (new, count)
}

/// A text in quotes takes the place of such a text only: a place may stand for more than the value it names.
fn is_like(old: &str, new: &str) -> bool {
    let is_quoted = |text: &str| {
        let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
        quote.is_some_and(|quote| text.len() > 1 && text.ends_with(quote) && !text.contains('\n'))
    };
    old.is_empty() || is_quoted(old) == is_quoted(new)
}

/// What was corrected.
pub fn told(corrected: &[Corrected]) -> Localized {
    let count: usize = corrected.iter().map(|file| file.count).sum();
    let names: Vec<&str> = corrected.iter().map(|file| file.name.as_str()).collect();
    let places = counted(count, ("place", "places"), "chỗ");
    fixed(&places, &names.join(", "))
}

crate::texts! {
    fn changed(name: &str) {
        en: "{name} was changed while it was being corrected, and is left as it is",
        vi: "{name} bị thay đổi trong lúc đang sửa nên được giữ nguyên",
    }
    fn fixed(places: &Localized, names: &str) {
        en: "corrected {places} in {names}",
        vi: "đã sửa {places} trong {names}",
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::Corrected;
    use crate::source::BYTE_ORDER_MARK;

    fn corrected(path: &Path) -> Corrected {
        Corrected {
            name: "a.toml".to_owned(),
            path: path.to_owned(),
            old: "old".to_owned(),
            new: "new".to_owned(),
            mark: BYTE_ORDER_MARK,
            count: 1,
        }
    }

    /// What somebody wrote while the corrections were made is not lost.
    #[test]
    fn an_edit_meanwhile_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.toml");
        for (there, written) in [("\u{feff}old", Some("\u{feff}new")), ("\u{feff}mine", None)] {
            fs::write(&path, there).expect("written");
            assert_eq!(corrected(&path).write().is_ok(), written.is_some());
            let left = fs::read_to_string(&path).expect("there");
            assert_eq!(left, written.unwrap_or(there));
        }
    }
}
