//! Drawings keep what their layout promises, for generated processes and the published ones.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use qmslint::draw::dot::dot;
use qmslint::draw::geometry::{Drawing, Element, Point, Rect, ShapeKind};
use qmslint::draw::layout::{LayoutOptions, lay_out};
use qmslint::draw::mermaid::mermaid;
use qmslint::draw::paint::{Mark, MarkForm};
use qmslint::draw::svg::{SvgOptions, svg};
use qmslint::messages::Lang;
use qmslint::model::name::Id;
use qmslint::model::process::Process;
use qmslint::read::process::read_process;
use qmslint::source::{Source, Sources};

fn process(text: &str) -> Process {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("process.toml", text));
    read_process(id, text).0
}

/// Whether a level or upright line has a point strictly inside a rectangle.
fn runs_through(a: Point, b: Point, rect: Rect) -> bool {
    a.x.min(b.x) < rect.right()
        && a.x.max(b.x) > rect.x
        && a.y.min(b.y) < rect.bottom()
        && a.y.max(b.y) > rect.y
}

/// Whether a point lies on the border of a shape: a diamond for gateways, else the rectangle.
fn touches(point: Point, rect: Rect, kind: ShapeKind) -> bool {
    let centre = rect.centre();
    let (dx, dy) = ((point.x - centre.x).abs(), (point.y - centre.y).abs());
    if matches!(kind, ShapeKind::Gateway(_)) {
        // Whole pixels: a slanted border is met within one.
        return (dx * rect.height + dy * rect.width - rect.width * rect.height / 2).abs()
            <= rect.width.max(rect.height);
    }
    let on_side = dx == rect.width / 2 && dy <= rect.height / 2;
    let on_top = dy == rect.height / 2 && dx <= rect.width / 2;
    on_side || on_top
}

/// Everything a drawing promises; what is broken, in words.
fn faults(drawing: &Drawing) -> Vec<String> {
    let mut faults = Vec::new();
    let page = Rect {
        x: 0,
        y: 0,
        width: drawing.width,
        height: drawing.height,
    };
    let shapes = &drawing.shapes;
    for (index, shape) in shapes.iter().enumerate() {
        for other in &shapes[..index] {
            if shape.rect.overlaps(other.rect) {
                faults.push(format!("{:?} lies on {:?}", shape.element, other.element));
            }
        }
        if !drawing.lanes[shape.lane].rect.holds(shape.rect) {
            faults.push(format!("{:?} leaves its lane", shape.element));
        }
        let boxed = matches!(shape.kind, ShapeKind::Task | ShapeKind::Call);
        for (rank, text) in shape.texts.iter().enumerate() {
            if boxed && !shape.rect.holds(text.rect) {
                faults.push(format!("a text of {:?} leaves it", shape.element));
            }
            if shape.texts[..rank]
                .iter()
                .any(|other| text.rect.overlaps(other.rect))
            {
                faults.push(format!("texts of {:?} lie on each other", shape.element));
            }
        }
    }
    let texts = shapes.iter().flat_map(|shape| &shape.texts);
    let lanes = drawing.lanes.iter().flat_map(|lane| &lane.texts);
    for text in texts
        .chain(lanes)
        .chain(&drawing.labels)
        .chain(&drawing.heading)
    {
        if !page.holds(text.rect) {
            faults.push(format!("{:?} leaves the page", text.lines));
        }
    }
    for (index, label) in drawing.labels.iter().enumerate() {
        if shapes.iter().any(|shape| shape.rect.overlaps(label.rect)) {
            faults.push(format!("{:?} lies on a shape", label.lines));
        }
        if drawing.labels[..index]
            .iter()
            .any(|other| other.rect.overlaps(label.rect))
        {
            faults.push(format!("{:?} lies on another condition", label.lines));
        }
    }
    faults.extend(faults_of_edges(drawing));
    faults
}

