//! Waivers in comments of process files:
//! `# qmslint: waive extra-document until 2027-01-31 by Trưởng phòng because …`.
//!
//! A comment stands before what it is about, or at the end of its line, and moves with it. Where no role is named, the role
//! that approved the file answers for what is accepted in it.

use super::toml_text::comments as toml_comments;
use super::xml_text::comments as xml_comments;
use crate::model::date::Date;
use crate::model::name::Id;
use crate::model::waiver::{Lack, Part, Scope, Waiver, Written};
use crate::source::{Place, SourceId, Span};

/// What a comment for this tool begins with.
const MARK: &str = "qmslint:";

/// A comment: where it stands, what it says, and what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Comment<'a> {
    /// Without the signs that begin and end it.
    pub text: &'a str,
    pub span: Span,
    /// Itself where it is about nothing else.
    pub about: Span,
}

/// The waivers in the comments of a TOML text; `owner` is the role that approved the file. O(bytes).
pub fn in_toml(source: SourceId, text: &str, owner: Option<&str>) -> Vec<Written> {
    // Nearly no file has one, and looking for a word costs next to nothing.
    if !has_remark(text) {
        return Vec::new();
    }
    all(source, &toml_comments(text), owner, &here)
}

/// The waivers in the comments of the side file of a diagram; `parts` tells what of the diagram a part of the side file is
/// about. O(bytes).
pub fn in_side_file(
    source: SourceId,
    text: &str,
    owner: Option<&str>,
    (diagram, parts): (SourceId, impl Fn(Span) -> Vec<Part>),
) -> Vec<Written> {
    if !has_remark(text) {
        return Vec::new();
    }
    all(source, &toml_comments(text), owner, &|comment| {
        let is_about_nothing = comment.about == comment.span;
        let parts = if is_about_nothing {
            Vec::new()
        } else {
            parts(comment.about)
        };
        Scope::Beside { diagram, parts }
    })
}

fn here(comment: &Comment<'_>) -> Scope {
    Scope::Here(comment.about)
}

/// The waivers in the comments of an XML text. O(bytes).
pub fn in_xml(source: SourceId, text: &str, owner: Option<&str>) -> Vec<Written> {
    if !has_remark(text) {
        return Vec::new();
    }
    all(source, &xml_comments(text), owner, &here)
}

/// Whether a comment of the file may say something to this tool. O(bytes).
pub fn has_remark(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_some()
}

