//! Anchors of headings: the one that the author gave, or a slug of the text, unique in the body.

use std::collections::{HashMap, HashSet};

use standfirst_domain::{
    body::{BlockKind, Inline, text_of},
    slug::Slug,
};

/// Largest number of bytes of an anchor.
const MAX_ANCHOR_BYTES: usize = 120;
/// Largest number of bytes of a hyphen and a number.
const MAX_SUFFIX_BYTES: usize = 11;

/// Gives every heading its anchor.
pub(super) fn anchor_headings(blocks: &mut [BlockKind]) {
    let mut anchors = Anchors::default();
    for block in blocks {
        if let BlockKind::Heading(heading) = block {
            let anchor = match is_anchor(&heading.anchor) {
                true => std::mem::take(&mut heading.anchor),
                false => anchor_from_text(&heading.text),
            };
            heading.anchor = anchors.take(anchor);
        }
    }
}

/// Anchor made from the text of a heading; `section` for a text without letters and digits.
pub fn anchor_from_text(words: &[Inline]) -> String {
    Slug::from_text(&text_of(words)).map_or_else(|| "section".to_owned(), |slug| slug.to_string())
}

/// Returns `true` if a text can be an anchor: at most 120 bytes of letters, digits, `-`, `_`, `.`
/// and `:`.
pub fn is_anchor(anchor: &str) -> bool {
    (1..=MAX_ANCHOR_BYTES).contains(&anchor.len())
        && anchor
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}

/// Anchors of one body.
#[derive(Default)]
pub struct Anchors {
    taken: HashSet<String>,
    /// Number to try next for an anchor that is taken. It keeps many equal headings from costing
    /// quadratic time.
    next: HashMap<String, u32>,
}

impl Anchors {
    /// Takes an anchor as it is. Returns `false` if it is taken already.
    pub fn reserve(&mut self, anchor: &str) -> bool {
        self.taken.insert(anchor.to_owned())
    }

    /// Takes an anchor, with a number appended if it is taken already.
    pub fn take(&mut self, wanted: String) -> String {
        if self.taken.insert(wanted.clone()) {
            return wanted;
        }
        // Room for the number, so that a long anchor stays within its limit.
        let stem = wanted
            .get(..wanted.floor_char_boundary(MAX_ANCHOR_BYTES - MAX_SUFFIX_BYTES))
            .unwrap_or_default();
        let next = self.next.entry(stem.to_owned()).or_insert(2);
        loop {
            let numbered = format!("{stem}-{next}");
            *next = next.saturating_add(1);
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}
