//! Which line an offset is on, and where a line begins, from few numbers: line ends are counted in blocks, not listed.

use memchr::{memchr, memchr_iter, memrchr};

const LINE_END: u8 = b'\n';
/// Bytes of a block: an answer looks at no more of them, and at the line itself.
const BLOCK: usize = 512;

/// The line ends of a text, counted. Every method is given that text again, and counts lines from 0.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    /// How many line ends stand before each block.
    before: Box<[usize]>,
    /// How many there are.
    total: usize,
}

impl Lines {
    /// O(bytes).
    pub(super) fn of(text: &str) -> Self {
        let mut total = 0;
        let counted = text.as_bytes().chunks(BLOCK).map(|block| {
            let before = total;
            total += memchr_iter(LINE_END, block).count();
            before
        });
        let before = counted.collect();
        Self { before, total }
    }

    /// How many lines there are; behind the last line end is one more, if only an empty one.
    pub(super) const fn count(&self) -> usize {
        self.total + 1
    }

    /// The line of an offset, and where it begins; the last line from the end of the text on. O(block + line).
    pub(super) fn at(&self, text: &str, offset: usize) -> (usize, usize) {
        let bytes = text.as_bytes();
        let front = bytes.get(..offset).unwrap_or(bytes);
        let start = memrchr(LINE_END, front).map_or(0, |end| end + 1);
        let block = front.len() / BLOCK;
        let line = self.before.get(block).map_or(self.total, |before| {
            let inside = front.get(block * BLOCK..).unwrap_or_default();
            before + memchr_iter(LINE_END, inside).count()
        });
        (line, start)
    }

    /// Where a line begins, and where its line end ends; the end of the text, where there is no such line.
    /// O(log blocks + block + line).
    pub(super) fn range(&self, text: &str, line: usize) -> std::ops::Range<usize> {
        let bytes = text.as_bytes();
        let start = match line {
            0 => Some(0),
            _ => self.behind(bytes, line),
        };
        let start = start.unwrap_or(bytes.len());
        let rest = bytes.get(start..).unwrap_or_default();
        let end = memchr(LINE_END, rest).map_or(bytes.len(), |end| start + end + 1);
        start..end
    }

    /// The offset behind so many line ends, at least one.
    fn behind(&self, bytes: &[u8], ends: usize) -> Option<usize> {
        let later = self.before.partition_point(|before| *before < ends);
        let block = later.checked_sub(1)?;
        let from = block * BLOCK;
        let before = self.before.get(block)?;
        let end = memchr_iter(LINE_END, bytes.get(from..)?).nth(ends - before - 1)?;
        Some(from + end + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Long lines and short ones, over several blocks, against counting from the top.
        #[test]
        fn as_counted_from_the_top(lines in prop::collection::vec((0..700usize, "[aé\r]{0,3}"), 0..12), ends in any::<bool>()) {
            let lines: Vec<String> = lines.iter().map(|(more, text)| format!("{text}{}", "x".repeat(*more))).collect();
            let text = lines.join("\n") + if ends { "\n" } else { "" };
            let known = Lines::of(&text);
            let mut starts = vec![0];
            starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
            prop_assert_eq!(known.count(), starts.len());
            for offset in 0..text.len() + 2 {
                let line = starts.partition_point(|start| *start <= offset) - 1;
                prop_assert_eq!(known.at(&text, offset), (line, starts[line]));
            }
            for line in 0..starts.len() + 2 {
                let start = starts.get(line).copied().unwrap_or(text.len());
                let end = starts.get(line + 1).copied().unwrap_or(text.len());
                prop_assert_eq!(known.range(&text, line), start..end);
            }
        }
    }
}
