//! Application of change records: finds the affected articles, and refreshes each in a transaction
//! of its own.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::{ArticleId, TagId},
    moment::Moment,
    ports::FencingToken,
    related_index::ChangedEntities,
    tag::TagKind,
    visibility::Reader,
};

use super::{
    collection_members, generation_store::GenerationStore, pending::PendingRefresh,
    recompute::recompute_incomplete_lists, refresh::refresh_article, state,
};
use crate::{
    rows::decode::{from_enum_text, log_and_skip},
    store::Store,
    transaction::Transaction,
    visibility::VisibilityFilter,
};

/// Number of term vectors that are read in one statement.
const VECTORS_PER_STATEMENT: usize = 500;

#[derive(FromQueryResult)]
struct CarrierRow {
    article_id: Uuid,
    id: Uuid,
    kind: Option<String>,
}

/// Articles, each with those of some tags that it carries.
type Carriers = BTreeMap<ArticleId, Vec<(TagId, TagKind)>>;

/// Refreshes the lists that changed entities affect. Returns the number of articles that had
/// changed.
pub(super) async fn apply(
    store: &Store,
    changed: ChangedEntities,
    fencing_token: FencingToken,
    now: Moment,
) -> Result<u64, Error> {
    if changed.is_empty() {
        return Ok(0);
    }
    let state = state::read(store).await?;
    if state.active().is_none() && state.building().is_none() {
        // The first rebuild will read these articles itself.
        return Ok(0);
    }
    let backlog = changed.backlog;
    let ids = affected_articles(store, changed, fencing_token, now).await?;
    if pass_over_bulk_change(store, ids.len() as u64, backlog, fencing_token).await? {
        return Ok(ids.len() as u64);
    }
    let mut refreshed = 0;
    for id in ids {
        refreshed += u64::from(refresh(store, id, fencing_token, now).await?);
    }
    recompute_all(store, fencing_token).await?;
    Ok(refreshed)
}

/// Leaves the articles of a bulk change to the next rebuild. Returns whether it did.
async fn pass_over_bulk_change(
    store: &Store,
    articles: u64,
    backlog: u64,
    fencing_token: FencingToken,
) -> Result<bool, Error> {
    store
        .transaction((), move |transaction, ()| {
            Box::pin(async move {
                let state = state::lock_with_fencing_token(transaction, fencing_token).await?;
                // A backlog without articles, such as drafts, must not cause a rebuild.
                let is_bulk_change = articles > 0
                    && state
                        .status()
                        .is_bulk_change(articles.saturating_add(backlog));
                if is_bulk_change {
                    let articles = i64::try_from(articles).unwrap_or(i64::MAX);
                    state::count_passed_over(transaction, articles).await?;
                }
                Ok(is_bulk_change)
            })
        })
        .await
}

/// Recomputes all incomplete lists, a few in each transaction.
async fn recompute_all(store: &Store, fencing_token: FencingToken) -> Result<(), Error> {
    while store
        .transaction((), move |transaction, ()| {
            Box::pin(async move {
                let state = state::lock_with_fencing_token(transaction, fencing_token).await?;
                let Some(generation) = GenerationStore::active(transaction, &state) else {
                    return Ok(false);
                };
                recompute_incomplete_lists(generation, state.corpus_size()).await
            })
        })
        .await?
    {}
    Ok(())
}

/// Refreshes one article in the active generation, and notes it for one that is being built.
async fn refresh(
    store: &Store,
    id: ArticleId,
    fencing_token: FencingToken,
    now: Moment,
) -> Result<bool, Error> {
    store
        .transaction((), move |transaction, ()| {
            Box::pin(async move {
                let state = state::lock_with_fencing_token(transaction, fencing_token).await?;
                let pending = PendingRefresh::article(id, now);
                pending.note(transaction, &state).await?;
                let Some(generation) = GenerationStore::active(transaction, &state) else {
                    return Ok(false);
                };
                let has_changed = refresh_article(generation, state.corpus_size(), id, now).await?;
                if has_changed {
                    state::count_changed(transaction, 1).await?;
                }
                Ok(has_changed)
            })
        })
        .await
}

