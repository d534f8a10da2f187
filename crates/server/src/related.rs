//! Keeps what belongs beside articles up to date while the house is open: one node at a time follows the wire and refreshes the lists that a change
//! touches; whichever node finds that the weights are out of date makes all lists anew, beside those in force.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use standfirst_domain::{
    error::Error,
    ports::{Clock, Fence, Wire},
    related_index::{ChangedEntities, FOLLOWER, IdfSource, RelatedIndex},
    wire::{Entry, Position},
};
use tokio::{sync::Notify, time::Instant};

use crate::following::{Follower, FollowerError, Following, Stop, across_nodes};

/// How often it is looked whether the weights are out of date, without a hint.
const ROUND: Duration = Duration::from_secs(30);
/// The shortest pause after a rebuild.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
/// How many times as long as a rebuild took it is waited for the next one, so that a paper that grows fast is not rebuilt all the time.
const PAUSES: u32 = 10;

struct Keeper<S> {
    store: Arc<S>,
    clock: Arc<dyn Clock>,
    fence: AtomicU64,
    /// Told when the weights may be out of date.
    changed: Arc<Notify>,
}

/// Keeps the lists until told to stop.
pub async fn keep<S: RelatedIndex + Wire>(following: Following<S>) {
    let changed = Arc::new(Notify::new());
    let renewing = Renewing {
        store: Arc::clone(&following.wire),
        clock: Arc::clone(&following.clock),
        changed: Arc::clone(&changed),
        stop: following.stop.clone(),
    };
    let keeper = Keeper {
        store: Arc::clone(&following.wire),
        clock: Arc::clone(&following.clock),
        fence: AtomicU64::new(0),
        changed,
    };
    tokio::join!(across_nodes(keeper, following), renewing.run());
}

impl<S: RelatedIndex + Wire> Follower for Keeper<S> {
    fn name(&self) -> &'static str {
        FOLLOWER
    }

    fn begin(&self, fence: Fence) {
        self.fence.store(fence, Ordering::Relaxed);
    }

    async fn take(&self, entries: &[(Position, Entry)]) -> Result<(), FollowerError> {
        let seen = self.store.status().await?.position;
        let new = entries.iter().filter(|(position, _)| *position > seen);
        let new: Vec<&Entry> = new.map(|(_, entry)| entry).collect();
        let mut changed_entities = ChangedEntities::from_records(new.iter().copied());
        if changed_entities.is_empty() {
            return Ok(());
        }
        let last = entries.last().map_or(0, |(position, _)| *position);
        changed_entities.backlog = self.store.head().await?.saturating_sub(last);
        // A node whose clock is ahead may have journalled what is not yet so by ours.
        let now = self.clock.now();
        let now = new.iter().map(|entry| entry.at).fold(now, Ord::max);
        let fence = self.fence.load(Ordering::Relaxed);
        match self.store.refresh(changed_entities, fence, now).await {
            Ok(_) => {
                self.changed.notify_one();
                Ok(())
            }
            Err(Error::LeaseLost { .. }) => Err(FollowerError::Fenced),
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

impl<S: RelatedIndex> Renewing<S> {
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
        let status = self.store.status().await?;
        let is_held = |until| until > self.clock.now();
        if !status.needs_rebuild() || status.building_until.is_some_and(is_held) {
            return Ok(None);
        }
        let began = Instant::now();
        let rebuild = self.store.rebuild(
            IdfSource::Recomputed,
            Arc::clone(&self.clock),
            Arc::new(|_| {}),
        );
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
        let times = if status.passed_over > 0 { 1 } else { PAUSES };
        Ok(Some((took * times).max(SHORTEST_PAUSE)))
    }
}
