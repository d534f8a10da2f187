//! The outline of a body: its headings, in order, with what a link to each names.

use super::{BlockKind, Body, plain::text_of};

/// One heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineEntry {
    /// The anchor, which the heading's element carries as its `id`.
    pub id: String,
    /// 2 to 6.
    pub level: u8,
    /// The words, on one line.
    pub text: String,
}

impl Body {
    /// The headings in reading order.
    pub fn outline(&self) -> Vec<OutlineEntry> {
        self.blocks
            .iter()
            .filter_map(|block| match &block.kind {
                BlockKind::Heading(heading) => Some(OutlineEntry {
                    id: heading.anchor.clone(),
                    level: heading.level,
                    text: crate::text::one_line(&text_of(&heading.text)),
                }),
                _ => None,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{Heading, Inline, TextRun};

    #[test]
    fn the_outline_is_the_headings() {
        let text = vec![
            Inline::Text(TextRun::plain("Two")),
            Inline::LineBreak,
            Inline::Text(TextRun::plain("lines")),
        ];
        let body = Body::of([
            BlockKind::Divider,
            BlockKind::Heading(Heading {
                level: 3,
                anchor: "two-lines".into(),
                text,
            }),
        ]);
        assert_eq!(
            body.outline(),
            [OutlineEntry {
                id: "two-lines".into(),
                level: 3,
                text: "Two lines".into()
            }]
        );
    }
}
