//! What is wrong with a BPMN file: each problem with its place and its words.
//!
//! Problems are data. Which of them fails a run is decided above; here each only says whether something of the file was lost.

use compact_str::CompactString;

use crate::messages::Localized;
use crate::source::Span;

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The bytes of the decoded text.
    pub span: Span,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What can be wrong with a BPMN file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The bytes are not what the encoding allows; U+FFFD stands in their place.
    InvalidBytes(CompactString),
    /// The declared encoding is not one of those that are read.
    UnsupportedEncoding(CompactString),
    /// The declaration names one encoding, the bytes are another.
    MisdeclaredEncoding(CompactString),
    /// The file is larger than [`MAX_BYTES`](super::encoding::MAX_BYTES).
    TooLarge,
    /// Elements nest deeper than [`MAX_DEPTH`](super::xml::MAX_DEPTH).
    TooDeep,
    /// More problems than are worth telling.
    TooMany,
    /// A document type definition: its entities are neither expanded nor fetched.
    DocumentType,
    /// An entity that XML does not define.
    UnknownEntity(CompactString),
    /// An ampersand that starts no entity.
    BareAmpersand,
    /// `<` that starts no tag.
    NotATag,
    /// Text where only the root element may stand.
    StrayText,
    /// A start tag without end tag.
    Unclosed(CompactString),
    /// An end tag without start tag.
    UnmatchedEnd(CompactString),
    /// A tag, comment, CDATA section or instruction that runs into the end of the file.
    Truncated,
    /// An attribute that cannot be read.
    BrokenAttribute,
    /// An attribute given twice.
    DuplicateAttribute,
    /// A prefix without `xmlns`.
    UnboundPrefix(CompactString),
    /// A namespace of another edition of BPMN.
    OtherEdition(CompactString),
    /// No namespace at all.
    NoNamespace,
    /// No `definitions` element of BPMN.
    NotBpmn,
    /// An element that BPMN does not know, or not at this place.
    UnknownElement(CompactString),
    /// Choreographies and conversations: BPMN, but no process.
    Unsupported(CompactString),
    /// Two elements with one id.
    DuplicateId(CompactString),
    /// A required attribute is missing: element, attribute.
    MissingAttribute(CompactString, &'static str),
    /// A reference to an element that is not there: attribute or element that refers, id.
    Unresolved(&'static str, CompactString),
    /// A value that does not fit its attribute: attribute, value.
    BadValue(&'static str, CompactString),
}

impl ProblemKind {
    /// Whether something that the author wrote could not be read. Otherwise the file deviates, but was understood.
    pub fn loses_content(&self) -> bool {
        !matches!(
            self,
            Self::MisdeclaredEncoding(_)
                | Self::DocumentType
                | Self::UnboundPrefix(_)
                | Self::OtherEdition(_)
                | Self::NoNamespace
                | Self::Unsupported(_)
        )
    }

    /// The sentence for the user.
    pub fn text(&self) -> Localized {
        match self {
            Self::InvalidBytes(encoding) => texts::invalid_bytes(encoding),
            Self::UnsupportedEncoding(encoding) => texts::unsupported_encoding(encoding),
            Self::MisdeclaredEncoding(encoding) => texts::misdeclared_encoding(encoding),
            Self::TooLarge => texts::too_large(super::encoding::MAX_BYTES >> 20),
            Self::TooDeep => texts::too_deep(super::xml::MAX_DEPTH),
            Self::TooMany => texts::too_many(),
            Self::DocumentType => texts::document_type(),
            Self::UnknownEntity(name) => texts::unknown_entity(name),
            Self::BareAmpersand => texts::bare_ampersand(),
            Self::NotATag => texts::not_a_tag(),
            Self::StrayText => texts::stray_text(),
            Self::Unclosed(name) => texts::unclosed(name),
            Self::UnmatchedEnd(name) => texts::unmatched_end(name),
            Self::Truncated => texts::truncated(),
            Self::BrokenAttribute => texts::broken_attribute(),
            Self::DuplicateAttribute => texts::duplicate_attribute(),
            Self::UnboundPrefix(prefix) => texts::unbound_prefix(prefix),
            Self::OtherEdition(uri) => texts::other_edition(uri),
            Self::NoNamespace => texts::no_namespace(),
            Self::NotBpmn => texts::not_bpmn(),
            Self::UnknownElement(name) => texts::unknown_element(name),
            Self::Unsupported(name) => texts::unsupported(name),
            Self::DuplicateId(id) => texts::duplicate_id(id),
            Self::MissingAttribute(element, attribute) => {
                texts::missing_attribute(element, attribute)
            }
            Self::Unresolved(from, id) => texts::unresolved(from, id),
            Self::BadValue(attribute, value) => texts::bad_value(attribute, value),
        }
    }
}

/// Problems of one file, capped: one broken tag late in a large file must not bury the rest of the report.
#[derive(Debug, Default)]
pub struct Problems {
    all: Vec<Problem>,
}

/// The most problems that are kept of one file.
pub const MAX_PROBLEMS: usize = 100;

impl Problems {
    /// Record a problem.
    pub fn add(&mut self, span: Span, kind: ProblemKind) {
        match self.all.len() {
            n if n < MAX_PROBLEMS => self.all.push(Problem { span, kind }),
            MAX_PROBLEMS => self.all.push(Problem {
                span,
                kind: ProblemKind::TooMany,
            }),
            _ => {}
        }
    }

    /// All of them, by place.
    pub fn into_sorted(mut self) -> Vec<Problem> {
        self.all.sort_by_key(|problem| problem.span);
        self.all
    }
}

mod texts {
    crate::texts! {
        pub fn invalid_bytes(encoding: &str) {
            en: "these bytes are not {encoding}; the text around them may be wrong",
            vi: "các byte này không phải {encoding}; chữ quanh đó có thể sai",
        }
        pub fn unsupported_encoding(encoding: &str) {
            en: "the encoding {encoding} is not read; save the file as UTF-8",
            vi: "không đọc được bảng mã {encoding}; hãy lưu tệp dạng UTF-8",
        }
        pub fn misdeclared_encoding(encoding: &str) {
            en: "the file declares {encoding}, but its bytes are UTF-8; read as UTF-8",
            vi: "tệp khai báo {encoding} nhưng nội dung là UTF-8; đọc theo UTF-8",
        }
        pub fn too_large(megabytes: usize) {
            en: "the file is larger than {megabytes} MiB and was not read",
            vi: "tệp lớn hơn {megabytes} MiB nên không được đọc",
        }
        pub fn too_deep(depth: usize) {
            en: "elements nest deeper than {depth} levels; what is deeper was not read",
            vi: "phần tử lồng nhau quá {depth} cấp; phần sâu hơn không được đọc",
        }
        pub fn too_many() {
            en: "more problems follow; they are not listed",
            vi: "còn nhiều lỗi nữa, không liệt kê",
        }
        pub fn document_type() {
            en: "a document type definition is not read: its entities are neither expanded nor fetched",
            vi: "không đọc khai báo kiểu tài liệu (DTD): thực thể trong đó không được khai triển hay tải về",
        }
        pub fn unknown_entity(name: &str) {
            en: "the entity \"{name}\" is not one of XML's own and was not expanded",
            vi: "thực thể \"{name}\" không phải của XML nên không được khai triển",
        }
        pub fn bare_ampersand() {
            en: "\"&\" starts no entity; write \"&amp;\"",
            vi: "\"&\" không mở đầu thực thể nào; hãy viết \"&amp;\"",
        }
        pub fn not_a_tag() {
            en: "\"<\" starts no tag; in a text write \"&lt;\"",
            vi: "\"<\" không mở đầu thẻ nào; trong văn bản hãy viết \"&lt;\"",
        }
        pub fn stray_text() {
            en: "text outside the root element",
            vi: "văn bản nằm ngoài phần tử gốc",
        }
        pub fn unclosed(name: &str) {
            en: "<{name}> is never closed",
            vi: "<{name}> không có thẻ đóng",
        }
        pub fn unmatched_end(name: &str) {
            en: "</{name}> closes nothing",
            vi: "</{name}> không đóng thẻ nào",
        }
        pub fn truncated() {
            en: "the file ends in the middle of this",
            vi: "tệp kết thúc giữa chừng tại đây",
        }
        pub fn broken_attribute() {
            en: "this attribute cannot be read: name=\"value\" is expected",
            vi: "không đọc được thuộc tính này: cần dạng tên=\"giá trị\"",
        }
        pub fn duplicate_attribute() {
            en: "this attribute is given twice",
            vi: "thuộc tính này được ghi hai lần",
        }
        pub fn unbound_prefix(prefix: &str) {
            en: "the prefix \"{prefix}\" is bound to no namespace; add xmlns:{prefix} to the root element",
            vi: "tiền tố \"{prefix}\" chưa gắn với không gian tên nào; hãy thêm xmlns:{prefix} vào phần tử gốc",
        }
        pub fn other_edition(uri: &str) {
            en: "\"{uri}\" is not the namespace of BPMN 2.0; read as if it were",
            vi: "\"{uri}\" không phải không gian tên của BPMN 2.0; đọc như BPMN 2.0",
        }
        pub fn no_namespace() {
            en: "the file has no BPMN namespace; read as BPMN 2.0",
            vi: "tệp không có không gian tên BPMN; đọc như BPMN 2.0",
        }
        pub fn not_bpmn() {
            en: "no <definitions> of BPMN 2.0 found: this is not a BPMN file",
            vi: "không thấy <definitions> của BPMN 2.0: đây không phải tệp BPMN",
        }
        pub fn unknown_element(name: &str) {
            en: "BPMN knows no <{name}> at this place; it was left out",
            vi: "BPMN không có <{name}> tại vị trí này; đã bỏ qua",
        }
        pub fn unsupported(name: &str) {
            en: "<{name}> describes no process; it is not checked",
            vi: "<{name}> không mô tả quy trình; không được kiểm tra",
        }
        pub fn duplicate_id(id: &str) {
            en: "the id \"{id}\" is used twice in this file",
            vi: "mã \"{id}\" được dùng hai lần trong tệp",
        }
        pub fn missing_attribute(element: &str, attribute: &str) {
            en: "<{element}> lacks the attribute \"{attribute}\"",
            vi: "<{element}> thiếu thuộc tính \"{attribute}\"",
        }
        pub fn unresolved(from: &str, id: &str) {
            en: "{from} refers to \"{id}\", which is not in this file",
            vi: "{from} trỏ tới \"{id}\" nhưng tệp không có phần tử này",
        }
        pub fn bad_value(attribute: &str, value: &str) {
            en: "\"{value}\" is no value for \"{attribute}\"",
            vi: "\"{value}\" không phải giá trị hợp lệ của \"{attribute}\"",
        }
    }
}
