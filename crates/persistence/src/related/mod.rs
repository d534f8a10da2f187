//! Storage of the related index: term vectors, postings, related lists and the idf table.
//!
//! The ranking, and the effect of a change on a list, are decided in
//! [`standfirst_domain::related`]. This module stores the results. Everything is computed from what
//! anonymous readers see. Reads that apply the visibility rule are in [`crate::archive`].
//!
//! Two writers change lists: the consumer of the change log, article by article ([`changes`]), and
//! a rebuild when it activates its generation ([`rebuild`]). Each locks the row of the [`state`]
//! first, so that neither misses a change of the other.

mod article_batches;
mod article_source;
mod build;
mod catch_up;
mod changes;
mod collection_members;
mod generation_store;
mod generation_writer;
mod idf_table;
mod insert;
mod lists;
mod parallel;
mod pending;
mod rebuild;
mod recompute;
mod refresh;
mod retry_when_busy;
mod state;

use std::sync::Arc;

use async_trait::async_trait;
use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    moment::Moment,
    ports::{Clock, FencingToken},
    related::{IdfTable, TermVector},
    related_index::{
        ChangedEntities, IdfSource, ProgressListener, RebuildSummary, RelatedIndex,
        RelatedIndexStatus,
    },
};

use self::{generation_store::GenerationStore, state::IndexState};
use crate::{store::Store, transaction::Transaction};

#[async_trait]
impl RelatedIndex for Store {
    async fn refresh(
        &self,
        changed: ChangedEntities,
        fencing_token: FencingToken,
        now: Moment,
    ) -> Result<u64, Error> {
        changes::apply(self, changed, fencing_token, now).await
    }

    async fn rebuild(
        &self,
        idf_source: IdfSource,
        clock: Arc<dyn Clock>,
        listener: ProgressListener,
    ) -> Result<Option<RebuildSummary>, Error> {
        rebuild::rebuild(self, idf_source, clock, listener).await
    }

    async fn status(&self) -> Result<RelatedIndexStatus, Error> {
        Ok(state::read(self).await?.status())
    }
}

/// Loads the term vectors of two articles and the idf of their terms. Without either vector, both
/// are `None` and the table is empty.
pub(crate) async fn load_pair(
    transaction: &Transaction,
    one: ArticleId,
    other: ArticleId,
) -> Result<(Option<(TermVector, TermVector)>, IdfTable), Error> {
    let state = IndexState::load(transaction).await?;
    let store = GenerationStore {
        transaction,
        generation: state.generation,
    };
    let vectors = store.vectors(&[one, other]).await?;
    // Cloned, because both ids may be the same.
    let vector = |id| vectors.get(&id).map(|stored| stored.vector.clone());
    let (Some(one), Some(other)) = (vector(one), vector(other)) else {
        return Ok((None, IdfTable::default()));
    };
    let terms = one.required_terms().chain(other.required_terms());
    let idf = store.idf_table(state.corpus_size(), terms).await?;
    Ok((Some((one, other)), idf))
}
