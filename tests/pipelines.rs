//! The pipelines do what they say: the scripts of the GitLab job, of the action and of the release run here as they stand in their
//! files, with all that lies outside of the machine played by scripts.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(unix)]
#[path = "support/command.rs"]
mod command;

use std::fs;
use std::path::Path;

/// A file of the repository.
fn text(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn the_gitlab_job_fetches_the_version_of_its_files() {
    let job = text("ci/qmslint.gitlab-ci.yml");
    let version = concat!("  QMSLINT_VERSION: v", env!("CARGO_PKG_VERSION"));
    assert!(job.lines().any(|line| line == version), "{job}");
    assert!(
        job.lines().any(|line| line == r#"  QMSLINT_RELEASES: """#),
        "{job}"
    );
}

#[test]
fn a_release_is_drafted_once_and_before_it_is_built() {
    let release = text(".github/workflows/release.yml");
    let (draft, build) = release.split_once("\n  build:\n").unwrap();
    assert!(draft.contains("\n  draft:\n"), "{draft}");
    assert_eq!(draft.matches("gh release create").count(), 1, "{draft}");
    assert!(build.starts_with("    needs: draft\n"), "{build}");
    assert!(build.contains("    strategy:\n      matrix:\n"), "{build}");
    assert!(!build.contains("gh release create"), "{build}");
    assert_eq!(build.matches("gh release upload").count(), 1, "{build}");
}

#[cfg(unix)]
mod run {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::path::PathBuf;
    use std::process::{Command, Output, Stdio};

    use assert_cmd::cargo::cargo_bin;
    use sha2::{Digest as _, Sha256};
    use tempfile::TempDir;

    use crate::command::{code, folder, stderr, stdout};
    use crate::text;

    const VERSION: &str = concat!("v", env!("CARGO_PKG_VERSION"));
    const RELEASES: &str = "https://example.org/OWNER/qmslint/releases/download";
    const X86_64: &str = "x86_64-unknown-linux-musl";

    /// As GitHub runs `shell: bash`.
    const BASH: &[&str] = &["bash", "--noprofile", "--norc", "-eo", "pipefail"];
    /// As GitLab runs a script, in images without bash and with it.
    const GITLAB: [&[&str]; 2] = [&["sh", "-e"], BASH];

    /// A procedure that takes longer than it may.
    const BAD: &str = r#"[process]
code = "QT 01"
name = "Cấp bản sao"
limit = "1 ngày làm việc"

[[step]]
name = "Tiếp nhận hồ sơ"
role = "Cán bộ tiếp nhận"
time = "2 ngày làm việc"
"#;

    const TREE: [(&str, &str); 3] = [
        ("tree/quy trình/mot.toml", BAD),
        ("tree/biểu mẫu/hai.toml", BAD),
        ("tree/nháp/ba.toml", BAD),
    ];

    /// `curl` and `wget`, which hand out what lies in `published`.
    const FETCH: &str = r#"while [ $# -gt 0 ]; do
  case "$1" in
    -o | -O) shift; file="$1" ;;
    https://*) address="$1" ;;
  esac
  shift
done
exec cp "$PLACE/published/${address#"$RELEASES"/}" "$file""#;

    /// `gh release` on the same, for one repository. It notes its calls, and `release` is there where the release is.
    const GH: &str = r#"echo "$2" >> "$PLACE/calls"
case "$2" in
  view) [ -e "$PLACE/release" ]; exit ;;
  create) exec touch "$PLACE/release" ;;
