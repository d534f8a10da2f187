//! What SQLite lacks: a deadline for statements, and an end to those for which nobody waits any more.
//!
//! A statement runs in a thread of its connection's own, where neither a deadline nor a future that was dropped reaches it. SQLite asks a handler
//! every so many instructions whether to go on; this one looks at a moment that those who hold the connection set. It can only be set anew when
//! nothing runs: a connection is taken from its pool of one after the statement before has ended (see [`keep`]).

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::sqlx::{
    Connection,
    sqlite::{SqliteConnection, SqlitePoolOptions},
};

/// After so many instructions the watch is looked at: some tens of microseconds.
const INSTRUCTIONS: i32 = 2_000;

/// Until when the statement on a connection may run.
#[derive(Clone)]
pub(crate) struct Watch {
    started: Instant,
    limit: Duration,
    /// In microseconds since the start; none when it is given up.
    until: Arc<AtomicU64>,
}

impl Watch {
    pub(super) fn new(limit: Duration) -> Self {
        Self {
            started: Instant::now(),
            limit,
            until: Arc::new(AtomicU64::new(0)),
        }
    }

    /// A statement begins.
    pub(crate) fn begin(&self) {
        let until = micros(self.started.elapsed() + self.limit);
        self.until.store(until, Ordering::Release);
    }

    /// Nobody waits for the statement any more, if there is one.
    pub(crate) fn give_up(&self) {
        self.until.store(0, Ordering::Release);
    }

    fn goes_on(&self) -> bool {
        micros(self.started.elapsed()) < self.until.load(Ordering::Acquire)
    }

    /// Looks at the statements of a connection that was just opened.
    async fn follow(&self, connection: &mut SqliteConnection) -> Result<(), sea_orm::sqlx::Error> {
        let watch = self.clone();
        connection
            .lock_handle()
            .await?
            .set_progress_handler(INSTRUCTIONS, move || watch.goes_on());
        self.begin();
        Ok(())
    }
}

/// Keeps a watch over the one connection of a pool. A connection that did not come out of its transaction is closed: after a statement that was
/// ended, or one for which the disk had no room, SQLite may have rolled back already, and what counts the transactions does not know.
pub(super) fn keep(watch: &Watch, pool: SqlitePoolOptions) -> SqlitePoolOptions {
    let (opened, taken) = (watch.clone(), watch.clone());
    pool.after_connect(move |connection, _| {
        let watch = opened.clone();
        Box::pin(async move { watch.follow(connection).await })
    })
    .before_acquire(move |connection, _| {
        taken.begin();
        let is_clean = !connection.is_in_transaction();
        Box::pin(std::future::ready(Ok(is_clean)))
    })
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Watch;

    #[test]
    fn a_statement_goes_on_until_its_deadline_or_until_it_is_given_up() {
        let watch = Watch::new(Duration::from_secs(60));
        assert!(!watch.goes_on(), "nothing has begun");
        watch.begin();
        assert!(watch.goes_on());
        watch.give_up();
        assert!(!watch.goes_on());
        let hasty = Watch::new(Duration::ZERO);
        hasty.begin();
        assert!(!hasty.goes_on());
    }
}
