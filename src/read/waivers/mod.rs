//! Waivers, as they are written: `waivers.toml` and comments in process files and side files.
//!
//! What a waiver lacks is no error of reading: the waiver holds nothing then, and a rule about waivers says so.

mod comment;
mod file;
mod toml_text;
mod xml_text;

pub use self::comment::{has_remark, in_side_file, in_toml, in_xml};
pub use self::file::{RawWaiver, WaiverFile, read_waivers};
