//! `--baseline`: known findings do not count; the file shrinks when asked to, and grows only with a word of its own. A run that
//! could not read or check everything changes nothing in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::args::Check;
use super::check::exit;
use super::exit::{Exit, Failure};
use super::files::{display_name, read_named};
use super::lock::lock;
use super::output;
use super::paths::{absolute, folder_of, has_source_extension, real, relative};
use super::watch::Wrote;
use crate::checks::comparing;
use crate::finding::OutcomeKind;
use crate::messages::Localized;
use crate::model::name::{Id, normal};
use crate::report::{Report, fingerprints};
use crate::waive::baseline::{Baseline, Comparison};
use crate::waive::{Compared, Resolved};

/// What a run knows besides its report: the rules that exist, and where it looked.
pub struct Scope<'a> {
    /// Rules that are in force, also those that this run left out.
    pub in_force: &'a BTreeSet<Id>,
    /// What was looked at.
    pub paths: &'a [PathBuf],
}

/// Compare the findings with the baseline, note which are known, and update the file if that was asked for. Gives what to say
/// about it.
pub fn apply(
    path: &Path,
    args: &Check,
    scope: &Scope<'_>,
    report: &mut Report,
    wrote: &mut Wrote<'_>,
) -> Result<Option<Localized>, Failure> {
    let name = display_name(path);
    let file = File { path, name: &name };
    if !args.update_baseline {
        let Some(baseline) = file.read()? else {
            return Err(Failure::new(absent(&name)).help(Localized::fixed(
                "look at the spelling of the path, or create it with --update-baseline",
                "hãy xem lại đường dẫn, hoặc tạo tệp bằng --update-baseline",
            )));
        };
        let (now, waived) = findings(report, path);
        let comparison = compare(&baseline, (&now, &waived), scope, report, path);
        settle(report, &now, comparison, &name);
        return Ok(None);
    }
    if has_source_extension(path) || has_source_extension(&real(path)) {
        return Err(Failure::new(would_be_read(&name)).help(Localized::fixed(
            "name another file for the baseline: `--baseline qms-baseline.json`",
            "hãy chọn tệp khác cho mốc so sánh: `--baseline qms-baseline.json`",
        )));
    }
    // Nobody else may read the old file between our reading and our writing.
    let held = lock(path)?;
    let old = file.read()?;
    let (now, waived) = findings(report, path);
    let baseline = old.clone().unwrap_or_default();
    let mut comparison = compare(&baseline, (&now, &waived), scope, report, path);
    let said = match exit(report, true) {
        Exit::Unread => left(&name, old.is_some(), &UNREAD),
        Exit::NothingChecked => left(&name, old.is_some(), &UNCHECKED),
        Exit::Clean | Exit::Findings => {
            let mut updated = baseline;
            let before = updated.findings.len();
            updated.shrink(&comparison, &waived);
            let removed = before - updated.findings.len();
            let found = comparison.new.len();
            let takes_in = old.is_none() || args.accept_new;
            if takes_in {
                comparison.known.append(&mut comparison.new);
            }
            let known = comparison.known.iter().filter_map(|index| now.get(*index));
            updated.take_in(known.map(|(_, entry)| entry));
            if old.as_ref() != Some(&updated) {
                output::to_file(path, &updated.text())?;
                wrote(path);
            }
            let added = if takes_in { found } else { 0 };
            let said = self::updated(&name, updated.findings.len(), added, removed);
            match found - added {
                0 => said,
                refused => with_refused(&said, refused),
            }
        }
    };
    drop(held);
    settle(report, &now, comparison, &name);
    Ok(Some(said))
}

const UNREAD: Localized =
    Localized::fixed("something could not be read", "có nội dung không đọc được");
const UNCHECKED: Localized = Localized::fixed("nothing was checked", "không kiểm tra được gì");

/// That the file stays as it is, or is not created.
fn left(name: &str, is_there: bool, why: &Localized) -> Localized {
    if is_there {
        kept(name, why)
    } else {
        not_written(name, why)
    }
}

/// Findings of a run with their entries, file names as seen from the folder of the baseline.
type Now = Vec<(*const crate::finding::Finding, Resolved)>;

