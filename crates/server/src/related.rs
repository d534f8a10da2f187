//! Keeps what belongs beside articles up to date while the house is open: one node at a time follows the change log and refreshes the lists that a change
//! touches; whichever node finds that the weights are out of date makes all lists anew, beside those in force.

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
    keeping::{CONSUMER, Keeping, Touched, Weighing},
    ports::{ChangeLog, Clock, FencingToken},
};
use tokio::{sync::Notify, time::Instant};

use crate::following::{Consumer, ConsumerError, Following, Stop, across_nodes};

/// How often it is looked whether the weights are out of date, without a hint.
const ROUND: Duration = Duration::from_secs(30);
/// The shortest pause after a rebuild.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
/// How many times as long as a rebuild took it is waited for the next one, so that a paper that grows fast is not rebuilt all the time.
const PAUSES: u32 = 10;

struct Keeper<S> {
    store: Arc<S>,
    clock: Arc<dyn Clock>,
    fencing_token: AtomicU64,
    /// Told when the weights may be out of date.
    changed: Arc<Notify>,
}

/// Keeps the lists until told to stop.
pub async fn keep<S: Keeping + ChangeLog>(following: Following<S>) {
    let changed = Arc::new(Notify::new());
    let renewing = Renewing {
        store: Arc::clone(&following.change_log),
        clock: Arc::clone(&following.clock),
        changed: Arc::clone(&changed),
        stop: following.stop.clone(),
    };
    let keeper = Keeper {
        store: Arc::clone(&following.change_log),
        clock: Arc::clone(&following.clock),
        fencing_token: AtomicU64::new(0),
        changed,
    };
    tokio::join!(across_nodes(keeper, following), renewing.run());
}

impl<S: Keeping + ChangeLog> Consumer for Keeper<S> {
    fn name(&self) -> &'static str {
        CONSUMER
    }

    fn begin(&self, fencing_token: FencingToken) {
        self.fencing_token.store(fencing_token, Ordering::Relaxed);
    }

    async fn take(&self, records: &[(LogPosition, ChangeRecord)]) -> Result<(), ConsumerError> {
        let seen = self.store.standing().await?.position;
        let new = records.iter().filter(|(position, _)| *position > seen);
        let new: Vec<&ChangeRecord> = new.map(|(_, record)| record).collect();
        let mut touched = Touched::by(new.iter().copied());
        if touched.is_empty() {
            return Ok(());
        }
        let last = records.last().map_or(0, |(position, _)| *position);
        touched.waiting = self.store.head().await?.saturating_sub(last);
        // A node whose clock is ahead may have journalled what is not yet so by ours.
        let now = self.clock.now();
        let now = new.iter().map(|record| record.at).fold(now, Ord::max);
        let fencing_token = self.fencing_token.load(Ordering::Relaxed);
        match self.store.refresh(touched, fencing_token, now).await {
            Ok(_) => {
                self.changed.notify_one();
                Ok(())
            }
            Err(Error::Conflict { .. }) => Err(ConsumerError::Fenced),
            Err(error) => Err(error.into()),
        }
    }
}

/// Makes all lists anew when the weights are out of date. Any node may; the store lets one at a time.
struct Renewing<S> {
    store: Arc<S>,
    clock: Arc<dyn Clock>,
    changed: Arc<Notify>,
    stop: Stop,
}

impl<S: Keeping> Renewing<S> {
    async fn run(self) {
        let mut failures = 0;
        while !self.stop.is_said() {
            let pause = match self.look().await {
                Ok(pause) => {
                    failures = 0;
                    pause
                }
                Err(error) => {
                    if failures == 0 {
                        tracing::warn!(
                            error = &error as &dyn std::error::Error,
                            "related lists cannot be renewed for now"
                        );
                    }
                    failures += 1;
                    Some((SHORTEST_PAUSE * 2_u32.saturating_pow(failures)).min(ROUND))
                }
            };
            if let Some(pause) = pause {
                self.stop.pause(pause).await;
            } else {
                tokio::select! {
                    () = self.stop.said() => {}
                    () = self.changed.notified() => {}
                    () = tokio::time::sleep(ROUND) => {}
                }
            }
        }
    }

    /// Renews what is out of date; answers how long nothing is to be done then, if it was.
    async fn look(&self) -> Result<Option<Duration>, Error> {
        let standing = self.store.standing().await?;
        let is_held = |until| until > self.clock.now();
        if !standing.is_due() || standing.building_until.is_some_and(is_held) {
            return Ok(None);
        }
        let began = Instant::now();
        let rebuild = self
            .store
            .rebuild(Weighing::Anew, Arc::clone(&self.clock), Arc::new(|_| {}));
        let rebuilt = tokio::select! {
            rebuilt = rebuild => rebuilt?,
            () = self.stop.said() => return Ok(None),
        };
        let took = began.elapsed();
        if let Some(rebuilt) = rebuilt {
            tracing::info!(
                related.articles = rebuilt.articles,
                related.terms = rebuilt.terms,
                took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
                "related lists were made anew"
            );
        }
        // What was passed over stands in no list until the next.
        let times = if standing.passed_over > 0 { 1 } else { PAUSES };
        Ok(Some((took * times).max(SHORTEST_PAUSE)))
    }
}
