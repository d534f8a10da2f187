//! One run of the soak programs: arguments, seed, time limit and output.

use std::{
    io::{self, Write},
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Args;

/// Error of a program that found a fault or could not run.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Arguments of every program.
#[derive(Debug, Clone, Args)]
pub(crate) struct Soak {
    /// Seed of all random choices [default: random].
    #[arg(long)]
    seed: Option<u64>,
    /// Time limit in minutes, after which no further round begins.
    #[arg(long, default_value_t = 240.0)]
    minutes: f64,
    /// Number of random histories to check the visibility rule with, on each engine.
    #[arg(long, default_value_t = 10_000)]
    pub(crate) cases: u32,
    /// Number of times to kill the server, on each engine.
    #[arg(long, default_value_t = 50)]
    pub(crate) crashes: u32,
    /// Number of times to kill the holder of a lease.
    #[arg(long, default_value_t = 10)]
    pub(crate) leases: u32,
    /// Path of the server's executable.
    #[arg(long, default_value = "target/debug/standfirst")]
    pub(crate) standfirst: PathBuf,
}

/// One run of a program.
pub(crate) struct Run {
    pub(crate) seed: u64,
    until: Instant,
    pub(crate) soak: Soak,
}

impl Run {
    pub(crate) fn new(soak: Soak) -> Self {
        let seed = soak.seed.unwrap_or_else(rand::random);
        let limit = Duration::from_secs_f64((soak.minutes * 60.0).max(1.0));
        Self {
            seed,
            until: Instant::now() + limit,
            soak,
        }
    }

    /// Returns `true` if time is left.
    pub(crate) fn has_time(&self) -> bool {
        self.has_time_for(Duration::ZERO)
    }

    /// Returns `true` if at least this much time is left.
    pub(crate) fn has_time_for(&self, duration: Duration) -> bool {
        Instant::now() + duration < self.until
    }

    /// The same run with one part in `share` of the time that is left.
    pub(crate) fn part(&self, share: u32) -> Self {
        let left = self.until.saturating_duration_since(Instant::now());
        Self {
            seed: self.seed,
            until: Instant::now() + left / share,
            soak: self.soak.clone(),
        }
    }
}

/// Prints a line.
pub(crate) fn say(line: impl std::fmt::Display) {
    let mut out = io::stdout().lock();
    // A closed pipe must not end the run.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
