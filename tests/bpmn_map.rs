//! What diagrams mean for the rules: our fixtures as processes, shares of roles and times over the foreign files.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "support/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use corpus::{corpus, diagrams};
use qmslint::messages::Lang;
use qmslint::model::process::{Process, StepKind};
use qmslint::read::bpmn::flow_node::EventKind;
use qmslint::read::bpmn::map::{Mapped, Words, map};
use qmslint::read::bpmn::{self};
use qmslint::source::{Source, SourceId};
use qmslint::workflow::build::Workflow;

fn mapped(bytes: &[u8], side: Option<&str>) -> (Source, Mapped) {
    let read = bpmn::read(bytes);
    let mapped = map(SourceId(0), &read, Words::built_in(), side);
    (Source::new("fixture", &*read.text), mapped)
}

fn outline(source: &Source, mapped: &Mapped) -> String {
    let mut out = String::new();
    for process in &mapped.processes {
        outline_process(source, process, &mut out);
    }
    let of_diagram = mapped.problems.iter().map(|problem| (problem, false));
    let of_side = mapped.of_side.iter().map(|problem| (problem, true));
    for (problem, is_of_side) in of_diagram.chain(of_side) {
        let help = problem.help.as_ref().map_or("", |help| &help.en);
        let (kind, message) = (problem.kind.name(), &problem.message);
        let place = if is_of_side {
            format!("side file, byte {}", problem.span.start)
        } else {
            let at = source.position(problem.span.start);
            format!("{}:{}", at.line, at.column)
        };
        let _ = writeln!(
            out,
            "! {place} {kind} {} | {} | {help}",
            message.en, message.vi
        );
    }
    out
}

fn outline_process(source: &Source, process: &Process, out: &mut String) {
    let header = &process.process;
    let at = source.position(header.span.start);
    let _ = writeln!(
        out,
        "process {}:{} {}",
        at.line,
        at.column,
        serde_json::to_string(&header.value).unwrap()
    );
    for step in &process.steps {
        let at = source.position(step.span.start);
        let guessed = if step.kind_guessed { " (guessed)" } else { "" };
        let _ = writeln!(
            out,
            "  {}:{} {}{guessed}",
            at.line,
            at.column,
            serde_json::to_string(&step.value).unwrap()
        );
        if let Some(time) = step.time_in(None) {
            let _ = writeln!(
                out,
                "      time {} from {:?}",
                time.show(Lang::En),
                source.slice(time.span)
            );
        }
    }
    let control = process.control.as_ref().unwrap();
    let graph = Workflow::build(process, None).graph;
    for id in graph.node_indices() {
        let node = &graph[id];
        let name = node
            .element
            .map_or(String::new(), |step| process.step_label(step as usize));
        let next: Vec<usize> = graph
            .neighbors(id)
            .map(petgraph::graph::NodeIndex::index)
            .collect();
        let _ = writeln!(
            out,
            "  {} {:?} {:?}/{:?} scope {}..{} {name:?} -> {next:?}",
            id.index(),
            node.kind,
            node.join,
            node.split,
            node.scope.first,
            node.scope.last
        );
    }
    for (sign, list) in [('?', &control.unknown), ('~', &control.simplified)] {
        for unknown in list {
            let at = source.position(unknown.span.start);
            let _ = writeln!(
                out,
                "  {sign} {}:{} {} | {}",
                at.line, at.column, unknown.reason.en, unknown.reason.vi
            );
        }
    }
}

#[test]
fn fixtures_become_processes() {
    insta::glob!("..", "fixtures/bpmn/*.bpmn", |path| {
        let side = std::fs::read_to_string(path.with_extension("qms.toml")).ok();
        let (source, mapped) = mapped(&std::fs::read(path).unwrap(), side.as_deref());
        insta::assert_snapshot!(outline(&source, &mapped));
    });
}

