//! `qmslint waive`: writes a waiver of one finding to the waiver file.
//!
//! The waiver is added at the end of the file; what is there stays byte for byte, comments and layout included.

use std::path::{Path, PathBuf};

use super::args::{Check, Waive};
use super::configurations::{Configurations, checked_paths};
use super::criteria::{load, no_file_or_folder};
use super::exit::{Exit, Failure};
use super::files::{display_name, read_file};
use super::gather::{Gathered, gather};
use super::lock::lock;
use super::output;
use super::paths::{folder_of, has_extension, relative, whole_name};
use super::settings::{Settings, today};
use super::waivers::waiver_file as waiver_file_of;
use crate::finding::Grade;
use crate::messages::{List, Localized};
use crate::model::date::Date;
use crate::model::name::normal;
use crate::model::process::steps_of_one_name;
use crate::model::term::Term;
use crate::model::waiver::Written;
use crate::read::waivers::read_waivers;
use crate::report::{Reported, nothing_checked};
use crate::source::SourceId;
use crate::waive::LONGEST;

/// So many digits tell findings apart.
const FEWEST_DIGITS: usize = 6;
/// More than this nobody reads.
const MOST_NAMED: usize = 10;

/// Find the finding, and write its waiver.
pub fn run(args: &Waive, settings: &Settings) -> Result<Exit, Failure> {
    let as_of = args.as_of.unwrap_or_else(today);
    let is_absent = |path: &&PathBuf| *path != Path::new("-") && !path.exists();
    if let Some(path) = args.paths.iter().find(is_absent) {
        return Err(Failure::new(no_file_or_folder(&display_name(path))));
    }
    let check = Check {
        paths: checked_paths(&args.paths),
        packs: args.packs.clone(),
        waivers: args.waivers.clone().filter(|file| file.exists()),
        as_of: Some(as_of),
        ..Check::default()
    };
    let Gathered {
        report,
        waiver_file,
        longest,
        ..
    } = gather(&check, settings, false)?;
    let lang = report.lang;
    let (reason, owner) = (args.reason.trim(), args.owner.trim());
    if reason.is_empty() || owner.is_empty() {
        return Err(Failure::new(Localized::fixed(
            "a waiver has a reason and an owner; neither may be empty",
            "chấp nhận tạm phải có lý do và vai trò chịu trách nhiệm",
        )));
    }
    let findings = report.findings();
    let matched = matched(&args.finding, &findings, nothing_checked(&report))?;
    let rule = matched.first().map(|found| &found.rule.id);
    let mut about = report.gate.rules.iter();
    if about.any(|known| Some(&known.rule.id) == rule) {
        return Err(Failure::new(Localized::fixed(
            "what is found about waivers cannot be waived",
            "không thể chấp nhận tạm điểm về chính các chấp nhận tạm",
        )));
    }
    // The configuration of the file decides, not that of the first path.
    let place = matched.first().map(|found| PathBuf::from(found.file));
    let place = Vec::from_iter(place);
    let home = load(Configurations::above(&place), &args.packs.folders, as_of).main;
    let (file, longest) = match (&args.waivers, &home.root) {
        (Some(asked), _) => (asked.clone(), longest),
        (None, Some(_)) => {
            let longest = home.config.longest().unwrap_or(LONGEST);
            (waiver_file_of(&home, &place), longest)
        }
        (None, None) => (waiver_file, longest),
    };
    if !has_extension(&file, "toml") {
        return Err(Failure::new(no_waiver_file(&display_name(&file))));
    }
    check_term(as_of, args.until, longest)?;
    let waived = Waived {
        args,
        as_of,
        file: &file,
        matched: &matched,
    };
    let text = waived.tables()?;
    let held = lock(&file)?;
    add(&file, &text, matched.len(), &args.finding)?;
    drop(held);
    let name = display_name(&file);
    let said = matched.first().map(|first| {
        written(
            &name,
            first.rule.id.as_str(),
            &first.finding.element,
            args.until,
        )
    });
    if let Some(said) = said {
        output::to_stdout(&format!("{}\n", said.in_lang(lang)))?;
    }
    Ok(Exit::Clean)
}

