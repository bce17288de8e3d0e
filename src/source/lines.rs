//! Which line and column an offset has, and where a line begins, from few numbers: line ends and characters are counted in
//! blocks, not listed. Some diagrams are one line of megabytes, so nothing here may take as long as the line is.

use memchr::{memchr, memchr_iter, memrchr};

const LINE_END: u8 = b'\n';
/// Bytes of a block: an answer looks at no more of them.
const BLOCK: usize = 512;

/// The line ends of a text, counted. Every method is given that text again, and counts lines from 0.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    /// What stands before each block.
    before: Box<[Before]>,
    /// How many line ends there are.
    total: usize,
}

/// What stands before a block.
#[derive(Clone, Copy, Debug, Default)]
struct Before {
    /// Line ends.
    ends: usize,
    /// Characters (code points).
    characters: usize,
    /// Where the line begins in which the block does.
    line_start: usize,
}

/// How many characters (code points) begin in these bytes. O(bytes).
fn characters(bytes: &[u8]) -> usize {
    // The further bytes of a character are 0b10xx_xxxx. So many are counted in one byte, which compilers do sixteen at a time.
    const COUNTED: usize = u8::MAX as usize;
    let begin = |bytes: &[u8]| {
        let begins = bytes.iter().map(|byte| u8::from(byte & 0xc0 != 0x80));
        usize::from(begins.fold(0, u8::wrapping_add))
    };
    bytes.chunks(COUNTED).map(begin).sum()
}

impl Lines {
    /// O(bytes).
    pub(super) fn of(text: &str) -> Self {
        let mut so_far = Before::default();
        let counted = text.as_bytes().chunks(BLOCK).enumerate();
        let counted = counted.map(|(rank, block)| {
            let before = so_far;
            so_far.ends += memchr_iter(LINE_END, block).count();
            so_far.characters += characters(block);
            if let Some(end) = memrchr(LINE_END, block) {
                so_far.line_start = rank * BLOCK + end + 1;
            }
            before
        });
        let before = counted.collect();
        Self {
            before,
            total: so_far.ends,
        }
    }

    /// How many lines there are; behind the last line end is one more, if only an empty one.
    pub(super) const fn count(&self) -> usize {
        self.total + 1
    }

    /// The line of an offset, and how many characters of the line stand before it; the last line from the end of the text on.
    /// O(block).
    pub(super) fn at(&self, text: &str, offset: usize) -> (usize, usize) {
        let (before, inside) = self.before(text.as_bytes(), offset);
        let line = before.ends + memchr_iter(LINE_END, inside).count();
        let column = if let Some(end) = memrchr(LINE_END, inside) {
            characters(inside.get(end + 1..).unwrap_or_default())
        } else {
            let (above, rest) = self.before(text.as_bytes(), before.line_start);
            let start = above.characters + characters(rest);
            before.characters + characters(inside) - start
        };
        (line, column)
    }

    /// What stands before the block of an offset, and the bytes from there to it. O(1).
    fn before<'t>(&self, bytes: &'t [u8], offset: usize) -> (Before, &'t [u8]) {
        let offset = offset.min(bytes.len());
        // The end of the text belongs to its last block.
        let block = (offset / BLOCK).min(self.before.len().saturating_sub(1));
        let before = self.before.get(block).copied().unwrap_or_default();
        (before, bytes.get(block * BLOCK..offset).unwrap_or_default())
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
        let later = self.before.partition_point(|before| before.ends < ends);
        let block = later.checked_sub(1)?;
        let from = block * BLOCK;
        let before = self.before.get(block)?;
        let end = memchr_iter(LINE_END, bytes.get(from..)?).nth(ends - before.ends - 1)?;
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
                let before = text.get(starts[line]..offset.min(text.len()));
                if let Some(before) = before {
                    prop_assert_eq!(known.at(&text, offset), (line, before.chars().count()));
                }
            }
            for line in 0..starts.len() + 2 {
                let start = starts.get(line).copied().unwrap_or(text.len());
                let end = starts.get(line + 1).copied().unwrap_or(text.len());
                prop_assert_eq!(known.range(&text, line), start..end);
            }
        }
    }
}