/// Where two lanes list an element, it lies in the one in which it is drawn.
#[test]
fn of_two_lanes_that_list_an_element_the_drawing_decides() {
    let lane = |id: &str, name: &str| {
        format!("<lane id='{id}' name='{name}'><flowNodeRef>t</flowNodeRef></lane>")
    };
    let shape = |id: &str, y: u32, height: u32| {
        format!(
            "<bpmndi:BPMNShape bpmnElement='{id}'><dc:Bounds x='0' y='{y}' width='100' height='{height}'/></bpmndi:BPMNShape>"
        )
    };
    let text = format!(
        "<definitions xmlns='{}' xmlns:bpmndi='{}' xmlns:dc='{}'><process id='p'><laneSet>{}{}</laneSet><task id='t'/></process>\
        <bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement='p'>{}{}{}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>",
        bpmn::namespace::MODEL,
        "http://www.omg.org/spec/BPMN/20100524/DI",
        "http://www.omg.org/spec/DD/20100524/DC",
        lane("a", "Clerk"),
        lane("b", "Head"),
        shape("a", 0, 100),
        shape("b", 100, 100),
        shape("t", 110, 80),
    );
    let (_, mapped) = mapped(text.as_bytes(), None);
    let role = mapped.processes[0].steps[0].role.as_ref();
    assert_eq!(role.map(|role| role.as_str()), Some("Head"));
}

/// What an engine computes names nobody; several groups stay together.
#[test]
fn an_expression_is_no_role() {
    let of = |attributes: &str, inside: &str| {
        let text = format!(
            "<definitions xmlns='{}' xmlns:camunda='http://camunda.org/schema/1.0/bpmn'><process id='p'>\
            <userTask id='t' {attributes}>{inside}</userTask></process></definitions>",
            bpmn::namespace::MODEL
        );
        let (_, mapped) = mapped(text.as_bytes(), None);
        let role = mapped.processes[0].steps[0].role.clone();
        role.map(|role| role.value)
    };
    let owner = |text: &str| {
        format!(
            "<potentialOwner><resourceAssignmentExpression><formalExpression>{text}</formalExpression>\
            </resourceAssignmentExpression></potentialOwner>"
        )
    };
    let table = [
        ("camunda:assignee='${initiator}'", String::new()),
        ("camunda:assignee='#{manager.of(x, y)}'", String::new()),
        ("camunda:assignee='$INITIATOR'", String::new()),
        (
            "camunda:candidateGroups='=[\"sales\", \"ops\"]'",
            String::new(),
        ),
        (
            "camunda:candidateGroups='${groups.of(a, b)}'",
            String::new(),
        ),
        (
            "camunda:assignee='${x}' camunda:candidateGroups='clerks'",
            String::new(),
        ),
        (
            "camunda:candidateGroups='clerks, ${more}, heads'",
            String::new(),
        ),
        ("camunda:candidateGroups='clerks,  heads'", String::new()),
        ("camunda:assignee='Văn thư (#2)'", String::new()),
        ("", owner("${initiator}")),
        ("camunda:assignee='clerk'", owner("#{owner}")),
        ("", owner("group(leader)")),
    ]
    .map(|(attributes, inside)| format!("{attributes} {inside} => {:?}", of(attributes, &inside)));
    insta::assert_snapshot!(table.join("\n"));
}

