//! The formats, on one made-up report that has everything: agreeing positions, one language, carets under Vietnamese letters.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::borrow::Cow;
use std::collections::BTreeMap;

use insta::assert_snapshot;
use qmslint::checks::Entry;
use qmslint::finding::{Finding, Grade, OutcomeKind, PathStep, Standing, Verdict};
use qmslint::messages::{Lang, Localized};
use qmslint::model::calendar::Calendar;
use qmslint::model::name::Id;
use qmslint::model::waiver::{Scope, Waiver};
use qmslint::read::pack::read_rules;
use qmslint::read::process::read_process;
use qmslint::report::concise::concise;
use qmslint::report::json::json;
use qmslint::report::narrated::narrated;
use qmslint::report::text::{Style, text};
use qmslint::report::{Input, Report};
use qmslint::run::Criteria;
use qmslint::run::outcomes::Outcomes;
use qmslint::source::{Place, Source, SourceId, Sources, Span};
use qmslint::waive::Gate;
use unicode_normalization::UnicodeNormalization as _;
use unicode_width::UnicodeWidthStr as _;

const PLAIN: Style = Style {
    width: 90,
    color: false,
    unicode: true,
};

const RULES: &str = r#"[[rule]]
id = "extra-paper"
grade = "major"
clause = "8.2.2"
basis = "63/2010/NĐ-CP, Điều 8"
title = { en = "An extra paper", vi = "Thừa giấy tờ" }
why = { en = "Why.", vi = "Vì sao." }
fix = { en = "remove the paper", vi = "bỏ giấy tờ này" }
check.required-field = { fields = ["code"] }

[[rule]]
id = "not-sure"
grade = "major"
confirmed = false
title = { en = "Not sure", vi = "Chưa chắc" }
why = { en = "Why.", vi = "Vì sao." }
fix = { en = "look again", vi = "xem lại" }
check.required-field = { fields = ["code"] }
"#;

const PROCESS: &str = "[process]\r
code = \"QT 01\"\r
nmae = \"Đăng ký khai sinh\"\r
\r
[[document]]\r
name = \"Tờ trình của Ủy ban nhân dân xã\" # ở đây\r
copies = 2\r
\r
[[step]]\r
name = \"Tiếp nhận\"\r
time = \"1 ngày\"\r
";

fn both(en: &str, vi: &str) -> Localized {
    Localized::new(en, vi)
}

/// Where a part stands, composed or decomposed.
fn span(text: &str, part: &str) -> Span {
    let decomposed: String = part.nfd().collect();
    let found = [part, &decomposed]
        .into_iter()
        .find_map(|part| Some((text.find(part)?, part.len())));
    let (at, length) = found.unwrap();
    Span::new(at..at + length)
}

/// Two processes of the same text: the findings of the second fold into those of the first.
fn report(process: &str, lang: Lang) -> Report {
    let mut sources = Sources::default();
    let rules = sources.add(Source::new("rules/own/rules.toml", RULES));
    let (criteria_rules, problems) = read_rules(rules, &Id::new("own"), RULES);
    assert_eq!(problems, []);
    let as_of = "2026-06-01".parse().unwrap();
    let mut report = Report {
        sources,
        inputs: Vec::new(),
        processes: Vec::new(),
        whole: BTreeMap::new(),
        criteria: vec![Criteria {
            rules: criteria_rules,
            regulations: Vec::new(),
            organisation: None,
            calendar: Cow::Borrowed(Calendar::viet_nam()),
            as_of,
        }],
        fail_on: vec![Grade::Minor],
        rules: vec![(0, 0), (0, 1)],
        as_of,
        outcomes: Outcomes::default(),
        problems: Vec::new(),
        gate: Gate::default(),
        lang,
    };
    for name in ["b.toml", "a.toml"] {
        let source = report.sources.add(Source::new(name, process));
        let (read, problems) = read_process(source, process);
        report
            .problems
            .extend(problems.into_iter().map(|problem| (source, problem)));
        report.processes.push(Entry::of(&read, 0));
        report.inputs.push(Input {
            source,
            sha256: "0".repeat(64),
        });
        let extra = Verdict::Fail(vec![extra_paper(process, source, rules)]);
        let place = Place {
            source,
            span: span(process, "\"1 ngày\""),
        };
        let weak = Finding::new(
            "process.step.1.time",
            place,
            both("this may be long", "thời gian này có thể dài"),
        );
        let too_long = if name == "a.toml" {
            Verdict::Fail(vec![
                weak.weak(both("it rests on a guess", "dựa trên suy đoán")),
            ])
        } else {
            Verdict::Unknown(both("no time is stated", "chưa nêu thời gian"))
        };
        report.outcomes.push(0, [extra, too_long]);
    }
    report
}

