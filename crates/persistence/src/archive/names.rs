//! Tags, sections and contributors. One is before a reader when an article is that carries it: what only drafts carry does not exist.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use sea_orm::{EntityTrait, FromQueryResult};
use standfirst_domain::{
    contributor::Contributor,
    error::Error,
    ids::{ContributorId, SectionId, TagId},
    listing::{Key, Roll},
    page::{End, Placed, Position, Slice, SortKey},
    ports::RollOf,
    section::Section,
    sight::Reader,
    slug::Slug,
    tag::{Tag, TagKind},
};
use uuid::Uuid;

use super::counts::{CountRow, whole};
use crate::{
    rows::{
        decode::word,
        found::readable,
        names::{contributor, section, tag},
    },
    store::Store,
    visibility::Visibility,
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
    fn id(&self) -> Self::Id;
    fn slug(&self) -> &Slug;
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
            fn id(&self) -> $id {
                self.id
            }
            fn slug(&self) -> &Slug {
                &self.slug
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

fn is_carried<N: Named>(visibility: &Visibility) -> String {
    format!(
        "EXISTS (SELECT 1 FROM {} AND {})",
        N::CARRIED,
        visibility.open_to("s")
    )
}

pub(super) async fn by_keys<N: Named>(
    store: &Store,
    reader: &Reader,
    keys: &[Key<N::Id>],
) -> Result<HashMap<Key<N::Id>, Arc<N>>, Error>
where
    <N::Rows as EntityTrait>::Model: FromQueryResult,
{
    let ids: Vec<Uuid> = keys
        .iter()
        .filter_map(|key| {
            if let Key::Id(id) = key {
                Some(N::uuid(*id))
            } else {
                None
            }
        })
        .collect();
    let slugs: Vec<&str> = keys
        .iter()
        .filter_map(|key| {
            if let Key::Slug(slug) = key {
                Some(slug.as_str())
            } else {
                None
            }
        })
        .collect();
    let mut named = HashMap::with_capacity(keys.len());
    for by_slug in [false, true] {
        let mut sql = store.sql();
        let visibility = Visibility::of(reader, &mut sql);
        let (asked, column) = match by_slug {
            false if !ids.is_empty() => (sql.bind_ids(ids.iter().copied()), "id"),
            true if !slugs.is_empty() => (sql.bind_texts(slugs.iter().copied()), "slug"),
            _ => continue,
        };
        sql.push(&format!(
            "SELECT t.* FROM {asked} k JOIN {} t ON t.{column} = k.id WHERE {}",
            N::TABLE,
            is_carried::<N>(&visibility)
        ));
        for row in store.rows::<<N::Rows as EntityTrait>::Model>(sql).await? {
            let Some(noun) = readable(N::try_from(row)) else {
                continue;
            };
            let key = if by_slug {
                Key::Slug(noun.slug().clone())
            } else {
                Key::Id(noun.id())
            };
            named.insert(key, Arc::new(noun));
        }
    }
    Ok(named)
}

pub(super) async fn roll<N: Named>(
    store: &Store,
    reader: &Reader,
    roll: &Roll,
) -> Result<Slice<Arc<N>>, Error>
where
    <N::Rows as EntityTrait>::Model: FromQueryResult,
{
    let mut sql = store.sql();
    let visibility = Visibility::of(reader, &mut sql);
    let mut text = format!(
        "SELECT t.* FROM {} t WHERE {}",
        N::TABLE,
        is_carried::<N>(&visibility)
    );
    text.push_str(&of_kind(roll.kind, &mut sql)?);
    for (position, sign) in [(&roll.page.after, ">"), (&roll.page.before, "<")] {
        if let Some(Position {
            key: SortKey::Text(slug),
            ..
        }) = position
        {
            text.push_str(&format!(" AND t.slug {sign} {}", sql.bind(slug.as_str())));
        }
    }
    let direction = if roll.page.end == End::First {
        "ASC"
    } else {
        "DESC"
    };
    let limit = sql.bind(i64::from(roll.page.size) + 1);
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
    Ok(Slice::cut(rows.into_iter().map(place).collect(), &roll.page).readable())
}

pub(super) async fn count(store: &Store, reader: &Reader, of: RollOf) -> Result<u64, Error> {
    let mut sql = store.sql();
    let visibility = Visibility::of(reader, &mut sql);
    let text = match of {
        RollOf::Tags(kind) => {
            let kind = of_kind(kind, &mut sql)?;
            format!(
                "SELECT COUNT(*) AS count FROM tag t WHERE {}{kind}",
                is_carried::<Tag>(&visibility)
            )
        }
        RollOf::Sections => format!(
            "SELECT COUNT(*) AS count FROM section t WHERE {}",
            is_carried::<Section>(&visibility)
        ),
        RollOf::Contributors => format!(
            "SELECT COUNT(*) AS count FROM contributor t WHERE {}",
            is_carried::<Contributor>(&visibility)
        ),
    };
    sql.push(&text);
    let rows = store.rows::<CountRow>(sql).await?;
    Ok(rows.first().map_or(0, |row| whole(row.count)))
}

fn of_kind(kind: Option<TagKind>, sql: &mut crate::sql::Sql) -> Result<String, Error> {
    Ok(match kind {
        Some(kind) => format!(" AND t.kind = {}", sql.bind(word(kind)?)),
        None => String::new(),
    })
}
