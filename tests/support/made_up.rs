//! A made-up report that has everything: two files of one text, problems, labels, related places, a path, a weak finding, a
//! waiver.

#![allow(dead_code, reason = "every test file uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use qmslint::checks::Entry;
use qmslint::finding::{Finding, Grade, PathStep, Standing, Verdict};
use qmslint::messages::{Lang, Localized};
use qmslint::model::calendar::Calendar;
use qmslint::model::name::Id;
use qmslint::model::waiver::{Scope, Waiver};
use qmslint::read::pack::read_rules;
use qmslint::read::process::read_process;
use qmslint::report::text::Style;
use qmslint::report::{Configured, Exit, Input, Options, Report};
use qmslint::run::Criteria;
use qmslint::run::outcomes::Outcomes;
use qmslint::source::{Place, Source, SourceId, Sources, Span};
use qmslint::waive::Gate;
use unicode_normalization::UnicodeNormalization as _;

/// A terminal without colours.
pub const PLAIN: Style = Style {
    width: 90,
    color: false,
    unicode: true,
};

/// What a report depends on besides what was found.
pub fn options() -> Options {
    Options {
        exit: Exit::Unread,
        style: PLAIN,
        folded: true,
        show: Vec::new(),
    }
}

pub const RULES: &str = r#"[[rule]]
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

pub const PROCESS: &str = "[process]\r
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

pub fn both(en: &str, vi: &str) -> Localized {
    Localized::new(en, vi)
}

/// Where a part stands, composed or decomposed.
pub fn span(text: &str, part: &str) -> Span {
    let decomposed: String = part.nfd().collect();
    let found = [part, &decomposed]
        .into_iter()
        .find_map(|part| Some((text.find(part)?, part.len())));
    let (at, length) = found.unwrap();
    Span::new(at..at + length)
}

/// Two processes of the same text: the findings of the second fold into those of the first.
pub fn report(process: &str, lang: Lang) -> Report {
    let mut sources = Sources::default();
    let rules = sources.add(Source::new("rules/own/rules.toml", RULES));
    let (criteria_rules, problems) = read_rules(rules, &Id::new("own"), RULES);
    assert_eq!(problems, []);
    let as_of = "2026-06-01".parse().unwrap();
    let mut report = Report {
        names_in_repository: BTreeMap::new(),
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
        configurations: vec![Configured::default()],
        left_out: None,
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

pub fn extra_paper(process: &str, source: SourceId, rules: SourceId) -> Finding {
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

pub fn decomposed() -> String {
    PROCESS.nfd().collect()
}

/// Waive every finding of the first rule.
pub fn waive_extra_paper(report: &mut Report) {
    let waiver = Arc::new(Waiver {
        rule: Id::new("extra-paper"),
        scope: Scope::Here(Span::default()),
        grade: None,
        reason: "the paper is asked for until the database answers".to_owned(),
        owner: "Head of the one-stop office".to_owned(),
        from: None,
        until: "2026-12-31".parse().unwrap(),
        place: Place {
            source: report.inputs[0].source,
            span: span(PROCESS, "# ở đây"),
        },
    });
    for found in report.outcomes.findings_mut() {
        if found.rule == 0 {
            found.finding.standing = Standing::Waived(waiver.clone());
        }
    }
}
