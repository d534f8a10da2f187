//! References of a story: merged tags lead to the tags that replaced them, and every new reference
//! must exist.
//!
//! The transaction locks the rows of the tags, so that a concurrent merge waits: no article loses a
//! tag or carries one twice.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::{Error, UserError},
    ids::TagId,
    story::{Content, References, missing_reference_fields},
};

use crate::transaction::Transaction;

#[derive(FromQueryResult)]
struct TagStateRow {
    id: Uuid,
    merged_into: Option<Uuid>,
    retired_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct ExistingRow {
    entity: String,
    id: Uuid,
}

/// Present state of tags: merged, retired or active.
pub(super) struct TagStates(Vec<TagStateRow>);

impl TagStates {
    /// Reads tags.
    pub(super) async fn read(
        transaction: &Transaction,
        tags: &BTreeSet<TagId>,
    ) -> Result<Self, Error> {
        rows(transaction, tags, "").await.map(Self)
    }

    /// Reads tags and locks them, so that no merge changes them before the transaction ends. A
    /// command that assigns a slug locks the names before.
    pub(super) async fn lock(
        transaction: &Transaction,
        tags: &BTreeSet<TagId>,
    ) -> Result<Self, Error> {
        let lock = transaction.engine().for_share();
        rows(transaction, tags, lock).await.map(Self)
    }

    /// Merged tags, with the tags that replaced them.
    pub(super) fn merges(&self) -> HashMap<TagId, TagId> {
        let merge = |row: &TagStateRow| {
            Some((TagId::from_uuid(row.id), TagId::from_uuid(row.merged_into?)))
        };
        self.0.iter().filter_map(merge).collect()
    }

    fn row(&self, tag: TagId) -> Option<&TagStateRow> {
        self.0.iter().find(|row| row.id == tag.as_uuid())
    }
}

async fn rows(
    transaction: &Transaction,
    tags: &BTreeSet<TagId>,
    lock: &str,
) -> Result<Vec<TagStateRow>, Error> {
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = transaction.sql();
    let ids = sql.bind_ids(tags.iter().map(|tag| tag.as_uuid()));
    // Ordered, so that transactions lock the same tags in the same order.
    sql.push(&format!(
        "SELECT t.id, t.merged_into, COALESCE(t.retired_at, (SELECT m.retired_at FROM tag m WHERE m.id = t.merged_into)) AS retired_at \
         FROM tag t WHERE t.id IN {ids} ORDER BY t.id{lock}"
    ));
    transaction.rows(sql).await
}

/// Reasons against the references that a content adds to the content before: each that does not
/// exist, and each tag that was retired.
pub(super) async fn missing(
    transaction: &Transaction,
    tags: &TagStates,
    before: Option<&Content>,
    content: &Content,
) -> Result<Vec<UserError>, Error> {
    let before = before.map(References::from_content).unwrap_or_default();
    let new = References::from_content(content).difference(&before);
    let is_retired = |tag: &TagId| tags.row(*tag).is_some_and(|row| row.retired_at.is_some());
    let mut absent = absent(transaction, &new).await?;
    let is_absent = |tag: &TagId| tags.row(*tag).is_none();
    absent.tags = new.tags.iter().copied().filter(is_absent).collect();
    let retired = References {
        tags: new.tags.iter().copied().filter(is_retired).collect(),
        ..References::default()
    };
    let absent = missing_reference_fields(content, &absent)
        .into_iter()
        .map(|(field, noun)| UserError::not_found(field, noun));
    let retired = missing_reference_fields(content, &retired)
        .into_iter()
        .map(|(field, _)| retired_tag(field));
    Ok(absent.chain(retired).collect())
}

/// The references that do not exist, without the tags. One statement.
async fn absent(transaction: &Transaction, new: &References) -> Result<References, Error> {
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
    let mut sql = transaction.sql();
    let mut parts = Vec::new();
    for (table, ids) in ids.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        let ids = sql.bind_ids(ids);
        parts.push(format!(
            "SELECT '{table}' AS entity, t.id FROM {table} t WHERE t.id IN {ids}"
        ));
    }
    if parts.is_empty() {
        return Ok(References::default());
    }
    sql.push(&parts.join(" UNION ALL "));
    let existing = transaction.rows::<ExistingRow>(sql).await?;
    let is_absent = |table: &str, id: Uuid| {
        !existing
            .iter()
            .any(|row| row.entity == table && row.id == id)
    };
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

fn retired_tag(field: String) -> UserError {
    let message = format!("The tag of the id in `{field}` was retired.");
    UserError::input(field, message).hint("Leave it out, or choose another.")
}
