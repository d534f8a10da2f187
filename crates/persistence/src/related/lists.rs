//! Lists as they are kept, and which of them are to be made anew.

use std::collections::HashMap;

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{error::Error, ids::ArticleId, related::Kept};

use super::{neighbours::Shelf, table::Rows};
use crate::rows::decode::{json, log_and_skip, to_json};

#[derive(FromQueryResult)]
struct ListRow {
    article_id: Uuid,
    entries: String,
}

/// A list as it is kept.
pub(super) struct Written {
    article: ArticleId,
    floor: f64,
    entries: String,
}

impl Written {
    pub(super) fn of(article: ArticleId, list: &Kept) -> Result<Self, Error> {
        Ok(Self {
            article,
            floor: list.floor(),
            entries: to_json(list)?,
        })
    }
}

impl Shelf<'_> {
    /// Lists. One that does not decode is missing.
    pub(super) async fn lists(&self, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Kept>, Error> {
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
        let holds = format!("p.generation = {generation} AND p.article_id = k.id");
        let found = self
            .transaction
            .engine()
            .nested_loop_join("related_list", "p", &holds);
        sql.push(&format!(
            "SELECT p.article_id, p.entries FROM {ids} k{found}"
        ));
        let rows = self.rows::<ListRow>(sql).await?;
        let read = |row: ListRow| {
            let list = log_and_skip(json::<Kept>(&row.entries, "related_list", row.article_id))?;
            Some((ArticleId::from_uuid(row.article_id), list))
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// Notes lists that are to be made anew.
    pub(super) async fn tear(&self, ids: &[ArticleId]) -> Result<(), Error> {
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

    /// Some of the lists that are to be made anew.
    pub(super) async fn torn(&self, most: usize) -> Result<Vec<ArticleId>, Error> {
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let most = sql.bind(i64::try_from(most).unwrap_or(i64::MAX));
        sql.push(&format!(
            "SELECT article_id FROM related_incomplete WHERE generation = {generation} ORDER BY article_id LIMIT {most}"
        ));
        self.ids(sql).await
    }

    /// Forgets that lists were to be made anew.
    pub(super) async fn mended(&self, ids: &[ArticleId]) -> Result<(), Error> {
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
        sql.push(&format!(
            "DELETE FROM related_incomplete WHERE generation = {generation} AND article_id IN (SELECT k.id FROM {ids} k)"
        ));
        self.execute(Some(sql)).await
    }

    /// Forgets the list of an article.
    pub(super) async fn forget_list(&self, id: ArticleId) -> Result<(), Error> {
        self.delete("related_list", id).await
    }

    /// Keeps lists in the place of those that were kept.
    pub(super) async fn keep_lists(&self, lists: &[Written]) -> Result<(), Error> {
        let mut rows = Rows::into(
            self.transaction,
            "related_list (generation, article_id, floor, entries)",
            self.generation,
        );
        for list in lists {
            rows.add([
                list.article.as_uuid().into(),
                list.floor.into(),
                list.entries.as_str().into(),
            ]);
        }
        let again = " ON CONFLICT (generation, article_id) DO UPDATE SET floor = excluded.floor, entries = excluded.entries";
        self.execute(rows.sql(again)).await
    }
}