/// Collects the affected articles: the changed ones, those with a changed tag, and present and
/// former members of a changed collection.
async fn affected_articles(
    store: &Store,
    changed: ChangedEntities,
    fencing_token: FencingToken,
    now: Moment,
) -> Result<BTreeSet<ArticleId>, Error> {
    if changed.tags.is_empty() && changed.collections.is_empty() {
        return Ok(changed.articles);
    }
    store
        .transaction((), move |transaction, ()| {
            let changed = changed.clone();
            Box::pin(async move {
                let state = state::lock_with_fencing_token(transaction, fencing_token).await?;
                let mut articles = changed.articles;
                let generation = GenerationStore {
                    transaction,
                    generation: state.generation,
                };
                // A running rebuild may have read a tag before it changed, even where the active
                // vectors agree with it. Then all carriers count as affected.
                let active = state.building().is_none().then_some(generation);
                let carriers = carriers(transaction, &changed.tags, now).await?;
                articles.extend(outdated_carriers(active, &changed.tags, carriers).await?);
                for collection in changed.collections {
                    let pending = PendingRefresh::collection(collection, now);
                    pending.note(transaction, &state).await?;
                    let members = collection_members::read(generation, collection, now);
                    articles.extend(members.await?);
                }
                Ok(articles)
            })
        })
        .await
}

/// Reads the publicly visible articles that carry some tags. A retired tag counts as not carried,
/// but its articles are included.
async fn carriers(
    transaction: &Transaction,
    tags: &BTreeSet<TagId>,
    now: Moment,
) -> Result<Carriers, Error> {
    let mut sql = transaction.sql();
    let visible = VisibilityFilter::new(&Reader::public(now), &mut sql).visible_to("s");
    let tags = sql.bind_ids(tags.iter().map(|tag| tag.as_uuid()));
    sql.push(&format!(
        "SELECT DISTINCT s.article_id, g.id, CASE WHEN g.retired_at IS NULL THEN g.kind END AS kind FROM {tags} k JOIN tag g ON g.id = k.id \
         JOIN showing_tag m ON m.tag_id = g.id JOIN showing s ON s.article_id = m.article_id AND s.number = m.number WHERE s.is_full AND {visible}"
    ));
    let mut carriers = Carriers::new();
    for row in transaction.rows::<CarrierRow>(sql).await? {
        let carried = carriers
            .entry(ArticleId::from_uuid(row.article_id))
            .or_default();
        if let Some(kind) = row.kind {
            let kind = log_and_skip(from_enum_text(&kind, "tag", row.id)).unwrap_or_default();
            carried.push((TagId::from_uuid(row.id), kind));
        }
    }
    Ok(carriers)
}

/// Selects the carriers whose stored term vector disagrees with their tags. Most changes of a tag
/// concern its name or description, and no vector. Without an active generation, all are selected.
async fn outdated_carriers(
    active: Option<GenerationStore<'_>>,
    tags: &BTreeSet<TagId>,
    carriers: Carriers,
) -> Result<Vec<ArticleId>, Error> {
    let ids: Vec<ArticleId> = carriers.keys().copied().collect();
    let Some(generation) = active else {
        return Ok(ids);
    };
    let mut outdated = Vec::new();
    for ids in ids.chunks(VECTORS_PER_STATEMENT) {
        let stored = generation.vectors(ids).await?;
        let is_current = |id: &ArticleId| {
            let carried = carriers.get(id).map(Vec::as_slice).unwrap_or_default();
            stored
                .get(id)
                .is_some_and(|stored| stored.vector.matches_tags(tags, carried))
        };
        outdated.extend(ids.iter().copied().filter(|id| !is_current(id)));
    }
    Ok(outdated)
}
