//! SARIF 2.1.0 (OASIS, 2020), for code scanning and for every viewer of static analysis results.
//!
//! Every rule that was run stands in `tool.driver.rules`, so that a reader sees what was checked, not only what was found.
//! Waived findings are results with a suppression. What could not be read, and that nothing was checked, are notifications
//! of an invocation that did not succeed: a viewer that shows no result must not call the run clean.

mod place;
mod result;
mod rule;
mod shape;

use self::place::Artifacts;
use self::shape::{
    Descriptor, Driver, Id, Invocation, Log, Message, MessageString, Notification, Run, Tool,
};
use super::plain::{NOTHING_CHECKED, sentence};
use super::words::{NO_PROCESS, NO_RULE};
use super::{Options, Report, nothing_checked};
use crate::messages::{Lang, Localized};
use crate::read::problem::ProblemKind;

/// Where the schema of the format is published.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The tool as a package URL (ECMA-427): it names this version wherever the source is kept.
const PACKAGE: &str = concat!("pkg:cargo/qmslint@", env!("CARGO_PKG_VERSION"));

/// The whole report.
pub fn sarif(report: &Report, options: &Options) -> String {
    let mut artifacts = Artifacts::of(report);
    let rules = rule::Rules::of(report);
    let findings = report.findings();
    let results = findings
        .iter()
        .map(|reported| result::result(report, &rules, &mut artifacts, reported))
        .collect();
    let notifications = notifications(report, &mut artifacts);
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    full_name: concat!("qmslint ", env!("CARGO_PKG_VERSION")),
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: PACKAGE,
                    short_description: Message::of(report, &ABOUT),
                    language: report.lang,
                    rules: rules.descriptors,
                    notifications: kinds(report),
                },
            },
            invocations: [Invocation {
                exit_code: options.exit.code(),
                execution_successful: options.exit.is_whole(),
                tool_execution_notifications: notifications,
            }],
            original_uri_base_ids: place::bases(report),
            language: report.lang,
            column_kind: "unicodeCodePoints",
            artifacts: artifacts.finish(),
            results,
            properties: shape::RunProperties {
                as_of: report.as_of,
            },
        }],
    };
    // Strings, numbers and lists always serialise.
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

const ABOUT: Localized = Localized::fixed(
    "Checks that an organisation's processes comply with its regulations and with ISO 9001",
    "Kiểm tra quy trình của tổ chức theo quy định và theo ISO 9001",
);

fn notifications(report: &Report, artifacts: &mut Artifacts<'_>) -> Vec<Notification> {
    let mut all = Vec::new();
    if let Some(nothing) = nothing_checked(report) {
        all.push(Notification {
            descriptor: Id {
                id: NOTHING_CHECKED,
            },
            level: "error",
            message: Message::of(report, &nothing),
            locations: Vec::new(),
        });
    }
    for (at, place, problem) in report.problems() {
        let mut text = sentence(problem.message.in_lang(report.lang));
        if let Some(help) = &problem.help {
            text.push(' ');
            text.push_str(&sentence(help.in_lang(report.lang)));
        }
        all.push(Notification {
            descriptor: Id {
                id: problem.kind.name(),
            },
            level: "error",
            message: Message { text },
            locations: vec![artifacts.location(report, place, at)],
        });
    }
    all
}

/// The kinds of notification: those that this run has.
fn kinds(report: &Report) -> Vec<Descriptor<'_>> {
    let mut kinds = Vec::new();
    let lang = report.lang;
    if nothing_checked(report).is_some() {
        let about = Localized::new(
            format!("{}; {}", NO_PROCESS.en, NO_RULE.en),
            format!("{}; {}", NO_PROCESS.vi, NO_RULE.vi),
        );
        let texts = [&about, &NOTHING_IS_NO_SUCCESS, &LOOK_AT_PATHS];
        kinds.push(Descriptor::of_notification(NOTHING_CHECKED, texts, lang));
    }
    let mut met: Vec<ProblemKind> = report.problems.iter().map(|(_, it)| it.kind).collect();
    met.sort_unstable();
    met.dedup();
    kinds.extend(met.into_iter().map(|kind| {
        let texts = [&kind.about(), &NOT_WHOLE, &MEND_IT];
        Descriptor::of_notification(kind.name(), texts, lang)
    }));
    kinds
}

const NOTHING_IS_NO_SUCCESS: Localized = Localized::fixed(
    "a run that checked nothing is no success; its exit code is 3",
    "không kiểm tra được gì thì không phải là đạt; mã kết thúc là 3",
);
const LOOK_AT_PATHS: Localized = Localized::fixed(
    "look at the paths, at what is excluded, and at which rules are in force: `qmslint config`",
    "hãy xem lại đường dẫn, phần loại trừ và các quy tắc đang áp dụng: `qmslint config`",
);
const NOT_WHOLE: Localized = Localized::fixed(
    "what could be understood was checked all the same; the exit code is 2, because findings may be missing",
    "phần hiểu được vẫn được kiểm tra; mã kết thúc là 2 vì có thể còn thiếu phát hiện",
);
const MEND_IT: Localized = Localized::fixed(
    "put right what the message names, and check again",
    "hãy sửa chỗ được nêu rồi kiểm tra lại",
);

impl Message {
    /// A text of the tool as a sentence in the language of the run.
    fn of(report: &Report, text: &Localized) -> Self {
        Self {
            text: sentence(text.in_lang(report.lang)),
        }
    }
}

impl MessageString {
    fn new(text: &Localized, lang: Lang) -> Self {
        Self {
            text: sentence(text.in_lang(lang)),
            markdown: None,
        }
    }
}

impl Descriptor<'_> {
    /// What it is, what follows from it, and what to do: code scanning wants all three.
    fn of_notification(
        id: &'static str,
        [about, follows, help]: [&Localized; 3],
        lang: Lang,
    ) -> Self {
        Self {
            id,
            name: None,
            short_description: MessageString::new(about, lang),
            full_description: Some(MessageString::new(follows, lang)),
            help: Some(MessageString::new(help, lang)),
            default_configuration: None,
            properties: None,
        }
    }
}

/// The level of a grade.
fn level(grade: crate::finding::Grade) -> &'static str {
    match grade {
        crate::finding::Grade::Major => "error",
        crate::finding::Grade::Minor => "warning",
        crate::finding::Grade::Observation => "note",
    }
}
