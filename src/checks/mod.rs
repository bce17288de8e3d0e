//! Kinds of check, one file each; this file holds the one list.
//!
//! Architecture invariant: checks are pure. A check sees a [`Context`] and gives a [`Verdict`]; it reads no file, no clock
//! and no environment, and knows no language and no output format. A new kind is one file here and one line below.

mod alternatives;
mod approval;
mod bpmn;
mod catalogue;
mod code_pattern;
mod confirmation;
mod context;
mod copies;
mod database_document;
mod document_form;
mod extra_document;
mod fee;
mod fee_above_regulation;
mod fee_contradicts_step;
mod fee_is_time;
mod fee_vague;
mod flow_of_things;
mod form_circular;
mod indicator_complete;
mod known_procedure;
mod legal_basis_form;
mod legal_basis_in_force;
mod legal_basis_required;
mod missing_document;
mod office_made_document;
mod papers;
mod record_complete;
mod record_of_another_process;
mod record_required;
mod records;
mod required_field;
mod required_form;
mod required_part;
mod review_overdue;
mod revision_entry;
mod risk_control;
mod standard_edition;
mod unique_code;

mod absence;
mod applicant_step;
mod between;
mod branch_exceeds_step;
mod calls;
mod case_times;
mod chain;
mod comparison;
mod competence_stated;
mod copied_total;
mod course;
mod dates;
mod days_mixed;
mod declared_limit;
mod declared_times;
mod default_time;
mod digits_contradict_words;
mod evidence;
mod existence;
mod known_names;
mod level_crossing;
mod moves;
mod numbering_gap;
mod one_unit_per_step;
mod path_property;
mod phase_sum;
mod precedence;
mod published_differs;
mod quoted_times;
mod required_kinds;
mod required_role;
mod response;
mod rounds_missing;
mod same_times;
mod separation;
mod soundness;
mod stated_times;
mod step_has_role;
mod step_limit;
mod step_time_missing;
mod structure;
mod total_time;
mod unit_in_force;
mod unowned_time;
mod waiver;
mod worst_path;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use case_times::{CaseTimes, DatesSaid, OneKind, PhaseTime, StepTime, UnitTime, case_times};
pub use catalogue::{Catalogue, Entry, carrying};
pub use context::Context;
pub use declared_times::DeclaredTimes;
pub use path_property::{Broken, Decided, How, Property};
pub use waiver::Fault;

use crate::finding::Verdict;
use crate::messages::Localized;
use crate::model::name::Id;
use crate::rule::Rule;

/// A kind of check with its parameters.
pub trait Kind {
    /// Whether the kind compares a process with all others of the run. Then it is judged by [`Kind::compare`] alone, after
    /// every process was read.
    const COMPARES: bool = false;

    /// Whether a finding rests on every step and flow of the process, not only on those that it names: then it proves nothing
    /// where a step was not understood whole.
    const FOLLOWS_FLOWS: bool = false;

    /// Judge one process.
    fn run(&self, cx: &Context<'_>) -> Verdict;

    /// Judge one process by its entry among all others; only kinds with [`Kind::COMPARES`] are asked.
    fn compare(&self, _own: &Entry, _catalogue: &Catalogue<'_>) -> Verdict {
        Verdict::Pass
    }
}

/// Declares the list: the word in rule files, the type, what it does in one sentence of each language.
macro_rules! kinds {
    ($($name:literal $variant:ident($type:ty) { en: $en:literal, vi: $vi:literal })*) => {
        /// The check of a rule: its kind and parameters, written `check.<kind> = { … }`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub enum Check {
            $(#[doc = $en] #[serde(rename = $name)] $variant($type),)*
        }

        impl Check {
            /// Every kind with what it does.
            pub const KINDS: &[(&str, Localized)] = &[$(($name, Localized::fixed($en, $vi)),)*];

            /// The word in rule files.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $name,)*
                }
            }

            /// Judge one process.
            pub fn run(&self, cx: &Context<'_>) -> Verdict {
                match self {
                    $(Self::$variant(kind) => kind.run(cx),)*
                }
            }

            /// Whether it compares a process with all others of the run.
            pub fn compares(&self) -> bool {
                match self {
                    $(Self::$variant(_) => <$type as Kind>::COMPARES,)*
                }
            }

            /// Whether its findings rest on every step and flow of the process.
            pub fn follows_flows(&self) -> bool {
                match self {
                    $(Self::$variant(_) => <$type as Kind>::FOLLOWS_FLOWS,)*
                }
            }

            /// Judge one process by its entry among all others, where it [`compares`](Self::compares).
            pub fn compare(&self, own: &Entry, catalogue: &Catalogue<'_>) -> Verdict {
                match self {
                    $(Self::$variant(kind) => kind.compare(own, catalogue),)*
                }
            }
        }
    };
}

