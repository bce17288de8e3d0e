//! Corrections: what can be meant in one way only, and nothing else.

use std::fs;

use proptest::prelude::*;

use crate::{folder, run, stderr, stdout};

const MISSPELT: &str = r#"# Typed in a hurry.
[process]
code = "QT 03"
nmae = "Cấp bản sao trích lục"   # the name
unit = "Phòng Tư phap"
limit = "02 Ngày làm việc"

[[step]]
id = "a"
kind = "recieve"
name = "Tiếp nhận hồ sơ"
role = "Cán bộ tiếp nhậnn"   # twice
time = "01 ngày"

[[step]]
id = "b"
name = "Trả kết quả"
role = "Cán bộ tiếp nhậnn"
time = "01 ngày"
"#;

const ORGANISATION: &str = r#"[[unit]]
id = "tu-phap"
name = "Phòng Tư pháp"

[[role]]
id = "tiep-nhan"
name = "Cán bộ tiếp nhận"
"#;

const CONFIG: &str = "[check]\norganisation = \"organisation.toml\"\n";

#[test]
fn the_diff_shows_and_writes_nothing() {
    let folder = folder(&[
        ("qt-03.toml", MISSPELT),
        ("organisation.toml", ORGANISATION),
        ("qmslint.toml", CONFIG),
    ]);
    let shown = run(folder.path(), &["check", ".", "--diff"]);
    assert_eq!(shown.status.code(), Some(1), "{}", stderr(&shown));
    insta::assert_snapshot!("diff", stdout(&shown));
    assert_eq!(
        fs::read_to_string(folder.path().join("qt-03.toml")).unwrap(),
        MISSPELT
    );
}

#[test]
fn fixing_twice_changes_nothing() {
    let folder = folder(&[
        ("qt-03.toml", MISSPELT),
        ("organisation.toml", ORGANISATION),
        ("qmslint.toml", CONFIG),
    ]);
    let file = folder.path().join("qt-03.toml");
    let first = run(
        folder.path(),
        &["check", ".", "--fix", "--only", "unknown-role,unknown-unit"],
    );
    assert_eq!(
        first.status.code(),
        Some(0),
        "{}{}",
        stdout(&first),
        stderr(&first)
    );
    assert!(stderr(&first).contains("corrected"), "{}", stderr(&first));
    let fixed = fs::read_to_string(&file).unwrap();
    assert!(fixed.contains("days = \"working\"\n"), "{fixed}");
    assert!(
        fixed.contains("name = \"Cấp bản sao trích lục\"   # the name"),
        "{fixed}"
    );
    let second = run(
        folder.path(),
        &["check", ".", "--fix", "--only", "unknown-role"],
    );
    assert_eq!(stderr(&second), "");
    assert_eq!(fs::read_to_string(&file).unwrap(), fixed);
    let none = run(folder.path(), &["check", ".", "--diff"]);
    assert_eq!(
        (none.status.code(), stdout(&none)),
        (Some(0), String::new())
    );
}

#[test]
fn line_ends_and_the_mark_of_the_file_stay() {
    let text = format!("\u{feff}{}", MISSPELT.replace('\n', "\r\n"));
    let folder = folder(&[("qt-03.toml", &text)]);
    run(folder.path(), &["check", ".", "--fix"]);
    let fixed = fs::read_to_string(folder.path().join("qt-03.toml")).unwrap();
    assert!(fixed.starts_with("\u{feff}# Typed"));
    assert!(
        !fixed.replace("\r\n", "").contains('\n'),
        "every line ends alike"
    );
    assert!(fixed.contains("\r\nname = \"Cấp bản sao"), "{fixed}");
}

