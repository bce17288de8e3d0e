//! Processes that run inside others: what a step takes through `calls`, and what is said where that cannot be known.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::borrow::Cow;
use std::fmt::Write as _;

use qmslint::checks::RuleCheck;
use qmslint::finding::Verdict;
use qmslint::model::calendar::Calendar;
use qmslint::model::name::Id;
use qmslint::model::process::Process;
use qmslint::read::embedded::embedded_packs;
use qmslint::read::pack::{read_embedded, read_rules};
use qmslint::read::process::read_process;
use qmslint::run::Criteria;
use qmslint::source::{Source, Sources};

/// One rule of the embedded packs.
fn rule(id: &str) -> RuleCheck {
    let mut sources = Sources::default();
    for pack in embedded_packs() {
        let ids = pack.add_to(&mut sources);
        let rules = read_embedded(&pack, &ids).0.rules;
        if let Some(found) = rules.into_iter().find(|rule| rule.rule.id.as_str() == id) {
            return found;
        }
    }
    panic!("no rule {id}");
}

/// What a rule of the packs says of the first file, in English.
fn says(id: &str, files: &[String]) -> String {
    judged(rule(id), files)
}

/// What a rule says of the first file, in English.
fn judged(rule: RuleCheck, files: &[String]) -> String {
    let mut sources = Sources::default();
    let processes: Vec<Process> = files
        .iter()
        .map(|text| {
            let source = sources.add(Source::new("process.toml", text.as_str()));
            read_process(source, text).0
        })
        .collect();
    let criteria = Criteria {
        rules: vec![rule],
        regulations: Vec::new(),
        organisation: None,
        calendar: Cow::Borrowed(Calendar::viet_nam()),
        as_of: "2026-06-01".parse().unwrap(),
    };
    match criteria.run(&processes).remove(0).verdict {
        Verdict::Pass => "pass".to_owned(),
        Verdict::Unknown(reason) => format!("unknown: {}", reason.en),
        Verdict::NotApplicable(reason) => format!("not applicable: {}", reason.en),
        Verdict::Fail(findings) => {
            let mut text = String::new();
            for finding in findings {
                writeln!(text, "{}", finding.message.en).unwrap();
                for step in finding.path {
                    let note = step.note.map_or(Cow::Borrowed(""), |note| note.en);
                    writeln!(text, "  {}: {note}", step.label).unwrap();
                }
            }
            text
        }
    }
}

/// A process that receives for a day and then calls others, one after another.
fn calling(code: &str, header: &str, called: &[&str]) -> String {
    let mut text = format!(
        "[process]\ncode = \"{code}\"\nname = \"{code}\"\n{header}\n\n[[step]]\nid = \"nhan\"\ntime = \"1 ngày\"\n"
    );
    for (number, called) in called.iter().enumerate() {
        write!(
            text,
            "\n[[step]]\nid = \"goi-{number}\"\ncalls = \"{called}\"\n"
        )
        .unwrap();
    }
    text
}

fn exceed(files: &[String]) -> String {
    says("steps-exceed-limit", files)
}

const TEN: &str = "limit = \"10 ngày làm việc\"";
const ONE: &str = "limit = \"1 ngày làm việc\"";

#[test]
fn a_cycle_is_unknown_and_named() {
    let files = [
        calling("QT 01", TEN, &["QT 02"]),
        calling("QT 02", "", &["QT 03"]),
        calling("QT 03", "", &["QT 01"]),
    ];
    insta::assert_snapshot!(exceed(&files));
    let outside = [
        calling("QT 01", TEN, &["QT 02"]),
        calling("QT 02", "", &["QT 02"]),
    ];
    insta::assert_snapshot!(exceed(&outside));
}

#[test]
fn what_is_counted_in_a_cycle_may_already_exceed() {
    let files = [
        calling("QT 01", ONE, &["QT 02"]),
        calling("QT 02", "", &["QT 01"]),
    ];
    insta::assert_snapshot!(exceed(&files));
}

#[test]
fn codes_that_name_no_process_or_two() {
    let caller = calling("QT 01", TEN, &["QT 05/STNMT"]);
    let near = calling("QT 05/SNNMT", "", &[]);
    insta::assert_snapshot!(exceed(std::slice::from_ref(&caller)));
    insta::assert_snapshot!(exceed(&[caller.clone(), near]));
    let one = calling("qt 05/stnmt", "", &[]);
    insta::assert_snapshot!(exceed(&[caller, one.clone(), one]));
}

#[test]
fn a_called_step_without_time_is_named_with_its_process() {
    let called = calling("QT 02", "", &[]) + "\n[[step]]\nid = \"ky\"\n";
    let files = [calling("QT 01", TEN, &["QT 02"]), called];
    insta::assert_snapshot!(exceed(&files));
    insta::assert_snapshot!(says("unowned-time", &files));
}

