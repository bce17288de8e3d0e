//! What may be typed. Types only: what it means here and now is the business of `settings` and of each command.

#![expect(
    clippy::doc_markdown,
    reason = "the doc comments below are the help texts, which know no Markdown"
)]

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::formats::{Target, TargetParser};
use crate::finding::{Grade, OutcomeKind};
use crate::messages::Lang;
use crate::model::date::Date;

/// Checks that processes comply with their rules, and shows where they do not.
#[derive(Debug, Parser)]
#[command(name = "qmslint", version, max_term_width = 100)]
pub struct Args {
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Default, clap::Args)]
pub struct Common {
    /// Language of the output; else that of QMSLINT_LANG, LC_ALL, LC_MESSAGES or LANG
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangArg>,
    /// When to colour
    #[arg(long, global = true, value_enum, default_value_t)]
    pub color: ColorArg,
}

/// Commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Hold process files against the rules
    Check(Check),
    /// Accept a finding for the time being: write a waiver of it
    Waive(Waive),
    /// Explain a rule, a clause or a kind of check
    Explain(Explain),
    /// List the rules
    Rules(Rules),
    /// Print what is in force, and where each value comes from
    Config(Config),
    /// Run the examples that rules ship with
    Test(Test),
    /// Write a commented skeleton of a process file or a rule file
    New(New),
    /// Compare two processes, or those of a folder with the one to follow, by meaning
    #[command(
        override_usage = "qmslint diff [OPTIONS] OLD NEW\n       qmslint diff [OPTIONS] --procedure ID [FOLDER]..."
    )]
    Diff(Diff),
    /// Draw a process
    Graph(Graph),
    /// Write a process file as a BPMN diagram, or a diagram as a process file
    Convert(Convert),
    /// Write the report an internal auditor files
    Report(Report),
    /// Prove that every case can be completed, cleanly and in time, or show how not
    Prove(Prove),
    /// Print the JSON Schema of a kind of file or output
    Schema(Schema),
    /// Print the completions for a shell
    Completions(Completions),
    /// Print the manual page, of the tool or of a command
    Man(Man),
}

/// Which rules.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Packs {
    /// A folder of rules, besides those of the configuration or of the binary
    #[arg(long = "rules", value_name = "DIR")]
    pub folders: Vec<PathBuf>,
}

/// Which of the rules in force.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Choice {
    /// Run these rules only
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub skip: Vec<String>,
    /// Run the rules of this clause and of those below it only
    #[arg(long, value_name = "CLAUSE", value_delimiter = ',')]
    pub clause: Vec<String>,
}

/// `check`.
#[derive(Clone, Debug, Default, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub struct Check {
    /// Whether the paths are those of the configuration, because none was named.
    #[arg(skip)]
    pub paths_of_configuration: bool,
    /// Process files and folders; `-` is standard input [default: `paths` of the configuration, else .]
    pub paths: Vec<PathBuf>,
    /// Rules.
    #[command(flatten)]
    pub packs: Packs,
    /// Which of them.
    #[command(flatten)]
    pub choice: Choice,
    /// What is accepted for the time being [default: that of the configuration, else waivers.toml beside it]
    #[arg(long, value_name = "FILE")]
    pub waivers: Option<PathBuf>,
    /// Known findings: only new ones count
    #[arg(long, value_name = "FILE", conflicts_with = "since")]
    pub baseline: Option<PathBuf>,
    /// Take out of the baseline what was resolved; create it where there is none
    #[arg(long, requires = "baseline")]
    pub update_baseline: bool,
    /// Take new findings into the baseline, too
    #[arg(long, requires = "update_baseline")]
    pub accept_new: bool,
    /// Count only findings that were not there at this revision of the git repository
    #[arg(long, value_name = "REF")]
    pub since: Option<String>,
    /// Correct what can be meant in one way only, then check
    #[arg(long, conflicts_with = "diff")]
    pub fix: bool,
    /// Show what --fix would correct, and write nothing
    #[arg(long, conflicts_with_all = ["formats", "watch", "baseline", "since"])]
    pub diff: bool,
    /// Judge for this day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
    /// The least grade that makes the run fail [default: minor]
    #[arg(long, value_enum, value_name = "GRADE")]
    pub fail_on: Option<GradeArg>,
    /// How to say it, and in which file; may be given several times
    #[arg(long = "format", value_name = "FORMAT[=FILE]", value_parser = TargetParser, default_value = "text")]
    pub formats: Vec<Target>,
    /// End with 0 also where there are findings; what cannot be read or checked still ends with 2 or 3
    #[arg(long)]
    pub exit_zero: bool,
    /// Check again whenever a file changes, until Ctrl-C
    #[arg(long)]
    pub watch: bool,
    /// List these outcomes, too, in the format text
    #[arg(long, value_enum, value_delimiter = ',', value_name = "OUTCOME")]
    pub show: Vec<ShowArg>,
    /// Show every finding, also where many files have the same
    #[arg(long)]
    pub no_fold: bool,
    /// Number of threads, 512 at most [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub threads: Option<u16>,
}

