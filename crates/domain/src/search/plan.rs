//! Search plan: the condition that every hit meets, and the tiers of candidates for the ranking.
//!
//! Ranking all matches of a common word would take too long. Candidates are the newest articles of
//! each tier, and the tiers go from conjunctions of all words to the rarest word and on to the most
//! common.

use super::{
    grammar::Query,
    language_variant::LanguageVariant,
    query_parts::QueryPart,
    query_terms::{PrefixTerm, QueryTerms},
    statistics::CorpusStatistics,
    term_query::{TermQuery, all, any},
};

/// Number of ranked candidates from the tiers that are not conjunctions.
const MAX_CANDIDATES: u32 = 800;
/// Number of additional candidates from each conjunction of words.
const MAX_CONJUNCTION_CANDIDATES: u32 = 100;
/// Smallest share of [`MAX_CANDIDATES`] for a tier with more matches.
const MIN_TIER_CANDIDATES: u32 = 50;

/// Conditions of a search on the terms of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchPlan {
    /// The query matches no article.
    NoMatches,
    /// The query has no words or phrases: it matches all articles that the filters accept.
    AllArticles {
        /// Condition that no hit meets.
        excluded: Option<TermQuery>,
    },
    /// The query matches articles by their terms.
    Matching {
        /// Condition that every hit meets.
        query: TermQuery,
        /// True if a scan from the newest article finds matches soonest, because many articles
        /// match.
        is_frequent: bool,
        /// Parts of the matches, in the order in which candidates are taken from them.
        tiers: Vec<Tier>,
    },
}

/// Part of the matches of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Condition that its articles meet.
    pub query: TermQuery,
    /// Number of candidates to take, the newest first.
    pub limit: u32,
    /// True if a scan from the newest article finds matches soonest, because many articles match.
    pub is_frequent: bool,
}

impl SearchPlan {
    /// Plans a query with its language variants.
    pub fn new(query: &Query, variants: &[LanguageVariant], statistics: &CorpusStatistics) -> Self {
        if query.is_empty() {
            return Self::NoMatches;
        }
        let parts: Vec<(Vec<QueryPart>, QueryPart)> = variants
            .iter()
            .filter_map(|variant| variant.parts(statistics))
            .collect();
        // Words without any term, such as a lone punctuation mark, match nothing. Without words,
        // the filters alone decide.
        if parts.is_empty() && !(query.words.is_empty() && query.phrases.is_empty()) {
            return Self::NoMatches;
        }
        let Some(whole) = any(parts.iter().map(|(_, whole)| whole.query.clone())) else {
            let excluded = variants.iter().filter_map(|variant| {
                let terms = variant.terms.excluded.iter().cloned();
                let excluded = any(terms.map(TermQuery::phrase))?;
                Some(variant.restricted_to_languages(excluded))
            });
            return Self::AllArticles {
                excluded: any(excluded),
            };
        };
        let estimated_matches = parts.iter().map(|(_, whole)| whole.estimated_matches).sum();
        Self::Matching {
            query: whole,
            is_frequent: statistics.is_frequent(estimated_matches),
            tiers: allocate_candidates(merge_variants(&parts), statistics),
        }
    }

    /// Condition on the headlines to suggest: all words and phrases, and no exclusion.
    pub fn headline_query(variants: &[LanguageVariant]) -> Option<TermQuery> {
        any(variants.iter().filter_map(|variant| {
            let QueryTerms {
                words,
                prefix,
                phrases,
                excluded,
            } = &variant.terms;
            let words = words.iter().cloned().map(TermQuery::Term);
            let phrases = phrases.iter().cloned().map(TermQuery::phrase);
            let required = words
                .chain(phrases)
                .chain(prefix.as_ref().map(PrefixTerm::to_query));
            let excluded = any(excluded.iter().cloned().map(TermQuery::phrase));
            Some(all(required)?.without(excluded))
        }))
    }
}

/// Merges the parts of all language variants, rank by rank. Each part restricts itself to the
/// languages of its variant, so that their disjunction finds every article once.
fn merge_variants(variants: &[(Vec<QueryPart>, QueryPart)]) -> Vec<QueryPart> {
    let most = variants
        .iter()
        .map(|(parts, _)| parts.len())
        .max()
        .unwrap_or(0);
    let merged = |rank: usize| {
        let parts: Vec<&QueryPart> = variants
            .iter()
            .filter_map(|(parts, _)| parts.get(rank))
            .collect();
        // One unknown estimate makes the sum unknown.
        let estimated_matches: Option<u64> = parts.iter().map(|part| part.estimated_matches).sum();
        let is_conjunction = parts.iter().all(|part| part.is_conjunction);
        let query = any(parts.into_iter().map(|part| part.query.clone()))?;
        Some(QueryPart {
            query,
            estimated_matches,
            is_conjunction,
        })
    };
    (0..most).filter_map(merged).collect()
}

/// Distributes the candidates over the parts. A part with few matches leaves its share to those
/// behind it.
fn allocate_candidates(parts: Vec<QueryPart>, statistics: &CorpusStatistics) -> Vec<Tier> {
    let sharing = parts.iter().filter(|part| !part.is_conjunction).count();
    let mut remaining_parts = u32::try_from(sharing).unwrap_or(u32::MAX);
    let mut room = MAX_CANDIDATES;
    let tier = |part: QueryPart| {
        let is_frequent = statistics.is_frequent(part.estimated_matches);
        // Conjunctions take nothing from the common room: the single words find their articles too.
        if part.is_conjunction {
            return Tier {
                query: part.query,
                limit: MAX_CONJUNCTION_CANDIDATES,
                is_frequent,
            };
        }
        let share = (room / remaining_parts.max(1)).max(MIN_TIER_CANDIDATES);
        // An eighth and 20 more, for articles newer than the statistics.
        let with_margin = |matches: u64| u32::try_from(matches + matches / 8 + 20).ok();
        let matches = part.estimated_matches.and_then(with_margin);
        let limit = share.min(matches.unwrap_or(u32::MAX));
        room = room.saturating_sub(limit);
        remaining_parts = remaining_parts.saturating_sub(1);
        Tier {
            query: part.query,
            limit,
            is_frequent,
        }
    };
    parts.into_iter().map(tier).collect()
}

#[cfg(test)]
mod tests;
