//! A bar on stderr while a long run reads its files. Short runs and runs without a terminal show nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use super::output;
use super::settings::Settings;
use crate::messages::{Lang, Localized};

/// A run shorter than this needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);
/// Time between two drawings.
const TICK: Duration = Duration::from_millis(100);
/// Cells of the bar.
const CELLS: usize = 24;

#[derive(Debug, Default)]
struct State {
    done: AtomicUsize,
    all: AtomicUsize,
    over: AtomicBool,
}

/// The bar of one run.
#[derive(Debug)]
pub struct Progress {
    state: Arc<State>,
    drawer: Option<JoinHandle<()>>,
}

impl Progress {
    /// Start watching; nothing is drawn before the first second is over.
    pub fn start(settings: &Settings, lang: Lang) -> Self {
        let state = Arc::new(State::default());
        let drawer = settings.progress.then(|| {
            let state = Arc::clone(&state);
            std::thread::spawn(move || draw(&state, lang))
        });
        Self { state, drawer }
    }

    /// Say how many files there are.
    pub fn expect(&self, files: usize) {
        self.state.all.store(files, Ordering::Relaxed);
    }

    /// One more file is read.
    pub fn advance(&self) {
        self.state.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Take the bar away, so that the report starts on an empty line.
    pub fn finish(self) {
        self.state.over.store(true, Ordering::Relaxed);
        if let Some(drawer) = self.drawer {
            drawer.thread().unpark();
            // A drawer that failed has nothing left to take away.
            let _ = drawer.join();
        }
    }
}

fn draw(state: &State, lang: Lang) {
    std::thread::park_timeout(PATIENCE);
    let mut drawn = false;
    while !state.over.load(Ordering::Relaxed) {
        let (done, all) = (
            state.done.load(Ordering::Relaxed),
            state.all.load(Ordering::Relaxed),
        );
        let cells = (done * CELLS).checked_div(all).unwrap_or(0).min(CELLS);
        let bar = format!("{}{}", "#".repeat(cells), "-".repeat(CELLS - cells));
        let words = if done < all {
            Localized::new(
                format!("{done} of {all} files"),
                format!("{done}/{all} tệp"),
            )
        } else {
            Localized::fixed("judging", "đang đánh giá")
        };
        output::to_stderr(&format!("\r[{bar}] {}\u{1b}[K", words.in_lang(lang)));
        drawn = true;
        std::thread::park_timeout(TICK);
    }
    if drawn {
        output::to_stderr("\r\u{1b}[K");
    }
}
