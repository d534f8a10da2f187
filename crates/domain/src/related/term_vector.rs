//! Term vector of an article: the tf-idf weights of its words, word pairs and tags.

use std::collections::{BTreeSet, HashMap};

use super::{idf::IdfTable, term_counts::TermCounts};
use crate::{
    ids::{ArticleId, TagId},
    moment::Moment,
    tag::TagKind,
    tokenizer::{TermKey, TermKind},
};

/// Tf-idf vector of an article under one idf table, with the terms that select its candidates.
#[derive(Debug, Clone, PartialEq)]
pub struct TermVector {
    /// The article.
    pub article: ArticleId,
    /// Publication date.
    pub published_at: Moment,
    /// Heaviest terms, sorted by key. The vector has length 1 before the lighter ones are dropped.
    pub(super) terms: Vec<(TermKey, f32)>,
    /// Tags, sorted by id.
    pub(super) tags: Vec<TagId>,
    /// Terms selected for postings, sorted by key.
    pub(super) selected_terms: Vec<TermKey>,
    /// Series and collections of the article, sorted by key.
    pub(super) groups: Vec<TermKey>,
    /// Written forms of the words that the idf table does not contain, sorted by key.
    pub(super) new_words: Vec<(TermKey, String)>,
}

/// Largest number of terms in a vector. With fewer, long articles lose terms that they share with
/// others.
const MAX_TERMS: usize = 640;
/// Number of terms under which an article is posted, besides its series and collections.
const SELECTED_TERMS: usize = 64;
/// Weight of a word pair relative to a word of the same idf.
const PAIR_WEIGHT: f64 = 0.8;
/// Weight of a tag relative to a word of the same idf.
const TAG_WEIGHT: f64 = 2.0;
/// Amount added to the term frequency weight of a word that occurs in the headline.
const HEADLINE_BONUS: f64 = 1.0;

impl TermVector {
    /// Weighs the terms of an article by tf-idf.
    pub fn new(counts: &TermCounts, idf: &IdfTable) -> Self {
        let mut weighted: Vec<(TermKey, f64)> = counts
            .terms()
            .filter_map(|term| Some((term, counts.tf_idf(term, idf)?)))
            .collect();
        // The key breaks ties, because the order of a hash map differs between two runs.
        weighted
            .sort_unstable_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        // The length counts all terms: a long article must not gain similarity by the truncation.
        let length = weighted
            .iter()
            .map(|(_, weight)| weight * weight)
            .sum::<f64>()
            .sqrt();
        weighted.truncate(MAX_TERMS);
        let selected_terms = select_terms(&weighted, idf);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a weight needs no more than seven digits"
        )]
        let mut terms: Vec<(TermKey, f32)> = weighted
            .into_iter()
            .map(|(term, weight)| (term, (weight / length.max(f64::MIN_POSITIVE)) as f32))
            .collect();
        terms.sort_unstable_by_key(|(term, _)| *term);
        let new_words = terms
            .iter()
            .filter(|(term, _)| !idf.contains(*term))
            .filter_map(|(term, _)| Some((*term, counts.written_forms.get(term)?.clone())))
            .collect();
        Self {
            article: counts.article,
            published_at: counts.published_at,
            terms,
            tags: counts.tags.clone(),
            selected_terms,
            groups: counts.groups.clone(),
            new_words,
        }
    }

    /// Iterates over the terms under which the inverted index lists the article: the selected
    /// terms, then its series and collections.
    pub fn posting_terms(&self) -> impl Iterator<Item = TermKey> {
        self.selected_terms.iter().chain(&self.groups).copied()
    }

    /// Iterates over the terms whose statistics are needed to find candidates and shared words.
    pub fn required_terms(&self) -> impl Iterator<Item = TermKey> {
        let terms = self.terms.iter().map(|(term, _)| *term);
        terms.chain(self.posting_terms())
    }

    /// Returns whether the two articles are compared: they have a posting term in common and lie
    /// within its window. The result depends on nothing else.
    pub fn is_candidate_for(&self, other: &Self, idf: &IdfTable) -> bool {
        if self.article == other.article {
            return false;
        }
        let distance = self
            .published_at
            .as_millis()
            .abs_diff(other.published_at.as_millis());
        // A negative window fails the conversion and therefore makes no candidates.
        let is_within_window = |term: &TermKey| {
            u64::try_from(idf.window_ms(*term)).is_ok_and(|window| distance <= window)
        };
        let have_common_term = |mine: &[TermKey], theirs: &[TermKey]| {
            mine.iter()
                .any(|term| theirs.binary_search(term).is_ok() && is_within_window(term))
        };
        have_common_term(&self.selected_terms, &other.selected_terms)
            || have_common_term(&self.groups, &other.groups)
    }

    /// Returns whether the vector agrees with the current state of some tags: which of them the
    /// article carries, and which of those are series.
    pub fn matches_tags(&self, tags: &BTreeSet<TagId>, carried: &[(TagId, TagKind)]) -> bool {
        tags.iter().all(|tag| {
            let kind = carried
                .iter()
                .find(|(id, _)| id == tag)
                .map(|(_, kind)| *kind);
            let group = TermKey::group(tag.as_uuid());
            self.tags.contains(tag) == kind.is_some()
                && self.groups.contains(&group) == (kind == Some(TagKind::Series))
        })
    }

    /// Written form of a word that the idf table does not contain.
    pub(super) fn new_word(&self, term: TermKey) -> Option<&str> {
        let index = self
            .new_words
            .binary_search_by_key(&term, |(term, _)| *term);
        let (_, word) = self.new_words.get(index.ok()?)?;
        Some(word)
    }

    /// Tags of the article by their term keys.
    pub(super) fn tags_by_term(&self) -> HashMap<TermKey, TagId> {
        let terms = self
            .tags
            .iter()
            .map(|tag| (TermKey::tag(tag.as_uuid()), *tag));
        terms.collect()
    }
}

/// Selects the terms under which an article is posted, sorted by key.
fn select_terms(weighted: &[(TermKey, f64)], idf: &IdfTable) -> Vec<TermKey> {
    // A weight alone prefers the rarest terms, which lead to one or two articles. The square root
    // of the number of reachable articles moves the choice towards terms that lead to more.
    let mut ranked: Vec<(TermKey, f64)> = weighted
        .iter()
        .filter_map(|(term, weight)| Some((*term, weight * idf.reachable_articles(*term)?.sqrt())))
        .collect();
    ranked.sort_unstable_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    ranked.truncate(SELECTED_TERMS);
    let mut selected: Vec<TermKey> = ranked.into_iter().map(|(term, _)| term).collect();
    selected.sort_unstable();
    selected
}

impl TermCounts {
    /// Tf-idf weight of a term: `(1 + ln(tf)) * idf`, scaled by the kind of the term. `None` for
    /// terms without weight.
    fn tf_idf(&self, term: TermKey, idf: &IdfTable) -> Option<f64> {
        let idf = idf.idf(term)?;
        let count = self.counts.get(&term).copied().unwrap_or(1);
        // Sublinear term frequency: the tenth use of a word says less than the second.
        let frequency = 1.0 + f64::from(count).ln();
        let weight = match term.kind() {
            TermKind::Word if self.headline.contains(&term) => (frequency + HEADLINE_BONUS) * idf,
            TermKind::Word => frequency * idf,
            TermKind::Pair => PAIR_WEIGHT * frequency * idf,
            TermKind::Tag => TAG_WEIGHT * idf,
            TermKind::Group => return None,
        };
        (weight > 0.0).then_some(weight)
    }
}
