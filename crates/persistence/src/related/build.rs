//! Generation that a rebuild is building, and the lease of the rebuild.

use std::{sync::Arc, time::Duration};

use sea_orm::FromQueryResult;
use standfirst_domain::{
    error::Error,
    moment::Moment,
    ports::Clock,
    related_index::{Progress, ProgressListener, Stage},
};

use super::state::{self, Generation};
use crate::store::{Store, Work};

/// Interval at which a rebuild extends its lease.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(3);

#[derive(FromQueryResult)]
struct NumberRow {
    number: Option<i64>,
}

/// Generation that is being built.
#[derive(Clone)]
pub(super) struct Build {
    pub(super) store: Store,
    pub(super) generation: Generation,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) listener: ProgressListener,
    /// Moment at which articles are read.
    pub(super) now: Moment,
    /// Head of the change log when the rebuild started.
    pub(super) position: i64,
}

impl Build {
    /// Extends the lease until another rebuild replaces this one. Returns that error.
    pub(super) async fn extend_lease_until_replaced(&self) -> Error {
        loop {
            tokio::time::sleep(HEARTBEAT_INTERVAL).await;
            let (generation, now) = (self.generation, self.clock.now());
            let extend: Work<()> = Box::new(move |transaction| {
                Box::pin(async move { state::extend_lease(transaction, generation, now).await })
            });
            let extend = self
                .store
                .transaction(extend, |transaction, work| work(transaction));
            // Other errors are ignored: each write of the rebuild extends the lease too.
            if let Err(error @ Error::RebuildReplaced { .. }) = extend.await {
                return error;
            }
        }
    }

    /// Gives up the lease.
    pub(super) async fn release_lease(&self) -> Result<(), Error> {
        let generation = self.generation;
        let release: Work<()> = Box::new(move |transaction| {
            Box::pin(async move { state::release_lease(transaction, generation).await })
        });
        self.store
            .transaction(release, |transaction, work| work(transaction))
            .await
    }

    pub(super) fn report(&self, stage: Stage, done: u64, total: u64) {
        (self.listener)(Progress { stage, done, total });
    }
}

/// Reads a statement that selects one column `number`; 0 for no row and for `NULL`.
pub(super) async fn read_number(store: &Store, text: &str) -> Result<i64, Error> {
    let mut sql = store.sql();
    sql.push(text);
    let rows = store.rows::<NumberRow>(sql).await?;
    Ok(rows.first().and_then(|row| row.number).unwrap_or(0))
}
