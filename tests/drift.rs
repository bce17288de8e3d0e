//! Drift: real pairs as snapshots, and what must hold of every comparison.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use qmslint::drift::{Aspect, Change, Effect, Value, Verb, compare, compare_with_regulation};
use qmslint::messages::Lang;
use qmslint::model::process::Process;
use qmslint::read::pack::read_regulations;
use qmslint::read::process::read_process;
use qmslint::report::drift::{Office, json, survey_json, table, text};
use qmslint::rule::regulation::Regulated;
use qmslint::source::{Source, SourceId, Sources};

/// Files of a test.
#[derive(Default)]
struct Files {
    sources: Sources,
}

impl Files {
    fn process(&mut self, name: &str) -> Process {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let id = self.sources.add(Source::new(name, text.as_str()));
        let (process, problems) = read_process(id, &text);
        assert!(problems.is_empty(), "{name}: {problems:#?}");
        process
    }

    /// An entry of `rules/vn-one-stop/regulations`.
    fn regulation(&mut self, file: &str, id: &str) -> Regulated {
        let name = format!("rules/vn-one-stop/regulations/{file}");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
        let text = std::fs::read_to_string(path).unwrap();
        let source = self.sources.add(Source::new(name, text.as_str()));
        let (entries, problems) = read_regulations(source, &text);
        assert!(problems.is_empty(), "{file}: {problems:#?}");
        let mut entries = entries.into_iter();
        entries.find(|entry| entry.id.as_str() == id).unwrap()
    }
}

fn parse(text: &str) -> Process {
    let (process, problems) = read_process(SourceId(0), text);
    assert!(problems.is_empty(), "{problems:#?}\n{text}");
    process
}

#[test]
fn a_new_version_against_the_old_one() {
    let mut files = Files::default();
    let old = files.process("processes/cantho-ht-005.toml");
    let new = files.process("drift/cantho-ht-005-02.toml");
    let regulation = files.regulation("ho-tich.toml", "nhan-cha-me-con");
    let changes = compare(&old, &new, Some(&regulation));
    let titles = ("cantho-ht-005.toml", "cantho-ht-005-02.toml");
    insta::assert_snapshot!(
        "new_version_en",
        text(&changes, titles, &files.sources, Lang::En)
    );
    insta::assert_snapshot!(
        "new_version_vi",
        text(&changes, titles, &files.sources, Lang::Vi)
    );
    insta::assert_snapshot!(
        "new_version_json",
        json(&changes, (&old, &new), &files.sources)
    );
}

#[test]
fn offices_against_the_decree() {
    let mut files = Files::default();
    let regulation = files.regulation("ho-kinh-doanh.toml", "ho-kinh-doanh-thanh-lap-nd43");
    let names = [
        "processes/hkd-123docz.toml",
        "processes/hkd-haiphong.toml",
        "processes/hkd-kontum.toml",
    ];
    let processes: Vec<Process> = names.iter().map(|name| files.process(name)).collect();
    let offices: Vec<Office<'_>> = processes
        .iter()
        .map(|process| Office {
            process,
            changes: compare_with_regulation(process, &regulation),
        })
        .collect();
    let sources = &files.sources;
    let mut shown = String::new();
    for lang in [Lang::En, Lang::Vi] {
        shown += &table(&offices, sources, lang);
        shown.push('\n');
    }
    for office in &offices {
        let file = sources.get(office.process.source).unwrap().name();
        shown += &text(
            &office.changes,
            (regulation.id.as_str(), file),
            sources,
            Lang::En,
        );
        shown.push('\n');
    }
    insta::assert_snapshot!("offices", shown);
    insta::assert_snapshot!(
        "offices_json",
        survey_json(regulation.id.as_str(), "regulation", &offices, sources)
    );
}

#[test]
fn two_offices_without_common_ids() {
    let mut files = Files::default();
    let old = files.process("processes/dienban-101.toml");
    let new = files.process("processes/land2025-xa-01.toml");
    let changes = compare(&old, &new, None);
    insta::assert_snapshot!(
        "two_offices",
        text(
            &changes,
            ("dienban-101", "land2025-xa-01"),
            &files.sources,
            Lang::En
        )
    );
}

