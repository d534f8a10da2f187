//! Consumer of the change log that refreshes the related index, and a fixed clock.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement, prelude::Uuid};
use standfirst_domain::{
    change_log,
    error::Error,
    moment::Moment,
    ports::{ChangeLogReads, Clock, ConsumerStore, FencingToken, ScheduledChangeStore},
    related_index::{CONSUMER, ChangedEntities, IdfSource, RebuildSummary, RelatedIndex},
};

use crate::support::{Newsroom, at};

/// Clock that always shows one moment.
pub(super) struct FixedClock(pub(super) Moment);

impl Clock for FixedClock {
    fn now(&self) -> Moment {
        self.0
    }
}

/// Consumer that refreshes the related index of a newsroom.
pub(crate) struct RelatedConsumer<'a> {
    newsroom: &'a Newsroom,
    connection: DatabaseConnection,
    pub(super) fencing_token: FencingToken,
    position: change_log::LogPosition,
}

/// Stored rows of the active generation, by kind and article: term vectors, postings, and lists
/// with their floors.
pub(crate) type StoredRows = BTreeMap<(&'static str, Uuid), Vec<String>>;

impl<'a> RelatedConsumer<'a> {
    pub(crate) async fn new(newsroom: &'a Newsroom) -> Self {
        let lease = newsroom.store.lease(CONSUMER, None, at(0), at(1));
        Self {
            newsroom,
            connection: Database::connect(&newsroom.url).await.unwrap(),
            fencing_token: lease.await.unwrap().unwrap().fencing_token,
            position: 0,
        }
    }

    pub(crate) async fn rebuild(&self, now: Moment) -> RebuildSummary {
        self.rebuild_with(IdfSource::Recomputed, now).await
    }

    pub(super) async fn rebuild_with(&self, source: IdfSource, now: Moment) -> RebuildSummary {
        let listener = Arc::new(|_| {});
        let summary = self
            .newsroom
            .store
            .rebuild(source, Arc::new(FixedClock(now)), listener);
        summary.await.unwrap().unwrap()
    }

    /// Processes the change records since the last call.
    pub(crate) async fn consume(&mut self, now: Moment) {
        self.consume_killed_after(now, None).await;
    }

    /// Processes the change records since the last call. A first attempt is killed after some
    /// microseconds, if they are given.
    pub(super) async fn consume_killed_after(&mut self, now: Moment, micros: Option<u64>) {
        self.newsroom
            .store
            .record_due_changes(now, 1_000)
            .await
            .unwrap();
        let records = self
            .newsroom
            .store
            .records(self.position, 10_000)
            .await
            .unwrap();
        let changed = ChangedEntities::from_records(records.iter().map(|(_, record)| record));
        if let Some(micros) = micros {
            let refresh = self
                .newsroom
                .store
                .refresh(changed.clone(), self.fencing_token, now);
            let _ = tokio::time::timeout(Duration::from_micros(micros), refresh).await;
        }
        while let Err(error) = self
            .newsroom
            .store
            .refresh(changed.clone(), self.fencing_token, now)
            .await
        {
            // The transaction of the killed attempt may still be rolling back.
            assert!(
                matches!(error, Error::Busy(_) | Error::Overloaded),
                "{error:?}"
            );
        }
        if let Some((last, _)) = records.last() {
            self.position = *last;
        }
    }

    /// Counts the generations that have stored rows.
    pub(super) async fn generations(&self) -> usize {
        let tables = [
            "term_weight",
            "related_term_vector",
            "related_posting",
            "related_list",
            "related_incomplete",
        ];
        let tables = tables.map(|table| format!("SELECT generation FROM {table}"));
        let sql = format!(
            "SELECT DISTINCT generation FROM ({}) t",
            tables.join(" UNION ALL ")
        );
        let backend = self.connection.get_database_backend();
        let rows = self
            .connection
            .query_all_raw(Statement::from_string(backend, sql))
            .await;
        rows.unwrap().len()
    }

    /// Reads all rows of the active generation.
    pub(crate) async fn stored_rows(&self) -> StoredRows {
        let mut stored = StoredRows::new();
        let is_active = "generation = (SELECT generation FROM related_state)";
        let backend = self.connection.get_database_backend();
        for (kind, columns, table) in [
            (
                "term vector",
                "published_at AS number, term_vector AS bytes, NULL AS entries",
                "related_term_vector",
            ),
            (
                "posting",
                "term AS number, NULL AS bytes, NULL AS entries",
                "related_posting",
            ),
            (
                "list",
                "NULL AS number, NULL AS bytes, floor || entries AS entries",
                "related_list",
            ),
        ] {
            let sql = format!(
                "SELECT article_id, {columns} FROM {table} WHERE {is_active} ORDER BY article_id, 2"
            );
            let rows = self
                .connection
                .query_all_raw(Statement::from_string(backend, sql))
                .await
                .unwrap();
            for row in rows {
                let number: Option<i64> = row.try_get("", "number").unwrap_or_default();
                let bytes: Option<Vec<u8>> = row.try_get("", "bytes").unwrap_or_default();
                let entries: Option<String> = row.try_get("", "entries").unwrap_or_default();
                let id = row.try_get("", "article_id").unwrap();
                stored
                    .entry((kind, id))
                    .or_default()
                    .push(format!("{number:?} {bytes:?} {entries:?}"));
            }
        }
        stored
    }
}