#[test]
fn an_own_time_is_kept() {
    let caller = calling("QT 01", TEN, &["QT 02"]) + "time = \"9 ngày\"\n";
    assert_eq!(exceed(&[caller]), "pass");
}

#[test]
fn kinds_of_day_are_those_of_the_called_file() {
    let called = calling("QT 02", "days = \"calendar\"", &[]);
    let files = [calling("QT 01", ONE, &["QT 02"]), called];
    insta::assert_snapshot!(exceed(&files));
}

/// The caller has no case, or not the one of the called process: its longest case counts.
#[test]
fn a_case_that_the_caller_lacks_counts_as_the_worst() {
    let called = "[process]\ncode = \"QT 02\"\n\n[[case]]\nid = \"a\"\n\n[[case]]\nid = \"b\"\n\n\
        [[step]]\nid = \"xem\"\ntime = { a = \"2 ngày\", b = \"7 ngày\" }\n";
    let mut files = [calling("QT 01", ONE, &["QT 02"]), called.to_owned()];
    insta::assert_snapshot!(exceed(&files));
    files[0] += "\n[[case]]\nid = \"a\"\n\n[[case]]\nid = \"c\"\n";
    insta::assert_snapshot!(exceed(&files));
}

#[test]
fn a_call_in_a_loop_counts_for_each_round() {
    let caller = calling("QT 01", ONE, &["QT 02"])
        + "next = [{ to = \"nhan\", when = \"chưa đạt\" }, { to = \"tra\" }]\nrounds = 2\n\n\
           [[step]]\nid = \"tra\"\ntime = \"1 ngày\"\n";
    insta::assert_snapshot!(exceed(&[caller, calling("QT 02", "", &[])]));
}

#[test]
fn a_stopped_clock_counts_no_call() {
    let caller = calling("QT 01", ONE, &["QT 02"]) + "clock = \"stopped\"\n";
    assert_eq!(exceed(&[caller]), "pass");
}

/// Working and calendar time take turns in the called process more often than is kept apart.
#[test]
fn many_changes_of_kind_are_added_up_by_kind() {
    let mut called = calling("QT 02", "", &[]);
    for step in 0..50 {
        let kind = ["làm việc", "lịch"][step % 2];
        write!(
            called,
            "\n[[step]]\nid = \"s{step}\"\ntime = \"1 ngày {kind}\"\n"
        )
        .unwrap();
    }
    insta::assert_snapshot!(exceed(&[calling("QT 01", ONE, &["QT 02"]), called]));
}

/// Each process calls the next one twice: 2^60 days, found by looking at each process once.
#[test]
fn doubling_calls_are_bounded() {
    let mut files = Vec::new();
    for level in 0..60 {
        let next = format!("QT {}", level + 1);
        files.push(calling(&format!("QT {level}"), TEN, &[&next, &next]));
    }
    files.push(calling("QT 60", "", &[]));
    assert!(exceed(&files).starts_with("the steps take "));
}

#[test]
fn a_long_chain_of_calls_does_not_exhaust_the_stack() {
    let mut files = vec![calling("QT 0", "limit = \"1999 ngày\"", &["QT 1"])];
    for level in 1..1999 {
        let next = format!("QT {}", level + 1);
        files.push(calling(&format!("QT {level}"), "", &[&next]));
    }
    files.push(calling("QT 1999", "", &[]));
    let said = says("steps-exceed-limit", &files);
    assert!(
        said.starts_with("the steps take 2000 days, 1999 days are declared"),
        "{said}"
    );
}

/// A rule on the time that must pass between two steps.
fn waits(days: u32) -> RuleCheck {
    let text = format!(
        r#"[[rule]]
id = "wait"
grade = "minor"
title = {{ en = "too soon", vi = "quá sớm" }}
why = {{ en = "an example", vi = "ví dụ" }}
fix = {{ en = "see the example", vi = "xem ví dụ" }}
check.between = {{ first = {{ name = "nhan" }}, then = {{ name = "tra" }}, least = "{days} ngày làm việc" }}
"#
    );
    let mut sources = Sources::default();
    let source = sources.add(Source::new("rules.toml", text.as_str()));
    let (mut rules, problems) = read_rules(source, &Id::new("own"), &text);
    assert!(problems.is_empty(), "{problems:?}");
    rules.remove(0)
}

