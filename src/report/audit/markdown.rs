//! The report as Markdown (`CommonMark` with tables), to be read as it stands or put into a wiki.
//!
//! It holds the cover, the verdict, the matrix, the register, what is left to a person, and the inputs; drawings and times
//! are in the other formats.

use std::fmt::Write as _;

use super::view::View;
use super::view::versions::Stated;
use super::{Audit, access};
use crate::drift::Effect;
use crate::report::words::grade_word;

/// The report.
pub fn markdown(audit: Audit<'_>) -> String {
    let view = View::new(audit);
    let mut out = String::new();
    cover(&mut out, &view);
    matrix(&mut out, &view);
    register(&mut out, &view);
    changes(&mut out, &view);
    versions(&mut out, &view);
    judgement(&mut out, &view);
    inputs(&mut out, &view);
    out
}

fn put(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(arguments);
}

/// A text in which no character means anything to Markdown or HTML.
fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_{}[]<>#|~&!".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// A text as code, also where it holds backticks.
fn code(text: &str) -> String {
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
    .replace('|', "\\|")
}

fn row(out: &mut String, cells: &[&str]) {
    put(out, format_args!("| {} |\n", cells.join(" | ")));
}

fn head(out: &mut String, cells: &[&str]) {
    row(out, cells);
    row(out, &vec!["---"; cells.len()]);
}

fn cover(out: &mut String, view: &View<'_>) {
    let w = &view.words;
    put(out, format_args!("# {}\n\n", w.title));
    let organisation = view.organisation.as_deref().unwrap_or(w.not_stated);
    for (name, value) in [
        (w.organisation, plain(organisation)),
        (w.scope, plain(view.audit.scope)),
        (w.as_of, access::as_of(view.report).to_string()),
        (w.criteria, plain(&view.criteria.join("; "))),
        (w.tool, format!("qmslint {}", env!("CARGO_PKG_VERSION"))),
        (w.command, code(view.audit.command)),
    ] {
        put(out, format_args!("- {name}: {value}\n"));
    }
    put(
        out,
        format_args!(
            "\n## {}\n\n**{}**\n\n{}: {}\n\n",
            w.verdict,
            plain(&view.verdict.sentence),
            w.formula,
            plain(&view.verdict.formula)
        ),
    );
    for line in view.summary.sentences(view.lang) {
        put(out, format_args!("- {}\n", plain(&line)));
    }
}

fn matrix(out: &mut String, view: &View<'_>) {
    let w = &view.words;
    put(out, format_args!("\n## {}\n\n", w.matrix));
    let mut heads = vec![w.process];
    heads.extend(view.clauses.iter().map(|clause| clause.label(w)));
    head(out, &heads);
    for (process, cells) in view.heads.iter().zip(&view.cells) {
        let title = plain(&process.label);
        let mut line = vec![title.as_str()];
        line.extend(cells.iter().map(|cell| cell.state.word(w)));
        row(out, &line);
    }
}

fn register(out: &mut String, view: &View<'_>) {
    let (w, lang) = (&view.words, view.lang);
    put(out, format_args!("\n## {}\n", w.register));
    if view.entries.is_empty() {
        put(out, format_args!("\n{}\n", w.no_findings));
    }
    for entry in &view.entries {
        let rule = entry.reported.rule;
        let at = entry.reported.location();
        put(
            out,
            format_args!(
                "\n### {}. {}: {}\n\n",
                entry.number,
                grade_word(entry.reported.grade).in_lang(lang),
                plain(rule.title.in_lang(lang))
            ),
        );
        let process = view.heads.get(entry.process);
        let process = process.map_or_else(String::new, |head| plain(&head.title()));
        let clause = view.clause_of(rule);
        let clause = if clause.is_empty() { "–" } else { &clause };
        let basis = rule.basis.as_ref().map_or("–", |basis| &basis.value);
        let hash = entry.file.and_then(|file| view.files.get(file));
        let hash = hash.map_or("", |file| file.short_hash());
        for (name, value) in [
            (w.process, process),
            (w.statement, plain(&entry.message)),
            (
                w.evidence,
                format!(
                    "{} {} (SHA-256 {hash}…)",
                    code(&entry.quote),
                    code(&format!(
                        "{}:{}:{}",
                        at.file, at.start.line, at.start.column
                    ))
                ),
            ),
            (
                w.requirement,
                format!(
                    "{} {clause}, {}; {}",
                    w.clause,
                    code(rule.id.as_str()),
                    plain(basis)
                ),
            ),
            (
                w.help,
                if entry.help.is_empty() {
                    plain(rule.fix.in_lang(lang))
                } else {
                    plain(&entry.help)
                },
            ),
            (w.note, plain(&entry.note)),
            (w.waivers, plain(&entry.waived)),
        ] {
            if !value.is_empty() {
                put(out, format_args!("- {name}: {value}\n"));
            }
        }
        for remark in &entry.related {
            let place = code(&format!("{}:{}", remark.file, remark.line));
            put(
                out,
                format_args!("- {}: {} {place}\n", w.related, plain(&remark.text)),
            );
        }
        for name in [
            w.correction,
            w.cause,
            w.action,
            w.owner,
            w.due,
            w.effectiveness,
        ] {
            put(out, format_args!("- {name}:\n"));
        }
    }
    if !view.waivers.is_empty() {
        put(out, format_args!("\n## {}\n\n", w.waivers));
        head(
            out,
            &[w.rule, w.element, w.state, w.until, w.owner, w.reason],
        );
        for waiver in &view.waivers {
            row(
                out,
                &[
                    &plain(&waiver.rule),
                    &plain(&waiver.about),
                    waiver.state,
                    &waiver.until.to_string(),
                    &plain(&waiver.owner),
                    &plain(&waiver.reason),
                ],
            );
        }
    }
}

