//! In-memory inverted index over all term vectors, used to compute the lists of a whole archive.

use std::collections::HashMap;

use super::{idf::IdfTable, list::RelatedList, term_vector::TermVector};
use crate::tokenizer::TermKey;

/// Posting lists of all term vectors, each sorted by publication date.
#[derive(Debug)]
pub struct InvertedIndex<'v> {
    vectors: &'v [TermVector],
    idf: &'v IdfTable,
    /// Indices into `vectors` by posting term.
    postings: HashMap<TermKey, Vec<u32>>,
}

impl<'v> InvertedIndex<'v> {
    /// Builds the posting lists.
    pub fn new(vectors: &'v [TermVector], idf: &'v IdfTable) -> Self {
        let mut by_date: Vec<u32> = (0..u32::try_from(vectors.len()).unwrap_or(u32::MAX)).collect();
        let date = |index: &u32| {
            vectors
                .get(*index as usize)
                .map(|vector| vector.published_at)
        };
        by_date.sort_by_key(date);
        let mut postings: HashMap<TermKey, Vec<u32>> = HashMap::new();
        for index in by_date {
            for term in vectors
                .get(index as usize)
                .into_iter()
                .flat_map(TermVector::posting_terms)
            {
                postings.entry(term).or_default().push(index);
            }
        }
        // A list of one leads to no other article.
        postings.retain(|_, indices| indices.len() > 1);
        Self {
            vectors,
            idf,
            postings,
        }
    }

    /// Computes the related list of one of the vectors.
    pub fn related_list(&self, owner: &TermVector) -> RelatedList {
        let mut candidates: Vec<u32> = owner
            .posting_terms()
            .flat_map(|term| self.postings_within_window(term, owner))
            .copied()
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let candidates = candidates
            .into_iter()
            .filter_map(|index| self.vectors.get(index as usize));
        RelatedList::from_candidates(owner, candidates, self.idf)
    }

    fn postings_within_window(&self, term: TermKey, owner: &TermVector) -> &[u32] {
        let postings = self.postings.get(&term).map_or(&[][..], Vec::as_slice);
        let window = self.idf.window_ms(term);
        let published_at = owner.published_at.as_millis();
        let date = |index: &u32| {
            let vector = self.vectors.get(*index as usize);
            vector.map_or(0, |vector| vector.published_at.as_millis())
        };
        // A negative window gives an empty range.
        let from =
            postings.partition_point(|index| date(index) < published_at.saturating_sub(window));
        let until =
            postings.partition_point(|index| date(index) <= published_at.saturating_add(window));
        postings.get(from..until).unwrap_or_default()
    }
}
