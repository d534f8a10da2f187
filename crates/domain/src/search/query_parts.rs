//! Parts of a query from which candidates for the ranking are taken: articles with several of the
//! words, articles with each word, and the remaining matches.

use super::{
    language_variant::LanguageVariant,
    query_terms::{PrefixTerm, QueryTerms},
    statistics::CorpusStatistics,
    term_query::{TermQuery, all, any},
};

/// Number of the rarest words that are searched for in conjunction.
const MAX_CONJUNCTION_WORDS: usize = 5;
/// Number of the rarest words that are each searched for alone.
pub(super) const MAX_SINGLE_WORDS: usize = 12;

/// Part of the matches of a query.
pub(super) struct QueryPart {
    pub(super) query: TermQuery,
    /// Estimated number of matches, if the statistics allow one.
    pub(super) estimated_matches: Option<u64>,
    /// True if the part is a conjunction of words, whose articles other parts find too.
    pub(super) is_conjunction: bool,
}

/// Conditions of one language variant.
struct VariantConditions<'r> {
    variant: &'r LanguageVariant,
    statistics: &'r CorpusStatistics,
    /// Words that find articles, the rarest first, then the incomplete word.
    words: Vec<TermQuery>,
    phrases: Vec<TermQuery>,
    excluded: Option<TermQuery>,
}

impl LanguageVariant {
    /// Splits the variant into parts, and gives its whole query; `None` if it searches for nothing.
    pub(super) fn parts(
        &self,
        statistics: &CorpusStatistics,
    ) -> Option<(Vec<QueryPart>, QueryPart)> {
        let conditions = VariantConditions::new(self, statistics);
        let whole = conditions.whole()?;
        let parts = conditions
            .conjunctions()
            .chain(conditions.single_words())
            .chain(conditions.rest(&whole.query))
            .collect();
        Some((parts, whole))
    }
}

impl<'r> VariantConditions<'r> {
    fn new(variant: &'r LanguageVariant, statistics: &'r CorpusStatistics) -> Self {
        let QueryTerms {
            words,
            prefix,
            phrases,
            excluded,
        } = &variant.terms;
        let mut selective: Vec<&String> = words
            .iter()
            .filter(|word| !statistics.is_common(word))
            .collect();
        // Common words find articles only in a query that has nothing else.
        if selective.is_empty() && prefix.is_none() {
            selective = words.iter().collect();
        }
        selective.sort_by(|a, b| statistics.word_idf(b).total_cmp(&statistics.word_idf(a)));
        let words = selective.into_iter().cloned().map(TermQuery::Term);
        Self {
            variant,
            statistics,
            words: words
                .chain(prefix.as_ref().map(PrefixTerm::to_query))
                .collect(),
            phrases: phrases.iter().cloned().map(TermQuery::phrase).collect(),
            excluded: any(excluded.iter().cloned().map(TermQuery::phrase)),
        }
    }

    /// Adds the conditions that every hit meets: phrases, language and exclusions.
    fn with_required(&self, query: Option<TermQuery>) -> Option<TermQuery> {
        let query = all(self.phrases.iter().cloned().chain(query))?;
        let query = self.variant.restricted_to_languages(query);
        Some(query.without(self.excluded.clone()))
    }

    /// All matches: articles with the phrases, or without phrases, articles with any of the words.
    fn whole(&self) -> Option<QueryPart> {
        let words = any(self.words.iter().cloned()).filter(|_| self.phrases.is_empty());
        let matches = self
            .words
            .iter()
            .map(|word| self.statistics.word_matches(word));
        // An upper bound: an article with two of the words counts twice.
        let matches = matches.sum::<Option<u64>>();
        Some(QueryPart {
            query: self.with_required(words)?,
            estimated_matches: matches.filter(|_| self.phrases.is_empty()),
            is_conjunction: false,
        })
    }

    /// Conjunctions of all words, then of fewer and fewer of the rarest.
    fn conjunctions(&self) -> impl Iterator<Item = QueryPart> {
        let all_words = self.words.len();
        let fewer = (2..=all_words.saturating_sub(1).min(MAX_CONJUNCTION_WORDS)).rev();
        let sizes = std::iter::once(all_words).chain(fewer);
        sizes.filter(|size| *size > 1).filter_map(|size| {
            let words = self.words.get(..size)?;
            Some(QueryPart {
                query: self.with_required(all(words.iter().cloned()))?,
                estimated_matches: self.statistics.conjunction_matches(words),
                is_conjunction: true,
            })
        })
    }

    /// The rarest word, then each next word without the rarer ones, so that no two parts share an
    /// article.
    fn single_words(&self) -> impl Iterator<Item = QueryPart> {
        let words = self.words.iter().enumerate().take(MAX_SINGLE_WORDS);
        words.filter_map(|(index, word)| {
            let rarer = any(self.words.iter().take(index).cloned());
            Some(QueryPart {
                query: self.with_required(Some(word.clone().without(rarer)))?,
                estimated_matches: self.statistics.word_matches(word),
                is_conjunction: false,
            })
        })
    }

    /// Matches without any of the rarest words. With phrases, that includes articles without any
    /// word at all.
    fn rest(&self, whole: &TermQuery) -> Option<QueryPart> {
        let rarest = any(self.words.iter().take(MAX_SINGLE_WORDS).cloned());
        let query = if self.phrases.is_empty() {
            let rest = any(self.words.iter().skip(MAX_SINGLE_WORDS).cloned())?;
            self.with_required(Some(rest.without(rarest)))?
        } else {
            whole.clone().without(rarest)
        };
        Some(QueryPart {
            query,
            estimated_matches: None,
            is_conjunction: false,
        })
    }
}
