//! Articles by identity and by slug.

use std::{collections::HashMap, sync::Arc};

use sea_orm::{FromQueryResult, QueryResult};
use standfirst_domain::{
    error::Error, ids::ArticleId, listing::Key, ports::Found, slug::Slug, visibility::Reader,
};

use crate::{
    rows::found::{FOUND_COLUMNS, FoundRow, readable},
    store::Store,
    visibility::VisibilityFilter,
};

pub(super) async fn articles(
    store: &Store,
    reader: &Reader,
    keys: &Arc<[Key<ArticleId>]>,
) -> Result<HashMap<Key<ArticleId>, Found>, Error> {
    let ids: Vec<ArticleId> = keys
        .iter()
        .filter_map(|key| {
            if let Key::Id(id) = key {
                Some(*id)
            } else {
                None
            }
        })
        .collect();
    let slugs: Vec<&Slug> = keys
        .iter()
        .filter_map(|key| {
            if let Key::Slug(slug) = key {
                Some(slug)
            } else {
                None
            }
        })
        .collect();
    let mut found = HashMap::with_capacity(keys.len());
    if !ids.is_empty() {
        by_id(store, reader, &ids, &mut found).await?;
    }
    if !slugs.is_empty() {
        by_slug(store, reader, &slugs, &mut found).await?;
    }
    Ok(found)
}

async fn by_id(
    store: &Store,
    reader: &Reader,
    ids: &[ArticleId],
    found: &mut HashMap<Key<ArticleId>, Found>,
) -> Result<(), Error> {
    let mut sql = store.sql();
    let visibility = VisibilityFilter::of(reader, &mut sql);
    let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
    sql.push(&format!(
        "SELECT {FOUND_COLUMNS} FROM {ids} k JOIN showing s ON s.article_id = k.id WHERE {}",
        visibility.visible_to("s")
    ));
    for row in store.rows::<FoundRow>(sql).await? {
        found.extend(readable(row.found()).map(|article| (Key::Id(article.id()), article)));
    }
    Ok(())
}

/// A slug finds its article when the reader could ever have met the article under it; what is answered is what is before the reader now.
async fn by_slug(
    store: &Store,
    reader: &Reader,
    slugs: &[&Slug],
    found: &mut HashMap<Key<ArticleId>, Found>,
) -> Result<(), Error> {
    let mut sql = store.sql();
    let visibility = VisibilityFilter::of(reader, &mut sql);
    let texts = sql.bind_texts(slugs.iter().map(|slug| slug.as_str()));
    sql.push(&format!(
        "SELECT k.id AS asked, {FOUND_COLUMNS} FROM {texts} k JOIN slug g ON g.slug = k.id JOIN showing s ON s.article_id = g.article_id \
         WHERE {} AND EXISTS (SELECT 1 FROM showing n WHERE n.slug = k.id AND n.article_id = s.article_id AND {})",
        visibility.visible_to("s"),
        visibility.was_visible_to("n"),
    ));
    for row in store.rows::<AskedRow>(sql).await? {
        let Some(slug) = slugs.iter().find(|slug| slug.as_str() == row.asked) else {
            continue;
        };
        let key = Key::Slug((*slug).clone());
        if !found.contains_key(&key) {
            found.extend(readable(row.found.found()).map(|article| (key, article)));
        }
    }
    Ok(())
}

struct AskedRow {
    asked: String,
    found: FoundRow,
}

impl FromQueryResult for AskedRow {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self {
            asked: row.try_get(prefix, "asked")?,
            found: FoundRow::from_query_result(row, prefix)?,
        })
    }
}