fn changes(out: &mut String, view: &View<'_>) {
    let w = &view.words;
    let Some(changes) = &view.changes else { return };
    put(
        out,
        format_args!("\n## {} ({})\n\n", w.changes, plain(&changes.since)),
    );
    for (name, count) in [
        (w.new, changes.new.len()),
        (w.resolved, changes.resolved.len()),
        (w.persisting, changes.persisting.len()),
    ] {
        put(out, format_args!("- {name}: {count}\n"));
    }
    for index in &changes.new {
        if let Some(entry) = view.entries.get(*index) {
            put(
                out,
                format_args!("- {}: {}. {}\n", w.new, entry.number, plain(&entry.message)),
            );
        }
    }
    for earlier in &changes.resolved {
        put(
            out,
            format_args!(
                "- {}: {} {}\n",
                w.resolved,
                code(&format!("{}:{}", earlier.file, earlier.line)),
                plain(&earlier.message)
            ),
        );
    }
}

fn versions(out: &mut String, view: &View<'_>) {
    let w = &view.words;
    let Some(drift) = &view.drift else { return };
    put(
        out,
        format_args!("\n## {} ({})\n\n", w.versions, plain(&drift.name)),
    );
    for effect in Effect::ALL {
        let (word, count) = (effect.words(), drift.count(effect));
        put(
            out,
            format_args!("- {}: {count}\n", word.in_lang(view.lang)),
        );
    }
    for pair in &drift.pairs {
        let title = view.heads.get(pair.process);
        let title = title.map_or_else(String::new, |head| plain(&head.title()));
        put(
            out,
            format_args!(
                "\n### {title}\n\n{} SHA-256 {}\n\n",
                code(&pair.before.file),
                code(&pair.before.sha256)
            ),
        );
        head(out, &[w.effect, w.what, w.about, w.before, w.now]);
        for change in &pair.rows {
            let side = |side: &Option<Stated>| {
                let stated = side.as_ref();
                stated.map_or_else(String::new, |side| {
                    format!(
                        "{} {}",
                        plain(&side.value),
                        code(&format!("{}:{}", side.file, side.line))
                    )
                })
            };
            row(
                out,
                &[
                    change.effect.words().in_lang(view.lang),
                    &plain(&change.what),
                    &plain(&change.about),
                    &side(&change.old),
                    &side(&change.new),
                ],
            );
        }
    }
    let label = |index: &usize| view.heads.get(*index).map(|head| plain(&head.label));
    let labels = |indexes: &[usize]| indexes.iter().filter_map(label).collect();
    let files = drift.dropped.iter().map(|before| code(&before.file));
    let unread = drift.unread.iter().map(|file| code(file));
    let lists: [(&str, Vec<String>); 4] = [
        (w.version_same, labels(&drift.same)),
        (w.version_added, labels(&drift.added)),
        (w.version_dropped, files.collect()),
        (w.version_unread, unread.collect()),
    ];
    for (name, list) in lists {
        if !list.is_empty() {
            put(out, format_args!("\n- {name}: {}\n", list.join(", ")));
        }
    }
}

fn judgement(out: &mut String, view: &View<'_>) {
    let w = &view.words;
    put(
        out,
        format_args!(
            "\n## {}\n\n### {}\n\n{}\n\n",
            w.judgement, w.uncovered, w.uncovered_hint
        ),
    );
    for clause in &view.uncovered {
        let asks = plain(clause.asks.in_lang(view.lang));
        put(out, format_args!("- {}: {asks}\n", clause.label(w)));
    }
    put(out, format_args!("\n### {}\n\n", w.undecided));
    head(out, &[w.rule, w.reason, w.processes]);
    for undecided in &view.judgement.undecided {
        let rule = view.report.rule(undecided.rule);
        let names = undecided.processes.iter();
        let names: Vec<String> = names
            .filter_map(|index| view.heads.get(*index))
            .map(|head| plain(&head.label))
            .collect();
        row(
            out,
            &[
                &code(rule.map_or("", |rule| rule.id.as_str())),
                &plain(&undecided.reason),
                &format!("{}: {}", names.len(), names.join(", ")),
            ],
        );
    }
    for (file, line, message) in &view.judgement.problems {
        let place = code(&format!("{file}:{line}"));
        put(
            out,
            format_args!("\n- {}: {place} {}\n", w.unread, plain(message)),
        );
    }
}

fn inputs(out: &mut String, view: &View<'_>) {
    let w = &view.words;
    put(out, format_args!("\n## {}\n\n", w.inputs));
    head(out, &[w.file, w.use_of, "SHA-256"]);
    for file in &view.files {
        let use_of = if file.is_input { w.input } else { w.criterion };
        row(out, &[&code(&file.name), use_of, &code(&file.sha256)]);
    }
}
