//! `JUnit` XML: a suite for each process, a test case for each rule, so that passes show as passes.
//!
//! A failure is what makes the run fail; findings below that, and accepted ones, pass or are skipped with the reason. What
//! could not be read, and that nothing was checked, are errors. The document follows both the schema of Jenkins and that of
//! Ant's `JUnitReport` (Windy Road), which asks for host, time and a day: the host is `localhost`, the time is 0 because
//! outputs hold nothing that differs from run to run, and the day is the one for which is judged.
//!
//! Written by quick-xml: `quick-junit` 0.8 writes attributes that both schemas refuse and lacks elements that the second
//! requires, and brings chrono, uuid and a second quick-xml along.

use std::collections::BTreeSet;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::clean::one_line;
use super::plain::{NOTHING_CHECKED, details, position};
use super::words::{grade_word, known_before, outcome_word, waived_by};
use super::{Report, Reported, nothing_checked};
use crate::checks::Entry;
use crate::finding::{Grade, OutcomeKind, Standing};

/// What became of a test case.
enum Status {
    Passed,
    Skipped(String),
    Failed { message: String, text: String },
    Error { message: String, text: String },
}

/// A rule held against a process, or a file that could not be read.
struct Case {
    name: String,
    class: String,
    kind: String,
    status: Status,
}

/// A process, or everything that belongs to none.
struct Suite {
    name: String,
    file: String,
    cases: Vec<Case>,
    /// Findings that do not make the run fail.
    said: Vec<String>,
}

/// The whole report.
pub fn junit(report: &Report) -> String {
    let mut suites: Vec<Suite> = Vec::new();
    suites.extend(of_no_process(report));
    for (index, process) in report.processes.iter().enumerate() {
        let mut suite = Suite::of(report, process);
        for outcome in report.outcomes.of_process(index) {
            let rule = report
                .rule(outcome.rule)
                .map_or("", |rule| rule.id.as_str());
            let findings = outcome.verdict.findings().iter();
            let findings: Vec<Reported<'_>> = findings
                .filter_map(|finding| {
                    let rule = report.rule(outcome.rule)?;
                    Some(report.reported(rule, report.fail_on(outcome.criteria), finding))
                })
                .collect();
            let reason = outcome
                .verdict
                .reason()
                .map_or("", |reason| reason.in_lang(report.lang));
            let status = match outcome.verdict.kind() {
                kind @ (OutcomeKind::NotApplicable | OutcomeKind::Unknown) => {
                    let word = outcome_word(kind);
                    Status::Skipped(format!("{}: {}", word.in_lang(report.lang), reason))
                }
                _ => suite.judge(report, &findings),
            };
            suite.cases.push(Case {
                name: rule.to_owned(),
                class: suite.name.clone(),
                kind: gravest(&findings).name().to_owned(),
                status,
            });
        }
        suites.push(suite);
    }
    written(report, &suites)
}

