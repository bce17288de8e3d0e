//! A process as its file states it: typed, with a span for every value, nothing concluded yet.
//!
//! Field order and names are those of DESIGN §2.1; the doc comments are the descriptions in the JSON Schema. References
//! (`next`, `cases`, per-case times) are held as ids; `read::process` says which of them point nowhere, the workflow
//! builder resolves them.

use std::fmt::Write as _;

use indexmap::{IndexMap, IndexSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use super::control::ControlFlow;
use super::date::Date;
use super::duration::{DayKind, Duration};
use super::name::{Id, fold, numbered};
use super::notation::Notation;
use super::one_or_many::{Next, PerCase, Texts};
use crate::messages::Localized;
use crate::source::{Place, SourceId, Span, Spanned};

/// A text with its place.
pub type Text = Spanned<String>;

/// A whole process file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct ProcessFile {
    /// What the process is.
    pub process: Spanned<Header>,
    /// Variants with limits of their own; none is one unnamed case with `process.limit`.
    #[serde(rename = "case", skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<Spanned<Case>>,
    /// Ways to hand in a dossier, with limits and fees of their own.
    #[serde(rename = "channel", skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Spanned<Channel>>,
    /// Papers the applicant brings.
    #[serde(rename = "document", skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Spanned<Document>>,
    /// What is done, in file order unless `next` says otherwise.
    #[serde(rename = "step", skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Spanned<Step>>,
    /// Parts of the process that a stopped clock separates.
    #[serde(rename = "phase", skip_serializing_if = "Vec::is_empty")]
    pub phases: Vec<Spanned<Phase>>,
    /// What the published text says unit by unit, where it stands apart from the step table.
    #[serde(rename = "published", skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<Spanned<Published>>,
    /// Templates of the office.
    #[serde(rename = "form", skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<Spanned<Form>>,
    /// What is kept afterwards.
    #[serde(rename = "record", skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<Spanned<Record>>,
    /// Risks and what controls them.
    #[serde(rename = "risk", skip_serializing_if = "Vec::is_empty")]
    pub risks: Vec<Spanned<Risk>>,
    /// What is measured.
    #[serde(rename = "indicator", skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<Spanned<Indicator>>,
    /// The revision log.
    #[serde(rename = "revision", skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<Spanned<Revision>>,
}

/// The header of a process.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Header {
    /// The code of the process, unique in the organisation: "QT 10/CX-HCTP".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Text>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// The id of the regulated procedure that binds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure: Option<Spanned<Id>>,
    /// The field of administration: "Hộ tịch".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Text>,
    /// The level of the office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Spanned<Level>>,
    /// The unit that owns the process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// The version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Text>,
    /// The day on which this version was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<Spanned<Date>>,
    /// The day by which it must be reviewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<Spanned<Date>>,
    /// The standard it follows: "TCVN ISO 9001:2015".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard: Option<Text>,
    /// The legal bases, one citation each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub legal_basis: Vec<Text>,
    /// What the process is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Text>,
    /// Who and what it covers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Text>,
    /// Who may apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Text>,
    /// What the applicant gets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Text>,
    /// The fee as published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<Text>,
    /// The number of sets of the dossier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sets: Option<Spanned<u32>>,
    /// The limit, where there is one unnamed case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Spanned<Duration>>,
    /// The sentence about the limit in the published text, quoted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guidance: Option<Text>,
    /// What a bare "ngày" or "day" means in this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<Spanned<DayKind>>,
    /// The complaint line or address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complaints: Option<Text>,
    /// Who prepared, reviewed and approved this version, by title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<Spanned<Approval>>,
}

/// Who prepared, reviewed and approved a version: titles, never names of persons.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Approval {
    /// Prepared by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prepared: Option<Text>,
    /// Reviewed by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<Text>,
    /// Approved by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved: Option<Text>,
}

/// The level of an office.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Xã, phường, đặc khu.
    Commune,
    /// Huyện, quận, thị xã; abolished in Viet Nam on 2025-07-01.
    District,
    /// Tỉnh, thành phố.
    Province,
    /// Bộ, ngành.
    Ministry,
    /// Any other organisation.
    Organisation,
}