esac
[ "$4 $5" = "--repo OWNER/qmslint" ] || exit 1
version="$3"
while [ $# -gt 0 ]; do
  if [ "$1" = --pattern ]; then cp "$PLACE/published/$version/$2" . || exit 1; fi
  shift
done"#;

    /// A tree to check, what is published, and the tools that are there.
    struct Machine(TempDir);

    impl Machine {
        /// With these tools besides those that every system has.
        fn new(tools: &[&str]) -> Self {
            let machine = Self(folder(&TREE));
            for place in ["bin", "temporary"] {
                fs::create_dir(machine.at(place)).unwrap();
            }
            machine.script("uname", "echo x86_64");
            for tool in ["cp", "gzip", "mktemp", "rm", "tar", "touch"] {
                machine.link(tool, found(tool).unwrap());
            }
            for tool in tools {
                match *tool {
                    "curl" | "wget" => machine.script(tool, FETCH),
                    "gh" => machine.script(tool, GH),
                    "qmslint" => machine.link(tool, cargo_bin!("qmslint").to_owned()),
                    tool => match found(tool) {
                        Some(file) => machine.link(tool, file),
                        // macOS has no `sha256sum` before version 15.
                        None => machine.script(tool, "exec /usr/bin/shasum -a 256 \"$@\""),
                    },
                }
            }
            machine
        }

        fn at(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn link(&self, tool: &str, file: PathBuf) {
            symlink(file, self.at("bin").join(tool)).unwrap();
        }

        fn script(&self, tool: &str, text: &str) {
            let file = self.at("bin").join(tool);
            fs::write(&file, format!("#!/bin/sh\n{text}\n")).unwrap();
            fs::set_permissions(&file, Permissions::from_mode(0o755)).unwrap();
        }

        /// Publishes an archive as a release does. It holds a link to the binary, since packing the whole takes seconds.
        fn publish(&self, target: &str) {
            let name = format!("qmslint-{VERSION}-{target}");
            let archive = format!("{name}.tar.gz");
            let place = self.at("published").join(VERSION);
            fs::create_dir_all(place.join(&name)).unwrap();
            symlink(cargo_bin!("qmslint"), place.join(&name).join("qmslint")).unwrap();
            let mut tar = Command::new("tar");
            tar.args(["-czf", &archive, &name]).current_dir(&place);
            assert!(tar.status().unwrap().success());
            let sum = Sha256::digest(fs::read(place.join(&archive)).unwrap());
            let sum: Vec<_> = sum.iter().map(|byte| format!("{byte:02x}")).collect();
            self.state(target, &sum.concat());
        }

        /// Writes the SHA-256 that the release states.
        fn state(&self, target: &str, sum: &str) {
            let archive = format!("qmslint-{VERSION}-{target}.tar.gz");
            let file = format!("published/{VERSION}/{archive}.sha256");
            fs::write(self.at(&file), format!("{sum}  {archive}\n")).unwrap();
        }

        /// Runs a script in the tree, with its tools and these variables and nothing else of the surroundings.
        fn run(&self, shell: &[&str], script: &str, variables: &[(&str, &str)]) -> Output {
            fs::write(self.at("script"), script).unwrap();
            // What an earlier step put on the path.
            let more = fs::read_to_string(self.at("path")).unwrap_or_default();
            let path = more.lines().map(PathBuf::from).chain([self.at("bin")]);
            let (shell, options) = shell.split_first().unwrap();
            Command::new(found(shell).unwrap())
                .args(options)
                .arg(self.at("script"))
                .current_dir(self.at("tree"))
                .stdin(Stdio::null())
                .env_clear()
                .env("PATH", std::env::join_paths(path).unwrap())
                .env("PLACE", self.0.path())
                .env("RELEASES", RELEASES)
                .env("TMPDIR", self.at("temporary"))
                .env("RUNNER_TEMP", self.at("temporary"))
                .env("GITHUB_PATH", self.at("path"))
                .envs(variables.iter().copied())
                .output()
                .unwrap()
        }

        /// The script of the GitLab job; these variables replace its own.
        fn gitlab(&self, shell: &[&str], variables: &[(&str, &str)]) -> Output {
            let mut all = vec![
                ("QMSLINT_RELEASES", RELEASES),
                ("QMSLINT_VERSION", VERSION),
                ("QMSLINT_PATHS", ""),
                ("QMSLINT_ARGUMENTS", ""),
            ];
            all.extend(variables);
            let [script] = blocks(&text("ci/qmslint.gitlab-ci.yml"), "- |")
                .try_into()
                .unwrap();
            let output = self.run(shell, &script, &all);
            let left = fs::read_dir(self.at("temporary")).unwrap().count();
            assert_eq!(left, 0, "{}", said(&output));
            output
        }

        /// The step of the action that fetches the binary.
        fn fetch(&self, variables: &[(&str, &str)]) -> Output {
            let mut all = vec![
                ("RUNNER_OS", "Linux"),
                ("RUNNER_ARCH", "X64"),
                ("REPOSITORY", "OWNER/qmslint"),
                ("VERSION", VERSION),
            ];
            all.extend(variables);
            let [fetch, _] = steps();
            self.run(BASH, &fetch, &all)
        }

        /// The step of the action that checks.
        fn check(&self, paths: &str, arguments: &str) -> Output {
            let [_, check] = steps();
            let variables = [
                ("PATHS", paths),
                ("ARGUMENTS", arguments),
                ("SARIF", "qmslint.sarif"),
            ];
            self.run(BASH, &check, &variables)
        }

        /// A report in the tree.
        fn report(&self, name: &str) -> String {
            fs::read_to_string(self.at("tree").join(name)).unwrap()
        }
    }

    /// The literal blocks of a YAML file that this line opens, without their indentation.
    fn blocks(yaml: &str, opening: &str) -> Vec<String> {
        let depth = |line: &str| line.len() - line.trim_start().len();
        let lines: Vec<&str> = yaml.lines().collect();
        let opened = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.trim() == opening);
        let block = |(at, line): (usize, &&str)| {
            let body = lines.iter().skip(at + 1);
            let body: Vec<&str> = body
                .take_while(|inner| inner.trim().is_empty() || depth(inner) > depth(line))
                .copied()
                .collect();
            let indentation = body.first().map_or(0, |first| depth(first));
            let body = body
                .iter()
                .map(|inner| inner.get(indentation..).unwrap_or_default());
            body.collect::<Vec<_>>().join("\n")
        };
        opened.map(block).collect()
    }

    fn steps() -> [String; 2] {
        blocks(&text("action.yml"), "run: |").try_into().unwrap()
    }

    /// Where the system has a tool.
    fn found(tool: &str) -> Option<PathBuf> {
        let path = std::env::var_os("PATH").unwrap();
        let mut files = std::env::split_paths(&path).map(|place| place.join(tool));
        files.find(|file| file.is_file())
    }

    fn said(output: &Output) -> String {
        stdout(output) + &stderr(output)
    }

    /// It names these two folders of the tree and not the third.
    fn two_of_three(report: &str) -> bool {
        report.contains("mot.toml") && report.contains("hai.toml") && !report.contains("ba.toml")
    }

    #[test]
    fn the_gitlab_job_checks_what_its_lines_name() {
        for shell in GITLAB {
            for (tool, processor) in [("wget", "x86_64"), ("curl", "aarch64")] {
                let machine = Machine::new(&["sha256sum", tool]);
                machine.script("uname", &format!("echo {processor}"));
                machine.publish(&format!("{processor}-unknown-linux-musl"));

                let one = machine.gitlab(shell, &[("QMSLINT_PATHS", "quy trình")]);
                assert_eq!(code(&one), 1, "{}", said(&one));
                assert!(stdout(&one).contains("mot.toml"), "{}", said(&one));

                let paths = ("QMSLINT_PATHS", "quy trình\nbiểu mẫu\n");
                let two = machine.gitlab(shell, &[paths]);
                assert_eq!(code(&two), 1, "{}", said(&two));
                let quality = machine.report("gl-code-quality-report.json");
                assert!(two_of_three(&quality), "{quality}");
                let junit = machine.report("qmslint.xml");
                assert!(two_of_three(&junit), "{junit}");

                let arguments = ("QMSLINT_ARGUMENTS", "--fail-on\nmajor\n--exit-zero\n");
                let arguments = machine.gitlab(shell, &[paths, arguments]);
                assert_eq!(code(&arguments), 0, "{}", said(&arguments));
            }
        }
    }

    #[test]
    fn the_gitlab_job_takes_the_qmslint_of_its_image_where_no_release_is_named() {
        for shell in GITLAB {
            let machine = Machine::new(&["qmslint"]);
            let output = machine.gitlab(shell, &[("QMSLINT_RELEASES", "")]);
            assert_eq!(code(&output), 1, "{}", said(&output));
        }
    }

    #[test]
    fn the_gitlab_job_ends_with_2_and_a_sentence_where_it_has_no_qmslint() {
        let ends = |machine: &Machine, variables: &[(&str, &str)], sentence: &str| {
            for shell in GITLAB {
                let output = machine.gitlab(shell, variables);
                assert_eq!(code(&output), 2, "{}", said(&output));
                assert_eq!(stdout(&output), "");
                let last = stderr(&output).lines().last().unwrap().to_owned();
                assert!(last.starts_with("qmslint: "), "{last}");
                assert!(last.contains(sentence), "{last}");
            }
        };
        let machine = Machine::new(&["sha256sum", "wget"]);
        machine.publish(X86_64);
        ends(&machine, &[("QMSLINT_RELEASES", "")], "QMSLINT_RELEASES");
        let absent = format!("{RELEASES}/v0.0.0/qmslint-v0.0.0-{X86_64}.tar.gz cannot be fetched");
        ends(&machine, &[("QMSLINT_VERSION", "v0.0.0")], &absent);
        machine.state(X86_64, &"0".repeat(64));
        ends(&machine, &[], "does not have the SHA-256");
        machine.state(X86_64, "");
        ends(&machine, &[], "does not have the SHA-256");
        machine.script("uname", "echo riscv64");
        ends(&machine, &[], "riscv64");
    }

    #[test]
    fn the_action_checks_what_its_lines_name() {
        let sums = ["sha256sum", "shasum"];
        for sum in sums.into_iter().filter(|sum| found(sum).is_some()) {
            for (system, processor, target) in [
                ("Linux", "X64", X86_64),
                ("Linux", "ARM64", "aarch64-unknown-linux-musl"),
                ("macOS", "ARM64", "aarch64-apple-darwin"),
                ("macOS", "X64", "x86_64-apple-darwin"),
            ] {
                let machine = Machine::new(&["gh", sum]);
                machine.publish(target);
                let fetched = machine.fetch(&[("RUNNER_OS", system), ("RUNNER_ARCH", processor)]);
                assert_eq!(code(&fetched), 0, "{}", said(&fetched));

                let one = machine.check("quy trình", "");
                assert_eq!(code(&one), 1, "{}", said(&one));
                assert!(stdout(&one).contains("::error "), "{}", said(&one));

                let two = machine.check("quy trình\nbiểu mẫu\n", "--fail-on\nmajor\n");
                assert_eq!(code(&two), 1, "{}", said(&two));
                let sarif = machine.report("qmslint.sarif");
                assert!(two_of_three(&sarif), "{sarif}");

                let arguments = machine.check(".", "--fail-on\nmajor\n--exit-zero\n");
                assert_eq!(code(&arguments), 0, "{}", said(&arguments));
            }
        }
    }

    #[test]
    fn the_action_ends_with_2_and_a_sentence_where_it_has_no_qmslint() {
        let machine = Machine::new(&["gh", "sha256sum"]);
        machine.publish(X86_64);
        machine.state(X86_64, &"0".repeat(64));
        for (variables, sentence) in [
            (("VERSION", VERSION), "does not have the SHA-256"),
            (("VERSION", "v0.0.0"), "has no release v0.0.0"),
            (("VERSION", ""), "name the release"),
            (("RUNNER_ARCH", "RISCV"), "there is no qmslint"),
        ] {
            let output = machine.fetch(&[variables]);
            assert_eq!(code(&output), 2, "{}", said(&output));
            let last = stdout(&output).lines().last().unwrap().to_owned();
            assert!(last.starts_with("::error::"), "{last}");
            assert!(last.contains(sentence), "{last}");
            assert!(!machine.at("path").exists());
        }
    }

    #[test]
    fn an_entry_is_neither_run_nor_a_pattern_nor_an_option() {
        let machine = Machine::new(&["qmslint"]);
        for entry in [
            "$(touch harm)",
            "`touch harm`",
            "; touch harm",
            "*",
            "--exit-zero",
        ] {
            let mut outputs = vec![machine.check(entry, "")];
            for shell in GITLAB {
                let variables = [("QMSLINT_RELEASES", ""), ("QMSLINT_PATHS", entry)];
                outputs.push(machine.gitlab(shell, &variables));
            }
            for output in outputs {
                assert_eq!(code(&output), 2, "{}", said(&output));
                assert!(said(&output).contains("no such file"), "{}", said(&output));
                assert!(!machine.at("tree/harm").exists(), "{entry}");
            }
        }
    }

    #[test]
    fn a_release_that_is_run_again_keeps_its_draft() {
        let machine = Machine::new(&["gh"]);
        let [draft, _pack] = blocks(&text(".github/workflows/release.yml"), "run: |")
            .try_into()
            .unwrap();
        for _ in 0..2 {
            let output = machine.run(BASH, &draft, &[("GITHUB_REF_NAME", VERSION)]);
            assert_eq!(code(&output), 0, "{}", said(&output));
        }
        let calls = fs::read_to_string(machine.at("calls")).unwrap();
        assert_eq!(calls, "view\ncreate\nview\n");
    }
}