/// Run `qmslint diff` in `fixtures`; its exit code, then stdout.
fn diff(arguments: &[&str]) -> (i32, String) {
    let mut command = assert_cmd::Command::cargo_bin("qmslint").unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let environment = ["QMSLINT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
    for name in environment {
        command.env_remove(name);
    }
    command.current_dir(folder).arg("diff").args(arguments);
    let output = command.args(["--as-of", "2026-06-01"]).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), stdout)
}

#[test]
fn the_command_says_how_it_ended() {
    let (old, new) = (
        "processes/cantho-ht-005.toml",
        "drift/cantho-ht-005-02.toml",
    );
    let (code, out) = diff(&[old, old]);
    assert_eq!(code, 0);
    assert!(out.contains("no difference in meaning"), "{out}");
    let (code, out) = diff(&[old, new, "--lang", "vi"]);
    assert_eq!(code, 1);
    assert!(out.contains("chặt hơn quy định (1)"), "{out}");
    let (code, out) = diff(&[old, new, "--format", "json"]);
    let read: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, read["differences"].as_array().unwrap().len()),
        (1, 22)
    );
    assert_eq!(diff(&[old, "processes/none.toml"]), (2, String::new()));
    assert_eq!(diff(&[old]), (2, String::new()));
    assert_eq!(
        diff(&["--procedure", "none", "processes"]),
        (3, String::new())
    );
}

#[test]
fn the_command_compares_the_offices_of_a_folder() {
    let decree = ["--procedure", "ho-kinh-doanh-thanh-lap-nd43", "processes"];
    let (code, out) = diff(&decree);
    assert_eq!(code, 1);
    insta::assert_snapshot!("command_regulation", out);
    let (code, out) = diff(&[&decree[..], &["--model", "processes/hkd-kontum.toml"]].concat());
    assert_eq!(code, 1);
    insta::assert_snapshot!("command_model", out);
}

/// What differs, without places: kind, then `old > new`.
fn kinds(changes: &[Change]) -> Vec<String> {
    let shown = |side: &Option<qmslint::drift::Side>| {
        side.as_ref()
            .map(|side| serde_json::to_string(&side.value).unwrap())
            .unwrap_or_default()
    };
    changes
        .iter()
        .map(|change| {
            format!(
                "{} {} > {}",
                change.kind(),
                shown(&change.old),
                shown(&change.new)
            )
        })
        .collect()
}

/// A process of one line per step.
fn steps(rows: &[&str]) -> Process {
    let rows: Vec<String> = rows
        .iter()
        .map(|row| format!("[[step]]\n{row}\n"))
        .collect();
    parse(&format!("[process]\ncode = \"QT 01\"\n{}", rows.join("")))
}

const RECEIVE: &str = "name = \"Tiếp nhận hồ sơ\"\nkind = \"receive\"\nrole = \"Một cửa\"";
const EXAMINE: &str = "name = \"Thẩm tra hồ sơ\"\nkind = \"examine\"\nrole = \"Chuyên viên\"";
const APPROVE: &str = "name = \"Ký duyệt\"\nkind = \"approve\"\nrole = \"Lãnh đạo\"";
const RETURN: &str = "name = \"Trả kết quả\"\nkind = \"return\"\nrole = \"Một cửa\"";

#[test]
fn a_step_in_between_shifts_nothing() {
    let old = steps(&[RECEIVE, APPROVE, RETURN]);
    let new = steps(&[RECEIVE, EXAMINE, APPROVE, RETURN]);
    assert_eq!(
        kinds(&compare(&old, &new, None)),
        ["step-added  > \"Thẩm tra hồ sơ\""]
    );
}

#[test]
fn a_moved_step_is_one_difference() {
    let old = steps(&[RECEIVE, EXAMINE, APPROVE, RETURN]);
    let new = steps(&[RECEIVE, APPROVE, EXAMINE, RETURN]);
    let changes = compare(&old, &new, None);
    assert_eq!(changes.len(), 1, "{changes:#?}");
    assert_eq!(
        (changes[0].aspect, changes[0].verb),
        (Aspect::Step, Verb::Moved)
    );
}