fn extra_paper(process: &str, source: SourceId, rules: SourceId) -> Finding {
    let at = |part: &str| Place {
        source,
        span: span(process, part),
    };
    let quoted = process.lines().find(|line| line.contains(" # ")).unwrap();
    let quoted = quoted
        .strip_prefix("name = ")
        .unwrap()
        .split(" # ")
        .next()
        .unwrap();
    let related = Place {
        source: rules,
        span: span(RULES, "\"8.2.2\""),
    };
    let step = |label: &str, place: Place, en: &str, vi: &str| PathStep {
        label: label.to_owned(),
        place,
        note: Some(both(en, vi)),
    };
    Finding::new(
        "process.document.to-trinh",
        at(quoted),
        both(
            &format!(
                "{quoted} is not among the papers that may be demanded from any applicant at all"
            ),
            &format!("{quoted} không có trong thành phần hồ sơ được phép yêu cầu người dân nộp"),
        ),
    )
    .label(both("demanded here", "yêu cầu tại đây"))
    .related(at("2"), both("two copies", "hai bản"))
    .related(
        related,
        both(
            "the regulation allows 2 papers",
            "quy định cho phép 2 giấy tờ",
        ),
    )
    .path(vec![
        step(
            "Tiếp nhận",
            at("\"Tiếp nhận\""),
            "1 day, total 1 day",
            "1 ngày, cộng 1 ngày",
        ),
        step(
            "Trả kết quả",
            at("\"1 ngày\""),
            "2 days, total 3 days",
            "2 ngày, cộng 3 ngày",
        ),
    ])
}

fn decomposed() -> String {
    PROCESS.nfd().collect()
}

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
    assert_snapshot!("json", json(&report(PROCESS, Lang::En)));
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

/// `file:line:column` of every problem and finding, from each format.
#[test]
fn positions_agree() {
    for process in [PROCESS.to_owned(), decomposed()] {
        let report = report(&process, Lang::En);
        let concise: Vec<String> = concise(&report)
            .lines()
            .map(|line| line.splitn(4, ':').take(3).collect::<Vec<_>>().join(":"))
            .collect();
        let value: serde_json::Value = serde_json::from_str(&json(&report)).unwrap();
        let places = |key: &str| -> Vec<String> {
            let all = value[key].as_array().unwrap();
            all.iter()
                .map(|one| {
                    format!(
                        "{}:{}:{}",
                        one["file"].as_str().unwrap(),
                        one["line"],
                        one["column"]
                    )
                })
                .collect()
        };
        let from_json = [places("problems"), places("findings")].concat();
        assert_eq!(concise, from_json);
        assert_eq!(concise.len(), 5);
        let said = text(&report, &PLAIN, false, &[]);
        for place in &concise {
            assert!(said.contains(&format!("[{place}]")), "{place} in\n{said}");
        }
        let told = narrated(&report, false);
        for place in &concise {
            let parts: Vec<&str> = place.split(':').collect();
            let sentence = format!("File {}, line {}, column {}.", parts[0], parts[1], parts[2]);
            assert!(told.contains(&sentence), "{sentence} in\n{told}");
        }
    }
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
    let waiver = std::sync::Arc::new(Waiver {
        rule: Id::new("extra-paper"),
        scope: Scope::Here(Span::default()),
        reason: "the paper is asked for until the database answers".to_owned(),
        owner: "Head of the one-stop office".to_owned(),
        from: None,
        until: "2026-12-31".parse().unwrap(),
        place: Place {
            source: report.inputs[0].source,
            span: span(PROCESS, "# ở đây"),
        },
    });
    assert!(report.fails());
    let before = report.counting().len();
    for found in report.outcomes.findings_mut() {
        if found.rule == 0 {
            found.finding.standing = Standing::Waived(waiver.clone());
        }
    }
    assert!(!report.fails());
    assert_eq!(report.counting().len(), before - 2);
    assert_eq!(report.findings().len(), before);
    assert!(!concise(&report).contains("extra-paper"));
    let shown = text(&report, &PLAIN, true, &[OutcomeKind::Waived]);
    insta::assert_snapshot!("text_waived", shown);
    let json: serde_json::Value = serde_json::from_str(&json(&report)).unwrap();
    let is_waived = |found: &&serde_json::Value| found["waived"] == true;
    let found = json["findings"].as_array().unwrap();
    assert_eq!(found.iter().filter(is_waived).count(), 2);
    assert_eq!(found[0]["waiver"]["until"], "2026-12-31");
    assert_eq!(json["summary"]["findings"]["major"], 0);
    assert_eq!(json["summary"]["waived"], 2);
    assert_eq!(json["summary"]["outcomes"]["waived"], 2);
}
