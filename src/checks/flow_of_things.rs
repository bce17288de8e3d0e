//! What steps need and make: an input that nobody makes, an output that nobody uses (ISO 9001, 4.4.1 a).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::name::{fold, nearest};
use crate::model::process::{Process, StepKind, Text};
use crate::rule::pattern::Patterns;
use crate::texts;

/// Every input of a step must be a paper of the applicant, a form, a record or an output of another step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct UnmadeInput {
    /// Names of things that are there before the process begins: "Hồ sơ*".
    #[schemars(extend("x-vi" = r#"Tên những thứ đã có trước khi quy trình bắt đầu: "Hồ sơ*"."#))]
    pub given: Patterns,
}

/// Every output of a step must be an input of another step, the result, a record, or leave the office at its end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct UnusedOutput {
    /// Names of things that are handed out on the way: "Giấy tiếp nhận*".
    #[schemars(extend("x-vi" = r#"Tên những thứ được trao ra trong quá trình giải quyết: "Giấy tiếp nhận*"."#))]
    pub handed_out: Patterns,
}

/// Folded names of what the process speaks of besides its steps.
fn things(process: &Process) -> BTreeSet<String> {
    let documents = process.documents.iter().filter_map(|d| d.name.as_ref());
    let codes = process.forms.iter().filter_map(|form| form.code.as_ref());
    let forms = process.forms.iter().filter_map(|form| form.name.as_ref());
    let records = process.records.iter().filter_map(|r| r.name.as_ref());
    let ids = process.documents.iter().filter_map(|d| d.id.as_ref());
    documents
        .chain(codes)
        .chain(forms)
        .chain(records)
        .chain(&process.process.result)
        .map(|text| fold(text))
        .chain(ids.map(|id| fold(id.as_str())))
        .collect()
}

/// Whether any step states what it needs; without that nothing can be said of what is used.
fn states_inputs(process: &Process) -> bool {
    process.steps.iter().any(|step| !step.inputs.is_empty())
}

fn finding(
    process: &Process,
    step: usize,
    part: &str,
    text: &Text,
    message: crate::messages::Localized,
) -> Finding {
    let element = format!("{}.{part}", process.step_path(step));
    Finding::new(element, process.place(text.span), message)
}

impl Kind for UnmadeInput {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        if !states_inputs(process) {
            return Verdict::NotApplicable(no_inputs());
        }
        let mut made = things(process);
        let outputs = process.steps.iter().flat_map(|step| &step.outputs);
        made.extend(outputs.map(|text| fold(text)));
        let mut findings = Vec::new();
        for (index, step) in process.steps.iter().enumerate() {
            for input in &step.inputs {
                let folded = fold(input);
                if made.contains(&folded) || self.given.fit_folded(&folded) {
                    continue;
                }
                let mut finding = finding(process, index, "inputs", input, nobody_makes(input));
                if let Some(near) = nearest(input, made.iter().map(String::as_str)) {
                    finding = finding.help(is_it(near));
                }
                findings.push(finding);
            }
        }
        Verdict::from_findings(findings)
    }
}

impl Kind for UnusedOutput {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        if !states_inputs(process) {
            return Verdict::NotApplicable(no_inputs());
        }
        let mut used = things(process);
        let inputs = process.steps.iter().flat_map(|step| &step.inputs);
        used.extend(inputs.map(|text| fold(text)));
        let last = process.steps.len().saturating_sub(1);
        let mut findings = Vec::new();
        for (index, step) in process.steps.iter().enumerate() {
            let is_end = index == last || step.end.as_ref().is_some_and(|end| end.value);
            if is_end || step.kind() == StepKind::Return {
                continue;
            }
            for output in &step.outputs {
                let folded = fold(output);
                if !used.contains(&folded) && !self.handed_out.fit_folded(&folded) {
                    findings.push(finding(
                        process,
                        index,
                        "outputs",
                        output,
                        nobody_uses(output),
                    ));
                }
            }
        }
        Verdict::from_findings(findings)
    }
}

texts! {
    fn no_inputs() {
        en: "no step states what it needs",
        vi: "không bước nào nêu đầu vào",
    }
    fn nobody_makes(input: &str) {
        en: "the step needs \"{input}\", which no step makes and no applicant brings",
        vi: "bước này cần \"{input}\" nhưng không bước nào tạo ra và người nộp hồ sơ cũng không nộp",
    }
    fn is_it(near: &str) {
        en: "is it \"{near}\"? then use the same name in both places",
        vi: "có phải là \"{near}\" không? nếu đúng, hãy dùng cùng một tên ở cả hai chỗ",
    }
    fn nobody_uses(output: &str) {
        en: "the step makes \"{output}\", which no other step uses and no record keeps",
        vi: "bước này tạo ra \"{output}\" nhưng không bước nào sử dụng và không được lưu",
    }
}