/// A variant of the process with its own limit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Case {
    /// Its id, used in per-case times.
    pub id: Spanned<Id>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Its limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Spanned<Duration>>,
}

/// A way to hand in a dossier.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Channel {
    /// `in-person`, `online` or `post`.
    pub id: Spanned<Id>,
    /// Its limit, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Spanned<Duration>>,
    /// Its fee, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<Text>,
}

/// In which form a paper is handed in.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentForm {
    /// The original stays with the office.
    Original,
    /// A plain copy.
    Copy,
    /// A certified copy.
    CertifiedCopy,
    /// Shown and given back.
    Shown,
}

/// A paper the applicant brings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Document {
    /// Its id; else it is matched by name or alias.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Spanned<Id>>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// In which form it is handed in.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub form: Option<Spanned<DocumentForm>>,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copies: Option<Spanned<u32>>,
    /// Whether every applicant must bring it; true where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<Spanned<bool>>,
    /// Only if …: free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Text>,
    /// Papers with the same word here are alternatives: one of them is enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternative: Option<Text>,
    /// Who must confirm it before it may be handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<Text>,
}

impl Document {
    /// Whether every applicant must bring it.
    pub fn is_required(&self) -> bool {
        self.required.as_ref().is_none_or(|required| required.value) && self.when.is_none()
    }
}

/// What is done in a step.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// The dossier is received.
    Receive,
    /// The dossier is examined.
    Examine,
    /// Another unit is asked.
    Consult,
    /// Facts are verified on site or with others.
    Verify,
    /// Somebody entitled decides and signs.
    Approve,
    /// The result is made: numbered, sealed, registered.
    Issue,
    /// The result is returned to the applicant.
    Return,
    /// The applicant completes the dossier.
    Supplement,
    /// The dossier is refused.
    Refuse,
    /// The office apologises for lateness and sets a new date.
    Apologise,
    /// Nobody works; time passes.
    Wait,
    /// Routing only: no work, no role, no time.
    Gateway,
    /// Something happens (a message arrives, a date comes): no work.
    Event,
    /// Anything else.
    Other,
}

impl StepKind {
    /// The word for it in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Receive => "receive",
            Self::Examine => "examine",
            Self::Consult => "consult",
            Self::Verify => "verify",
            Self::Approve => "approve",
            Self::Issue => "issue",
            Self::Return => "return",
            Self::Supplement => "supplement",
            Self::Refuse => "refuse",
            Self::Apologise => "apologise",
            Self::Wait => "wait",
            Self::Gateway => "gateway",
            Self::Event => "event",
            Self::Other => "other",
        }
    }

    /// Whether somebody works in such a step, so that it needs a role and a time.
    pub fn is_work(self) -> bool {
        !matches!(self, Self::Gateway | Self::Event)
    }
}

/// Whether time counts while a step runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// The office's time.
    #[default]
    Running,
    /// The applicant's time: it is not counted.
    Stopped,
    /// The clock starts anew after this step (the dossier comes back complete).
    Restarts,
}

/// How many flows a step waits for or starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Routing {
    /// Exactly one.
    #[default]
    One,
    /// All of them.
    All,
    /// One or more.
    Any,
}

/// A step: a node of the workflow.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Step {
    /// Its id; without one the file order numbers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Spanned<Id>>,
    /// Its number as printed in the procedure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Spanned<u32>>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// What is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Spanned<StepKind>>,
    /// Who does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Text>,
    /// The office they belong to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// How long it may take, for all cases or for each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Spanned<PerCase<Duration>>>,
    /// Whose time it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<Spanned<Clock>>,
    /// How often the loop that this step closes may run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounds: Option<Spanned<u32>>,
    /// The phase it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Spanned<u32>>,
    /// The steps that follow; absent is the next one of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Spanned<Next>>,
    /// How the flows that leave it are served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<Spanned<Routing>>,
    /// How many of the flows that enter it are waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join: Option<Spanned<Routing>>,
    /// The process may start here; where no step says so, the first one is the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<Spanned<bool>>,
    /// The process may end here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<Spanned<bool>>,
    /// The step exists in these cases only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cases: Option<Spanned<Texts>>,
    /// The code of a process that runs inside this step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<Text>,
    /// Forms that are used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<Text>,
    /// What it needs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Text>,
    /// What it makes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<Text>,
    /// The kind was concluded from words (BPMN), not stated.
    #[serde(skip)]
    pub kind_guessed: bool,
}

