//! `--since REF`: only findings that a change brings. The tree at a revision is checked as the tree of now is, with its own
//! configuration, rules and waivers, and the two are compared by fingerprint; a renamed file is the same file.
//!
//! git itself is asked, because only it knows its repositories. The repository is not changed: the old tree is written to a
//! folder of its own, by an index of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[cfg(unix)]
use ignore::{DirEntry, WalkBuilder};
use tempfile::TempDir;

use super::args::Check;
use super::configurations::{Configurations, configured_paths};
use super::discover::discover;
use super::exit::Failure;
use super::files::display_name;
use super::gather::gather;
use super::paths::{folder_of, real, relative};
use super::settings::Settings;
use crate::messages::Localized;
use crate::model::name::normal;
use crate::report::{Report, Reported, fingerprints};
use crate::waive::{Compared, Resolved};

/// Beside a repository there lie few other folders; where there are more than these, it lies in no folder of an office.
const MOST_SIBLINGS: usize = 500;

/// Process files, for whose renames is asked.
const PROCESSES: [&str; 2] = [":(icase)*.toml", ":(icase)*.bpmn"];

/// Compare with the tree at a revision, and note which findings are known from there.
pub fn apply(
    revision: &str,
    args: &Check,
    settings: &Settings,
    report: &mut Report,
) -> Result<(), Failure> {
    let repository = Repository::of(&args.paths)?;
    let commit = repository.commit(revision)?;
    let old = Old::write(&repository, &commit)?;
    let renamed = repository.renamed(&old, &commit)?;
    let args = old.arguments(&repository, args, report.as_of, &renamed)?;
    let before = if args.paths.is_empty() {
        BTreeMap::new()
    } else {
        let before = gather(&args, settings, true)?.report;
        old.findings(&before, &renamed)
    };
    let all = report.findings();
    let prints = fingerprints(&all, |file| relative(&repository.top, Path::new(file)));
    let is_as_before = |(reported, fingerprint): &(&Reported<'_>, &String)| {
        before.get(*fingerprint).is_some_and(|before| {
            before.finding.covers(Some(reported.grade))
                && normal(&before.message) == normal(&reported.finding.message.en)
        })
    };
    let known = all.iter().zip(&prints).filter(is_as_before);
    let known: BTreeSet<_> = known
        .map(|(reported, _)| std::ptr::from_ref(reported.finding))
        .collect();
    let now: BTreeSet<&String> = prints.iter().collect();
    // What is held against no rule any more was not mended.
    let unchecked = report.unchecked_files().into_iter();
    let unchecked: BTreeSet<String> = unchecked
        .map(|file| relative(&repository.top, Path::new(file)))
        .collect();
    let resolved = before
        .iter()
        .filter(|(fingerprint, before)| {
            !now.contains(fingerprint) && !unchecked.contains(&before.finding.file)
        })
        .map(|(_, before)| before.finding.clone())
        .collect::<BTreeSet<_>>();
    report.know(&known);
    report.gate.compared = Some(Compared {
        with: state_at(revision),
        resolved: resolved.into_iter().collect(),
    });
    Ok(())
}

/// The commit that a revision names now, in the repository of these paths.
pub fn commit_of(revision: &str, paths: &[PathBuf]) -> Option<String> {
    Repository::of(paths).ok()?.commit(revision).ok()
}

/// A git repository.
struct Repository {
    /// Its top folder.
    top: PathBuf,
}

impl Repository {
    /// The one in which the first of the paths lies.
    fn of(paths: &[PathBuf]) -> Result<Self, Failure> {
        let first = paths.iter().find(|path| *path != Path::new("-"));
        let first = first.map_or(Path::new("."), PathBuf::as_path);
        let folder = if first.is_dir() {
            first.to_owned()
        } else {
            folder_of(first)
        };
        let top =
            git(&folder, None, &["rev-parse", "--show-toplevel"], None).map_err(|failed| {
                match failed {
                    Failed::NoGit => no_git(),
                    Failed::Said(_) => Failure::new(Localized::fixed(
                        "--since needs a git repository, and this folder lies in none",
                        "--since cần kho mã git, thư mục này không thuộc kho nào",
                    ))
                    .help(Localized::fixed(
                        "run it inside the repository, or compare with a baseline: --baseline FILE",
                        "hãy chạy trong kho mã, hoặc so với tệp mốc: --baseline TỆP",
                    )),
                }
            })?;
        Ok(Self {
            top: PathBuf::from(top.trim_end_matches(['\n', '\r'])),
        })
    }

    fn git(
        &self,
        index: Option<&Path>,
        arguments: &[&str],
        input: Option<&str>,
    ) -> Result<String, Failure> {
        git(&self.top, index, arguments, input).map_err(|failed| match failed {
            Failed::NoGit => no_git(),
            Failed::Said(said) => Failure::new(git_said(said.trim())),
        })
    }