fn gravest(findings: &[Reported<'_>]) -> Grade {
    let grades = findings.iter().map(|reported| reported.grade);
    grades.max().unwrap_or(Grade::Observation)
}

/// What could not be read, that nothing was checked, and what is wrong with waivers.
fn of_no_process(report: &Report) -> Option<Suite> {
    let mut suite = Suite {
        name: "qmslint".to_owned(),
        file: String::new(),
        cases: Vec::new(),
        said: Vec::new(),
    };
    if let Some(nothing) = nothing_checked(report) {
        suite.cases.push(Case {
            name: NOTHING_CHECKED.to_owned(),
            class: "qmslint".to_owned(),
            kind: NOTHING_CHECKED.to_owned(),
            status: Status::Error {
                message: nothing.in_lang(report.lang).to_owned(),
                text: String::new(),
            },
        });
    }
    for (at, place, problem) in report.problems() {
        let mut lines = vec![position(report, place)];
        lines.extend(
            problem
                .help
                .iter()
                .map(|help| one_line(help.in_lang(report.lang))),
        );
        suite.cases.push(Case {
            name: format!(
                "{} {}:{}",
                problem.kind.name(),
                at.start.line,
                at.start.column
            ),
            class: at.file.to_owned(),
            kind: problem.kind.name().to_owned(),
            status: Status::Error {
                message: one_line(problem.message.in_lang(report.lang)),
                text: lines.join("\n"),
            },
        });
    }
    let mut seen = BTreeSet::new();
    for known in &report.gate.rules {
        if !seen.insert(&known.rule.id) {
            continue;
        }
        let findings = report.gate.findings.iter().filter_map(|fault| {
            let rule = &report.gate.rules.get(fault.rule)?.rule;
            let fail_on = report.fail_on(fault.criteria);
            (rule.id == known.rule.id).then(|| report.reported(rule, fail_on, &fault.finding))
        });
        let findings: Vec<Reported<'_>> = findings.collect();
        let status = suite.judge(report, &findings);
        suite.cases.push(Case {
            name: known.rule.id.to_string(),
            class: "qmslint".to_owned(),
            kind: gravest(&findings).name().to_owned(),
            status,
        });
    }
    (!suite.cases.is_empty()).then_some(suite)
}

impl Suite {
    fn of(report: &Report, process: &Entry) -> Self {
        let file = report
            .sources
            .get(process.source)
            .map_or("", |source| source.name());
        let same_file = report
            .processes
            .iter()
            .filter(|other| other.source == process.source);
        let title = process.code.as_ref().or(process.name.as_ref());
        let name = match title {
            Some(title) if same_file.count() > 1 => format!("{file} {}", one_line(title)),
            _ => file.to_owned(),
        };
        Self {
            name,
            file: file.to_owned(),
            cases: Vec::new(),
            said: Vec::new(),
        }
    }

    /// The status of a rule with these findings; those that do not make the run fail are told in the suite's output.
    fn judge(&mut self, report: &Report, findings: &[Reported<'_>]) -> Status {
        let lang = report.lang;
        let (counting, aside): (Vec<_>, Vec<_>) = findings
            .iter()
            .partition(|reported| reported.finding.counts());
        let (failing, below): (Vec<_>, Vec<_>) =
            counting.into_iter().partition(|reported| reported.fails);
        self.said
            .extend(below.iter().map(|reported| told(report, reported)));
        if let Some(first) = failing.first() {
            let texts: Vec<String> = failing
                .iter()
                .map(|reported| told(report, reported))
                .collect();
            return Status::Failed {
                message: one_line(first.finding.message.in_lang(lang)),
                text: texts.join("\n\n"),
            };
        }
        let reasons: Vec<String> = aside
            .iter()
            .map(|reported| match &reported.finding.standing {
                Standing::Waived(waiver) => {
                    let said = waived_by(&waiver.owner, waiver.until, &waiver.reason);
                    one_line(said.in_lang(lang))
                }
                Standing::Known | Standing::Counts => {
                    known_before(&one_line(reported.finding.message.in_lang(lang)))
                        .in_lang(lang)
                        .to_owned()
                }
            })
            .collect();
        if reasons.is_empty() || !below.is_empty() {
            Status::Passed
        } else {
            Status::Skipped(reasons.join("; "))
        }
    }
}

/// A finding with its place and details.
fn told(report: &Report, reported: &Reported<'_>) -> String {
    let head = format!(
        "{}: {}[{}] {}",
        position(report, reported.finding.place),
        grade_word(reported.grade).in_lang(report.lang),
        reported.rule.id,
        one_line(reported.finding.message.in_lang(report.lang))
    );
    let mut lines = vec![head];
    lines.extend(details(report, reported));
    lines.join("\n")
}

fn written(report: &Report, suites: &[Suite]) -> String {
    let mut xml = Xml {
        writer: Writer::new_with_indent(Vec::new(), b' ', 2),
    };
    xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    xml.event(Event::Start(BytesStart::new("testsuites")));
    let day = format!("{}T00:00:00", report.as_of);
    for (rank, suite) in suites.iter().enumerate() {
        xml.suite(rank, suite, &day);
    }
    xml.end("testsuites");
    let mut text = String::from_utf8_lossy(&xml.writer.into_inner()).into_owned();
    text.push('\n');
    text
}

struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    fn event(&mut self, event: Event<'_>) {
        // Writing to memory cannot fail.
        let _ = self.writer.write_event(event);
    }

    fn end(&mut self, name: &str) {
        self.event(Event::End(BytesEnd::new(name)));
    }

    fn suite(&mut self, rank: usize, suite: &Suite, day: &str) {
        let count = |is: fn(&Status) -> bool| {
            let all = suite.cases.iter().filter(|case| is(&case.status));
            all.count().to_string()
        };
        let mut start = BytesStart::new("testsuite");
        for (key, value) in [
            ("name", suite.name.as_str()),
            (
                "package",
                if suite.file.is_empty() {
                    "qmslint"
                } else {
                    &suite.file
                },
            ),
            ("id", &rank.to_string()),
            ("timestamp", day),
            ("hostname", "localhost"),
            ("tests", &suite.cases.len().to_string()),
            (
                "failures",
                &count(|status| matches!(status, Status::Failed { .. })),
            ),
            (
                "errors",
                &count(|status| matches!(status, Status::Error { .. })),
            ),
            (
                "skipped",
                &count(|status| matches!(status, Status::Skipped(_))),
            ),
            ("time", "0"),
        ] {
            attribute(&mut start, key, value);
        }
        self.event(Event::Start(start));
        self.event(Event::Empty(BytesStart::new("properties")));
        for case in &suite.cases {
            self.case(case);
        }
        self.text("system-out", &suite.said.join("\n\n"));
        self.text("system-err", "");
        self.end("testsuite");
    }

    fn case(&mut self, case: &Case) {
        let mut start = BytesStart::new("testcase");
        attribute(&mut start, "name", &case.name);
        attribute(&mut start, "classname", &case.class);
        attribute(&mut start, "time", "0");
        let (name, message, text) = match &case.status {
            Status::Passed => return self.event(Event::Empty(start)),
            Status::Skipped(reason) => ("skipped", reason, ""),
            Status::Failed { message, text } => ("failure", message, text.as_str()),
            Status::Error { message, text } => ("error", message, text.as_str()),
        };
        self.event(Event::Start(start));
        let mut said = BytesStart::new(name);
        attribute(&mut said, "message", message);
        if name != "skipped" {
            attribute(&mut said, "type", &case.kind);
        }
        if text.is_empty() {
            self.event(Event::Empty(said));
        } else {
            self.event(Event::Start(said));
            self.event(Event::Text(BytesText::new(&legal(text))));
            self.end(name);
        }
        self.end("testcase");
    }

    fn text(&mut self, name: &str, text: &str) {
        if text.is_empty() {
            return self.event(Event::Empty(BytesStart::new(name)));
        }
        self.event(Event::Start(BytesStart::new(name)));
        self.event(Event::Text(BytesText::new(&legal(text))));
        self.end(name);
    }
}

fn attribute(element: &mut BytesStart<'_>, key: &str, value: &str) {
    element.push_attribute((key, legal(&one_line(value)).as_str()));
}

/// The text without the characters that no XML 1.0 document may hold.
fn legal(text: &str) -> String {
    let is_illegal = |letter: char| {
        (letter.is_control() && !matches!(letter, '\t' | '\n' | '\r'))
            || matches!(letter, '\u{fffe}' | '\u{ffff}')
    };
    text.replace(is_illegal, "\u{fffd}")
}