/// Data of an activity that nothing is tied to are papers, unless a program named them.
#[test]
fn data_inputs_and_outputs_without_association_are_papers() {
    let of = |data: &str, ties: &str| {
        let text = format!(
            "<definitions xmlns='{}'><process id='p'><dataObject id='o' name='Sổ đăng ký'/>\
            <userTask id='t'><ioSpecification>{data}</ioSpecification>{ties}</userTask></process></definitions>",
            bpmn::namespace::MODEL
        );
        let (_, mapped) = mapped(text.as_bytes(), None);
        let step = &mapped.processes[0].steps[0];
        let names = |papers: &[qmslint::model::process::Text]| {
            let names = papers.iter().map(|paper| paper.value.clone());
            names.collect::<Vec<_>>().join("; ")
        };
        format!("{} -> {}", names(&step.inputs), names(&step.outputs))
    };
    let input = |id: &str, name: &str| format!("<dataInput id='{id}' name='{name}'/>");
    let output = |id: &str, name: &str| format!("<dataOutput id='{id}' name='{name}'/>");
    let tie = "<dataInputAssociation><sourceRef>o</sourceRef><targetRef>i</targetRef></dataInputAssociation>";
    let constant = "<dataInputAssociation><targetRef>i</targetRef></dataInputAssociation>";
    let form = input("i", "Tờ khai");
    let nameless = "<dataInput id='i' itemSubjectRef='x'/>";
    assert_eq!(
        of(&(form.clone() + &output("q", "Quyết định")), ""),
        "Tờ khai -> Quyết định"
    );
    // The one that is tied is called as what it is tied to; the other by its own name.
    assert_eq!(
        of(&(form.clone() + &output("q", "Quyết định")), tie),
        "Sổ đăng ký -> Quyết định"
    );
    assert_eq!(
        of(&(form.clone() + &input("j", "Sổ đăng ký")), tie),
        "Sổ đăng ký -> "
    );
    assert_eq!(of(&form, constant), " -> ");
    assert_eq!(of(nameless, ""), " -> ");
    for name in [
        "_InputX",
        "__targetRef_placeholder",
        "t_customer",
        "GroupId",
        "orderTotal",
    ] {
        assert_eq!(
            of(&(input("j", name) + &output("q", "Giấy hẹn")), ""),
            " -> Giấy hẹn",
            "{name}"
        );
    }
    // Beside the parameters of an engine stand its variables.
    let engine = input("i", "TaskName")
        + &input("j", "Skippable")
        + &input("k", "Comment")
        + &output("q", "reason");
    assert_eq!(of(&engine, ""), " -> ");
    for name in ["Comment", "Đơn", "CMND/CCCD", "Advertisement", "Mẫu 01_HT"] {
        assert_eq!(of(&input("j", name), ""), format!("{name} -> "));
    }
}

/// A name in the side file is one of the process that is meant, not of every process of the diagram.
#[test]
fn a_side_file_completes_the_process_that_it_names() {
    let text = format!(
        "<definitions xmlns='{}'><process id='p' name='A'><task id='t' name='Sign'/></process>\
        <process id='q' name='B'><task id='u' name='Sign'/><task id='v' name='Send'/></process></definitions>",
        bpmn::namespace::MODEL
    );
    let side = "[process]\nname = 'A'\n[[step]]\nname = 'Sign'\nrole = 'Head'\n[[step]]\nname = 'Send'\nrole = 'Clerk'\n";
    let (_, mapped) = mapped(text.as_bytes(), Some(side));
    assert!(mapped.of_side.is_empty(), "{:?}", mapped.of_side);
    let steps = mapped.processes.iter().flat_map(|process| &process.steps);
    let roles: Vec<Option<&str>> = steps
        .map(|step| step.role.as_ref().map(|role| role.as_str()))
        .collect();
    assert_eq!(roles, [Some("Head"), None, Some("Clerk")]);
}

