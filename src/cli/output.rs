//! Writes to the standard streams and to files. A pipe that the reader has closed is no error: the reader has seen enough.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::exit::Failure;
use super::files::display_name;
use super::paths::{has_source_extension, real};
use super::replace::replace;
use crate::messages::Localized;
use crate::source::Sources;

/// Write to stdout.
pub fn to_stdout(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(cannot_write(Path::new("stdout"), &error))
        }
        _ => Ok(()),
    }
}

/// Write to stderr, as far as it can be written to.
pub fn to_stderr(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Add to the end of a file that others write to as well.
pub fn append(path: &Path, text: &str) -> Result<(), Failure> {
    let file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| cannot_write(path, &error))
}

/// Write a file: beside its target, then renamed, so that nobody reads half of it. What is no plain file (a pipe, a device)
/// is written to as it stands.
pub fn to_file(path: &Path, content: &(impl AsRef<[u8]> + ?Sized)) -> Result<(), Failure> {
    replace(path, content.as_ref()).map_err(|error| cannot_write(path, &error))
}

/// Whether reports may be written to these files; the first that may not is the failure.
pub fn check_targets(targets: &[&Path], read: &[&Path]) -> Result<(), Failure> {
    let mut all = refusals(targets, read).into_iter().flatten();
    all.next().map_or(Ok(()), Err)
}

/// Why reports may not be written to these files, for each: no two to one, none to a file that this run reads, and none to what
/// may be read as a process, rules, a configuration or waivers.
pub fn refusals(targets: &[&Path], read: &[&Path]) -> Vec<Option<Failure>> {
    let files: Vec<PathBuf> = targets.iter().map(|target| real(target)).collect();
    let refusal = |(target, file): (&&Path, &PathBuf)| {
        let name = display_name(target);
        let is_source = [*target, file.as_path()]
            .into_iter()
            .any(|path| has_source_extension(path) || path.ends_with(".gitignore"));
        let refusal = if is_source {
            would_be_read(&name)
        } else if read
            .iter()
            .any(|read| !read.is_dir() && real(read) == *file)
        {
            is_read(&name)
        } else if files.iter().filter(|other| *other == file).count() > 1 {
            two_into_one(&name)
        } else {
            return None;
        };
        Some(refused(refusal))
    };
    targets.iter().zip(&files).map(refusal).collect()
}

fn refused(why: Localized) -> Failure {
    Failure::new(why).help(Localized::fixed(
        "name another file for the report",
        "hãy chọn tệp khác cho báo cáo",
    ))
}

/// Whether what a run wants to write is anything that it has read, by whatever path; the first that is is the failure.
pub fn check_not_read(targets: &[&Path], sources: &Sources) -> Result<(), Failure> {
    let mut all = overwriting(targets, sources).into_iter().flatten();
    all.next().map_or(Ok(()), Err)
}

/// Why reports may not be written to these files, for each: it is one that was read.
pub fn overwriting(targets: &[&Path], sources: &Sources) -> Vec<Option<Failure>> {
    let there = |target: &&Path| target.exists().then(|| real(target));
    let there: Vec<Option<PathBuf>> = targets.iter().map(there).collect();
    let mut refusals = vec![None; targets.len()];
    if there.iter().all(Option::is_none) {
        return refusals;
    }
    for (_, source) in sources.iter() {
        let read = Some(real(Path::new(source.name())));
        if let Some(at) = there.iter().position(|file| *file == read)
            && let (Some(refusal), Some(target)) = (refusals.get_mut(at), targets.get(at))
        {
            *refusal = Some(refused(is_read(&display_name(target))));
        }
    }
    refusals
}

/// Why a file cannot be written, in the reader's language where the reason is a common one. What was there is still there.
pub fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    let name = display_name(path);
    let failure = |reason: Localized| Failure::new(not_written(&name, &reason));
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => failure(Localized::fixed(
            "the file or its folder may not be written by you",
            "bạn không có quyền ghi tệp hoặc thư mục này",
        ))
        .help(Localized::fixed(
            "ask for leave to write there, or name another file",
            "hãy xin quyền ghi, hoặc chọn tệp khác",
        )),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            failure(Localized::fixed("the disk is full", "ổ đĩa đã đầy")).help(Localized::fixed(
                "make room and do it again; what was there is unchanged",
                "hãy giải phóng dung lượng rồi làm lại; nội dung cũ vẫn còn nguyên",
            ))
        }
        ErrorKind::NotFound => failure(Localized::fixed(
            "there is no such folder",
            "không có thư mục này",
        )),
        ErrorKind::IsADirectory => failure(Localized::fixed(
            "this is the name of a folder",
            "đây là tên của thư mục",
        )),
        _ => failure(Localized::new(
            error.to_string(),
            format!("lỗi hệ thống {}", error.raw_os_error().unwrap_or_default()),
        )),
    }
}

crate::texts! {
    fn would_be_read(name: &str) {
        en: "a report in {name} would be read as a process, rules or waivers",
        vi: "báo cáo ghi vào {name} sẽ bị đọc như quy trình, quy tắc hoặc chấp nhận tạm",
    }
    fn is_read(name: &str) {
        en: "{name} is read in this run, and a report would overwrite it",
        vi: "{name} được đọc trong lần chạy này, báo cáo sẽ ghi đè lên tệp",
    }
    fn two_into_one(name: &str) {
        en: "two reports would be written to {name}",
        vi: "hai báo cáo cùng ghi vào tệp {name}",
    }
    fn not_written(name: &str, reason: &Localized) {
        en: "{name} cannot be written: {reason}",
        vi: "không ghi được {name}: {reason}",
    }
}
