//! What stands over a drawing: name, code, case and limit of the process.

use super::geometry::{TextBlock, TextRole};
use super::layout::block;
use super::text::wrap;
use crate::messages::Lang;
use crate::model::name::Id;
use crate::model::process::Process;
use crate::texts;

texts! {
    /// The limit of the process.
    fn limit(time: &str) { en: "limit: {time}", vi: "thời hạn: {time}" }
}

/// The blocks of the heading in a given width, and the y at which the drawing goes on.
pub(crate) fn heading(
    process: &Process,
    case: Option<&Id>,
    lang: Lang,
    margin: i32,
    width: i32,
) -> (Vec<TextBlock>, i32) {
    let header = &process.process;
    let name = header.name.as_ref().map(|name| name.value.clone());
    let mut facts: Vec<String> = Vec::new();
    facts.extend(header.code.as_ref().map(|code| code.value.clone()));
    facts.extend(case.map(|case| process.case_label(case)));
    let limits: Vec<String> = match case {
        Some(_) => process
            .limit(case)
            .map(|time| time.value.show(lang))
            .into_iter()
            .collect(),
        None if process.cases.is_empty() => process
            .limit(None)
            .map(|time| time.value.show(lang))
            .into_iter()
            .collect(),
        None => process
            .cases
            .iter()
            .filter_map(|case| {
                let time = process.limit(Some(&case.id.value))?;
                let case = process.case_label(&case.id.value);
                Some(format!("{case}: {}", time.value.show(lang)))
            })
            .collect(),
    };
    if !limits.is_empty() {
        facts.push(limit(&limits.join("; ")).in_lang(lang).to_owned());
    }
    let facts = (!facts.is_empty()).then(|| facts.join(" · "));
    let mut y = margin;
    let mut blocks = Vec::new();
    for (role, text) in [(TextRole::Heading, name), (TextRole::Subheading, facts)] {
        let Some(text) = text else { continue };
        let lines = wrap(&text, role.font(), width);
        blocks.push(block(role, &lines, margin, width, y, false));
        y = blocks.last().map_or(y, |block| block.rect.bottom() + 2);
    }
    (blocks, if y == margin { margin } else { y + 10 })
}