impl Step {
    /// What is done; `other` where nothing is said.
    pub fn kind(&self) -> StepKind {
        self.kind
            .as_ref()
            .map_or(StepKind::Other, |kind| kind.value)
    }

    /// Whether somebody works in it.
    pub fn is_work(&self) -> bool {
        self.kind().is_work()
    }

    /// Whose time it is.
    pub fn clock(&self) -> Clock {
        self.clock
            .as_ref()
            .map_or(Clock::Running, |clock| clock.value)
    }

    /// Whether the step exists in a case.
    pub fn exists_in(&self, case: Option<&Id>) -> bool {
        match (&self.cases, case) {
            (Some(cases), Some(case)) => cases.iter().any(|name| Id::new(name) == *case),
            _ => true,
        }
    }

    /// The time it has in a case.
    pub fn time_in(&self, case: Option<&Id>) -> Option<&Spanned<Duration>> {
        self.time.as_ref().and_then(|time| time.value.get(case))
    }
}

/// A part of the process that a stopped clock separates from the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Phase {
    /// Its number, as `step.phase` names it.
    pub number: Spanned<u32>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// The limit printed over it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Spanned<Duration>>,
}

/// What the published text gives one unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Published {
    /// The unit as the text names it.
    pub unit: Text,
    /// The time it gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Spanned<Duration>>,
}

/// A template of the office.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Form {
    /// Its code: "BM 01", "Mẫu 02 TT 03/2025/TT-VPCP".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Text>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
}

/// What is kept afterwards.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Record {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Where, or by whom, it is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_by: Option<Text>,
    /// How long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention: Option<Text>,
}

/// A risk.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Risk {
    /// What may happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// What prevents it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<Text>,
}

/// What is measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Indicator {
    /// What it measures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// The target, with its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Text>,
    /// The role that answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Text>,
    /// The day by which it is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Spanned<Date>>,
}

/// An entry of the revision log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Revision {
    /// The version it made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Text>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Spanned<Date>>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// On which legal basis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
}

/// A process of a run: what its file states, and which file that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// The file.
    pub source: SourceId,
    /// What it states.
    pub file: ProcessFile,
    /// Index of each step by its id.
    pub step_ids: IndexMap<Id, usize>,
    /// What element paths call each step, by index, where some step has no id; else empty.
    step_keys: IndexSet<String>,
    /// Parts of the file that were not understood whole, in order: nothing is concluded from what they seem to lack.
    pub unread: Vec<Span>,
    /// The control flow, where the file draws one instead of listing steps in order.
    pub control: Option<ControlFlow>,
    /// The process as it is drawn, where its file is a diagram.
    pub notation: Option<Box<Notation>>,
}

impl std::ops::Deref for Process {
    type Target = ProcessFile;
    fn deref(&self) -> &ProcessFile {
        &self.file
    }
}

impl Process {
    /// A process from what a file states. The first step of an id keeps it.
    pub fn new(source: SourceId, file: ProcessFile) -> Self {
        let mut step_ids = IndexMap::new();
        for (index, step) in file.steps.iter().enumerate() {
            step_ids.entry(step_id(step, index)).or_insert(index);
        }
        Self {
            source,
            step_keys: step_keys(&file.steps),
            file,
            step_ids,
            unread: Vec::new(),
            control: None,
            notation: None,
        }
    }

    /// A place in the file of the process.
    pub fn place(&self, span: Span) -> Place {
        Place {
            source: self.source,
            span,
        }
    }

    /// The id of the step at an index: the one it states, else its number or its rank in the file.
    pub fn step_id(&self, index: usize) -> Id {
        self.steps
            .get(index)
            .map_or_else(Id::default, |step| step_id(step, index))
    }

    /// The element path of the step at an index: `process.step.` and its id. A step without id is called by its name, else its
    /// role or unit, and never by its rank alone: a step that is put before it must not take its place in a waiver or a
    /// baseline. Where several are called the same, it is told which of how many it is.
    pub fn step_path(&self, index: usize) -> String {
        format!("{STEP_PATH}{}", self.step_key(index))
    }

