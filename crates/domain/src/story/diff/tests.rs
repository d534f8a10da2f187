//! Applying a diff gives the new body, and equal bodies have no differences.

use proptest::prelude::*;

use super::{BlockChange, block_changes};
use crate::body::{BlockKind, Body, Inline, TextRun};

fn paragraph(text: &str) -> BlockKind {
    BlockKind::Paragraph(vec![Inline::Text(TextRun::plain(text))])
}

fn body(words: &[&str]) -> Body {
    Body::from_blocks(words.iter().map(|word| paragraph(word)))
}

/// The body after the changes: old blocks that changes name are removed, and new ones are inserted
/// in order of position.
fn applied(before: &Body, after: &Body, changes: &[BlockChange]) -> Vec<BlockKind> {
    let gone: Vec<usize> = changes.iter().filter_map(|change| change.from()).collect();
    let blocks = before.blocks.iter().enumerate();
    let kept = blocks.filter(|(index, _)| !gone.contains(index));
    let mut text: Vec<BlockKind> = kept.map(|(_, block)| block.kind.clone()).collect();
    for to in changes.iter().filter_map(|change| change.to()) {
        text.insert(to, after.blocks[to].kind.clone());
    }
    text
}

#[test]
fn new_block_ids_alone_change_nothing() {
    let (before, after) = (
        body(&["a", "b", "c"]),
        body(&["new", "a", "b, corrected", "c"]),
    );
    assert_eq!(
        block_changes(&before, &after),
        [
            BlockChange::Added { to: 0 },
            BlockChange::Changed { from: 1, to: 2 }
        ]
    );
}

#[test]
fn an_equal_block_at_another_position_was_moved() {
    let (before, after) = (body(&["a", "b", "c", "d"]), body(&["d", "a", "b", "c"]));
    assert_eq!(
        block_changes(&before, &after),
        [BlockChange::Moved { from: 3, to: 0 }]
    );
    assert_eq!(
        block_changes(&body(&["a", "b"]), &body(&["b"])),
        [BlockChange::Removed { from: 0 }]
    );
}

#[test]
fn blocks_of_one_id_are_matched_when_their_text_differs() {
    let (before, mut after) = (
        body(&["a", "b"]),
        Body::from_blocks([BlockKind::Divider, paragraph("b")]),
    );
    after.blocks[0].id = "b1".to_owned();
    assert_eq!(
        block_changes(&before, &after),
        [BlockChange::Changed { from: 0, to: 0 }]
    );
}

#[test]
fn long_bodies_with_nothing_in_common_are_matched_in_order() {
    let long =
        |word: &str| Body::from_blocks((0..2_000).map(|n| paragraph(&format!("{word} {n}"))));
    let changes = block_changes(&long("a"), &long("b"));
    assert_eq!(changes.len(), 2_000);
    assert!(changes.iter().all(|change| change.from() == change.to()));
    let endless =
        |word: &str| Body::from_blocks((0..20_000).map(|n| paragraph(&format!("{word}{n}"))));
    assert_eq!(block_changes(&endless("a"), &endless("b")).len(), 20_000);
}

fn bodies() -> impl Strategy<Value = Body> {
    let block = prop_oneof![
        (0..6_u8).prop_map(|n| paragraph(&n.to_string())),
        Just(BlockKind::Divider)
    ];
    let ids = proptest::collection::vec(0..40_u8, 0..24);
    (proptest::collection::vec(block, 0..24), ids).prop_map(|(kinds, ids)| {
        let mut body = Body::from_blocks(kinds);
        for (block, id) in body.blocks.iter_mut().zip(ids) {
            block.id = format!("b{id}");
        }
        body
    })
}

proptest! {
    #[test]
    fn applying_the_changes_gives_the_new_body(before in bodies(), after in bodies()) {
        let wanted: Vec<_> = after.blocks.iter().map(|block| block.kind.clone()).collect();
        prop_assert_eq!(applied(&before, &after, &block_changes(&before, &after)), wanted);
    }

    #[test]
    fn a_body_does_not_differ_from_itself(text in bodies()) {
        prop_assert_eq!(block_changes(&text, &text), []);
    }
}
