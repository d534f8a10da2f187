//! Tags, sections and contributors as readers see them: an item exists for a reader while a visible
//! article carries it, and for the desk always, so that editors find an item they just created.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use async_trait::async_trait;
use sea_orm::TryGetable;
use standfirst_domain::{
    contributor::Contributor,
    error::Error,
    ids::{ContributorId, SectionId, TagId},
    listing::{Key, TaxonomyListing},
    page::{End, Placed, Position, Slice, SortKey},
    ports::{TaxonomyKind, TaxonomyReads},
    section::Section,
    tag::{Tag, TagKind},
    visibility::Reader,
};

use super::lookup;
use crate::{
    rows::{
        decode::{enum_text, log_and_skip},
        keyed::{KeyedRow, Keys},
        taxonomy::TaxonomyItem,
    },
    sql::Sql,
    store::Store,
    visibility::VisibilityFilter,
};

#[async_trait]
impl TaxonomyReads for Store {
    async fn tags(
        &self,
        reader: Reader,
        keys: Arc<[Key<TagId>]>,
    ) -> Result<HashMap<Key<TagId>, Arc<Tag>>, Error> {
        by_keys(self, &reader, &keys).await
    }

    async fn sections(
        &self,
        reader: Reader,
        keys: Arc<[Key<SectionId>]>,
    ) -> Result<HashMap<Key<SectionId>, Arc<Section>>, Error> {
        by_keys(self, &reader, &keys).await
    }

    async fn contributors(
        &self,
        reader: Reader,
        keys: Arc<[Key<ContributorId>]>,
    ) -> Result<HashMap<Key<ContributorId>, Arc<Contributor>>, Error> {
        by_keys(self, &reader, &keys).await
    }

    async fn tag_list(
        &self,
        reader: Reader,
        list: TaxonomyListing,
    ) -> Result<Slice<Arc<Tag>>, Error> {
        read_list(self, &reader, &list).await
    }

    async fn section_list(
        &self,
        reader: Reader,
        list: TaxonomyListing,
    ) -> Result<Slice<Arc<Section>>, Error> {
        read_list(self, &reader, &list).await
    }

    async fn contributor_list(
        &self,
        reader: Reader,
        list: TaxonomyListing,
    ) -> Result<Slice<Arc<Contributor>>, Error> {
        read_list(self, &reader, &list).await
    }

    async fn taxonomy_count(&self, reader: Reader, of: TaxonomyKind) -> Result<u64, Error> {
        let mut sql = self.sql();
        let (table, conditions) = match of {
            TaxonomyKind::Tags(kind) => {
                let exists = exists_for::<Tag>(&reader, &mut sql);
                let kind = has_kind(kind, &mut sql)?;
                ("tag", format!("{exists}{kind}"))
            }
            TaxonomyKind::Sections => ("section", exists_for::<Section>(&reader, &mut sql)),
            TaxonomyKind::Contributors => {
                ("contributor", exists_for::<Contributor>(&reader, &mut sql))
            }
        };
        sql.push(&format!(
            "SELECT COUNT(*) AS count FROM {table} t WHERE {conditions}"
        ));
        self.count(sql).await
    }
}

/// Condition that the row `t` was neither merged nor retired, and exists for the reader.
pub(crate) fn exists_for<N: TaxonomyItem>(reader: &Reader, sql: &mut Sql) -> String {
    let is_active = lookup::is_active(N::TABLE);
    if reader.audience.sees_unused_entries() {
        return is_active.to_owned();
    }
    let open = VisibilityFilter::new(reader, sql).visible_to("s");
    format!(
        "{is_active} AND EXISTS (SELECT 1 FROM {} AND {open})",
        N::CARRIED_BY
    )
}

async fn by_keys<N: TaxonomyItem>(
    store: &Store,
    reader: &Reader,
    keys: &[Key<N::Id>],
) -> Result<HashMap<Key<N::Id>, Arc<N>>, Error> {
    let keys = Keys::new(keys, N::uuid);
    let mut items = HashMap::with_capacity(keys.ids.len() + keys.slugs.len());
    if !keys.ids.is_empty() {
        let mut sql = store.sql();
        let ids = sql.bind_ids(keys.ids.keys().copied());
        let from = lookup::by_id(N::TABLE, &ids);
        items.extend(found(store, reader, sql, &from, &keys.ids).await?);
    }
    if !keys.slugs.is_empty() {
        let mut sql = store.sql();
        let slugs = sql.bind_texts(keys.slugs.keys().map(String::as_str));
        let from = lookup::by_slug(N::TABLE, &slugs);
        items.extend(found(store, reader, sql, &from, &keys.slugs).await?);
    }
    Ok(items)
}

async fn found<N: TaxonomyItem, K: TryGetable + Eq + Hash + Send>(
    store: &Store,
    reader: &Reader,
    mut sql: Sql,
    from: &str,
    keys: &HashMap<K, &Key<N::Id>>,
) -> Result<Vec<(Key<N::Id>, Arc<N>)>, Error> {
    let exists = exists_for::<N>(reader, &mut sql);
    sql.push(&format!(
        "SELECT k.id AS lookup_key, t.* FROM {from} WHERE {exists}"
    ));
    let rows = store.rows::<KeyedRow<K, N::Model>>(sql).await?;
    let read = |KeyedRow { key, row }: KeyedRow<K, N::Model>| {
        let key = Key::clone(keys.get(&key)?);
        Some((key, Arc::new(log_and_skip(row.try_into())?)))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

async fn read_list<N: TaxonomyItem>(
    store: &Store,
    reader: &Reader,
    list: &TaxonomyListing,
) -> Result<Slice<Arc<N>>, Error> {
    let page = &list.page;
    let mut sql = store.sql();
    let exists = exists_for::<N>(reader, &mut sql);
    let mut text = format!("SELECT t.* FROM {} t WHERE {exists}", N::TABLE);
    text.push_str(&has_kind(list.kind, &mut sql)?);
    for (position, sign) in [(&page.after, ">"), (&page.before, "<")] {
        if let Some(Position {
            key: SortKey::Text(slug),
            ..
        }) = position
        {
            text.push_str(&format!(" AND t.slug {sign} {}", sql.bind(slug.as_str())));
        }
    }
    let direction = match page.end {
        End::First => "ASC",
        End::Last => "DESC",
    };
    let limit = sql.bind(i64::from(page.size) + 1);
    text.push_str(&format!(" ORDER BY t.slug {direction} LIMIT {limit}"));
    sql.push(&text);
    let rows = store.rows::<N::Model>(sql).await?;
    let place = |row: N::Model| {
        let (id, slug) = N::id_and_slug(&row);
        let position = Position {
            key: SortKey::Text(slug.to_owned()),
            id,
        };
        let item = log_and_skip(row.try_into()).map(Arc::new);
        Placed { item, position }
    };
    Ok(Slice::from_rows(rows.into_iter().map(place).collect(), page).without_missing())
}

/// Condition on the kind of a tag, which begins with ` AND `; empty for every kind.
fn has_kind(kind: Option<TagKind>, sql: &mut Sql) -> Result<String, Error> {
    Ok(match kind {
        Some(kind) => format!(" AND t.kind = {}", sql.bind(enum_text(kind)?)),
        None => String::new(),
    })
}