kinds! {
    "required-field" RequiredField(required_field::RequiredField) {
        en: "Fields that a process file must state.",
        vi: "Các thông tin mà tệp quy trình phải có."
    }
    // Documents.
    "extra-document" ExtraDocument(extra_document::ExtraDocument) {
        en: "A paper that the regulation does not list.",
        vi: "Giấy tờ không có trong thành phần hồ sơ theo quy định."
    }
    "missing-document" MissingDocument(missing_document::MissingDocument) {
        en: "A paper that the regulation requires and the process does not ask for.",
        vi: "Giấy tờ quy định yêu cầu nhưng quy trình không nêu."
    }
    "copies" Copies(copies::Copies) {
        en: "More copies of a paper than the regulation allows.",
        vi: "Yêu cầu số bản giấy tờ nhiều hơn quy định."
    }
    "document-form" FormOfDocument(document_form::FormOfDocument) {
        en: "A paper demanded in a heavier form than the regulation asks for.",
        vi: "Yêu cầu hình thức giấy tờ khắt khe hơn quy định."
    }
    "office-made-document" OfficeMadeDocument(office_made_document::OfficeMadeDocument) {
        en: "A paper that the office makes itself, demanded from the applicant.",
        vi: "Yêu cầu người nộp hồ sơ nộp giấy tờ do cơ quan nhà nước lập."
    }
    "alternatives" Alternatives(alternatives::Alternatives) {
        en: "Papers of which one is enough, all of them demanded.",
        vi: "Yêu cầu nộp tất cả các giấy tờ trong khi chỉ cần một."
    }
    "confirmation" Confirmation(confirmation::Confirmation) {
        en: "A paper that another office must confirm before it may be handed in.",
        vi: "Giấy tờ phải có xác nhận của cơ quan khác trước khi nộp."
    }
    "database-document" DatabaseDocument(database_document::DatabaseDocument) {
        en: "A paper whose content the office can read in a national database.",
        vi: "Giấy tờ mà cơ quan tra cứu được trong cơ sở dữ liệu quốc gia."
    }
    "unmade-input" UnmadeInput(flow_of_things::UnmadeInput) {
        en: "An input of a step that nobody makes or brings.",
        vi: "Đầu vào của một bước mà không ai tạo ra hoặc nộp."
    }
    "unused-output" UnusedOutput(flow_of_things::UnusedOutput) {
        en: "An output of a step that nobody uses or keeps.",
        vi: "Đầu ra của một bước mà không ai sử dụng hoặc lưu."
    }
    // Documented information.
    "required-part" RequiredPart(required_part::RequiredPart) {
        en: "Parts that a process file must have.",
        vi: "Các phần mà tệp quy trình phải có."
    }
    "code-pattern" CodePattern(code_pattern::CodePattern) {
        en: "A code that does not follow the scheme of codes.",
        vi: "Mã số không theo cách đánh mã số đã quy định."
    }
    "unique-code" UniqueCode(unique_code::UniqueCode) {
        en: "One code on several processes of a run.",
        vi: "Một mã số dùng cho nhiều quy trình."
    }
    "approval" Approvals(approval::Approvals) {
        en: "Who prepared, reviewed and approved a version.",
        vi: "Ai soạn thảo, xem xét và phê duyệt lần ban hành."
    }
    "revision-entry" RevisionEntry(revision_entry::RevisionEntry) {
        en: "A new version without its entry in the revision log.",
        vi: "Lần ban hành mới chưa có trong bảng theo dõi sửa đổi."
    }
    "review-overdue" ReviewOverdue(review_overdue::ReviewOverdue) {
        en: "A process whose review is overdue.",
        vi: "Quy trình quá hạn rà soát."
    }
    "required-form" RequiredForm(required_form::RequiredForm) {
        en: "A form that must be among the forms of a process.",
        vi: "Biểu mẫu mà quy trình phải có."
    }
    "form-circular" FormCircular(form_circular::FormCircular) {
        en: "A form named by a number without the act it belongs to.",
        vi: "Biểu mẫu nêu theo số mẫu nhưng không nêu văn bản ban hành."
    }
    "record-complete" RecordComplete(record_complete::RecordComplete) {
        en: "What every record must state.",
        vi: "Các thông tin mà mỗi hồ sơ lưu phải có."
    }
    "record-required" RecordRequired(record_required::RecordRequired) {
        en: "A record that must be kept.",
        vi: "Hồ sơ phải lưu."
    }
    "record-of-another-process" RecordOfAnotherProcess(record_of_another_process::RecordOfAnotherProcess) {
        en: "A record that belongs to another process.",
        vi: "Hồ sơ lưu thuộc quy trình khác."
    }
    "legal-basis-required" LegalBasisRequired(legal_basis_required::LegalBasisRequired) {
        en: "An act that must be among the legal bases.",
        vi: "Văn bản phải có trong căn cứ pháp lý."
    }
    "legal-basis-in-force" LegalBasisInForce(legal_basis_in_force::LegalBasisInForce) {
        en: "An act cited on a day on which it is not in force.",
        vi: "Viện dẫn văn bản không có hiệu lực vào ngày kiểm tra."
    }
    "legal-basis-form" LegalBasisForm(legal_basis_form::LegalBasisForm) {
        en: "A citation that cannot be right: no number, impossible date.",
        vi: "Viện dẫn sai: thiếu số hiệu, ngày tháng không có thật."
    }
    "standard-edition" StandardEdition(standard_edition::StandardEdition) {
        en: "A standard cited in an edition that was withdrawn.",
        vi: "Viện dẫn phiên bản tiêu chuẩn đã bị thay thế."
    }
    "fee-vague" FeeVague(fee_vague::FeeVague) {
        en: "A fee that names neither an amount nor the act that fixes it.",
        vi: "Phí, lệ phí không nêu mức thu và văn bản quy định."
    }
    "fee-is-time" FeeIsTime(fee_is_time::FeeIsTime) {
        en: "A fee that is a length of time.",
        vi: "Mục phí, lệ phí ghi thời gian."
    }
    "fee-above-regulation" FeeAboveRegulation(fee_above_regulation::FeeAboveRegulation) {
        en: "A fee above the most that the regulation allows.",
        vi: "Mức thu cao hơn quy định."
    }
    "fee-contradicts-step" FeeContradictsStep(fee_contradicts_step::FeeContradictsStep) {
        en: "Free of charge, while a step collects money.",
        vi: "Miễn phí, lệ phí nhưng có bước thu tiền."
    }
    "risk-control" RiskControl(risk_control::RiskControl) {
        en: "A risk without a control.",
        vi: "Rủi ro chưa có biện pháp kiểm soát."
    }
    "indicator-complete" IndicatorComplete(indicator_complete::IndicatorComplete) {
        en: "What every indicator must state.",
        vi: "Các thông tin mà mỗi chỉ tiêu đo lường phải có."
    }
    "known-procedure" KnownProcedure(known_procedure::KnownProcedure) {
        en: "A process bound by a regulation that nobody knows.",
        vi: "Quy trình nêu quy định chưa có hoặc không còn hiệu lực."
    }
    // Time.
    "total-time" TotalTime(total_time::TotalTime) {
        en: "The longest path against the declared or the regulated limit.",
        vi: "Đường đi dài nhất so với thời hạn công bố hoặc quy định."
    }
    "unowned-time" UnownedTime(unowned_time::UnownedTime) {
        en: "Declared time that no step has.",
        vi: "Thời gian đã công bố mà không bước nào sử dụng."
    }
    "declared-limit" DeclaredLimit(declared_limit::DeclaredLimit) {
        en: "The declared limit against the regulated one, per case and channel.",
        vi: "Thời hạn công bố so với thời hạn quy định, theo từng trường hợp và kênh nộp."
    }
    "step-time-missing" StepTimeMissing(step_time_missing::StepTimeMissing) {
        en: "Steps without a time.",
        vi: "Các bước chưa có thời gian."
    }
    "step-limit" StepLimit(step_limit::StepLimit) {
        en: "How long one step may take.",
        vi: "Thời gian tối đa của một bước."
    }
    "copied-total" CopiedTotal(copied_total::CopiedTotal) {
        en: "The limit of the whole copied into each step.",
        vi: "Chép thời hạn của toàn bộ quy trình vào từng bước."
    }
    "default-time" DefaultTime(default_time::DefaultTime) {
        en: "One and the same time left in every step.",
        vi: "Mọi bước giữ nguyên một giá trị thời gian mặc định."
    }
    "days-mixed" DaysMixed(days_mixed::DaysMixed) {
        en: "Days and working days in one file.",
        vi: "Lẫn lộn ngày và ngày làm việc trong một tệp."
    }
    "digits-contradict-words" DigitsContradictWords(digits_contradict_words::DigitsContradictWords) {
        en: "A number in digits and another one in words.",
        vi: "Số ghi bằng chữ số khác số ghi bằng chữ."
    }
    "branch-exceeds-step" BranchExceedsStep(branch_exceeds_step::BranchExceedsStep) {
        en: "A branch with more time than its step.",
        vi: "Nhánh có thời gian dài hơn bước của nó."
    }
    "phase-sum" PhaseSum(phase_sum::PhaseSum) {
        en: "The limit of a phase against the sum of its steps, where they branch of those on the longest way.",
        vi: "Thời hạn của giai đoạn so với tổng thời gian các bước; nếu có rẽ nhánh thì theo đường dài nhất."
    }
    "published-differs" PublishedDiffers(published_differs::PublishedDiffers) {
        en: "What is published unit by unit against the steps.",
        vi: "Nội dung công bố theo từng đơn vị so với các bước."
    }
    // Roles.
    "numbering-gap" NumberingGap(numbering_gap::NumberingGap) {
        en: "Numbers of steps that skip, repeat or go back.",
        vi: "Số thứ tự bước bị nhảy, trùng hoặc lùi."
    }
    "applicant-step" ApplicantStep(applicant_step::ApplicantStep) {
        en: "Steps of the applicant on the office's clock, or at the end.",
        vi: "Bước của người nộp hồ sơ bị tính vào thời gian của cơ quan hoặc đứng cuối."
    }
    "required-kinds" RequiredKinds(required_kinds::RequiredKinds) {
        en: "Kinds of step that must occur.",
        vi: "Các loại bước bắt buộc phải có."
    }
    "required-role" RequiredRole(required_role::RequiredRole) {
        en: "Roles that must take part.",
        vi: "Các vai trò bắt buộc phải tham gia."
    }
    "existence" Existence(existence::Existence) {
        en: "Steps that every path must have.",
        vi: "Bước mà mọi đường đi đều phải có."
    }
    "absence" Absence(absence::Absence) {
        en: "Steps that no path may have.",
        vi: "Bước mà không đường đi nào được có."
    }
    "precedence" Precedence(precedence::Precedence) {
        en: "Steps that may come only after others, on every path.",
        vi: "Bước chỉ được thực hiện sau bước khác, trên mọi đường đi."
    }
    "response" Response(response::Response) {
        en: "Steps that others must follow, on every path.",
        vi: "Bước phải được tiếp nối bởi bước khác, trên mọi đường đi."
    }
    "chain" Chain(chain::Chain) {
        en: "Steps that others must follow at once, on every path.",
        vi: "Bước phải được tiếp nối ngay bởi bước khác, trên mọi đường đi."
    }
    "separation" Separation(separation::Separation) {
        en: "Two duties that one role may not have on any path.",
        vi: "Hai nhiệm vụ không được do một vai trò đảm nhận trên cùng một đường đi."
    }
    "between" Between(between::Between) {
        en: "How much time may pass, or must pass, from one step to another.",
        vi: "Thời gian tối đa hoặc tối thiểu từ bước này đến bước kia."
    }
    "known-role" KnownRole(known_names::KnownRole) {
        en: "Roles that the organisation knows.",
        vi: "Vai trò có trong danh mục của tổ chức."
    }
    "known-unit" KnownUnit(known_names::KnownUnit) {
        en: "Units that the organisation knows.",
        vi: "Đơn vị có trong danh mục của tổ chức."
    }
    "unit-in-force" UnitInForce(unit_in_force::UnitInForce) {
        en: "Units and roles that exist on the day.",
        vi: "Đơn vị và vai trò còn tồn tại vào ngày xét."
    }
    "competence-stated" CompetenceStated(competence_stated::CompetenceStated) {
        en: "Roles whose competence is stated.",
        vi: "Vai trò đã nêu năng lực cần có."
    }
    "one-unit-per-step" OneUnitPerStep(one_unit_per_step::OneUnitPerStep) {
        en: "Steps that are given to one unit each.",
        vi: "Mỗi bước giao cho một đơn vị."
    }
    "step-has-role" StepHasRole(step_has_role::StepHasRole) {
        en: "Steps that say who does them.",
        vi: "Bước nêu rõ ai thực hiện."
    }
    "level-crossing" LevelCrossing(level_crossing::LevelCrossing) {
        en: "Steps by units of another level than declared.",
        vi: "Bước do đơn vị cấp khác với cấp đã khai thực hiện."
    }
    // Structure.
    "structure" Structure(structure::Structure) {
        en: "A start, an end, no step cut off, no loop without a way out.",
        vi: "Có bước đầu, bước cuối, không bước nào bị cô lập, không vòng lặp nào không có lối ra."
    }
    "soundness" Soundness(soundness::Soundness) {
        en: "Every case runs to its end: no step twice at once, no deadlock, one end, no step that never runs.",
        vi: "Mọi hồ sơ đều đi đến kết thúc: không bước nào chạy trùng, không bế tắc, kết thúc một lần, không bước nào không bao giờ chạy."
    }
    "rounds-missing" RoundsMissing(rounds_missing::RoundsMissing) {
        en: "Loops that take time and may run without limit.",
        vi: "Vòng lặp tốn thời gian mà không giới hạn số lần."
    }
    // Notation of BPMN diagrams.
    "bpmn-node" BpmnNode(bpmn::node::DrawnNode) {
        en: "Activities, events and gateways of a diagram that are not allowed: by class, place, triggers, number of flows.",
        vi: "Hoạt động, sự kiện, cổng không được phép trong sơ đồ: theo loại, vị trí, tác nhân kích hoạt, số luồng."
    }
    "bpmn-scope" BpmnScope(bpmn::scope::DrawnScope) {
        en: "How many start events, end events and the like a diagram or sub-process holds.",
        vi: "Số sự kiện bắt đầu, sự kiện kết thúc… trong một sơ đồ hoặc quy trình con."
    }
    "bpmn-flow" BpmnFlow(bpmn::flow::DrawnFlow) {
        en: "Where sequence flows lead, and which have a condition or a label.",
        vi: "Luồng tuần tự nối tới đâu, luồng nào có điều kiện hoặc nhãn."
    }
    "bpmn-event-gateway" BpmnEventGateway(bpmn::event_gateway::EventGateway) {
        en: "What follows an event-based gateway.",
        vi: "Phần tử đứng sau cổng theo sự kiện."
    }
    "bpmn-link" BpmnLink(bpmn::link::DrawnLink) {
        en: "Link events that do not meet.",
        vi: "Sự kiện nối trang không khớp nhau."
    }
    "bpmn-message-flow" BpmnMessageFlow(bpmn::message_flow::DrawnMessageFlow) {
        en: "What message flows connect.",
        vi: "Luồng thông điệp nối những phần tử nào."
    }
    "bpmn-global" BpmnGlobal(bpmn::global::DrawnGlobal) {
        en: "Messages, signals, errors and escalations of a diagram: named, used, unique.",
        vi: "Thông điệp, tín hiệu, lỗi, leo thang của sơ đồ: có tên, được dùng, không trùng."
    }
    "bpmn-label" BpmnLabel(bpmn::label::DrawnLabel) {
        en: "Elements of a diagram without a label.",
        vi: "Phần tử của sơ đồ chưa có nhãn."
    }
    "bpmn-shape" BpmnShape(bpmn::shape::DrawnShape) {
        en: "How a diagram is drawn: shapes that are missing, overlap, lie outside or have an unusual size.",
        vi: "Cách vẽ sơ đồ: hình bị thiếu, chồng lên nhau, nằm ngoài hoặc có cỡ khác thường."
    }
    "bpmn-file" BpmnFile(bpmn::file::DrawnFile) {
        en: "Diagram files that are not as the standard has them, though they could be read.",
        vi: "Tệp sơ đồ đọc được nhưng chưa đúng quy cách của tiêu chuẩn."
    }
    "bpmn-termination" BpmnTermination(bpmn::termination::DrawnTermination) {
        en: "A terminate end event that has nothing to terminate.",
        vi: "Sự kiện chấm dứt mà không có gì để chấm dứt."
    }
    // What is accepted.
    "waiver" AboutWaivers(waiver::AboutWaivers) {
        en: "Waivers that have ended, match nothing, run too long or lack something.",
        vi: "Chấp nhận tạm đã hết hạn, không khớp với điểm nào, kéo dài quá mức hoặc thiếu thông tin."
    }
}

impl Check {
    /// What is wrong with a waiver, where the check is about waivers; `None` for a check of processes.
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Self::AboutWaivers(about) => Some(about.fault.value),
            _ => None,
        }
    }
}

/// A rule together with how it is checked.
#[derive(Clone, Debug)]
pub struct RuleCheck {
    /// The requirement.
    pub rule: Rule,
    /// How it is checked.
    pub check: Check,
}

/// The ids of the rules among these that compare processes with one another.
pub fn comparing<'r>(rules: impl Iterator<Item = &'r RuleCheck>) -> BTreeSet<Id> {
    let comparing = rules.filter(|known| known.check.compares());
    comparing.map(|known| known.rule.id.clone()).collect()
}

impl Check {
    /// The check as a property of paths, where it is one: `prove` decides it case by case.
    pub fn as_property(&self) -> Option<&dyn Property> {
        match self {
            Self::Existence(kind) => Some(kind),
            Self::Absence(kind) => Some(kind),
            Self::Precedence(kind) => Some(kind),
            Self::Response(kind) => Some(kind),
            Self::Chain(kind) => Some(kind),
            Self::Separation(kind) => Some(kind),
            Self::Between(kind) => Some(kind),
            _ => None,
        }
    }
}