/// Times that authors write into labels, and labels that hold none.
#[test]
fn times_in_labels() {
    let label = |name: &str| {
        let text = format!(
            "<definitions xmlns='{}'><process id='p'><task id='t' name='{name}'/></process></definitions>",
            bpmn::namespace::MODEL
        );
        let (_, mapped) = mapped(text.as_bytes(), None);
        let time = mapped.processes[0].steps[0].time_in(None).cloned();
        time.map(|time| time.show(Lang::En))
    };
    let read = [
        "48 hours",
        "after 48h",
        "&gt;48h",
        "14 Tage",
        "Timeout (7 days)",
        "trong 3 ngày làm việc",
        "One month before the school starts",
        "two weeks",
        "Kiểm tra hồ sơ trong 4 giờ",
        "5 working days",
        "1,5 ngày",
        "3 Arbeitstage",
        "2 mos. before begin",
        "nửa ngày",
        "within 1 week (7 days)",
        "Archive for 5 years",
        "Lưu hồ sơ 24 tháng",
        "Archive within 2 days",
        "2-3 days",
        "no response in time",
        "5th school year",
        "a task",
        "Ask 3 experts",
        "24/7 hotline",
        "step 2 of 3",
        "99999999999 days",
        "",
        "Thẩm định trong 05 (năm) ngày làm việc",
        "Ký trong mười lăm (15) ngày",
        "Answer in 2 to 3 days",
        "Trả lời sau hai đến ba ngày",
        "Antwort in 2 bis 3 Tagen",
        "Answer within twenty-four hours",
        "Xác minh trong hai mươi ba ngày",
        "Ký sau 1 ngày rưỡi",
        "Answer in half a day",
        "Nộp trước ngày 15 tháng 6",
        "Công văn số 12 ngày 3/4",
        "Họp lúc 8 giờ",
        "Họp vào 8 giờ sáng",
        "Thứ ba ngày mai",
        "Meet once a day",
        "Báo cáo 3 lần một tháng",
        "Chờ 2 ngày 4 giờ nữa",
        "Nộp 5 ngày làm việc trước khi họp",
        "Trả lời trước 5 ngày",
        "Thời hạn 2.000 ngày",
        "Bảo hành 1,000 days",
        "Thẩm định 2.5 days",
        "Thẩm định 2.25 ngày",
        "Kiểm tra 2x5 ngày",
        "Kiểm tra 2 × 5 ngày",
        "Kiểm tra x 5 ngày",
        "Pick a day",
        "Chọn một ngày",
        "Answer within a day",
        "Chờ một ngày",
        "Decide (a week)",
        "Eine Woche warten",
        "Termin für eine Woche",
        "Wählen Sie einen Tag",
        "Fee is due within 30 days",
        "Answer 30 days after receipt",
    ];
    let table: Vec<String> = read
        .iter()
        .map(|name| format!("{name} => {:?}", label(name)))
        .collect();
    insta::assert_snapshot!(table.join("\n"));
}

/// Of several timers on the border of an activity the one that ends it counts; of notes with different times none does.
#[test]
fn times_of_borders_and_notes() {
    let timer = |id: &str, ends: bool, time: &str| {
        format!(
            "<boundaryEvent id='{id}' attachedToRef='t' cancelActivity='{ends}'><timerEventDefinition>{time}</timerEventDefinition>\
            </boundaryEvent>"
        )
    };
    let note = |id: &str, text: &str| {
        format!(
            "<textAnnotation id='{id}'><text>{text}</text></textAnnotation><association id='a{id}' sourceRef='t' targetRef='{id}'/>"
        )
    };
    let of = |around: String| {
        let text = format!(
            "<definitions xmlns='{}'><process id='p'><task id='t'/>{around}</process></definitions>",
            bpmn::namespace::MODEL
        );
        let (_, mapped) = mapped(text.as_bytes(), None);
        let time = mapped.processes[0].steps[0].time_in(None).cloned();
        time.map(|time| time.show(Lang::En))
    };
    let one_day = "<timeDuration>P1D</timeDuration>";
    let reminder = timer("r", false, one_day);
    let deadline = timer("d", true, "<timeDuration>P5D</timeDuration>");
    let again = timer("c", false, "<timeCycle>R3/PT10H</timeCycle>");
    assert_eq!(of(reminder.clone() + &deadline).as_deref(), Some("5 days"));
    assert_eq!(of(reminder).as_deref(), Some("1 day"));
    assert_eq!(of(again), None);
    assert_eq!(of(note("n", "2 days") + &note("m", "5 days")), None);
    assert_eq!(
        of(note("n", "2 days") + &note("m", "ask twice")).as_deref(),
        Some("2 days")
    );
    let labelled = |name: &str| {
        let boundary = "<boundaryEvent id='r' attachedToRef='t' cancelActivity='false'";
        of(format!(
            "{boundary} name='{name}'><timerEventDefinition/></boundaryEvent>"
        ))
    };
    assert_eq!(labelled("hằng ngày"), None);
    assert_eq!(labelled("2 ngày").as_deref(), Some("2 days"));
}

