//! The work that both kinds of followers share: read on, hand over, note the place; and what becomes of that when something fails.

use std::{panic::AssertUnwindSafe, slice, time::Duration};

use futures::FutureExt;
use standfirst_domain::{
    error::Error,
    ports::Wire,
    wire::{Entry, Position},
};

use super::{
    Follower, FollowerError, Pace, Stop,
    next::{Next, next},
    pace::BackOff,
};
use crate::output;

/// Where a follower's place is noted.
pub(super) trait Bookmark: Send + Sync {
    /// Notes how far it has come.
    fn advance(&self, to: Position) -> impl Future<Output = Result<(), Error>> + Send;

    /// Sets an entry aside and notes that it has come past it.
    fn set_aside(
        &self,
        position: Position,
        reason: &str,
    ) -> impl Future<Output = Result<(), Error>> + Send;
}

/// Why work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// It was told to stop.
    Stopped,
    /// Another node does it by now.
    Fenced,
}

/// A follower at work.
pub(super) struct Work<'a, W, F, B> {
    pub(super) wire: &'a W,
    pub(super) follower: &'a F,
    pub(super) bookmark: B,
    pub(super) position: Position,
    pub(super) pace: Pace,
    pub(super) stop: &'a Stop,
}

impl<W: Wire, F: Follower, B: Bookmark> Work<'_, W, F, B> {
    /// Works until it is told to stop or another node took over. What was begun is ended.
    pub(super) async fn run(mut self) -> Ended {
        let mut back_off = BackOff::new(self.pace);
        while !self.stop.is_said() {
            let went = match next(self.wire, self.position, self.pace.at_once).await {
                Ok(next) => {
                    back_off.reset();
                    self.go_on(next).await
                }
                Err(error) => {
                    self.tell(&back_off, &error);
                    self.wait(back_off.pause()).await
                }
            };
            if let Err(ended) = went {
                return ended;
            }
        }
        Ended::Stopped
    }

    async fn go_on(&mut self, next: Next) -> Result<(), Ended> {
        match next {
            Next::Entries(entries) => self.work_off(&entries).await,
            Next::Unreadable(position, reason) => self.set_aside(position, &reason).await,
            Next::Nothing => tokio::select! {
                () = self.stop.said() => Err(Ended::Stopped),
                () = self.wire.hinted(self.pace.poll) => Ok(()),
            },
        }
    }

    /// Works off a batch, and when it fails entry by entry, so that a bad one takes no others along.
    async fn work_off(&mut self, entries: &[(Position, Entry)]) -> Result<(), Ended> {
        if let [_, .., (last, _)] = entries
            && self.attempt(entries, 1).await?.is_none()
        {
            return self.advance(*last).await;
        }
        for entry in entries {
            match self
                .attempt(slice::from_ref(entry), self.pace.tries)
                .await?
            {
                None => self.advance(entry.0).await?,
                Some(reason) => self.set_aside(entry.0, &reason).await?,
            }
        }
        Ok(())
    }

    /// Hands entries over, at most so often while they are to blame, and answers why they are bad at last.
    async fn attempt(
        &self,
        entries: &[(Position, Entry)],
        tries: u32,
    ) -> Result<Option<String>, Ended> {
        let (mut later, mut bad) = (BackOff::new(self.pace), BackOff::new(self.pace));
        loop {
            let pause = match self.hand_over(entries).await {
                Ok(()) => return Ok(None),
                Err(error @ FollowerError::Later(_)) => {
                    self.tell(&later, &error);
                    later.pause()
                }
                Err(FollowerError::Fenced) => return Err(Ended::Fenced),
                Err(error @ FollowerError::Bad(_)) => {
                    let pause = bad.pause();
                    if bad.failures() >= tries {
                        return Ok(Some(output::causes(&error)));
                    }
                    pause
                }
            };
            self.wait(pause).await?;
        }
    }

    /// A follower that panics has failed over what it was given, and follows on.
    async fn hand_over(&self, entries: &[(Position, Entry)]) -> Result<(), FollowerError> {
        AssertUnwindSafe(self.follower.take(entries))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Err(FollowerError::Bad("the follower panicked".into())))
    }

    async fn advance(&mut self, to: Position) -> Result<(), Ended> {
        let mut back_off = BackOff::new(self.pace);
        while let Err(error) = self.bookmark.advance(to).await {
            self.not_noted(&mut back_off, error).await?;
        }
        self.position = to;
        Ok(())
    }

    async fn set_aside(&mut self, position: Position, reason: &str) -> Result<(), Ended> {
        let mut back_off = BackOff::new(self.pace);
        while let Err(error) = self.bookmark.set_aside(position, reason).await {
            self.not_noted(&mut back_off, error).await?;
        }
        tracing::error!(
            follower.name = self.follower.name(),
            wire.position = position,
            reason,
            "an entry of the wire was set aside"
        );
        self.position = position;
        Ok(())
    }

    async fn not_noted(&self, back_off: &mut BackOff, error: Error) -> Result<(), Ended> {
        if matches!(error, Error::LeaseLost { .. }) {
            return Err(Ended::Fenced);
        }
        self.tell(back_off, &error);
        self.wait(back_off.pause()).await
    }

    async fn wait(&self, pause: Duration) -> Result<(), Ended> {
        if self.stop.pause(pause).await {
            Ok(())
        } else {
            Err(Ended::Stopped)
        }
    }

    /// Says once that something fails, however long it goes on.
    fn tell(&self, back_off: &BackOff, error: &(dyn std::error::Error + 'static)) {
        if back_off.failures() == 0 {
            tracing::warn!(
                follower.name = self.follower.name(),
                error,
                "a follower of the wire waits"
            );
        }
    }
}
