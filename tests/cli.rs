//! The binary as its user runs it: exit codes, streams, bad inputs, configuration.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

#[path = "support/command.rs"]
mod command;
#[path = "../benches/support/mod.rs"]
#[allow(dead_code, reason = "the benchmark uses more of it")]
mod generated;

use std::fs;
use std::path::Path;
use std::process::Stdio;

use command::{code, command, folder, run, stderr, stdout};
use insta::assert_snapshot;

const SOUND: &str =
    "[process]\ncode = \"QT 01\"\nname = \"Cấp bản sao\"\nversion = \"01\"\nissued = 2026-01-05\n";
const NO_VERSION: &str =
    "[process]\ncode = \"QT 02\"\nname = \"Cấp bản sao\"\nissued = 2026-01-05\n";

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

const FORMATS: [&str; 11] = [
    "text", "narrated", "concise", "json", "jsonl", "sarif", "junit", "gitlab", "github",
    "markdown", "csv",
];
/// One rule whose findings do not change when rules are added.
const ONLY: &str = "--only=identification-missing";

#[test]
fn exit_codes_are_the_same_in_every_format() {
    let files = folder(&[
        ("sound.toml", SOUND),
        ("faulty.toml", NO_VERSION),
        ("unread.toml", "[process]\ncode = 5\n"),
        (
            "nothing/organisation.toml",
            "[[unit]]\nname = \"Văn phòng\"\n",
        ),
    ]);
    let cases: &[(&[&str], i32)] = &[
        (&["sound.toml", ONLY], 0),
        (&["faulty.toml", ONLY], 1),
        (&["faulty.toml", ONLY, "--fail-on=major"], 0),
        (&["faulty.toml", ONLY, "--fail-on=observation"], 1),
        (&["unread.toml", ONLY], 2),
        (&["faulty.toml", "absent.toml", ONLY], 2),
        (&["sound.toml", "--only=no-such-rule"], 2),
        (&["sound.toml", "--skip=no-such-rule"], 2),
        (&["sound.toml", "--clause=99"], 2),
        (&["sound.toml", "--no-such-option"], 2),
        (&["sound.toml", "--as-of=2026-13-01"], 2),
        (&["nothing", ONLY], 3),
        // The rule is about regulated papers; this process names no regulation.
        (&["sound.toml", "--only=extra-document"], 3),
    ];
    for (args, expected) in cases {
        for format in FORMATS {
            let mut all = vec!["check", "--format", format];
            all.extend(*args);
            let output = run(files.path(), &all);
            assert_eq!(
                code(&output),
                *expected,
                "{all:?}\n{}{}",
                stdout(&output),
                stderr(&output)
            );
            if *expected > 0 {
                let said = stdout(&output) + &stderr(&output);
                assert!(!said.trim().is_empty(), "{all:?} says nothing");
            }
        }
    }
}

