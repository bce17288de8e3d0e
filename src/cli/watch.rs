//! `--watch`: runs again whenever a file changes that the run reads, until the user ends it.
//!
//! Files are asked for their time and size twice a second: offices keep them on network drives, where change notices of the
//! system do not arrive. A run is never cut off by a change; the next one follows it. What a run writes does not start the
//! next one.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::args::Check;
use super::configurations::{CONFIG, Configurations, checked_paths};
use super::criteria::load;
use super::discover::{Origin, SIDE_FILE, discover};
use super::exit::{Exit, Failure};
use super::files::display_name;
use super::output;
use super::packs::files_of_pack;
use super::paths::absolute;
use super::read::is_bpmn;
use super::settings::today;
use super::since::commit_of;
use super::waivers::WAIVERS;
use crate::messages::{Lang, Localized};

/// Time between two looks.
const TICK: Duration = Duration::from_millis(500);

const WAITING: Localized = Localized::fixed(
    "waiting for changes; Ctrl-C ends",
    "đang chờ thay đổi; nhấn Ctrl-C để kết thúc",
);

/// What tells that a file changed.
type Stamp = (Option<SystemTime>, u64, (i64, i64));

/// Is told of every file that a run reads and writes, once it is written: a run does not start the next one.
pub type Wrote<'w> = dyn FnMut(&Path) + Send + 'w;

/// Run, and run again after every change. A run that cannot be carried out is said, and the watch goes on. Ends only where
/// there is nothing to watch.
pub fn watch(
    args: &Check,
    lang: Lang,
    mut once: impl FnMut(&mut Wrote<'_>) -> Result<Exit, Failure>,
    mut say: impl FnMut(Failure),
) -> Failure {
    if let Some(path) = args.paths.iter().find(|path| !path.exists()) {
        return nothing_to_watch(path);
    }
    loop {
        // Taken before the run, so that what changes meanwhile is seen after it.
        let packs = packs_of(args);
        let mut before = stamps(args, &packs);
        if let Err(failure) = once(&mut |path| before.file(path)) {
            say(failure);
        }
        output::to_stderr(&format!("{}\n", WAITING.in_lang(lang)));
        while stamps(args, &packs) == before {
            std::thread::sleep(TICK);
        }
    }
}

fn nothing_to_watch(path: &Path) -> Failure {
    if path == Path::new("-") {
        return Failure::new(Localized::fixed(
            "the standard input cannot be watched",
            "không thể theo dõi dữ liệu vào chuẩn",
        ));
    }
    Failure::new(not_there(&display_name(path)))
}

crate::texts! {
    fn not_there(name: &str) {
        en: "{name} is not there, so it cannot be watched",
        vi: "không có {name} nên không theo dõi được",
    }
}

/// The folders of the packs in force, also of those that others extend, wherever they lie.
fn packs_of(args: &Check) -> Vec<PathBuf> {
    let paths = checked_paths(&args.paths);
    let mut configurations = Configurations::above(&paths);
    discover(&paths, &mut configurations);
    let as_of = args.as_of.unwrap_or_else(today);
    let loaded = load(configurations, &args.packs.folders, as_of);
    let packs = loaded.all().flat_map(|in_force| &in_force.packs);
    packs.filter_map(|pack| pack.folder.clone()).collect()
}

/// Every file that a run reads, with its stamp; of what it finds and cannot read, the name.
fn stamps(args: &Check, packs: &[PathBuf]) -> Stamps {
    let mut stamps = Stamps::default();
    let paths = checked_paths(&args.paths);
    let mut configurations = Configurations::above(&paths);
    let found = discover(&paths, &mut configurations);
    for name in found.problems.into_keys() {
        stamps.files.insert(PathBuf::from(name), (None, 0, (0, 0)));
    }
    for (origin, _) in found.files.into_values() {
        if let Origin::Named(path) | Origin::Walked(path) = origin {
            if is_bpmn(&path) {
                stamps.file(&path.with_extension(SIDE_FILE));
            }
            stamps.file(&path);
        }
    }
    // One that is not there yet may be made.
    for path in &paths {
        for folder in absolute(path).ancestors() {
            stamps.file(&folder.join(CONFIG));
            stamps.file(&folder.join(WAIVERS));
        }
    }
    for configuration in configurations.into_all() {
        for path in configuration.files() {
            stamps.file_or_pack(&path);
        }
    }
    for folder in args.packs.folders.iter().chain(packs) {
        stamps.file_or_pack(folder);
    }
    for file in args.waivers.iter().chain(&args.baseline) {
        stamps.file(file);
    }
    let revision = args.since.as_deref();
    stamps.commit = revision.and_then(|revision| commit_of(revision, &paths));
    stamps
}

/// When the file was put in its place or given to others, which keeps its time and size.
#[cfg(unix)]
fn changed(metadata: &Metadata) -> (i64, i64) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> (i64, i64) {
    (0, 0)
}

#[derive(Default, PartialEq)]
struct Stamps {
    files: BTreeMap<PathBuf, Stamp>,
    /// The commit with which is compared.
    commit: Option<String>,
}

impl Stamps {
    fn file(&mut self, path: &Path) {
        if let Ok(metadata) = std::fs::metadata(path)
            && metadata.is_file()
        {
            let stamp = (metadata.modified().ok(), metadata.len(), changed(&metadata));
            self.files.insert(path.to_owned(), stamp);
        }
    }

    /// A file, or the files of the pack in a folder.
    fn file_or_pack(&mut self, path: &Path) {
        self.file(path);
        for file in files_of_pack(path).flatten() {
            self.file(&file);
        }
    }
}
