//! Carrying a diff out gives the other text, and equals differ in nothing.

use proptest::prelude::*;

use super::{BlockChange, blocks};
use crate::body::{BlockKind, Body, Inline, TextRun};

fn paragraph(text: &str) -> BlockKind {
    BlockKind::Paragraph(vec![Inline::Text(TextRun::plain(text))])
}

fn body(words: &[&str]) -> Body {
    Body::of(words.iter().map(|word| paragraph(word)))
}

/// What comes of carrying changes out: what they name is taken away, and what stands somewhere new is put there, the first place first.
fn applied(before: &Body, after: &Body, changes: &[BlockChange]) -> Vec<BlockKind> {
    let gone: Vec<usize> = changes.iter().filter_map(|change| change.from()).collect();
    let blocks = before.blocks.iter().enumerate();
    let kept = blocks.filter(|(place, _)| !gone.contains(place));
    let mut text: Vec<BlockKind> = kept.map(|(_, block)| block.kind.clone()).collect();
    for to in changes.iter().filter_map(|change| change.to()) {
        text.insert(to, after.blocks[to].kind.clone());
    }
    text
}

#[test]
fn a_new_numbering_changes_nothing() {
    let (before, after) = (
        body(&["a", "b", "c"]),
        body(&["new", "a", "b, mended", "c"]),
    );
    assert_eq!(
        blocks(&before, &after),
        [
            BlockChange::Added { to: 0 },
            BlockChange::Changed { from: 1, to: 2 }
        ]
    );
}

#[test]
fn what_says_the_same_elsewhere_was_moved() {
    let (before, after) = (body(&["a", "b", "c", "d"]), body(&["d", "a", "b", "c"]));
    assert_eq!(
        blocks(&before, &after),
        [BlockChange::Moved { from: 3, to: 0 }]
    );
    assert_eq!(
        blocks(&body(&["a", "b"]), &body(&["b"])),
        [BlockChange::Removed { from: 0 }]
    );
}

#[test]
fn a_kept_id_joins_what_was_rewritten() {
    let (before, mut after) = (
        body(&["a", "b"]),
        Body::of([BlockKind::Divider, paragraph("b")]),
    );
    after.blocks[0].id = "b1".to_owned();
    assert_eq!(
        blocks(&before, &after),
        [BlockChange::Changed { from: 0, to: 0 }]
    );
}

#[test]
fn two_long_texts_with_nothing_in_common_are_told_apart_by_their_order() {
    let long = |word: &str| Body::of((0..2_000).map(|n| paragraph(&format!("{word} {n}"))));
    let changes = blocks(&long("a"), &long("b"));
    assert_eq!(changes.len(), 2_000);
    assert!(changes.iter().all(|change| change.from() == change.to()));
    let endless = |word: &str| Body::of((0..20_000).map(|n| paragraph(&format!("{word}{n}"))));
    assert_eq!(blocks(&endless("a"), &endless("b")).len(), 20_000);
}

fn texts() -> impl Strategy<Value = Body> {
    let block = prop_oneof![
        (0..6_u8).prop_map(|n| paragraph(&n.to_string())),
        Just(BlockKind::Divider)
    ];
    let ids = proptest::collection::vec(0..40_u8, 0..24);
    (proptest::collection::vec(block, 0..24), ids).prop_map(|(kinds, ids)| {
        let mut body = Body::of(kinds);
        for (block, id) in body.blocks.iter_mut().zip(ids) {
            block.id = format!("b{id}");
        }
        body
    })
}

proptest! {
    #[test]
    fn carrying_the_changes_out_makes_the_new_text(before in texts(), after in texts()) {
        let wanted: Vec<_> = after.blocks.iter().map(|block| block.kind.clone()).collect();
        prop_assert_eq!(applied(&before, &after, &blocks(&before, &after)), wanted);
    }

    #[test]
    fn nothing_differs_from_itself(text in texts()) {
        prop_assert_eq!(blocks(&text, &text), []);
    }
}
