//! The fingerprint of a finding: what it is about, not where it stands, so that moved lines do not change it.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{Reported, hexadecimal};
use crate::model::name::normal;

/// The fingerprint of each finding, its file under another name where `name` says so. Of findings that are about the same, each
/// further one differs from those before it, so the findings must be all of a run in report order. Names are taken composed
/// (NFC): some systems decompose those of files. O(n log n).
pub fn fingerprints(findings: &[Reported<'_>], name: impl Fn(&str) -> String) -> Vec<String> {
    let mut equals: BTreeMap<[u8; 32], u32> = BTreeMap::new();
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    findings
        .iter()
        .map(|reported| {
            let file = reported.file;
            let file = names.entry(file).or_insert_with(|| name(file));
            let rank = equals.entry(identity(reported, file, 0)).or_default();
            let fingerprint = hexadecimal(&identity(reported, file, *rank));
            *rank += 1;
            fingerprint
        })
        .collect()
}

fn identity(reported: &Reported<'_>, file: &str, rank: u32) -> [u8; 32] {
    let mut hash = hash_of(&[
        reported.rule.id.as_str(),
        &normal(reported.finding.bare_element()),
        reported.finding.case.as_deref().unwrap_or_default(),
        &normal(file),
    ]);
    if let Some(process) = &reported.process {
        hash.update(process.name.as_bytes());
        hash.update([0]);
    }
    if rank > 0 {
        hash.update(rank.to_le_bytes());
    }
    hash.finalize().into()
}

fn hash_of(parts: &[&str]) -> Sha256 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash
}

/// The fingerprint of what these parts name.
pub fn fingerprint(parts: &[&str]) -> String {
    hexadecimal(&hash_of(parts).finalize())
}
