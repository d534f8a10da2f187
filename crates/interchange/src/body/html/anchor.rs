//! Anchors of headings: the one the author gave, or a slug of the words, each once in its body.

use std::collections::HashSet;

use standfirst_domain::{
    body::{BlockKind, text_of},
    slug::Slug,
};

const LONGEST: usize = 120;

/// Gives every heading its anchor.
pub(super) fn anchor_headings(blocks: &mut [BlockKind]) {
    let mut taken = HashSet::new();
    for block in blocks {
        if let BlockKind::Heading(heading) = block {
            let wanted = match usable(&heading.anchor) {
                true => heading.anchor.clone(),
                false => Slug::from_text(&text_of(&heading.text))
                    .map_or_else(|| "section".to_owned(), |slug| slug.to_string()),
            };
            heading.anchor = free(wanted, &taken);
            taken.insert(heading.anchor.clone());
        }
    }
}

fn usable(anchor: &str) -> bool {
    (1..=LONGEST).contains(&anchor.len())
        && anchor
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}

fn free(wanted: String, taken: &HashSet<String>) -> String {
    if !taken.contains(&wanted) {
        return wanted;
    }
    (2_u32..)
        .map(|number| format!("{wanted}-{number}"))
        .find(|anchor| !taken.contains(anchor))
        .unwrap_or(wanted)
}
