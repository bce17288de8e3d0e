//! Codes that do not follow the organisation's scheme.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::List;
use crate::model::name::normal;
use crate::source::Spanned;
use crate::texts;

/// The code must have the shape of one of the patterns. In them `{digits}` stands for one or more digits, `{letters}` for
/// one or more letters and `*` for anything; every other character stands for itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct CodePattern {
    /// Shapes that are allowed: `QT {digits}/{letters}-{letters}`.
    #[schemars(extend("x-vi" = "Các dạng được phép: `QT {digits}/{letters}-{letters}`."))]
    pub patterns: Vec<Spanned<String>>,
}

impl Kind for CodePattern {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let Some(code) = &process.process.code else {
            return Verdict::NotApplicable(no_code());
        };
        let text = normal(code.trim());
        if self
            .patterns
            .iter()
            .any(|pattern| has_shape(&normal(pattern), &text))
        {
            return Verdict::Pass;
        }
        let shapes: Vec<&str> = self
            .patterns
            .iter()
            .map(|pattern| pattern.as_str())
            .collect();
        let finding = Finding::new("process.code", process.place(code.span), malformed(code))
            .help(write_as(&List(&shapes)));
        Verdict::Fail(vec![finding])
    }
}

/// One piece of a pattern.
enum Piece {
    One(char),
    Run(fn(char) -> bool),
    Anything,
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if let Some(next) = rest.strip_prefix("{digits}") {
            pieces.push(Piece::Run(|c| c.is_ascii_digit()));
            rest = next;
        } else if let Some(next) = rest.strip_prefix("{letters}") {
            pieces.push(Piece::Run(char::is_alphabetic));
            rest = next;
        } else {
            pieces.push(if first == '*' {
                Piece::Anything
            } else {
                Piece::One(first)
            });
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    pieces
}

/// Whether a text has the shape of a pattern. Runs the set of all positions that the pieces may have reached, so that no
/// pattern makes it slow: O(pattern × text).
fn has_shape(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut reached = vec![false; text.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for piece in pieces(pattern) {
        let mut next = vec![false; text.len() + 1];
        let mut running = false;
        let mut before = false;
        for ((here, slot), c) in reached
            .iter()
            .zip(&mut next)
            .zip(std::iter::once(None).chain(text.iter().copied().map(Some)))
        {
            // `c` is the character before this position, `before` whether the position before it was reached.
            *slot = match (&piece, c) {
                (Piece::Anything, _) => {
                    running |= *here;
                    running
                }
                (Piece::One(one), Some(c)) => before && *one == c,
                (Piece::Run(belongs), Some(c)) => {
                    running = belongs(c) && (running || before);
                    running
                }
                (_, None) => false,
            };
            before = *here;
        }
        reached = next;
    }
    reached.last().copied().unwrap_or_default()
}

texts! {
    fn no_code() {
        en: "the process states no code",
        vi: "quy trình chưa nêu mã số",
    }
    fn malformed(code: &str) {
        en: "the code \"{code}\" does not follow the scheme of codes",
        vi: "mã số \"{code}\" không theo cách đánh mã số đã quy định",
    }
    fn write_as(shapes: &List<'_, &str>) {
        en: "write it as: {shapes}",
        vi: "hãy viết theo dạng: {shapes}",
    }
}

#[cfg(test)]
mod tests {
    use super::has_shape;

    #[test]
    fn shapes_of_codes() {
        for (pattern, text, fits) in [
            ("QT {digits}/{letters}-{letters}", "QT 01/CX-HCTP", true),
            ("QT {digits}/{letters}-{letters}", "QT 01/ĐK-HCTP", true),
            ("QT {digits}/{letters}-{letters}", "QT /CX-HCTP", false),
            ("QT {digits}/{letters}-{letters}", "QT 01/CX-HCTP2", false),
            ("{digits}.{digits}", "1.013124", true),
            ("{digits}.{digits}*", "2.000983.000.00.00.H10", true),
            ("*{digits}*", "QT-ABC 12", true),
            ("*{digits}*", "QT-ABC", false),
            ("{digits}", "", false),
            ("", "", true),
        ] {
            assert_eq!(has_shape(pattern, text), fits, "{pattern} {text}");
        }
    }
}
