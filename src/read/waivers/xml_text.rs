//! The comments of an XML text and the element that each stands before. Where none follows inside the same element, the
//! comment is about nothing: what it was written for is gone.
//!
//! The BPMN reader passes comments over. What is ill-formed ends the walk: it is reported by that reader.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::comment::Comment;
use crate::source::Span;

/// Every comment. O(bytes).
pub(super) fn comments(text: &str) -> Vec<Comment<'_>> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut found = Found::default();
    let position =
        |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
    loop {
        let from = position(&reader);
        let event = reader.read_event();
        let to = position(&reader);
        match event {
            Ok(Event::Comment(_)) => {
                let inner = text
                    .get(from..to)
                    .and_then(|text| text.strip_prefix("<!--"))
                    .and_then(|text| text.strip_suffix("-->"));
                if let Some(inner) = inner {
                    found.waiting.push(found.comments.len());
                    let span = Span::new(from..to);
                    found.comments.push(Comment {
                        text: inner,
                        span,
                        about: span,
                    });
                }
            }
            Ok(Event::Start(_)) => found.open(from),
            Ok(Event::Empty(_)) => {
                found.open(from);
                found.close(to);
            }
            Ok(Event::End(_)) => {
                found.waiting.clear();
                found.close(to);
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    found.comments
}

#[derive(Default)]
struct Found<'a> {
    comments: Vec<Comment<'a>>,
    /// Comments after which no element has begun or ended yet.
    waiting: Vec<usize>,
    /// Where the open elements begin, and the comments that are about each.
    open: Vec<(usize, Vec<usize>)>,
}

impl Found<'_> {
    fn open(&mut self, from: usize) {
        self.open.push((from, std::mem::take(&mut self.waiting)));
    }

    fn close(&mut self, to: usize) {
        let Some((from, about)) = self.open.pop() else {
            return;
        };
        for index in about {
            if let Some(comment) = self.comments.get_mut(index) {
                comment.about = Span::new(from..to);
            }
        }
    }
}