/// The label of a timer may say its interval in a word; that of a task says how often it is done.
#[test]
fn a_word_may_be_the_interval_of_a_timer() {
    let of = |element: &str| {
        let text = format!(
            "<definitions xmlns='{}'><process id='p'>{element}</process></definitions>",
            bpmn::namespace::MODEL
        );
        let (_, mapped) = mapped(text.as_bytes(), None);
        let time = mapped.processes[0].steps[0].time_in(None).cloned();
        time.map(|time| time.show(Lang::En))
    };
    let timer = |name: &str| {
        of(&format!(
            "<startEvent id='e' name='{name}'><timerEventDefinition/></startEvent>"
        ))
    };
    assert_eq!(timer("daily").as_deref(), Some("1 day"));
    assert_eq!(timer("Hằng tháng").as_deref(), Some("1 month"));
    assert_eq!(timer("Daily report"), None);
    assert_eq!(of("<task id='t' name='daily'/>"), None);
    assert_eq!(of("<startEvent id='e' name='daily'/>"), None);
}

#[derive(Debug, Default)]
struct Shares {
    files: usize,
    processes: usize,
    activities: usize,
    /// Activities of processes that draw a named pool or a lane.
    inside: usize,
    with_role: usize,
    inside_with_role: usize,
    guessed: usize,
    timers: usize,
    with_time: usize,
    with_papers: usize,
    unknown: usize,
}

#[test]
fn shares_of_roles_and_times() {
    let Some(root) = corpus() else { return };
    let root = root.join("bpmn");
    let mut shares = BTreeMap::<String, Shares>::new();
    for path in diagrams(&root) {
        let bytes = std::fs::read(&path).unwrap();
        let read = bpmn::read(&bytes);
        let mapped = map(SourceId(0), &read, Words::built_in(), None);
        let folder = path
            .strip_prefix(&root)
            .unwrap()
            .components()
            .next()
            .unwrap();
        let folder = folder.as_os_str().to_string_lossy().into_owned();
        for share in [folder, "all".to_owned()] {
            count(shares.entry(share).or_default(), &read, &mapped);
        }
    }
    for (folder, share) in &shares {
        let of = |part: usize, whole: usize| 100 * part / whole.max(1);
        println!(
            "{folder}: roles {} %, times {} %, {share:?}",
            of(share.with_role, share.activities),
            of(share.with_time, share.timers)
        );
    }
    // Where a diagram draws somebody, every activity has a role; a third of the hand-drawn ones draws nobody at all.
    let drawn = &shares["hdbpmn"];
    assert_eq!(drawn.inside_with_role, drawn.inside);
    let all = &shares["all"];
    assert!(all.with_time * 100 >= all.timers * 35);
}

fn count(share: &mut Shares, read: &bpmn::Bpmn<'_>, mapped: &Mapped) {
    share.files += 1;
    share.processes += mapped.processes.len();
    let timers: Vec<&str> = (read.definitions.iter())
        .flat_map(|definitions| &definitions.scopes)
        .flat_map(|scope| &scope.nodes)
        .filter(|node| {
            node.events
                .iter()
                .any(|event| event.kind == EventKind::Timer)
        })
        .filter_map(|node| node.base.id.as_ref().map(|id| &***id))
        .collect();
    share.timers += timers.len();
    let lanes: Vec<bool> = (read.definitions.iter())
        .flat_map(|definitions| &definitions.processes)
        .map(|process| {
            read.definitions
                .as_ref()
                .unwrap()
                .scope(process.scope)
                .unwrap()
        })
        .filter(|scope| !scope.nodes.is_empty())
        .map(|scope| !scope.lanes.is_empty())
        .collect();
    for (process, has_lanes) in mapped.processes.iter().zip(lanes) {
        let inside = has_lanes || process.process.unit.is_some();
        share.unknown += process
            .control
            .as_ref()
            .map_or(0, |control| control.unknown.len());
        for step in &process.steps {
            share.with_papers += usize::from(!step.inputs.is_empty() || !step.outputs.is_empty());
            let id = step.id.as_ref().map_or("", |id| id.as_str());
            if timers.contains(&id) && step.time.is_some() {
                share.with_time += 1;
            }
            if step.is_work() && step.kind() != StepKind::Event {
                share.activities += 1;
                share.with_role += usize::from(step.role.is_some());
                share.inside += usize::from(inside);
                share.inside_with_role += usize::from(inside && step.role.is_some());
                share.guessed += usize::from(step.kind_guessed);
            }
        }
    }
}
