//! Related articles: the ranking and the reasons behind every score.
//!
//! Each article is reduced to a [`TermVector`]: the tf-idf weights of its words, word pairs and
//! tags. An [`IdfTable`] holds the document frequency of every term among the publicly visible
//! articles. The similarity of two articles is the cosine of their vectors, reduced by a decay with
//! the time between them. A shared series or collection adds a fixed amount.
//!
//! The best [`LIST_CAPACITY`] entries of each article are stored as its [`RelatedList`] and updated
//! when one of the two articles changes. Editors' pins, exclusions and the author's links are read
//! at request time and merged with the stored list by [`compose`].
//!
//! Two articles are compared only if [`TermVector::is_candidate_for`] holds. That test depends on
//! the two vectors and the idf table, never on a third article. Therefore a list that was updated
//! step by step equals the list that a full rebuild produces.
//!
//! Storage of vectors and lists is left to the implementations of
//! [`RelatedIndex`](crate::related_index::RelatedIndex).

mod compose;
mod encoding;
mod entry;
mod explain;
mod idf;
mod inverted_index;
mod list;
mod reason;
mod scoring;
mod similarity;
mod term_counts;
mod term_vector;
mod windows;

pub use compose::{RelatedFilter, RelatedInputs, VisibleArticle, compose};
pub use encoding::InvalidTermVector;
pub use entry::RelatedEntry;
pub use explain::{Absence, Explanation, explain};
pub use idf::{DocumentFrequencies, IdfTable, TermStatistics};
pub use inverted_index::InvertedIndex;
pub use list::{LIST_CAPACITY, ListUpdate, NeighbourChange, RelatedList};
pub use reason::{Reason, Related};
pub use similarity::Similarity;
pub use term_counts::{TermCounts, TermSource};
pub use term_vector::TermVector;

#[cfg(test)]
mod tests;
