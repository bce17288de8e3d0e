//! Which steps a rule speaks of: by kind, role, unit, name or id.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pattern::Patterns;
use crate::messages::Localized;
use crate::model::process::{Process, StepKind, Text};

/// Steps that fulfil every line that is given; a line with several values is fulfilled by any of them. Texts may hold `*` for
/// any run of characters. A selector without lines selects nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct StepSelector {
    /// Kinds of step.
    #[serde(
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "one_or_more_kinds"
    )]
    #[schemars(with = "KindOrKinds")]
    pub kind: Vec<StepKind>,
    /// Roles.
    #[serde(skip_serializing_if = "Patterns::is_empty")]
    pub role: Patterns,
    /// Units.
    #[serde(skip_serializing_if = "Patterns::is_empty")]
    pub unit: Patterns,
    /// Names.
    #[serde(skip_serializing_if = "Patterns::is_empty")]
    pub name: Patterns,
    /// Ids.
    #[serde(skip_serializing_if = "Patterns::is_empty")]
    pub id: Patterns,
}

/// `kind = "approve"` or `kind = ["approve", "issue"]`.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes the schema only")]
enum KindOrKinds {
    One(StepKind),
    Several(Vec<StepKind>),
}

fn one_or_more_kinds<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<StepKind>, D::Error> {
    use serde::de::{self, IntoDeserializer, SeqAccess, Visitor};
    struct Shape;
    impl<'de> Visitor<'de> for Shape {
        type Value = Vec<StepKind>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a text, or a list of texts")
        }
        fn visit_str<E: de::Error>(self, word: &str) -> Result<Self::Value, E> {
            StepKind::deserialize(word.into_deserializer()).map(|kind| vec![kind])
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::new();
            while let Some(kind) = items.next_element()? {
                all.push(kind);
            }
            Ok(all)
        }
    }
    deserializer.deserialize_any(Shape)
}

impl StepSelector {
    /// Steps of one kind.
    pub fn of_kind(kind: StepKind) -> Self {
        Self {
            kind: vec![kind],
            ..Self::default()
        }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.kind.is_empty()
            && self.role.is_empty()
            && self.unit.is_empty()
            && self.name.is_empty()
            && self.id.is_empty()
    }

    /// Whether a step of a process is selected.
    pub fn selects(&self, process: &Process, index: usize) -> bool {
        let Some(step) = process.steps.get(index) else {
            return false;
        };
        !self.is_empty()
            && (self.kind.is_empty() || self.kind.contains(&step.kind()))
            && fits(&self.role, step.role.as_ref())
            && fits(&self.unit, step.unit.as_ref().or(step.role.as_ref()))
            && fits(&self.name, step.name.as_ref())
            && (self.id.is_empty() || self.id.fit(process.step_id(index).as_str()))
    }

    /// Whether any selected step had its kind guessed from words.
    pub fn rests_on_guess(&self, process: &Process) -> bool {
        !self.kind.is_empty() && process.steps.iter().any(|step| step.kind_guessed)
    }

    /// The steps selected, in file order.
    pub fn select<'a>(&'a self, process: &'a Process) -> impl Iterator<Item = usize> + 'a {
        (0..process.steps.len()).filter(|index| self.selects(process, *index))
    }

    /// What the selector says, for messages: `approve`, `role "…"`.
    pub fn describe(&self) -> Localized {
        let (mut en, mut vi) = (String::new(), String::new());
        for (rank, kind) in self.kind.iter().enumerate() {
            let words = kind.words();
            for (out, word) in [(&mut en, words.en), (&mut vi, words.vi)] {
                out.push_str(if rank == 0 { "" } else { " / " });
                out.push_str(&word);
            }
        }
        for (texts, en_word, vi_word) in [
            (&self.role, "role", "vai trò"),
            (&self.unit, "unit", "đơn vị"),
            (&self.name, "named", "có tên"),
            (&self.id, "id", "mã"),
        ] {
            if texts.is_empty() {
                continue;
            }
            for (out, word) in [(&mut en, en_word), (&mut vi, vi_word)] {
                out.push_str(if out.is_empty() { "" } else { ", " });
                out.push_str(word);
                for (rank, text) in texts.texts().enumerate() {
                    out.push_str(if rank == 0 { " \"" } else { " / \"" });
                    out.push_str(text);
                    out.push('"');
                }
            }
        }
        Localized::new(en, vi)
    }
}

/// Without patterns any text is right, and none too.
fn fits(patterns: &Patterns, text: Option<&Text>) -> bool {
    patterns.is_empty() || text.is_some_and(|text| patterns.fit(text))
}

impl StepKind {
    /// The kind in the reader's words.
    pub fn words(self) -> Localized {
        let (en, vi) = match self {
            Self::Receive => ("receiving the dossier", "tiếp nhận hồ sơ"),
            Self::Examine => ("examining the dossier", "thẩm định hồ sơ"),
            Self::Consult => ("consulting another unit", "lấy ý kiến"),
            Self::Verify => ("verification", "xác minh"),
            Self::Approve => ("approval", "phê duyệt"),
            Self::Issue => ("issuing the result", "phát hành kết quả"),
            Self::Return => ("returning the result", "trả kết quả"),
            Self::Supplement => ("supplementing the dossier", "bổ sung hồ sơ"),
            Self::Refuse => ("refusal", "từ chối hồ sơ"),
            Self::Apologise => ("apology for lateness", "xin lỗi vì trễ hạn"),
            Self::Wait => ("waiting", "chờ"),
            Self::Gateway => ("gateway", "cổng rẽ nhánh"),
            Self::Event => ("event", "sự kiện"),
            Self::Other => ("other work", "việc khác"),
        };
        Localized::fixed(en, vi)
    }
}