fn check_term(as_of: Date, until: Date, longest: Term) -> Result<(), Failure> {
    let latest = longest.after(as_of);
    if until < as_of {
        return Err(Failure::new(ends_before(until, as_of)));
    }
    if until > latest {
        return Err(
            Failure::new(too_long(until, longest, latest)).help(Localized::fixed(
                "end it earlier, or allow more with `waivers.longest` in qmslint.toml",
                "hãy rút ngắn thời hạn, hoặc nới `waivers.longest` trong qmslint.toml",
            )),
        );
    }
    Ok(())
}

/// The findings that are meant: all of one rule at one element of one file, or the one with a fingerprint. Where nothing was
/// checked, that is why there is none.
fn matched<'r, 'a>(
    wanted: &str,
    findings: &'r [Reported<'a>],
    nothing_checked: Option<Localized>,
) -> Result<Vec<&'r Reported<'a>>, Failure> {
    let is_print = wanted.len() >= FEWEST_DIGITS && wanted.chars().all(|c| c.is_ascii_hexdigit());
    let print = wanted.to_ascii_lowercase();
    let place = |reported: &Reported<'_>| format!("{}:{}", reported.file, reported.rule.id);
    let mut found: Vec<&Reported<'_>> = findings
        .iter()
        .filter(|reported| {
            (is_print && reported.fingerprint.starts_with(&print)) || is_named(wanted, reported)
        })
        .collect();
    if found.is_empty() {
        if let Some(file) = absent_file(wanted) {
            return Err(Failure::new(no_file_or_folder(file)));
        }
        if let Some(nothing) = nothing_checked {
            return Err(Failure::new(nothing));
        }
        return Err(Failure::new(no_finding(wanted)).help(Localized::fixed(
            "name it by the `fingerprint` of `qmslint check --format json` or by its beginning, or as FILE:RULE or FILE:RULE:ELEMENT",
            "hãy nêu `fingerprint` (hoặc phần đầu của nó) từ `qmslint check --format json`, hoặc dạng TỆP:QUY-TẮC hay TỆP:QUY-TẮC:VỊ-TRÍ",
        )));
    }
    found.retain(|reported| reported.finding.waiver().is_none());
    let Some(first) = found.first() else {
        return Err(Failure::new(already(wanted)));
    };
    let key = |reported: &Reported<'_>| {
        let element = reported.finding.element.clone();
        let process = reported.process.as_ref();
        (
            place(reported),
            element,
            process.map(|process| process.name.clone()),
        )
    };
    let of_first = key(first);
    if found.iter().any(|reported| key(reported) != of_first) {
        let mut names: Vec<String> = found
            .iter()
            .map(|reported| format!("{}:{}", place(reported), reported.finding.element))
            .collect();
        names.dedup();
        names.truncate(MOST_NAMED);
        return Err(Failure::new(several(wanted, found.len())).help(one_of(List(&names))));
    }
    Ok(found)
}

/// Whether a finding is named as `FILE:RULE` or `FILE:RULE:ELEMENT`, whatever path leads to the file.
fn is_named(wanted: &str, reported: &Reported<'_>) -> bool {
    let wanted = normal(wanted);
    let rule = format!(":{}", reported.rule.id);
    let element = format!("{rule}:{}", normal(&reported.finding.element));
    let file = wanted
        .strip_suffix(&element)
        .or_else(|| wanted.strip_suffix(&rule));
    let whole = |file: &str| normal(&whole_name(Path::new(file))).into_owned();
    file.is_some_and(|file| whole(file) == whole(reported.file))
}

/// The file that is named as `FILE:RULE` or `FILE:RULE:ELEMENT`, if there is none. A colon may stand in its name, and behind
/// the letter of a drive.
fn absent_file(wanted: &str) -> Option<&str> {
    let colons = wanted.match_indices(':');
    let mut files = colons.filter_map(|(at, _)| wanted.get(..at).filter(|file| file.len() > 1));
    if files.clone().any(|file| Path::new(file).exists()) {
        return None;
    }
    files.next()
}

