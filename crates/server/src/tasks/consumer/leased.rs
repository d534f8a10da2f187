//! Leased consumers: one node at a time holds the lease and consumes, the others wait until the
//! lease is released or expires.
//!
//! The lease's time decides which node may try. The fencing token decides which node may save: a
//! node that lost the lease without noticing can consume a record once more, and can neither move
//! the checkpoint nor store a dead letter.

use std::time::Duration;

use standfirst_domain::{
    change_log::LogPosition,
    error::Error,
    moment::Moment,
    ports::{ChangeLog, DeadLetter, FencingToken, Lease},
};
use tokio::time::{Instant, sleep, timeout_at};

use super::{
    definition::{Consumer, ConsumerContext},
    processing::{CheckpointStore, Ended, Processing},
};
use crate::tasks::back_off::BackOff;

/// Runs a consumer whenever this node gets the lease, until shutdown. The lease is then released.
pub async fn run_leased<W: ChangeLog, C: Consumer>(consumer: C, context: ConsumerContext<W>) {
    let mut back_off = context.poll.back_off();
    let node = Node { consumer, context };
    let context = &node.context;
    while !context.shutdown.is_triggered() {
        let pause = match node.lease(None).await {
            Ok(held) => {
                back_off.reset();
                node.hold(held).await;
                context.poll.renewal
            }
            Err(error) => {
                node.log_first(&back_off, &error);
                back_off.next_pause()
            }
        };
        context.shutdown.sleep(pause).await;
    }
}

/// A lease, and the instant until which this node may rely on it. The instant is monotonic: a
/// change of the system clock does not move it.
#[derive(Clone, Copy)]
struct HeldLease {
    lease: Lease,
    valid_until: Instant,
}

/// The consumer on this node.
struct Node<W, C> {
    consumer: C,
    context: ConsumerContext<W>,
}

impl<W: ChangeLog, C: Consumer> Node<W, C> {
    /// Acquires the lease, or renews it when `fencing_token` names the lease that this node holds.
    /// `None` while another node holds it.
    async fn lease(&self, fencing_token: Option<FencingToken>) -> Result<Option<HeldLease>, Error> {
        let ConsumerContext {
            change_log,
            clock,
            poll,
            ..
        } = &self.context;
        // Taken before the database is asked, so that a slow answer shortens the lease here.
        let valid_until = Instant::now() + poll.lease;
        let now = clock.now();
        let until = plus(now, poll.lease);
        let lease = change_log
            .lease(self.consumer.name(), fencing_token, now, until)
            .await?;
        Ok(lease.map(|lease| HeldLease { lease, valid_until }))
    }

    /// Consumes under a lease, and under the next one if it was lost and acquired again at once.
    async fn hold(&self, mut held: Option<HeldLease>) {
        while let Some(current) = held.take() {
            let (name, fencing_token) = (self.consumer.name(), current.lease.fencing_token);
            self.consumer.lease_acquired(fencing_token);
            tracing::info!(
                consumer.name = name,
                lease.fencing_token = fencing_token,
                "consumer lease acquired"
            );
            // Biased: a lost lease ends the processing before another record is consumed.
            tokio::select! {
                biased;
                next = self.renew(current) => {
                    tracing::warn!(
                        consumer.name = name,
                        lease.fencing_token = fencing_token,
                        "consumer lease lost"
                    );
                    held = next;
                }
                ended = self.processing(current.lease).run() => {
                    self.finish(ended, fencing_token).await;
                }
            }
        }
    }

    fn processing(&self, lease: Lease) -> Processing<'_, W, C, LeasedCheckpointStore<'_, W, C>> {
        Processing {
            change_log: &*self.context.change_log,
            consumer: &self.consumer,
            checkpoint: LeasedCheckpointStore {
                node: self,
                fencing_token: lease.fencing_token,
            },
            position: lease.position,
            poll: self.context.poll,
            shutdown: &self.context.shutdown,
        }
    }

    /// Renews the lease until it is lost. Returns the next lease if this node acquired it in the
    /// same statement.
    async fn renew(&self, mut held: HeldLease) -> Option<HeldLease> {
        let fencing_token = held.lease.fencing_token;
        let renewal = self.context.poll.renewal;
        let mut back_off = self.context.poll.back_off();
        let mut pause = renewal;
        loop {
            // The lease also ends here, at its own time, while the database does not answer.
            timeout_at(held.valid_until, sleep(pause)).await.ok()?;
            let renewed = timeout_at(held.valid_until, self.lease(Some(fencing_token)));
            match renewed.await.ok()? {
                Ok(Some(renewed)) if renewed.lease.fencing_token == fencing_token => {
                    back_off.reset();
                    (held, pause) = (renewed, renewal);
                }
                Ok(next) => return next,
                Err(error) => {
                    self.log_first(&back_off, &error);
                    pause = back_off.next_pause();
                }
            }
        }
    }

    async fn finish(&self, ended: Ended, fencing_token: FencingToken) {
        let name = self.consumer.name();
        match ended {
            Ended::LeaseLost => tracing::warn!(
                consumer.name = name,
                lease.fencing_token = fencing_token,
                "consumer lease taken over by another node"
            ),
            Ended::Shutdown => {
                if let Err(error) = self.release(fencing_token).await {
                    tracing::debug!(
                        consumer.name = name,
                        error = &error as &dyn std::error::Error,
                        "consumer lease not released: it expires by itself"
                    );
                }
            }
        }
    }

    /// Releases the lease. A second attempt follows if all connections were in use.
    async fn release(&self, fencing_token: FencingToken) -> Result<(), Error> {
        let (name, change_log) = (self.consumer.name(), &self.context.change_log);
        match change_log.release(name, fencing_token).await {
            Err(Error::Overloaded | Error::Busy(_)) => {
                change_log.release(name, fencing_token).await
            }
            other => other,
        }
    }

    /// Logs the first failure in a row.
    fn log_first(&self, back_off: &BackOff, error: &Error) {
        if back_off.is_first_failure() {
            tracing::warn!(
                consumer.name = self.consumer.name(),
                error = error as &dyn std::error::Error,
                "consumer lease not acquired or renewed: retrying"
            );
        }
    }
}

/// Checkpoint in the database, which only the holder of the fencing token may change.
struct LeasedCheckpointStore<'a, W, C> {
    node: &'a Node<W, C>,
    fencing_token: FencingToken,
}

impl<W: ChangeLog, C: Consumer> CheckpointStore for LeasedCheckpointStore<'_, W, C> {
    async fn save(&self, position: LogPosition) -> Result<(), Error> {
        let name = self.node.consumer.name();
        let change_log = &self.node.context.change_log;
        change_log
            .save_checkpoint(name, self.fencing_token, position)
            .await
    }

    async fn save_dead_letter(&self, position: LogPosition, reason: &str) -> Result<(), Error> {
        let context = &self.node.context;
        let letter = DeadLetter {
            position,
            created_at: context.clock.now(),
            reason: reason.to_owned(),
        };
        let name = self.node.consumer.name();
        context
            .change_log
            .dead_letter(name, Some(self.fencing_token), letter)
            .await
    }
}

/// Moment after a duration.
fn plus(moment: Moment, duration: Duration) -> Moment {
    moment.plus_millis(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
}
