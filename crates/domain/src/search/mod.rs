//! Search: the query language, the terms that articles are indexed by, the ranking, and the
//! highlighting of matches.
//!
//! A database engine answers two questions only: which showings hold some terms, and how often. The
//! terms come from our own [`tokenizer`](crate::tokenizer), and the ranking is done here. Text
//! typed by a reader is never passed to an engine as engine syntax.
//!
//! A query takes these steps:
//!
//! 1. [`parse`] reads the typed text into a [`Query`].
//! 2. [`language_variants`] tokenizes it for each language of the index ([`LanguageVariant`]).
//! 3. [`SearchPlan`] holds the [`TermQuery`] that every hit matches, and the tiers from which
//!    candidates for the ranking are taken.
//! 4. [`Scorer`] ranks the candidates by their [`DocumentCounts`].
//! 5. [`highlight`] and [`snippet`] mark the matches in the texts that are shown.

mod document_counts;
mod facets;
mod grammar;
mod highlight;
mod hits;
mod indexed_document;
mod language_variant;
mod plan;
mod prefix_scorer;
mod query_parts;
mod query_terms;
mod request;
mod scorer;
mod snippet;
mod statistics;
mod term_query;

pub use document_counts::DocumentCounts;
pub use facets::{Facet, Facets, MAX_FACET_ARTICLES};
pub use grammar::{NameOrSlug, Query, parse};
pub use highlight::{TextFragment, highlight};
pub use hits::{Hit, HitPosition, Hits, Suggestion};
pub use indexed_document::{INDEX_FORM, IndexedDocument};
pub use language_variant::{LanguageVariant, language_variants};
pub use plan::{SearchPlan, Tier};
pub use query_terms::{PrefixTerm, QueryTerms};
pub use request::{Search, SearchOrder};
pub use scorer::{Scorer, score};
pub use snippet::snippet;
pub use statistics::CorpusStatistics;
pub use term_query::TermQuery;