    fn commit(&self, revision: &str) -> Result<String, Failure> {
        let wanted = format!("{revision}^{{commit}}");
        let arguments = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &wanted,
        ];
        let found = git(&self.top, None, &arguments, None).map_err(|failed| match failed {
            Failed::NoGit => no_git(),
            Failed::Said(_) => Failure::new(no_revision(revision)).help(Localized::fixed(
                "name a branch, a tag or a commit; in CI fetch the history first (`fetch-depth: 0`)",
                "hãy nêu tên nhánh, thẻ hoặc commit; trong CI cần tải lịch sử trước (`fetch-depth: 0`)",
            )),
        })?;
        Ok(found.trim().to_owned())
    }

    /// The new name of every process file that was renamed, by its old one; files that git does not know yet take part.
    fn renamed(&self, old: &Old, commit: &str) -> Result<BTreeMap<String, String>, Failure> {
        let index = old.folder.path().join("index");
        let mut others = vec!["ls-files", "--others", "--exclude-standard", "-z", "--"];
        others.extend(PROCESSES);
        let others = self.git(Some(&index), &others, None)?;
        if !others.is_empty() {
            let add = [
                "add",
                "--intent-to-add",
                "--pathspec-from-file=-",
                "--pathspec-file-nul",
            ];
            self.git(Some(&index), &add, Some(&others))?;
        }
        let mut diff = vec![
            "diff",
            "--name-status",
            "--find-renames",
            "--diff-filter=R",
            "-z",
            commit,
            "--",
        ];
        diff.extend(PROCESSES);
        let said = self.git(Some(&index), &diff, None)?;
        let mut parts = said.split('\0');
        let mut renamed = BTreeMap::new();
        while let (Some(status), Some(from), Some(to)) = (parts.next(), parts.next(), parts.next())
        {
            if status.starts_with('R') {
                renamed.insert(from.to_owned(), to.to_owned());
            }
        }
        Ok(renamed)
    }
}

/// A finding of the old tree.
struct Before {
    finding: Resolved,
    /// What was said of it: one that is about something else now, or worse, is what a change brings. Letters may be saved
    /// composed or decomposed.
    message: String,
}

/// The tree at a revision, written to a folder.
struct Old {
    folder: TempDir,
    tree: PathBuf,
}

impl Old {
    fn write(repository: &Repository, commit: &str) -> Result<Self, Failure> {
        let folder = TempDir::with_prefix("qmslint-")
            .map_err(|error| super::output::cannot_write(&std::env::temp_dir(), &error))?;
        let around = folder.path().join("around");
        let name = repository.top.file_name().unwrap_or(OsStr::new("tree"));
        let tree = around.join(name);
        std::fs::create_dir_all(&tree)
            .map_err(|error| super::output::cannot_write(&tree, &error))?;
        link_siblings(&repository.top, &around);
        let index = folder.path().join("index");
        repository.git(Some(&index), &["read-tree", commit], None)?;
        let prefix = format!("--prefix={}/", tree.display());
        repository.git(Some(&index), &["checkout-index", "--all", &prefix], None)?;
        // What the folders above ignore is about other files.
        let mark = tree.join(".git");
        std::fs::create_dir(&mark).map_err(|error| super::output::cannot_write(&mark, &error))?;
        #[cfg(unix)]
        lead_links(&repository.top, &tree);
        Ok(Self { folder, tree })
    }

    /// The arguments of the run, on the old tree.
    fn arguments(
        &self,
        repository: &Repository,
        args: &Check,
        as_of: crate::model::date::Date,
        renamed: &BTreeMap<String, String>,
    ) -> Result<Check, Failure> {
        let mut old = args.clone();
        old.as_of = Some(as_of);
        old.paths.clear();
        if args.paths_of_configuration {
            // What the configuration of then names, which may be less.
            let here = self
                .tree
                .join(relative(&repository.top, &real(Path::new("."))));
            if here.exists() {
                old.paths = configured_paths(&here);
            }
        }
        for path in args.paths.iter().filter(|path| *path != Path::new("-")) {
            let inside = relative(&repository.top, &real(path));
            if inside.starts_with("..") || Path::new(&inside).is_absolute() {
                return Err(Failure::new(outside(&display_name(path))));
            }
            let path = self.tree.join(&inside);
            if path.exists() && !args.paths_of_configuration {
                old.paths.push(path);
            }
            // What was called otherwise then, and lies here now.
            let is_here = |now: &str| inside == "." || Path::new(now).starts_with(&inside);
            let before = renamed.iter().filter(|(_, now)| is_here(now));
            let before = before.map(|(before, _)| self.tree.join(before));
            old.paths.extend(before.filter(|before| before.exists()));
        }
        let in_tree = |path: &PathBuf| {
            let inside = self.tree.join(relative(&repository.top, &real(path)));
            inside.starts_with(&self.tree) && inside.exists()
        };
        let moved = |path: &PathBuf| self.tree.join(relative(&repository.top, &real(path)));
        // A pack of the repository that was not there then had no rules.
        let is_outside = |path: &PathBuf| !moved(path).starts_with(&self.tree);
        old.packs
            .folders
            .retain(|folder| is_outside(folder) || in_tree(folder));
        for folder in &mut old.packs.folders {
            if in_tree(folder) {
                *folder = moved(folder);
            }
        }
        let mut configurations = Configurations::above(&old.paths);
        discover(&old.paths, &mut configurations);
        for configuration in configurations.into_all() {
            if let Some((file, name)) = configuration.named_whole_in(&repository.top) {
                let file = relative(&self.tree, Path::new(file));
                return Err(Failure::new(named_whole(&file, name)).help(Localized::fixed(
                    "name it as seen from the folder of qmslint.toml, in the old state and in that of now",
                    "hãy ghi đường dẫn tính từ thư mục chứa qmslint.toml, ở cả trạng thái cũ và hiện tại",
                )));
            }
        }
        old.waivers = args
            .waivers
            .as_ref()
            .filter(|file| in_tree(file))
            .map(moved);
        Ok(old)
    }

