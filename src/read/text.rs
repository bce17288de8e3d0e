//! Bytes → text: byte order mark, encoding, size.

use super::problem::{Problem, ProblemKind};
use crate::messages::Localized;
use crate::source::{BYTE_ORDER_MARK, Span};

/// Larger files are no procedures; they are refused before they cost time.
pub const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// The refusal of a file over [`LARGEST_FILE`].
pub fn too_large(bytes: u64) -> Problem {
    let (megabytes, most) = (bytes.div_ceil(1024 * 1024), LARGEST_FILE / (1024 * 1024));
    Problem::new(
        ProblemKind::Unreadable,
        Span::default(),
        Localized::new(
            format!("the file has {megabytes} MB; at most {most} MB are read"),
            format!("tệp có dung lượng {megabytes} MB; chỉ đọc tối đa {most} MB"),
        ),
    )
}

/// UTF-8 text of a file, without its byte order mark. Text that is not UTF-8 gives a problem at the first bad byte and what
/// stands before it. UTF-16 with a byte order mark is named as such, because Notepad writes it.
pub fn decode_text(bytes: &[u8]) -> (String, Vec<Problem>) {
    let encoding = if is_utf_32(bytes) {
        Some("UTF-32")
    } else if is_utf_16(bytes) {
        Some("UTF-16")
    } else {
        None
    };
    if let Some(encoding) = encoding {
        let message = other_encoding(encoding);
        let problem = Problem::new(ProblemKind::Unreadable, Span::default(), message);
        return (String::new(), vec![problem.help(save_as_utf8())]);
    }
    let bytes = without_byte_order_mark(bytes);
    if let Some(nul) = bytes.iter().position(|byte| *byte == 0) {
        let (text, mut problems) = decode_text(bytes.get(..nul).unwrap_or_default());
        if problems.is_empty() {
            let problem = Problem::new(
                ProblemKind::Unreadable,
                Span::new(nul.saturating_sub(1)..nul),
                Localized::fixed(
                    "what comes after this place is no text",
                    "phần sau chỗ này không phải văn bản",
                ),
            );
            problems.push(problem.help(Localized::fixed(
                "restore the file, or remove it if it is no process file",
                "hãy khôi phục tệp, hoặc xóa nếu đây không phải tệp quy trình",
            )));
        }
        return (text, problems);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), Vec::new()),
        Err(error) => {
            let good = error.valid_up_to();
            let text = bytes
                .get(..good)
                .map(String::from_utf8_lossy)
                .unwrap_or_default()
                .into_owned();
            let problem = Problem::new(
                ProblemKind::Unreadable,
                Span::new(good.saturating_sub(1)..good),
                Localized::fixed(
                    "the text after this place is not UTF-8",
                    "phần chữ sau chỗ này không phải UTF-8",
                ),
            );
            (text, vec![problem.help(save_as_utf8())])
        }
    }
}

/// Whether the bytes begin with a byte order mark of UTF-8.
pub fn has_byte_order_mark(bytes: &[u8]) -> bool {
    bytes.starts_with(BYTE_ORDER_MARK.as_bytes())
}

fn without_byte_order_mark(bytes: &[u8]) -> &[u8] {
    bytes
        .strip_prefix(BYTE_ORDER_MARK.as_bytes())
        .unwrap_or(bytes)
}

/// Whether the bytes hold nothing, or nothing but a byte order mark and white space.
pub fn is_blank(bytes: &[u8]) -> bool {
    without_byte_order_mark(bytes).trim_ascii().is_empty()
}

/// Whether the text is UTF-16: a byte order mark says so, or its first two characters are ASCII and take two bytes each.
fn is_utf_16(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xff, 0xfe, ..]
            | [0xfe, 0xff, ..]
            | [1..=0x7f, 0, 1..=0x7f, 0, ..]
            | [0, 1..=0x7f, 0, 1..=0x7f, ..]
    )
}

/// Whether the text is UTF-32: a byte order mark says so, or its first character is ASCII and takes four bytes.
fn is_utf_32(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xff, 0xfe, 0, 0, ..]
            | [0, 0, 0xfe, 0xff, ..]
            | [1..=0x7f, 0, 0, 0, ..]
            | [0, 0, 0, 1..=0x7f, ..]
    )
}

/// Whether these bytes are text as [`decode_text`] reads it. O(bytes).
pub fn is_text(bytes: &[u8]) -> bool {
    !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok()
}

crate::texts! {
    fn other_encoding(encoding: &str) {
        en: "the file is {encoding}, not UTF-8",
        vi: "tệp dùng mã {encoding}, không phải UTF-8",
    }
}

fn save_as_utf8() -> Localized {
    Localized::fixed(
        "save the file again with the encoding UTF-8",
        "hãy lưu lại tệp với mã hóa UTF-8",
    )
}