/// A name with another letter is another name, and is never replaced.
#[test]
fn another_paper_is_no_misspelling() {
    let text = "[process]\ncode = \"QT 01\"\nprocedure = \"khai-sinh\"\n\n[[document]]\nname = \"Giấy chứng minh\"\n";
    let regulation =
        "[[procedure]]\nid = \"khai-sinh\"\n[[procedure.document]]\nname = \"Giấy chứng sinh\"\n";
    let folder = folder(&[
        ("qt-01.toml", text),
        ("rules/regulations/r.toml", regulation),
        (
            "rules/pack.toml",
            "name = \"own\"\nversion = \"1\"\ntitle = { en = \"x\", vi = \"x\" }\n",
        ),
    ]);
    run(
        folder.path(),
        &["check", "qt-01.toml", "--rules", "rules", "--fix"],
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("qt-01.toml")).unwrap(),
        text
    );
    let slip = text.replace("Giấy chứng minh", "Giấy chứng sihn");
    fs::write(folder.path().join("qt-01.toml"), &slip).unwrap();
    run(
        folder.path(),
        &["check", "qt-01.toml", "--rules", "rules", "--fix"],
    );
    let fixed = fs::read_to_string(folder.path().join("qt-01.toml")).unwrap();
    assert_eq!(fixed, slip.replace("sihn", "sinh"));
}

const IDS: &str = r#"[process]
code = "QT 04"
name = "Cấp bản sao trích lục"

[[case]]
id = "khong-xac-minh"
limit = "3 ngày làm việc"

[[case]]
id = "phai-gui-van-ban"
limit = "8 ngày làm việc"

[[step]]
id = "tiep-nhan"
name = "Tiếp nhận hồ sơ"
role = "can-bo-mot-cua"
time = "1 ngày làm việc"
next = [{ to = "tham-tra", when = "đủ" }, { to = "bo-sung", when = "thiếu" }]

[[step]]
id = "bo-sung"
name = "Bổ sung hồ sơ"
role = "Người yêu cầu"
clock = "stopped"
rounds = 1
next = "tiep-nhan"   # again

[[step]]
id = "tham-tra"
name = "Thẩm tra"
role = "can-bo-mot-cua"
time = { khong-xac-minh = "1 ngày làm việc", phai-gui-van-ban = "6 ngày làm việc" }

[[step]]
id = "gui-1"
name = "Gửi văn bản"
role = "can-bo-mot-cua"
time = "1 ngày làm việc"
cases = ["phai-gui-van-ban"]
"#;

const ROLES: &str = r#"[[role]]
id = "can-bo-mot-cua"
name = "Công chức tiếp nhận"

[[role]]
id = "nguoi-yeu-cau"
name = "Người yêu cầu"
"#;

/// An id is corrected where one known id is near it, and stays where several are, where none is, or where that one is named
/// there already.
#[test]
fn misspelt_ids_are_corrected_where_one_is_meant() {
    for (right, slip, is_corrected) in [
        ("to = \"tham-tra\"", "to = \"tham-tar\"", true),
        ("next = \"tiep-nhan\"", "next = \"tipe-nhan\"", true),
        (
            "cases = [\"phai-gui-van-ban\"]",
            "cases = [\"phai-gui-van-bna\"]",
            true,
        ),
        ("time = { khong-xac-minh", "time = { khong-xac-mnih", true),
        (
            "time = { khong-xac-minh",
            "time = { \"khong-xac-mnih\"",
            false,
        ),
        (
            "role = \"can-bo-mot-cua\"",
            "role = \"can-bo-mot-cau\"",
            true,
        ),
        // The same step twice, the step itself, another number, another word.
        ("to = \"tham-tra\"", "to = \"bo-sugn\"", false),
        ("next = \"tiep-nhan\"", "next = \"bo-sugn\"", false),
        ("next = \"tiep-nhan\"", "next = \"gui-2\"", false),
        (
            "id = \"gui-1\"",
            "next = \"tham-tra-ii\"\n\n[[step]]\nid = \"tham-tra-i\"",
            false,
        ),
        ("next = \"tiep-nhan\"", "next = \"tra\"", false),
        (
            "time = { khong-xac-minh",
            "time = { phai-gui-van-bna",
            false,
        ),
    ] {
        let text = IDS.replacen(right, slip, 1);
        assert_ne!(text, IDS);
        let folder = folder(&[
            ("qt-04.toml", &text),
            ("organisation.toml", ROLES),
            ("qmslint.toml", CONFIG),
        ]);
        run(folder.path(), &["check", ".", "--fix"]);
        let fixed = fs::read_to_string(folder.path().join("qt-04.toml")).unwrap();
        let expected = if is_corrected { IDS } else { &text };
        assert_eq!(fixed, expected, "{slip}");
    }
}

