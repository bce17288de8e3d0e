//! The auditor's report: every number agrees with `check --format json` of the same run, and the page stands on its own.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use quick_xml::events::Event;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use support::folder;

/// Runs the binary in the repository. Gives what it printed and its exit code.
fn qmslint(arguments: &[&str], threads: &str) -> (String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_qmslint"))
        .args(arguments)
        .current_dir(folder("."))
        .env_clear()
        .env("LANG", "en_US.UTF-8")
        .env("RAYON_NUM_THREADS", threads)
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    (printed, output.status.code().unwrap())
}

const RUN: [&str; 3] = ["fixtures/processes", "--as-of", "2026-06-01"];

/// Writes a report over the real procedures and reads it back.
fn report(ending: &str, more: &[&str]) -> String {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join(format!("audit.{ending}"));
    let mut arguments = vec!["report"];
    arguments.extend(RUN);
    arguments.extend(more);
    arguments.extend(["-o", file.to_str().unwrap()]);
    let (_, code) = qmslint(&arguments, "2");
    assert_eq!(code, 1, "there are findings");
    std::fs::read_to_string(file).unwrap()
}

fn check(more: &[&str]) -> Value {
    let mut arguments = vec!["check", "--format", "json"];
    arguments.extend(RUN);
    arguments.extend(more);
    let (printed, code) = qmslint(&arguments, "2");
    assert_eq!(code, 1);
    serde_json::from_str(&printed).unwrap()
}

/// An element of the page: name, attributes, and the text in it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
}

impl Element {
    fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    fn has_class(&self, class: &str) -> bool {
        self.get("class").split(' ').any(|known| known == class)
    }
}

/// Everything between a start tag and its end tag.
fn inside<'p>(page: &'p str, tag: &str) -> &'p str {
    let start = page.find(&format!("<{tag}>")).unwrap() + tag.len() + 2;
    let end = page.find(&format!("</{tag}>")).unwrap();
    &page[start..end]
}

/// The elements of the page, read as XML, in the order of their start tags.
fn elements(page: &str) -> Vec<Element> {
    let bare = page
        .replace(inside(page, "style"), "")
        .replace(inside(page, "script"), "");
    let mut reader = quick_xml::Reader::from_str(&bare);
    let mut all: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    loop {
        let event = reader.read_event().unwrap();
        let (tag, empty) = match &event {
            Event::Start(tag) => (Some(tag), false),
            Event::Empty(tag) => (Some(tag), true),
            _ => (None, false),
        };
        if let Some(tag) = tag {
            let attributes = tag.attributes().map(|attribute| {
                let attribute = attribute.unwrap();
                let value = quick_xml::escape::unescape(attribute.value.as_ref()).unwrap();
                (attribute.key.as_ref().to_owned(), value.into_owned())
            });
            all.push(Element {
                name: tag.name().as_ref().to_owned(),
                attributes: attributes.collect(),
                text: String::new(),
            });
            if !empty {
                open.push(all.len() - 1);
            }
        }
        let text = match &event {
            Event::Text(text) => text.to_string(),
            Event::GeneralRef(reference) => {
                let name: &str = reference;
                quick_xml::escape::unescape(&format!("&{name};"))
                    .unwrap()
                    .into_owned()
            }
            Event::End(_) => {
                open.pop().unwrap();
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        for index in &open {
            all[*index].text.push_str(&text);
        }
    }
    assert!(open.is_empty(), "every element is closed");
    all
}

fn by_id<'e>(elements: &'e [Element], id: &str) -> &'e Element {
    let found = elements.iter().find(|element| element.get("id") == id);
    found.unwrap_or_else(|| panic!("no element has the id {id}"))
}