/// A wait is at least as long as the quickest way through a called process, not as its longest.
#[test]
fn the_least_time_counts_a_called_process_with_its_best() {
    let caller = "[process]\ncode = \"A\"\nname = \"A\"\ndays = \"working\"\n\n[[step]]\nid = \"nhan\"\nname = \"nhan\"\ntime = \"1 ngày\"\n\n\
        [[step]]\nid = \"goi\"\ncalls = \"B\"\n\n[[step]]\nid = \"tra\"\nname = \"tra\"\ntime = \"1 ngày\"\n";
    let other = |slow: &str| {
        format!(
            "[process]\ncode = \"B\"\nname = \"B\"\n\n[[step]]\nid = \"chia\"\ntime = \"0 ngày làm việc\"\nnext = [\"nhanh\", \"cham\"]\n\n\
             [[step]]\nid = \"nhanh\"\ntime = \"1 ngày làm việc\"\nend = true\n\n[[step]]\nid = \"cham\"\ntime = \"{slow}\"\n"
        )
    };
    let days = |least: u32, slow: &str| judged(waits(least), &[caller.to_owned(), other(slow)]);
    insta::assert_snapshot!(days(3, "5 ngày làm việc"));
    assert_eq!(days(2, "5 ngày làm việc"), "pass");
    // Bare days and working days side by side: what is quickest depends on what a bare day is.
    assert_eq!(
        days(3, "5 ngày"),
        "unknown: the best time of a called process is not known"
    );
}

/// In the called process one way is longer by number, the other one on most days of receipt: ten working days against twelve by the
/// calendar. Dates follow both.
#[test]
fn all_ways_through_a_called_process_are_followed_by_dates() {
    let caller = |limit: &str| {
        format!(
            "[process]\ncode = \"A\"\nname = \"A\"\nlimit = \"{limit}\"\n\n[[step]]\nid = \"nhan\"\ntime = \"0 ngày làm việc\"\n\n\
             [[step]]\nid = \"goi\"\ncalls = \"B\"\n"
        )
    };
    let branches = "[process]\ncode = \"B\"\nname = \"B\"\n\n[[step]]\nid = \"chia\"\ntime = \"0 ngày làm việc\"\nnext = [\"phong\", \"niem-yet\"]\n\n\
         [[step]]\nid = \"phong\"\ntime = \"10 ngày làm việc\"\nend = true\n\n[[step]]\nid = \"niem-yet\"\ntime = \"12 ngày lịch\"\n";
    let cases = "[process]\ncode = \"B\"\nname = \"B\"\n\n[[case]]\nid = \"a\"\n\n[[case]]\nid = \"b\"\n\n\
         [[step]]\nid = \"xem\"\ntime = { a = \"10 ngày làm việc\", b = \"12 ngày lịch\" }\n";
    // Another process in between changes nothing.
    let between =
        "[process]\ncode = \"B\"\nname = \"B\"\n\n[[step]]\nid = \"goi\"\ncalls = \"C\"\n";
    let nested = branches.replace("\"B\"", "\"C\"");
    for others in [vec![branches], vec![cases], vec![between, &nested]] {
        let files = |limit: &str| -> Vec<String> {
            let others = others.iter().map(|file| (*file).to_owned());
            std::iter::once(caller(limit)).chain(others).collect()
        };
        let said = exceed(&files("13 ngày lịch"));
        assert!(said.contains("goi: calls B: 10 working days"), "{said}");
        assert_eq!(exceed(&files("40 ngày lịch")), "pass");
    }
    insta::assert_snapshot!(exceed(&[caller("13 ngày lịch"), branches.to_owned()]));
    // Twelve days by the calendar are longest by number, and keep the limit.
    let alone = branches.replace("10 ngày làm việc", "1 ngày làm việc");
    assert_eq!(exceed(&[caller("13 ngày lịch"), alone]), "pass");
}

/// Processes with several ways, each calling the next one, deeper than dates follow them.
#[test]
fn a_long_chain_of_branching_calls_is_unknown() {
    let level = |level: usize| {
        format!(
            "[process]\ncode = \"L{level}\"\nname = \"L{level}\"\n{}\n[[step]]\nid = \"chia\"\ntime = \"0 ngày làm việc\"\n\
             next = [\"goi\", \"tra\"]\n\n[[step]]\nid = \"goi\"\ncalls = \"L{}\"\nend = true\n\n[[step]]\nid = \"tra\"\ntime = \"1 ngày làm việc\"\n",
            if level == 0 {
                "limit = \"40 ngày lịch\"\n"
            } else {
                ""
            },
            level + 1
        )
    };
    let last = |level: usize| {
        format!(
            "[process]\ncode = \"L{level}\"\nname = \"L{level}\"\n\n[[step]]\nid = \"chia\"\ntime = \"0 ngày làm việc\"\nnext = [\"a\", \"b\"]\n\n\
             [[step]]\nid = \"a\"\ntime = \"2 ngày làm việc\"\nend = true\n\n[[step]]\nid = \"b\"\ntime = \"3 ngày lịch\"\n"
        )
    };
    for (depth, expected) in [
        (8, "pass"),
        (
            40,
            "unknown: working and calendar time take turns too often",
        ),
        (
            3000,
            "unknown: working and calendar time take turns too often",
        ),
    ] {
        let mut files: Vec<String> = (0..depth).map(level).collect();
        files.push(last(depth));
        let said = exceed(&files);
        assert!(said.starts_with(expected), "{depth}: {said}");
    }
}
