//! Resilience: slow reads, clients that disconnect, and panics.

mod panicking_archive;
mod panics;
mod slow_reads;

use standfirst_persistence::Options;

/// Options of a store with a number of read connections and short timeouts.
fn short_timeouts(url: String, readers: u32) -> Options {
    Options {
        readers,
        acquire_timeout: std::time::Duration::from_millis(300),
        statement_timeout: std::time::Duration::from_millis(900),
        lock_timeout: std::time::Duration::from_millis(300),
        ..Options::new(url)
    }
}
