//! What was computed from short texts, so that the same name or time in many files is taken apart once.
//!
//! A fixed number of texts, each at the place that its bytes give it; a new text takes the place of an old one. No result
//! depends on what is remembered.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;

/// Texts with what was computed from each.
pub(super) struct Remembered<T> {
    /// Boxed, so that a run over one file does not pay for the places it never uses.
    places: Vec<Option<Box<(String, T)>>>,
}

/// Number of texts that are remembered: several times as many as a process has names, so that few share a place.
const PLACES: usize = 1024;
/// Longer texts, in bytes, are free text and rarely come twice.
const LONGEST: usize = 256;

impl<T> Remembered<T> {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self {
            places: std::iter::repeat_with(|| None).take(PLACES).collect(),
        }
    }

    /// What `then` makes of what `compute` makes of a text, or made of it before.
    pub(super) fn with<R>(
        &mut self,
        text: &str,
        compute: impl FnOnce(&str) -> T,
        then: impl FnOnce(&T) -> R,
    ) -> R {
        if text.len() > LONGEST {
            return then(&compute(text));
        }
        let place = place_of(text) % PLACES;
        let Some(place) = self.places.get_mut(place) else {
            return then(&compute(text));
        };
        match place {
            Some(known) if known.0 == text => then(&known.1),
            place => {
                let known = place.insert(Box::new((text.to_owned(), compute(text))));
                then(&known.1)
            }
        }
    }
}

fn place_of(text: &str) -> usize {
    let hash = FixedState::default().hash_one(text.as_bytes());
    usize::try_from(hash & 0xffff_ffff).unwrap_or_default()
}
