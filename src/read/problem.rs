//! What could not be understood of a file: the place, the reason, and what to do.

use schemars::JsonSchema;
use serde::Serialize;

use crate::fix::Fix;
use crate::messages::Localized;
use crate::source::Span;

/// The kind of a problem; its kebab-case name is what reports print in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// The file cannot be opened or is not text.
    Unreadable,
    /// The text does not follow the grammar of its format.
    Syntax,
    /// A key that no file of this kind has.
    UnknownKey,
    /// A word that is none of the fixed ones.
    UnknownWord,
    /// An id that nothing carries.
    UnknownId,
    /// A value of another type.
    WrongType,
    /// A value of the right type that means nothing.
    BadValue,
    /// A key that must be there.
    MissingKey,
    /// Two elements with one id.
    DuplicateId,
    /// A rule pack that is not the one it was pinned to.
    PinMismatch,
    /// A pattern or a path that matches nothing.
    MatchesNothing,
    /// Something that the notation converted into cannot say.
    NotConverted,
}

impl ProblemKind {
    /// The name that reports print.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Syntax => "syntax",
            Self::UnknownKey => "unknown-key",
            Self::UnknownWord => "unknown-word",
            Self::UnknownId => "unknown-id",
            Self::WrongType => "wrong-type",
            Self::BadValue => "bad-value",
            Self::MissingKey => "missing-key",
            Self::DuplicateId => "duplicate-id",
            Self::PinMismatch => "pin-mismatch",
            Self::MatchesNothing => "matches-nothing",
            Self::NotConverted => "not-converted",
        }
    }

    /// What it is, in a sentence.
    pub fn about(self) -> Localized {
        match self {
            Self::Unreadable => Localized::fixed(
                "the file cannot be opened or is not text",
                "không mở được tệp hoặc tệp không phải văn bản",
            ),
            Self::Syntax => Localized::fixed(
                "the text does not follow the grammar of its format",
                "nội dung không đúng cú pháp của định dạng",
            ),
            Self::UnknownKey => Localized::fixed(
                "a key that no file of this kind has",
                "khóa không có trong loại tệp này",
            ),
            Self::UnknownWord => Localized::fixed(
                "a word that is none of the fixed ones",
                "từ không thuộc các giá trị được quy định",
            ),
            Self::UnknownId => {
                Localized::fixed("an id that nothing carries", "mã không có ở phần tử nào")
            }
            Self::WrongType => {
                Localized::fixed("a value of another type", "giá trị không đúng kiểu")
            }
            Self::BadValue => Localized::fixed(
                "a value of the right type that means nothing",
                "giá trị đúng kiểu nhưng không có nghĩa",
            ),
            Self::MissingKey => {
                Localized::fixed("a key that must be there is absent", "thiếu khóa bắt buộc")
            }
            Self::DuplicateId => {
                Localized::fixed("two elements have one id", "hai phần tử có cùng một mã")
            }
            Self::PinMismatch => Localized::fixed(
                "a rule pack is not the one it was pinned to",
                "bộ quy tắc không phải bản đã cố định",
            ),
            Self::MatchesNothing => Localized::fixed(
                "a pattern or a path matches nothing",
                "mẫu hoặc đường dẫn không khớp với tệp nào",
            ),
            Self::NotConverted => Localized::fixed(
                "the notation converted into cannot say this",
                "định dạng chuyển đổi đến không thể hiện được nội dung này",
            ),
        }
    }
}

/// Something of one file that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What sort of problem.
    pub kind: ProblemKind,
    /// Where in the file.
    pub span: Span,
    /// What is wrong.
    pub message: Localized,
    /// What to do.
    pub help: Option<Localized>,
    /// What corrects it, where only one correction can be meant.
    pub fix: Option<Box<Fix>>,
}

impl Problem {
    /// A problem without help.
    pub fn new(kind: ProblemKind, span: Span, message: Localized) -> Self {
        Self {
            kind,
            span,
            message,
            help: None,
            fix: None,
        }
    }

    /// Add what to do.
    #[must_use]
    pub fn help(mut self, help: Localized) -> Self {
        self.help = Some(help);
        self
    }

    /// Say what corrects it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(Box::new(fix));
        self
    }

    /// Suggest the word that must be meant as a correction of the text at the problem's place.
    #[must_use]
    pub fn correct(self, meant: &str, replacement: impl Into<String>) -> Self {
        let span = self.span;
        self.fix(Fix {
            span,
            replacement: replacement.into(),
            why: Localized::new(format!("write `{meant}`"), format!("ghi `{meant}`")),
        })
    }

    /// Suggest the nearest known word.
    #[must_use]
    pub fn did_you_mean(self, near: &str) -> Self {
        self.help(Localized::new(
            format!("did you mean `{near}`?"),
            format!("có phải ý bạn là `{near}`?"),
        ))
    }

    /// List the words that are known here.
    #[must_use]
    pub fn known_words(self, known: &[&str]) -> Self {
        let known = known.join(", ");
        self.help(Localized::new(
            format!("known here: {known}"),
            format!("dùng được ở đây: {known}"),
        ))
    }
}
