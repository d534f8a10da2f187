//! What a story refers to, as it is by now: tags follow those that they were merged into, and nothing may be named that there is not.
//!
//! The rows of the tags are held until the transaction ends, so that a merge beside it waits: no article loses a tag or carries one twice.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::{Error, UserError},
    ids::TagId,
    story::{Content, References, places},
};

use crate::{dialect::Engine, failure::told, sql::Sql};

#[derive(FromQueryResult)]
struct TagRow {
    id: Uuid,
    merged_into: Option<Uuid>,
    retired_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct NamedRow {
    noun: String,
    id: Uuid,
}

/// Tags as they are by now.
pub(super) struct Tags(Vec<TagRow>);

impl Tags {
    /// Reads tags.
    pub(super) async fn read<C: ConnectionTrait>(
        connection: &C,
        engine: Engine,
        tags: &BTreeSet<TagId>,
    ) -> Result<Self, Error> {
        rows(connection, engine, tags, "").await.map(Self)
    }

    /// Reads tags and holds them, so that no merge changes them before the transaction ends. Whoever gives out a slug locks the names first.
    pub(super) async fn hold<C: ConnectionTrait>(
        connection: &C,
        engine: Engine,
        tags: &BTreeSet<TagId>,
    ) -> Result<Self, Error> {
        rows(connection, engine, tags, engine.for_share())
            .await
            .map(Self)
    }

    /// Which of them were merged, and into which.
    pub(super) fn merges(&self) -> HashMap<TagId, TagId> {
        let merge =
            |row: &TagRow| Some((TagId::from_uuid(row.id), TagId::from_uuid(row.merged_into?)));
        self.0.iter().filter_map(merge).collect()
    }

    fn row(&self, tag: TagId) -> Option<&TagRow> {
        self.0.iter().find(|row| row.id == tag.as_uuid())
    }
}

async fn rows<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    tags: &BTreeSet<TagId>,
    held: &str,
) -> Result<Vec<TagRow>, Error> {
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(engine);
    let ids = sql.bind_ids(tags.iter().map(|tag| tag.as_uuid()));
    sql.push(&format!(
        "SELECT t.id, t.merged_into, COALESCE(t.retired_at, (SELECT m.retired_at FROM tag m WHERE m.id = t.merged_into)) AS retired_at \
         FROM tag t WHERE t.id IN {ids} ORDER BY t.id{held}"
    ));
    TagRow::find_by_statement(sql.statement())
        .all(connection)
        .await
        .map_err(told)
}

/// Everything that a content refers to anew and that is not there, among these tags or in the store.
pub(super) async fn missing_of<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    tags: &Tags,
    before: Option<&Content>,
    content: &Content,
) -> Result<Vec<UserError>, Error> {
    let before = before.map(References::of).unwrap_or_default();
    let new = References::of(content).beyond(&before);
    let is_retired = |tag: &TagId| tags.row(*tag).is_some_and(|row| row.retired_at.is_some());
    let mut absent = absent(connection, engine, &new).await?;
    let is_absent = |tag: &TagId| tags.row(*tag).is_none();
    absent.tags = new.tags.iter().copied().filter(is_absent).collect();
    let gone = References {
        tags: new.tags.iter().copied().filter(is_retired).collect(),
        ..References::default()
    };
    let missing = places(content, &absent)
        .into_iter()
        .map(|(field, noun)| UserError::absent(field, noun));
    let retired = places(content, &gone)
        .into_iter()
        .map(|(field, _)| retired(field));
    Ok(missing.chain(retired).collect())
}

/// What is referred to and is not there, tags excepted: one statement.
async fn absent<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    new: &References,
) -> Result<References, Error> {
    let ids: [(&str, Vec<Uuid>); 3] = [
        (
            "section",
            new.sections.iter().map(|id| id.as_uuid()).collect(),
        ),
        (
            "contributor",
            new.contributors.iter().map(|id| id.as_uuid()).collect(),
        ),
        (
            "article",
            new.picked.iter().map(|id| id.as_uuid()).collect(),
        ),
    ];
    let mut sql = Sql::new(engine);
    let mut parts = Vec::new();
    for (table, ids) in ids.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        let ids = sql.bind_ids(ids);
        parts.push(format!(
            "SELECT '{table}' AS noun, t.id FROM {table} t WHERE t.id IN {ids}"
        ));
    }
    if parts.is_empty() {
        return Ok(References::default());
    }
    sql.push(&parts.join(" UNION ALL "));
    let found = NamedRow::find_by_statement(sql.statement())
        .all(connection)
        .await
        .map_err(told)?;
    let is_absent =
        |table: &str, id: Uuid| !found.iter().any(|row| row.noun == table && row.id == id);
    Ok(References {
        tags: BTreeSet::new(),
        sections: new
            .sections
            .iter()
            .copied()
            .filter(|id| is_absent("section", id.as_uuid()))
            .collect(),
        contributors: new
            .contributors
            .iter()
            .copied()
            .filter(|id| is_absent("contributor", id.as_uuid()))
            .collect(),
        picked: new
            .picked
            .iter()
            .copied()
            .filter(|id| is_absent("article", id.as_uuid()))
            .collect(),
    })
}

fn retired(field: String) -> UserError {
    let message = format!("The tag of the id in `{field}` was retired.");
    UserError::input(field, message).hint("Leave it out, or choose another.")
}
