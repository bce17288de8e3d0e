//! Models in a plain text format, with their verdicts.
use super::*;
#[test]
fn dumped() {
    let Ok(dir) = std::env::var("QMS_DUMP") else {
        return;
    };
    let mut bad = 0;
    let mut methods = std::collections::BTreeMap::new();
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        let mut graph = WorkflowGraph::new();
        let mut want = vec![];
        for line in text.lines() {
            let p: Vec<&str> = line.split(' ').collect();
            match p[0] {
                "verdicts" => want = p[1..].iter().map(|x| *x == "true").collect(),
                "node" => {
                    let r = |s: &str| if s == "all" { Route::All } else { Route::One };
                    let kind = match p[1] {
                        "start" => NodeKind::Start,
                        "end" => NodeKind::End,
                        "terminate" => NodeKind::Terminate,
                        "step" => NodeKind::Step,
                        _ => NodeKind::Gateway,
                    };
                    let id = generate::node(&mut graph, kind, r(p[2]), r(p[3]));
                    let n: u32 = p[4].parse().unwrap();
                    graph[id].scope = qmslint::workflow::graph::Scope { first: n, last: n };
                }
                "flow" => generate::flow(
                    &mut graph,
                    petgraph::graph::NodeIndex::new(p[1].parse().unwrap()),
                    petgraph::graph::NodeIndex::new(p[2].parse().unwrap()),
                ),
                _ => {}
            }
        }
        for reduce in [true, false] {
            let found = soundness(
                &graph,
                &Bounds {
                    reduce,
                    ..Bounds::default()
                },
            );
            let got: Vec<bool> = found
                .verdicts()
                .iter()
                .map(|v| v.decided().unwrap_or_else(|| panic!("{v:?}")))
                .collect();
            if reduce {
                *methods.entry(found.method).or_insert(0) += 1;
            }
            if got != want {
                bad += 1;
                println!(
                    "{}: {want:?} {got:?} {:?} {}",
                    text.lines().next().unwrap(),
                    found.method,
                    reduce
                );
            }
        }
    }
    println!("{} files {methods:?}", files.len());
    assert_eq!(bad, 0);
}
