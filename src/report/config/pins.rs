//! The packs that are in force, as a configuration names them when it pins them: to be looked at and copied.

use super::{InForce, Overview};
use crate::messages::{Lang, Localized};

/// The table `[check]` with the packs of each configuration.
pub fn pins(overview: &Overview<'_>) -> String {
    let parts = overview.configurations.iter();
    let parts: Vec<String> = parts.map(|of| table(of, overview.lang)).collect();
    parts.join("\n")
}

fn table(in_force: &InForce, lang: Lang) -> String {
    let packs = in_force.packs.iter().map(|pack| {
        let mut pinned = toml_edit::InlineTable::new();
        pinned.insert("pack", pack.reference.as_str().into());
        if !pack.version.is_empty() {
            pinned.insert("version", pack.version.as_str().into());
        }
        pinned.insert("sha256", pack.sha256.as_str().into());
        format!("    {pinned},\n")
    });
    let packs: String = packs.collect();
    let file = in_force.file.as_deref().unwrap_or("qmslint.toml");
    format!(
        "# {}\n[check]\npacks = [\n{packs}]\n",
        for_file(file).in_lang(lang)
    )
}

fn for_file(file: &str) -> Localized {
    Localized::new(
        format!("{file}: these packs and no others"),
        format!("{file}: đúng các bộ quy tắc này"),
    )
}
