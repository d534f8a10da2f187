//! What follows from the change log: which articles are touched, each brought up to date in a transaction of its own.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::{ArticleId, CollectionId, TagId},
    keeping::Touched,
    moment::Moment,
    ports::FencingToken,
    tag::TagKind,
    visibility::Reader,
    words::TermKey,
};

use super::{
    neighbours::Shelf,
    pending::Pending,
    refresh::{mend_some, refresh},
    state,
};
use crate::{
    dialect::Engine,
    failure::told,
    rows::{decode::from_word, found::readable},
    sql::Sql,
    store::Store,
    transaction::Transaction,
    visibility::VisibilityFilter,
};

/// How many portraits are read in one statement.
const PORTRAITS_AT_ONCE: usize = 500;

#[derive(FromQueryResult)]
struct CarrierRow {
    article_id: Uuid,
    id: Uuid,
    kind: Option<String>,
}

/// Brings lists up to date, and answers how many articles had changed.
pub(super) async fn follow(
    store: &Store,
    touched: Touched,
    fencing_token: FencingToken,
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
    let waiting = touched.waiting;
    let ids = spread(store, touched, fencing_token, now).await?;
    if pass_over(store, ids.len() as u64, waiting, fencing_token).await? {
        return Ok(ids.len() as u64);
    }
    let mut changed = 0;
    for id in ids {
        changed += u64::from(follow_one(store, id, fencing_token, now).await?);
    }
    mend_all(store, fencing_token).await?;
    Ok(changed)
}

/// Leaves articles to a rebuild, and answers whether it did: where they, with those that wait behind them, are too many to be looked at one by one.
async fn pass_over(
    store: &Store,
    articles: u64,
    waiting: u64,
    fencing_token: FencingToken,
) -> Result<bool, Error> {
    let engine = store.engine();
    store
        .transaction(Box::new(move |transaction| {
            Box::pin(async move {
                let state = state::held_under(fencing_token, transaction, engine).await?;
                let is_flooded = articles > 0
                    && state
                        .standing()
                        .is_flooded_by(articles.saturating_add(waiting));
                if is_flooded {
                    let articles = i64::try_from(articles).unwrap_or(i64::MAX);
                    state::count_passed_over(transaction, engine, articles).await?;
                }
                Ok(is_flooded)
            })
        }))
        .await
}

/// Makes lists anew that lost an entry whose place another may have to take, a few in each transaction.
async fn mend_all(store: &Store, fencing_token: FencingToken) -> Result<(), Error> {
    let engine = store.engine();
    while store
        .transaction(Box::new(move |transaction| {
            Box::pin(async move {
                let state = state::held_under(fencing_token, transaction, engine).await?;
                let Some(shelf) = Shelf::in_force(transaction, engine, &state) else {
                    return Ok(false);
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
    fencing_token: FencingToken,
    now: Moment,
) -> Result<bool, Error> {
    let engine = store.engine();
    store
        .transaction(Box::new(move |transaction| {
            Box::pin(async move {
                let state = state::held_under(fencing_token, transaction, engine).await?;
                let pending = Pending {
                    id: id.as_uuid(),
                    is_collection: false,
                    at: now.as_millis(),
                };
                pending.note(transaction, engine, &state).await?;
                let Some(shelf) = Shelf::in_force(transaction, engine, &state) else {
                    return Ok(false);
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
    fencing_token: FencingToken,
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
                let state = state::held_under(fencing_token, transaction, engine).await?;
                let mut articles = touched.articles;
                let shelf = Shelf {
                    transaction,
                    engine,
                    generation: state.generation,
                };
                // What a builder read of a tag may be older than what is in force.
                let in_force = state.building().is_none().then_some(shelf);
                let carriers = carriers(transaction, engine, &touched.tags, now).await?;
                articles.extend(otherwise(in_force, &touched.tags, carriers).await?);
                for collection in touched.collections {
                    let pending = Pending {
                        id: collection.as_uuid(),
                        is_collection: true,
                        at: now.as_millis(),
                    };
                    pending.note(transaction, engine, &state).await?;
                    articles.extend(members(shelf, collection, now).await?);
                }
                Ok(articles)
            })
        }))
        .await
}

/// Who is in a collection before everybody, or was when it was filed.
pub(super) async fn members(
    shelf: Shelf<'_>,
    collection: CollectionId,
    now: Moment,
) -> Result<Vec<ArticleId>, Error> {
    let mut sql = Sql::new(shelf.engine);
    let open = VisibilityFilter::of(&Reader::public(now), &mut sql).visible_to("s");
    let id = sql.bind(collection.as_uuid());
    sql.push(&format!(
        "SELECT DISTINCT s.article_id FROM collection_item i JOIN showing s ON s.article_id = i.article_id WHERE i.collection_id = {id} AND s.is_full AND {open}"
    ));
    let mut members = shelf.ids(sql).await?;
    members.extend(
        shelf
            .filed_under(TermKey::shelf(collection.as_uuid()))
            .await?,
    );
    Ok(members)
}

/// Articles, each with those of some tags that it carries.
type Carriers = BTreeMap<ArticleId, Vec<(TagId, TagKind)>>;

/// Who carries one of these tags before everybody, and which; a tag that was retired is carried by nobody, and those who carried it are among them all the same.
async fn carriers(
    transaction: &Transaction,
    engine: Engine,
    tags: &BTreeSet<TagId>,
    now: Moment,
) -> Result<Carriers, Error> {
    let mut sql = Sql::new(engine);
    let open = VisibilityFilter::of(&Reader::public(now), &mut sql).visible_to("s");
    let tags = sql.bind_ids(tags.iter().map(|tag| tag.as_uuid()));
    sql.push(&format!(
        "SELECT DISTINCT s.article_id, g.id, CASE WHEN g.retired_at IS NULL THEN g.kind END AS kind FROM {tags} k JOIN tag g ON g.id = k.id \
         JOIN showing_tag m ON m.tag_id = g.id JOIN showing s ON s.article_id = m.article_id AND s.number = m.number WHERE s.is_full AND {open}"
    ));
    let rows = CarrierRow::find_by_statement(sql.statement());
    let mut carriers = Carriers::new();
    for row in rows.all(transaction).await.map_err(told)? {
        let carried = carriers
            .entry(ArticleId::from_uuid(row.article_id))
            .or_default();
        if let Some(kind) = row.kind {
            let kind = readable(from_word(&kind, "tag", row.id)).unwrap_or_default();
            carried.push((TagId::from_uuid(row.id), kind));
        }
    }
    Ok(carriers)
}

/// Those of the carriers of whom something else is kept: a tag may have been told in other words alone.
async fn otherwise(
    in_force: Option<Shelf<'_>>,
    tags: &BTreeSet<TagId>,
    carriers: Carriers,
) -> Result<Vec<ArticleId>, Error> {
    let ids: Vec<ArticleId> = carriers.keys().copied().collect();
    let Some(shelf) = in_force else {
        return Ok(ids);
    };
    let mut otherwise = Vec::new();
    for some in ids.chunks(PORTRAITS_AT_ONCE) {
        let kept = shelf.portraits(some).await?;
        let agrees = |id: &ArticleId| {
            let portrait = kept.get(id).map(|neighbour| &neighbour.portrait);
            let carried = carriers.get(id).map(Vec::as_slice).unwrap_or_default();
            portrait.is_some_and(|portrait| portrait.agrees_about(tags, carried))
        };
        otherwise.extend(some.iter().copied().filter(|id| !agrees(id)));
    }
    Ok(otherwise)
}
