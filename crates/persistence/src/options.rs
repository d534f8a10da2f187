//! How a store is opened.

use std::time::Duration;

/// Where the store is and how many connections it keeps.
#[derive(Debug, Clone)]
pub struct Options {
    /// `sqlite://PATH` or `postgres://...`.
    pub url: String,
    /// Connections that read. Those that write come on top: one on SQLite, four on PostgreSQL.
    pub readers: u32,
    /// How long a request waits for a connection before the store counts as overloaded, or as unavailable where one has to be opened.
    pub acquire_timeout: Duration,
    /// How long a statement may take.
    pub statement_timeout: Duration,
    /// How long a write waits for another that holds what it needs: on SQLite, for another process that writes.
    pub lock_timeout: Duration,
    /// How long a transaction may do nothing before PostgreSQL ends it.
    pub idle_timeout: Duration,
    /// How long a read may take as a whole, waiting included.
    pub read_timeout: Duration,
}

impl Options {
    /// The defaults for a database address.
    pub fn new(url: impl Into<String>) -> Self {
        let url = url.into();
        // One who writes to an SQLite file holds all of it, and may be checkpointing; on PostgreSQL only those wait who would change the same rows.
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