/// The findings that count, and the fingerprints of those for which a waiver answers, or did until it ended. Neither these nor
/// findings about waivers are in a baseline: what was accepted too long ago shall not be accepted silently.
fn findings(report: &Report, path: &Path) -> (Now, BTreeSet<String>) {
    let about: BTreeSet<&Id> = report
        .gate
        .rules
        .iter()
        .map(|known| &known.rule.id)
        .collect();
    let folder = folder_of(path);
    let mut all = report.findings();
    all.retain(|reported| !about.contains(&reported.rule.id));
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for reported in &all {
        let file = reported.file;
        names
            .entry(file)
            .or_insert_with(|| relative(&folder, Path::new(file)));
    }
    let name_of = |file: &str| names.get(file).map_or(file, String::as_str).to_owned();
    let prints = fingerprints(&all, name_of);
    let mut now = Now::new();
    let mut waived = BTreeSet::new();
    for (reported, fingerprint) in all.iter().zip(prints) {
        if reported.finding.waiver().is_some() || reported.finding.was_waived {
            waived.insert(fingerprint);
            continue;
        }
        let entry = reported.entry(name_of(reported.file), fingerprint);
        now.push((std::ptr::from_ref(reported.finding), entry));
    }
    (now, waived)
}

fn compare(
    baseline: &Baseline,
    (now, waived): (&Now, &BTreeSet<String>),
    scope: &Scope<'_>,
    report: &Report,
    path: &Path,
) -> Comparison {
    let entries: Vec<Resolved> = now.iter().map(|(_, entry)| entry.clone()).collect();
    let mut looked = Looked::new(scope, report, path);
    let comparing = comparing(report.rules());
    let all = baseline.findings.iter();
    let compared = all.filter(|known| comparing.contains(known.rule.as_str()));
    let unseen = compared.filter(|known| !looked.was_looked_at(known));
    looked.one_sided = unseen.map(|known| known.rule.clone()).collect();
    baseline.compare(&entries, |gone| {
        !waived.contains(&gone.fingerprint) && looked.would_have_found(gone)
    })
}

/// Note on the findings which of them are known.
fn settle(report: &mut Report, now: &Now, comparison: Comparison, name: &str) {
    let known = comparison.known.iter().filter_map(|index| now.get(*index));
    report.know(&known.map(|(finding, _)| *finding).collect());
    report.gate.compared = Some(Compared {
        with: compared_with(name),
        resolved: comparison.resolved.into_iter().collect(),
    });
}

/// What a run looked at.
struct Looked<'a> {
    scope: &'a Scope<'a>,
    ran: BTreeSet<&'a str>,
    folder: PathBuf,
    /// Files that were read, as seen from the folder of the baseline, composed; whether they were understood whole, and
    /// held against any rule.
    files: BTreeMap<String, bool>,
    /// Whether everything could be read that is no process: packs, organisation, folders.
    is_complete: bool,
    /// Rules that compare processes, and of whose known findings some were not looked at.
    one_sided: BTreeSet<String>,
    /// File and rule: what could not be decided.
    undecided: BTreeSet<(String, &'a str)>,
    folders: Vec<PathBuf>,
}

impl<'a> Looked<'a> {
    fn new(scope: &'a Scope<'a>, report: &'a Report, path: &Path) -> Self {
        let folder = folder_of(path);
        let seen = |file: &str| composed(&relative(&folder, Path::new(file)));
        let inputs: BTreeSet<_> = report.inputs.iter().map(|input| input.source).collect();
        let is_complete = report
            .problems
            .iter()
            .all(|(source, _)| inputs.contains(source));
        let broken: BTreeSet<_> = report.problems.iter().map(|(source, _)| *source).collect();
        let unchecked = report.unchecked_files();
        let files = report.inputs.iter().filter_map(|input| {
            let file = report.sources.get(input.source)?.name();
            let is_whole = !broken.contains(&input.source) && !unchecked.contains(file);
            Some((seen(file), is_whole))
        });
        let undecided = report.outcomes.iter().filter_map(|outcome| {
            let rule = report.rule(outcome.rule)?;
            (outcome.verdict.kind() == OutcomeKind::Unknown)
                .then(|| (seen(report.file_of(outcome.process)), rule.id.as_str()))
        });
        Self {
            scope,
            ran: ran(report),
            files: files.collect(),
            is_complete,
            one_sided: BTreeSet::new(),
            undecided: undecided.collect(),
            folders: scope
                .paths
                .iter()
                .filter(|path| path.is_dir())
                .map(|path| absolute(path))
                .collect(),
            folder,
        }
    }

