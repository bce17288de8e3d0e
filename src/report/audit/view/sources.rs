//! Every file of the run with its SHA-256: the procedures, and what they were held against.

use sha2::{Digest as _, Sha256};

use crate::report::clean::one_line;
use crate::report::{Report, hexadecimal};
use crate::source::SourceId;

/// A file of the run.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) name: String,
    pub(crate) sha256: String,
    /// A procedure, else a criterion: a rule, a regulation, the organisation, the calendar, the configuration.
    pub(crate) is_input: bool,
}

impl Listed {
    /// The first digits of the hash, enough to tell the files of a report apart.
    pub(crate) fn short_hash(&self) -> &str {
        self.sha256.get(..12).unwrap_or(&self.sha256)
    }
}

/// The procedures first, as they were read; then the criteria. The hash of a criterion is that of its text in UTF-8.
pub(crate) fn listed(report: &Report) -> Vec<Listed> {
    let name = |id: SourceId| {
        let source = report.sources.get(id);
        one_line(source.map_or("", |source| source.name()))
    };
    let inputs = report.inputs.iter().map(|input| Listed {
        name: name(input.source),
        sha256: input.sha256.clone(),
        is_input: true,
    });
    let is_input = |id: SourceId| report.inputs.iter().any(|input| input.source == id);
    let first_input = report.inputs.iter().map(|input| input.source).min();
    let criteria = report.sources.iter().filter(|(id, source)| {
        // Inputs are read after the criteria; looking each file up among them would be quadratic.
        !source.text().is_empty() && (Some(*id) < first_input || !is_input(*id))
    });
    let criteria = criteria.map(|(_, source)| Listed {
        name: one_line(source.name()),
        sha256: hexadecimal(&Sha256::digest(source.text().as_bytes())),
        is_input: false,
    });
    inputs.chain(criteria).collect()
}