/// A paper that is known by its id alone is corrected by its id.
#[test]
fn the_id_of_a_paper_is_corrected() {
    let text = "[process]\ncode = \"QT 01\"\nprocedure = \"khai-sinh\"\n\n[[document]]\nid = \"to-khia\"\n";
    let regulation = "[[procedure]]\nid = \"khai-sinh\"\n[[procedure.document]]\nid = \"to-khai\"\nname = \"Tờ khai\"\n";
    let folder = folder(&[
        ("qt-01.toml", text),
        ("rules/regulations/r.toml", regulation),
        (
            "rules/pack.toml",
            "name = \"own\"\nversion = \"1\"\ntitle = { en = \"x\", vi = \"x\" }\n",
        ),
    ]);
    run(
        folder.path(),
        &["check", "qt-01.toml", "--rules", "rules", "--fix"],
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("qt-01.toml")).unwrap(),
        text.replace("to-khia", "to-khai")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever two neighbouring letters change places, fixing ends, fixing again changes nothing, and no more is wrong than
    /// before.
    #[test]
    fn slips_of_the_hand_are_fixed_once(
        slips in proptest::collection::vec(0usize..1000, 1..4),
        (text, organisation) in prop_oneof![Just((MISSPELT, ORGANISATION)), Just((IDS, ROLES))],
    ) {
        let mut text: Vec<char> = text.chars().collect();
        let last = text.len() - 1;
        for at in slips {
            let at = at % last;
            if text[at].is_alphabetic() && text[at + 1].is_alphabetic() {
                text.swap(at, at + 1);
            }
        }
        let text: String = text.into_iter().collect();
        let folder = folder(&[
            ("qt-03.toml", &text),
            ("organisation.toml", organisation),
            ("qmslint.toml", CONFIG),
        ]);
        let problems = || {
            let output = run(folder.path(), &["check", ".", "--format", "json"]);
            let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            json["problems"].as_array().unwrap().len()
        };
        let before = problems();
        run(folder.path(), &["check", ".", "--fix"]);
        let once = fs::read_to_string(folder.path().join("qt-03.toml")).unwrap();
        prop_assert!(problems() <= before);
        let again = run(folder.path(), &["check", ".", "--diff"]);
        prop_assert_eq!(stdout(&again), "");
        run(folder.path(), &["check", ".", "--fix"]);
        prop_assert_eq!(fs::read_to_string(folder.path().join("qt-03.toml")).unwrap(), once);
    }
}