    /// What element paths call the step at an index.
    pub fn step_key(&self, index: usize) -> String {
        let key = self.step_keys.get_index(index).cloned();
        key.unwrap_or_else(|| self.step_id(index).to_string())
    }

    /// The step that an element path is about, or is a part of. Ids may hold dots, so the longest one counts.
    pub fn step_of_path(&self, path: &str) -> Option<usize> {
        let mut key = path.strip_prefix(STEP_PATH)?;
        loop {
            let found = self.step_keys.get_index_of(key);
            let by_id = || self.step_ids.get(key).copied();
            if let Some(step) = found.or_else(by_id) {
                return Some(step);
            }
            key = key.rsplit_once('.')?.0;
        }
    }

    /// What its diagram draws and its control flow does not express; the first of it.
    pub fn unjudged(&self) -> Option<&Localized> {
        let unknown = self.control.as_ref()?.unknown.first()?;
        Some(&unknown.reason)
    }

    /// What a reader calls the step: its name, else its role, else its id.
    pub fn step_label(&self, index: usize) -> String {
        let step = self.steps.get(index);
        step.and_then(|step| {
            step.name
                .as_ref()
                .or(step.role.as_ref())
                .or(step.unit.as_ref())
        })
        .map_or_else(
            || self.step_id(index).to_string(),
            |text| text.value.clone(),
        )
    }

    /// Where the step is named, for a label.
    pub fn step_span(&self, index: usize) -> Span {
        self.steps.get(index).map_or_else(Span::default, |step| {
            step.name
                .as_ref()
                .map(|name| name.span)
                .or(step.role.as_ref().map(|role| role.span))
                .or(step.id.as_ref().map(|id| id.span))
                .unwrap_or(step.span)
        })
    }

    /// The steps in which somebody works, with their indexes.
    pub fn work(&self) -> impl Iterator<Item = (usize, &Spanned<Step>)> {
        self.steps
            .iter()
            .enumerate()
            .filter(|(_, step)| step.is_work())
    }

    /// The cases to look at: those of the file, or the one unnamed case.
    pub fn case_ids(&self) -> SmallVec<[Option<&Id>; 4]> {
        if self.cases.is_empty() {
            return smallvec![None];
        }
        self.cases.iter().map(|case| Some(&case.id.value)).collect()
    }

    /// The declared limit of a case; the unnamed one has `process.limit`.
    pub fn limit(&self, case: Option<&Id>) -> Option<&Spanned<Duration>> {
        let header = self.process.limit.as_ref();
        match case {
            None => header,
            Some(id) => self
                .cases
                .iter()
                .find(|case| case.id.value == *id)
                .and_then(|case| case.limit.as_ref())
                .or(header),
        }
    }

    /// What a reader calls a case: its name, else its id.
    pub fn case_label(&self, id: &Id) -> String {
        self.cases
            .iter()
            .find(|case| case.id.value == *id)
            .and_then(|case| case.name.as_ref())
            .map_or_else(|| id.to_string(), |name| name.value.clone())
    }

    /// The name under which a paper is kept apart from others in element paths.
    pub fn document_key(document: &Document) -> String {
        document
            .id
            .as_ref()
            .map(|id| id.to_string())
            .or_else(|| document.name.as_ref().map(|name| fold(name)))
            .unwrap_or_default()
    }
}

/// What every element path of a step begins with.
const STEP_PATH: &str = "process.step.";