fn all(
    source: SourceId,
    comments: &[Comment<'_>],
    owner: Option<&str>,
    scope: &dyn Fn(&Comment<'_>) -> Scope,
) -> Vec<Written> {
    comments
        .iter()
        .filter_map(|comment| {
            let told = comment.text.trim().strip_prefix(MARK)?;
            let span = comment.span;
            let scope = || scope(comment);
            Some(waivers(Place { source, span }, told, scope, owner))
        })
        .flatten()
        .collect()
}

/// One waiver for each rule that is named.
fn waivers(
    place: Place,
    told: &str,
    scope: impl Fn() -> Scope,
    owner: Option<&str>,
) -> Vec<Written> {
    let told = told.split_whitespace().collect::<Vec<_>>();
    let Some(("waive", told)) = told.split_first().map(|(first, rest)| (*first, rest)) else {
        return vec![Written::Lacking {
            place,
            name: told.join(" "),
            lacks: vec![Lack::Instruction],
        }];
    };
    let parts = Parts::of(told);
    let date: Option<Date> = parts.until.and_then(|until| until.parse().ok());
    let named = (!parts.by.is_empty()).then(|| parts.by.join(" "));
    let owner = named.or_else(|| owner.map(str::to_owned));
    let reason = parts.because.join(" ");
    let rules = parts.rules.iter().flat_map(|rules| rules.split(','));
    let mut rules: Vec<Option<Id>> = rules
        .filter(|rule| !rule.is_empty())
        .map(|rule| Some(Id::new(rule)))
        .collect();
    if rules.is_empty() {
        rules.push(None);
    }
    rules
        .into_iter()
        .map(|rule| match (rule, date, &owner) {
            (Some(rule), Some(until), Some(owner)) if !reason.is_empty() => {
                Written::Whole(Waiver {
                    rule,
                    scope: scope(),
                    grade: None,
                    reason: reason.clone(),
                    owner: owner.clone(),
                    from: None,
                    until,
                    place,
                })
            }
            (rule, _, _) => Written::Lacking {
                place,
                lacks: [
                    (Lack::Rule, rule.is_none()),
                    (Lack::Until, date.is_none()),
                    (Lack::Owner, owner.is_none()),
                    (Lack::Reason, reason.is_empty()),
                ]
                .into_iter()
                .filter_map(|(lack, absent)| absent.then_some(lack))
                .collect(),
                name: rule.map_or_else(String::new, |rule| rule.to_string()),
            },
        })
        .collect()
}

/// The words between `waive`, `until`, `by` and `because`; after `because` everything is the reason.
#[derive(Default)]
struct Parts<'a> {
    rules: Vec<&'a str>,
    until: Option<&'a str>,
    by: Vec<&'a str>,
    because: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(words: &[&'a str]) -> Self {
        let mut parts = Self::default();
        let mut part = "waive";
        for word in words {
            match (part, *word) {
                ("because", word) => parts.because.push(word),
                (_, keyword @ ("until" | "by" | "because")) => part = keyword,
                ("until", word) if parts.until.is_none() => parts.until = Some(word),
                ("by", word) => parts.by.push(word),
                (_, word) => parts.rules.push(word),
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, owner: Option<&str>) -> Vec<Written> {
        in_toml(SourceId(0), text, owner)
    }

    #[test]
    fn a_comment_is_about_what_follows_or_precedes_it() {
        for (text, about) in [
            (
                "# qmslint: waive a until 2027-01-31 by B because c\n\n# more\n[[document]]\nname = \"x\"\n[[document]]\n",
                "[[document]]\nname = \"x\"\n",
            ),
            (
                "[process]\ncode = \"# x\" # qmslint: waive a until 2027-01-31 by B because c\nname = \"y\"\n",
                "code = \"# x\"",
            ),
            (
                "[process]\n# qmslint: waive a until 2027-01-31 by B because c\ncode = '''\n[x]\n'''\nname = \"y\"\n",
                "code = '''\n[x]\n'''",
            ),
            (
                "[process] # qmslint: waive a until 2027-01-31 by B because c\ncode = 1\n[process.approval]\nx = 1\n[[step]]\n",
                "[process] # qmslint: waive a until 2027-01-31 by B because c\ncode = 1\n[process.approval]\nx = 1\n",
            ),
            (
                "next = [\n# qmslint: waive a until 2027-01-31 by B because c\n[1],\n]\nx = 1",
                "[1],",
            ),
            (
                "next = [ # qmslint: waive a until 2027-01-31 by B because c\n[1],\n]\nx = 1",
                "next = [ # qmslint: waive a until 2027-01-31 by B because c\n[1],\n]",
            ),
            (
                "step = [\n  { id = \"a\" },\n  { id = \"#\" }, # qmslint: waive a until 2027-01-31 by B because c\n  { id = \"b\" },\n]\n",
                "{ id = \"#\" },",
            ),
        ] {
            let written = read(text, None);
            let [
                Written::Whole(Waiver {
                    scope: Scope::Here(span),
                    ..
                }),
            ] = written.as_slice()
            else {
                panic!("{text}: {written:?}")
            };
            assert_eq!(&text[span.range()], about, "{text}");
        }
    }

    #[test]
    fn an_element_of_a_diagram_is_covered_whole() {
        let comment = "<!-- qmslint: waive a until 2027-01-31 by B because c -->";
        for (text, about) in [
            (
                format!("<d>{comment}<t a=\"1\"><x/></t><u/></d>"),
                "<t a=\"1\"><x/></t>",
            ),
            (format!("<d>{comment}\n <t/><u/></d>"), "<t/>"),
            (format!("<d><t>{comment}</t><u/></d>"), comment),
            (format!("<d><t/>{comment}</d>"), comment),
            (format!("<d><t/></d>{comment}"), comment),
            (format!("<d><t>{comment}<x/></t></d>"), "<x/>"),
        ] {
            let written = in_xml(SourceId(0), &text, None);
            let [
                Written::Whole(Waiver {
                    scope: Scope::Here(span),
                    ..
                }),
            ] = written.as_slice()
            else {
                panic!("{text}: {written:?}")
            };
            assert_eq!(&text[span.range()], about, "{text}");
        }
    }

    #[test]
    fn every_part_is_read() {
        let written = read(
            "# qmslint: waive a, b by Trưởng phòng Tư pháp until 2027-01-31 because chờ quy định by until\nx = 1\n",
            Some("not asked"),
        );
        let rules: Vec<String> = written
            .iter()
            .map(|written| match written {
                Written::Whole(waiver) => {
                    assert_eq!(waiver.owner, "Trưởng phòng Tư pháp");
                    assert_eq!(waiver.until.to_string(), "2027-01-31");
                    assert_eq!(waiver.reason, "chờ quy định by until");
                    waiver.rule.to_string()
                }
                Written::Lacking { .. } => panic!("{written:?}"),
            })
            .collect();
        assert_eq!(rules, ["a", "b"]);
    }

    #[test]
    fn what_is_missing_is_told() {
        use Lack::{Instruction, Owner, Reason, Rule, Until};
        for (text, owner, expected) in [
            ("ignore a", None, &[Instruction][..]),
            ("waive", None, &[Rule, Until, Owner, Reason]),
            ("waive a until soon because x", None, &[Until, Owner]),
            (
                "waive a until 2027-01-31 because",
                Some("Chủ tịch UBND"),
                &[Reason],
            ),
        ] {
            let written = read(&format!("# qmslint: {text}\nx = 1\n"), owner);
            let [Written::Lacking { lacks, .. }] = written.as_slice() else {
                panic!("{text}: {written:?}")
            };
            assert_eq!(lacks, expected, "{text}");
        }
        assert_eq!(read("x = \"# qmslint: waive\"\n", None), []);
    }
}
