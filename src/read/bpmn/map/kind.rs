//! What is done in a step, concluded from its name: a list of words in a TOML file.
//!
//! A guess never overrules what the author states. The list is data; an organisation with words of its own brings its own list.

use std::sync::OnceLock;

use foldhash::HashMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::model::name::fold;
use crate::model::process::StepKind;
use crate::read::decode::decode;
use crate::read::problem::Problem;

/// Words that tell the kind of a step, as folded words in sequence.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// By the first word of a phrase: the words that follow it, in the order of the list.
    phrases: HashMap<String, Vec<(Vec<String>, StepKind)>>,
}

/// A list of words: what a step is called, and what is done in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct List {
    /// The phrases of each kind of step.
    #[schemars(schema_with = "phrases_of_kinds")]
    pub kind: indexmap::IndexMap<StepKind, Vec<String>>,
}

/// A map whose keys are words needs to be told in a schema which ones.
fn phrases_of_kinds(generator: &mut SchemaGenerator) -> Schema {
    let kinds = generator.subschema_for::<StepKind>();
    let phrases = generator.subschema_for::<Vec<String>>();
    json_schema!({ "type": "object", "propertyNames": kinds, "additionalProperties": phrases })
}

impl Words {
    /// The list that comes with the program.
    pub fn built_in() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| {
            let mut words = Self::default();
            words.add(decode::<List>(include_str!("words.toml")).0);
            words
        })
    }

    /// Add the phrases of a list behind those that are there.
    fn add(&mut self, list: List) {
        for (kind, phrases) in list.kind {
            for phrase in phrases {
                let mut words = words(&phrase).into_iter();
                if let Some(first) = words.next() {
                    let same = self.phrases.entry(first).or_default();
                    same.push((words.collect(), kind));
                }
            }
        }
    }

    /// The list of an organisation, which outranks the one that comes with the program: a table `[kind]` with the phrases of
    /// each kind of step. What could not be understood of it is returned.
    pub fn of_organisation(text: &str) -> (Self, Vec<Problem>) {
        let (list, problems) = decode::<List>(text);
        let mut words = Self::default();
        words.add(list);
        for (first, phrases) in &Self::built_in().phrases {
            let same = words.phrases.entry(first.clone()).or_default();
            same.extend(phrases.iter().cloned());
        }
        (words, problems)
    }

    /// The kind that a name suggests: the phrase that stands first in it, of two the longer one.
    /// O(words × phrases that begin alike).
    pub fn guess(&self, name: &str) -> Option<StepKind> {
        let name = words(name);
        name.iter().enumerate().find_map(|(at, first)| {
            let rest = name.get(at + 1..)?;
            let phrases = self.phrases.get(first)?.iter();
            let fits = phrases.filter(|(further, _)| rest.starts_with(further));
            // The first of the longest, so that the order of the list decides between equals.
            let longest = fits.rev().max_by_key(|(further, _)| further.len())?;
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