/// What is broken about the lines of a drawing.
fn faults_of_edges(drawing: &Drawing) -> Vec<String> {
    let shapes = &drawing.shapes;
    let mut faults = Vec::new();
    let mut segments: Vec<(usize, Point, Point)> = Vec::new();
    for (index, edge) in drawing.edges.iter().enumerate() {
        let (from, to) = (&shapes[edge.from], &shapes[edge.to]);
        let name = format!("{:?} → {:?}", from.element, to.element);
        if !touches(edge.points[0], from.rect, from.kind) {
            faults.push(format!("{name} does not start at its shape"));
        }
        if !touches(*edge.points.last().unwrap(), to.rect, to.kind) {
            faults.push(format!("{name} does not end at its shape"));
        }
        for pair in edge.points.windows(2) {
            if (pair[0].x == pair[1].x) == (pair[0].y == pair[1].y) {
                faults.push(format!("{name} is not orthogonal: {pair:?}"));
            }
            for shape in shapes {
                let own = shape.element == from.element || shape.element == to.element;
                if !own && runs_through(pair[0], pair[1], shape.rect) {
                    faults.push(format!("{name} runs through {:?}", shape.element));
                }
            }
            for label in &drawing.labels {
                if runs_through(pair[0], pair[1], label.rect) {
                    faults.push(format!("{name} runs through {:?}", label.lines));
                }
            }
            segments.push((index, pair[0], pair[1]));
        }
    }
    for (rank, (edge, a, b)) in segments.iter().enumerate() {
        for (other, c, d) in &segments[..rank] {
            let upright = a.x == b.x && c.x == d.x && a.x == c.x;
            let level = a.y == b.y && c.y == d.y && a.y == c.y;
            let meet = |a: i32, b: i32, c: i32, d: i32| a.min(b) < c.max(d) && c.min(d) < a.max(b);
            if edge != other
                && ((upright && meet(a.y, b.y, c.y, d.y)) || (level && meet(a.x, b.x, c.x, d.x)))
            {
                let name = |edge: usize| {
                    let edge = &drawing.edges[edge];
                    format!(
                        "{:?} → {:?}",
                        shapes[edge.from].element, shapes[edge.to].element
                    )
                };
                faults.push(format!(
                    "{} lies on {}: {a:?} {b:?}",
                    name(*edge),
                    name(*other)
                ));
            }
        }
    }
    faults
}

fn published() -> Vec<(String, Process)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/processes");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, process(&std::fs::read_to_string(path).unwrap()))
        })
        .filter(|(_, process)| !process.steps.is_empty())
        .collect()
}

#[test]
fn the_published_procedures_are_drawn_without_fault() {
    let all = published();
    assert!(all.len() >= 43);
    for (name, process) in all {
        for case in std::iter::once(None).chain(process.case_ids()) {
            let drawing = lay_out(&process, case, LayoutOptions::default());
            assert_eq!(faults(&drawing), Vec::<String>::new(), "{name}");
            let steps = drawing
                .shapes
                .iter()
                .filter(|shape| matches!(shape.element, Element::Step(_)))
                .count();
            let expected = process
                .steps
                .iter()
                .filter(|step| step.exists_in(case))
                .count();
            assert_eq!(steps, expected, "{name}");
        }
    }
}

const SMALL: &str = r#"
[process]
code = "QT 01"
name = "Cấp <bản sao> & trích lục"
limit = "3 ngày làm việc"
[[step]]
id = "tiep-nhan"
number = 1
name = "Tiếp nhận hồ sơ"
role = "Bộ phận Một cửa"
time = "½ ngày"
next = [{ to = "ky", when = "hợp lệ" }, { to = "bo-sung", when = "chưa hợp lệ" }]
[[step]]
id = "bo-sung"
name = "Bổ sung"
role = "Người yêu cầu"
clock = "stopped"
rounds = 1
next = "tiep-nhan"
[[step]]
id = "ky"
number = 2
name = "Ký"
role = "Lãnh đạo"
time = "2 ngày"
"#;

#[test]
fn a_small_process_as_svg() {
    let process = process(SMALL);
    let options = LayoutOptions {
        lang: Lang::Vi,
        ..LayoutOptions::default()
    };
    let drawing = lay_out(&process, None, options);
    assert_eq!(faults(&drawing), Vec::<String>::new());
    let mark = Mark {
        form: MarkForm::Minor,
        word: "nhẹ".into(),
        text: "thiếu \"biểu mẫu\"".into(),
    };
    let written = svg(
        &drawing,
        &process,
        &SvgOptions {
            description: true,
            lang: Lang::Vi,
            id_prefix: "p1-",
            style: false,
            marks: [(2, mark)].into(),
        },
    );
    insta::assert_snapshot!(written);
}

