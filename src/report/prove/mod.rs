//! What was proved of processes → text, CSV, JSON.
//!
//! Takes the proofs as they are; nothing is proved and no clock is read here.

mod csv;
mod json;
mod json_times;
mod methods;
mod text;
mod times;

use crate::model::process::Process;
use crate::run::prove::ProvedCase;

pub use csv::csv;
pub use json::{Document, json};
pub use text::{Wording, text};

/// A process with what was proved of it.
#[derive(Debug)]
pub struct Proved<'p> {
    /// The process.
    pub process: &'p Process,
    /// What is proved of each case, in file order.
    pub cases: Vec<ProvedCase<'p>>,
    /// Microseconds it took.
    pub micros: u128,
}

impl Proved<'_> {
    /// The verdict on a property over all cases: it fails if it fails in one, and is unknown if it is unknown in another.
    fn over_all_cases(&self, property: usize) -> Option<bool> {
        let mut all = Some(true);
        for case in &self.cases {
            match case.proof.answers.get(property)?.decided() {
                Some(false) => return Some(false),
                None => all = None,
                Some(true) => {}
            }
        }
        all.filter(|_| !self.cases.is_empty())
    }

    /// The four verdicts, in the order of [`Proof::answers`](crate::workflow::proof::Proof::answers).
    pub fn verdicts(&self) -> [Option<bool>; 4] {
        [0, 1, 2, 3].map(|property| self.over_all_cases(property))
    }
}
