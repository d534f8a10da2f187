//! The server under strain: reads that do not end, clients that do not wait for them, and faults of its own.

mod panics;
mod slow;
mod tripwire;

use standfirst_persistence::Options;

/// A store with so many readers, of which nothing waits for long.
fn short(url: String, readers: u32) -> Options {
    Options {
        readers,
        acquire_timeout: std::time::Duration::from_millis(300),
        statement_timeout: std::time::Duration::from_millis(900),
        lock_timeout: std::time::Duration::from_millis(300),
        ..Options::new(url)
    }
}