    /// Whether a finding that is not there now is gone, rather than not looked for.
    fn would_have_found(&self, gone: &Resolved) -> bool {
        let rule = gone.rule.as_str();
        if !self.is_complete || !self.was_looked_at(gone) {
            return false;
        }
        if !self.ran.contains(rule) {
            // A rule that is no longer in force finds nothing; one that this run left out was not asked.
            return !self.scope.in_force.contains(rule);
        }
        // Of what is compared, the other side must have been looked at, too.
        !self.one_sided.contains(rule)
    }

    fn was_looked_at(&self, gone: &Resolved) -> bool {
        let name = composed(&gone.file);
        if let Some(understood) = self.files.get(&name) {
            return *understood && !self.undecided.contains(&(name, gone.rule.as_str()));
        }
        let file = absolute(&self.folder.join(&gone.file));
        !file.exists() && self.folders.iter().any(|folder| file.starts_with(folder))
    }
}

/// The rules that were run and are in force on the day: of others nothing is found, whatever was put right.
fn ran(report: &Report) -> BTreeSet<&str> {
    let rules = report.rules().map(|known| &known.rule);
    let rules = rules.filter(|rule| rule.validity.contains(report.as_of));
    rules.map(|rule| rule.id.as_str()).collect()
}

/// The name of a file composed (NFC): some systems decompose it.
fn composed(name: &str) -> String {
    normal(name).into_owned()
}

struct File<'a> {
    path: &'a Path,
    name: &'a str,
}

impl File<'_> {
    /// The baseline; none where there is no such file. One that cannot be read is never taken for an empty one.
    fn read(&self) -> Result<Option<Baseline>, Failure> {
        if !self.path.exists() {
            return Ok(None);
        }
        let (text, problems) = read_named(self.path).text();
        if let Some(problem) = problems.first() {
            return Err(Failure::new(in_file(self.name, &problem.message)));
        }
        Baseline::read(&text).map(Some).map_err(|message| {
            Failure::new(in_file(self.name, &message)).help(Localized::fixed(
                "restore it from version control, or remove it and create it anew with --update-baseline",
                "hãy khôi phục từ hệ thống quản lý phiên bản, hoặc xóa tệp rồi tạo lại bằng --update-baseline",
            ))
        })
    }
}

crate::texts! {
    fn would_be_read(name: &str) {
        en: "a baseline in {name} would be read as a process, rules, a configuration or waivers",
        vi: "mốc so sánh ghi vào {name} sẽ bị đọc như quy trình, quy tắc, cấu hình hoặc chấp nhận tạm",
    }
    fn absent(name: &str) {
        en: "there is no baseline {name}",
        vi: "không có tệp mốc so sánh {name}",
    }
    fn in_file(name: &str, message: &Localized) {
        en: "{name}: {message}",
        vi: "{name}: {message}",
    }
    fn compared_with(name: &str) {
        en: "the baseline {name}",
        vi: "mốc so sánh {name}",
    }
    fn updated(name: &str, total: usize, added: usize, removed: usize) {
        en: "baseline {name}: {total} known, {added} added, {removed} removed",
        vi: "mốc so sánh {name}: {total} điểm đã biết, thêm {added}, bỏ {removed}",
    }
    fn kept(name: &str, why: &Localized) {
        en: "baseline {name}: left as it is, because {why}",
        vi: "mốc so sánh {name}: giữ nguyên vì {why}",
    }
    fn not_written(name: &str, why: &Localized) {
        en: "baseline {name}: not written, because {why}",
        vi: "mốc so sánh {name}: chưa ghi vì {why}",
    }
    fn with_refused(updated: &Localized, refused: usize) {
        en: "{updated}; {refused} new ones stay out (--accept-new takes them in)",
        vi: "{updated}; {refused} điểm mới không được đưa vào (dùng --accept-new để đưa vào)",
    }
}
