//! The words of drift: what differs, and how; in machine formats, in English and in Vietnamese.

use crate::messages::Localized;

/// How something differs, seen from the old side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Stands on the new side only.
    Added,
    /// Stands on the old side only.
    Dropped,
    /// Stands elsewhere in the order of the work.
    Moved,
    /// Has another name.
    Renamed,
    /// Is another value.
    Changed,
    /// A longer time.
    Longer,
    /// A shorter time.
    Shorter,
    /// A greater number or amount.
    Raised,
    /// A smaller number or amount.
    Lowered,
    /// Two times of different kinds of day: only dates could compare them.
    Incomparable,
}

impl Verb {
    /// The word of machine formats.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Dropped => "dropped",
            Self::Moved => "moved",
            Self::Renamed => "renamed",
            Self::Changed => "changed",
            Self::Longer => "longer",
            Self::Shorter => "shorter",
            Self::Raised => "raised",
            Self::Lowered => "lowered",
            Self::Incomparable => "incomparable",
        }
    }

    /// The word for a reader.
    pub const fn words(self) -> Localized {
        match self {
            Self::Added => Localized::fixed("added", "được thêm"),
            Self::Dropped => Localized::fixed("dropped", "bị bỏ"),
            Self::Moved => Localized::fixed("moved", "đổi vị trí"),
            Self::Renamed => Localized::fixed("renamed", "đổi tên"),
            Self::Changed => Localized::fixed("changed", "thay đổi"),
            Self::Longer => Localized::fixed("longer", "dài hơn"),
            Self::Shorter => Localized::fixed("shorter", "ngắn hơn"),
            Self::Raised => Localized::fixed("raised", "tăng"),
            Self::Lowered => Localized::fixed("lowered", "giảm"),
            Self::Incomparable => Localized::fixed(
                "not comparable (kind of day)",
                "không so sánh được (loại ngày)",
            ),
        }
    }

    /// The same difference seen from the new side.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::Added => Self::Dropped,
            Self::Dropped => Self::Added,
            Self::Longer => Self::Shorter,
            Self::Shorter => Self::Longer,
            Self::Raised => Self::Lowered,
            Self::Lowered => Self::Raised,
            Self::Moved | Self::Renamed | Self::Changed | Self::Incomparable => self,
        }
    }
}

/// Declares what can differ: its word in machine formats and for readers.
macro_rules! aspects {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $en:literal, $vi:literal;)*) => {
        /// What differs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Aspect {
            $($(#[$doc])* $name,)*
        }

        impl Aspect {
            /// Everything that can differ, in the order of the reports.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word of machine formats.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// The word for a reader.
            pub const fn words(self) -> Localized {
                match self {
                    $(Self::$name => Localized::fixed($en, $vi),)*
                }
            }
        }
    };
}

aspects! {
    /// `process.code`.
    Code = "code", "code", "mã số";
    /// `process.name`.
    Process = "process", "procedure", "quy trình";
    /// `process.procedure`.
    Procedure = "procedure", "binding regulation", "thủ tục áp dụng";
    /// `process.field`.
    Field = "field", "field", "lĩnh vực";
    /// `process.level`.
    Level = "level", "level", "cấp";
    /// `process.unit`.
    Owner = "owner", "owning unit", "đơn vị ban hành";
    /// `process.version`.
    Version = "version", "version", "lần ban hành";
    /// `process.issued`.
    Issued = "issued", "issue date", "ngày ban hành";
    /// `process.review`.
    Review = "review", "review date", "ngày rà soát";
    /// `process.standard`.
    Standard = "standard", "standard", "tiêu chuẩn";
    /// `process.legal-basis`.
    LegalBasis = "legal-basis", "legal basis", "căn cứ pháp lý";
    /// `process.approval`.
    Approval = "approval", "approval", "phê duyệt";
    /// `process.purpose`, `scope`, `subject`, `guidance`, `complaints`.
    Text = "text", "text", "nội dung";
    /// `process.result`.
    Result = "result", "result", "kết quả";
    /// `process.days`.
    Days = "days", "meaning of a bare day", "nghĩa của «ngày»";
    /// `process.sets`.
    Sets = "sets", "sets of the dossier", "số bộ hồ sơ";
    /// `process.fee` and fees of channels.
    Fee = "fee", "fee", "phí, lệ phí";
    /// A case.
    Case = "case", "case", "trường hợp";
    /// A limit of the whole: of the process, a case, a channel, a phase.
    Limit = "limit", "limit", "thời hạn";
    /// A way to hand in the dossier.
    Channel = "channel", "channel", "hình thức nộp";
    /// A part between stopped clocks.
    Phase = "phase", "phase", "giai đoạn";
    /// A time that the published text gives a unit.
    Published = "published", "published time", "thời gian niêm yết";
    /// A paper of the dossier.
    Paper = "paper", "paper", "giấy tờ";
    /// How many copies of it.
    Copies = "copies", "copies", "số bản";
    /// In which form it is handed in.
    PaperForm = "paper-form", "form of the paper", "dạng giấy tờ";
    /// When it is demanded, and what it may be replaced by.
    PaperCondition = "paper-condition", "condition of the paper", "điều kiện nộp";
    /// A step.
    Step = "step", "step", "bước";
    /// What is done in it.
    Kind = "kind", "kind of step", "loại bước";
    /// Who does it.
    Role = "role", "role", "vai trò";
    /// The unit of who does it.
    Unit = "unit", "unit", "đơn vị";
    /// How long it may take.
    Time = "time", "time", "thời gian";
    /// Whose time it is.
    Clock = "clock", "clock", "cách tính thời gian";
    /// Where the work goes next, and how it splits and joins.
    Routing = "routing", "routing", "luồng xử lý";
    /// How often a loop may run.
    Rounds = "rounds", "rounds of the loop", "số vòng lặp";
    /// In which cases the step exists.
    StepCases = "step-cases", "cases of the step", "trường hợp của bước";
    /// The process that runs inside.
    Calls = "calls", "called process", "quy trình được gọi";
    /// What the step needs.
    Input = "input", "input", "đầu vào";
    /// What the step makes.
    Output = "output", "output", "đầu ra";
    /// A template.
    Form = "form", "form", "biểu mẫu";
    /// What is kept.
    Record = "record", "record", "hồ sơ lưu";
    /// A risk and its control.
    Risk = "risk", "risk", "rủi ro";
    /// What is measured.
    Indicator = "indicator", "indicator", "chỉ tiêu";
    /// An entry of the revision log.
    Revision = "revision", "revision", "lần sửa đổi";
    /// A kind of step that the regulation asks for.
    RequiredKind = "required-kind", "required kind of step", "loại bước bắt buộc";
}
