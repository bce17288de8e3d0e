//! `waivers.toml`: TOML → waivers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::date::Date;
use crate::model::grade::Grade;
use crate::model::name::Id;
use crate::model::process::Text;
use crate::model::waiver::{Lack, Scope, Waiver, Written};
use crate::read::decode::decode;
use crate::read::problem::Problem;
use crate::source::{Place, SourceId, Spanned};

/// A whole `waivers.toml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct WaiverFile {
    /// What is accepted.
    #[serde(rename = "waiver")]
    pub waivers: Vec<Spanned<RawWaiver>>,
}

/// Findings that are accepted: `rule`, `element`, `reason`, `owner` and `until` are required.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(extend("required" = ["rule", "element", "reason", "owner", "until"]))]
pub struct RawWaiver {
    /// Id of the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Spanned<Id>>,
    /// The process file, relative to this one; `*` stands for any run of characters. Every file of the folder where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Text>,
    /// Code or name of the process; `*` stands for any run of characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process: Option<Text>,
    /// Path of the element, as `--format json` prints it (`process.document.to-trinh`); `*` stands for any run of characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<Text>,
    /// The case, where only findings of one case are accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<Spanned<Id>>,
    /// The gravest grade that is accepted; a finding that becomes graver counts. Every grade where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<Spanned<Grade>>,
    /// Why it is accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// The role that answers for it; never the name of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Text>,
    /// First day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// Read a waiver file. `folder` is its folder as a whole path, `/` between folders; what waivers say of files is relative to it.
pub fn read_waivers(source: SourceId, text: &str, folder: &str) -> (Vec<Written>, Vec<Problem>) {
    let (file, problems) = decode::<WaiverFile>(text);
    let waivers = file.waivers.into_iter();
    let written = waivers.map(|raw| written(source, raw, folder)).collect();
    (written, problems)
}

fn written(source: SourceId, raw: Spanned<RawWaiver>, folder: &str) -> Written {
    let span = raw.value.rule.as_ref().map_or(raw.span, |rule| rule.span);
    let place = Place { source, span };
    let raw = raw.value;
    let stated = |text: Option<Text>| {
        let text = text?.value.trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    let is_blank = |text: &Option<Text>| text.as_ref().is_some_and(|text| text.trim().is_empty());
    let blank_process = is_blank(&raw.process);
    let element = stated(raw.element);
    let name = raw
        .rule
        .as_ref()
        .map_or_else(String::new, |rule| rule.value.to_string());
    let (owner, reason) = (stated(raw.owner), stated(raw.reason));
    match (raw.rule, element, raw.until, owner, reason) {
        (Some(rule), Some(element), Some(until), Some(owner), Some(reason)) if !blank_process => {
            let file = raw.file.as_ref().map_or("*", |file| file.value.trim());
            Written::Whole(Waiver {
                rule: rule.value,
                scope: Scope::Named {
                    path: beneath(folder, file),
                    file: file.to_owned(),
                    process: stated(raw.process),
                    element,
                    case: raw.case.map(|case| case.value),
                },
                grade: raw.grade.map(|grade| grade.value),
                reason,
                owner,
                from: raw.from,
                until,
                place,
            })
        }
        (rule, element, until, owner, reason) => Written::Lacking {
            place,
            name,
            lacks: [
                (Lack::Rule, rule.is_none()),
                (Lack::Process, blank_process),
                (Lack::Element, element.is_none()),
                (Lack::Until, until.is_none()),
                (Lack::Owner, owner.is_none()),
                (Lack::Reason, reason.is_none()),
            ]
            .into_iter()
            .filter_map(|(lack, absent)| absent.then_some(lack))
            .collect(),
        },
    }
}

/// The file as a whole path: `..` and `.` resolved as far as names tell.
fn beneath(folder: &str, file: &str) -> String {
    let mut parts: Vec<&str> = folder.trim_end_matches('/').split('/').collect();
    for part in file.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                // Above the top there is nothing, and a drive or the root is no folder to leave.
                if parts.len() > 1 {
                    parts.pop();
                }
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_relative_to_the_waiver_file() {
        for (folder, file, expected) in [
            ("/srv/qms", "a.toml", "/srv/qms/a.toml"),
            ("/srv/qms", "./x/a.toml", "/srv/qms/x/a.toml"),
            ("/srv/qms", "../b/*.toml", "/srv/b/*.toml"),
            ("/srv", "../../a.toml", "/a.toml"),
            ("C:/qms", "x\\a.toml", "C:/qms/x/a.toml"),
            ("", "*", "/*"),
        ] {
            assert_eq!(beneath(folder, file), expected, "{folder} {file}");
        }
    }

    #[test]
    fn what_is_missing_is_told() {
        let text =
            "[[waiver]]\nrule = \"x\"\nelement = \"process\"\nowner = \" \"\nuntil = 2027-01-31\n";
        let (written, problems) = read_waivers(SourceId(0), text, "");
        assert_eq!(problems, []);
        let [Written::Lacking { name, lacks, .. }] = written.as_slice() else {
            panic!("{written:?}")
        };
        assert_eq!(
            (name.as_str(), lacks.as_slice()),
            ("x", &[Lack::Owner, Lack::Reason][..])
        );
    }
}
