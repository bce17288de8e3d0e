//! The words around findings, in the reader's language: grades, headings, the sentences of the end.

pub use crate::finding::grade_word;

use crate::checks::CaseTimes;
use crate::finding::OutcomeKind;
use crate::messages::{List, Localized};

/// A sort of outcome in the reader's words.
pub fn outcome_word(kind: OutcomeKind) -> Localized {
    match kind {
        OutcomeKind::Pass => Localized::fixed("pass", "đạt"),
        OutcomeKind::Fail => Localized::fixed("fail", "không đạt"),
        OutcomeKind::Waived => Localized::fixed("waived", "được chấp nhận tạm"),
        OutcomeKind::NotApplicable => Localized::fixed("not applicable", "không áp dụng"),
        OutcomeKind::Unknown => Localized::fixed("unknown", "chưa kết luận được"),
    }
}

/// The word before a problem.
pub const ERROR: Localized = Localized::fixed("error", "lỗi");
/// Before what to do.
pub const HELP: Localized = Localized::fixed("help", "cách sửa");
/// Before the legal basis.
pub const BASIS: Localized = Localized::fixed("basis", "căn cứ");
/// Before the command that explains.
pub const EXPLAIN: Localized = Localized::fixed("explain", "giải thích");
/// Before a further place.
pub const RELATED: Localized = Localized::fixed("related", "liên quan");
/// Before a finding that was there and is gone.
pub const RESOLVED: Localized = Localized::fixed("resolved", "đã khắc phục");
/// Before a witness path.
pub const PATH: Localized = Localized::fixed("path", "đường đi");
/// Before why a finding is weaker than its rule.
pub const NOTE: Localized = Localized::fixed("note", "ghi chú");
/// What to say of a rule whose basis was not read.
pub const NOT_CONFIRMED: Localized = Localized::fixed(
    "the basis of this rule is not confirmed, so it reports observations only",
    "căn cứ của quy tắc này chưa được kiểm chứng nên chỉ nêu để lưu ý",
);
/// No process was found.
pub const NO_PROCESS: Localized = Localized::fixed(
    "nothing was checked: no process was found",
    "chưa kiểm tra được gì: không tìm thấy quy trình nào",
);
/// No rule applied.
pub const NO_RULE: Localized = Localized::fixed(
    "nothing was checked: no rule applied to any process",
    "chưa kiểm tra được gì: không quy tắc nào áp dụng cho quy trình nào",
);
/// What holds where no configuration lies above a file.
pub const NO_CONFIGURATION: Localized = Localized::fixed("no configuration", "cấu hình mặc định");

/// A count with its noun.
pub fn counted(count: usize, (one, many): (&str, &str), vietnamese: &str) -> Localized {
    let english = if count == 1 { one } else { many };
    Localized::new(
        format!("{count} {english}"),
        format!("{count} {vietnamese}"),
    )
}

crate::texts! {
    /// Nothing was done where a configuration leaves something out.
    pub fn nothing_but(said: &Localized, path: &str, pattern: &str, configuration: &str) {
        en: "{said}; `exclude` in {configuration} leaves out {path} (`{pattern}`)",
        vi: "{said}; `exclude` trong {configuration} loại trừ {path} (`{pattern}`)",
    }
    /// Times that do not count all that a case takes.
    fn not_whole(reason: &Localized) {
        en: "more than that: {reason}",
        vi: "thực tế còn hơn: {reason}",
    }
    /// Times of a diagram that is not judged whole.
    fn not_known_for_the_whole(reason: &Localized) {
        en: "not known for the whole diagram: {reason}",
        vi: "chưa rõ đối với toàn sơ đồ: {reason}",
    }
    /// No rule applied to the processes of some configurations.
    pub fn no_rule_under(processes: &Localized, configurations: List<'_, Localized>) {
        en: "nothing was checked of {processes}: no rule applied to any process under {configurations}",
        vi: "chưa kiểm tra được gì của {processes}: không quy tắc nào áp dụng cho quy trình theo {configurations}",
    }
    /// Who accepted a finding, until when and why.
    pub fn waived_by(owner: &str, until: crate::model::date::Date, reason: &str) {
        en: "until {until} by {owner}: {reason}",
        vi: "đến {until}, {owner} chấp nhận: {reason}",
    }
    /// A finding that was there before.
    pub fn known_before(message: &str) {
        en: "known from before: {message}",
        vi: "đã có từ trước: {message}",
    }
}

/// In front of the element of a diagram in which the evidence lies.
pub const ELEMENT: Localized = Localized::fixed("element", "phần tử");

/// Why the times of a case are not those of the whole case, as sentences.
pub fn what_is_missing(times: &CaseTimes) -> impl Iterator<Item = Localized> {
    let counted = times.uncounted.as_ref().map(not_whole);
    let judged = times.unjudged.as_ref().map(not_known_for_the_whole);
    counted.into_iter().chain(judged)
}
