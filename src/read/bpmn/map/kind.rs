//! What is done in a step, concluded from its name: a list of words in a TOML file.
//!
//! A guess never overrules what the author states. The list is data; an organisation with words of its own brings its own list.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::name::fold;
use crate::model::process::StepKind;

/// Words that tell the kind of a step, as folded words in sequence.
#[derive(Clone, Debug, Default)]
pub struct Words {
    phrases: Vec<(Vec<String>, StepKind)>,
}

#[derive(Deserialize)]
struct List {
    kind: indexmap::IndexMap<StepKind, Vec<String>>,
}

impl Words {
    /// The list that comes with the program.
    pub fn built_in() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| Self::from_toml(include_str!("words.toml")).unwrap_or_default())
    }

    /// Read a list: a table `[kind]` with the phrases of each step kind.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        let list: List = toml::from_str(text)?;
        let phrases = list.kind.into_iter().flat_map(|(kind, phrases)| {
            let split = |phrase: String| (words(&phrase), kind);
            phrases.into_iter().map(split).collect::<Vec<_>>()
        });
        Ok(Self {
            phrases: phrases.filter(|(words, _)| !words.is_empty()).collect(),
        })
    }

    /// The kind that a name suggests: the phrase that stands first in it, of two the longer one. O(words × phrases).
    pub fn guess(&self, name: &str) -> Option<StepKind> {
        let name = words(name);
        (0..name.len()).find_map(|at| {
            let rest = name.get(at..)?;
            let fits = self
                .phrases
                .iter()
                .filter(|(phrase, _)| rest.starts_with(phrase));
            // The first of the longest, so that the order of the list decides between equals.
            let longest = fits.rev().max_by_key(|(phrase, _)| phrase.len())?;
            Some(longest.1)
        })
    }
}

fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
