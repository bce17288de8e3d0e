//! Says on stderr what could not be understood of packs and configuration, for the commands that give no report.

use super::exit::Exit;
use super::output;
use super::settings::Settings;
use crate::messages::Lang;
use crate::read::problem::Problem;
use crate::report::text::{Page, Style};
use crate::source::{Place, SourceId, Sources};

/// Say them; the exit code that follows.
pub fn say_problems(
    sources: &Sources,
    problems: &[(SourceId, Problem)],
    lang: Lang,
    settings: &Settings,
) -> Exit {
    let style = Style {
        color: false,
        ..settings.style
    };
    let page = Page::new(sources, lang, &style);
    for (source, problem) in problems {
        let place = Place {
            source: *source,
            span: problem.span,
        };
        output::to_stderr(&page.problem(place, problem));
    }
    if problems.is_empty() {
        Exit::Clean
    } else {
        Exit::Unread
    }
}
