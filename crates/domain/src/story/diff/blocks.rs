//! Differences between two bodies, block by block.
//!
//! Blocks are matched by their content before they are matched by their ids, since a body that is
//! sent again is numbered again. Blocks in the same order in both bodies are kept. Of the rest, a
//! block with the same content elsewhere was moved, and one with the same id or in the same gap was
//! changed.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    hash::Hash,
    mem,
};

use similar::{Algorithm, DiffOp};

use crate::body::{Block, BlockKind, Body};

/// Largest number of old blocks in a gap that are compared with one new block.
const MAX_GAP_SCAN: usize = 50;

/// A difference between two bodies, with positions in both, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockChange {
    /// The block is new.
    Added {
        /// Position in the new body.
        to: usize,
    },
    /// The block is gone.
    Removed {
        /// Position in the old body.
        from: usize,
    },
    /// The block has other content.
    Changed {
        /// Position in the old body.
        from: usize,
        /// Position in the new body.
        to: usize,
    },
    /// The block has the same content at another position.
    Moved {
        /// Position in the old body.
        from: usize,
        /// Position in the new body.
        to: usize,
    },
}

impl BlockChange {
    /// Position in the old body; `None` for a new block.
    pub const fn from(self) -> Option<usize> {
        match self {
            Self::Added { .. } => None,
            Self::Removed { from } | Self::Changed { from, .. } | Self::Moved { from, .. } => {
                Some(from)
            }
        }
    }

    /// Position in the new body; `None` for a removed block.
    pub const fn to(self) -> Option<usize> {
        match self {
            Self::Removed { .. } => None,
            Self::Added { to } | Self::Changed { to, .. } | Self::Moved { to, .. } => Some(to),
        }
    }
}

/// The changes that turn one body into another: removed blocks in the old order, then the others in
/// the new order.
pub fn block_changes(before: &Body, after: &Body) -> Vec<BlockChange> {
    let texts = TextNumbers::new(&before.blocks, &after.blocks);
    let mut matches = BlockMatches::new(before.blocks.len(), after.blocks.len());
    // From the strongest evidence to the weakest. Each step pairs only blocks that are still free.
    for (from, to) in common_order(&texts.before, &texts.after) {
        matches.pair(from, to, Match::Kept);
    }
    matches.pair_equal(&texts.before, &texts.after, Match::Moved);
    let ids = |blocks: &[Block]| {
        blocks
            .iter()
            .map(|block| block.id.clone())
            .collect::<Vec<_>>()
    };
    matches.pair_equal(&ids(&before.blocks), &ids(&after.blocks), Match::Changed);
    matches.pair_within_gaps(&before.blocks, &after.blocks);
    matches.changes()
}

/// A number for the content of each block. Blocks of equal content have equal numbers.
struct TextNumbers {
    before: Vec<usize>,
    after: Vec<usize>,
}

impl TextNumbers {
    fn new(before: &[Block], after: &[Block]) -> Self {
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut number = |block: &Block| {
            let next = known.len();
            // The debug form holds the whole content of a block and leaves out its id.
            *known.entry(format!("{:?}", block.kind)).or_insert(next)
        };
        Self {
            before: before.iter().map(&mut number).collect(),
            after: after.iter().map(&mut number).collect(),
        }
    }
}

/// The longest common subsequence of two bodies, as pairs of positions.
fn common_order(before: &[usize], after: &[usize]) -> Vec<(usize, usize)> {
    // Patience diff is quadratic in the worst case, so blocks without a counterpart go first.
    let (old, new) = (
        shared_positions(before, after),
        shared_positions(after, before),
    );
    let texts_at = |texts: &[usize], positions: &[usize]| -> Vec<usize> {
        positions
            .iter()
            .filter_map(|position| texts.get(*position).copied())
            .collect()
    };
    let operations = similar::capture_diff_slices(
        Algorithm::Patience,
        &texts_at(before, &old),
        &texts_at(after, &new),
    );
    let equal = operations
        .into_iter()
        .filter_map(|operation| match operation {
            DiffOp::Equal {
                old_index,
                new_index,
                len,
            } => Some((old_index..old_index + len).zip(new_index..)),
            _ => None,
        });
    // Back from positions among the shared blocks to positions in the two bodies.
    let in_bodies = |(from, to): (usize, usize)| Some((*old.get(from)?, *new.get(to)?));
    equal.flatten().filter_map(in_bodies).collect()
}

