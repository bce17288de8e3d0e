//! Bytes → text: finds the encoding of an XML file as XML 1.0, Appendix F does, and decodes it.
//!
//! Spans everywhere else refer to the decoded text, which becomes the text of the source. UTF-8, UTF-16 and the two
//! single-byte encodings that modelling tools write (ISO-8859-1, Windows-1252) are read; no table of further encodings
//! is carried along.

use std::borrow::Cow;
use std::str::Utf8Error;

use super::problem::{ProblemKind, Problems};
use crate::source::Span;

/// The largest file that is read, in bytes. The largest diagram of the corpus has less than 1 MiB.
pub const MAX_BYTES: usize = 64 << 20;

/// How far into the file the XML declaration is looked for, in bytes.
const DECLARATION: usize = 256;

/// Decode a file. O(bytes); UTF-8 without errors is not copied, be it borrowed or owned.
pub fn decode<'a>(bytes: Cow<'a, [u8]>, problems: &mut Problems) -> Cow<'a, str> {
    if bytes.len() > MAX_BYTES {
        problems.add(Span::default(), ProblemKind::TooLarge);
        return Cow::Borrowed("");
    }
    match &*bytes {
        [0xEF, 0xBB, 0xBF, ..] => utf8(without(bytes, 3), problems),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes, problems),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes, problems),
        [b'<', 0, ..] => utf16(&bytes, u16::from_le_bytes, problems),
        [0, b'<', ..] => utf16(&bytes, u16::from_be_bytes, problems),
        _ => declared(bytes, problems),
    }
}

/// What follows the first few bytes.
fn without(bytes: Cow<'_, [u8]>, first: usize) -> Cow<'_, [u8]> {
    match bytes {
        Cow::Borrowed(bytes) => Cow::Borrowed(bytes.get(first..).unwrap_or_default()),
        Cow::Owned(mut bytes) => {
            bytes.drain(..first.min(bytes.len()));
            Cow::Owned(bytes)
        }
    }
}

/// The encoding that the declaration names, with its place; none means UTF-8.
fn declaration(bytes: &[u8]) -> Option<(String, Span)> {
    // Decoded as the whole will be where no encoding fits, so that the place holds in the decoded text.
    let head = String::from_utf8_lossy(bytes.get(..DECLARATION.min(bytes.len()))?);
    let line = head.get(..head.find("?>")?)?;
    let at = line.find("encoding")? + "encoding".len();
    let rest = line.get(at..)?;
    let quote = rest.find(['"', '\''])?;
    let mark = rest.get(quote..=quote)?;
    let value = rest.get(quote + 1..)?;
    let value = value.get(..value.find(mark)?)?;
    let start = at + quote + 1;
    Some((
        value.to_ascii_lowercase(),
        Span::new(start..start + value.len()),
    ))
}

fn declared<'a>(bytes: Cow<'a, [u8]>, problems: &mut Problems) -> Cow<'a, str> {
    let Some((name, span)) = declaration(&bytes) else {
        return utf8(bytes, problems);
    };
    match name.as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => utf8(bytes, problems),
        "iso-8859-1" | "iso8859-1" | "latin1" | "latin-1" => {
            Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect())
        }
        "windows-1252" | "cp1252" => Cow::Owned(bytes.iter().map(|byte| cp1252(*byte)).collect()),
        _ => {
            let (text, is_whole) = text(bytes);
            let kind = if is_whole.is_ok() {
                ProblemKind::MisdeclaredEncoding(name.into())
            } else {
                ProblemKind::UnsupportedEncoding(name.into())
            };
            problems.add(span, kind);
            text
        }
    }
}

fn utf8<'a>(bytes: Cow<'a, [u8]>, problems: &mut Problems) -> Cow<'a, str> {
    let (text, is_whole) = text(bytes);
    if let Err(error) = is_whole {
        let at = error.valid_up_to();
        let broken = Span::new(at..at + '\u{FFFD}'.len_utf8());
        problems.add(broken, ProblemKind::InvalidBytes("UTF-8".into()));
    }
    text
}

/// The text in UTF-8, and what is wrong with the first bytes that are none.
fn text(bytes: Cow<'_, [u8]>) -> (Cow<'_, str>, Result<(), Utf8Error>) {
    match bytes {
        Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), Ok(())),
            Err(error) => (String::from_utf8_lossy(bytes), Err(error)),
        },
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) => (Cow::Owned(text), Ok(())),
            Err(error) => {
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                (Cow::Owned(text), Err(error.utf8_error()))
            }
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, problems: &mut Problems) -> Cow<'static, str> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut broken = None;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let at = text.len();
        text.push(decoded.unwrap_or_else(|_| {
            broken.get_or_insert(at);
            char::REPLACEMENT_CHARACTER
        }));
    }
    if !rest.is_empty() {
        broken.get_or_insert(text.len());
        text.push(char::REPLACEMENT_CHARACTER);
    }
    if let Some(at) = broken {
        let span = Span::new(at..at + '\u{FFFD}'.len_utf8());
        problems.add(span, ProblemKind::InvalidBytes("UTF-16".into()));
    }
    Cow::Owned(text)
}

/// Windows-1252 as the WHATWG Encoding Standard maps it: ISO-8859-1 except for 0x80-0x9F.
fn cp1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    let high = byte.checked_sub(0x80).map(usize::from);
    high.and_then(|index| HIGH.get(index))
        .copied()
        .unwrap_or_else(|| char::from(byte))
}
