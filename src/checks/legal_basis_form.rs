//! Citations that cannot be right: a day that does not exist, an act without its number, a year that contradicts the act.
//!
//! It reads figures, not words: numbers of acts (`118/2025`) and dates (`09/6/2025`, `ngày 9 tháng 6 năm 2025`). Whether the
//! act exists is not its business.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::name::fold;
use crate::rule::pattern::Patterns;
use crate::texts;

/// No legal basis may hold an impossible date, a doubled stroke, an act of one year dated in another, or fit `without-number`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct LegalBasisForm {
    /// Citations that have lost their number: `"* số ngày *"`.
    #[schemars(extend("x-vi" = r#"Cách viện dẫn đã mất số hiệu: `"* số ngày *"`."#))]
    pub without_number: Patterns,
}

impl Kind for LegalBasisForm {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        if process.process.legal_basis.is_empty() {
            return Verdict::Unknown(cites_none());
        }
        let findings = process.process.legal_basis.iter().filter_map(|basis| {
            let folded = fold(basis);
            let defect = if self.without_number.fit_folded(&folded) {
                Some(no_number())
            } else {
                defect(&folded)
            }?;
            let element = format!("process.legal-basis.{folded}");
            let message = malformed(basis, &defect);
            Some(Finding::new(element, process.place(basis.span), message))
        });
        Verdict::from_findings(findings.collect())
    }
}

/// What is wrong with the figures of a folded citation.
fn defect(folded: &str) -> Option<Localized> {
    let mut act_years = Vec::new();
    let mut date_years = Vec::new();
    let mut words = Vec::new();
    for token in folded.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')')) {
        let end = token
            .find(|c: char| !c.is_ascii_digit() && c != '/')
            .unwrap_or(token.len());
        let figures = token.get(..end).unwrap_or_default();
        if figures.contains("//") {
            return Some(doubled_stroke(figures));
        }
        let parts: Vec<u32> = figures
            .split('/')
            .filter_map(|part| part.parse().ok())
            .collect();
        match *parts.as_slice() {
            [day, month, year] => {
                if !exists(day, month, year) {
                    return Some(no_such_day(figures));
                }
                date_years.push(year);
            }
            [_, year] if year >= 1900 => act_years.push(year),
            _ => {}
        }
        words.push(token);
    }
    for window in words.windows(6) {
        if let ["ngày", day, "tháng", month, "năm", year] = *window
            && let (Ok(day), Ok(month), Ok(year)) = (day.parse(), month.parse(), year.parse())
        {
            if !exists(day, month, year) {
                return Some(no_such_day(&window.join(" ")));
            }
            date_years.push(year);
        }
    }
    // With two acts in one citation it is open which of them the date belongs to.
    match (act_years.as_slice(), date_years.as_slice()) {
        ([act], [date]) if act != date => Some(other_year(*act, *date)),
        _ => None,
    }
}

fn exists(day: u32, month: u32, year: u32) -> bool {
    let date = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    matches!(date, (Ok(year), Ok(month), Ok(day)) if jiff::civil::Date::new(year, month, day).is_ok())
}

texts! {
    fn cites_none() {
        en: "the process states no legal basis",
        vi: "quy trình chưa nêu căn cứ pháp lý",
    }
    fn malformed(basis: &str, defect: &Localized) {
        en: "the citation \"{basis}\" cannot be right: {defect}",
        vi: "viện dẫn \"{basis}\" không đúng: {defect}",
    }
    fn no_number() {
        en: "the act has no number",
        vi: "văn bản không có số hiệu",
    }
    fn doubled_stroke(figures: &str) {
        en: "\"{figures}\" holds two strokes in a row",
        vi: "\"{figures}\" có hai dấu gạch chéo liền nhau",
    }
    fn no_such_day(date: &str) {
        en: "there is no day \"{date}\"",
        vi: "không có ngày \"{date}\"",
    }
    fn other_year(act: u32, date: u32) {
        en: "an act numbered in {act} is dated {date}",
        vi: "văn bản đánh số năm {act} nhưng ghi ngày năm {date}",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations() {
        for (text, wrong) in [
            ("Nghị định 118/2025/NĐ-CP ngày 09/6/2025", false),
            ("Quyết định 917, 918/QĐ-TTPVHCC ngày 10/11/2025", false),
            ("Quyết định 917, 918/QĐ-TTPVHCC ngày 10/11//2025", true),
            ("Nghị định 61/2018/NĐ-CP ngày 31/4/2018", true),
            ("Nghị định 61/2018/NĐ-CP ngày 29/02/2019", true),
            ("Thông tư 01/2020/TT-BTP ngày 29/02/2020", false),
            ("Nghị định 61/2018/NĐ-CP ngày 23/4/2019", true),
            ("Nghị quyết 04/2024/NQ-HĐND ngày 17 tháng 4 năm 2024", false),
            ("Nghị quyết 04/2024/NQ-HĐND ngày 31 tháng 4 năm 2024", true),
            (
                "Nghị định 61/2018/NĐ-CP, sửa đổi bởi Nghị định 107/2021/NĐ-CP ngày 06/12/2021",
                false,
            ),
            ("Luật Hộ tịch năm 2014", false),
            ("Điều 8 khoản 2", false),
        ] {
            assert_eq!(defect(&fold(text)).is_some(), wrong, "{text}");
        }
    }
}
