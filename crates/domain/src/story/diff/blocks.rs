//! How one text becomes another, block by block.
//!
//! Blocks are matched by what they say before they are matched by their ids, since a text that is sent anew is numbered anew. What stands in the same
//! order in both texts is kept; of the rest, a block that says the same elsewhere was moved, one of the same id or in the same gap was changed.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    hash::Hash,
    mem,
};

use similar::{Algorithm, DiffOp};

use crate::body::{Block, BlockKind, Body};

/// How far into a gap a block looks for the one that it was.
const MOST_LOOKED_AT: usize = 50;

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

/// The longest part that two texts have in common in the same order, as pairs of places. What stands in one of them alone is left out of the search, so
/// that texts which share little cost little.
fn in_order(before: &[usize], after: &[usize]) -> Vec<(usize, usize)> {
    let (old, new) = (shared(before, after), shared(after, before));
    let said = |of: &[usize], places: &[usize]| -> Vec<usize> {
        places
            .iter()
            .filter_map(|place| of.get(*place).copied())
            .collect()
    };
    let operations =
        similar::capture_diff_slices(Algorithm::Patience, &said(before, &old), &said(after, &new));
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
    let place = |(from, to): (usize, usize)| Some((*old.get(from)?, *new.get(to)?));
    equal.flatten().filter_map(place).collect()
}

/// The places of what one text shares with another.
fn shared(one: &[usize], other: &[usize]) -> Vec<usize> {
    let other: HashSet<usize> = other.iter().copied().collect();
    let places = one.iter().enumerate();
    places
        .filter(|(_, said)| other.contains(said))
        .map(|(place, _)| place)
        .collect()
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