/// Of two keys that may both mean the same nobody knows which does: neither is corrected, and everything else is. What is put
/// in stands as far in as the line before it.
#[test]
fn no_correction_breaks_a_file() {
    for (text, corrected) in [
        (
            "[process]\nnmae = \"A\"\nnaem = \"B\"\nlimit = \"01 ngày làm việc\"\n",
            "[process]\nnmae = \"A\"\nnaem = \"B\"\nlimit = \"1 ngày làm việc\"\n",
        ),
        (
            "[process]\nlimit = \"1 ngày\"\ndays = \"working\"\n[[step]]\nrol = \"A\"\nroel = \"B\"\ntmie = \"1 giờ\"\n",
            "[process]\nlimit = \"1 ngày\"\ndays = \"working\"\n[[step]]\nrol = \"A\"\nroel = \"B\"\ntime = \"1 giờ\"\n",
        ),
        (
            "[process]\napproval = { prepaerd = \"a\", preparde = \"b\", reveiwed = \"c\" }\n",
            "[process]\napproval = { prepaerd = \"a\", preparde = \"b\", reviewed = \"c\" }\n",
        ),
        // Every table of a list, with what is misspelt in it; what reads otherwise than it is written stays.
        (
            "[process]\n[[stpe]] # one\nnmae = \"A\"\nrloe = \"B\"\n[[step]]\n[[stpe]]\n\"nmae\" = \"C\"\n[[setp]]\n",
            "[process]\n[[step]] # one\nname = \"A\"\nrole = \"B\"\n[[step]]\n[[step]]\n\"name\" = \"C\"\n[[step]]\n",
        ),
        (
            "step = [{ name = \"A\" }]\n[process]\n[[stpe]]\nname = \"B\"\n",
            "step = [{ name = \"A\" }]\n[process]\n[[stpe]]\nname = \"B\"\n",
        ),
        (
            "stpe = [{ name = \"A\" }]\n[process]\n[[step]]\nname = \"B\"\n",
            "stpe = [{ name = \"A\" }]\n[process]\n[[step]]\nname = \"B\"\n",
        ),
        (
            "[process]\n  code = \"QT 01\"\n  limit = \"1 ngày làm việc\"\n[[step]]\nname = \"A\"\ntime = \"1 ngày\"\n",
            "[process]\n  code = \"QT 01\"\n  limit = \"1 ngày làm việc\"\n  days = \"working\"\n[[step]]\nname = \"A\"\ntime = \"1 ngày\"\n",
        ),
    ] {
        let folder = folder(&[("a.toml", text)]);
        for _ in 0..2 {
            run(folder.path(), &["check", ".", "--fix"]);
            let fixed = fs::read_to_string(folder.path().join("a.toml")).unwrap();
            assert_eq!(fixed, corrected);
        }
    }
}

/// A diff compares nothing, and says so; what `--fix` leaves is compared.
#[test]
fn corrections_and_what_was_known() {
    let folder = folder(&[
        ("qt-03.toml", MISSPELT),
        ("baseline.json", "{\"version\":1,\"findings\":[]}"),
    ]);
    for option in ["--baseline=baseline.json", "--since=main"] {
        for (lang, words) in [
            ("en", "cannot be used with"),
            ("vi", "không dùng được cùng"),
        ] {
            let output = run(
                folder.path(),
                &["check", ".", "--diff", option, "--lang", lang],
            );
            assert_eq!(output.status.code(), Some(2), "{option}");
            assert!(stderr(&output).contains(words), "{}", stderr(&output));
        }
    }
    let baseline = [
        "--baseline=baseline.json",
        "--update-baseline",
        "--accept-new",
    ];
    let fix = ["check", ".", "--fix"];
    let output = run(folder.path(), &[&fix[..], &baseline].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(stderr(&output).contains("corrected"), "{}", stderr(&output));
}

/// A side file is corrected, its diagram is not.
#[test]
fn a_side_file_is_corrected() {
    let diagram = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">\n\
         <process id=\"p\" name=\"Cấp bản sao\"><task id=\"b\" name=\"Trả kết quả\"/></process></definitions>";
    let side = "# What the diagram lacks.\n[process]\ncode = \"QT 01\"\n\n[[stpe]]\nid = \"b\"\ntmie = \"02 Giờ\"   # about\n";
    let corrected = side.replace("[[stpe]]", "[[step]]");
    let corrected = corrected.replace("tmie = \"02 Giờ\"", "time = \"2 giờ\"");
    let folder = folder(&[("a.bpmn", diagram), ("a.qms.toml", side)]);
    let shown = run(folder.path(), &["check", ".", "--diff"]);
    assert!(
        stdout(&shown).contains("+++ b/a.qms.toml"),
        "{}",
        stdout(&shown)
    );
    for _ in 0..2 {
        run(folder.path(), &["check", ".", "--fix"]);
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("a.qms.toml"), corrected);
        assert_eq!(read("a.bpmn"), diagram);
    }
}
