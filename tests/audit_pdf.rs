//! The printed report: an archival PDF whose bytes depend on the run only, with outline, title, language and text that can be
//! searched.

#![cfg(feature = "pdf")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::folder;

const RUN: [&str; 7] = [
    "fixtures/processes",
    "--as-of",
    "2026-06-01",
    "--lang",
    "vi",
    "--organisation",
    "UBND phường",
];

/// Writes a PDF and, beside it, the run as JSON.
fn write(place: &Path, threads: &str) -> (Vec<u8>, Value) {
    let (file, run) = (place.join("audit.pdf"), place.join("run.json"));
    let code = Command::new(env!("CARGO_BIN_EXE_qmslint"))
        .arg("report")
        .args(RUN)
        .args(["-o".as_ref(), file.as_os_str()])
        .args(["-o".as_ref(), run.as_os_str()])
        .current_dir(folder("."))
        .env_clear()
        .env("RAYON_NUM_THREADS", threads)
        .status()
        .unwrap();
    assert_eq!(code.code(), Some(1), "there are findings");
    let run = serde_json::from_slice(&std::fs::read(run).unwrap()).unwrap();
    (std::fs::read(file).unwrap(), run)
}

fn count(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes
        .windows(wanted.len())
        .filter(|window| *window == wanted)
        .count()
}

/// A title as an outline holds it: UTF-16 in hexadecimal.
fn as_bookmark(title: &str) -> Vec<u8> {
    let digits = title.encode_utf16().map(|unit| format!("{unit:04X}"));
    digits.collect::<String>().into_bytes()
}

#[test]
fn the_same_run_gives_the_same_archival_pdf() {
    let place = tempfile::tempdir().unwrap();
    let (bytes, run) = write(place.path(), "1");
    let (again, _) = write(place.path(), "4");
    assert!(bytes == again, "the same run gives the same bytes");
    assert!(bytes.starts_with(b"%PDF-1.7"));
    for wanted in [
        "<pdfaid:part>2</pdfaid:part>",
        ">Báo cáo đánh giá nội bộ: UBND phường</rdf:li>",
        "/Lang(vi)",
        "/Outlines",
        // The day that is judged for, not that of the run.
        "2026-06-01T00:00:00",
    ] {
        assert!(count(&bytes, wanted.as_bytes()) > 0, "{wanted}");
    }
    assert_eq!(count(&bytes, b"/FontFile2"), 2, "both faces are embedded");
    let pages = count(&bytes, b"/Type/Page") - count(&bytes, b"/Type/Pages");
    assert!(pages > 100, "{pages}");
    assert!(count(&bytes, format!("/Count {pages}").as_bytes()) > 0);
    for title in [
        "Kết luận",
        "Bảng điều khoản",
        "Sổ theo dõi phát hiện",
        "Phụ lục: quy tắc",
    ] {
        assert!(count(&bytes, &as_bookmark(title)) > 0, "{title}");
    }
    // Every finding is a place that can be linked to: `audit.pdf#f-…`.
    for finding in run["findings"].as_array().unwrap() {
        let anchor = format!("(f-{})", &finding["fingerprint"].as_str().unwrap()[..12]);
        assert!(count(&bytes, anchor.as_bytes()) > 0, "{anchor}");
    }
}

/// Where `pdftotext` is at hand, the text is read back: what was found, under its number, and every hash.
#[test]
fn the_text_can_be_read_back() {
    let place = tempfile::tempdir().unwrap();
    let (_, run) = write(place.path(), "2");
    let Ok(read) = Command::new("pdftotext")
        .arg(place.path().join("audit.pdf"))
        .arg("-")
        .output()
    else {
        eprintln!("pdftotext is not there: the text was not read back");
        return;
    };
    assert!(read.status.success() && read.stderr.is_empty(), "{read:?}");
    // Where lines break does not matter.
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let text = bare(&String::from_utf8(read.stdout).unwrap());
    for finding in run["findings"].as_array().unwrap() {
        let message = bare(finding["message"].as_str().unwrap());
        let beginning: String = message.chars().take(60).collect();
        assert!(text.contains(&beginning), "{message}");
    }
    for file in run["audit"]["files"].as_array().unwrap() {
        assert!(text.contains(file["sha256"].as_str().unwrap()));
    }
    assert!(text.contains("Hiệulựccủahànhđộng"), "fields to fill in");
    assert!(text.contains(&bare(run["audit"]["verdict"]["formula"].as_str().unwrap())));
}
