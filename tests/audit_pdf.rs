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

/// Writes a PDF and, beside it, the run as JSON and as a page.
fn write(place: &Path, threads: &str) -> (Vec<u8>, Value) {
    let (file, run) = (place.join("audit.pdf"), place.join("run.json"));
    let page = place.join("audit.html");
    let code = Command::new(env!("CARGO_BIN_EXE_qmslint"))
        .arg("report")
        .args(RUN)
        .args(["-o".as_ref(), file.as_os_str()])
        .args(["-o".as_ref(), run.as_os_str()])
        .args(["-o".as_ref(), page.as_os_str()])
        .current_dir(folder("."))
        .env_clear()
        .env("RAYON_NUM_THREADS", threads)
        .status()
        .unwrap();
    assert_eq!(code.code(), Some(1), "there are findings");
    let run = serde_json::from_slice(&std::fs::read(run).unwrap()).unwrap();
    (std::fs::read(file).unwrap(), run)
}

/// A title as an outline holds it: UTF-16 in hexadecimal.
fn as_bookmark(title: &str) -> String {
    let digits = title.encode_utf16().map(|unit| format!("{unit:04X}"));
    digits.collect()
}

#[test]
fn the_same_run_gives_the_same_archival_pdf() {
    let place = tempfile::tempdir().unwrap();
    let (bytes, run) = write(place.path(), "1");
    let (again, _) = write(place.path(), "4");
    assert!(bytes == again, "the same run gives the same bytes");
    let pdf = String::from_utf8_lossy(&bytes);
    assert!(pdf.starts_with("%PDF-1.7"));
    for wanted in [
        "<pdfaid:part>2</pdfaid:part>",
        ">Báo cáo đánh giá nội bộ: UBND phường</rdf:li>",
        "/Lang(vi)",
        "/Outlines",
        // The day that is judged for, not that of the run.
        "2026-06-01T00:00:00",
    ] {
        assert!(pdf.contains(wanted), "{wanted}");
    }
    let count = |wanted: &str| pdf.matches(wanted).count();
    assert_eq!(count("/FontFile2"), 2, "both faces are embedded");
    let pages = count("/Type/Page") - count("/Type/Pages");
    assert!(pages > 100, "{pages}");
    assert!(pdf.contains(&format!("/Count {pages}")));
    for title in [
        "Kết luận",
        "Bảng điều khoản",
        "Sổ theo dõi phát hiện",
        "Phụ lục: quy tắc",
    ] {
        assert!(pdf.contains(&as_bookmark(title)), "{title}");
    }
    // Every finding is a place that can be linked to: `audit.pdf#f-…`.
    for finding in run["findings"].as_array().unwrap() {
        let anchor = format!("(f-{})", &finding["fingerprint"].as_str().unwrap()[..12]);
        assert!(pdf.contains(&anchor), "{anchor}");
    }
}

/// Heights of the areas that lead to the pages of a process, in points.
fn areas_to_processes(pdf: &str) -> Vec<f32> {
    let links = pdf.split("/Subtype/Link/Rect[").skip(1);
    let to_process = links.filter_map(|link| {
        let (area, rest) = link.split_once(']')?;
        rest.split_once("/Dest(")?.1.strip_prefix("p-")?;
        let edges: Vec<f32> = area.split(' ').map(|edge| edge.parse().unwrap()).collect();
        Some(edges[3] - edges[1])
    });
    to_process.collect()
}

/// As in the page, each finding about a step has a small drawing, which leads to the whole one.
#[test]
fn findings_about_steps_have_a_small_drawing() {
    let place = tempfile::tempdir().unwrap();
    let (bytes, _) = write(place.path(), "2");
    let page = std::fs::read_to_string(place.path().join("audit.html")).unwrap();
    let in_page = page.matches("<svg class=\"small\"").count();
    assert!(in_page > 50, "{in_page}");
    // A line of text is lower than any drawing.
    let areas = areas_to_processes(&String::from_utf8_lossy(&bytes));
    assert_eq!(areas.iter().filter(|high| **high > 20.0).count(), in_page);
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