#[test]
fn the_order_of_the_file_is_not_the_order_of_the_work() {
    let a = "id = \"a\"\nname = \"A\"\nnext = \"b\"\nstart = true";
    let b = "id = \"b\"\nname = \"B\"\nnext = \"c\"";
    let c = "id = \"c\"\nname = \"C\"\nend = true";
    let changes = compare(&steps(&[a, b, c]), &steps(&[b, c, a]), None);
    assert_eq!(changes, [], "the same flows");
}

#[test]
fn another_way_is_another_routing() {
    let row = |next: &str| format!("id = \"a\"\nname = \"A\"\n{next}");
    let rest = ["id = \"b\"\nname = \"B\"", "id = \"c\"\nname = \"C\""];
    let old = steps(&[&row(""), rest[0], rest[1]]);
    let new = steps(&[
        &row("next = [{ to = \"b\" }, { to = \"c\", when = \"đơn giản\" }]"),
        rest[0],
        rest[1],
    ]);
    assert_eq!(
        kinds(&compare(&old, &new, None)),
        ["routing-changed [\"B\"] > [\"B\",\"C\"]"]
    );
}

#[test]
fn a_step_with_another_name_and_role_is_found_by_its_kind() {
    let old = steps(&[RECEIVE, EXAMINE, APPROVE, RETURN]);
    let other = "name = \"Giám đốc phê chuẩn\"\nkind = \"approve\"\nrole = \"Giám đốc\"";
    let new = steps(&[RECEIVE, EXAMINE, other, RETURN]);
    assert_eq!(
        kinds(&compare(&old, &new, None)),
        [
            "step-renamed \"Ký duyệt\" > \"Giám đốc phê chuẩn\"",
            "role-changed \"Lãnh đạo\" > \"Giám đốc\""
        ]
    );
}

#[test]
fn steps_that_resemble_in_nothing_are_dropped_and_added() {
    let changes = compare(
        &steps(&[RECEIVE, EXAMINE]),
        &steps(&[RECEIVE, RETURN]),
        None,
    );
    assert_eq!(
        kinds(&changes),
        [
            "step-dropped \"Thẩm tra hồ sơ\" > ",
            "step-added  > \"Trả kết quả\""
        ]
    );
}

#[test]
fn other_kinds_of_day_are_not_compared() {
    let limit = |limit: &str| parse(&format!("[process]\nlimit = \"{limit}\"\n"));
    let changes = compare(&limit("7 ngày lịch"), &limit("5 ngày làm việc"), None);
    assert_eq!(changes.len(), 1);
    assert_eq!(
        (changes[0].verb, changes[0].effect),
        (Verb::Incomparable, Effect::Neutral)
    );
    assert!(matches!(
        &changes[0].new.as_ref().unwrap().value,
        Value::Time(..)
    ));
}

/// The sides of a change, swapped.
fn mirrored(change: &Change) -> Change {
    Change {
        aspect: change.aspect,
        verb: change.verb.mirrored(),
        effect: change.effect.mirrored(),
        old: change.new.clone(),
        new: change.old.clone(),
        regulation: change.regulation.clone(),
    }
}

fn sorted(changes: impl IntoIterator<Item = Change>) -> Vec<String> {
    let mut all: Vec<String> = changes
        .into_iter()
        .map(|change| format!("{change:?}"))
        .collect();
    all.sort();
    all
}