    /// What counted in the old tree, by fingerprint, with the names that its files have now.
    fn findings(
        &self,
        report: &Report,
        renamed: &BTreeMap<String, String>,
    ) -> BTreeMap<String, Before> {
        let name_now = |file: &str| {
            let inside = relative(&self.tree, Path::new(file));
            renamed.get(&inside).cloned().unwrap_or(inside)
        };
        let all = report.findings();
        let prints = fingerprints(&all, name_now);
        let counting = all
            .iter()
            .zip(prints)
            .filter(|(reported, _)| reported.finding.counts());
        counting
            .map(|(reported, fingerprint)| {
                let file = name_now(reported.file);
                let finding = reported.entry(file, fingerprint.clone());
                let message = reported.finding.message.en.to_string();
                (fingerprint, Before { finding, message })
            })
            .collect()
    }
}

/// Lead links to what lies beside the repository, so that `../pack` in the old tree is what it is in that of now. Where the
/// system makes no links, or too many would be needed, the old tree goes without.
fn link_siblings(top: &Path, around: &Path) {
    let siblings = top
        .parent()
        .and_then(|parent| std::fs::read_dir(parent).ok());
    let siblings = siblings.into_iter().flatten().flatten();
    let others =
        siblings.filter(|sibling| Some(sibling.file_name().as_os_str()) != top.file_name());
    let others: Vec<_> = others.take(MOST_SIBLINGS + 1).collect();
    if others.len() > MOST_SIBLINGS {
        return;
    }
    for sibling in others {
        let link = around.join(sibling.file_name());
        #[cfg(unix)]
        let _ = std::os::unix::fs::symlink(sibling.path(), link);
        #[cfg(windows)]
        let _ = if sibling.path().is_dir() {
            std::os::windows::fs::symlink_dir(sibling.path(), link)
        } else {
            std::os::windows::fs::symlink_file(sibling.path(), link)
        };
    }
}

/// Lead links that name a place in the repository by its whole path to the same place in the old tree.
#[cfg(unix)]
fn lead_links(top: &Path, tree: &Path) {
    let entries = WalkBuilder::new(tree).standard_filters(false).build();
    for entry in entries.flatten().filter(DirEntry::path_is_symlink) {
        let link = entry.path();
        let Ok(target) = std::fs::read_link(link) else {
            continue;
        };
        if let Ok(inside) = target.strip_prefix(top)
            && std::fs::remove_file(link).is_ok()
        {
            let _ = std::os::unix::fs::symlink(tree.join(inside), link);
        }
    }
}

enum Failed {
    NoGit,
    Said(String),
}

fn git(
    folder: &Path,
    index: Option<&Path>,
    arguments: &[&str],
    input: Option<&str>,
) -> Result<String, Failed> {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments);
    command.stdin(if input.is_some() {
        Stdio::piped()
    } else {
        Stdio::null()
    });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    if let Some(index) = index {
        command.env("GIT_INDEX_FILE", index);
    }
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failed::NoGit,
        _ => Failed::Said(error.to_string()),
    })?;
    if let (Some(input), Some(mut pipe)) = (input, child.stdin.take()) {
        pipe.write_all(input.as_bytes())
            .map_err(|error| Failed::Said(error.to_string()))?;
    }
    let output = child
        .wait_with_output()
        .map_err(|error| Failed::Said(error.to_string()))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(Failed::Said(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ))
    }
}

fn no_git() -> Failure {
    Failure::new(Localized::fixed(
        "--since needs git, and git is not installed here",
        "--since cần git, máy này chưa cài git",
    ))
}

crate::texts! {
    fn state_at(revision: &str) {
        en: "the state at {revision}",
        vi: "trạng thái tại {revision}",
    }
    fn named_whole(file: &str, name: &str) {
        en: "{file} names `{name}` by its whole path, so what it said in the old state cannot be read",
        vi: "{file} ghi `{name}` bằng đường dẫn tuyệt đối nên không đọc được nội dung ở trạng thái cũ",
    }
    fn no_revision(revision: &str) {
        en: "the repository has no revision `{revision}`",
        vi: "kho mã không có phiên bản `{revision}`",
    }
    fn outside(path: &str) {
        en: "{path} lies outside the git repository",
        vi: "{path} nằm ngoài kho mã git",
    }
    fn git_said(said: &str) {
        en: "git failed: {said}",
        vi: "git báo lỗi: {said}",
    }
}
