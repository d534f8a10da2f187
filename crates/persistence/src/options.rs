//! How a store is opened.

use std::time::Duration;

/// Where the store is and how many connections it keeps.
#[derive(Debug, Clone)]
pub struct Options {
    /// `sqlite://PATH` or `postgres://...`.
    pub url: String,
    /// Connections that read. Those that write come on top: one on SQLite, four on PostgreSQL.
    pub readers: u32,
    /// How long a request waits for a connection before the store counts as unavailable.
    pub acquire_timeout: Duration,
    /// How long a statement may take on PostgreSQL.
    pub statement_timeout: Duration,
    /// How long a read may take as a whole, waiting included.
    pub read_timeout: Duration,
}

impl Options {
    /// The defaults for a database address.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            readers: 4,
            acquire_timeout: Duration::from_secs(1),
            statement_timeout: Duration::from_secs(3),
            read_timeout: Duration::from_secs(4),
        }
    }
}
