//! Equality of incremental updates and full rebuilds, for any sequence of changes.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{
    super::{
        scoring::{MAX_SIMILARITY_SCORE, SAME_SERIES_SCORE},
        *,
    },
    article, idf_table, source, tag, vectors,
};
use crate::ids::ArticleId;

/// New content of an article, or its removal.
#[derive(Debug, Clone)]
struct ArticleUpdate {
    number: u8,
    content: Option<TermSource>,
}

fn updates() -> impl Strategy<Value = Vec<ArticleUpdate>> {
    let words = prop::collection::vec(
        prop::sample::select(vec![
            "bridge", "ship", "fog", "budget", "council", "rain", "harbour", "talks",
        ]),
        1..6,
    );
    let one = (
        1..48_u8,
        0..40_i64,
        words,
        prop::collection::vec(1..4_u8, 0..3),
        any::<bool>(),
        0..8_u8,
    );
    let update = one.prop_map(|(number, day, words, tags, series, presence)| {
        let mut content = source(number, day, &words[..1].join(" "), &words.join(" "));
        content.tags = tags.iter().map(|number| tag(*number)).collect();
        content.series = tags
            .iter()
            .filter(|number| series && **number == 1)
            .map(|number| tag(*number))
            .collect();
        ArticleUpdate {
            number,
            content: (presence > 0).then_some(content),
        }
    });
    prop::collection::vec(update, 1..120)
}

/// Vectors and lists of a store that applies one update after another.
#[derive(Default)]
struct IncrementalStore {
    vectors: BTreeMap<ArticleId, TermVector>,
    lists: BTreeMap<ArticleId, RelatedList>,
}

impl IncrementalStore {
    fn apply(&mut self, update: &ArticleUpdate, idf: &IdfTable) {
        let id = article(update.number);
        let previous = self.vectors.remove(&id);
        let current = update
            .content
            .as_ref()
            .map(|source| TermVector::new(&TermCounts::new(source), idf));
        let mut to_recompute = Vec::new();
        for (other, vector) in &self.vectors {
            let change =
                NeighbourChange::from_vectors(vector, previous.as_ref(), current.as_ref(), idf);
            let list = self.lists.entry(*other).or_default();
            let Some(change) = change.filter(|change| change.affects_list(list.floor())) else {
                continue;
            };
            if list.apply(change) == ListUpdate::NeedsRecompute {
                to_recompute.push(*other);
            }
        }
        self.lists.remove(&id);
        if let Some(current) = current {
            self.vectors.insert(id, current);
            to_recompute.push(id);
        }
        for id in to_recompute {
            self.recompute(id, idf);
        }
    }

    fn recompute(&mut self, id: ArticleId, idf: &IdfTable) {
        let owner = &self.vectors[&id];
        let candidates = self
            .vectors
            .values()
            .filter(|other| owner.is_candidate_for(other, idf));
        let list = RelatedList::from_candidates(owner, candidates, idf);
        self.lists.insert(id, list);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn incremental_updates_give_the_lists_of_a_full_rebuild(updates in updates()) {
        let known: Vec<TermSource> = updates.iter().take(updates.len() / 2).filter_map(|update| update.content.clone()).collect();
        let mut idf = idf_table(&known);
        idf.limit_windows(&vectors(&known, &idf.clone()));
        let mut store = IncrementalStore::default();
        for update in &updates {
            store.apply(update, &idf);
        }
        let vectors: Vec<TermVector> = store.vectors.values().cloned().collect();
        let index = InvertedIndex::new(&vectors, &idf);
        for vector in &vectors {
            prop_assert_eq!(&store.lists[&vector.article], &index.related_list(vector));
        }
    }

    #[test]
    fn scores_are_symmetric_sums_of_their_contributions(updates in updates()) {
        let sources: Vec<TermSource> = updates.iter().filter_map(|update| update.content.clone()).take(6).collect();
        let idf = idf_table(&sources);
        let vectors = vectors(&sources, &idf);
        for one in &vectors {
            for other in &vectors {
                let similarity = Similarity::from_vectors(one, other);
                let entry = RelatedEntry::from_vectors(one, other, &idf);
                prop_assert_eq!(similarity.score(), entry.score());
                prop_assert_eq!(entry.score(), RelatedEntry::from_vectors(other, one, &idf).score());
                let reasons = entry.reasons(one.published_at);
                let sum: f64 = reasons.iter().map(Reason::contribution).sum();
                prop_assert!((sum - entry.score()).abs() < 1e-6);
                prop_assert!((0.0..=MAX_SIMILARITY_SCORE + SAME_SERIES_SCORE + 1e-9).contains(&entry.score()));
            }
        }
    }
}