/// `waive`.
#[derive(Debug, clap::Args)]
pub struct Waive {
    /// The finding: FILE:RULE, FILE:RULE:ELEMENT, or its fingerprint or the beginning of it
    pub finding: String,
    /// Process files and folders to find it in [default: `paths` of the configuration, else .]
    pub paths: Vec<PathBuf>,
    /// Why it is accepted
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The role that answers for it; never the name of a person
    #[arg(long, value_name = "ROLE")]
    pub owner: String,
    /// The last day on which it is accepted
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Date,
    /// The file to write [default: that of the configuration, else waivers.toml beside it]
    #[arg(long, value_name = "FILE")]
    pub waivers: Option<PathBuf>,
    /// Rules.
    #[command(flatten)]
    pub packs: Packs,
    /// Find it as of this day, from which it is accepted [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
}

/// `explain`.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// Id of a rule, number of a clause, or name of a kind of check
    pub what: String,
    /// Rules.
    #[command(flatten)]
    pub packs: Packs,
}

/// `rules`.
#[derive(Debug, clap::Args)]
pub struct Rules {
    /// Rules.
    #[command(flatten)]
    pub packs: Packs,
}

/// `config`.
#[derive(Debug, clap::Args)]
pub struct Config {
    /// Process files and folders; `-` is standard input [default: `paths` of the configuration, else .]
    pub paths: Vec<PathBuf>,
    /// Rules.
    #[command(flatten)]
    pub packs: Packs,
    /// Which of them.
    #[command(flatten)]
    pub choice: Choice,
    /// What is accepted for the time being [default: that of the configuration, else waivers.toml beside it]
    #[arg(long, value_name = "FILE")]
    pub waivers: Option<PathBuf>,
    /// Judge for this day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
    /// The least grade that makes the run fail [default: minor]
    #[arg(long, value_enum, value_name = "GRADE")]
    pub fail_on: Option<GradeArg>,
    /// Print the packs in force, pinned, to be written into qmslint.toml
    #[arg(long, conflicts_with = "format")]
    pub pins: bool,
    /// How to say it
    #[arg(long, value_enum, default_value_t)]
    pub format: ConfigFormat,
}

/// Output formats of `config`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ConfigFormat {
    /// A line for each value, for people
    #[default]
    Text,
    /// Everything, every rule included, for programs
    Json,
}

/// `test`.
#[derive(Debug, clap::Args)]
pub struct Test {
    /// Folder of a pack [default: the packs in the binary]
    pub folder: Option<PathBuf>,
}

/// `graph`.
#[derive(Debug, clap::Args)]
pub struct Graph {
    /// Process file; `-` is standard input
    pub file: PathBuf,
    /// How to draw it
    #[arg(long, value_enum, default_value_t)]
    pub format: GraphFormat,
    /// Draw this case only [default: all steps]
    #[arg(long, value_name = "ID")]
    pub case: Option<String>,
    /// Draw the process of this code, name or id of its element, where the file holds several
    #[arg(long, value_name = "NAME")]
    pub process: Option<String>,
    /// Mark the steps about which something is found
    #[arg(long)]
    pub findings: bool,
    /// Rules.
    #[command(flatten)]
    pub packs: Packs,
    /// Judge for this day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
    /// File to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Forms of a drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// A drawing in lanes that stands alone
    #[default]
    Svg,
    /// A Graphviz file
    Dot,
    /// A Mermaid flowchart
    Mermaid,
    /// Steps in time against the limit, that stands alone
    Timeline,
}

/// `convert`.
#[derive(Debug, clap::Args)]
pub struct Convert {
    /// Process file or BPMN diagram; `-` is a process file on standard input
    pub file: PathBuf,
    /// File to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What to write [default: by the name of the output, else the other notation]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub to: Option<Notation>,
    /// Convert the process of this code, name or id of its element, where the file holds several
    #[arg(long, value_name = "NAME")]
    pub process: Option<String>,
    /// Overwrite the output if it exists
    #[arg(long)]
    pub force: bool,
}

/// Notations of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Notation {
    /// A process file
    Toml,
    /// A BPMN 2.0 diagram
    Bpmn,
}

/// `report`.
#[derive(Debug, clap::Args)]
pub struct Report {
    /// Process files and folders [default: `paths` of the configuration, else .]
    pub paths: Vec<PathBuf>,
    /// File to write; its ending says how: .html, .pdf, .xlsx, .md or .json. May be given several times
    #[arg(short, long, value_name = "FILE", required = true)]
    pub output: Vec<PathBuf>,
    /// The result of an earlier run to compare with, as check --format json or report -o FILE.json wrote it
    #[arg(long, value_name = "FILE")]
    pub previous: Option<PathBuf>,
    /// An earlier version of the processes, a file or a folder, to compare with by meaning
    #[arg(long, value_name = "PATH")]
    pub previous_version: Option<PathBuf>,
    /// Whose processes these are [default: the name in the organisation file]
    #[arg(long, value_name = "NAME")]
    pub organisation: Option<String>,
    /// What was audited, in words [default: the paths]
    #[arg(long, value_name = "TEXT")]
    pub scope: Option<String>,
    /// Rules.
    #[command(flatten)]
    pub packs: Packs,
    /// What is accepted for the time being [default: that of the configuration, else waivers.toml beside it]
    #[arg(long, value_name = "FILE")]
    pub waivers: Option<PathBuf>,
    /// Judge for this day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
    /// The least grade that makes the run fail [default: minor]
    #[arg(long, value_enum, value_name = "GRADE")]
    pub fail_on: Option<GradeArg>,
}

