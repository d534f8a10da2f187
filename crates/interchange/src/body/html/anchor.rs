//! Anchors of headings: the one the author gave, or a slug of the words, each once in its body.

use std::collections::{HashMap, HashSet};

use standfirst_domain::{
    body::{BlockKind, text_of},
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
            let wanted = match usable(&heading.anchor) {
                true => std::mem::take(&mut heading.anchor),
                false => Slug::from_text(&text_of(&heading.text))
                    .map_or_else(|| "section".to_owned(), |slug| slug.to_string()),
            };
            heading.anchor = anchors.take(wanted);
        }
    }
}

fn usable(anchor: &str) -> bool {
    (1..=LONGEST).contains(&anchor.len())
        && anchor
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}

#[derive(Default)]
struct Anchors {
    taken: HashSet<String>,
    /// The number to try next for an anchor that was wanted again, so that many headings alike cost no more than as many different ones.
    next: HashMap<String, u32>,
}

impl Anchors {
    /// The anchor, with a number when it is taken already.
    fn take(&mut self, wanted: String) -> String {
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
