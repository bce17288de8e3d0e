//! What was computed from short texts, so that the same name or time in many files is taken apart once.
//!
//! A fixed number of texts, each at the place that its bytes give it; a new text takes the place of an old one. No result
//! depends on what is remembered.

/// Texts with what was computed from each.
pub(super) struct Remembered<T> {
    places: Vec<Option<(String, T)>>,
}

/// Number of texts that are remembered, about as many as a process has names.
const PLACES: usize = 256;
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
        let place = place_of(text) % PLACES;
        let place = self.places.get_mut(place).filter(|_| text.len() <= LONGEST);
        let Some(place) = place else {
            return then(&compute(text));
        };
        match place {
            Some((known, value)) if known == text => then(value),
            place => {
                let (_, value) = place.insert((text.to_owned(), compute(text)));
                then(value)
            }
        }
    }
}

/// A number that differs for most different texts: FNV-1a over every third byte and the length.
fn place_of(text: &str) -> usize {
    let length = u32::try_from(text.len()).unwrap_or_default();
    let bytes = text.as_bytes().iter().step_by(3);
    let hash = bytes.fold(0x811c_9dc5 ^ length, |hash: u32, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    usize::try_from(hash ^ (hash >> 16)).unwrap_or_default()
}
