//! Anchors of headings: the one the author gave, or a slug of the words, each once in its body.

use std::collections::{HashMap, HashSet};

use standfirst_domain::{
    body::{BlockKind, Inline, text_of},
    slug::Slug,
};

const LONGEST: usize = 120;
/// The most bytes that a hyphen and a number take.
const LONGEST_NUMBER: usize = 11;

/// Gives every heading its anchor.
pub(super) fn anchor_headings(blocks: &mut [BlockKind]) {
    let mut anchors = Anchors::default();
    for block in blocks {
        if let BlockKind::Heading(heading) = block {
            let wanted = match is_anchor(&heading.anchor) {
                true => std::mem::take(&mut heading.anchor),
                false => anchor_from_text(&heading.text),
            };
            heading.anchor = anchors.take(wanted);
        }
    }
}

/// The anchor that the words of a heading ask for.
pub fn anchor_from_text(words: &[Inline]) -> String {
    Slug::from_text(&text_of(words)).map_or_else(|| "section".to_owned(), |slug| slug.to_string())
}

/// Whether a text can be an anchor: at most 120 bytes of letters, digits, `-`, `_`, `.` and `:`.
pub fn is_anchor(anchor: &str) -> bool {
    (1..=LONGEST).contains(&anchor.len())
        && anchor
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}

/// The anchors of one body, each once.
#[derive(Default)]
pub struct Anchors {
    taken: HashSet<String>,
    /// The number to try next for an anchor that was wanted again, so that many headings alike cost no more than as many different ones.
    next: HashMap<String, u32>,
}

impl Anchors {
    /// Takes an anchor as it is; false when it is taken already.
    pub fn reserve(&mut self, anchor: &str) -> bool {
        self.taken.insert(anchor.to_owned())
    }

    /// The anchor, with a number when it is taken already.
    pub fn take(&mut self, wanted: String) -> String {
        if self.taken.insert(wanted.clone()) {
            return wanted;
        }
        let stem = wanted
            .get(..wanted.floor_char_boundary(LONGEST - LONGEST_NUMBER))
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
