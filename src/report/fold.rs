//! One cause in many files is shown once: findings of one rule with the same message in several files.

use foldhash::{HashMap, HashMapExt as _};

use super::Reported;
use crate::finding::Grade;

/// A finding, and the further places that say the same.
#[derive(Clone, Debug)]
pub struct Folded<'a> {
    /// Shown in full.
    pub first: Reported<'a>,
    /// Named by place only; in other files than the first.
    pub others: Vec<Reported<'a>>,
}

/// Fold findings of one rule and one message over files; findings of one file stay apart. Keeps the order. O(n).
pub fn fold(findings: Vec<Reported<'_>>) -> Vec<Folded<'_>> {
    let mut folded: Vec<Folded<'_>> = Vec::new();
    let mut seen: HashMap<(Grade, &str, &str), usize> = HashMap::new();
    for reported in findings {
        let key = (
            reported.grade,
            reported.rule.id.as_str(),
            reported.finding.message.en.as_ref(),
        );
        let index = seen.get(&key).copied();
        match index.and_then(|index| folded.get_mut(index)) {
            Some(group) if group.first.file != reported.file => {
                group.others.push(reported);
            }
            _ => {
                seen.insert(key, folded.len());
                folded.push(unfolded(reported));
            }
        }
    }
    folded
}

/// A finding alone.
pub fn unfolded(first: Reported<'_>) -> Folded<'_> {
    Folded {
        first,
        others: Vec::new(),
    }
}
