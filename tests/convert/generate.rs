//! Processes over the whole model: every key, names that break careless writers, flows of every shape.

use indexmap::IndexMap;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use qmslint::model::date::Date;
use qmslint::model::duration::{DayKind, Duration};
use qmslint::model::name::Id;
use qmslint::model::one_or_many::{Branch, Next, PerCase, Texts};
use qmslint::model::process::*;
use qmslint::source::{Span, Spanned};

fn at<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

fn some<T: std::fmt::Debug>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<Spanned<T>>> {
    of(value.prop_map(at))
}

/// Names as people type them, and as they break XML, TOML and lists.
fn text() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "Tiếp nhận",
        "hồ sơ",
        "Tha\u{302}\u{309}m đi\u{323}nh",
        "trả kết quả trong 3 ngày làm việc",
        "48h",
        "\"",
        "'",
        "<b>",
        "&amp;",
        "&",
        "]]>",
        "--",
        ";",
        "#",
        "\\",
        "\n",
        "\t",
        "\r\n",
        " ",
        "  ",
        "\u{a0}",
        "\u{200b}",
        "𝔊",
        "=",
        "{x}",
        "'''",
        "\"\"\"",
        "%",
    ]);
    vec(pieces, 0..4).prop_map(|pieces| pieces.concat())
}

fn name() -> impl Strategy<Value = Option<Text>> {
    some(text())
}

fn duration() -> impl Strategy<Value = Duration> {
    let spellings = select(vec![
        "5 ngày làm việc",
        "½ ngày",
        "1,5 ngày",
        "02 giờ",
        "1/3 ngày",
        "30 (ba mươi) ngày",
        "1 ngày 4 giờ",
        "P3D",
        "2 tuần",
        "1 tháng",
        "90 phút",
        "20 calendar days",
        "trong ngày; sau 15 giờ thì trả trong ngày làm việc tiếp theo",
        "0 ngày",
    ]);
    spellings.prop_map(|spelling| spelling.parse().unwrap())
}

fn date() -> impl Strategy<Value = Date> {
    (1990..2099_i16, 1..=12_i8, 1..=28_i8)
        .prop_map(|(year, month, day)| Date(jiff::civil::date(year, month, day)))
}

fn texts() -> impl Strategy<Value = Vec<Text>> {
    vec(text().prop_map(at), 0..3)
}

fn header() -> impl Strategy<Value = Header> {
    let levels = select(vec![
        Level::Commune,
        Level::District,
        Level::Province,
        Level::Ministry,
        Level::Organisation,
    ]);
    let days = select(vec![DayKind::Working, DayKind::Calendar]);
    let approval = (name(), name(), name()).prop_map(|(prepared, reviewed, approved)| Approval {
        prepared,
        reviewed,
        approved,
    });
    (
        (
            name(),
            name(),
            some(id()),
            name(),
            some(levels),
            name(),
            name(),
        ),
        (
            some(date()),
            some(date()),
            name(),
            texts(),
            name(),
            name(),
            name(),
            name(),
        ),
        (
            name(),
            some(any::<u8>().prop_map(u32::from)),
            some(duration()),
            name(),
            some(days),
            name(),
            some(approval),
        ),
    )
        .prop_map(|(a, b, c)| Header {
            code: a.0,
            name: a.1,
            procedure: a.2,
            field: a.3,
            level: a.4,
            unit: a.5,
            version: a.6,
            issued: b.0,
            review: b.1,
            standard: b.2,
            legal_basis: b.3,
            purpose: b.4,
            scope: b.5,
            subject: b.6,
            result: b.7,
            fee: c.0,
            sets: c.1,
            limit: c.2,
            guidance: c.3,
            days: c.4,
            complaints: c.5,
            approval: c.6,
        })
}

fn id() -> impl Strategy<Value = Id> {
    text().prop_filter_map("an id is not empty", |text| {
        let id = Id::new(&text);
        (!id.as_str().is_empty()).then_some(id)
    })
}

/// Where a flow leads, its condition and its limit.
type Way = (Index, Option<Text>, Option<Spanned<Duration>>);