/// `prove`.
#[derive(Debug, clap::Args)]
pub struct Prove {
    /// Process files and folders; `-` is standard input [default: `paths` of the configuration, else .]
    pub paths: Vec<PathBuf>,
    /// How to say it
    #[arg(long, value_enum, default_value_t)]
    pub format: ProveFormat,
    /// Show when each step begins at the earliest and at the latest
    #[arg(long)]
    pub timing: bool,
    /// Prove for this day: rules in force, examples by date [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
    /// Prove this case only [default: all]
    #[arg(long, value_name = "ID")]
    pub case: Option<String>,
}

/// Output formats of `prove`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ProveFormat {
    /// Every verdict with its witness, for people
    #[default]
    Text,
    /// One line for each process
    Csv,
    /// Everything, for programs
    Json,
}

/// `new`.
#[derive(Debug, clap::Args)]
pub struct New {
    /// What to write
    #[arg(value_enum)]
    pub what: Skeleton,
    /// File to write; it must not exist yet [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `diff`.
#[derive(Debug, clap::Args)]
pub struct Diff {
    /// The old and the new process file; with --procedure, files and folders [default: `paths` of the configuration, else .]
    pub paths: Vec<PathBuf>,
    /// Compare every process of this procedure (its id, code or name) with what it should follow
    #[arg(long, value_name = "ID")]
    pub procedure: Option<String>,
    /// The process that the others should follow [default: the regulation that binds each]
    #[arg(long, value_name = "FILE", requires = "procedure")]
    pub model: Option<PathBuf>,
    /// Rules.
    #[command(flatten)]
    pub packs: Packs,
    /// The regulations of this day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
    /// How to say it
    #[arg(long, value_enum, default_value_t)]
    pub format: DiffFormat,
}

/// Output formats of `diff`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// The gravest first, both values with their places
    #[default]
    Text,
    /// Everything, for programs
    Json,
}

/// `schema`.
#[derive(Debug, clap::Args)]
pub struct Schema {
    /// Of what
    #[arg(value_enum)]
    pub kind: SchemaKind,
    /// File to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaKind {
    /// A process file
    Process,
    /// A rule file
    Rules,
    /// pack.toml
    Pack,
    /// A regulation file
    Regulation,
    /// qmslint.toml
    Config,
    /// waivers.toml
    Waivers,
    /// organisation.toml
    Organisation,
    /// calendar.toml
    Calendar,
    /// A word list that tells kinds of step by their names
    Words,
    /// The file of check --baseline
    Baseline,
    /// The output of `check --format json`
    Json,
    /// A line of `check --format jsonl`
    Jsonl,
    /// The output of `config --format json`
    ConfigJson,
    /// The output of `diff --format json`
    DiffJson,
    /// The output of `prove --format json`
    ProveJson,
    /// The file of `report -o FILE.json`
    ReportJson,
}

/// `completions`.
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `man`.
#[derive(Debug, clap::Args)]
pub struct Man {
    /// The command [default: the tool as a whole]
    pub command: Option<String>,
}

/// What `new` writes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Skeleton {
    /// A process file
    Process,
    /// A rule file
    Rule,
}

/// Languages by their ISO 639 codes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LangArg {
    /// English
    En,
    /// Tiếng Việt
    Vi,
}

impl From<LangArg> for Lang {
    fn from(arg: LangArg) -> Self {
        match arg {
            LangArg::En => Self::En,
            LangArg::Vi => Self::Vi,
        }
    }
}

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Grades.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum GradeArg {
    /// Major nonconformities only
    Major,
    /// Minor ones, too
    Minor,
    /// Observations, too
    Observation,
}

impl From<GradeArg> for Grade {
    fn from(arg: GradeArg) -> Self {
        match arg {
            GradeArg::Major => Self::Major,
            GradeArg::Minor => Self::Minor,
            GradeArg::Observation => Self::Observation,
        }
    }
}

/// Outcomes that can be listed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ShowArg {
    /// The requirement holds
    Pass,
    /// The file does not say enough
    Unknown,
    /// The rule does not apply
    NotApplicable,
    /// Every finding is waived
    Waived,
}

impl From<ShowArg> for OutcomeKind {
    fn from(arg: ShowArg) -> Self {
        match arg {
            ShowArg::Pass => Self::Pass,
            ShowArg::Unknown => Self::Unknown,
            ShowArg::NotApplicable => Self::NotApplicable,
            ShowArg::Waived => Self::Waived,
        }
    }
}
