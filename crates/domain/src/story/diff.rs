//! What differs between two revisions: fields by name, and blocks of the text.
//!
//! Blocks are matched by what they say before they are matched by their ids, since a text that is sent anew is numbered anew. What stands in the same
//! order in both texts is kept; of the rest, a block that says the same elsewhere was moved, one of the same id or in the same gap was changed.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    mem,
};

use super::Content;
use crate::{
    body::{Block, BlockKind, Body},
    contributor::Credit,
    ids::{ArticleId, ContributorId, SectionId, TagId},
};

/// The most cells of the table by which the longest common order is found. Texts that differ in more are told block by block, without an order.
const MOST_CELLS: usize = 4_000_000;

/// How far into a gap a block looks for the one that it was.
const MOST_LOOKED_AT: usize = 50;

/// What identities are called.
pub trait Called {
    /// A tag.
    fn tag(&self, id: TagId) -> String;
    /// A section.
    fn section(&self, id: SectionId) -> String;
    /// A contributor.
    fn contributor(&self, id: ContributorId) -> String;
    /// An article.
    fn article(&self, id: ArticleId) -> String;
}

/// A field that differs, with its values as printed; `None` of one that says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Its name in the schema.
    pub field: &'static str,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// How a block differs, with its places in the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockChange {
    /// It is new.
    Added {
        /// Where it stands.
        to: usize,
    },
    /// It is gone.
    Removed {
        /// Where it stood.
        from: usize,
    },
    /// It says something else.
    Changed {
        /// Where it stood.
        from: usize,
        /// Where it stands.
        to: usize,
    },
    /// It says the same elsewhere.
    Moved {
        /// Where it stood.
        from: usize,
        /// Where it stands.
        to: usize,
    },
}

impl BlockChange {
    /// Where it stood.
    pub const fn from(self) -> Option<usize> {
        match self {
            Self::Added { .. } => None,
            Self::Removed { from } | Self::Changed { from, .. } | Self::Moved { from, .. } => {
                Some(from)
            }
        }
    }

    /// Where it stands.
    pub const fn to(self) -> Option<usize> {
        match self {
            Self::Removed { .. } => None,
            Self::Added { to } | Self::Changed { to, .. } | Self::Moved { to, .. } => Some(to),
        }
    }
}

/// The fields in which two revisions differ, by their names in the schema, the text among them as `body`.
pub fn changed_fields(
    before: &Content,
    after: &Content,
    is_body_changed: bool,
) -> Vec<&'static str> {
    let mut changed: Vec<_> = TESTS
        .iter()
        .filter(|(_, differs)| differs(before, after))
        .map(|(field, _)| *field)
        .collect();
    if is_body_changed {
        changed.push("body");
    }
    changed
}

type Differs = fn(&Content, &Content) -> bool;

/// Every field of a revision save its text, and whether it differs. The author's links follow from the text.
const TESTS: [(&str, Differs); 14] = [
    ("headline", |a, b| a.headline != b.headline),
    ("standfirst", |a, b| a.standfirst != b.standfirst),
    ("kicker", |a, b| a.kicker != b.kicker),
    ("slug", |a, b| a.slug != b.slug),
    ("byline", |a, b| a.byline != b.byline),
    ("dateline", |a, b| a.dateline != b.dateline),
    ("section", |a, b| a.section != b.section),
    ("tags", |a, b| a.tags != b.tags),
    ("language", |a, b| a.language != b.language),
    ("leadImage", |a, b| a.lead_image != b.lead_image),
    ("canonicalUrl", |a, b| a.canonical_url != b.canonical_url),
    ("seo", |a, b| a.seo != b.seo),
    ("pinned", |a, b| a.picks.pinned != b.picks.pinned),
    ("excluded", |a, b| a.picks.excluded != b.picks.excluded),
];

/// The fields in which two revisions differ, without their texts.
pub fn fields(before: &Content, after: &Content, called: &dyn Called) -> Vec<FieldChange> {
    changed_fields(before, after, false)
        .into_iter()
        .map(|field| FieldChange {
            field,
            before: printed(before, field, called),
            after: printed(after, field, called),
        })
        .collect()
}