/// A time for all cases, or one for some.
#[derive(Clone, Debug)]
enum Time {
    All(Duration),
    Each(Vec<(Index, Duration)>),
}

/// A step without its references: those are added when all ids are known.
#[derive(Clone, Debug)]
struct Draft {
    step: Step,
    id: Option<String>,
    next: Option<Vec<Way>>,
    time: Option<Time>,
    cases: Option<Vec<Index>>,
}

fn draft() -> impl Strategy<Value = Draft> {
    use StepKind as K;
    let kinds = select(vec![
        K::Receive,
        K::Examine,
        K::Consult,
        K::Verify,
        K::Approve,
        K::Issue,
        K::Return,
        K::Supplement,
        K::Refuse,
        K::Apologise,
        K::Wait,
        K::Gateway,
        K::Event,
        K::Gateway,
        K::Event,
        K::Other,
    ]);
    let clocks = select(vec![Clock::Running, Clock::Stopped, Clock::Restarts]);
    let ways = || select(vec![Routing::One, Routing::All, Routing::Any]);
    let number = || any::<u8>().prop_map(u32::from);
    let roles = || {
        select(vec![
            "Công chức",
            "Lãnh đạo",
            "công chức",
            "Bộ phận <Một cửa>",
            "",
        ])
        .prop_map(str::to_owned)
    };
    let branch = (any::<Index>(), name(), some(duration()));
    let each = vec((any::<Index>(), duration()), 0..3);
    let time = prop_oneof![duration().prop_map(Time::All), each.prop_map(Time::Each)];
    let ids = select(vec![
        "tiep-nhan",
        "Step_1",
        "1",
        "bước hai",
        "a b",
        "x_di",
        "Flow_1",
    ]);
    (
        (
            of(ids),
            some(number()),
            name(),
            some(kinds),
            some(roles()),
            some(roles()),
        ),
        (of(time), some(clocks), some(number()), some(number())),
        (
            of(vec(branch, 0..4)),
            some(ways()),
            some(ways()),
            some(any::<bool>()),
            some(any::<bool>()),
        ),
        (
            of(vec(any::<Index>(), 0..3)),
            name(),
            texts(),
            texts(),
            texts(),
        ),
    )
        .prop_map(|(a, b, c, d)| Draft {
            id: a.0.map(str::to_owned),
            step: Step {
                number: a.1,
                name: a.2,
                kind: a.3,
                role: a.4,
                unit: a.5,
                clock: b.1,
                rounds: b.2,
                phase: b.3,
                split: c.1,
                join: c.2,
                start: c.3,
                end: c.4,
                calls: d.1,
                forms: d.2,
                inputs: d.3,
                outputs: d.4,
                ..Step::default()
            },
            next: c.0,
            time: b.0,
            cases: d.0,
        })
}

/// Let drafts refer to each other and to cases.
fn steps(drafts: &[Draft], cases: &[Spanned<Case>]) -> Vec<Spanned<Step>> {
    let mut steps: Vec<Step> = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        let mut step = draft.step.clone();
        step.id = draft.id.as_ref().map(|id| at(Id::new(id)));
        if steps
            .iter()
            .any(|other| other.id.is_some() && other.id == step.id)
        {
            step.id = Some(at(Id::new(&format!("{index} lần nữa"))));
        }
        steps.push(step);
    }
    let ids: Vec<Id> = steps
        .iter()
        .enumerate()
        .map(|(index, step)| step_id(step, index))
        .collect();
    let case = |index: &Index| (!cases.is_empty()).then(|| index.get(cases).id.value.clone());
    for (step, draft) in steps.iter_mut().zip(drafts) {
        step.next = draft.next.as_ref().map(|branches| {
            let branches = branches.iter().map(|(to, when, limit)| {
                at(Branch {
                    to: at(to.get(&ids).clone()),
                    when: when.clone(),
                    limit: limit.clone(),
                    share: None,
                })
            });
            at(Next(branches.collect()))
        });
        step.time = draft.time.as_ref().map(|time| {
            at(match time {
                Time::All(time) => PerCase::All(at(time.clone())),
                Time::Each(times) => {
                    let times = times
                        .iter()
                        .filter_map(|(index, time)| Some((at(case(index)?), at(time.clone()))));
                    PerCase::Each(times.collect::<IndexMap<_, _>>())
                }
            })
        });
        step.cases = draft.cases.as_ref().map(|cases| {
            let cases = cases
                .iter()
                .filter_map(|index| Some(at(case(index)?.to_string())));
            at(Texts(cases.collect()))
        });
    }
    steps.into_iter().map(at).collect()
}

