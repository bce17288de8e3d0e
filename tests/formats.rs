//! The formats, on one made-up report that has everything: agreeing positions, one language, carets under Vietnamese letters.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/made_up.rs"]
mod made_up;

use insta::assert_snapshot;
use made_up::{PLAIN, PROCESS, decomposed, options, report, waive_extra_paper};
use qmslint::finding::OutcomeKind;
use qmslint::messages::Lang;
use qmslint::report::concise::concise;
use qmslint::report::json::json;
use qmslint::report::narrated::narrated;
use qmslint::report::text::{Style, text};
use unicode_width::UnicodeWidthStr as _;

#[test]
fn text_in_both_languages() {
    let show = [OutcomeKind::Unknown];
    assert_snapshot!(
        "text_en",
        text(&report(PROCESS, Lang::En), &PLAIN, true, &show)
    );
    assert_snapshot!(
        "text_vi",
        text(&report(PROCESS, Lang::Vi), &PLAIN, true, &show)
    );
    let ascii = Style {
        unicode: false,
        width: 60,
        ..PLAIN
    };
    assert_snapshot!(
        "text_ascii_narrow",
        text(&report(PROCESS, Lang::En), &ascii, true, &[])
    );
}

#[test]
fn narrated_in_both_languages() {
    assert_snapshot!("narrated_en", narrated(&report(PROCESS, Lang::En), true));
    assert_snapshot!("narrated_vi", narrated(&report(PROCESS, Lang::Vi), true));
}

#[test]
fn concise_and_json() {
    assert_snapshot!("concise", concise(&report(PROCESS, Lang::En)));
    assert_snapshot!("json", json(&report(PROCESS, Lang::En), &options()));
}

/// The words of the tool itself, in the Vietnamese report, hold no English ones.
#[test]
fn vietnamese_is_vietnamese_only() {
    for said in [
        text(
            &report(PROCESS, Lang::Vi),
            &PLAIN,
            true,
            &[OutcomeKind::Unknown],
        ),
        narrated(&report(PROCESS, Lang::Vi), true),
        concise(&report(PROCESS, Lang::Vi)),
    ] {
        for word in [
            "error", "help", "related", "path:", "basis:", "explain:", "note:", "warning",
            "major[", "file ", "line ",
        ] {
            assert!(!said.to_lowercase().contains(word), "{word} in\n{said}");
        }
    }
}

/// Every underline begins and ends below the first and the last letter of what it underlines, composed or not.
#[test]
fn carets_stand_under_vietnamese_letters() {
    for process in [PROCESS.to_owned(), decomposed()] {
        let said = text(&report(&process, Lang::En), &PLAIN, true, &[]);
        let lines: Vec<&str> = said.lines().collect();
        let at = lines
            .iter()
            .position(|line| line.contains("name = \"T"))
            .unwrap();
        let (code, under) = (lines[at], lines[at + 1]);
        let quoted = &code[code.find('"').unwrap()..=code.rfind('"').unwrap()];
        let left = code[..code.find('"').unwrap()].width();
        let underline: String = under.chars().skip(left).take(quoted.width()).collect();
        assert!(
            underline.chars().all(|c| c == '─' || c == '┬'),
            "{code}\n{under}"
        );
        assert!(
            !under.chars().take(left).any(|c| c == '─'),
            "{code}\n{under}"
        );
        assert_eq!(
            under.trim_end().width(),
            left + quoted.width(),
            "{code}\n{under}"
        );
    }
    assert_snapshot!(
        "text_decomposed",
        text(&report(&decomposed(), Lang::Vi), &PLAIN, true, &[])
    );
}

#[test]
fn fingerprints_do_not_move_with_lines() {
    let of = |process: &str| -> Vec<String> {
        report(process, Lang::En)
            .findings()
            .into_iter()
            .map(|reported| reported.fingerprint)
            .collect()
    };
    let before = of(PROCESS);
    assert_eq!(before, of(&format!("# a line more\r\n{PROCESS}")));
    let different: std::collections::BTreeSet<&String> = before.iter().collect();
    assert_eq!(different.len(), before.len());
}

#[test]
fn colours_are_only_where_they_are_wanted() {
    let colored = Style {
        color: true,
        ..PLAIN
    };
    let report = report(PROCESS, Lang::En);
    assert!(text(&report, &colored, true, &[]).contains("\u{1b}["));
    assert!(!text(&report, &PLAIN, true, &[]).contains('\u{1b}'));
}

/// What was waived stays in the report and counts nowhere.
#[test]
fn waived_findings_are_kept_and_do_not_count() {
    let mut report = report(PROCESS, Lang::En);
    assert!(report.fails());
    let before = report.counting().len();
    waive_extra_paper(&mut report);
    assert!(!report.fails());
    assert_eq!(report.counting().len(), before - 2);
    assert_eq!(report.findings().len(), before);
    assert!(!concise(&report).contains("extra-paper"));
    let shown = text(&report, &PLAIN, true, &[OutcomeKind::Waived]);
    insta::assert_snapshot!("text_waived", shown);
    let json: serde_json::Value = serde_json::from_str(&json(&report, &options())).unwrap();
    let is_waived = |found: &&serde_json::Value| found["waived"] == true;
    let found = json["findings"].as_array().unwrap();
    assert_eq!(found.iter().filter(is_waived).count(), 2);
    assert_eq!(found[0]["waiver"]["until"], "2026-12-31");
    assert_eq!(json["summary"]["findings"]["major"], 0);
    assert_eq!(json["summary"]["waived"], 2);
    assert_eq!(json["summary"]["outcomes"]["waived"], 2);
}
