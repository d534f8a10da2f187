//! Followers that are one across nodes: the node that holds the lease works, the others wait for it to let go or to fall silent.
//!
//! Time decides who may try, the fence decides who may note a place: whoever lost the lease without knowing can take an entry once more, and can
//! neither move the place nor set anything aside.

use std::time::Duration;

use standfirst_domain::{
    error::Error,
    moment::Moment,
    ports::{DeadLetter, Fence, Lease, Wire},
    wire::Position,
};
use tokio::time::{Instant, sleep, timeout_at};

use super::{
    Follower, Following,
    pace::BackOff,
    work::{Bookmark, Ended, Work},
};

/// Follows the wire whenever no other node does, until told to stop; then the lease is given back.
pub async fn across_nodes<W: Wire, F: Follower>(follower: F, following: Following<W>) {
    let mut back_off = BackOff::new(following.pace);
    let node = Node {
        follower,
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
    follower: F,
    following: Following<W>,
}

impl<W: Wire, F: Follower> Node<W, F> {
    async fn lease(&self, holding: Option<Fence>) -> Result<Option<Held>, Error> {
        let Following {
            wire, clock, pace, ..
        } = &self.following;
        let until = Instant::now() + pace.lease;
        let now = clock.now();
        let lease = wire
            .lease(self.follower.name(), holding, now, later(now, pace.lease))
            .await?;
        Ok(lease.map(|lease| Held { lease, until }))
    }

    /// Works under a lease, and under the next one if it was lost and had again at once.
    async fn hold_on(&self, mut held: Option<Held>) {
        while let Some(now) = held.take() {
            let (name, fence) = (self.follower.name(), now.lease.fence);
            self.follower.begin(fence);
            tracing::info!(
                follower.name = name,
                lease.fence = fence,
                "this node follows the wire"
            );
            tokio::select! {
                biased;
                again = self.renew(now) => {
                    tracing::warn!(follower.name = name, lease.fence = fence, "the lease was lost");
                    held = again;
                }
                ended = self.work(now.lease).run() => self.let_go(ended, fence).await,
            }
        }
    }

    fn work(&self, lease: Lease) -> Work<'_, W, F, Leased<'_, W, F>> {
        Work {
            wire: &*self.following.wire,
            follower: &self.follower,
            bookmark: Leased {
                node: self,
                fence: lease.fence,
            },
            position: lease.position,
            pace: self.following.pace,
            stop: &self.following.stop,
        }
    }

    /// Renews the lease until it is lost; answers another if it was had in the same breath.
    async fn renew(&self, mut held: Held) -> Option<Held> {
        let fence = held.lease.fence;
        let mut back_off = BackOff::new(self.following.pace);
        let mut pause = self.following.pace.renewal;
        loop {
            timeout_at(held.until, sleep(pause)).await.ok()?;
            match timeout_at(held.until, self.lease(Some(fence))).await.ok()? {
                Ok(Some(renewed)) if renewed.lease.fence == fence => {
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

    async fn let_go(&self, ended: Ended, fence: Fence) {
        let name = self.follower.name();
        match ended {
            Ended::Fenced => {
                tracing::warn!(
                    follower.name = name,
                    lease.fence = fence,
                    "another node follows the wire by now"
                );
            }
            Ended::Stopped => {
                // If it cannot be given back, it ends by itself.
                if let Err(error) = self.given_back(fence).await {
                    tracing::debug!(
                        follower.name = name,
                        error = &error as &dyn std::error::Error,
                        "the lease was not given back"
                    );
                }
            }
        }
    }

    /// Gives the lease back, by a second try where all connections were in use.
    async fn given_back(&self, fence: Fence) -> Result<(), Error> {
        let name = self.follower.name();
        match self.following.wire.release(name, fence).await {
            Err(Error::Overloaded | Error::Busy(_)) => {
                self.following.wire.release(name, fence).await
            }
            other => other,
        }
    }

    /// Says once that something fails, however long it goes on.
    fn tell(&self, back_off: &BackOff, error: &Error) {
        if back_off.failures() == 0 {
            tracing::warn!(
                follower.name = self.follower.name(),
                error = error as &dyn std::error::Error,
                "the lease of a follower cannot be had or renewed for now"
            );
        }
    }
}

/// A place that only the one with the fence can note.
struct Leased<'a, W, F> {
    node: &'a Node<W, F>,
    fence: Fence,
}

impl<W: Wire, F: Follower> Bookmark for Leased<'_, W, F> {
    async fn advance(&self, to: Position) -> Result<(), Error> {
        let name = self.node.follower.name();
        self.node.following.wire.advance(name, self.fence, to).await
    }

    async fn set_aside(&self, position: Position, reason: &str) -> Result<(), Error> {
        let following = &self.node.following;
        let letter = DeadLetter {
            position,
            created_at: following.clock.now(),
            reason: reason.to_owned(),
        };
        let name = self.node.follower.name();
        following
            .wire
            .set_aside(name, Some(self.fence), letter)
            .await
    }
}

fn later(now: Moment, duration: Duration) -> Moment {
    now.plus_millis(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
}
