//! The outline of a body: its headings in order, with their anchors.

use super::{
    blocks::{BlockKind, Body},
    plain_text::text_of,
};

/// A heading in the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineEntry {
    /// Anchor of the heading, the `id` of its HTML element.
    pub id: String,
    /// Level, 2 to 6.
    pub level: u8,
    /// Text of the heading, on one line.
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
        let body = Body::from_blocks([
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
