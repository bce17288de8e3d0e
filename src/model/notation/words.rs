//! What the elements of a diagram are called, in both languages.

use super::{Drawn, ElementKind, Trigger};
use crate::messages::Localized;

impl ElementKind {
    /// The name of the kind, as it begins a sentence in lower case.
    pub fn words(self) -> Localized {
        let (en, vi) = match self {
            Self::Process => ("process", "quy trình"),
            Self::PlainTask => ("task", "tác vụ"),
            Self::UserTask => ("user task", "tác vụ người dùng"),
            Self::ManualTask => ("manual task", "tác vụ thủ công"),
            Self::ServiceTask => ("service task", "tác vụ dịch vụ"),
            Self::ScriptTask => ("script task", "tác vụ kịch bản"),
            Self::BusinessRuleTask => ("business rule task", "tác vụ quy tắc nghiệp vụ"),
            Self::SendTask => ("send task", "tác vụ gửi"),
            Self::ReceiveTask => ("receive task", "tác vụ nhận"),
            Self::CallActivity => ("call activity", "hoạt động gọi"),
            Self::SubProcess => ("sub-process", "quy trình con"),
            Self::EventSubProcess => ("event sub-process", "quy trình con sự kiện"),
            Self::Transaction => ("transaction", "quy trình con giao dịch"),
            Self::AdHocSubProcess => ("ad-hoc sub-process", "quy trình con tùy biến"),
            Self::StartEvent => ("start event", "sự kiện bắt đầu"),
            Self::EndEvent => ("end event", "sự kiện kết thúc"),
            Self::IntermediateCatchEvent => ("intermediate catch event", "sự kiện trung gian nhận"),
            Self::IntermediateThrowEvent => ("intermediate throw event", "sự kiện trung gian phát"),
            Self::BoundaryEvent => ("boundary event", "sự kiện biên"),
            Self::ExclusiveGateway => ("exclusive gateway", "cổng loại trừ"),
            Self::ParallelGateway => ("parallel gateway", "cổng song song"),
            Self::InclusiveGateway => ("inclusive gateway", "cổng bao hàm"),
            Self::ComplexGateway => ("complex gateway", "cổng phức hợp"),
            Self::EventBasedGateway => ("event-based gateway", "cổng theo sự kiện"),
            Self::SequenceFlow => ("sequence flow", "luồng tuần tự"),
            Self::MessageFlow => ("message flow", "luồng thông điệp"),
            Self::Association => ("association", "đường liên kết"),
            Self::Pool => ("pool", "pool"),
            Self::Lane => ("lane", "làn"),
            Self::DataObject => ("data object", "đối tượng dữ liệu"),
            Self::DataStore => ("data store", "kho dữ liệu"),
            Self::DataInput => ("data input", "dữ liệu đầu vào"),
            Self::DataOutput => ("data output", "dữ liệu đầu ra"),
            Self::TextAnnotation => ("text annotation", "chú thích"),
            Self::Group => ("group", "nhóm"),
            Self::Message => ("message", "thông điệp"),
            Self::Signal => ("signal", "tín hiệu"),
            Self::Error => ("error", "lỗi"),
            Self::Escalation => ("escalation", "leo thang"),
        };
        Localized::fixed(en, vi)
    }
}

impl Trigger {
    /// The name of the trigger.
    pub fn words(self) -> Localized {
        let (en, vi) = match self {
            Self::Message => ("message", "thông điệp"),
            Self::Timer => ("timer", "thời gian"),
            Self::Conditional => ("conditional", "điều kiện"),
            Self::Signal => ("signal", "tín hiệu"),
            Self::Error => ("error", "lỗi"),
            Self::Escalation => ("escalation", "leo thang"),
            Self::Cancel => ("cancel", "hủy giao dịch"),
            Self::Compensation => ("compensation", "bù trừ"),
            Self::Link => ("link", "nối trang"),
            Self::Terminate => ("terminate", "chấm dứt"),
            Self::Unresolved => ("undefined", "chưa xác định"),
        };
        Localized::fixed(en, vi)
    }
}

impl Drawn {
    /// Kind and trigger: "timer start event", "sự kiện bắt đầu (thời gian)".
    pub fn kind_words(&self) -> Localized {
        let kind = self.kind.words();
        match self.trigger {
            None => kind,
            Some(trigger) => {
                let trigger = trigger.words();
                Localized::new(
                    format!("{} {}", trigger.en, kind.en),
                    format!("{} ({})", kind.vi, trigger.vi),
                )
            }
        }
    }

    /// Kind and name: `user task "Kiểm tra hồ sơ"`; an element without name shows its kind only.
    pub fn words(&self) -> Localized {
        let kind = self.kind_words();
        match &self.name {
            None => kind,
            Some(name) => Localized::new(
                format!("{} \"{name}\"", kind.en),
                format!("{} \"{name}\"", kind.vi),
            ),
        }
    }

    /// Kind, name and lane: `user task "Kiểm tra hồ sơ", lane "Văn thư"`.
    pub fn words_with_lane(&self) -> Localized {
        let words = self.words();
        match &self.lane {
            None => words,
            Some(lane) => {
                let kind = ElementKind::Lane.words();
                Localized::new(
                    format!("{}, {} \"{lane}\"", words.en, kind.en),
                    format!("{}, {} \"{lane}\"", words.vi, kind.vi),
                )
            }
        }
    }
}
