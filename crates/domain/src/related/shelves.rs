//! All portraits at once, filed by their terms: how the lists of a whole archive are made.

use std::collections::HashMap;

use super::{Kept, Portrait, Weights};
use crate::words::TermKey;

/// All portraits, filed by their terms in the order of their dates.
#[derive(Debug)]
pub struct Shelves<'p> {
    portraits: &'p [Portrait],
    weights: &'p Weights,
    filed: HashMap<TermKey, Vec<u32>>,
}

impl<'p> Shelves<'p> {
    /// Files portraits.
    pub fn of(portraits: &'p [Portrait], weights: &'p Weights) -> Self {
        let mut by_date: Vec<u32> =
            (0..u32::try_from(portraits.len()).unwrap_or(u32::MAX)).collect();
        let date = |index: &u32| {
            portraits
                .get(*index as usize)
                .map(|portrait| portrait.published_at)
        };
        by_date.sort_by_key(date);
        let mut filed: HashMap<TermKey, Vec<u32>> = HashMap::new();
        for index in by_date {
            for term in portraits
                .get(index as usize)
                .into_iter()
                .flat_map(Portrait::filed)
            {
                filed.entry(term).or_default().push(index);
            }
        }
        filed.retain(|_, indices| indices.len() > 1);
        Self {
            portraits,
            weights,
            filed,
        }
    }

    /// The list of one of them.
    pub fn list(&self, of: &Portrait) -> Kept {
        let mut met: Vec<u32> = of
            .filed()
            .flat_map(|term| self.within(term, of))
            .copied()
            .collect();
        met.sort_unstable();
        met.dedup();
        let met = met
            .into_iter()
            .filter_map(|index| self.portraits.get(index as usize));
        Kept::of(of, met, self.weights)
    }

    fn within(&self, term: TermKey, of: &Portrait) -> &[u32] {
        let filed = self.filed.get(&term).map_or(&[][..], Vec::as_slice);
        let window = self.weights.window(term);
        let at = of.published_at.as_millis();
        let date = |index: &u32| {
            let portrait = self.portraits.get(*index as usize);
            portrait.map_or(0, |portrait| portrait.published_at.as_millis())
        };
        let from = filed.partition_point(|index| date(index) < at.saturating_sub(window));
        let until = filed.partition_point(|index| date(index) <= at.saturating_add(window));
        filed.get(from..until).unwrap_or_default()
    }
}