#[test]
fn every_number_agrees_with_a_check_of_the_same_run() {
    for lang in ["en", "vi"] {
        let checked = check(&["--lang", lang]);
        let page = report("html", &["--lang", lang]);
        let elements = elements(&page);
        let summary = &checked["summary"];
        let outcomes = &summary["outcomes"];
        let findings = &summary["findings"];
        for (id, number) in [
            ("n-processes", &summary["processes"]),
            ("n-rules", &summary["rules"]),
            ("n-problems", &summary["problems"]),
            ("n-waived-findings", &summary["waived"]),
            ("n-major", &findings["major"]),
            ("n-minor", &findings["minor"]),
            ("n-observation", &findings["observation"]),
            ("n-pass", &outcomes["pass"]),
            ("n-fail", &outcomes["fail"]),
            ("n-waived", &outcomes["waived"]),
            ("n-unknown", &outcomes["unknown"]),
            ("n-not-applicable", &outcomes["not-applicable"]),
        ] {
            assert_eq!(by_id(&elements, id).text, number.to_string(), "{id}");
        }
        // The register holds exactly the findings of the check, each with its place, statement and rule.
        let register: BTreeMap<&str, &Element> = elements
            .iter()
            .filter(|element| element.name == "article")
            .map(|element| (element.get("id"), element))
            .collect();
        let found = checked["findings"].as_array().unwrap();
        assert_eq!(register.len(), found.len());
        for finding in found {
            let fingerprint = finding["fingerprint"].as_str().unwrap();
            let entry = register[format!("f-{}", &fingerprint[..12]).as_str()];
            assert_eq!(entry.get("data-g"), finding["grade"].as_str().unwrap());
            assert_eq!(entry.get("data-c"), finding["clause"].as_str().unwrap());
            let place = format!(
                "{}:{}:{}",
                finding["file"].as_str().unwrap(),
                finding["line"],
                finding["column"]
            );
            let message = finding["message"].as_str().unwrap();
            for part in [
                place.as_str(),
                finding["rule"].as_str().unwrap(),
                finding["element"].as_str().unwrap(),
                &message.split_whitespace().collect::<Vec<_>>().join(" "),
            ] {
                let text: Vec<&str> = entry.text.split_whitespace().collect();
                assert!(text.join(" ").contains(part), "{part} in {}", entry.text);
            }
        }
        // The hashes of the files are those of the check.
        for input in checked["inputs"].as_array().unwrap() {
            let row = elements.iter().find(|element| {
                element.name == "tr"
                    && element.text.contains(input["file"].as_str().unwrap())
                    && element.get("id").starts_with("i-")
            });
            assert!(
                row.unwrap()
                    .text
                    .contains(input["sha256"].as_str().unwrap())
            );
        }
    }
}