/// A field as it is shown to an editor.
fn printed(content: &Content, field: &str, called: &dyn Called) -> Option<String> {
    let list = |names: Vec<String>| (!names.is_empty()).then(|| names.join(", "));
    match field {
        "headline" => Some(content.headline.as_str().to_owned()),
        "standfirst" => content
            .standfirst
            .as_ref()
            .map(|text| text.as_str().to_owned()),
        "kicker" => content.kicker.as_ref().map(|text| text.as_str().to_owned()),
        "slug" => Some(content.slug.as_str().to_owned()),
        "byline" => list(
            content
                .byline
                .iter()
                .map(|credit| credited(credit, called))
                .collect(),
        ),
        "dateline" => content
            .dateline
            .as_ref()
            .map(|dateline| match dateline.day {
                Some(day) => format!("{}, {day}", dateline.place),
                None => dateline.place.to_string(),
            }),
        "section" => content.section.map(|id| called.section(id)),
        "tags" => list(content.tags.iter().map(|id| called.tag(*id)).collect()),
        "language" => Some(content.language.as_str().to_owned()),
        "leadImage" => content.lead_image.as_ref().map(|image| {
            let words = [
                Some(image.alt.as_str()),
                image.caption.as_deref(),
                image.credit.as_deref(),
            ];
            let words = words
                .into_iter()
                .flatten()
                .filter(|words| !words.is_empty());
            let words: Vec<&str> = std::iter::once(image.url.as_str()).chain(words).collect();
            words.join(" | ")
        }),
        "canonicalUrl" => content
            .canonical_url
            .as_ref()
            .map(|url| url.as_str().to_owned()),
        "seo" => {
            let words = [&content.seo.title, &content.seo.description];
            let words: Vec<String> = words
                .into_iter()
                .flatten()
                .map(ToString::to_string)
                .collect();
            (!words.is_empty()).then(|| words.join(" | "))
        }
        "pinned" => list(
            content
                .picks
                .pinned
                .iter()
                .map(|id| called.article(*id))
                .collect(),
        ),
        "excluded" => list(
            content
                .picks
                .excluded
                .iter()
                .map(|id| called.article(*id))
                .collect(),
        ),
        _ => None,
    }
}

fn credited(credit: &Credit, called: &dyn Called) -> String {
    let role = format!("{:?}", credit.role).to_lowercase();
    format!("{} ({role})", called.contributor(credit.contributor))
}

/// How one text becomes another: what is gone in the order in which it stood, then the rest in the order in which it stands.
pub fn blocks(before: &Body, after: &Body) -> Vec<BlockChange> {
    let says = Says::of(&before.blocks, &after.blocks);
    let mut pairs = Pairs::none(before.blocks.len(), after.blocks.len());
    for (from, to) in in_order(&says.before, &says.after) {
        pairs.join(from, to, How::Kept);
    }
    pairs.join_equal(&says.before, &says.after, How::Moved);
    let ids = |blocks: &[Block]| {
        blocks
            .iter()
            .map(|block| block.id.clone())
            .collect::<Vec<_>>()
    };
    pairs.join_equal(&ids(&before.blocks), &ids(&after.blocks), How::Changed);
    pairs.join_within_gaps(&before.blocks, &after.blocks);
    pairs.changes()
}

/// What each block says, as a number that blocks share which say the same.
struct Says {
    before: Vec<usize>,
    after: Vec<usize>,
}

impl Says {
    fn of(before: &[Block], after: &[Block]) -> Self {
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut number = |block: &Block| {
            let next = known.len();
            *known.entry(format!("{:?}", block.kind)).or_insert(next)
        };
        Self {
            before: before.iter().map(&mut number).collect(),
            after: after.iter().map(&mut number).collect(),
        }
    }
}

/// The longest part that two texts have in common in the same order, as pairs of places.
fn in_order(before: &[usize], after: &[usize]) -> Vec<(usize, usize)> {
    let head = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (rest_before, rest_after) = (
        before.get(head..).unwrap_or(&[]),
        after.get(head..).unwrap_or(&[]),
    );
    let ends = rest_before.iter().rev().zip(rest_after.iter().rev());
    let tail = ends.take_while(|(a, b)| a == b).count();
    let middle_before = rest_before.get(..rest_before.len() - tail).unwrap_or(&[]);
    let middle_after = rest_after.get(..rest_after.len() - tail).unwrap_or(&[]);
    let mut pairs: Vec<_> = (0..head).map(|place| (place, place)).collect();
    let middle = longest_common(middle_before, middle_after);
    pairs.extend(
        middle
            .into_iter()
            .map(|(from, to)| (head + from, head + to)),
    );
    let last = |place: usize| (before.len() - tail + place, after.len() - tail + place);
    pairs.extend((0..tail).map(last));
    pairs
}