/// Positions in `one` of numbers that `other` also has.
fn shared_positions(one: &[usize], other: &[usize]) -> Vec<usize> {
    let other: HashSet<usize> = other.iter().copied().collect();
    let positions = one.iter().enumerate();
    positions
        .filter(|(_, text)| other.contains(text))
        .map(|(position, _)| position)
        .collect()
}

/// Kind of a match between an old and a new block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Match {
    Kept,
    Moved,
    Changed,
}

/// Matches between the blocks of two bodies.
struct BlockMatches {
    /// True if each old block has a match.
    is_paired: Vec<bool>,
    /// The match of each new block.
    partners: Vec<Option<(usize, Match)>>,
}

impl BlockMatches {
    fn new(before: usize, after: usize) -> Self {
        Self {
            is_paired: vec![false; before],
            partners: vec![None; after],
        }
    }

    fn pair(&mut self, from: usize, to: usize, kind: Match) {
        if let (Some(paired), Some(partner)) =
            (self.is_paired.get_mut(from), self.partners.get_mut(to))
        {
            *paired = true;
            *partner = Some((from, kind));
        }
    }

    fn is_free(&self, from: usize) -> bool {
        self.is_paired.get(from) == Some(&false)
    }

    /// Pairs free blocks that have equal keys, in order.
    fn pair_equal<K: Eq + Hash>(&mut self, before: &[K], after: &[K], kind: Match) {
        let mut free: HashMap<&K, VecDeque<usize>> = HashMap::new();
        for (from, key) in before
            .iter()
            .enumerate()
            .filter(|(from, _)| self.is_free(*from))
        {
            free.entry(key).or_default().push_back(from);
        }
        for (to, key) in after.iter().enumerate() {
            let is_unpaired = self.partners.get(to) == Some(&None);
            let from = free
                .get_mut(key)
                .filter(|_| is_unpaired)
                .and_then(VecDeque::pop_front);
            if let Some(from) = from {
                self.pair(from, to, kind);
            }
        }
    }

    /// Pairs free blocks of one kind that lie between the same two kept blocks.
    fn pair_within_gaps(&mut self, before: &[Block], after: &[Block]) {
        let is_kept = self.kept_blocks();
        // Old position from which the present gap is searched.
        let mut from = 0;
        for (to, block) in after.iter().enumerate() {
            match self.partners.get(to).copied().flatten() {
                Some((kept, Match::Kept)) => from = kept + 1,
                Some(_) => {}
                None => {
                    let gap = (from..before.len()).take(MAX_GAP_SCAN);
                    // A kept block ends the gap: beyond it, equal kinds are no evidence.
                    let mut gap = gap.take_while(|old| is_kept.get(*old) == Some(&false));
                    let same_kind = |old: &usize| {
                        let other = before.get(*old).map(|other| &other.kind);
                        self.is_free(*old)
                            && other.is_some_and(|other| is_same_kind(other, &block.kind))
                    };
                    if let Some(found) = gap.find(same_kind) {
                        self.pair(found, to, Match::Changed);
                        from = found + 1;
                    }
                }
            }
        }
    }

    /// Returns `true` if each old block was kept.
    fn kept_blocks(&self) -> Vec<bool> {
        let mut is_kept = vec![false; self.is_paired.len()];
        for (from, kind) in self.partners.iter().flatten() {
            if let (Some(kept), Match::Kept) = (is_kept.get_mut(*from), kind) {
                *kept = true;
            }
        }
        is_kept
    }

    fn changes(&self) -> Vec<BlockChange> {
        let removed = (0..self.is_paired.len()).filter(|from| self.is_free(*from));
        let mut changes: Vec<_> = removed.map(|from| BlockChange::Removed { from }).collect();
        for (to, partner) in self.partners.iter().enumerate() {
            match *partner {
                Some((_, Match::Kept)) => {}
                Some((from, Match::Moved)) => changes.push(BlockChange::Moved { from, to }),
                Some((from, Match::Changed)) => changes.push(BlockChange::Changed { from, to }),
                None => changes.push(BlockChange::Added { to }),
            }
        }
        changes
    }
}

fn is_same_kind(one: &BlockKind, other: &BlockKind) -> bool {
    mem::discriminant(one) == mem::discriminant(other)
}