struct Waived<'a> {
    args: &'a Waive,
    as_of: Date,
    file: &'a Path,
    matched: &'a [&'a Reported<'a>],
}

impl Waived<'_> {
    /// The waivers as TOML tables: one for each case in which the same is found.
    fn tables(&self) -> Result<String, Failure> {
        let tables = self.matched.iter().map(|found| self.table(found));
        let tables: Vec<String> = tables.collect::<Result<_, _>>()?;
        Ok(tables.join("\n"))
    }

    fn table(&self, first: &Reported<'_>) -> Result<String, Failure> {
        let process = first.file;
        if process == super::discover::STDIN {
            return Err(Failure::new(Localized::fixed(
                "what was read from standard input has no file to waive it in",
                "nội dung đọc từ đầu vào chuẩn không có tệp để chấp nhận tạm",
            )));
        }
        let folder = folder_of(self.file);
        let file = relative(&folder, Path::new(process));
        let element = &first.finding.element;
        if file.contains('*') || element.contains('*') {
            return Err(Failure::new(any_characters(&file, element)).help(Localized::fixed(
                "give the file a name without `*`, or the element an `id`, or waive it by a comment in the file",
                "hãy đổi tên tệp không có `*`, hoặc đặt `id` cho phần tử, hoặc ghi chấp nhận tạm bằng ghi chú trong tệp",
            )));
        }
        if let Some((name, count)) = steps_of_one_name(first.finding.bare_element()) {
            return Err(Failure::new(told_apart_by_order(name, count)).help(Localized::fixed(
                "give the step an `id`, or waive it by a comment before it in the file",
                "hãy đặt `id` cho bước, hoặc ghi chấp nhận tạm bằng ghi chú ngay trước bước trong tệp",
            )));
        }
        let mut lines = vec![
            "[[waiver]]".to_owned(),
            format!("rule = {}", quoted(first.rule.id.as_str())),
            format!("file = {}", quoted(&file)),
        ];
        if let Some(process) = &first.process {
            if !process.is_only && !process.is_alone || process.name.contains('*') {
                return Err(Failure::new(not_told_apart(&file)).help(Localized::fixed(
                    "give each of them a name or a code of its own",
                    "hãy đặt tên hoặc mã riêng cho từng quy trình",
                )));
            }
            if process.is_alone {
                lines.push(format!("process = {}", quoted(&process.name)));
            }
        }
        lines.push(format!("element = {}", quoted(element)));
        if let Some(case) = &first.finding.case {
            lines.push(format!("case = {}", quoted(case)));
        }
        // What becomes graver shall count.
        if first.grade < Grade::Major {
            lines.push(format!("grade = {}", quoted(first.grade.name())));
        }
        lines.extend([
            format!("reason = {}", quoted(self.args.reason.trim())),
            format!("owner = {}", quoted(self.args.owner.trim())),
            format!("from = {}", self.as_of),
            format!("until = {}", self.args.until),
        ]);
        Ok(lines.join("\n") + "\n")
    }
}

/// A TOML string. What JSON escapes TOML escapes alike, except DEL, which TOML does not take bare.
fn quoted(text: &str) -> String {
    serde_json::to_string(text)
        .unwrap_or_default()
        .replace('\u{7f}', "\\u007F")
}

/// Whether two waivers accept the same until the same day.
fn is_same(one: &Written, other: &Written) -> bool {
    match (one, other) {
        (Written::Whole(one), Written::Whole(other)) => {
            (&one.rule, &one.scope, one.until) == (&other.rule, &other.scope, other.until)
        }
        _ => false,
    }
}