/// Editors draw who or what works into the upper left corner of a box, and set the name into its middle.
#[test]
fn names_clear_the_markers_of_editors() {
    let height_of = |name: &str, for_editors: bool| {
        let process = process(&format!(
            "[process]\nname = 'x'\n[[step]]\nname = '{name}'\n"
        ));
        let options = LayoutOptions {
            row_width: None,
            for_editors,
            ..LayoutOptions::default()
        };
        let drawing = lay_out(&process, None, options);
        assert_eq!(faults(&drawing), Vec::<String>::new());
        let mut shapes = drawing.shapes.into_iter();
        let drawn = shapes
            .find(|shape| shape.element == Element::Step(0))
            .unwrap();
        let text = drawn.texts.iter().map(|text| text.rect.height).max();
        (drawn.rect.height, text.unwrap())
    };
    let long = "Kiểm tra hồ sơ, thẩm định và trình lãnh đạo phê duyệt";
    // Two short lines here, a long one and a short one where an editor fills the first.
    let two = "Đề nghị cung cấp thông tin";
    for name in [long, two] {
        let (box_height, text_height) = height_of(name, true);
        assert!(
            (box_height - text_height) / 2 >= 24,
            "{name}: {box_height} {text_height}"
        );
    }
    // What nearly fills its line may be broken into two.
    let (full, text) = height_of("Thông báo kết quả", true);
    assert!((full - 2 * text) / 2 >= 24, "{full} {text}");
    let (box_height, _) = height_of(long, true);
    assert!(height_of(long, false).0 < box_height);
    // A short name stands beside the marker.
    assert_eq!(height_of("Ký duyệt", true), height_of("Ký duyệt", false));
}

#[test]
fn the_same_process_as_dot_and_mermaid() {
    let process = process(SMALL);
    insta::assert_snapshot!("dot", dot(&process, None, Lang::Vi));
    insta::assert_snapshot!("mermaid", mermaid(&process, None, Lang::Vi));
}

#[test]
fn the_command_draws_what_the_library_draws() {
    let file = "fixtures/processes/cantho-ht-016.toml";
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("drawing.svg");
    let graph = |arguments: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("qmslint").unwrap();
        command.current_dir(env!("CARGO_MANIFEST_DIR"));
        command
            .args(["graph", file, "--lang", "vi"])
            .args(arguments);
        command.assert()
    };
    graph(&["-o", output.to_str().unwrap()]).code(0).stdout("");
    let process = process(&std::fs::read_to_string(file).unwrap());
    let options = LayoutOptions {
        lang: Lang::Vi,
        ..LayoutOptions::default()
    };
    let of_svg = SvgOptions {
        lang: Lang::Vi,
        ..SvgOptions::default()
    };
    let expected = svg(&lay_out(&process, None, options), &process, &of_svg);
    assert_eq!(std::fs::read_to_string(output).unwrap(), expected);
    let mermaid = mermaid(&process, Some(&Id::new("xac-minh")), Lang::Vi);
    graph(&["--format", "mermaid", "--case", "xac-minh"])
        .code(0)
        .stdout(mermaid);
    let refused = graph(&["--case", "xac-min"]).code(2).stdout("");
    let said = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
    assert!(said.contains("có phải ý bạn là `xac-minh`?"), "{said}");
}

/// Two branches side by side, a step that may slip, and a limit that is missed.
const PARALLEL: &str = r#"
[process]
code = "QT 02"
name = "Cấp phép"
limit = "5 ngày làm việc"
[[step]]
id = "nhan"
name = "Tiếp nhận"
role = "Một cửa"
time = "1 ngày làm việc"
split = "all"
next = ["xa", "tinh"]
[[step]]
id = "xa"
name = "Lấy ý kiến <xã>"
role = "Công chức"
time = "2 ngày làm việc"
next = "ky"
[[step]]
id = "tinh"
name = "Lấy ý kiến tỉnh"
role = "Chuyên viên"
time = "4 ngày làm việc"
next = "ky"
[[step]]
id = "ky"
name = "Ký"
role = "Lãnh đạo"
join = "all"
time = "½ ngày làm việc"
"#;

/// Runs `qmslint graph` on a text. Gives what it printed, what it said, and its exit code.
fn graph(text: &str, arguments: &[&str]) -> (String, String, i32) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p.toml"), text).unwrap();
    let mut command = assert_cmd::Command::cargo_bin("qmslint").unwrap();
    command.current_dir(folder.path());
    command
        .args(["graph", "p.toml", "--lang", "vi"])
        .args(arguments);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (text(output.stdout), text(output.stderr), code)
}

