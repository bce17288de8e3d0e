//! Reading process files: every error of a file in one run, with its place, and never a panic.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;

use proptest::prelude::*;
use qmslint::read::process::read_process;
use qmslint::read::text::decode_text;
use qmslint::source::{Source, SourceId};

/// `line:column kind: message (help)` for each problem, in one language.
fn problems(text: &str, vietnamese: bool) -> String {
    let (_, problems) = read_process(SourceId(0), text);
    let source = Source::new("process.toml", text);
    let mut lines = String::new();
    for problem in problems {
        let at = source.position(problem.span.start);
        let say = |text: &qmslint::messages::Localized| {
            if vietnamese {
                text.vi.clone()
            } else {
                text.en.clone()
            }
        };
        let (quoted, message) = (source.slice(problem.span), say(&problem.message));
        write!(
            lines,
            "{}:{} {} «{quoted}» {message}",
            at.line,
            at.column,
            problem.kind.name()
        )
        .unwrap();
        if let Some(help) = &problem.help {
            write!(lines, " | {}", say(help)).unwrap();
        }
        lines.push('\n');
    }
    lines
}

const MANY_ERRORS: &str = r#"
[process]
code = "QT 01"
nam = "Cấp bản sao"
level = "comune"
issued = "07/7/2025"
limit = "5 ngay lam viec"
days = "working"

[[case]]
id = "xac-minh"

[[step]]
id = "tiep-nhan"
kind = "recieve"
time = "năm giờ rưỡi gì đó"
next = ["tham-tra", { to = "tham-trra", wen = "hợp lệ" }]
rounds = "hai"

[[step]]
id = "tham-tra"
time = { xac-min = "2 ngày", xac-minh = 3 }
cases = ["xacminh"]

[[step]]
id = "tham-tra"
join = "al"

[[stepp]]
id = "x"
"#;

#[test]
fn one_run_reports_every_shape_error() {
    insta::assert_snapshot!("shape_errors_en", problems(MANY_ERRORS, false));
    insta::assert_snapshot!("shape_errors_vi", problems(MANY_ERRORS, true));
}

#[test]
fn a_branch_names_its_step() {
    for next in ["[{ when = \"đủ hồ sơ\" }]", "{ when = \"đủ hồ sơ\" }"] {
        let text = format!("[process]\n[[step]]\nid = \"a\"\nnext = {next}\n");
        let said = problems(&text, false);
        assert!(said.contains("missing-key"), "{said}");
        assert!(said.contains("`to` is missing"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn one_run_reports_every_syntax_error() {
    let text = "[process]\ncode = QT 01\nname = \"Cấp bản sao\nversion == \"01\"\n\n[[step]\nid = \"a\"\n[[step]]\nid = \"b\"\ntime\n";
    insta::assert_snapshot!("syntax_errors_en", problems(text, false));
    insta::assert_snapshot!("syntax_errors_vi", problems(text, true));
}

#[test]
fn what_stands_beside_an_error_is_still_read() {
    let (process, problems) = read_process(SourceId(0), MANY_ERRORS);
    assert_eq!(process.process.code.as_ref().unwrap().value, "QT 01");
    assert_eq!(process.steps.len(), 3);
    assert!(
        process.steps[0].time.is_none(),
        "an unreadable time is no time"
    );
    assert!(problems.len() > 10);
}

#[test]
fn decomposed_and_composed_spellings_are_the_same_name() {
    let composed = "[[case]]\nid = \"xác-minh\"\n[[step]]\nid = \"a\"\ntime = { \"xa\u{301}c-minh\" = \"1 ngày\" }\n";
    let (process, problems) = read_process(SourceId(0), composed);
    assert!(problems.is_empty(), "{problems:?}");
    let case = process.cases[0].id.value.clone();
    assert!(process.steps[0].time_in(Some(&case)).is_some());
}

#[test]
fn odd_bytes_are_problems() {
    let (text, found) = decode_text(b"\xef\xbb\xbf[process]\r\ncode = \"QT 01\"\r\n");
    assert!(found.is_empty());
    let (process, found) = read_process(SourceId(0), &text);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(process.process.code.as_ref().unwrap().value, "QT 01");
    assert_eq!(decode_text(b"[process]\nname = \"C\xe2p\"\n").1.len(), 1);
    assert_eq!(decode_text(b"\xff\xfe[\0").1.len(), 1);
    let (_, found) = read_process(SourceId(0), "");
    assert!(
        found.is_empty(),
        "an empty file has no syntax error: {found:?}"
    );
}

#[test]
fn ten_thousand_levels_of_nesting_are_a_problem() {
    for (open, close) in [("[", "]"), ("{a=", "}")] {
        let text = format!("x = {}{}\n", open.repeat(10_000), close.repeat(10_000));
        let (_, found) = read_process(SourceId(0), &text);
        assert!(!found.is_empty());
        assert!(found.len() <= qmslint::read::decode::MOST_PROBLEMS);
    }
}

#[test]
fn a_thousand_wrong_values_stay_bounded() {
    let text = "[[step]]\ntime = 5\n".repeat(1000);
    let (process, found) = read_process(SourceId(0), &text);
    assert_eq!(found.len(), qmslint::read::decode::MOST_PROBLEMS);
    assert!(!process.unread.is_empty());
}

fn fixtures() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/processes");
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    names.retain(|name| {
        name.extension()
            .is_some_and(|extension| extension == "toml")
    });
    names
        .into_iter()
        .map(|name| std::fs::read(name).unwrap())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    /// Whatever byte of a real file is changed, removed or doubled: reading gives an answer.
    #[test]
    fn a_mutated_fixture_never_panics(pick in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte in any::<u8>(), how in 0..4) {
        thread_local!(static FILES: Vec<Vec<u8>> = fixtures());
        let mut bytes = FILES.with(|files| files[pick.index(files.len())].clone());
        let at = at.index(bytes.len());
        match how {
            0 => bytes[at] = byte,
            1 => { bytes.remove(at); }
            2 => bytes.insert(at, byte),
            _ => bytes.truncate(at),
        }
        let (text, _) = decode_text(&bytes);
        let (process, problems) = read_process(SourceId(0), &text);
        let source = Source::new("mutated.toml", text);
        for problem in &problems {
            prop_assert!(problem.span.start <= problem.span.end && problem.span.end as usize <= source.text().len());
        }
        prop_assert!(process.unread.len() == problems.len());
    }
}

/// Every case is a workflow of its own, so their number is bounded, and what is not read is said.
#[test]
fn too_many_cases_are_said() {
    let case = |index: usize| format!("[[case]]\nid = \"c{index}\"\n");
    let of = |count: usize| {
        let cases: Vec<String> = (0..count).map(case).collect();
        format!("[process]\ncode = \"x\"\n{}", cases.concat())
    };
    let (process, problems) = read_process(SourceId(0), &of(500));
    assert_eq!((process.cases.len(), problems.len()), (500, 0));
    let text = of(501);
    let (process, problems) = read_process(SourceId(0), &text);
    assert_eq!((process.cases.len(), problems.len()), (500, 1));
    let from = &text[problems[0].span.range().start..];
    assert!(from.starts_with("[[case]]\nid = \"c500\""), "{from}");
    assert!(problems[0].message.en.contains("at most 500 cases"));
    // Of a process with many steps there are fewer.
    let steps = "[[step]]\nname = \"x\"\n".repeat(20_000);
    let (process, problems) = read_process(SourceId(0), &(of(60) + &steps));
    assert_eq!((process.cases.len(), problems.len()), (52, 1));
    assert!(problems[0].message.en.contains("at most 52 cases"));
}