/// A small process: steps, papers, records and cases drawn from few words, so that two of them have much in common.
fn process() -> impl Strategy<Value = String> {
    let step = (
        prop::option::of(0..5usize),
        prop::option::of(prop::sample::select(vec![
            "receive", "examine", "approve", "return",
        ])),
        prop::sample::select(vec![
            "Kiểm tra hồ sơ",
            "Kiểm tra thực địa",
            "Ký",
            "Trả kết quả",
        ]),
        prop::option::of(prop::sample::select(vec![
            "Một cửa",
            "Chuyên viên",
            "Lãnh đạo",
        ])),
        prop::option::of(prop::sample::select(vec![
            "1 ngày",
            "½ ngày",
            "4 giờ",
            "2 ngày lịch",
            "trong ngày",
        ])),
        prop::option::of(0..6usize),
    );
    let paper = (
        prop::option::of(prop::sample::select(vec!["to-khai", "gcn"])),
        prop::sample::select(vec!["Tờ khai", "Giấy chứng nhận", "Bản vẽ"]),
        1..3u32,
        prop::bool::ANY,
    );
    let record = (
        prop::sample::select(vec!["Sổ", "Hồ sơ"]),
        prop::option::of(prop::sample::select(vec!["Văn thư", "Kho"])),
    );
    let case = prop::option::of(prop::sample::select(vec!["3 ngày", "5 ngày làm việc"]));
    (
        prop::collection::vec(step, 0..7),
        prop::collection::vec(paper, 0..4),
        prop::collection::vec(record, 0..3),
        prop::collection::btree_map(prop::sample::select(vec!["thuong", "xac-minh"]), case, 0..3),
        prop::sample::select(vec!["8.000 đồng", "10.000đ", "Không", "theo quy định"]),
    )
        .prop_map(|(steps, papers, records, cases, fee)| {
            let mut tables = vec![format!("[process]\nfee = \"{fee}\"\nlimit = \"5 ngày\"\n")];
            for (id, limit) in cases {
                let limit = limit.map(|limit| format!("limit = \"{limit}\"\n")).unwrap_or_default();
                tables.push(format!("[[case]]\nid = \"{id}\"\n{limit}"));
            }
            let ids: Vec<String> = steps.iter().filter_map(|step| step.0).map(|id| format!("s{id}")).collect();
            for (id, kind, name, role, time, next) in &steps {
                let mut text = format!("[[step]]\nname = \"{name}\"\n");
                let mut add = |key: &str, value: Option<String>| {
                    if let Some(value) = value {
                        writeln!(text, "{key} = \"{value}\"").unwrap();
                    }
                };
                add("id", id.map(|id| format!("s{id}")));
                add("kind", kind.map(str::to_owned));
                add("role", role.map(str::to_owned));
                add("time", time.map(str::to_owned));
                add("next", next.and_then(|next| ids.get(next).cloned()));
                tables.push(text);
            }
            for (id, name, copies, required) in papers {
                let id = id.map(|id| format!("id = \"{id}\"\n")).unwrap_or_default();
                tables.push(format!("[[document]]\n{id}name = \"{name}\"\ncopies = {copies}\nrequired = {required}\n"));
            }
            for (name, kept) in records {
                let kept = kept.map(|kept| format!("kept-by = \"{kept}\"\n")).unwrap_or_default();
                tables.push(format!("[[record]]\nname = \"{name}\"\n{kept}"));
            }
            tables.join("\n")
        })
}

/// Read without regard to ids that are used twice: drift must hold for those, too.
fn any(text: &str) -> Process {
    read_process(SourceId(0), text).0
}

/// The tables of a file whose order means nothing, turned round.
fn turned(text: &str) -> String {
    let mut tables: Vec<&str> = text.split("\n[[").collect();
    let is_step = |table: &&str| table.starts_with("step]]");
    let steps: Vec<&str> = tables.iter().copied().filter(is_step).collect();
    let header = tables.remove(0);
    let mut others: Vec<&str> = tables.into_iter().filter(|table| !is_step(table)).collect();
    others.reverse();
    let all: Vec<&str> = std::iter::once(header).chain(others).chain(steps).collect();
    all.join("\n[[")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn nothing_differs_from_itself(text in process()) {
        let process = any(&text);
        prop_assert_eq!(compare(&process, &process, None), vec![]);
    }

    #[test]
    fn the_mirror_image_swaps_the_sides(a in process(), b in process()) {
        let (a, b) = (any(&a), any(&b));
        let there = compare(&a, &b, None);
        let back = compare(&b, &a, None);
        prop_assert_eq!(sorted(there), sorted(back.iter().map(mirrored)));
    }

    #[test]
    fn tables_without_order_may_be_reordered(a in process(), b in process()) {
        let (a, b) = (any(&a), b);
        let (straight, turned) = (any(&b), any(&turned(&b)));
        prop_assert_eq!(compare(&straight, &turned, None), vec![]);
        prop_assert_eq!(kinds(&compare(&a, &straight, None)), kinds(&compare(&a, &turned, None)));
    }
}