fn cases() -> impl Strategy<Value = Vec<Spanned<Case>>> {
    vec((id(), name(), some(duration())), 0..3).prop_map(|cases| {
        let mut known: Vec<Spanned<Case>> = Vec::new();
        for (id, name, limit) in cases {
            if known.iter().all(|case| case.id.value != id) {
                known.push(at(Case {
                    id: at(id),
                    name,
                    limit,
                }));
            }
        }
        known
    })
}

fn documents() -> impl Strategy<Value = Vec<Spanned<Document>>> {
    use DocumentForm as F;
    let forms = select(vec![F::Original, F::Copy, F::CertifiedCopy, F::Shown]);
    let number = any::<u8>().prop_map(u32::from);
    let document = (
        some(id()),
        name(),
        some(forms),
        some(number),
        some(any::<bool>()),
        name(),
        name(),
        name(),
    );
    let documents = vec(document, 0..3);
    documents.prop_map(|documents| {
        let mut known: Vec<Spanned<Document>> = Vec::new();
        for (id, name, form, copies, required, when, alternative, confirmed_by) in documents {
            let twice = id.is_some() && known.iter().any(|other| other.id == id);
            known.push(at(Document {
                id: id.filter(|_| !twice),
                name,
                form,
                copies,
                required,
                when,
                alternative,
                confirmed_by,
            }));
        }
        known
    })
}

/// A whole process file.
pub fn process_file() -> impl Strategy<Value = ProcessFile> {
    let channel = (id(), some(duration()), name()).prop_map(|(id, limit, fee)| {
        at(Channel {
            id: at(id),
            limit,
            fee,
        })
    });
    let phase = (any::<u8>(), name(), some(duration())).prop_map(|(number, name, limit)| {
        at(Phase {
            number: at(number.into()),
            name,
            limit,
        })
    });
    let published = (text(), some(duration())).prop_map(|(unit, time)| {
        at(Published {
            unit: at(unit),
            time,
        })
    });
    let form = (name(), name()).prop_map(|(code, name)| at(Form { code, name }));
    let record = (name(), name(), name()).prop_map(|(name, kept_by, retention)| {
        at(Record {
            name,
            kept_by,
            retention,
        })
    });
    let risk = (name(), name()).prop_map(|(name, control)| at(Risk { name, control }));
    let indicator =
        (name(), name(), name(), some(date())).prop_map(|(name, target, owner, due)| {
            at(Indicator {
                name,
                target,
                owner,
                due,
            })
        });
    let revision =
        (name(), some(date()), name(), name()).prop_map(|(version, date, reason, basis)| {
            at(Revision {
                version,
                date,
                reason,
                basis,
            })
        });
    (
        (header(), cases(), documents(), vec(draft(), 0..8)),
        (
            vec(channel, 0..2),
            vec(phase, 0..2),
            vec(published, 0..2),
            vec(form, 0..2),
        ),
        (
            vec(record, 0..2),
            vec(risk, 0..2),
            vec(indicator, 0..2),
            vec(revision, 0..2),
        ),
    )
        .prop_map(|((header, cases, documents, drafts), a, b)| ProcessFile {
            process: at(header),
            steps: steps(&drafts, &cases),
            cases,
            documents,
            channels: a.0,
            phases: a.1,
            published: a.2,
            forms: a.3,
            records: b.0,
            risks: b.1,
            indicators: b.2,
            revisions: b.3,
        })
}
