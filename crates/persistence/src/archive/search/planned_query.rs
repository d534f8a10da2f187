//! Query with its language variants, its term statistics and its search plan.

use standfirst_domain::{
    error::Error,
    search::{CorpusStatistics, LanguageVariant, Query, SearchPlan, language_variants},
    visibility::{Audience, Reader},
};

use super::statistics;
use crate::store::Store;

/// Query that is ready for its statement.
pub(super) struct PlannedQuery {
    pub(super) variants: Vec<LanguageVariant>,
    pub(super) statistics: CorpusStatistics,
    pub(super) plan: SearchPlan,
}

impl PlannedQuery {
    /// Tokenizes a query for the languages of the articles that the reader may see, loads the
    /// statistics of its terms, and plans it.
    ///
    /// Only visible languages count: a language of hidden articles must not show in the hits or
    /// their ranking.
    pub(super) async fn load(store: &Store, reader: &Reader, query: &Query) -> Result<Self, Error> {
        // The terms depend on the languages, and one statement loads both. Languages change
        // rarely, so the cached ones are tried first. Where they prove wrong, the statement is
        // repeated with the right ones.
        let mut languages = store.languages();
        loop {
            let variants = language_variants(query, &languages);
            let (visible, mut corpus) = statistics::load(store, reader, &variants).await?;
            if visible == languages {
                // Before the first rebuild of the related index there is no idf table.
                if corpus.articles == 0 {
                    corpus = statistics::count(store, reader.now, &variants).await?;
                }
                let plan = SearchPlan::new(query, &variants, &corpus);
                return Ok(Self {
                    variants,
                    statistics: corpus,
                    plan,
                });
            }
            // The cache holds the languages of public readers: most searches are theirs.
            if reader.audience == Audience::Public {
                store.cache_languages(&visible);
            }
            languages = visible;
        }
    }
}
