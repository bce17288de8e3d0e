//! Waivers: active, ending within thirty days, ended, unused.

use crate::messages::{Lang, Localized};
use crate::model::date::Date;
use crate::model::name::Id;
use crate::model::waiver::Scope;
use crate::report::Report;
use crate::report::audit::access;
use crate::report::clean::one_line;
use crate::source::Source;
use crate::waive::WaiverState;

/// Days before its last one on which a waiver is said to be ending.
const SOON: i32 = 30;

/// A waiver as the report shows it.
#[derive(Clone, Debug)]
pub(crate) struct WaiverRow {
    pub(crate) rule: String,
    /// What it is about: file or process, and element.
    pub(crate) about: String,
    pub(crate) state: &'static str,
    pub(crate) reason: String,
    pub(crate) owner: String,
    pub(crate) until: Date,
    /// File and line.
    pub(crate) written: String,
    /// Number of findings it accepts.
    pub(crate) findings: usize,
}

static ACTIVE: Localized = Localized::fixed("active", "đang hiệu lực");
static ENDING: Localized = Localized::fixed("ending within 30 days", "hết hạn trong vòng 30 ngày");
static ENDED: Localized = Localized::fixed("ended", "đã hết hạn");
static UNUSED: Localized = Localized::fixed("unused", "không dùng đến");
static NOT_JUDGED: Localized =
    Localized::fixed("not judged in this run", "không xét trong lần này");
const HERE: Localized = Localized::fixed("here in the file", "ngay trong tệp");

/// Every waiver of the run, in the order in which they are written.
pub(crate) fn rows(report: &Report) -> Vec<WaiverRow> {
    let lang = report.lang;
    let rows = report.gate.waivers.iter().map(|used| {
        let waiver = &used.waiver;
        let at = report.location(waiver.place);
        let about = match &waiver.scope {
            Scope::Here(_) => HERE.in_lang(lang).to_owned(),
            Scope::Beside { diagram, .. } => {
                one_line(report.sources.get(*diagram).map_or("", Source::name))
            }
            Scope::Named {
                file,
                process,
                element,
                case,
                ..
            } => {
                let case = case.as_ref().map(Id::as_str);
                let parts = [
                    Some(file.as_str()),
                    process.as_deref(),
                    Some(element.as_str()),
                    case,
                ];
                let parts: Vec<&str> = parts.into_iter().flatten().collect();
                one_line(&parts.join(", "))
            }
        };
        let state = match used.state {
            WaiverState::Active if ends_soon(waiver.until, access::as_of(report)) => &ENDING,
            WaiverState::Active => &ACTIVE,
            WaiverState::Ended => &ENDED,
            WaiverState::Unused => &UNUSED,
            WaiverState::NotJudged => &NOT_JUDGED,
        };
        WaiverRow {
            rule: one_line(waiver.rule.as_str()),
            about,
            state: word(state, lang),
            reason: one_line(&waiver.reason),
            owner: one_line(&waiver.owner),
            until: waiver.until,
            written: format!("{}:{}", one_line(at.file), at.start.line),
            findings: used.findings,
        }
    });
    rows.collect()
}

/// These texts stand in the program, so they live as long as it.
fn word(text: &'static Localized, lang: Lang) -> &'static str {
    text.in_lang(lang)
}

fn ends_soon(until: Date, as_of: Date) -> bool {
    until
        .0
        .since(as_of.0)
        .is_ok_and(|span| span.get_days() <= SOON)
}
