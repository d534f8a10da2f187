//! The statement deadline that SQLite lacks, and the end of statements whose caller is gone.
//!
//! A statement runs on the thread of its connection, where neither a timeout nor a dropped future
//! reaches it. SQLite calls a progress handler after a number of virtual machine instructions and
//! ends the statement if the handler says so. This handler compares the clock with a deadline that
//! the holder of the connection sets. The deadline may only be set again while no statement runs: a
//! pool of one connection hands it out after the last statement has ended (see [`attach`]).

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

/// Number of virtual machine instructions between two calls of the handler: some tens of
/// microseconds.
const INSTRUCTIONS: i32 = 2_000;

/// Moment until which the statement on one connection may run.
#[derive(Clone)]
pub(crate) struct StatementDeadline {
    started: Instant,
    timeout: Duration,
    /// Microseconds from `started` to the deadline; 0 when every statement is to end at once.
    micros: Arc<AtomicU64>,
}

impl StatementDeadline {
    pub(super) fn new(timeout: Duration) -> Self {
        Self {
            started: Instant::now(),
            timeout,
            micros: Arc::new(AtomicU64::new(0)),
        }
    }

    /// Grants the next statement the whole timeout.
    pub(crate) fn restart(&self) {
        let deadline = micros(self.started.elapsed() + self.timeout);
        self.micros.store(deadline, Ordering::Release);
    }

    /// Ends the running statement, if there is one.
    pub(crate) fn expire(&self) {
        self.micros.store(0, Ordering::Release);
    }

    fn is_ahead(&self) -> bool {
        micros(self.started.elapsed()) < self.micros.load(Ordering::Acquire)
    }

    /// Installs the handler on a connection that was just opened.
    async fn install(&self, connection: &mut SqliteConnection) -> Result<(), sea_orm::sqlx::Error> {
        let deadline = self.clone();
        connection
            .lock_handle()
            .await?
            .set_progress_handler(INSTRUCTIONS, move || deadline.is_ahead());
        // The pool runs its PRAGMA statements next.
        self.restart();
        Ok(())
    }
}

/// Attaches a deadline to the one connection of a pool.
pub(super) fn attach(deadline: &StatementDeadline, pool: SqlitePoolOptions) -> SqlitePoolOptions {
    let (opened, acquired) = (deadline.clone(), deadline.clone());
    pool.after_connect(move |connection, _| {
        let deadline = opened.clone();
        Box::pin(async move { deadline.install(connection).await })
    })
    .before_acquire(move |connection, _| {
        // The pool may have rolled back on the connection with an expired deadline.
        acquired.restart();
        // SQLite rolls back by itself when it ends a statement or the disk is full. sqlx, which
        // counts transactions, does not learn of it, so such a connection is closed.
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

    use super::StatementDeadline;

    #[test]
    fn a_statement_may_run_until_its_deadline_passes_or_expires() {
        let deadline = StatementDeadline::new(Duration::from_secs(60));
        assert!(!deadline.is_ahead(), "no statement has begun");
        deadline.restart();
        assert!(deadline.is_ahead());
        deadline.expire();
        assert!(!deadline.is_ahead());
        let short = StatementDeadline::new(Duration::ZERO);
        short.restart();
        assert!(!short.is_ahead());
    }
}
