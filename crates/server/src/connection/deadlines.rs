//! Deadlines of one connection: for the next head to begin and to be complete, and for the client
//! to read the response.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep_until};

use super::exchange::ExchangeState;

/// Minimum progress: a client that reads fewer bytes of a response within the write deadline counts
/// as stalled. Without it, one byte before each deadline would hold a response in memory for ever.
const MINIMUM_PROGRESS_BYTES: usize = 65_536;

/// A timer that ends after a duration.
pub(super) fn timer(duration: Duration) -> Pin<Box<Sleep>> {
    Box::pin(sleep_until(Instant::now() + duration))
}

/// Deadline for the next head to begin, and to be complete once it has begun.
#[derive(Debug)]
pub(super) struct HeadDeadline {
    header_deadline: Duration,
    idle: Duration,
    /// The running timer, and the state in which it was started.
    timer: Option<(ExchangeState, Pin<Box<Sleep>>)>,
}

impl HeadDeadline {
    /// Creates a deadline: `header_deadline` bounds the arrival of a head, `idle` the pause before
    /// it.
    pub(super) const fn new(header_deadline: Duration, idle: Duration) -> Self {
        Self {
            header_deadline,
            idle,
            timer: None,
        }
    }

    /// Stops the timer. The next poll starts a new one.
    pub(super) fn stop(&mut self) {
        self.timer = None;
    }

    /// Returns `true` when the deadline of the present state has passed. Otherwise the task is
    /// woken at the deadline.
    ///
    /// A response that is still being written extends the deadline: the client reads slowly, and
    /// [`WriteDeadline`] decides about that.
    pub(super) fn has_passed(
        &mut self,
        state: ExchangeState,
        is_writing: bool,
        context: &mut Context<'_>,
    ) -> bool {
        let duration = match state {
            ExchangeState::Opened | ExchangeState::ReadingHead => self.header_deadline,
            ExchangeState::Idle => self.idle,
            ExchangeState::Processing | ExchangeState::Responded | ExchangeState::Closing => {
                self.stop();
                return false;
            }
        };
        // The first head is timed from the opening of the connection, so its first byte restarts
        // nothing.
        let is_running = self.timer.as_ref().is_some_and(|(started_in, _)| {
            *started_in == state
                || (*started_in, state) == (ExchangeState::Opened, ExchangeState::ReadingHead)
        });
        if !is_running {
            self.timer = Some((state, timer(duration)));
        }
        let Some((_, timer)) = &mut self.timer else {
            return false;
        };
        if timer.as_mut().poll(context).is_pending() {
            return false;
        }
        if !is_writing {
            return true;
        }
        timer.as_mut().reset(Instant::now() + duration);
        // A timer wakes the task only if it was polled after the reset.
        timer.as_mut().poll(context).is_ready()
    }
}

/// Write deadline: the client must read [`MINIMUM_PROGRESS_BYTES`] of a waiting response in time.
#[derive(Debug)]
pub(super) struct WriteDeadline {
    stalled: Duration,
    /// The running timer, and the bytes written since it was started.
    progress: Option<(Pin<Box<Sleep>>, usize)>,
}

impl WriteDeadline {
    /// Creates a deadline that allows a client to stall for this long.
    pub(super) const fn new(stalled: Duration) -> Self {
        Self {
            stalled,
            progress: None,
        }
    }

    /// Returns `true` while written bytes wait for the client.
    pub(super) const fn is_running(&self) -> bool {
        self.progress.is_some()
    }

    /// Stops the timer: nothing waits for the client.
    pub(super) fn stop(&mut self) {
        self.progress = None;
    }

    /// Passes the result of a write on, or fails with [`io::ErrorKind::TimedOut`] when the client
    /// stalls for too long.
    pub(super) fn check(
        &mut self,
        written: Poll<usize>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(count) => {
                if let Some((_, progress)) = &mut self.progress {
                    *progress += count;
                    if *progress >= MINIMUM_PROGRESS_BYTES {
                        self.progress = None;
                    }
                }
                Poll::Ready(Ok(count))
            }
            Poll::Pending => {
                let stalled = self.stalled;
                let (timer, _) = self.progress.get_or_insert_with(|| (timer(stalled), 0));
                ready!(timer.as_mut().poll(context));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::poll_fn,
        io,
        task::Poll,
        time::{Duration, Instant},
    };

    use super::{ExchangeState, HeadDeadline, MINIMUM_PROGRESS_BYTES, WriteDeadline};

    const SHORT: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_secs(600);

    /// Polls a deadline once.
    async fn has_passed(deadline: &mut HeadDeadline, state: ExchangeState, writing: bool) -> bool {
        poll_fn(|context| Poll::Ready(deadline.has_passed(state, writing, context))).await
    }

    /// Waits until a deadline wakes the task and has passed.
    async fn wait(deadline: &mut HeadDeadline, state: ExchangeState, writing: bool) -> Duration {
        let started = Instant::now();
        poll_fn(|context| {
            if deadline.has_passed(state, writing, context) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
        started.elapsed()
    }

    #[tokio::test]
    async fn the_first_head_is_timed_from_the_opening_and_later_ones_from_their_start() {
        let mut deadline = HeadDeadline::new(SHORT, LONG);
        assert!(!has_passed(&mut deadline, ExchangeState::Opened, false).await);
        assert!(wait(&mut deadline, ExchangeState::Opened, false).await <= 10 * SHORT);
        assert!(
            has_passed(&mut deadline, ExchangeState::ReadingHead, false).await,
            "the first byte starts no new timer"
        );
        assert!(!has_passed(&mut deadline, ExchangeState::Idle, false).await);
        assert!(wait(&mut deadline, ExchangeState::ReadingHead, false).await >= SHORT);
    }

    #[tokio::test]
    async fn no_head_is_due_while_a_request_is_processed_or_a_response_written() {
        let mut deadline = HeadDeadline::new(SHORT, SHORT);
        for state in [
            ExchangeState::Processing,
            ExchangeState::Responded,
            ExchangeState::Closing,
        ] {
            let waited = tokio::time::timeout(2 * SHORT, wait(&mut deadline, state, false));
            assert!(waited.await.is_err(), "{state:?}");
        }
        let writing = wait(&mut deadline, ExchangeState::Idle, true);
        assert!(tokio::time::timeout(3 * SHORT, writing).await.is_err());
        wait(&mut deadline, ExchangeState::Idle, false).await;
    }

    #[tokio::test]
    async fn a_client_has_to_make_the_minimum_progress() {
        let mut deadline = WriteDeadline::new(SHORT);
        let wrote = async |deadline: &mut WriteDeadline, count: usize| {
            poll_fn(|context| deadline.check(Poll::Ready(count), context)).await
        };
        let stalled = async |deadline: &mut WriteDeadline| {
            poll_fn(|context| deadline.check(Poll::Pending, context)).await
        };
        assert_eq!(wrote(&mut deadline, 10).await.unwrap(), 10);
        assert!(!deadline.is_running(), "nothing has waited yet");
        let error = stalled(&mut deadline).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        wrote(&mut deadline, MINIMUM_PROGRESS_BYTES - 1)
            .await
            .unwrap();
        assert!(deadline.is_running(), "one byte is missing");
        assert!(stalled(&mut deadline).await.is_err());
        wrote(&mut deadline, 1).await.unwrap();
        assert!(!deadline.is_running(), "the minimum is reached");
    }
}
