//! Ranges of a text that are code.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag as Block};

use crate::body::{
    commonmark::EXTENSIONS,
    tag::{Tag, contains_word, next_tag},
};

/// Range of a text that is code.
pub(crate) struct CodeRange {
    /// Bytes of the range.
    pub(crate) range: Range<usize>,
    /// True if every character is shown as it is, so nothing in the range may be escaped.
    pub(crate) is_verbatim: bool,
}

/// Ranges of Markdown that are code, in order, without overlaps.
pub(crate) fn in_markdown(text: &str) -> Vec<CodeRange> {
    let mut found = Vec::new();
    let mut elements = CodeElements::default();
    for (event, range) in Parser::new_ext(text, EXTENSIONS).into_offset_iter() {
        match event {
            Event::Code(_) | Event::Start(Block::CodeBlock(_)) => found.push(CodeRange {
                range,
                is_verbatim: true,
            }),
            // One element may span several pieces of HTML.
            Event::Html(_) | Event::InlineHtml(_) => {
                elements.read(text.get(range.clone()).unwrap_or_default(), range.start)
            }
            _ => {}
        }
    }
    found.extend(elements.found);
    without_overlaps(found)
}

/// Ranges of HTML that are code, in order, without overlaps.
pub(crate) fn in_html(text: &str) -> Vec<CodeRange> {
    let mut elements = CodeElements::default();
    elements.read(text, 0);
    elements.found
}

/// The outermost HTML elements that hold code.
#[derive(Default)]
struct CodeElements {
    /// Name of the open element and the start of its content.
    open: Option<(String, usize)>,
    found: Vec<CodeRange>,
}

impl CodeElements {
    /// Reads markup that begins at `offset` in the whole text.
    fn read(&mut self, markup: &str, offset: usize) {
        let mut rest = markup;
        while let Some((_, tag, after)) = next_tag(rest) {
            let at = offset + markup.len() - after.len();
            match (tag, &self.open) {
                (Tag::Start { name, .. }, None) if contains_word("pre code listing", &name) => {
                    self.open = Some((name, at))
                }
                (Tag::End(name), Some((open, start))) if name == *open => {
                    self.found.push(CodeRange {
                        range: *start..at,
                        is_verbatim: false,
                    });
                    self.open = None;
                }
                _ => {}
            }
            rest = after;
        }
    }
}

fn without_overlaps(mut ranges: Vec<CodeRange>) -> Vec<CodeRange> {
    ranges.sort_by_key(|found| found.range.start);
    let mut end = 0;
    ranges.retain(|found| {
        let is_separate = found.range.start >= end;
        end = end.max(found.range.end);
        is_separate
    });
    ranges
}
