//! The work that both kinds of consumers share: read on, hand over, note the place; and what becomes of that when something fails.

use std::{panic::AssertUnwindSafe, slice, time::Duration};

use futures::FutureExt;
use standfirst_domain::{
    change_log::{ChangeRecord, LogPosition},
    error::Error,
    ports::ChangeLog,
};

use super::{
    Consumer, ConsumerError, Pace, Stop,
    next::{Next, next},
    pace::BackOff,
};
use crate::output;

/// Where a consumer's place is noted.
pub(super) trait Checkpoint: Send + Sync {
    /// Notes how far it has come.
    fn advance(&self, to: LogPosition) -> impl Future<Output = Result<(), Error>> + Send;

    /// Sets a record aside and notes that it has come past it.
    fn dead_letter(
        &self,
        position: LogPosition,
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

/// A consumer at work.
pub(super) struct Work<'a, W, F, B> {
    pub(super) change_log: &'a W,
    pub(super) consumer: &'a F,
    pub(super) checkpoint: B,
    pub(super) position: LogPosition,
    pub(super) pace: Pace,
    pub(super) stop: &'a Stop,
}

impl<W: ChangeLog, F: Consumer, B: Checkpoint> Work<'_, W, F, B> {
    /// Works until it is told to stop or another node took over. What was begun is ended.
    pub(super) async fn run(mut self) -> Ended {
        let mut back_off = BackOff::new(self.pace);
        while !self.stop.is_said() {
            let went = match next(self.change_log, self.position, self.pace.at_once).await {
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
            Next::Entries(records) => self.work_off(&records).await,
            Next::Unreadable(position, reason) => self.dead_letter(position, &reason).await,
            Next::Nothing => tokio::select! {
                () = self.stop.said() => Err(Ended::Stopped),
                () = self.change_log.wait_for_notification(self.pace.poll) => Ok(()),
            },
        }
    }

    /// Works off a batch, and when it fails record by record, so that a bad one takes no others along.
    async fn work_off(&mut self, records: &[(LogPosition, ChangeRecord)]) -> Result<(), Ended> {
        if let [_, .., (last, _)] = records
            && self.attempt(records, 1).await?.is_none()
        {
            return self.advance(*last).await;
        }
        for record in records {
            match self
                .attempt(slice::from_ref(record), self.pace.tries)
                .await?
            {
                None => self.advance(record.0).await?,
                Some(reason) => self.dead_letter(record.0, &reason).await?,
            }
        }
        Ok(())
    }

    /// Hands records over, at most so often while they are to blame, and answers why they are bad at last.
    async fn attempt(
        &self,
        records: &[(LogPosition, ChangeRecord)],
        tries: u32,
    ) -> Result<Option<String>, Ended> {
        let (mut later, mut bad) = (BackOff::new(self.pace), BackOff::new(self.pace));
        loop {
            let pause = match self.hand_over(records).await {
                Ok(()) => return Ok(None),
                Err(error @ ConsumerError::Later(_)) => {
                    self.tell(&later, &error);
                    later.pause()
                }
                Err(ConsumerError::Fenced) => return Err(Ended::Fenced),
                Err(error @ ConsumerError::Bad(_)) => {
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

    /// A consumer that panics has failed over what it was given, and follows on.
    async fn hand_over(
        &self,
        records: &[(LogPosition, ChangeRecord)],
    ) -> Result<(), ConsumerError> {
        AssertUnwindSafe(self.consumer.take(records))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Err(ConsumerError::Bad("the consumer panicked".into())))
    }

    async fn advance(&mut self, to: LogPosition) -> Result<(), Ended> {
        let mut back_off = BackOff::new(self.pace);
        while let Err(error) = self.checkpoint.advance(to).await {
            self.not_noted(&mut back_off, error).await?;
        }
        self.position = to;
        Ok(())
    }

    async fn dead_letter(&mut self, position: LogPosition, reason: &str) -> Result<(), Ended> {
        let mut back_off = BackOff::new(self.pace);
        while let Err(error) = self.checkpoint.dead_letter(position, reason).await {
            self.not_noted(&mut back_off, error).await?;
        }
        tracing::error!(
            consumer.name = self.consumer.name(),
            change_log.position = position,
            reason,
            "a record of the change log was set aside"
        );
        self.position = position;
        Ok(())
    }

    async fn not_noted(&self, back_off: &mut BackOff, error: Error) -> Result<(), Ended> {
        if matches!(error, Error::Conflict { .. }) {
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
                consumer.name = self.consumer.name(),
                error,
                "a consumer of the change log waits"
            );
        }
    }
}
