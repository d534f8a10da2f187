//! Consumers that are one across nodes: the node that holds the lease works, the others wait for it to let go or to fall silent.
//!
//! Time decides who may try, the fencing token decides who may note a place: whoever lost the lease without knowing can take a record once more, and can
//! neither move the place nor set anything aside.

use std::time::Duration;

use standfirst_domain::{
    change_log::LogPosition,
    error::Error,
    moment::Moment,
    ports::{ChangeLog, DeadLetter, FencingToken, Lease},
};
use tokio::time::{Instant, sleep, timeout_at};

use super::{
    Consumer, Following,
    pace::BackOff,
    work::{Checkpoint, Ended, Work},
};

/// Follows the change log whenever no other node does, until told to stop; then the lease is given back.
pub async fn across_nodes<W: ChangeLog, F: Consumer>(consumer: F, following: Following<W>) {
    let mut back_off = BackOff::new(following.pace);
    let node = Node {
        consumer,
        following,
    };
    let pace = node.following.pace;
    while !node.following.stop.is_said() {
        let pause = match node.lease(None).await {
            Ok(held) => {
                back_off.reset();
                node.hold_on(held).await;
                pace.renewal
            }
            Err(error) => {
                node.tell(&back_off, &error);
                back_off.pause()
            }
        };
        node.following.stop.pause(pause).await;
    }
}

/// A lease, and until when this node may rely on it by a clock that nobody sets.
#[derive(Clone, Copy)]
struct Held {
    lease: Lease,
    until: Instant,
}

struct Node<W, F> {
    consumer: F,
    following: Following<W>,
}

impl<W: ChangeLog, F: Consumer> Node<W, F> {
    async fn lease(&self, holding: Option<FencingToken>) -> Result<Option<Held>, Error> {
        let Following {
            change_log,
            clock,
            pace,
            ..
        } = &self.following;
        let until = Instant::now() + pace.lease;
        let now = clock.now();
        let lease = change_log
            .lease(self.consumer.name(), holding, now, later(now, pace.lease))
            .await?;
        Ok(lease.map(|lease| Held { lease, until }))
    }

    /// Works under a lease, and under the next one if it was lost and had again at once.
    async fn hold_on(&self, mut held: Option<Held>) {
        while let Some(now) = held.take() {
            let (name, fencing_token) = (self.consumer.name(), now.lease.fencing_token);
            self.consumer.begin(fencing_token);
            tracing::info!(
                consumer.name = name,
                lease.fencing_token = fencing_token,
                "this node follows the change log"
            );
            tokio::select! {
                biased;
                again = self.renew(now) => {
                    tracing::warn!(consumer.name = name, lease.fencing_token = fencing_token, "the lease was lost");
                    held = again;
                }
                ended = self.work(now.lease).run() => self.let_go(ended, fencing_token).await,
            }
        }
    }

    fn work(&self, lease: Lease) -> Work<'_, W, F, Leased<'_, W, F>> {
        Work {
            change_log: &*self.following.change_log,
            consumer: &self.consumer,
            checkpoint: Leased {
                node: self,
                fencing_token: lease.fencing_token,
            },
            position: lease.position,
            pace: self.following.pace,
            stop: &self.following.stop,
        }
    }

    /// Renews the lease until it is lost; answers another if it was had in the same breath.
    async fn renew(&self, mut held: Held) -> Option<Held> {
        let fencing_token = held.lease.fencing_token;
        let mut back_off = BackOff::new(self.following.pace);
        let mut pause = self.following.pace.renewal;
        loop {
            timeout_at(held.until, sleep(pause)).await.ok()?;
            match timeout_at(held.until, self.lease(Some(fencing_token)))
                .await
                .ok()?
            {
                Ok(Some(renewed)) if renewed.lease.fencing_token == fencing_token => {
                    back_off.reset();
                    (held, pause) = (renewed, self.following.pace.renewal);
                }
                Ok(another) => return another,
                Err(error) => {
                    self.tell(&back_off, &error);
                    pause = back_off.pause();
                }
            }
        }
    }

    async fn let_go(&self, ended: Ended, fencing_token: FencingToken) {
        let name = self.consumer.name();
        match ended {
            Ended::Fenced => {
                tracing::warn!(
                    consumer.name = name,
                    lease.fencing_token = fencing_token,
                    "another node follows the change log by now"
                );
            }
            Ended::Stopped => {
                // If it cannot be given back, it ends by itself.
                if let Err(error) = self.given_back(fencing_token).await {
                    tracing::debug!(
                        consumer.name = name,
                        error = &error as &dyn std::error::Error,
                        "the lease was not given back"
                    );
                }
            }
        }
    }

    /// Gives the lease back, by a second try where all connections were in use.
    async fn given_back(&self, fencing_token: FencingToken) -> Result<(), Error> {
        let name = self.consumer.name();
        match self.following.change_log.release(name, fencing_token).await {
            Err(Error::Overloaded | Error::Busy(_)) => {
                self.following.change_log.release(name, fencing_token).await
            }
            other => other,
        }
    }

    /// Says once that something fails, however long it goes on.
    fn tell(&self, back_off: &BackOff, error: &Error) {
        if back_off.failures() == 0 {
            tracing::warn!(
                consumer.name = self.consumer.name(),
                error = error as &dyn std::error::Error,
                "the lease of a consumer cannot be had or renewed for now"
            );
        }
    }
}

/// A place that only the one with the fencing token can note.
struct Leased<'a, W, F> {
    node: &'a Node<W, F>,
    fencing_token: FencingToken,
}

impl<W: ChangeLog, F: Consumer> Checkpoint for Leased<'_, W, F> {
    async fn advance(&self, to: LogPosition) -> Result<(), Error> {
        let name = self.node.consumer.name();
        self.node
            .following
            .change_log
            .save_checkpoint(name, self.fencing_token, to)
            .await
    }

    async fn dead_letter(&self, position: LogPosition, reason: &str) -> Result<(), Error> {
        let following = &self.node.following;
        let letter = DeadLetter {
            position,
            at: following.clock.now(),
            reason: reason.to_owned(),
        };
        let name = self.node.consumer.name();
        following
            .change_log
            .dead_letter(name, Some(self.fencing_token), letter)
            .await
    }
}

fn later(now: Moment, duration: Duration) -> Moment {
    now.plus_millis(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
}
