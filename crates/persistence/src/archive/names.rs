//! Tags, sections and contributors. One is before a reader when an article is that carries it: what only drafts carry does not exist. Before the desk
//! are all of them, so that one that was just made can be found.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use sea_orm::{EntityTrait, FromQueryResult, QueryResult, TryGetable};
use standfirst_domain::{
    contributor::Contributor,
    error::Error,
    ids::{ContributorId, SectionId, TagId},
    listing::{Key, TaxonomyListing},
    page::{End, Placed, Position, Slice, SortKey},
    ports::TaxonomyKind,
    section::Section,
    tag::{Tag, TagKind},
    visibility::Reader,
};
use uuid::Uuid;

use super::{
    counts::{CountRow, whole},
    resolved,
};
use crate::{
    rows::{
        decode::word,
        found::readable,
        names::{contributor, section, tag},
    },
    sql::Sql,
    store::Store,
    visibility::VisibilityFilter,
};

/// What has a name and a page of its own.
pub(super) trait Named:
    Sized + Send + Sync + TryFrom<<Self::Rows as EntityTrait>::Model, Error = Error>
{
    type Id: Copy + Eq + Hash + Send + Sync;
    type Rows: EntityTrait;
    const TABLE: &'static str;
    /// Where its articles are: a condition on the showing `s` or the membership `m` joined to it.
    const CARRIED: &'static str;

    fn uuid(id: Self::Id) -> Uuid;
    /// The identity and the slug of a row, whether or not the rest of it decodes.
    fn place(row: &<Self::Rows as EntityTrait>::Model) -> (Uuid, &str);
}

macro_rules! named {
    ($noun:ident, $id:ident, $rows:ident, $table:literal, $carried:literal) => {
        impl Named for $noun {
            type Id = $id;
            type Rows = $rows::Entity;
            const TABLE: &'static str = $table;
            const CARRIED: &'static str = $carried;

            fn uuid(id: $id) -> Uuid {
                id.as_uuid()
            }
            fn place(row: &$rows::Model) -> (Uuid, &str) {
                (row.id, &row.slug)
            }
        }
    };
}

named!(
    Tag,
    TagId,
    tag,
    "tag",
    "showing_tag m JOIN showing s ON s.article_id = m.article_id AND s.number = m.number WHERE m.tag_id = t.id"
);
named!(
    Section,
    SectionId,
    section,
    "section",
    "showing s WHERE s.is_full AND s.section_id = t.id"
);
named!(
    Contributor,
    ContributorId,
    contributor,
    "contributor",
    "showing_contributor m JOIN showing s ON s.article_id = m.article_id AND s.number = m.number WHERE m.contributor_id = t.id"
);

/// A condition on the row `t`: it was neither merged nor retired, and is before the reader.
pub(super) fn is_there<N: Named>(reader: &Reader, sql: &mut Sql) -> String {
    let standing = resolved::standing(N::TABLE);
    if reader.audience.is_desk() {
        return standing.to_owned();
    }
    let open = VisibilityFilter::of(reader, sql).visible_to("s");
    format!(
        "{standing} AND EXISTS (SELECT 1 FROM {} AND {open})",
        N::CARRIED
    )
}

/// What was asked for, and the row that it found.
struct AskedRow<K, M> {
    asked: K,
    row: M,
}

impl<K: TryGetable, M: FromQueryResult> FromQueryResult for AskedRow<K, M> {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self {
            asked: row.try_get(prefix, "asked")?,
            row: M::from_query_result(row, prefix)?,
        })
    }
}

/// What is found, by what it was asked for: a former slug and a tag that was merged find what stands there now.
pub(super) async fn by_keys<N: Named>(
    store: &Store,
    reader: &Reader,
    keys: &[Key<N::Id>],
) -> Result<HashMap<Key<N::Id>, Arc<N>>, Error>
where
    <N::Rows as EntityTrait>::Model: FromQueryResult,
{
    let (mut ids, mut slugs) = (HashMap::new(), HashMap::new());
    for key in keys {
        match key {
            Key::Id(id) => ids.insert(N::uuid(*id), key),
            Key::Slug(slug) => slugs.insert(slug.as_str().to_owned(), key),
        };
    }
    let mut named = HashMap::with_capacity(keys.len());
    if !ids.is_empty() {
        let mut sql = store.sql();
        let asked = sql.bind_ids(ids.keys().copied());
        let from = resolved::by_id(N::TABLE, &asked);
        named.extend(found(store, reader, sql, &from, &ids).await?);
    }
    if !slugs.is_empty() {
        let mut sql = store.sql();
        let asked = sql.bind_texts(slugs.keys().map(String::as_str));
        let from = resolved::by_slug(N::TABLE, &asked);
        named.extend(found(store, reader, sql, &from, &slugs).await?);
    }
    Ok(named)
}