#[test]
fn findings_are_printed_beside_what_cannot_be_read() {
    let files = folder(&[
        ("faulty.toml", NO_VERSION),
        ("unread.toml", "[process]\ncode = 5\n"),
    ]);
    let output = run(files.path(), &["check", ".", ONLY, "--format=concise"]);
    assert_eq!(code(&output), 2);
    assert_snapshot!(stdout(&output), @r"
    unread.toml:2:8: error[wrong-type] a text is expected here, not a number
    faulty.toml:1:1: minor[identification-missing] the process states no `version`
    ");
}

#[test]
fn unknown_names_come_with_the_nearest() {
    let files = folder(&[("sound.toml", SOUND)]);
    let said: Vec<String> = [
        ["check", "--only=identification-mising", "--lang=en"],
        ["check", "--only=identification-mising", "--lang=vi"],
        ["check", "--skip=zzz", "--lang=en"],
        ["explain", "requird-field", "--lang=en"],
        ["explain", "requird-field", "--lang=vi"],
    ]
    .iter()
    .map(|args| stderr(&run(files.path(), args)))
    .collect();
    assert_snapshot!(said.join(""), @r"
    error: no rule is called `identification-mising`
      help: did you mean `identification-missing`?
    lỗi: không có quy tắc nào tên `identification-mising`
      cách sửa: có phải ý bạn là `identification-missing`?
    error: no rule is called `zzz`
      help: `qmslint rules` lists them all
    error: no rule, clause or kind of check is called `requird-field`
      help: did you mean `required-field`?
    lỗi: không có quy tắc, điều khoản hay loại kiểm tra nào tên `requird-field`
      cách sửa: có phải ý bạn là `required-field`?
    ");
}

#[test]
fn the_language_comes_from_the_environment() {
    let files = folder(&[("faulty.toml", NO_VERSION)]);
    let of = |vars: &[(&str, &str)], args: &[&str]| {
        let mut command = command(files.path());
        command
            .args(["check", ONLY, "--format=concise"])
            .args(args)
            .envs(vars.iter().copied());
        let said = stdout(&command.output().unwrap());
        if said.contains("quy trình chưa nêu") {
            "vi"
        } else {
            "en"
        }
    };
    assert_eq!(of(&[], &[]), "en");
    assert_eq!(of(&[("LANG", "vi_VN.UTF-8")], &[]), "vi");
    assert_eq!(of(&[("LANG", "vi_VN.UTF-8"), ("LC_ALL", "C")], &[]), "en");
    assert_eq!(
        of(&[("LC_ALL", "en_US.UTF-8"), ("QMSLINT_LANG", "vi")], &[]),
        "vi"
    );
    assert_eq!(of(&[("QMSLINT_LANG", "vi")], &["--lang=en"]), "en");
}

#[test]
fn standard_input_is_a_process() {
    use std::io::Write as _;
    let files = folder(&[]);
    let mut child = command(files.path())
        .args(["check", "-", ONLY, "--format=concise"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(NO_VERSION.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 1);
    assert_snapshot!(stdout(&output), @"<stdin>:1:1: minor[identification-missing] the process states no `version`");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = command(repository())
        .args(["check", "fixtures/processes", "--no-fold"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(stderr(&output), "");
    assert_eq!(code(&output), 1);
}

#[test]
fn every_kind_of_broken_file_is_a_clear_problem() {
    insta::glob!("../fixtures/broken", "*.toml", |path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let file = format!("fixtures/broken/{name}");
        let said = |lang: &str| {
            let output = run(
                repository(),
                &["check", &file, "--only=duplicate-code", "--lang", lang],
            );
            assert_eq!(code(&output), 2, "{name}");
            assert_eq!(stderr(&output), "", "{name}");
            stdout(&output)
        };
        assert_snapshot!(format!("{}\n{}", said("en"), said("vi")));
    });
}

#[test]
fn a_file_of_100_mb_is_refused_before_it_is_read() {
    let files = folder(&[]);
    let huge = fs::File::create(files.path().join("huge.toml")).unwrap();
    huge.set_len(100 * 1024 * 1024).unwrap();
    let output = run(files.path(), &["check", "huge.toml", "--format=concise"]);
    assert_eq!(code(&output), 2);
    assert_snapshot!(stdout(&output), @r"
    huge.toml:1:1: error[unreadable] the file has 100 MB; at most 16 MB are read
    .:1:1: error[nothing-checked] nothing was checked: no process was found
    ");
    assert_eq!(
        code(&run(files.path(), &["check", "."])),
        2,
        "nor is it passed over in a folder"
    );
}

#[test]
fn ten_thousand_levels_are_refused() {
    let depth = 10_000;
    let values = [
        format!("{}{}", "[".repeat(depth), "]".repeat(depth)),
        format!("{}1{}", "{ a = ".repeat(depth), " }".repeat(depth)),
        "[".repeat(depth),
    ];
    for value in values {
        let files = folder(&[(
            "deep.toml",
            &format!("[process]\ncode = \"QT 01\"\nname = {value}\n"),
        )]);
        let output = run(files.path(), &["check", "deep.toml"]);
        assert_eq!(code(&output), 2, "{}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"));
        assert!(
            stdout(&output).contains("deep.toml:3:"),
            "{}",
            stdout(&output)
        );
    }
    let keys = vec!["a"; depth].join(".");
    let files = folder(&[("deep.toml", &format!("[process]\n{keys} = 1\n"))]);
    assert_eq!(code(&run(files.path(), &["check", "deep.toml"])), 2);
}

#[test]
fn missing_files_and_folders_in_the_place_of_files() {
    let files = folder(&[
        ("sound.toml", SOUND),
        (
            "qmslint.toml",
            "[check]\norganisation = \"here\"\ncalendar = \"absent.toml\"\npacks = [\"iso9001-2015\", \"vn-onestop\"]\n",
        ),
        ("here/x.txt", ""),
    ]);
    let output = run(
        files.path(),
        &[
            "check",
            "sound.toml",
            "absent.toml",
            ONLY,
            "--rules=nowhere",
        ],
    );
    assert_eq!(code(&output), 2);
    assert_snapshot!("missing_files", stdout(&output));
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let files = folder(&[("secret.toml", SOUND)]);
    let path = files.path().join("secret.toml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    let output = run(files.path(), &["check", ".", "--format=concise"]);
    assert_eq!(code(&output), 2);
    assert_snapshot!(stdout(&output), @"secret.toml:1:1: error[unreadable] this file may not be read by you");
}

#[test]
fn a_folder_gives_its_processes_only() {
    let files = folder(&[
        ("b/two.toml", NO_VERSION),
        ("a/one.toml", NO_VERSION),
        ("a/organisation.toml", "[[unit]]\nname = \"Văn phòng\"\n"),
        (
            "a/rules.toml",
            "[[rule]]\n[[rule.example]]\nprocess = \"\"\"\n[process]\n\"\"\"\n",
        ),
        ("a/notes.txt", "[process]"),
        (".hidden/three.toml", NO_VERSION),
        ("ignored/four.toml", NO_VERSION),
        (".gitignore", "ignored\n"),
        ("old/five.toml", NO_VERSION),
        ("qmslint.toml", "[check]\nexclude = [\"old/\"]\n"),
    ]);
    let output = run(
        files.path(),
        &["check", "b", ".", "./a/one.toml", ONLY, "--format=concise"],
    );
    assert_snapshot!(stdout(&output), @r"
    a/one.toml:1:1: minor[identification-missing] the process states no `version`
    b/two.toml:1:1: minor[identification-missing] the process states no `version`
    ");
    let named = run(
        files.path(),
        &["check", "old/five.toml", ONLY, "--format=concise"],
    );
    assert_eq!(code(&named), 1, "a file that is named is checked");
}

#[test]
fn configuration_switches_off_and_regrades_with_a_reason() {
    let files = folder(&[
        ("p/faulty.toml", NO_VERSION),
        (
            "qmslint.toml",
            "[check]\nfail-on = \"major\"\nlanguage = \"vi\"\n\n[rules]\nidentification-missing = { grade = \"major\", reason = \"Bắt buộc\" }\n\
             records-missing = { off = true, reason = \"Lưu trong sổ riêng\" }\n",
        ),
    ]);
    let output = run(files.path(), &["check", "p", "--format=concise"]);
    assert_eq!(code(&output), 1);
    let said = stdout(&output);
    assert!(
        said.contains("không phù hợp nặng[identification-missing]"),
        "{said}"
    );
    assert!(!said.contains("records-missing"), "{said}");
}

#[test]
fn configuration_that_is_wrong_is_said() {
    let files = folder(&[
        ("sound.toml", SOUND),
        (
            "qmslint.toml",
            "[chekc]\n\n[check]\nexclude = [\"a{\"]\n\n[rules]\nidentification-mising = { off = true, reason = \"x\" }\n\
             records-missing = { off = true }\nsame-approver = { reason = \"x\" }\n\
             days-mixed = { off = true, grade = \"major\", reason = \"x\" }\n",
        ),
    ]);
    let output = run(
        files.path(),
        &["check", "sound.toml", ONLY, "--format=concise"],
    );
    assert_eq!(code(&output), 2);
    assert_snapshot!(stdout(&output), @r"
    qmslint.toml:1:2: error[unknown-key] unknown key `chekc`
    qmslint.toml:4:12: error[bad-value] this is no pattern
    qmslint.toml:7:1: error[unknown-id] no rule is called `identification-mising`
    qmslint.toml:8:1: error[missing-key] the setting of `records-missing` gives no `reason`
    qmslint.toml:9:1: error[bad-value] the setting of `same-approver` changes nothing
    qmslint.toml:10:1: error[bad-value] the setting of `days-mixed` switches it off and grades it
    ");
}

#[test]
fn a_pack_from_a_folder_is_run_tested_and_explained() {
    let rule = "[[rule]]\nid = \"purpose-missing\"\ngrade = \"major\"\nclause = \"4.4.1\"\nbasis = \"Quy chế 01\"\nfrom = 2025-01-01\n\
        title = { en = \"No purpose\", vi = \"Thiếu mục đích\" }\nwhy = { en = \"Why\", vi = \"Vì sao\" }\nfix = { en = \"state it\", vi = \"hãy nêu\" }\n\
        check.required-field = { fields = [\"purpose\"] }\n\n";
    let accepts =
        "[[rule.example]]\nfinds = 0\nprocess = \"\"\"\n[process]\npurpose = \"x\"\n\"\"\"\n\n";
    let finds = "[[rule.example]]\nfinds = 1\nprocess = \"\"\"\n[process]\ncode = \"x\"\n\"\"\"\n";
    let pack = "name = \"own\"\nversion = \"1\"\ntitle = { en = \"Own\", vi = \"Riêng\" }\nstandard = \"ISO 9001\"\n\
        [[clause]]\nnumber = \"4.4.1\"\nasks = { en = \"Processes are known.\", vi = \"Quá trình được xác định.\" }\n";
    let files = folder(&[
        ("sound.toml", SOUND),
        ("good/pack.toml", pack),
        ("good/rules.toml", &format!("{rule}{accepts}{finds}")),
        ("bad/pack.toml", pack),
        (
            "bad/rules.toml",
            &format!("{rule}{}", accepts.replace("purpose =", "scope =")),
        ),
        ("empty/pack.toml", pack),
    ]);
    let checked = run(
        files.path(),
        &[
            "check",
            "sound.toml",
            "--rules=good",
            "--only=purpose-missing",
            "--format=concise",
        ],
    );
    assert_eq!(code(&checked), 1);
    assert_snapshot!(stdout(&checked), @"sound.toml:1:1: major[purpose-missing] the process states no `purpose`");
    assert_eq!(code(&run(files.path(), &["test", "good"])), 0);
    let bad = run(files.path(), &["test", "bad"]);
    assert_eq!(code(&bad), 1);
    assert_snapshot!("test_bad_pack", stdout(&bad));
    assert_eq!(code(&run(files.path(), &["test", "empty"])), 3);
    assert_eq!(code(&run(files.path(), &["test", "absent"])), 2);
    for lang in ["en", "vi"] {
        let explained: Vec<String> = ["purpose-missing", "4.4.1", "required-field"]
            .iter()
            .map(|what| {
                stdout(&run(
                    files.path(),
                    &["explain", what, "--rules=good", "--lang", lang],
                ))
            })
            .collect();
        let (rule, rest) = explained.split_first().unwrap();
        assert_snapshot!(format!("explain_rule_{lang}"), rule);
        assert!(
            rest.iter().all(|said| said.contains("purpose-missing: ")),
            "{rest:?}"
        );
    }
}

#[test]
fn help_and_wrong_usage_speak_vietnamese() {
    let said: Vec<String> = [
        &["new", "--help", "--lang", "vi"][..],
        &["test", "-h", "--lang=vi"],
        &["--lang", "vi"],
        &["chek", "--lang", "vi"],
        &["graph", "--lang", "vi"],
        &["check", "--lang", "vi", "--fail-on", "grave"],
        &["check", "--lang", "vi", "--onyl", "x"],
        &["check", "--lang", "vi", "--as-of", "2026-13-01"],
        &["check", "--lang", "vi", "--threads", "2", "--threads", "3"],
        &["check", "--lang", "vi", "--threads"],
    ]
    .iter()
    .map(|args| {
        let output = run(repository(), args);
        let said = stdout(&output) + &stderr(&output);
        format!(
            "$ qmslint {}\n{said}exit code {}\n",
            args.join(" "),
            code(&output)
        )
    })
    .collect();
    assert_snapshot!("usage_vi", said.join("\n"));
}

#[test]
fn the_packs_of_the_binary_keep_their_examples() {
    let output = run(repository(), &["test"]);
    assert_eq!(code(&output), 0, "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn skeletons_pass_their_own_check() {
    for lang in ["en", "vi"] {
        let files = folder(&[]);
        let made = run(
            files.path(),
            &["new", "process", "--lang", lang, "-o", "process.toml"],
        );
        assert_eq!(code(&made), 0);
        let checked = run(
            files.path(),
            &["check", "process.toml", "--as-of=2026-06-01"],
        );
        assert_eq!(code(&checked), 0, "{}", stdout(&checked));
        let rule = run(files.path(), &["new", "rule", "--lang", lang]);
        let pack = folder(&[("rules.toml", &stdout(&rule))]);
        let tested = run(pack.path(), &["test", "."]);
        assert_eq!(code(&tested), 0, "{}", stdout(&tested));
        let again = run(files.path(), &["new", "process", "-o", "process.toml"]);
        assert_eq!(code(&again), 2, "nobody's work is written over");
    }
}

#[test]
fn output_is_the_same_bytes_whatever_the_threads() {
    let of = |threads: &str| {
        ["text", "json"].map(|format| {
            let args = [
                "check",
                "fixtures/processes",
                "--as-of=2026-06-01",
                "--format",
                format,
                "--threads",
                threads,
            ];
            run(repository(), &args).stdout
        })
    };
    let first = of("1");
    assert!(first.iter().all(|bytes| !bytes.is_empty()));
    for threads in ["1", "2", "8", "1", "2", "8", "1", "2", "8"] {
        assert!(of(threads) == first, "{threads} threads");
    }
}

#[test]
fn what_follows_the_flows_concludes_nothing_from_a_step_with_errors() {
    // The one step leads to itself, so nothing ends the process; where its `next` cannot be read, that is not known.
    let looping = "[process]\nname = \"a\"\n[[step]]\nid = \"x\"\nname = \"b\"\nnext = \"x\"\n";
    let files = folder(&[
        ("looping.toml", looping),
        (
            "damaged.toml",
            &looping.replace("next = \"x\"", "next = \"y\""),
        ),
    ]);
    let found = |file: &str| {
        let output = run(
            files.path(),
            &["check", file, "--only=end-missing", "--show=unknown"],
        );
        (code(&output), stdout(&output))
    };
    let (code, said) = found("looping.toml");
    assert_eq!(code, 1);
    assert!(said.contains("major[end-missing]"), "{said}");
    let (code, said) = found("damaged.toml");
    assert_eq!(code, 2);
    assert!(!said.contains("major[end-missing]"), "{said}");
    assert!(
        said.contains("the part of the file it is about has errors"),
        "{said}"
    );
}

#[test]
fn where_no_step_states_its_kind_nothing_is_sure_to_be_missing() {
    // The last step may return the result; only its name says so.
    let unsaid =
        "[process]\nname = \"a\"\n[[step]]\nname = \"Ký\"\n[[step]]\nname = \"Trả kết quả\"\n";
    let said = unsaid.replace("name = \"Ký\"", "name = \"Ký\"\nkind = \"approve\"");
    let said = said.replace("name = \"Trả", "kind = \"other\"\nname = \"Trả");
    let files = folder(&[("unsaid.toml", unsaid), ("said.toml", &said)]);
    let found = |file: &str| {
        let only = "--only=return-missing";
        stdout(&run(
            files.path(),
            &["check", file, only, "--format=concise"],
        ))
    };
    assert!(found("unsaid.toml").contains("observation[return-missing]"));
    assert!(found("said.toml").contains("major[return-missing]"));
}

/// What Notepad saved as UTF-16 is no text that could be looked into: in a folder, too, it is named and not passed over.
#[test]
fn utf_16_in_a_folder_is_a_problem() {
    let files = folder(&[("sound.toml", SOUND)]);
    let utf_16: Vec<u8> = "\u{feff}[process]\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    fs::write(files.path().join("wide.toml"), utf_16).unwrap();
    let checked = run(files.path(), &["check", ".", ONLY, "--format=concise"]);
    assert_eq!(code(&checked), 2);
    let said = stdout(&checked);
    assert!(
        said.contains("wide.toml:1:1: error[unreadable] the file is UTF-16, not UTF-8"),
        "{said}"
    );
}

/// What the benchmark measures is what it says: valid files without findings, and faulty ones.
#[test]
fn generated_files_are_valid_or_faulty_as_they_say() {
    let files: Vec<(String, String)> = (0..21)
        .map(|number| (format!("{number:02}.toml"), generated::process(number)))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let folder = folder(&files);
    let checked = run(
        folder.path(),
        &["check", ".", "--format=concise", "--as-of=2026-06-01"],
    );
    let rules = stdout(&checked);
    let rules = rules.lines().filter_map(|line| {
        let (file, rest) = line.split_once(':')?;
        let (_, rest) = rest.split_once('[')?;
        Some(format!("{file} {}", rest.split_once(']')?.0))
    });
    let faults = [
        "steps-exceed-limit",
        "steps-exceed-limit",
        "office-made-document",
        "approval-missing",
    ];
    let expected = ["00", "10", "20"].map(|file| faults.map(|rule| format!("{file}.toml {rule}")));
    assert_eq!(rules.collect::<Vec<_>>(), expected.concat());
}
