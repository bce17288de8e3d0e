//! The organisation file: TOML → [`Organisation`].

use super::decode::decode;
use super::problem::Problem;
use crate::model::organisation::{Organisation, OrganisationFile};
use crate::source::SourceId;

/// Read an organisation file. Always gives an organisation, as far as it was understood.
pub fn read_organisation(source: SourceId, text: &str) -> (Organisation, Vec<Problem>) {
    let (file, problems) = decode::<OrganisationFile>(text);
    (Organisation::new(source, file), problems)
}
