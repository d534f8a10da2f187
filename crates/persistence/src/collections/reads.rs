//! Collections as readers see them. A collection and the articles of all its items are one
//! statement.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use async_trait::async_trait;
use sea_orm::{DbErr, FromQueryResult, QueryResult, TryGetable};
use standfirst_domain::{
    collection::{Collection, CollectionItem, VisibleCollection},
    error::Error,
    ids::{ArticleId, CollectionId},
    listing::Key,
    ports::CollectionReads,
    slug::Slug,
    text::{Headline, Name},
    visibility::Reader,
};
use uuid::Uuid;

use crate::{
    rows::{
        decode::{log_and_skip, to_u32, unreadable},
        keyed::{KeyedRow, Keys},
        visible_showing::{VISIBLE_SHOWING_COLUMNS, VisibleShowingRow},
    },
    sql::Sql,
    store::Store,
    visibility::VisibilityFilter,
};

/// A collection with one of its items, or with none. The showing is there if the reader may see the
/// article in full.
struct CollectionItemRow {
    id: Uuid,
    slug: String,
    name: String,
    description: Option<String>,
    version: i64,
    item: Option<Uuid>,
    headline: Option<String>,
    found: Option<VisibleShowingRow>,
}

impl FromQueryResult for CollectionItemRow {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let article: Option<Uuid> = row.try_get(prefix, "article_id")?;
        let found = article.map(|_| VisibleShowingRow::from_query_result(row, prefix));
        Ok(Self {
            id: row.try_get(prefix, "collection_id")?,
            slug: row.try_get(prefix, "collection_slug")?,
            name: row.try_get(prefix, "name")?,
            description: row.try_get(prefix, "description")?,
            version: row.try_get(prefix, "version")?,
            item: row.try_get(prefix, "item_id")?,
            headline: row.try_get(prefix, "headline")?,
            found: found.transpose()?,
        })
    }
}

#[async_trait]
impl CollectionReads for Store {
    async fn collections(
        &self,
        reader: Reader,
        keys: Arc<[Key<CollectionId>]>,
    ) -> Result<HashMap<Key<CollectionId>, VisibleCollection>, Error> {
        let keys = Keys::new(&keys, CollectionId::as_uuid);
        let mut displays = HashMap::with_capacity(keys.ids.len() + keys.slugs.len());
        if !keys.ids.is_empty() {
            let mut sql = self.sql();
            let ids = sql.bind_ids(keys.ids.keys().copied());
            let found = displays_by(self, &reader, sql, (&ids, "id"), &keys.ids);
            displays.extend(found.await?);
        }
        if !keys.slugs.is_empty() {
            let mut sql = self.sql();
            let slugs = sql.bind_texts(keys.slugs.keys().map(String::as_str));
            let found = displays_by(self, &reader, sql, (&slugs, "slug"), &keys.slugs);
            displays.extend(found.await?);
        }
        Ok(displays)
    }
}

async fn displays_by<K: TryGetable + Clone + Eq + Hash + Send>(
    store: &Store,
    reader: &Reader,
    mut sql: Sql,
    (bound, column): (&str, &str),
    keys: &HashMap<K, &Key<CollectionId>>,
) -> Result<Vec<(Key<CollectionId>, VisibleCollection)>, Error> {
    let open = VisibilityFilter::new(reader, &mut sql).visible_to("s");
    sql.push(&format!(
        "SELECT k.id AS lookup_key, c.id AS collection_id, c.slug AS collection_slug, c.name, c.description, c.version, i.article_id AS item_id, i.headline, {VISIBLE_SHOWING_COLUMNS} \
         FROM {bound} k JOIN collection c ON c.{column} = k.id LEFT JOIN collection_item i ON i.collection_id = c.id \
         LEFT JOIN showing s ON s.article_id = i.article_id AND s.is_full AND {open} ORDER BY c.id, i.position"
    ));
    let mut rows_by_key: HashMap<K, Vec<CollectionItemRow>> = HashMap::new();
    for KeyedRow { key, row } in store.rows::<KeyedRow<K, CollectionItemRow>>(sql).await? {
        rows_by_key.entry(key).or_default().push(row);
    }
    let is_visible = |display: &VisibleCollection| {
        reader.audience.sees_unused_entries() || !display.articles.is_empty()
    };
    let read = |(key, rows): (K, Vec<CollectionItemRow>)| {
        let key = Key::clone(keys.get(&key)?);
        let display = log_and_skip(display(&rows)).flatten().filter(is_visible)?;
        Some((key, display))
    };
    Ok(rows_by_key.into_iter().filter_map(read).collect())
}

/// Builds a collection from its rows, one for each item.
fn display(rows: &[CollectionItemRow]) -> Result<Option<VisibleCollection>, Error> {
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let (mut arrangement, mut items, mut articles) = (Vec::new(), Vec::new(), Vec::new());
    for (item, row) in rows.iter().filter_map(|row| Some((item(row)?, row))) {
        let article = row
            .found
            .as_ref()
            .and_then(|found| log_and_skip(found.article()));
        if let Some(article) = article {
            items.push(item.clone());
            articles.push(Arc::new(article));
        }
        arrangement.push(item);
    }
    let collection = Collection {
        id: CollectionId::from_uuid(first.id),
        slug: Slug::from_stored(first.slug.clone()),
        name: Name::parse(&first.name).map_err(unreadable("collection", first.id))?,
        description: first.description.clone(),
        version: to_u32(first.version, "collection", first.id)?,
        items,
        arrangement,
    };
    Ok(Some(VisibleCollection {
        collection: Arc::new(collection),
        articles,
    }))
}

/// The item of a row. A headline that does not decode is left out.
fn item(row: &CollectionItemRow) -> Option<CollectionItem> {
    let article = row.item?;
    let headline = row.headline.as_deref().map(Headline::parse).transpose();
    let headline = log_and_skip(headline.map_err(unreadable("collection_item", article)));
    Some(CollectionItem {
        article: ArticleId::from_uuid(article),
        headline: headline.flatten(),
    })
}