#[test]
fn steps_in_time_against_the_limit() {
    let (drawn, said, code) = graph(PARALLEL, &["--format", "timeline", "--as-of", "2026-03-02"]);
    assert_eq!((said.as_str(), code), ("", 0));
    let style = drawn.find("<style>").unwrap()..drawn.find("</style>").unwrap();
    insta::assert_snapshot!(drawn.replace(&drawn[style], "<style>…"));
    // Nothing can be drawn without times, and that is said.
    let untimed: String = PARALLEL
        .lines()
        .filter(|line| !line.starts_with("time") && !line.starts_with("limit"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let (drawn, said, code) = graph(&untimed, &["--format", "timeline"]);
    assert_eq!((drawn.as_str(), code), ("", 3));
    assert!(
        said.starts_with("chưa vẽ được gì: không có thời gian để vẽ"),
        "{said}"
    );
}

#[test]
fn findings_are_marked_on_the_steps() {
    let unowned = PARALLEL.replace("role = \"Lãnh đạo\"\n", "");
    let (bare, _, _) = graph(&unowned, &[]);
    assert!(!bare.contains("class=\"mark\""));
    let (drawn, said, code) = graph(&unowned, &["--findings", "--as-of", "2026-03-02"]);
    assert_eq!((said.as_str(), code), ("", 0), "a drawing is no gate");
    let step = drawn
        .split("<g class=\"step")
        .find(|step| step.contains("id=\"ky\""));
    let step = step.unwrap();
    assert!(
        step.contains("class=\"mark\"") && step.contains("<title>Ký – "),
        "{step}"
    );
    let (_, said, code) = graph(PARALLEL, &["--findings", "--format", "dot"]);
    assert_eq!(code, 2);
    assert!(
        said.contains("phát hiện chỉ được đánh dấu với `--format svg`"),
        "{said}"
    );
}

/// A process of up to `steps` steps with random branches, loops, roles and names.
fn any_process(steps: usize) -> impl Strategy<Value = String> {
    let routing = prop::sample::select(vec!["", "one", "all", "any"]);
    let kind = prop::sample::select(vec!["", "", "", "", "gateway", "event", "approve"]);
    let words = prop::sample::select(vec![
        "Tiếp nhận",
        "Thẩm định hồ sơ, kiểm tra thực địa và lập trích lục bản đồ địa chính theo mẫu",
        "Ký",
        "Kiểm\u{302}\u{301} tra",
        "",
    ]);
    let branch = (
        0..steps,
        prop::sample::select(vec![
            "",
            "hợp lệ",
            "hồ sơ chưa đủ điều kiện giải quyết theo quy định",
        ]),
    );
    let branches = prop_oneof![
        4 => Just(Vec::new()),
        4 => prop::collection::vec(branch.clone(), 1..3),
        1 => prop::collection::vec(branch, 3..6),
    ];
    let step = (
        words,
        kind,
        0..4usize,
        branches,
        routing.clone(),
        routing,
        prop::bool::weighted(0.1),
    );
    prop::collection::vec(step, 1..steps).prop_map(|steps| {
        let mut text = String::from("[process]\nname = \"Q\"\nlimit = \"5 ngày\"\n");
        let count = steps.len();
        for (index, (name, kind, role, branches, split, join, end)) in steps.into_iter().enumerate()
        {
            writeln!(
                text,
                "[[step]]\nid = \"s{index}\"\nnumber = {index}\nrole = \"Vai trò {role}\""
            )
            .unwrap();
            for (key, value) in [
                ("name", name),
                ("kind", kind),
                ("split", split),
                ("join", join),
            ] {
                if !value.is_empty() {
                    writeln!(text, "{key} = \"{value}\"").unwrap();
                }
            }
            if end {
                text.push_str("end = true\n");
            }
            if !branches.is_empty() {
                let branches: Vec<String> = branches
                    .iter()
                    .map(|(to, when)| match *when {
                        "" => format!("{{ to = \"s{}\" }}", to % count),
                        when => format!("{{ to = \"s{}\", when = \"{when}\" }}", to % count),
                    })
                    .collect();
                writeln!(text, "next = [{}]", branches.join(", ")).unwrap();
            }
        }
        text
    })
}

// The same processes in every run, so that what a change breaks does not depend on luck.
proptest! {
    #![proptest_config(ProptestConfig { cases: 200, rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::default() })]

    #[test]
    fn generated_processes_are_drawn_without_fault(text in any_process(14), cut in any::<bool>()) {
        let process = process(&text);
        let options = LayoutOptions {
            row_width: cut.then_some(900),
            for_editors: !cut,
            ..LayoutOptions::default()
        };
        let drawing = lay_out(&process, None, options);
        prop_assert_eq!(faults(&drawing), Vec::<String>::new());
        prop_assert_eq!(&drawing, &lay_out(&process, None, options));
        for index in 0..process.steps.len() {
            let drawn = drawing.shapes.iter().filter(|shape| shape.element == Element::Step(index));
            prop_assert_eq!(drawn.count(), 1);
        }
    }
}
