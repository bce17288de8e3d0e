//! The report as a PDF to be printed, signed and filed: archival form, bookmarks, page numbers, embedded fonts.
//!
//! It holds all that the page holds, in the same order and under the same names. Lines are broken by Unicode's rules and rows
//! stay whole where they can; there is no more typesetting than that. Each part begins on a page of its own, so parts are set
//! in parallel.

mod after;
mod appendix;
mod cover;
mod emit;
mod matrix;
mod page;
mod picture;
mod process;
mod register;
mod setter;
mod sign;
mod table;
mod text;
mod typeface;

use rayon::prelude::*;

use super::view::View;
use super::{Audit, access};
use emit::Frame;
use page::Part;
use typeface::Typeface;

/// Why no PDF could be made, in the words of the library that writes it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Failed(String);

/// The PDF. O(size of the output); processes are set in parallel, in their order.
///
/// # Errors
/// None in practice: the fonts are those of this crate, and every text can be written.
pub fn pdf(audit: Audit<'_>) -> Result<Vec<u8>, Failed> {
    let view = View::new(audit);
    let typeface = Typeface::new().ok_or_else(|| Failed("the fonts cannot be read".to_owned()))?;
    let by_process = view.by_process();
    let mut body = matrix::matrix(&view, &typeface);
    body.append(register::register(&view, &typeface));
    body.append(after::after(&view, &typeface));
    let processes: Vec<Part> = by_process
        .par_iter()
        .enumerate()
        .map(|(process, entries)| process::process(&view, process, entries, &typeface))
        .collect();
    body.append(process::title(&view, &typeface));
    for process in processes {
        body.append(process);
    }
    body.append(appendix::appendix(&view, &typeface));
    let mut whole = cover::cover(&view, &typeface);
    whole.append(cover::contents(&view, &typeface, &whole, &body));
    whole.append(body);
    let title = view.title();
    let frame = Frame {
        title: &title,
        author: view.organisation.as_deref(),
        page: view.words.page,
        lang: view.lang,
        as_of: access::as_of(view.report),
    };
    emit::emit(&whole, &frame, &typeface)
}
