//! Bytes → text: byte order mark, encoding, size.

use super::problem::{Problem, ProblemKind};
use crate::messages::Localized;
use crate::source::Span;

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
    if is_utf_16(bytes) {
        let problem = Problem::new(
            ProblemKind::Unreadable,
            Span::default(),
            Localized::fixed(
                "the file is UTF-16, not UTF-8",
                "tệp dùng mã UTF-16, không phải UTF-8",
            ),
        );
        return (String::new(), vec![problem.help(save_as_utf8())]);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
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

/// Whether a byte order mark says that the text is UTF-16.
pub fn is_utf_16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

fn save_as_utf8() -> Localized {
    Localized::fixed(
        "save the file again with the encoding UTF-8",
        "hãy lưu lại tệp với mã hóa UTF-8",
    )
}
