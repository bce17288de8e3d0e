//! The baseline: findings that were there when a gate was set up. They are known and do not count, new ones do.
//!
//! The file names each finding by what stays when lines move. It may only shrink by itself: what is put right leaves it, and
//! nothing enters it unless that is asked for. Here it is data; `cli` reads and writes it.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Resolved;
use crate::messages::Localized;

/// Version of the file's shape.
const VERSION: u32 = 1;

/// A whole baseline file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Baseline {
    /// Version of this shape.
    pub version: u32,
    /// The findings that are known, sorted.
    pub findings: BTreeSet<Resolved>,
}

/// Findings of now against those of before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Indexes of the findings that were there before.
    pub known: BTreeSet<usize>,
    /// Indexes of those that were not.
    pub new: BTreeSet<usize>,
    /// What was there before and is gone.
    pub resolved: BTreeSet<Resolved>,
}

impl Default for Baseline {
    fn default() -> Self {
        Self {
            version: VERSION,
            findings: BTreeSet::new(),
        }
    }
}

impl Baseline {
    /// Read a baseline file; why it is none, if so.
    pub fn read(text: &str) -> Result<Self, Localized> {
        let baseline: Self = serde_json::from_str(text)
            .map_err(|error| no_baseline(error.line(), error.column()))?;
        if baseline.version == VERSION {
            Ok(baseline)
        } else {
            Err(other_version(baseline.version, VERSION))
        }
    }

    /// The file: sorted, one finding in a line, so that a change of it can be read.
    pub fn text(&self) -> String {
        let lines: Vec<String> = self
            .findings
            .iter()
            .filter_map(|finding| serde_json::to_string(finding).ok())
            .map(|line| format!("    {line}"))
            .collect();
        let findings = if lines.is_empty() {
            "[]".to_owned()
        } else {
            format!("[\n{}\n  ]", lines.join(",\n"))
        };
        format!(
            "{{\n  \"version\": {},\n  \"findings\": {findings}\n}}\n",
            self.version
        )
    }

    /// Hold the findings of now against those that are known. `judged` says whether a run would have found one that is not
    /// among them; what it did not look at is neither known nor resolved. O(n log n).
    pub fn compare(&self, now: &[Resolved], judged: impl Fn(&Resolved) -> bool) -> Comparison {
        let before: BTreeMap<&str, &Resolved> = self
            .findings
            .iter()
            .map(|known| (known.fingerprint.as_str(), known))
            .collect();
        let mut comparison = Comparison::default();
        for (index, finding) in now.iter().enumerate() {
            let known = before.get(finding.fingerprint.as_str());
            if known.is_some_and(|known| known.covers(finding.grade)) {
                comparison.known.insert(index);
            } else {
                comparison.new.insert(index);
            }
        }
        let after: BTreeSet<&str> = now
            .iter()
            .map(|finding| finding.fingerprint.as_str())
            .collect();
        let gone = self
            .findings
            .iter()
            .filter(|known| !after.contains(known.fingerprint.as_str()));
        comparison.resolved = gone.filter(|known| judged(known)).cloned().collect();
        comparison
    }

    /// Take in findings; of one that is known the grade becomes that of now.
    pub fn take_in<'r>(&mut self, findings: impl Iterator<Item = &'r Resolved>) {
        let known = std::mem::take(&mut self.findings).into_iter();
        let mut known: BTreeMap<String, Resolved> = known
            .map(|known| (known.fingerprint.clone(), known))
            .collect();
        for finding in findings {
            let fingerprint = finding.fingerprint.clone();
            let known = known.entry(fingerprint).or_insert_with(|| finding.clone());
            known.grade = finding.grade;
        }
        self.findings.extend(known.into_values());
    }

    /// Take out what was resolved and what is `waived`: a waiver answers for it, and when that ends it shall count.
    pub fn shrink(&mut self, comparison: &Comparison, waived: &BTreeSet<String>) {
        self.findings.retain(|known| {
            !comparison.resolved.contains(known) && !waived.contains(&known.fingerprint)
        });
    }
}

crate::texts! {
    fn no_baseline(line: usize, column: usize) {
        en: "this is no baseline file; it is wrong at line {line}, column {column}",
        vi: "đây không phải tệp mốc so sánh; sai tại dòng {line}, cột {column}",
    }
    fn other_version(found: u32, known: u32) {
        en: "the baseline has version {found}; this program knows version {known}",
        vi: "tệp mốc so sánh có phiên bản {found}; chương trình chỉ đọc được phiên bản {known}",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Grade;

    fn finding(name: &str) -> Resolved {
        Resolved {
            file: "a.toml".to_owned(),
            element: format!("process.{name}"),
            rule: "x".to_owned(),
            case: None,
            grade: None,
            fingerprint: format!("f-{name}"),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut baseline = Baseline::default();
        assert_eq!(Baseline::read(&baseline.text()), Ok(baseline.clone()));
        baseline.findings.extend([finding("b"), finding("a")]);
        let text = baseline.text();
        assert_eq!(Baseline::read(&text), Ok(baseline));
        assert!(text.find("process.a") < text.find("process.b"), "{text}");
        assert!(Baseline::read(&text.replace("\"version\": 1", "\"version\": 2")).is_err());
        assert!(Baseline::read("[]").is_err());
    }

    #[test]
    fn a_comparison_tells_known_new_and_resolved() {
        let mut baseline = Baseline::default();
        baseline
            .findings
            .extend([finding("a"), finding("b"), finding("c")]);
        let comparison = baseline.compare(&[finding("d"), finding("a")], |gone| {
            gone.element != "process.c"
        });
        assert_eq!(comparison.known, BTreeSet::from([1]));
        assert_eq!(comparison.new, BTreeSet::from([0]));
        assert_eq!(comparison.resolved, BTreeSet::from([finding("b")]));
        // One that is graver than it was known is new, and takes the place of what was known when it is taken in.
        let graded = |grade: Grade| Resolved {
            grade: Some(grade),
            ..finding("b")
        };
        baseline.take_in([graded(Grade::Observation)].iter());
        assert_eq!(baseline.findings.len(), 3);
        for (grade, is_known) in [
            (Grade::Observation, true),
            (Grade::Minor, false),
            (Grade::Major, false),
        ] {
            let found = baseline.compare(&[graded(grade)], |_| false);
            assert_eq!(found.known.contains(&0), is_known, "{grade:?}");
            assert_eq!(found.resolved, BTreeSet::new());
        }
        baseline.take_in([finding("b")].iter());
        baseline.shrink(&comparison, &BTreeSet::from(["f-a".to_owned()]));
        assert_eq!(baseline.findings, BTreeSet::from([finding("c")]));
    }
}
