//! Keeps related lists up to date while the server runs.
//!
//! Two tasks share the work. A leased consumer of the change log, on one node at a time, recomputes
//! the lists that a change affects. A second task on every node watches the idf table: the node
//! that first finds it out of date recomputes all lists, while the present ones stay in use.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use standfirst_domain::{
    change_log::{ChangeRecord, LogPosition},
    error::Error,
    ports::{ChangeLog, Clock, FencingToken},
    related_index::{CONSUMER, ChangedEntities, IdfSource, RelatedIndex},
};
use tokio::{sync::Notify, time::Instant};

use super::{
    back_off::BackOff,
    consumer::{Consumer, ConsumerContext, ConsumerError, run_leased},
    shutdown::ShutdownSignal,
};

/// Interval between two looks at the idf table when the consumer reports no change.
const POLL_INTERVAL: Duration = Duration::from_secs(30);
/// Pause after the first failure.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// Shortest pause after a rebuild.
const SHORTEST_REBUILD_PAUSE: Duration = Duration::from_millis(100);
/// Pause after a rebuild, as a multiple of its duration: a fast-growing archive spends at most a
/// tenth of the time on rebuilds.
const REBUILD_PAUSE_FACTOR: u32 = 10;

/// Runs both tasks until shutdown.
pub(super) async fn run<S: RelatedIndex + ChangeLog>(context: ConsumerContext<S>) {
    let lists_changed = Arc::new(Notify::new());
    let rebuild = RebuildTask {
        store: Arc::clone(&context.change_log),
        clock: Arc::clone(&context.clock),
        lists_changed: Arc::clone(&lists_changed),
        shutdown: context.shutdown.clone(),
    };
    let consumer = RelatedConsumer {
        store: Arc::clone(&context.change_log),
        clock: Arc::clone(&context.clock),
        fencing_token: AtomicU64::new(0),
        lists_changed,
    };
    tokio::join!(run_leased(consumer, context), rebuild.run());
}

/// Recomputes the lists that change records affect.
struct RelatedConsumer<S> {
    store: Arc<S>,
    clock: Arc<dyn Clock>,
    fencing_token: AtomicU64,
    /// Notified after a recompute, when the idf table may be out of date.
    lists_changed: Arc<Notify>,
}

impl<S: RelatedIndex + ChangeLog> Consumer for RelatedConsumer<S> {
    fn name(&self) -> &'static str {
        CONSUMER
    }

    fn lease_acquired(&self, fencing_token: FencingToken) {
        self.fencing_token.store(fencing_token, Ordering::Relaxed);
    }

    async fn consume(&self, records: &[(LogPosition, ChangeRecord)]) -> Result<(), ConsumerError> {
        // The present lists already include the records up to the position of their rebuild.
        let included = self.store.status().await?.position;
        let new = records.iter().filter(|(position, _)| *position > included);
        let new: Vec<&ChangeRecord> = new.map(|(_, record)| record).collect();
        let mut changed = ChangedEntities::from_records(new.iter().copied());
        if changed.is_empty() {
            return Ok(());
        }
        // A long backlog makes the store skip single lists in favour of a rebuild.
        let last = records.last().map_or(0, |(position, _)| *position);
        changed.backlog = self.store.head().await?.saturating_sub(last);
        // A node whose clock is ahead may have journalled a change that is still in the future
        // here.
        let now = self.clock.now();
        let now = new.iter().map(|record| record.at).fold(now, Ord::max);
        let fencing_token = self.fencing_token.load(Ordering::Relaxed);
        match self.store.refresh(changed, fencing_token, now).await {
            Ok(_) => {
                self.lists_changed.notify_one();
                Ok(())
            }
            Err(Error::LeaseLost { .. }) => Err(ConsumerError::LeaseLost),
            Err(error) => Err(error.into()),
        }
    }
}

/// Recomputes all lists when the idf table is out of date. Every node runs this task, and the store
/// admits one rebuild at a time.
struct RebuildTask<S> {
    store: Arc<S>,
    clock: Arc<dyn Clock>,
    lists_changed: Arc<Notify>,
    shutdown: ShutdownSignal,
}

impl<S: RelatedIndex> RebuildTask<S> {
    async fn run(self) {
        let mut back_off = BackOff::new(FIRST_PAUSE, POLL_INTERVAL);
        while !self.shutdown.is_triggered() {
            match self.rebuild_if_due().await {
                Ok(Some(pause)) => {
                    back_off.reset();
                    self.shutdown.sleep(pause).await;
                }
                Ok(None) => {
                    back_off.reset();
                    tokio::select! {
                        () = self.shutdown.triggered() => {}
                        () = self.lists_changed.notified() => {}
                        () = tokio::time::sleep(POLL_INTERVAL) => {}
                    }
                }
                Err(error) => {
                    if back_off.is_first_failure() {
                        tracing::warn!(
                            error = &error as &dyn std::error::Error,
                            "related lists not recomputed: retrying"
                        );
                    }
                    self.shutdown.sleep(back_off.next_pause()).await;
                }
            }
        }
    }

    /// Rebuilds if the idf table is out of date. Returns the pause after a rebuild, or `None` when
    /// nothing was due.
    async fn rebuild_if_due(&self) -> Result<Option<Duration>, Error> {
        let status = self.store.status().await?;
        let is_held = |until| until > self.clock.now();
        if !status.needs_rebuild() || status.building_until.is_some_and(is_held) {
            return Ok(None);
        }
        let started = Instant::now();
        let rebuild = self.store.rebuild(
            IdfSource::Recomputed,
            Arc::clone(&self.clock),
            Arc::new(|_| {}),
        );
        let rebuilt = tokio::select! {
            rebuilt = rebuild => rebuilt?,
            () = self.shutdown.triggered() => return Ok(None),
        };
        let duration = started.elapsed();
        if let Some(rebuilt) = rebuilt {
            tracing::info!(
                related.articles = rebuilt.articles,
                related.terms = rebuilt.terms,
                duration_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
                "related lists recomputed"
            );
        }
        // Articles that the consumer skipped are in no list until the next rebuild, so it comes
        // soon.
        let factor = if status.passed_over > 0 {
            1
        } else {
            REBUILD_PAUSE_FACTOR
        };
        Ok(Some((duration * factor).max(SHORTEST_REBUILD_PAUSE)))
    }
}
