//! What follows from the wire: which articles are touched, each brought up to date in a transaction of its own.

use std::collections::BTreeSet;

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::{ArticleId, CollectionId},
    keeping::Touched,
    moment::Moment,
    ports::Fence,
    sight::Reader,
    words::TermKey,
};

use super::{
    neighbours::Shelf,
    pending::Pending,
    refresh::{mend_some, refresh},
    state,
};
use crate::{
    dialect::Engine, failure::told, sql::Sql, store::Store, transaction::Transaction,
    visibility::Visibility,
};

#[derive(FromQueryResult)]
struct IdRow {
    article_id: Uuid,
}

/// Brings lists up to date, and answers how many articles had changed.
pub(super) async fn follow(
    store: &Store,
    touched: Touched,
    fence: Fence,
    now: Moment,
) -> Result<u64, Error> {
    if touched.is_empty() {
        return Ok(0);
    }
    let state = store.clone();
    let state = store.run(async move { state::read(&state).await }).await?;
    if state.in_force().is_none() && state.building().is_none() {
        // Whoever builds the first generation finds all of it.
        return Ok(0);
    }
    let ids = spread(store, touched, fence, now).await?;
    if pass_over(store, ids.len(), fence).await? {
        return Ok(ids.len() as u64);
    }
    let mut changed = 0;
    for id in ids {
        changed += u64::from(follow_one(store, id, fence, now).await?);
    }
    mend_all(store, fence).await?;
    Ok(changed)
}

/// Leaves articles to a rebuild, and answers whether it did: where they are too many to be looked at one by one.
async fn pass_over(store: &Store, articles: usize, fence: Fence) -> Result<bool, Error> {
    let engine = store.engine();
    let articles = i64::try_from(articles).unwrap_or(i64::MAX);
    store
        .transaction(Box::new(move |transaction| {
            Box::pin(async move {
                let state = state::held(transaction, engine).await?;
                state::under_fence(transaction, engine, fence).await?;
                let is_flooded = state.standing().is_flooded_by(articles.cast_unsigned());
                if is_flooded {
                    state::count_passed_over(transaction, engine, articles).await?;
                }
                Ok(is_flooded)
            })
        }))
        .await
}

/// Makes lists anew that lost an entry whose place another may have to take, a few in each transaction.
async fn mend_all(store: &Store, fence: Fence) -> Result<(), Error> {
    let engine = store.engine();
    while store
        .transaction(Box::new(move |transaction| {
            Box::pin(async move {
                let state = state::held(transaction, engine).await?;
                state::under_fence(transaction, engine, fence).await?;
                let Some(generation) = state.in_force() else {
                    return Ok(false);
                };
                let shelf = Shelf {
                    transaction,
                    engine,
                    generation,
                };
                mend_some(shelf, state.weighed()).await
            })
        }))
        .await?
    {}
    Ok(())
}

async fn follow_one(
    store: &Store,
    id: ArticleId,
    fence: Fence,
    now: Moment,
) -> Result<bool, Error> {
    let engine = store.engine();
    store
        .transaction(Box::new(move |transaction| {
            Box::pin(async move {
                let state = state::held(transaction, engine).await?;
                state::under_fence(transaction, engine, fence).await?;
                let pending = Pending {
                    id: id.as_uuid(),
                    is_collection: false,
                    at: now.as_millis(),
                };
                pending.note(transaction, engine, &state).await?;
                let Some(generation) = state.in_force() else {
                    return Ok(false);
                };
                let shelf = Shelf {
                    transaction,
                    engine,
                    generation,
                };
                let has_changed = refresh(shelf, state.weighed(), id, now).await?;
                if has_changed {
                    state::count_changed(transaction, engine, 1).await?;
                }
                Ok(has_changed)
            })
        }))
        .await
}

/// All articles that are touched: themselves, by a tag they carry or by a collection they are or were in.
async fn spread(
    store: &Store,
    touched: Touched,
    fence: Fence,
    now: Moment,
) -> Result<BTreeSet<ArticleId>, Error> {
    if touched.tags.is_empty() && touched.collections.is_empty() {
        return Ok(touched.articles);
    }
    let engine = store.engine();
    store
        .transaction(Box::new(move |transaction| {
            let touched = touched.clone();
            Box::pin(async move {
                let state = state::held(transaction, engine).await?;
                state::under_fence(transaction, engine, fence).await?;
                let mut articles = touched.articles;
                let tags = touched.tags.iter().map(|tag| tag.as_uuid());
                articles.extend(carriers(transaction, engine, tags, now).await?);
                for collection in touched.collections {
                    let pending = Pending {
                        id: collection.as_uuid(),
                        is_collection: true,
                        at: now.as_millis(),
                    };
                    pending.note(transaction, engine, &state).await?;
                    let generation = state.generation;
                    let shelf = Shelf {
                        transaction,
                        engine,
                        generation,
                    };
                    articles.extend(members(shelf, collection).await?);
                }
                Ok(articles)
            })
        }))
        .await
}

/// Who is in a collection, or was when it was filed.
pub(super) async fn members(
    shelf: Shelf<'_>,
    collection: CollectionId,
) -> Result<Vec<ArticleId>, Error> {
    let mut sql = Sql::new(shelf.engine);
    let id = sql.bind(collection.as_uuid());
    sql.push(&format!(
        "SELECT DISTINCT article_id FROM collection_item WHERE collection_id = {id}"
    ));
    let mut members = ids(shelf.transaction, sql).await?;
    members.extend(
        shelf
            .filed_under(TermKey::shelf(collection.as_uuid()))
            .await?,
    );
    Ok(members)
}

/// Who carries one of these tags before everybody, also one that was retired.
async fn carriers(
    transaction: &Transaction,
    engine: Engine,
    tags: impl Iterator<Item = Uuid>,
    now: Moment,
) -> Result<Vec<ArticleId>, Error> {
    let mut sql = Sql::new(engine);
    let open = Visibility::of(&Reader::public(now), &mut sql).open_to("s");
    let tags = sql.bind_ids(tags);
    sql.push(&format!(
        "SELECT DISTINCT s.article_id FROM {tags} k JOIN showing_tag m ON m.tag_id = k.id \
         JOIN showing s ON s.article_id = m.article_id AND s.number = m.number WHERE s.is_full AND {open}"
    ));
    ids(transaction, sql).await
}

async fn ids(transaction: &Transaction, sql: Sql) -> Result<Vec<ArticleId>, Error> {
    let rows = IdRow::find_by_statement(sql.statement());
    let rows = rows.all(transaction).await.map_err(told)?;
    Ok(rows
        .into_iter()
        .map(|row| ArticleId::from_uuid(row.article_id))
        .collect())
}
