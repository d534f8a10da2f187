//! Articles by identifier and slug, and their bodies.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    body::Body,
    error::Error,
    ids::ArticleId,
    listing::Key,
    ports::{ArticleReads, FoundArticle},
    visibility::Reader,
};

use crate::{
    rows::{
        decode::{json, log_and_skip},
        keyed::{KeyedRow, Keys},
        visible_showing::{VISIBLE_SHOWING_COLUMNS, VisibleShowingRow},
    },
    store::Store,
    visibility::VisibilityFilter,
};

/// Bodies by article. A body that does not decode is an error in its own place.
type Bodies = HashMap<ArticleId, Result<Arc<Body>, Arc<Error>>>;

#[derive(FromQueryResult)]
struct BodyRow {
    article_id: Uuid,
    number: i64,
    body: String,
}

#[async_trait]
impl ArticleReads for Store {
    async fn articles(
        &self,
        reader: Reader,
        keys: Arc<[Key<ArticleId>]>,
    ) -> Result<HashMap<Key<ArticleId>, FoundArticle>, Error> {
        let keys = Keys::new(&keys, ArticleId::as_uuid);
        let mut found = HashMap::with_capacity(keys.ids.len() + keys.slugs.len());
        if !keys.ids.is_empty() {
            by_id(self, &reader, &keys, &mut found).await?;
        }
        if !keys.slugs.is_empty() {
            by_slug(self, &reader, &keys, &mut found).await?;
        }
        Ok(found)
    }

    // A statement of its own, so that a list of articles never reads bodies.
    async fn bodies(&self, reader: Reader, ids: Arc<[ArticleId]>) -> Result<Bodies, Error> {
        let mut sql = self.sql();
        let visibility = VisibilityFilter::new(&reader, &mut sql);
        let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
        sql.push(&format!(
            "SELECT r.article_id, r.number, r.body FROM {ids} k JOIN showing s ON s.article_id = k.id \
             JOIN revision r ON r.article_id = s.article_id AND r.number = s.revision WHERE s.is_full AND {}",
            visibility.visible_to("s"),
        ));
        let rows = self.rows::<BodyRow>(sql).await?;
        let decode = |row: BodyRow| {
            let key = format!("{} {}", row.article_id, row.number);
            let body = json::<Body>(&row.body, "revision", key);
            let body = body.map(Arc::new).map_err(Arc::new);
            (ArticleId::from_uuid(row.article_id), body)
        };
        Ok(rows.into_iter().map(decode).collect())
    }
}

async fn by_id(
    store: &Store,
    reader: &Reader,
    keys: &Keys<'_, ArticleId>,
    found: &mut HashMap<Key<ArticleId>, FoundArticle>,
) -> Result<(), Error> {
    let mut sql = store.sql();
    let visibility = VisibilityFilter::new(reader, &mut sql);
    let ids = sql.bind_ids(keys.ids.keys().copied());
    sql.push(&format!(
        "SELECT {VISIBLE_SHOWING_COLUMNS} FROM {ids} k JOIN showing s ON s.article_id = k.id WHERE {}",
        visibility.visible_to("s")
    ));
    for row in store.rows::<VisibleShowingRow>(sql).await? {
        found.extend(log_and_skip(row.found()).map(|article| (Key::Id(article.id()), article)));
    }
    Ok(())
}

/// Finds articles by slug. A slug counts if the article was ever visible to the reader under it;
/// the answer is the showing that is visible now, perhaps under another slug.
async fn by_slug(
    store: &Store,
    reader: &Reader,
    keys: &Keys<'_, ArticleId>,
    found: &mut HashMap<Key<ArticleId>, FoundArticle>,
) -> Result<(), Error> {
    let mut sql = store.sql();
    let visibility = VisibilityFilter::new(reader, &mut sql);
    let slugs = sql.bind_texts(keys.slugs.keys().map(String::as_str));
    sql.push(&format!(
        "SELECT k.id AS lookup_key, {VISIBLE_SHOWING_COLUMNS} FROM {slugs} k JOIN slug g ON g.slug = k.id JOIN showing s ON s.article_id = g.article_id \
         WHERE {} AND EXISTS (SELECT 1 FROM showing n WHERE n.slug = k.id AND n.article_id = s.article_id AND {})",
        visibility.visible_to("s"),
        visibility.was_visible_to("n"),
    ));
    for KeyedRow { key, row } in store
        .rows::<KeyedRow<String, VisibleShowingRow>>(sql)
        .await?
    {
        let Some(key) = keys.slugs.get(&key) else {
            continue;
        };
        found.extend(log_and_skip(row.found()).map(|article| (Key::clone(key), article)));
    }
    Ok(())
}
