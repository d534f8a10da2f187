//! One who follows the change log and keeps the lists, and a clock that stands.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement, prelude::Uuid};
use standfirst_domain::{
    change_log::LogPosition,
    error::Error,
    keeping::{CONSUMER, Keeping, Rebuilt, Touched, Weighing},
    moment::Moment,
    ports::{ChangeLog, Clock, FencingToken},
};

use crate::support::{Newsroom, at};

/// A clock that stands.
pub(super) struct Standing(pub(super) Moment);

impl Clock for Standing {
    fn now(&self) -> Moment {
        self.0
    }
}

/// One who follows the change log and keeps the lists.
pub(crate) struct Consumer<'a> {
    newsroom: &'a Newsroom,
    connection: DatabaseConnection,
    pub(super) fencing_token: FencingToken,
    position: LogPosition,
}

/// Every portrait with where it is filed, and every list with its floor, as they are kept.
pub(crate) type Kept = BTreeMap<(&'static str, Uuid), Vec<String>>;

impl<'a> Consumer<'a> {
    pub(crate) async fn new(newsroom: &'a Newsroom) -> Self {
        let lease = newsroom.store.lease(CONSUMER, None, at(0), at(1));
        Self {
            newsroom,
            connection: Database::connect(&newsroom.url).await.unwrap(),
            fencing_token: lease.await.unwrap().unwrap().fencing_token,
            position: 0,
        }
    }

    pub(crate) async fn rebuild(&self, now: Moment) -> Rebuilt {
        self.rebuilt(Weighing::Anew, now).await
    }

    pub(super) async fn rebuilt(&self, weighing: Weighing, now: Moment) -> Rebuilt {
        let watch = Arc::new(|_| {});
        let rebuilt = self
            .newsroom
            .store
            .rebuild(weighing, Arc::new(Standing(now)), watch);
        rebuilt.await.unwrap().unwrap()
    }

    /// Works off what is in the change log.
    pub(crate) async fn follow(&mut self, now: Moment) {
        self.follow_killed_after(now, None).await;
    }

    /// Works off what is in the change log; the first time it is killed in the midst of it.
    pub(super) async fn follow_killed_after(&mut self, now: Moment, micros: Option<u64>) {
        self.newsroom.store.journal_clock(now, 1_000).await.unwrap();
        let entries = self
            .newsroom
            .store
            .records(self.position, 10_000)
            .await
            .unwrap();
        let touched = Touched::by(entries.iter().map(|(_, entry)| entry));
        if let Some(micros) = micros {
            let refresh = self
                .newsroom
                .store
                .refresh(touched.clone(), self.fencing_token, now);
            let _ = tokio::time::timeout(Duration::from_micros(micros), refresh).await;
        }
        while let Err(error) = self
            .newsroom
            .store
            .refresh(touched.clone(), self.fencing_token, now)
            .await
        {
            // What was given up may still be on its way out.
            assert!(
                matches!(error, Error::Busy(_) | Error::Overloaded),
                "{error:?}"
            );
        }
        if let Some((last, _)) = entries.last() {
            self.position = *last;
        }
    }

    /// Of how many generations something is kept.
    pub(super) async fn generations(&self) -> usize {
        let tables = [
            "term_weight",
            "related_portrait",
            "related_posting",
            "related_list",
            "related_torn",
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

    /// All that is kept.
    pub(crate) async fn kept(&self) -> Kept {
        let mut kept = Kept::new();
        let is_in_force = "generation = (SELECT generation FROM related_state)";
        let backend = self.connection.get_database_backend();
        for (what, columns, table) in [
            (
                "portrait",
                "published_at AS number, portrait AS bytes, NULL AS entries",
                "related_portrait",
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
                "SELECT article_id, {columns} FROM {table} WHERE {is_in_force} ORDER BY article_id, 2"
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
                kept.entry((what, id))
                    .or_default()
                    .push(format!("{number:?} {bytes:?} {entries:?}"));
            }
        }
        kept
    }
}
