//! The soak: programs that run the real server for a long time, disturb it, and check the outcome.
//!
//! Each prints its seed first, so that a run can be repeated. The programs listen on the loopback
//! interface only and end only processes that they started.

#![expect(
    clippy::indexing_slicing,
    reason = "only JSON is indexed, and unexpected JSON is reported as a failure"
)]

mod crash;
mod fuzz;
mod installation;
mod lease;
mod run;
mod visibility;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::run::{Failure, Run, Soak, say};

/// Soaks the server.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    program: Program,
}

#[derive(Debug, Subcommand)]
enum Program {
    /// Runs every program, one after the other, within the time limit.
    Soak(Soak),
    /// Checks the visibility rule against random histories.
    Visibility(Soak),
    /// Kills the server while it writes and checks the database.
    Crash(Soak),
    /// Kills the node that holds a lease and checks that another takes over.
    Lease(Soak),
    /// Checks the parsers of requests with random texts.
    Fuzz(Soak),
    /// Runs a node for the program `lease`.
    #[command(hide = true)]
    Follow {
        /// URL of the database whose change log the node consumes.
        url: String,
    },
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
    let run = Run::new(soak.clone());
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
