//! End of a rebuild: repeats the refreshes since its start, then activates the generation.

use standfirst_domain::{
    error::Error,
    ids::{ArticleId, CollectionId},
    moment::Moment,
};

use super::{
    build::Build,
    collection_members,
    generation_store::GenerationStore,
    pending::PendingRefresh,
    recompute::recompute_incomplete_lists,
    refresh::refresh_article,
    retry_when_busy,
    state::{self, Activation, IndexState},
};
use crate::store::Work;

/// Number of pending refreshes that are repeated in one transaction.
const REFRESHES_PER_TRANSACTION: usize = 8;

impl Build {
    /// Activates the generation. Returns false, without an effect, if refreshes are pending or
    /// lists are incomplete.
    ///
    /// `activation` holds the counts at the start of the rebuild. The activated state counts what
    /// changed since.
    pub(super) async fn try_activate(&self, activation: &Activation) -> Result<bool, Error> {
        let activation = *activation;
        let activate: Work<bool> = Box::new(move |transaction| {
            Box::pin(async move {
                // With the lock, no refresh can be noted between the check and the activation.
                let state = state::lock(transaction).await?;
                let store = GenerationStore {
                    transaction,
                    generation: activation.generation,
                };
                let is_behind = PendingRefresh::next(transaction).await?.is_some();
                if is_behind || !store.incomplete_lists(1).await?.is_empty() {
                    return Ok(false);
                }
                let since_start = Activation {
                    changed: state.changed - activation.changed,
                    passed_over: state.passed_over - activation.passed_over,
                    ..activation
                };
                since_start.apply(transaction).await?;
                Ok(true)
            })
        });
        retry_when_busy::write(&self.store, activate).await
    }

    /// Repeats some of the pending refreshes in the new generation.
    pub(super) async fn catch_up(&self, corpus_size: u32) -> Result<(), Error> {
        let build = self.clone();
        let step: Work<()> = Box::new(move |transaction| {
            let build = build.clone();
            Box::pin(async move {
                let state = state::lock(transaction).await?;
                state::extend_lease(transaction, build.generation, build.clock.now()).await?;
                let store = GenerationStore {
                    transaction,
                    generation: build.generation,
                };
                for _ in 0..REFRESHES_PER_TRANSACTION {
                    let Some(pending) = PendingRefresh::next(transaction).await? else {
                        break;
                    };
                    build
                        .repeat_refresh(store, pending, (&state, corpus_size))
                        .await?;
                }
                recompute_incomplete_lists(store, corpus_size)
                    .await
                    .map(drop)
            })
        });
        retry_when_busy::write(&self.store, step).await
    }

    /// Refreshes a changed article, or notes the members of a changed collection as pending.
    async fn repeat_refresh(
        &self,
        store: GenerationStore<'_>,
        pending: PendingRefresh,
        (state, corpus_size): (&IndexState, u32),
    ) -> Result<(), Error> {
        let transaction = store.transaction;
        let at = Moment::from_millis(pending.changed_at);
        // The clock of the node that noted it may be ahead of this one.
        let now = self.clock.now().max(at);
        if pending.is_collection {
            let collection = CollectionId::from_uuid(pending.id);
            for id in collection_members::read(store, collection, now).await? {
                PendingRefresh::article(id, at)
                    .note(transaction, state)
                    .await?;
            }
        } else {
            let article = ArticleId::from_uuid(pending.id);
            refresh_article(store, corpus_size, article, now).await?;
        }
        pending.delete(transaction).await
    }
}
