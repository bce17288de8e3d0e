//! Files and places in SARIF: percent-encoded addresses relative to the root, regions with what stands there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::shape::{
    Artifact, ArtifactLocation, Base, Bases, Hashes, Location, Message, PhysicalLocation, Region,
};
use crate::messages::Localized;
use crate::report::{self, Report};
use crate::source::{Place, Source, SourceId};

/// The folder in which the run was started: where a pipeline has the repository.
const ROOT: &str = "%SRCROOT%";
/// The packs in the binary.
const BUILT_IN: &str = "QMSLINT";
/// A snippet with more bytes than this says nothing at a glance.
const LONGEST_SNIPPET: usize = 1000;

const ROOT_IS: Localized = Localized::fixed(
    "the folder in which qmslint was started",
    "thư mục nơi chạy qmslint",
);
const BUILT_IN_IS: Localized = Localized::fixed(
    "the rule packs in the qmslint binary",
    "các bộ quy tắc có sẵn trong qmslint",
);

/// What addresses are relative to.
pub fn bases(report: &Report) -> Bases {
    let any_built_in = report
        .sources
        .iter()
        .any(|(_, source)| source.is_built_in());
    Bases {
        root: Base {
            description: Message::of(report, &ROOT_IS),
        },
        built_in: any_built_in.then(|| Base {
            description: Message::of(report, &BUILT_IN_IS),
        }),
    }
}

/// The files that the log names, each once: first those that were held against the rules.
pub struct Artifacts<'a> {
    report: &'a Report,
    ranks: BTreeMap<SourceId, usize>,
    all: Vec<Artifact>,
}

impl<'a> Artifacts<'a> {
    /// The files that were held against the rules.
    pub fn of(report: &'a Report) -> Self {
        let mut artifacts = Self {
            report,
            ranks: BTreeMap::new(),
            all: Vec::new(),
        };
        for input in &report.inputs {
            artifacts.rank(input.source, Some(&input.sha256));
        }
        artifacts
    }

    /// All of them.
    pub fn finish(self) -> Vec<Artifact> {
        self.all
    }

    fn rank(&mut self, id: SourceId, sha256: Option<&str>) -> Option<usize> {
        if let Some(rank) = self.ranks.get(&id) {
            return Some(*rank);
        }
        let source = self.report.sources.get(id)?;
        let rank = self.all.len();
        self.all.push(Artifact {
            location: address(source),
            mime_type: match source.name().rsplit_once('.') {
                Some((_, "bpmn")) => "application/xml",
                _ => "application/toml",
            },
            hashes: sha256.map(|sha256| Hashes {
                sha256: sha256.to_owned(),
            }),
        });
        self.ranks.insert(id, rank);
        Some(rank)
    }

    /// The address of a file, with its rank among all.
    pub fn address(&mut self, id: SourceId) -> ArtifactLocation {
        let index = self.rank(id, None);
        let address = self.report.sources.get(id).map(address);
        ArtifactLocation {
            index,
            ..address.unwrap_or_else(|| ArtifactLocation {
                uri: ".".to_owned(),
                uri_base_id: Some(ROOT),
                index: None,
            })
        }
    }

    /// A place with what stands there.
    pub fn location(
        &mut self,
        report: &Report,
        place: Place,
        at: report::Location<'_>,
    ) -> Location {
        let source = report.sources.get(place.source);
        Location {
            id: None,
            physical_location: PhysicalLocation {
                artifact_location: self.address(place.source),
                region: region(source, place, at),
                context_region: None,
            },
            logical_locations: Vec::new(),
            message: None,
        }
    }
}

/// A place with the lines around it.
pub fn context(source: Option<&Source>, at: report::Location<'_>) -> Option<Region> {
    let source = source?;
    let last = u32::try_from(source.line_count()).unwrap_or(u32::MAX);
    let (first, last) = (
        at.start.line.saturating_sub(1).max(1),
        at.end.line.saturating_add(1).min(last),
    );
    let start = source.line_span(first).start;
    let end = source.line_span(last).end;
    let text = source.slice(crate::source::Span { start, end });
    (text.len() <= LONGEST_SNIPPET && !text.is_empty()).then(|| Region {
        start_line: first,
        start_column: None,
        end_line: last,
        end_column: None,
        snippet: Some(Message {
            text: text.to_owned(),
        }),
    })
}

/// The region of a place.
pub fn region(source: Option<&Source>, place: Place, at: report::Location<'_>) -> Region {
    let text = source.map_or("", |source| source.slice(place.span));
    Region {
        start_line: at.start.line,
        start_column: Some(at.start.column),
        end_line: at.end.line,
        end_column: Some(at.end.column),
        snippet: (!text.is_empty() && text.len() <= LONGEST_SNIPPET).then(|| Message {
            text: text.to_owned(),
        }),
    }
}

fn address(source: &Source) -> ArtifactLocation {
    let name = source.name();
    let is_drive = |name: &str| {
        let mut letters = name.chars();
        letters
            .next()
            .is_some_and(|letter| letter.is_ascii_alphabetic())
            && letters.next() == Some(':')
    };
    let (uri, uri_base_id) = if source.is_built_in() {
        (encoded(name), Some(BUILT_IN))
    } else if name.starts_with('/') {
        (format!("file://{}", encoded(name)), None)
    } else if is_drive(name) {
        (format!("file:///{}", encoded(name)), None)
    } else {
        (encoded(name), Some(ROOT))
    };
    ArtifactLocation {
        uri,
        uri_base_id,
        index: None,
    }
}

/// A path as a path of a URI (RFC 3986): everything but unreserved characters and `/` percent-encoded.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses() {
        for (name, uri, base) in [
            (
                "quy trình/a b.toml",
                "quy%20tr%C3%ACnh/a%20b.toml",
                Some(ROOT),
            ),
            ("/tmp/100%.toml", "file:///tmp/100%25.toml", None),
            ("C:/qt/a.toml", "file:///C%3A/qt/a.toml", None),
            ("<stdin>", "%3Cstdin%3E", Some(ROOT)),
        ] {
            let address = address(&Source::new(name, ""));
            assert_eq!((address.uri.as_str(), address.uri_base_id), (uri, base));
        }
    }
}