/// Add so many tables to the end of the waiver file, in the line ends of the file.
fn add(file: &Path, tables: &str, count: usize, wanted: &str) -> Result<(), Failure> {
    let name = display_name(file);
    let mut mark = "";
    let old = if file.exists() {
        let read = read_file(file);
        mark = read.mark();
        let (text, problems) = read.text();
        let (_, found) = read_waivers(SourceId(0), &text, "");
        if let Some(problem) = problems.first().or(found.first()) {
            return Err(Failure::new(has_errors(&name, &problem.message)));
        }
        text
    } else {
        String::new()
    };
    let (before, _) = read_waivers(SourceId(0), &old, "");
    let mut new = old.clone();
    if !new.is_empty() && !new.ends_with('\n') {
        new.push('\n');
    }
    if !new.is_empty() {
        new.push('\n');
    }
    new.push_str(tables);
    if old.contains("\r\n") {
        let start = old.len();
        let added = new.split_off(start).replace('\n', "\r\n");
        new.push_str(&added);
    }
    // `waiver = [ … ]` in one line cannot be added to.
    let (after, problems) = read_waivers(SourceId(0), &new, "");
    if let Some(problem) = problems.first() {
        return Err(Failure::new(has_errors(&name, &problem.message)));
    }
    if after.len() != before.len() + count {
        return Err(Failure::new(has_errors(
            &name,
            &Localized::fixed("no waiver can be added", "không thêm được chấp nhận tạm"),
        )));
    }
    // Somebody else may have written the same meanwhile.
    let added = after.get(before.len()..).unwrap_or_default();
    if added
        .iter()
        .any(|added| before.iter().any(|known| is_same(known, added)))
    {
        return Err(Failure::new(already(wanted)));
    }
    output::to_file(file, &format!("{mark}{new}"))
}

crate::texts! {
    fn written(name: &str, rule: &str, element: &str, until: Date) {
        en: "{name}: `{rule}` at {element} is waived until {until}",
        vi: "{name}: đã ghi chấp nhận tạm `{rule}` tại {element} đến {until}",
    }
    fn ends_before(until: Date, as_of: Date) {
        en: "{until} is over on {as_of}: the waiver would accept nothing",
        vi: "{until} đã qua vào ngày {as_of}: chấp nhận tạm sẽ không có giá trị",
    }
    fn too_long(until: Date, longest: Term, latest: Date) {
        en: "{until} is too late; a waiver may run {longest}, until {latest}",
        vi: "{until} là quá muộn; chấp nhận tạm được tối đa {longest}, đến {latest}",
    }
    fn no_finding(wanted: &str) {
        en: "no finding is called `{wanted}`",
        vi: "không có điểm nào là `{wanted}`",
    }
    fn no_waiver_file(name: &str) {
        en: "waivers are written to a file whose name ends with `.toml`, not to {name}",
        vi: "chấp nhận tạm chỉ ghi vào tệp có tên kết thúc bằng `.toml`, không ghi vào {name}",
    }
    fn any_characters(file: &str, element: &str) {
        en: "`*` in {file} or {element} would stand for any characters, and the waiver for more than was found",
        vi: "dấu `*` trong {file} hoặc {element} sẽ thay cho ký tự bất kỳ, chấp nhận tạm sẽ bao gồm nhiều hơn điểm đã nêu",
    }
    fn not_told_apart(file: &str) {
        en: "{file} holds several processes, and neither code nor name tells this one from the others",
        vi: "{file} có nhiều quy trình, không phân biệt được quy trình này bằng mã hoặc tên",
    }
    fn told_apart_by_order(name: &str, count: usize) {
        en: "{count} steps have the same name and no id (\"{name}\"): once they change places the waiver would be about another one",
        vi: "{count} bước trùng tên và không có id (\"{name}\"): khi đổi chỗ, chấp nhận tạm sẽ áp dụng cho bước khác",
    }
    fn already(wanted: &str) {
        en: "`{wanted}` is waived already",
        vi: "`{wanted}` đã được chấp nhận tạm",
    }
    fn several(wanted: &str, count: usize) {
        en: "`{wanted}` names {count} findings at several elements",
        vi: "`{wanted}` ứng với {count} điểm tại nhiều vị trí",
    }
    fn one_of(names: List<'_, String>) {
        en: "name one of them: {names}",
        vi: "hãy nêu một trong số đó: {names}",
    }
    fn has_errors(name: &str, message: &Localized) {
        en: "{name} has errors, nothing was written: {message}",
        vi: "{name} đang có lỗi nên chưa ghi gì: {message}",
    }
}
