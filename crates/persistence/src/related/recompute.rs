//! Recompute of incomplete lists: lists that lost an entry whose place another candidate may take.
//!
//! A list is not recomputed in the transaction of the change that made it incomplete. An article
//! can be in very many lists, and reading all candidates of all of them would keep other writers
//! waiting.

use standfirst_domain::{error::Error, ids::ArticleId, related::RelatedList};

use super::{generation_store::GenerationStore, lists::EncodedList};

/// Number of lists that are recomputed in one transaction.
const LISTS_PER_TRANSACTION: usize = 8;

/// Recomputes a few incomplete lists. Returns whether there may be more.
pub(super) async fn recompute_incomplete_lists(
    store: GenerationStore<'_>,
    corpus_size: u32,
) -> Result<bool, Error> {
    let incomplete = store.incomplete_lists(LISTS_PER_TRANSACTION).await?;
    for id in &incomplete {
        let list = compute_list(store, corpus_size, *id).await?;
        if let Some(list) = list {
            store.write_lists(&[EncodedList::new(*id, &list)?]).await?;
        }
    }
    store.mark_complete(&incomplete).await?;
    Ok(incomplete.len() == LISTS_PER_TRANSACTION)
}

/// Computes the list of an article from all candidates; `None` if the article was withdrawn since.
async fn compute_list(
    store: GenerationStore<'_>,
    corpus_size: u32,
    id: ArticleId,
) -> Result<Option<RelatedList>, Error> {
    let Some(owner) = store.vectors(&[id]).await?.remove(&id) else {
        return Ok(None);
    };
    let owner = owner.vector;
    let idf = store.idf_table(corpus_size, owner.required_terms()).await?;
    let ids = store.candidates(&[&owner], &idf).await?;
    let candidates = store.vectors(&ids).await?;
    let candidates = candidates.values().map(|stored| &stored.vector);
    Ok(Some(RelatedList::from_candidates(&owner, candidates, &idf)))
}
