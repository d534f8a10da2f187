//! Expiry of old rows: deletes idempotency records older than a day, and read counts of hours that
//! no list uses any more.
//!
//! Nothing depends on the time of the deletion, because readers of these rows ignore old ones.

use std::{sync::Arc, time::Duration};

use standfirst_domain::{
    command_context::IdempotencyKey,
    error::Error,
    ports::{Clock, Desk},
    readership::Hour,
};

use super::shutdown::ShutdownSignal;

/// Interval between two deletions.
const INTERVAL: Duration = Duration::from_secs(600);

/// Deletes old rows until shutdown.
pub(super) async fn run<D: Desk>(desk: Arc<D>, clock: Arc<dyn Clock>, shutdown: ShutdownSignal) {
    loop {
        let sent_before = clock.now().plus_millis(-IdempotencyKey::RETENTION_MILLIS);
        log_deletion(
            "idempotency records",
            desk.forget_idempotency_records(sent_before).await,
        );
        let read_before = Hour::from_moment(clock.now()).minus_hours(Hour::KEPT);
        log_deletion("read counts", desk.forget_reads(read_before).await);
        if !shutdown.sleep(INTERVAL).await {
            return;
        }
    }
}

fn log_deletion(rows: &str, deleted: Result<u64, Error>) {
    match deleted {
        Ok(0) => {}
        Ok(count) => tracing::debug!(rows.kind = rows, rows.count = count, "old rows deleted"),
        Err(error) => tracing::warn!(
            rows.kind = rows,
            error = &error as &dyn std::error::Error,
            "deletion of old rows failed: retrying in ten minutes"
        ),
    }
}