/// The word of a cell, from the outcomes and findings of a check.
fn expected(checked: &Value, file: &str, rules: &BTreeSet<&str>) -> &'static str {
    let of = |table: &'static str| {
        let rows = checked[table].as_array().unwrap().iter();
        rows.filter(|row| row["file"] == file && rules.contains(row["rule"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    let findings = of("findings");
    for grade in ["major", "minor", "observation"] {
        if findings
            .iter()
            .any(|finding| finding["grade"] == grade && finding["waived"] == false)
        {
            return match grade {
                "major" => "major",
                "minor" => "minor",
                _ => "observation",
            };
        }
    }
    let outcomes = of("outcomes");
    for (outcome, word) in [
        ("waived", "waived"),
        ("unknown", "unknown"),
        ("pass", "pass"),
    ] {
        if outcomes.iter().any(|row| row["outcome"] == outcome) {
            return word;
        }
    }
    "na"
}

#[test]
fn every_cell_of_the_matrix_agrees_with_the_outcomes() {
    let checked = check(&["--lang", "en"]);
    let whole: Value = serde_json::from_str(&report("json", &["--lang", "en"])).unwrap();
    for table in [
        "summary", "findings", "outcomes", "inputs", "version", "as-of",
    ] {
        assert_eq!(whole[table], checked[table], "{table}");
    }
    let audit = &whole["audit"];
    let page = report("html", &["--lang", "en"]);
    let cells: Vec<Element> = elements(&page);
    let cells: Vec<&Element> = cells
        .iter()
        .filter(|element| {
            element.name == "a" && element.has_class("k") && element.get("href").starts_with("#p-")
        })
        .collect();
    let clauses = audit["clauses"].as_array().unwrap();
    let rows = audit["matrix"].as_array().unwrap();
    assert_eq!(rows.len(), 48);
    assert_eq!(cells.len(), rows.len() * clauses.len());
    let mut shown = BTreeMap::new();
    for row in rows {
        for (clause, cell) in clauses.iter().zip(row["cells"].as_array().unwrap()) {
            let rules: BTreeSet<&str> = clause["rules"]
                .as_array()
                .unwrap()
                .iter()
                .map(|rule| rule.as_str().unwrap())
                .collect();
            let file = row["file"].as_str().unwrap();
            let state = cell["state"].as_str().unwrap();
            assert_eq!(
                state,
                expected(&checked, file, &rules),
                "{file} {}",
                clause["number"]
            );
            *shown.entry(state.to_owned()).or_insert(0) += 1;
        }
    }
    let mut on_page = BTreeMap::new();
    for cell in cells {
        let class = cell.get("class").rsplit(' ').next().unwrap().to_owned();
        *on_page.entry(class).or_insert(0) += 1;
    }
    assert_eq!(on_page, shown);
}

/// The clauses of ISO 9001 that ask for something, in the depth in which rules name them.
const CLAUSES: &str = "4.1 4.2 4.3 4.4.1 4.4.2 5.1.1 5.1.2 5.2.1 5.2.2 5.3 6.1 6.2 6.3 7.1.1 7.1.2 7.1.3 7.1.4 7.1.5 7.1.6 7.2 \
    7.3 7.4 7.5.1 7.5.2 7.5.3 8.1 8.2.1 8.2.2 8.2.3 8.2.4 8.3.1 8.3.2 8.3.3 8.3.4 8.3.5 8.3.6 8.4 8.5.1 8.5.2 8.5.3 8.5.4 \
    8.5.5 8.5.6 8.6 8.7 9.1.1 9.1.2 9.1.3 9.2 9.3 10.1 10.2 10.3";

#[test]
fn a_clause_is_in_the_matrix_or_named_as_not_covered() {
    let report: Value = serde_json::from_str(&report("json", &[])).unwrap();
    let numbers = |list: &Value| -> BTreeSet<String> {
        let numbers = list.as_array().unwrap().iter().map(|clause| {
            let number = clause.as_str().or_else(|| clause["number"].as_str());
            number.unwrap().to_owned()
        });
        numbers.collect()
    };
    let covered = numbers(&report["audit"]["clauses"]);
    let named = numbers(&report["audit"]["not-covered"]);
    assert!(covered.is_disjoint(&named));
    for clause in CLAUSES.split_whitespace() {
        let below = format!("{clause}.");
        let is_covered = covered
            .iter()
            .any(|known| known == clause || known.starts_with(&below));
        assert_ne!(is_covered, named.contains(clause), "{clause}");
    }
    // What no file of a process can show.
    for clause in ["4.1", "5.2.1", "7.1.4", "9.2", "9.3", "10.3"] {
        assert!(named.contains(clause), "{clause}");
    }
}

/// Clause 10 of the standard of the notation is not clause 10 of ISO 9001.
#[test]
fn clauses_of_another_standard_carry_its_name() {
    let written: Value = serde_json::from_str(&report("json", &[])).unwrap();
    let names = |list: &Value| -> BTreeSet<String> {
        let numbers = list.as_array().unwrap().iter();
        numbers
            .map(|clause| clause.get("number").unwrap_or(clause))
            .map(|number| number.as_str().unwrap().to_owned())
            .collect()
    };
    let covered = names(&written["audit"]["clauses"]);
    assert!(covered.contains("8.2.2") && covered.contains("ISO/IEC 19510 10"));
    assert!(!covered.contains("10") && !covered.contains("9"));
    let uncovered = names(&written["audit"]["not-covered"]);
    assert!(
        uncovered.iter().any(|number| number.starts_with("10")),
        "{uncovered:?}"
    );
    let page = report("html", &[]);
    assert!(page.contains("<tr id=\"c-ISO-IEC-19510-10\"><th scope=\"row\">ISO/IEC 19510 10</th>"));
}

#[test]
fn the_page_stands_alone() {
    for lang in ["en", "vi"] {
        let page = report("html", &["--lang", lang]);
        assert!(page.len() < 2_000_000, "{lang}: {} bytes", page.len());
        let elements = elements(&page);
        let mut ids = BTreeSet::new();
        for element in &elements {
            let id = element.get("id");
            assert!(id.is_empty() || ids.insert(id), "{id} twice");
        }
        for element in &elements {
            assert!(!["link", "img", "iframe", "object", "base"].contains(&element.name.as_str()));
            for (name, value) in &element.attributes {
                assert!(
                    name != "style" && name != "src" && !name.starts_with("on"),
                    "{name}"
                );
                if name == "href" {
                    let target = value
                        .strip_prefix('#')
                        .unwrap_or_else(|| panic!("{value} leads out"));
                    assert!(ids.contains(target), "{value} leads nowhere");
                }
            }
        }
        let (style, script) = (inside(&page, "style"), inside(&page, "script"));
        assert!(!style.contains("url(") && !style.contains("@import"));
        let policy = elements
            .iter()
            .find(|element| element.get("http-equiv") == "Content-Security-Policy");
        let policy = policy.unwrap().get("content");
        assert!(policy.starts_with("default-src 'none'; "));
        for (directive, text) in [("style-src", style), ("script-src", script)] {
            let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
            assert!(
                policy.contains(&format!("{directive} 'sha256-{hash}';")),
                "{policy}"
            );
        }
        assert_eq!(
            page.matches("<style").count() + page.matches("<script").count(),
            2
        );
        let html = elements.iter().find(|element| element.name == "html");
        assert_eq!(html.unwrap().get("lang"), lang);
    }
}

#[test]
fn texts_of_files_are_escaped() {
    let place = tempfile::tempdir().unwrap();
    let nasty = r#"</script><script>alert("1")</script><b onclick='x'>&amp; {{ 7 }} | `x`"#;
    let process = format!(
        "[process]\ncode = '''{nasty}'''\nname = '''{nasty}'''\nunit = '''{nasty}'''\nlimit = \"1 ngày\"\n\
         [[step]]\nid = '''a\"><i>'''\nname = '''{nasty}'''\nrole = '''{nasty}'''\ntime = \"3 ngày\"\n"
    );
    let file = place.path().join("nasty<b>.toml");
    std::fs::write(&file, process).unwrap();
    let page = place.path().join("audit.html");
    let code = qmslint(
        &[
            "report",
            file.to_str().unwrap(),
            "--organisation",
            nasty,
            "--scope",
            nasty,
            "-o",
            page.to_str().unwrap(),
        ],
        "1",
    )
    .1;
    assert_eq!(code, 1);
    let page = std::fs::read_to_string(page).unwrap();
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</script").count(), 1);
    assert!(!inside(&page, "style").contains('<'));
    let elements = elements(&page);
    assert!(
        elements
            .iter()
            .all(|element| element.name != "b" || element.get("onclick").is_empty())
    );
    assert!(elements.iter().any(|element| element.text == nasty));
}

/// Times are those of what could be judged: the report says so, and that a limit is kept it does not say.
#[test]
fn times_of_what_was_lost_are_not_those_of_the_whole_diagram() {
    let place = tempfile::tempdir().unwrap();
    let page = place.path().join("audit.html");
    let page_name = page.to_str().unwrap();
    let needed = ["not known for the whole diagram: ", "more than that: "];
    for (file, needed) in [
        "bpmn/dangling.bpmn",
        "prove/bpmn/khieu-nai-bat-cu-luc-nao.bpmn",
    ]
    .iter()
    .zip(needed)
    {
        let file = format!("fixtures/{file}");
        qmslint(
            &["report", &file, "--as-of", "2026-06-01", "-o", page_name],
            "1",
        );
        let page = std::fs::read_to_string(&page).unwrap();
        let mut said = page.lines().filter(|line| line.starts_with("<p>Longest: "));
        let said = said.next().unwrap();
        assert!(said.contains(needed), "{said}");
        assert!(!said.contains("below the limit"), "{said}");
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let written = |name: &str, threads: &str| {
        let file = place.path().join("audit.html");
        let mut arguments = vec!["report"];
        arguments.extend(RUN);
        arguments.extend(["-o", file.to_str().unwrap()]);
        qmslint(&arguments, threads);
        let kept = place.path().join(name);
        std::fs::rename(file, &kept).unwrap();
        std::fs::read(kept).unwrap()
    };
    assert!(written("one", "1") == written("four", "4"));
}

/// The counts of the part on changes.
fn changes(page: &str) -> [String; 3] {
    let elements = elements(page);
    ["n-new", "n-resolved", "n-persisting"].map(|id| by_id(&elements, id).text.clone())
}

#[test]
fn an_earlier_run_is_compared_by_fingerprint() {
    let place = tempfile::tempdir().unwrap();
    let mut earlier = check(&["--lang", "en"]);
    let count = earlier["findings"].as_array().unwrap().len();
    let file = place.path().join("run.json");
    let write = |run: &Value, file: &Path| std::fs::write(file, run.to_string()).unwrap();
    write(&earlier, &file);
    let same = report("html", &["--previous", file.to_str().unwrap()]);
    assert_eq!(changes(&same), ["0", "0", &count.to_string()]);
    // Two that were not there before, one that is gone.
    let findings = earlier["findings"].as_array_mut().unwrap();
    findings.truncate(count - 2);
    findings[0]["fingerprint"] = "0".repeat(64).into();
    findings[0]["message"] = "what <b>was</b> there".into();
    write(&earlier, &file);
    let other = report("html", &["--previous", file.to_str().unwrap()]);
    assert_eq!(changes(&other), ["3", "1", &(count - 3).to_string()]);
    assert!(other.contains("what &#60;b&#62;was") || other.contains("what &lt;b&gt;was"));
}

#[test]
fn what_cannot_be_written_or_compared_is_said() {
    for (arguments, said) in [
        (["-o", "audit.docx", "--as-of", "2026-06-01"], ".html"),
        (
            ["-o", "audit.html", "--previous", "Cargo.toml"],
            "--format json",
        ),
        (
            ["-o", "audit.html", "--previous", "nowhere.json"],
            "nowhere.json",
        ),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_qmslint"))
            .args(["report", "fixtures/processes", "--lang", "en"])
            .args(arguments)
            .current_dir(folder("."))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(
            String::from_utf8_lossy(&output.stderr).contains(said),
            "{arguments:?}"
        );
        assert!(!folder("audit.html").exists());
    }
}

#[test]
fn markdown_holds_the_register() {
    let checked = check(&["--lang", "vi"]);
    let text = report("md", &["--lang", "vi"]);
    let found = checked["findings"].as_array().unwrap();
    assert_eq!(text.matches("\n### ").count(), found.len() + 2);
    for finding in found {
        let place = format!(
            "`{}:{}:{}`",
            finding["file"].as_str().unwrap(),
            finding["line"],
            finding["column"]
        );
        assert!(text.contains(&place), "{place}");
    }
}

/// Converts a workbook to comma-separated values, one file for each sheet, where `LibreOffice` is at hand.
#[cfg(feature = "xlsx")]
fn sheets(workbook: &Path, place: &Path) -> Option<BTreeMap<String, String>> {
    let office = ["soffice", "libreoffice"].into_iter().find(|name| {
        let version = Command::new(name).arg("--version").output();
        version.is_ok_and(|output| output.status.success())
    })?;
    let profile = format!(
        "-env:UserInstallation=file://{}",
        place.join("profile").display()
    );
    let converted = Command::new(office)
        .args([profile.as_str(), "--headless", "--convert-to"])
        // Commas, quotes, UTF-8, and each sheet in a file of its own.
        .arg("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1")
        .arg("--outdir")
        .arg(place)
        .arg(workbook)
        .output()
        .unwrap();
    assert!(converted.status.success(), "{converted:?}");
    let files = std::fs::read_dir(place)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = files.filter(|file| file.extension().is_some_and(|ending| ending == "csv"));
    let sheets = files.map(|file| {
        let stem = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let name = stem.trim_start_matches("audit-").to_owned();
        (name, std::fs::read_to_string(file).unwrap())
    });
    Some(sheets.collect())
}

#[cfg(feature = "xlsx")]
#[test]
fn the_workbook_holds_the_register() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("audit.xlsx");
    let written = |threads: &str| {
        let mut arguments = vec!["report", "--lang", "vi"];
        arguments.extend(RUN);
        arguments.extend(["-o", file.to_str().unwrap()]);
        assert_eq!(qmslint(&arguments, threads).1, 1);
        std::fs::read(&file).unwrap()
    };
    let bytes = written("1");
    assert!(bytes.starts_with(b"PK"));
    assert!(bytes == written("4"), "the same run gives the same bytes");
    let Some(sheets) = sheets(&file, place.path()) else {
        eprintln!("LibreOffice is not there: the workbook was not opened");
        return;
    };
    let names: Vec<&str> = sheets.keys().map(String::as_str).collect();
    assert_eq!(
        names.iter().copied().collect::<BTreeSet<_>>(),
        BTreeSet::from([
            "Tóm tắt",
            "Phát hiện",
            "Bảng điều khoản",
            "Quy trình",
            "Chấp nhận tạm",
            "Dữ liệu đầu vào",
        ])
    );
    let checked = check(&["--lang", "vi"]);
    for finding in checked["findings"].as_array().unwrap() {
        assert!(sheets["Phát hiện"].contains(finding["fingerprint"].as_str().unwrap()));
    }
    for input in checked["inputs"].as_array().unwrap() {
        assert!(sheets["Dữ liệu đầu vào"].contains(input["sha256"].as_str().unwrap()));
    }
    assert_eq!(sheets["Bảng điều khoản"].lines().count(), 49);
    for (word, number) in [
        (
            "không phù hợp nặng",
            &checked["summary"]["findings"]["major"],
        ),
        ("Quy tắc", &checked["summary"]["rules"]),
    ] {
        assert!(
            sheets["Tóm tắt"]
                .lines()
                .any(|line| line == format!("{word},{number}")),
            "{word}"
        );
    }
}

/// An earlier version of a folder with one process changed, one new, one gone.
fn versions(place: &Path) {
    let write = |folder: &str, name: &str, code: &str, body: &str| {
        let folder = place.join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        let text = format!("[process]\ncode = \"{code}\"\nname = \"Thủ tục {code}\"\n{body}");
        std::fs::write(folder.join(name), text).unwrap();
    };
    let steps = "[[step]]\nid = \"nhan\"\nname = \"Tiếp nhận\"\nrole = \"Một cửa\"\ntime = \"1 ngày làm việc\"\n\
        [[step]]\nid = \"ky\"\nname = \"Ký\"\nrole = \"Lãnh đạo\"\ntime = \"1 ngày làm việc\"\n";
    let limit = |days: u32| format!("limit = \"{days} ngày làm việc\"\n{steps}");
    write("old", "a.toml", "QT 01", &limit(5));
    write("old", "b.toml", "QT 02", &limit(3));
    write("old", "gone.toml", "QT 03", &limit(3));
    // The file has another name, the procedure the same code.
    write("new", "a-2026.toml", "QT 01", &limit(7));
    write("new", "b.toml", "QT 02", &limit(3));
    write("new", "fresh.toml", "QT 04", &limit(2));
}

#[test]
fn an_earlier_version_is_compared_by_meaning() {
    let place = tempfile::tempdir().unwrap();
    versions(place.path());
    let run = |old: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_qmslint"))
            .args(["report", "new", "--previous-version", old])
            .args([
                "--as-of",
                "2026-06-01",
                "-o",
                "a.json",
                "-o",
                "a.md",
                "-o",
                "a.html",
            ])
            .current_dir(place.path())
            .env_clear()
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (said, output.status.code().unwrap())
    };
    assert_eq!(run("old").1, 1);
    let read = |name: &str| std::fs::read_to_string(place.path().join(name)).unwrap();
    let written: Value = serde_json::from_str(&read("a.json")).unwrap();
    let versions = &written["audit"]["versions"];
    assert_eq!(versions["same"], serde_json::json!(["new/b.toml"]));
    assert_eq!(versions["added"], serde_json::json!(["new/fresh.toml"]));
    assert_eq!(versions["dropped"], serde_json::json!(["old/gone.toml"]));
    let changed = &versions["processes"][0];
    assert_eq!(
        (&changed["file"], &changed["before"]),
        (&"new/a-2026.toml".into(), &"old/a.toml".into())
    );
    let difference = &changed["differences"][0];
    assert_eq!(difference["kind"], "limit-longer");
    assert_eq!(difference["effect"], "longer-for-the-citizen");
    assert_eq!(difference["old"]["line"], 4);
    let page = read("a.html");
    assert!(page.contains("id=\"n-longer-for-the-citizen\">1<"));
    assert!(page.contains("5 working days") && page.contains("7 working days"));
    assert!(read("a.md").contains("longer for the citizen | limit longer"));
    assert!(
        written["audit"]["command"]
            .as_str()
            .unwrap()
            .contains("--previous-version old")
    );
    // What cannot be read is said, is not compared, and shows in the exit code; a folder without a process is refused.
    std::fs::write(
        place.path().join("old/b.toml"),
        "[process]\ncode = \"QT 02\"\nlimit = 3\n",
    )
    .unwrap();
    let (said, code) = run("old");
    assert_eq!(code, 2);
    assert!(said.contains("old/b.toml"), "{said}");
    let written: Value = serde_json::from_str(&read("a.json")).unwrap();
    assert_eq!(
        written["audit"]["versions"]["not-compared"],
        serde_json::json!(["old/b.toml"])
    );
    std::fs::create_dir(place.path().join("empty")).unwrap();
    let (said, code) = run("empty");
    assert_eq!(code, 2);
    assert!(
        said.contains("empty holds no process to compare with"),
        "{said}"
    );
}

/// The comparison stands in the workbook and in the PDF, where what opens them is at hand.
#[cfg(all(feature = "xlsx", feature = "pdf"))]
#[test]
fn an_earlier_version_is_compared_in_the_workbook_and_the_pdf() {
    let place = tempfile::tempdir().unwrap();
    versions(place.path());
    let code = Command::new(env!("CARGO_BIN_EXE_qmslint"))
        .args(["report", "new", "--previous-version", "old"])
        .args(["--as-of", "2026-06-01", "-o", "audit.xlsx", "-o", "a.pdf"])
        .current_dir(place.path())
        .env_clear()
        .status()
        .unwrap();
    assert_eq!(code.code(), Some(1), "there are findings");
    match sheets(&place.path().join("audit.xlsx"), place.path()) {
        None => eprintln!("LibreOffice is not there: the workbook was not opened"),
        Some(sheets) => {
            let changes = &sheets["Against the previous version"];
            for row in [
                "QT 01,longer for the citizen,limit longer,",
                "5 working days (old/a.toml:4),7 working days (new/a-2026.toml:4)",
                "QT 02,,The same in meaning",
                "QT 04,,Without a previous version",
                "old/gone.toml,,No longer there",
            ] {
                assert!(changes.contains(row), "{row}\n{changes}");
            }
        }
    }
    let read = Command::new("pdftotext")
        .args(["-layout", "a.pdf", "-"])
        .current_dir(place.path())
        .output();
    let Ok(read) = read else {
        eprintln!("pdftotext is not there: the PDF was not read back");
        return;
    };
    let text = String::from_utf8(read.stdout).unwrap();
    for word in [
        "longer for the citizen",
        "5 working days",
        "7 working days",
        "old/gone.toml",
    ] {
        assert!(text.contains(word), "{word}\n{text}");
    }
}

/// Uses the page as its reader would. Where `QMSLINT_BROWSER` names a Chromium and Node is at hand; `QMSLINT_AXE` names
/// axe-core, and `QMSLINT_SCREENS` a folder that keeps the screenshots.
#[test]
fn the_page_works_in_a_browser() {
    let browser = std::env::var("QMSLINT_BROWSER").unwrap_or_default();
    if browser.is_empty() {
        eprintln!("QMSLINT_BROWSER names no browser: the page was not opened");
        return;
    }
    if !Command::new("node")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        eprintln!("Node is not there: the page was not opened");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let screens =
        std::env::var("QMSLINT_SCREENS").map_or_else(|_| place.path().to_owned(), Into::into);
    let page = place.path().join("audit.html");
    std::fs::write(&page, report("html", &["--lang", "vi"])).unwrap();
    let mut command = Command::new("node");
    command
        .arg(folder("tests/browser/report.mjs"))
        .arg(browser)
        .arg(page)
        .arg(screens);
    if let Ok(axe) = std::env::var("QMSLINT_AXE") {
        command.arg(axe);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        said.lines().filter(|line| line.starts_with("ok ")).count() > 20,
        "{said}"
    );
}