/// What element paths call each step, by index; nothing where every step has an id. O(steps).
fn step_keys(steps: &[Spanned<Step>]) -> IndexSet<String> {
    if steps.iter().all(|step| step.id.is_some()) {
        return IndexSet::new();
    }
    let called = |step: &Step| {
        if let Some(id) = &step.id {
            return id.value.to_string();
        }
        let mut texts = [&step.name, &step.role, &step.unit].into_iter().flatten();
        let text = texts.find(|text| !text.value.trim().is_empty());
        text.map_or_else(String::new, |text| fold(text))
    };
    let called: Vec<String> = steps.iter().map(|step| called(step)).collect();
    let mut keys = IndexSet::with_capacity(steps.len());
    for ((step, name), (met, all)) in steps.iter().zip(&called).zip(numbered(&called)) {
        let is_enough = match &step.id {
            Some(_) => met == 1,
            None => all == 1 && !name.is_empty() && !is_numbered(name),
        };
        let mut key = name.clone();
        if !is_enough {
            let gap = if name.is_empty() { "" } else { " " };
            // Writing to a String cannot fail.
            let _ = write!(key, "{gap}{met}/{all}");
        }
        // Somebody may have made an id that looks like such a key.
        while !keys.insert(key.clone()) {
            key += " 1/1";
        }
    }
    keys
}

/// Whether a name ends as the key of a step among several of one name does.
fn is_numbered(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let last = name.rsplit(' ').next().unwrap_or_default();
    let parts = last.split_once('/');
    parts.is_some_and(|(met, all)| is_number(met) && is_number(all))
}

/// The name that several steps share and their number, where an element path tells by their order alone which of them it is
/// about.
pub fn steps_of_one_name(path: &str) -> Option<(&str, usize)> {
    let key = path.strip_prefix(STEP_PATH)?;
    let mut slashes = key.match_indices('/').map(|(at, _)| key.split_at(at));
    slashes.find_map(|(before, after)| {
        let digits = before.trim_end_matches(|c: char| c.is_ascii_digit());
        let all = after.trim_start_matches('/').split('.').next()?;
        let is_number = all.bytes().all(|b| b.is_ascii_digit()) && digits.len() < before.len();
        let all = all.parse().ok().filter(|all| is_number && *all > 1)?;
        Some((digits.trim_end(), all))
    })
}

/// The id of a step at an index: the one it states, else its number or its rank in the file.
pub fn step_id(step: &Step, index: usize) -> Id {
    match (&step.id, &step.number) {
        (Some(id), _) => id.value.clone(),
        (None, Some(number)) => Id::new(&number.to_string()),
        (None, None) => Id::new(&(index + 1).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_path_leads_to_its_step() {
        let step = |id: &str, name: &str, role: &str| {
            let text = |text: &str| {
                (!text.is_empty()).then(|| Spanned::new(text.to_owned(), Span::default()))
            };
            let step = Step {
                id: text(id).map(|id| Spanned::new(Id::new(&id.value), id.span)),
                name: text(name),
                role: text(role),
                ..Step::default()
            };
            Spanned::new(step, Span::default())
        };
        let file = ProcessFile {
            steps: vec![
                step("a", "Trình ký", ""),
                step("", "Trình  KÝ", ""),
                step("", "trình ký", ""),
                step("", "", "Văn thư"),
                step("", "v.v.", ""),
                step("", "", ""),
                step("", "Ký 1/2", ""),
                step("ký 1/2 1/1", "", ""),
            ],
            ..ProcessFile::default()
        };
        let process = Process::new(SourceId(0), file);
        let paths: Vec<String> = (0..8).map(|index| process.step_path(index)).collect();
        assert_eq!(
            paths,
            [
                "process.step.a",
                "process.step.trình ký 1/2",
                "process.step.trình ký 2/2",
                "process.step.văn thư",
                "process.step.v.v.",
                "process.step.1/1",
                "process.step.ký 1/2 1/1",
                "process.step.ký 1/2 1/1 1/1",
            ]
        );
        for (index, path) in paths.iter().enumerate() {
            assert_eq!(process.step_of_path(path), Some(index));
            assert_eq!(process.step_of_path(&format!("{path}.time")), Some(index));
        }
        assert_eq!(process.step_of_path("process.step.none.time"), None);
        let shared = |part: &str| {
            let shared = paths.iter().map(|path| format!("{path}{part}"));
            let shared = shared
                .map(|path| steps_of_one_name(&path).map(|(name, all)| (name.to_owned(), all)));
            shared.collect::<Vec<_>>()
        };
        for part in ["", ".time"] {
            let two = Some(("trình ký".to_owned(), 2));
            let expected = [None, two.clone(), two, None, None, None, None, None];
            assert_eq!(shared(part), expected, "{part}");
        }
    }
}
