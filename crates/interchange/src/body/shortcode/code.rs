//! Where code stands in a text.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag as Block};

use crate::body::{
    markdown::OPTIONS,
    tag::{Tag, contains, next_tag},
};

/// A passage that is code.
pub(crate) struct Passage {
    pub(crate) range: Range<usize>,
    /// Whether it shows every letter of it, so that none may be escaped.
    pub(crate) is_verbatim: bool,
}

/// The passages of Markdown that are code, in order, none inside another.
pub(crate) fn in_markdown(text: &str) -> Vec<Passage> {
    let mut found = Vec::new();
    let mut elements = Elements::default();
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match event {
            Event::Code(_) | Event::Start(Block::CodeBlock(_)) => found.push(Passage {
                range,
                is_verbatim: true,
            }),
            Event::Html(_) | Event::InlineHtml(_) => {
                elements.read(text.get(range.clone()).unwrap_or_default(), range.start)
            }
            _ => {}
        }
    }
    found.extend(elements.found);
    apart(found)
}

/// The passages of HTML that are code, in order, none inside another.
pub(crate) fn in_html(text: &str) -> Vec<Passage> {
    let mut elements = Elements::default();
    elements.read(text, 0);
    elements.found
}

/// The outermost elements of code.
#[derive(Default)]
struct Elements {
    open: Option<(String, usize)>,
    found: Vec<Passage>,
}

impl Elements {
    fn read(&mut self, markup: &str, offset: usize) {
        let mut rest = markup;
        while let Some((_, tag, after)) = next_tag(rest) {
            let place = offset + markup.len() - after.len();
            match (tag, &self.open) {
                (Tag::Start { name, .. }, None) if contains("pre code listing", &name) => {
                    self.open = Some((name, place))
                }
                (Tag::End(name), Some((open, start))) if name == *open => {
                    self.found.push(Passage {
                        range: *start..place,
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

fn apart(mut passages: Vec<Passage>) -> Vec<Passage> {
    passages.sort_by_key(|passage| passage.range.start);
    let mut end = 0;
    passages.retain(|passage| {
        let is_apart = passage.range.start >= end;
        end = end.max(passage.range.end);
        is_apart
    });
    passages
}
