//! Refresh of one article, in one transaction: its term vector, its postings, its own list, and the
//! lists of its neighbours.
//!
//! The previous state is the stored vector and not the change record. Therefore a repeated refresh
//! finds no difference and has no effect.

use std::collections::HashMap;

use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    moment::Moment,
    related::{IdfTable, ListUpdate, NeighbourChange, RelatedList, TermCounts, TermVector},
};

use super::{
    article_source::{self, Selection},
    generation_store::{GenerationStore, StoredVector},
    lists::EncodedList,
};

/// Number of lists that are written in one statement.
const LISTS_PER_STATEMENT: usize = 100;

/// Stored vectors of the neighbours, by article.
type Neighbours = HashMap<ArticleId, StoredVector>;

/// Refreshes an article. Returns whether its term vector changed.
pub(super) async fn refresh_article(
    store: GenerationStore<'_>,
    corpus_size: u32,
    id: ArticleId,
    now: Moment,
) -> Result<bool, Error> {
    let (sources, _) = article_source::read(store.transaction, Selection::Ids(&[id]), now).await?;
    let counts = sources.first().map(TermCounts::new);
    let previous = store
        .vectors(&[id])
        .await?
        .remove(&id)
        .map(|stored| stored.vector);
    if counts.is_none() && previous.is_none() {
        return Ok(false);
    }
    // The windows of the previous terms are needed too, to find the lists that the article leaves.
    let terms = counts.iter().flat_map(TermCounts::required_terms);
    let terms = terms.chain(previous.iter().flat_map(TermVector::required_terms));
    let idf = store.idf_table(corpus_size, terms).await?;
    let current = counts.map(|counts| TermVector::new(&counts, &idf));
    if previous == current {
        return Ok(false);
    }
    let refresh = ArticleRefresh {
        store,
        id,
        previous,
        current,
        idf,
    };
    refresh.write_vector().await?;
    refresh.update_lists().await?;
    Ok(true)
}

/// Refresh of one article whose term vector changed.
struct ArticleRefresh<'a> {
    store: GenerationStore<'a>,
    id: ArticleId,
    previous: Option<TermVector>,
    current: Option<TermVector>,
    idf: IdfTable,
}

impl ArticleRefresh<'_> {
    async fn write_vector(&self) -> Result<(), Error> {
        if let Some(previous) = &self.previous {
            self.store.delete_vector(previous).await?;
        }
        match &self.current {
            Some(current) => self.store.write_vector(current).await,
            None => Ok(()),
        }
    }

    async fn update_lists(&self) -> Result<(), Error> {
        // One read covers both states: candidates of the previous one may lose an entry, those of
        // the current one may gain it.
        let vectors: Vec<&TermVector> = self.previous.iter().chain(&self.current).collect();
        let mut ids = self.store.candidates(&vectors, &self.idf).await?;
        ids.retain(|id| *id != self.id);
        let neighbours = self.store.vectors(&ids).await?;
        let mut lists: HashMap<ArticleId, RelatedList> = HashMap::new();
        if let Some(current) = &self.current {
            // Candidates of the previous state alone must not enter the list.
            let candidates = neighbours
                .values()
                .map(|neighbour| &neighbour.vector)
                .filter(|other| current.is_candidate_for(other, &self.idf));
            let list = RelatedList::from_candidates(current, candidates, &self.idf);
            lists.insert(self.id, list);
        } else {
            self.store.delete_list(self.id).await?;
        }
        let incomplete = self.update_neighbours(&neighbours, &mut lists).await?;
        self.store.mark_incomplete(&incomplete).await?;
        let encoded: Vec<EncodedList> = lists
            .iter()
            .map(|(id, list)| EncodedList::new(*id, list))
            .collect::<Result<_, _>>()?;
        for lists in encoded.chunks(LISTS_PER_STATEMENT) {
            self.store.write_lists(lists).await?;
        }
        Ok(())
    }

    /// Updates the lists of neighbours, and adds those that changed to `lists`. Returns the lists
    /// that need a recompute. Until then they are stored without the entry that they lost.
    async fn update_neighbours(
        &self,
        neighbours: &Neighbours,
        lists: &mut HashMap<ArticleId, RelatedList>,
    ) -> Result<Vec<ArticleId>, Error> {
        let (previous, current) = (self.previous.as_ref(), self.current.as_ref());
        let changes = neighbours.values().filter_map(|neighbour| {
            let vector = &neighbour.vector;
            let change = NeighbourChange::from_vectors(vector, previous, current, &self.idf)?;
            // The floor is stored with the vector, so that unaffected lists are not even read.
            let is_affected = change.affects_list(neighbour.floor);
            is_affected.then_some((vector.article, change))
        });
        let changes: Vec<(ArticleId, NeighbourChange)> = changes.collect();
        let ids: Vec<ArticleId> = changes.iter().map(|(id, _)| *id).collect();
        let mut stored = self.store.lists(&ids).await?;
        let mut incomplete = Vec::new();
        for (id, change) in changes {
            // A list that does not decode is missing, and has to be recomputed as a whole.
            let Some(mut list) = stored.remove(&id) else {
                incomplete.push(id);
                continue;
            };
            match list.apply(change) {
                ListUpdate::Unchanged => {}
                ListUpdate::Changed => drop(lists.insert(id, list)),
                ListUpdate::NeedsRecompute => {
                    lists.insert(id, list);
                    incomplete.push(id);
                }
            }
        }
        // A fixed order of rows, since the changes come out of a hash map.
        incomplete.sort_unstable();
        Ok(incomplete)
    }
}
