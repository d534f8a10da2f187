//! Refreshes that a running rebuild has to repeat in its generation before it activates it.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::{ArticleId, CollectionId},
    moment::Moment,
};

use super::state::IndexState;
use crate::{failure::into_domain_error, transaction::Transaction};

/// Article or collection that changed since a rebuild started.
#[derive(FromQueryResult)]
pub(super) struct PendingRefresh {
    pub(super) id: Uuid,
    pub(super) is_collection: bool,
    /// Moment at which the change is visible, in milliseconds.
    pub(super) changed_at: i64,
}

impl PendingRefresh {
    pub(super) const fn article(id: ArticleId, at: Moment) -> Self {
        Self {
            id: id.as_uuid(),
            is_collection: false,
            changed_at: at.as_millis(),
        }
    }

    pub(super) const fn collection(id: CollectionId, at: Moment) -> Self {
        Self {
            id: id.as_uuid(),
            is_collection: true,
            changed_at: at.as_millis(),
        }
    }

    /// Notes the refresh, if a rebuild is running.
    pub(super) async fn note(
        self,
        transaction: &Transaction,
        state: &IndexState,
    ) -> Result<(), Error> {
        if state.building().is_none() {
            return Ok(());
        }
        // The latest moment wins: the rebuild must not see the article as it was before.
        let insert = "INSERT INTO related_pending (id, is_collection, changed_at) VALUES ($1, $2, $3) \
                      ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at WHERE related_pending.changed_at < excluded.changed_at";
        let values = [
            self.id.into(),
            self.is_collection.into(),
            self.changed_at.into(),
        ];
        let insert = Statement::from_sql_and_values(transaction.engine().backend(), insert, values);
        transaction
            .execute_raw(insert)
            .await
            .map_err(into_domain_error)
            .map(drop)
    }

    /// Reads one pending refresh, if there is any.
    pub(super) async fn next(transaction: &Transaction) -> Result<Option<Self>, Error> {
        let mut sql = transaction.sql();
        sql.push("SELECT id, is_collection, changed_at FROM related_pending ORDER BY id LIMIT 1");
        transaction.row(sql).await
    }

    /// Deletes the refresh after it was repeated.
    pub(super) async fn delete(self, transaction: &Transaction) -> Result<(), Error> {
        let mut sql = transaction.sql();
        let id = sql.bind(self.id);
        sql.push(&format!("DELETE FROM related_pending WHERE id = {id}"));
        transaction.execute(sql).await.map(drop)
    }
}
