//! Reading the change log, and waiting for its growth.

use std::time::Duration;

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use standfirst_domain::{
    change_log::{ChangeRecord, LogPosition},
    error::Error,
    ports::ChangeLogReads,
};

use super::record::from_row;
use crate::{rows::change_log, store::Store};

#[derive(FromQueryResult)]
struct PositionRow {
    position: i64,
}

#[async_trait]
impl ChangeLogReads for Store {
    async fn head(&self) -> Result<LogPosition, Error> {
        let mut sql = self.sql();
        sql.push("SELECT position FROM change_log_head WHERE id = 1");
        let rows = self.rows::<PositionRow>(sql).await?;
        Ok(rows.first().map_or(0, |row| to_position(row.position)))
    }

    async fn records(
        &self,
        after: LogPosition,
        limit: u32,
    ) -> Result<Vec<(LogPosition, ChangeRecord)>, Error> {
        let mut sql = self.sql();
        let after = sql.bind(to_integer(after));
        let limit = sql.bind(i64::from(limit));
        sql.push(&format!(
            "SELECT position, occurred_at, subject, article_id, subject_id, into_id, kind, view, in_bulk, before, after FROM change_record \
             WHERE position > {after} ORDER BY position LIMIT {limit}"
        ));
        // A record that does not decode fails the read: a consumer must not skip it unknowingly.
        let rows = self.rows::<change_log::Model>(sql).await?;
        rows.into_iter().map(from_row).collect()
    }

    async fn wait_for_notification(&self, at_most: Duration) {
        let notifier = self.notifier();
        // Before the listener starts, so that its first notification is not missed.
        let notified = notifier.notified();
        if self.engine().notifies()
            && let Some(listener) = notifier.listener(self.url())
        {
            self.spawn(listener);
        }
        // After a notification and after the timeout alike, the caller reads the log.
        let _ = tokio::time::timeout(at_most, notified).await;
    }
}

/// Decodes a position or fencing token, which is never negative.
pub(super) fn to_position(stored: i64) -> LogPosition {
    LogPosition::try_from(stored).unwrap_or(0)
}

/// Encodes a position or fencing token.
pub(super) fn to_integer(position: LogPosition) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
