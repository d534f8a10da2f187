//! Options of a store.

use std::time::Duration;

/// Address, number of connections and timeouts of a store.
#[derive(Debug, Clone)]
pub struct Options {
    /// Database address: `sqlite://PATH` or `postgres://...`.
    pub url: String,
    /// Number of connections that read. The connections that write come on top: one on SQLite, four
    /// on PostgreSQL.
    pub readers: u32,
    /// Acquire timeout: how long a request waits for a connection. Afterwards the store counts as
    /// overloaded, or as unavailable when the connection had to be opened.
    pub acquire_timeout: Duration,
    /// Statement timeout.
    pub statement_timeout: Duration,
    /// Lock timeout: how long a write waits for rows that another transaction holds. On SQLite, for
    /// another process that writes.
    pub lock_timeout: Duration,
    /// Time after which PostgreSQL ends a transaction that sends no statement.
    pub idle_timeout: Duration,
    /// Read timeout: how long a whole read may take, waiting for a connection included.
    pub read_timeout: Duration,
}

impl Options {
    /// The default options for a database address.
    pub fn new(url: impl Into<String>) -> Self {
        let url = url.into();
        // A writer locks the whole file of SQLite and may be in a checkpoint. On PostgreSQL only
        // writers of the same rows wait for each other.
        let lock_seconds = if url.starts_with("sqlite:") { 5 } else { 2 };
        Self {
            url,
            readers: 4,
            acquire_timeout: Duration::from_secs(1),
            statement_timeout: Duration::from_secs(3),
            lock_timeout: Duration::from_secs(lock_seconds),
            idle_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(4),
        }
    }
}
