//! What a story refers to, as it is by now: tags follow those that they were merged into, and nothing may be named that there is not.
//!
//! The rows of the tags are held until the transaction ends, so that a merge beside it waits: no article loses a tag or carries one twice.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::{Error, ErrorCode, Refusal},
    ids::{ArticleId, ContributorId, SectionId, TagId},
    story::References,
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

/// Which of these tags were merged, and into which. All of them are held.
pub(super) async fn merged<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    tags: &BTreeSet<TagId>,
) -> Result<HashMap<TagId, TagId>, Error> {
    Ok(merges(&held(connection, engine, tags).await?))
}

fn merges(rows: &[TagRow]) -> HashMap<TagId, TagId> {
    let merge = |row: &TagRow| Some((TagId::from_uuid(row.id), TagId::from_uuid(row.merged_into?)));
    rows.iter().filter_map(merge).collect()
}

async fn held<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    tags: &BTreeSet<TagId>,
) -> Result<Vec<TagRow>, Error> {
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(engine);
    let ids = sql.bind_ids(tags.iter().map(|tag| tag.as_uuid()));
    sql.push(&format!(
        "SELECT t.id, t.merged_into, COALESCE(t.retired_at, (SELECT m.retired_at FROM tag m WHERE m.id = t.merged_into)) AS retired_at \
         FROM tag t WHERE t.id IN {ids} ORDER BY t.id{}",
        engine.for_share()
    ));
    TagRow::find_by_statement(sql.statement())
        .all(connection)
        .await
        .map_err(told)
}

/// Sees that all that is referred to anew is there, and answers which of the tags were merged.
///
/// # Errors
/// [`Error::Refused`] with everything that is not there.
pub(super) async fn settle<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    before: &References,
    after: &References,
) -> Result<HashMap<TagId, TagId>, Error> {
    let new = after.beyond(before);
    let tags = held(connection, engine, &after.tags).await?;
    let mut refusals = Vec::new();
    for tag in &new.tags {
        let row = tags.iter().find(|row| row.id == tag.as_uuid());
        match row {
            None => refusals.push(missing("tags", "tag")),
            Some(row) if row.retired_at.is_some() => refusals.push(retired()),
            Some(_) => {}
        }
    }
    for (field, noun) in absent(connection, engine, &new).await? {
        refusals.push(missing(field, noun));
    }
    if refusals.is_empty() {
        Ok(merges(&tags))
    } else {
        Err(Error::Refused(refusals))
    }
}

/// The fields that refer to what there is not, and what they refer to: one statement.
async fn absent<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    new: &References,
) -> Result<Vec<(&'static str, &'static str)>, Error> {
    let nouns: [(&'static str, &'static str, Vec<Uuid>); 3] = [
        (
            "section",
            "section",
            new.sections
                .iter()
                .copied()
                .map(SectionId::as_uuid)
                .collect(),
        ),
        (
            "contributor",
            "byline",
            new.contributors
                .iter()
                .copied()
                .map(ContributorId::as_uuid)
                .collect(),
        ),
        (
            "article",
            "pinned",
            new.picked.iter().copied().map(ArticleId::as_uuid).collect(),
        ),
    ];
    let mut sql = Sql::new(engine);
    let mut parts = Vec::new();
    for (table, _, ids) in nouns.iter().filter(|(.., ids)| !ids.is_empty()) {
        let ids = sql.bind_ids(ids.iter().copied());
        parts.push(format!(
            "SELECT '{table}' AS noun, t.id FROM {table} t WHERE t.id IN {ids}"
        ));
    }
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    sql.push(&parts.join(" UNION ALL "));
    let found = NamedRow::find_by_statement(sql.statement())
        .all(connection)
        .await
        .map_err(told)?;
    let is_found =
        |table: &str, id: &Uuid| found.iter().any(|row| row.noun == table && row.id == *id);
    let missing = |(table, field, ids): &(&'static str, &'static str, Vec<Uuid>)| {
        let missing = ids.iter().filter(|id| !is_found(table, id)).count();
        vec![(*field, *table); missing]
    };
    Ok(nouns.iter().flat_map(missing).collect())
}

fn missing(field: &str, noun: &str) -> Refusal {
    Refusal {
        code: ErrorCode::NotFound,
        field: Some(field.to_owned()),
        message: format!("There is no {noun} of an id that is named here."),
        hint: Some(format!("Look the {noun} up and take its id from there.")),
    }
}

fn retired() -> Refusal {
    Refusal::input("tags", "A tag that is named here was retired.")
        .hint("Leave it out, or choose another.")
}
