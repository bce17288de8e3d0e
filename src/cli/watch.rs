//! `--watch`: runs again whenever a file changes that the run reads, until the user ends it.
//!
//! Files are asked for their time and size twice a second: offices keep them on network drives, where change notices of the
//! system do not arrive. A run is never cut off by a change; the next one follows it. What a run writes does not start the
//! next one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::args::Check;
use super::configurations::{CONFIG, Configurations, checked_paths};
use super::discover::{Origin, SIDE_FILE, discover};
use super::exit::{Exit, Failure};
use super::files::display_name;
use super::output;
use super::packs::files_of_pack;
use super::paths::absolute;
use super::read::is_bpmn;
use super::waivers::WAIVERS;
use crate::messages::{Lang, Localized};

/// Time between two looks.
const TICK: Duration = Duration::from_millis(500);

const WAITING: Localized = Localized::fixed(
    "waiting for changes; Ctrl-C ends",
    "đang chờ thay đổi; nhấn Ctrl-C để kết thúc",
);

/// What tells that a file changed.
type Stamp = (Option<SystemTime>, u64);

/// Run, and run again after every change. A run that cannot be carried out is said, and the watch goes on. Ends only where
/// there is nothing to watch.
pub fn watch(
    args: &Check,
    lang: Lang,
    mut once: impl FnMut() -> Result<Exit, Failure>,
    mut say: impl FnMut(Failure),
) -> Failure {
    if let Some(path) = args.paths.iter().find(|path| !path.exists()) {
        return nothing_to_watch(path);
    }
    loop {
        // Taken before the run, so that what changes meanwhile is seen after it.
        let before = stamps(args);
        if let Err(failure) = once() {
            say(failure);
        }
        output::to_stderr(&format!("{}\n", WAITING.in_lang(lang)));
        while stamps(args) == before {
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

/// Every file that a run reads and does not write, with its stamp.
fn stamps(args: &Check) -> BTreeMap<PathBuf, Stamp> {
    let mut stamps = Stamps::default();
    let paths = checked_paths(&args.paths);
    let mut configurations = Configurations::above(&paths);
    for (origin, _) in discover(&paths, &mut configurations).files.into_values() {
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
        for name in configuration.config.names() {
            stamps.file_or_pack(&configuration.root.join(name));
        }
    }
    for folder in &args.packs.folders {
        stamps.file_or_pack(folder);
    }
    let baseline = args.baseline.iter().filter(|_| !args.update_baseline);
    for file in args.waivers.iter().chain(baseline) {
        stamps.file(file);
    }
    stamps.0
}

#[derive(Default)]
struct Stamps(BTreeMap<PathBuf, Stamp>);

impl Stamps {
    fn file(&mut self, path: &Path) {
        if let Ok(metadata) = std::fs::metadata(path)
            && metadata.is_file()
        {
            let stamp = (metadata.modified().ok(), metadata.len());
            self.0.insert(path.to_owned(), stamp);
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
