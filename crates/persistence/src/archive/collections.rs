//! Collections: what an editor put together, as far as it is before the reader. A collection and the articles of all its items are one statement.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use sea_orm::{FromQueryResult, QueryResult, TryGetable};
use standfirst_domain::{
    collection::{Collection, Display, Item},
    error::Error,
    ids::{ArticleId, CollectionId},
    listing::Key,
    slug::Slug,
    text::{Headline, Name},
    visibility::Reader,
};
use uuid::Uuid;

use crate::{
    rows::{
        decode::{unreadable, whole},
        found::{FOUND_COLUMNS, FoundRow, readable},
    },
    sql::Sql,
    store::Store,
    visibility::VisibilityFilter,
};

/// A collection, with one of its items where that is before the reader.
struct ItemRow<K> {
    asked: K,
    id: Uuid,
    slug: String,
    name: String,
    description: Option<String>,
    version: i64,
    item: Option<Uuid>,
    headline: Option<String>,
    found: Option<FoundRow>,
}

impl<K: TryGetable> FromQueryResult for ItemRow<K> {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        let article: Option<Uuid> = row.try_get(prefix, "article_id")?;
        let found = article.map(|_| FoundRow::from_query_result(row, prefix));
        Ok(Self {
            asked: row.try_get(prefix, "asked")?,
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

pub(super) async fn collections(
    store: &Store,
    reader: &Reader,
    keys: &[Key<CollectionId>],
) -> Result<HashMap<Key<CollectionId>, Display>, Error> {
    let (mut ids, mut slugs) = (HashMap::new(), HashMap::new());
    for key in keys {
        match key {
            Key::Id(id) => ids.insert(id.as_uuid(), key),
            Key::Slug(slug) => slugs.insert(slug.as_str().to_owned(), key),
        };
    }
    let mut displays = HashMap::with_capacity(keys.len());
    if !ids.is_empty() {
        let mut sql = store.sql();
        let asked = sql.bind_ids(ids.keys().copied());
        displays.extend(displayed(store, reader, sql, (&asked, "id"), &ids).await?);
    }
    if !slugs.is_empty() {
        let mut sql = store.sql();
        let asked = sql.bind_texts(slugs.keys().map(String::as_str));
        displays.extend(displayed(store, reader, sql, (&asked, "slug"), &slugs).await?);
    }
    Ok(displays)
}

async fn displayed<K: TryGetable + Clone + Eq + Hash + Send>(
    store: &Store,
    reader: &Reader,
    mut sql: Sql,
    (asked, column): (&str, &str),
    keys: &HashMap<K, &Key<CollectionId>>,
) -> Result<Vec<(Key<CollectionId>, Display)>, Error> {
    let open = VisibilityFilter::of(reader, &mut sql).visible_to("s");
    sql.push(&format!(
        "SELECT k.id AS asked, c.id AS collection_id, c.slug AS collection_slug, c.name, c.description, c.version, i.article_id AS item_id, i.headline, {FOUND_COLUMNS} \
         FROM {asked} k JOIN collection c ON c.{column} = k.id LEFT JOIN collection_item i ON i.collection_id = c.id \
         LEFT JOIN showing s ON s.article_id = i.article_id AND s.is_full AND {open} ORDER BY c.id, i.position"
    ));
    let mut gathered: HashMap<K, Vec<ItemRow<K>>> = HashMap::new();
    for row in store.rows::<ItemRow<K>>(sql).await? {
        gathered.entry(row.asked.clone()).or_default().push(row);
    }
    let is_there = |display: &Display| reader.audience.is_desk() || !display.articles.is_empty();
    let read = |(asked, rows): (K, Vec<ItemRow<K>>)| {
        let key = Key::clone(keys.get(&asked)?);
        let display = readable(display(&rows)).flatten().filter(is_there)?;
        Some((key, display))
    };
    Ok(gathered.into_iter().filter_map(read).collect())
}

fn display<K>(rows: &[ItemRow<K>]) -> Result<Option<Display>, Error> {
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let (mut arrangement, mut items, mut articles) = (Vec::new(), Vec::new(), Vec::new());
    for (item, row) in rows.iter().filter_map(|row| Some((item(row)?, row))) {
        let article = row
            .found
            .as_ref()
            .and_then(|found| readable(found.article()));
        if let Some(article) = article {
            items.push(item.clone());
            articles.push(Arc::new(article));
        }
        arrangement.push(item);
    }
    let collection = Collection {
        id: CollectionId::from_uuid(first.id),
        slug: Slug::kept(first.slug.clone()),
        name: Name::parse(&first.name).map_err(unreadable("collection", first.id))?,
        description: first.description.clone(),
        version: whole(first.version, "collection", first.id)?,
        items,
        arrangement,
    };
    Ok(Some(Display {
        collection: Arc::new(collection),
        articles,
    }))
}

/// What an editor put into the collection in this place.
fn item<K>(row: &ItemRow<K>) -> Option<Item> {
    let article = row.item?;
    let headline = row.headline.as_deref().map(Headline::parse).transpose();
    let headline = readable(headline.map_err(unreadable("collection_item", article)));
    Some(Item {
        article: ArticleId::from_uuid(article),
        headline: headline.flatten(),
    })
}