async fn found<N: Named, K: TryGetable + Eq + Hash + Send>(
    store: &Store,
    reader: &Reader,
    mut sql: Sql,
    from: &str,
    keys: &HashMap<K, &Key<N::Id>>,
) -> Result<Vec<(Key<N::Id>, Arc<N>)>, Error>
where
    <N::Rows as EntityTrait>::Model: FromQueryResult,
{
    let there = is_there::<N>(reader, &mut sql);
    sql.push(&format!(
        "SELECT k.id AS asked, t.* FROM {from} WHERE {there}"
    ));
    let rows = store
        .rows::<AskedRow<K, <N::Rows as EntityTrait>::Model>>(sql)
        .await?;
    let read = |AskedRow { asked, row }| {
        let key = Key::clone(keys.get(&asked)?);
        Some((key, Arc::new(readable(N::try_from(row))?)))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

pub(super) async fn list<N: Named>(
    store: &Store,
    reader: &Reader,
    list: &TaxonomyListing,
) -> Result<Slice<Arc<N>>, Error>
where
    <N::Rows as EntityTrait>::Model: FromQueryResult,
{
    let mut sql = store.sql();
    let there = is_there::<N>(reader, &mut sql);
    let mut text = format!("SELECT t.* FROM {} t WHERE {there}", N::TABLE);
    text.push_str(&of_kind(list.kind, &mut sql)?);
    for (position, sign) in [(&list.page.after, ">"), (&list.page.before, "<")] {
        if let Some(Position {
            key: SortKey::Text(slug),
            ..
        }) = position
        {
            text.push_str(&format!(" AND t.slug {sign} {}", sql.bind(slug.as_str())));
        }
    }
    let direction = if list.page.end == End::First {
        "ASC"
    } else {
        "DESC"
    };
    let limit = sql.bind(i64::from(list.page.size) + 1);
    text.push_str(&format!(" ORDER BY t.slug {direction} LIMIT {limit}"));
    sql.push(&text);
    let rows = store.rows::<<N::Rows as EntityTrait>::Model>(sql).await?;
    let place = |row: <N::Rows as EntityTrait>::Model| {
        let (id, slug) = N::place(&row);
        let position = Position {
            key: SortKey::Text(slug.to_owned()),
            id,
        };
        let item = readable(N::try_from(row)).map(Arc::new);
        Placed { item, position }
    };
    Ok(Slice::cut(rows.into_iter().map(place).collect(), &list.page).readable())
}

pub(super) async fn count(store: &Store, reader: &Reader, of: TaxonomyKind) -> Result<u64, Error> {
    let mut sql = store.sql();
    let (noun, conditions) = match of {
        TaxonomyKind::Tags(kind) => {
            let there = is_there::<Tag>(reader, &mut sql);
            let kind = of_kind(kind, &mut sql)?;
            ("tag", format!("{there}{kind}"))
        }
        TaxonomyKind::Sections => ("section", is_there::<Section>(reader, &mut sql)),
        TaxonomyKind::Contributors => ("contributor", is_there::<Contributor>(reader, &mut sql)),
    };
    sql.push(&format!(
        "SELECT COUNT(*) AS count FROM {noun} t WHERE {conditions}"
    ));
    let rows = store.rows::<CountRow>(sql).await?;
    Ok(rows.first().map_or(0, |row| whole(row.count)))
}

fn of_kind(kind: Option<TagKind>, sql: &mut Sql) -> Result<String, Error> {
    Ok(match kind {
        Some(kind) => format!(" AND t.kind = {}", sql.bind(word(kind)?)),
        None => String::new(),
    })
}
