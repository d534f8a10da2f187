//! Stored related lists, and the marks of lists that are incomplete and need a recompute.

use std::collections::HashMap;

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{error::Error, ids::ArticleId, related::RelatedList};

use super::{generation_store::GenerationStore, insert::GenerationInsert};
use crate::rows::decode::{json, log_and_skip, to_json};

#[derive(FromQueryResult)]
struct ListRow {
    article_id: Uuid,
    entries: String,
}

/// List in the form of its row.
pub(super) struct EncodedList {
    article: ArticleId,
    floor: f64,
    entries: String,
}

impl EncodedList {
    pub(super) fn new(article: ArticleId, list: &RelatedList) -> Result<Self, Error> {
        Ok(Self {
            article,
            floor: list.floor(),
            entries: to_json(list)?,
        })
    }
}

impl GenerationStore<'_> {
    /// Reads lists. A list that does not decode is missing.
    pub(super) async fn lists(
        &self,
        ids: &[ArticleId],
    ) -> Result<HashMap<ArticleId, RelatedList>, Error> {
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
        let condition = format!("p.generation = {generation} AND p.article_id = k.id");
        let join = self
            .transaction
            .engine()
            .nested_loop_join("related_list", "p", &condition);
        sql.push(&format!(
            "SELECT p.article_id, p.entries FROM {ids} k{join}"
        ));
        let rows = self.transaction.rows::<ListRow>(sql).await?;
        let decode = |row: ListRow| {
            let list = json::<RelatedList>(&row.entries, "related_list", row.article_id);
            Some((ArticleId::from_uuid(row.article_id), log_and_skip(list)?))
        };
        Ok(rows.into_iter().filter_map(decode).collect())
    }

    /// Writes lists, in place of stored ones.
    pub(super) async fn write_lists(&self, lists: &[EncodedList]) -> Result<(), Error> {
        let mut insert = GenerationInsert::new(
            self.transaction,
            "related_list (generation, article_id, floor, entries)",
            self.generation,
        );
        for list in lists {
            insert.add([
                list.article.as_uuid().into(),
                list.floor.into(),
                list.entries.as_str().into(),
            ]);
        }
        let on_conflict = " ON CONFLICT (generation, article_id) DO UPDATE SET floor = excluded.floor, entries = excluded.entries";
        self.execute(insert.into_sql(on_conflict)).await
    }

    /// Deletes the list of an article.
    pub(super) async fn delete_list(&self, id: ArticleId) -> Result<(), Error> {
        self.delete("related_list", id).await
    }

    /// Marks lists as incomplete.
    pub(super) async fn mark_incomplete(&self, ids: &[ArticleId]) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
        sql.push(&format!(
            "INSERT INTO related_incomplete (generation, article_id) SELECT {generation}, k.id FROM {ids} k WHERE true ON CONFLICT DO NOTHING"
        ));
        self.execute(Some(sql)).await
    }

    /// Reads the ids of up to `limit` incomplete lists.
    pub(super) async fn incomplete_lists(&self, limit: usize) -> Result<Vec<ArticleId>, Error> {
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let limit = sql.bind(i64::try_from(limit).unwrap_or(i64::MAX));
        sql.push(&format!(
            "SELECT article_id FROM related_incomplete WHERE generation = {generation} ORDER BY article_id LIMIT {limit}"
        ));
        self.ids(sql).await
    }

    /// Removes the marks of lists that were recomputed.
    pub(super) async fn mark_complete(&self, ids: &[ArticleId]) -> Result<(), Error> {
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
        sql.push(&format!(
            "DELETE FROM related_incomplete WHERE generation = {generation} AND article_id IN (SELECT k.id FROM {ids} k)"
        ));
        self.execute(Some(sql)).await
    }
}