/// The table of lengths from the back, walked from the front.
fn longest_common(before: &[usize], after: &[usize]) -> Vec<(usize, usize)> {
    let width = after.len() + 1;
    if before.len().saturating_mul(after.len()) > MOST_CELLS {
        return Vec::new();
    }
    let mut lengths = vec![0_u16; (before.len() + 1) * width];
    let at = |lengths: &[u16], from: usize, to: usize| {
        lengths.get(from * width + to).copied().unwrap_or(0)
    };
    for (from, left) in before.iter().enumerate().rev() {
        for (to, right) in after.iter().enumerate().rev() {
            let length = if left == right {
                at(&lengths, from + 1, to + 1).saturating_add(1)
            } else {
                at(&lengths, from + 1, to).max(at(&lengths, from, to + 1))
            };
            if let Some(cell) = lengths.get_mut(from * width + to) {
                *cell = length;
            }
        }
    }
    let (mut from, mut to, mut pairs) = (0, 0, Vec::new());
    while let (Some(left), Some(right)) = (before.get(from), after.get(to)) {
        if left == right {
            pairs.push((from, to));
            (from, to) = (from + 1, to + 1);
        } else if at(&lengths, from + 1, to) >= at(&lengths, from, to + 1) {
            from += 1;
        } else {
            to += 1;
        }
    }
    pairs
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Kept,
    Moved,
    Changed,
}

/// Which block of the one text is which of the other.
struct Pairs {
    is_taken: Vec<bool>,
    partners: Vec<Option<(usize, How)>>,
}

impl Pairs {
    fn none(before: usize, after: usize) -> Self {
        Self {
            is_taken: vec![false; before],
            partners: vec![None; after],
        }
    }

    fn join(&mut self, from: usize, to: usize, how: How) {
        if let (Some(taken), Some(partner)) =
            (self.is_taken.get_mut(from), self.partners.get_mut(to))
        {
            *taken = true;
            *partner = Some((from, how));
        }
    }

    fn is_free(&self, from: usize) -> bool {
        self.is_taken.get(from) == Some(&false)
    }

    /// Joins what is still alone and has an equal key, in order.
    fn join_equal<K: Eq + Hash>(&mut self, before: &[K], after: &[K], how: How) {
        let mut free: HashMap<&K, VecDeque<usize>> = HashMap::new();
        for (from, key) in before
            .iter()
            .enumerate()
            .filter(|(from, _)| self.is_free(*from))
        {
            free.entry(key).or_default().push_back(from);
        }
        for (to, key) in after.iter().enumerate() {
            let is_alone = self.partners.get(to) == Some(&None);
            let from = free
                .get_mut(key)
                .filter(|_| is_alone)
                .and_then(VecDeque::pop_front);
            if let Some(from) = from {
                self.join(from, to, how);
            }
        }
    }

    /// Joins blocks of one kind that stand alone between the same two that were kept.
    fn join_within_gaps(&mut self, before: &[Block], after: &[Block]) {
        let is_kept = self.kept();
        let mut from = 0;
        for (to, block) in after.iter().enumerate() {
            match self.partners.get(to).copied().flatten() {
                Some((kept, How::Kept)) => from = kept + 1,
                Some(_) => {}
                None => {
                    let gap = (from..before.len()).take(MOST_LOOKED_AT);
                    let mut gap = gap.take_while(|place| is_kept.get(*place) == Some(&false));
                    let same_kind = |place: &usize| {
                        let other = before.get(*place).map(|other| &other.kind);
                        self.is_free(*place)
                            && other.is_some_and(|other| is_alike(other, &block.kind))
                    };
                    if let Some(found) = gap.find(same_kind) {
                        self.join(found, to, How::Changed);
                        from = found + 1;
                    }
                }
            }
        }
    }

    /// Of each block of the old text, whether it was kept.
    fn kept(&self) -> Vec<bool> {
        let mut is_kept = vec![false; self.is_taken.len()];
        for (from, how) in self.partners.iter().flatten() {
            if let (Some(kept), How::Kept) = (is_kept.get_mut(*from), how) {
                *kept = true;
            }
        }
        is_kept
    }

    fn changes(&self) -> Vec<BlockChange> {
        let removed = (0..self.is_taken.len()).filter(|from| self.is_free(*from));
        let mut changes: Vec<_> = removed.map(|from| BlockChange::Removed { from }).collect();
        for (to, partner) in self.partners.iter().enumerate() {
            match *partner {
                Some((_, How::Kept)) => {}
                Some((from, How::Moved)) => changes.push(BlockChange::Moved { from, to }),
                Some((from, How::Changed)) => changes.push(BlockChange::Changed { from, to }),
                None => changes.push(BlockChange::Added { to }),
            }
        }
        changes
    }
}

fn is_alike(one: &BlockKind, other: &BlockKind) -> bool {
    mem::discriminant(one) == mem::discriminant(other)
}

#[cfg(test)]
mod tests {
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
}
