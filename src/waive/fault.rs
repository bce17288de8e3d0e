//! What is wrong with a waiver, as findings of the rules about waivers.

use super::WaiverState;
use super::judge::{Judge, Used};
use crate::checks::Fault;
use crate::finding::{Finding, grade_word};
use crate::messages::{List, Localized};
use crate::model::date::Date;
use crate::model::name::{Id, nearest};
use crate::model::term::Term;
use crate::model::waiver::{Lack, Scope, Waiver, Written};

/// A waiver to find fault with.
pub(super) enum Judged<'a> {
    Waiver(&'a Used),
    Lacking(&'a Written),
}

/// The findings about one waiver under some of the criteria, each with the index of its rule; none of a rule that is switched
/// off there.
pub(super) fn findings(
    judge: &Judge,
    criteria: usize,
    judged: &Judged<'_>,
) -> Vec<(usize, Finding)> {
    let found = match judged {
        Judged::Lacking(Written::Lacking { place, name, lacks }) => {
            let element = format!("waiver.{name}");
            let finding = Finding::new(element, *place, lacking(lacks, name));
            vec![(Fault::Incomplete, with_help(finding, lacks))]
        }
        Judged::Lacking(Written::Whole(_)) => Vec::new(),
        Judged::Waiver(used) => of_waiver(judge, used),
    };
    let rule_of = |fault: Fault| {
        let mut rules = judge.of_criteria.get(criteria)?.iter().copied();
        rules.find(|rule| {
            let rule = judge.about.get(*rule);
            rule.is_some_and(|rule| rule.check.fault() == Some(fault))
        })
    };
    found
        .into_iter()
        .filter_map(|(fault, finding)| Some((rule_of(fault)?, finding)))
        .collect()
}

fn of_waiver(judge: &Judge, used: &Used) -> Vec<(Fault, Finding)> {
    let waiver = &*used.waiver;
    let rule = waiver.rule.as_str();
    let finding = |message: Localized| Finding::new(element(waiver), waiver.place, message);
    if !judge.known.contains(&waiver.rule) {
        let known = judge.known.iter().map(Id::as_str);
        let found = finding(unknown_rule(rule));
        let found = match nearest(rule, known) {
            Some(near) => found.help(did_you_mean(near)),
            None => found,
        };
        return vec![(Fault::UnknownRule, found)];
    }
    if judge.about.iter().any(|about| about.rule.id == waiver.rule) {
        return vec![(Fault::Incomplete, finding(about_waivers(rule)))];
    }
    if let Some(from) = waiver.from.filter(|_| waiver.never_holds()) {
        let found = finding(ends_before_it_begins(rule, from, waiver.until));
        return vec![(Fault::Incomplete, found)];
    }
    match used.state {
        WaiverState::Ended if used.findings > 0 => {
            let found = finding(ended(rule, waiver.until, used.findings));
            let found = match used.first {
                Some(place) => found.related(place, counts_again()),
                None => found,
            };
            vec![(Fault::Expired, found)]
        }
        WaiverState::Ended if used.is_renewed => {
            vec![(Fault::Expired, finding(renewed(rule, waiver.until)))]
        }
        WaiverState::Ended if used.whole || waiver.is_comment() => {
            let is_unused = used.but_for_its_end == WaiverState::Unused;
            let message = if is_unused && used.graver.is_none() {
                ended_unused(rule, waiver.until)
            } else {
                only_ended(rule, waiver.until)
            };
            vec![(Fault::Expired, finding(message))]
        }
        WaiverState::Unused => {
            let found = match (used.graver, waiver.grade) {
                (Some((place, now)), Some(most)) => {
                    let (most, now) = (grade_word(most), grade_word(now));
                    finding(graver(rule, &most, &now)).related(place, counts_again())
                }
                _ => finding(unused(rule)),
            };
            let missed = used.missed.iter().map(String::as_str);
            let found = match &waiver.scope {
                Scope::Named { .. } if used.is_astray(&judge.subjects) => {
                    found.help(another_configuration())
                }
                Scope::Named { element, .. } => match nearest(element, missed) {
                    Some(near) => found.help(did_you_mean(near)),
                    None => found,
                },
                Scope::Here(_) | Scope::Beside { .. } => found.help(is_about_what_follows()),
            };
            vec![(Fault::Unused, found)]
        }
        WaiverState::Active => too_long(judge.as_of, used)
            .map(|message| (Fault::TooLong, finding(message)))
            .into_iter()
            .collect(),
        WaiverState::Ended | WaiverState::NotJudged => Vec::new(),
    }
}

fn too_long(as_of: Date, used: &Used) -> Option<Localized> {
    let waiver = &used.waiver;
    let latest = used.longest.after(waiver.from.unwrap_or(as_of));
    (waiver.until > latest)
        .then(|| runs_too_long(waiver.rule.as_str(), waiver.until, latest, used.longest))
}

/// A path of its own, so that a finding about a waiver is told from one about what it accepts.
fn element(waiver: &Waiver) -> String {
    match &waiver.scope {
        Scope::Named { element, .. } => format!("waiver.{}.{element}", waiver.rule),
        Scope::Here(_) | Scope::Beside { .. } => format!("waiver.{}", waiver.rule),
    }
}

fn lacking(lacks: &[Lack], name: &str) -> Localized {
    if lacks == [Lack::Instruction] {
        return not_understood(name);
    }
    let words: Vec<Localized> = lacks.iter().map(|lack| lack_word(*lack)).collect();
    accepts_nothing(List(&words))
}

fn lack_word(lack: Lack) -> Localized {
    match lack {
        Lack::Instruction => Localized::fixed("the word `waive`", "từ `waive`"),
        Lack::Rule => Localized::fixed("the rule", "quy tắc"),
        Lack::Process => Localized::fixed("the process", "quy trình (`process`)"),
        Lack::Element => Localized::fixed("the element", "vị trí (`element`)"),
        Lack::Until => Localized::fixed("its last day", "ngày hết hạn"),
        Lack::Owner => Localized::fixed("the role that answers for it", "vai trò chịu trách nhiệm"),
        Lack::Reason => Localized::fixed("the reason", "lý do"),
    }
}

fn with_help(finding: Finding, lacks: &[Lack]) -> Finding {
    if lacks.contains(&Lack::Instruction) {
        return finding.help(write_it_so());
    }
    finding
}

crate::texts! {
    fn not_understood(told: &str) {
        en: "the comment `qmslint: {told}` is not understood",
        vi: "không hiểu ghi chú `qmslint: {told}`",
    }
    fn write_it_so() {
        en: "write it as `qmslint: waive RULE until 2027-01-31 by ROLE because REASON`",
        vi: "hãy viết dạng `qmslint: waive QUY-TẮC until 2027-01-31 by VAI TRÒ because LÝ DO`",
    }
    fn accepts_nothing(lacks: List<'_, Localized>) {
        en: "this waiver accepts nothing, because it does not state {lacks}",
        vi: "chấp nhận tạm này không có giá trị vì chưa nêu {lacks}",
    }
    fn about_waivers(rule: &str) {
        en: "this waiver accepts nothing, because what `{rule}` finds about waivers cannot be waived",
        vi: "chấp nhận tạm này không có giá trị vì không thể chấp nhận điểm của `{rule}`, quy tắc về chính các chấp nhận tạm",
    }
    fn ends_before_it_begins(rule: &str, from: Date, until: Date) {
        en: "the waiver of `{rule}` accepts nothing, because it begins on {from} and ends on {until}",
        vi: "chấp nhận tạm của `{rule}` không có giá trị vì bắt đầu ngày {from} nhưng hết hạn ngày {until}",
    }
    fn unknown_rule(rule: &str) {
        en: "the waiver names the rule `{rule}`, which does not exist",
        vi: "chấp nhận tạm nêu quy tắc `{rule}`, không có quy tắc nào tên như vậy",
    }
    fn did_you_mean(near: &str) {
        en: "did you mean `{near}`?",
        vi: "có phải ý bạn là `{near}`?",
    }
    fn ended(rule: &str, until: Date, count: usize) {
        en: "the waiver of `{rule}` ended on {until}; what it accepted counts again ({count})",
        vi: "chấp nhận tạm của `{rule}` đã hết hạn ngày {until}; các điểm đã chấp nhận lại được tính ({count})",
    }
    fn only_ended(rule: &str, until: Date) {
        en: "the waiver of `{rule}` ended on {until}",
        vi: "chấp nhận tạm của `{rule}` đã hết hạn ngày {until}",
    }
    fn ended_unused(rule: &str, until: Date) {
        en: "the waiver of `{rule}` ended on {until} and matches nothing any more",
        vi: "chấp nhận tạm của `{rule}` đã hết hạn ngày {until} và không còn khớp với điểm nào",
    }
    fn renewed(rule: &str, until: Date) {
        en: "the waiver of `{rule}` ended on {until}; another one accepts what it accepted, so it can be removed",
        vi: "chấp nhận tạm của `{rule}` đã hết hạn ngày {until}; đã có chấp nhận tạm khác thay thế, có thể xóa",
    }
    fn counts_again() {
        en: "counts again",
        vi: "lại được tính",
    }
    fn another_configuration() {
        en: "another configuration holds for the file that it names; write it in the waiver file of that one",
        vi: "tệp được nêu thuộc cấu hình khác; hãy ghi vào tệp chấp nhận tạm của cấu hình đó",
    }
    fn is_about_what_follows() {
        en: "a comment is about what follows it, or the line that it ends; if what it was written for is gone, remove it",
        vi: "ghi chú áp dụng cho phần ngay sau nó hoặc dòng mà nó kết thúc; nếu phần đó không còn thì hãy xóa ghi chú",
    }
    fn unused(rule: &str) {
        en: "the waiver of `{rule}` matches no finding",
        vi: "chấp nhận tạm của `{rule}` không khớp với điểm nào",
    }
    fn graver(rule: &str, most: &Localized, now: &Localized) {
        en: "the waiver of `{rule}` accepts what is at most {most}, and what is found is {now}",
        vi: "chấp nhận tạm của `{rule}` chỉ chấp nhận đến mức {most}, điểm được tìm thấy ở mức {now}",
    }
    fn runs_too_long(rule: &str, until: Date, latest: Date, longest: Term) {
        en: "the waiver of `{rule}` runs until {until}; {longest} are allowed, until {latest}",
        vi: "chấp nhận tạm của `{rule}` kéo dài đến {until}; chỉ được tối đa {longest}, đến {latest}",
    }
}
