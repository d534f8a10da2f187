//! The soak: programs that let the real server live through what tests have no time for, and judge what came of it.
//!
//! Each prints its seed first, so that what one run found another can look for. They listen on the loopback alone and end only processes that they
//! started.

#![expect(
    clippy::indexing_slicing,
    reason = "only JSON is indexed, and one that is not as expected is told as a failure"
)]

mod crash;
mod fuzz;
mod lease;
mod process;
mod visibility;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::{Args, Parser, Subcommand};

/// Why a program ended that found something, or could not look.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Soaks the newsroom.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    program: Program,
}

#[derive(Debug, Subcommand)]
enum Program {
    /// Everything, one after the other, within so many minutes.
    Soak(Soak),
    /// The property of visibility, over random histories.
    Visibility(Soak),
    /// The server is killed while it writes.
    Crash(Soak),
    /// The node that holds a lease is killed.
    Lease(Soak),
    /// What reads what strangers send, over random texts.
    Fuzz(Soak),
    /// A node of the lease's program.
    #[command(hide = true)]
    Follow {
        /// The database whose change log it follows.
        url: String,
    },
}

/// What every program takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Soak {
    /// What all that is random begins with [default: a fresh one].
    #[arg(long)]
    seed: Option<u64>,
    /// After how many minutes no more is begun.
    #[arg(long, default_value_t = 240.0)]
    minutes: f64,
    /// How many histories the property of visibility is held against on each engine.
    #[arg(long, default_value_t = 10_000)]
    cases: u32,
    /// How often the server is killed on each engine.
    #[arg(long, default_value_t = 50)]
    crashes: u32,
    /// How often the holder of a lease is killed.
    #[arg(long, default_value_t = 10)]
    leases: u32,
    /// The server's program.
    #[arg(long, default_value = "target/debug/standfirst")]
    standfirst: PathBuf,
}

/// What a program runs with: its seed, and when it has to come to an end.
pub(crate) struct Run {
    pub(crate) seed: u64,
    pub(crate) until: Instant,
    pub(crate) soak: Soak,
}

impl Run {
    fn of(soak: Soak) -> Self {
        let seed = soak.seed.unwrap_or_else(rand::random);
        let within = Duration::from_secs_f64((soak.minutes * 60.0).max(1.0));
        Self {
            seed,
            until: Instant::now() + within,
            soak,
        }
    }

    /// Whether there is time for more.
    pub(crate) fn has_time(&self) -> bool {
        self.has_time_for(Duration::ZERO)
    }

    /// Whether there is time for something that takes so long.
    pub(crate) fn has_time_for(&self, duration: Duration) -> bool {
        Instant::now() + duration < self.until
    }

    /// The same run with a part of the time that is left.
    fn part(&self, share: u32) -> Self {
        let left = self.until.saturating_duration_since(Instant::now());
        Self {
            seed: self.seed,
            until: Instant::now() + left / share,
            soak: self.soak.clone(),
        }
    }
}

/// Says a line.
pub(crate) fn say(line: impl std::fmt::Display) {
    let mut out = io::stdout().lock();
    // Whoever does not listen any more misses nothing that counts.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().program).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(format_args!("FAILED: {failure}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(program: Program) -> Result<(), Failure> {
    let (soak, only) = match &program {
        Program::Follow { url } => return lease::follow(url).await,
        Program::Soak(soak) => (soak, None),
        Program::Visibility(soak)
        | Program::Crash(soak)
        | Program::Lease(soak)
        | Program::Fuzz(soak) => (soak, Some(&program)),
    };
    let run = Run::of(soak.clone());
    say(format_args!("seed {}", run.seed));
    match only {
        Some(Program::Visibility(_)) => visibility::run(&run).await,
        Some(Program::Crash(_)) => crash::run(&run).await,
        Some(Program::Lease(_)) => lease::run(&run).await,
        Some(Program::Fuzz(_)) => fuzz::run(&run).await,
        _ => {
            lease::run(&run.part(5)).await?;
            crash::run(&run.part(2)).await?;
            fuzz::run(&run.part(3)).await?;
            visibility::run(&run).await
        }
    }
}
