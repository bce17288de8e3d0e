//! `--watch`: runs again whenever a file below the checked paths changes, until the user ends it.
//!
//! Files are asked for their time and size twice a second: offices keep them on network drives, where change notices of the
//! system do not arrive. A run is never cut off by a change; the next one follows it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use ignore::WalkBuilder;

use super::exit::{Exit, Failure};
use super::output;
use crate::messages::{Lang, Localized};

/// Time between two looks.
const TICK: Duration = Duration::from_millis(500);

const WAITING: Localized = Localized::fixed(
    "waiting for changes; Ctrl-C ends",
    "đang chờ thay đổi; nhấn Ctrl-C để kết thúc",
);

/// What tells that a file changed.
type Stamp = (Option<SystemTime>, u64);

/// Run, and run again after every change. A run that cannot be carried out is said, and the watch goes on.
pub fn watch(
    paths: &[PathBuf],
    lang: Lang,
    mut once: impl FnMut() -> Result<Exit, Failure>,
    mut say: impl FnMut(Failure),
) -> ! {
    loop {
        // Taken before the run, so that what changes meanwhile is seen after it.
        let before = stamps(paths);
        if let Err(failure) = once() {
            say(failure);
        }
        output::to_stderr(&format!("{}\n", WAITING.in_lang(lang)));
        while stamps(paths) == before {
            std::thread::sleep(TICK);
        }
    }
}

/// Every file below the paths and every configuration above them, with its stamp.
fn stamps(paths: &[PathBuf]) -> BTreeMap<PathBuf, Stamp> {
    let mut all = BTreeMap::new();
    let mut note = |path: &Path| {
        if let Ok(metadata) = std::fs::metadata(path)
            && metadata.is_file()
        {
            let stamp = (metadata.modified().ok(), metadata.len());
            all.insert(path.to_owned(), stamp);
        }
    };
    for path in paths {
        let walk = WalkBuilder::new(path).require_git(false).build();
        for entry in walk.flatten() {
            note(entry.path());
        }
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        for folder in absolute.ancestors() {
            for name in ["qmslint.toml", "waivers.toml"] {
                note(&folder.join(name));
            }
        }
    }
    all
}
