//! The judge: real articles go into a real server, what it answers by GraphQL is held against what people said of them, and how long it takes is
//! measured at the client.
//!
//! Each program starts servers of its own on fresh databases of either engine, on the loopback alone, and ends only what it started. It fails when an
//! answer is worse than was promised. The sets are not part of the project: their folder is named with `--corpus`.

#![expect(
    clippy::indexing_slicing,
    reason = "only JSON is indexed, and one that is not as expected is told as a failure"
)]

mod archive;
#[expect(dead_code, reason = "the other programs judge with all of it")]
#[path = "../../overload/src/figures.rs"]
mod figures;
mod front;
mod house;
mod ndcg;
mod related;
mod search;
mod sets;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};

use self::house::Engine;

/// Why a program ended before its figures.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Judges what the server answers.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    program: Program,
}

#[derive(Debug, Subcommand)]
enum Program {
    /// Related articles, against links that authors made and stories that editors told.
    Related(related::Related),
    /// Search, against the words of links and questions in nine languages.
    Search(search::Search),
    /// Time and memory, over an archive of a hundred thousand items.
    Archive(archive::Archive),
}

/// What every program takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// The folder of the sets.
    #[arg(long, default_value = "../shared/corpus")]
    corpus: PathBuf,
    /// The engines to judge on [default: both].
    #[arg(long = "engine", value_name = "ENGINE")]
    engines: Vec<Engine>,
    /// What all that is random begins with.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The server's program.
    #[arg(long, default_value = "target/release/standfirst")]
    standfirst: PathBuf,
}

impl Common {
    pub(crate) fn engines(&self) -> Vec<Engine> {
        if self.engines.is_empty() {
            return vec![Engine::Sqlite, Engine::Postgres];
        }
        self.engines.clone()
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
    let judged = match Cli::parse().program {
        Program::Related(wanted) => related::run(&wanted).await,
        Program::Search(wanted) => search::run(&wanted).await,
        Program::Archive(wanted) => archive::run(&wanted).await,
    };
    match judged {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            say("FAILED: not all is as was promised");
            ExitCode::FAILURE
        }
        Err(failure) => {
            say(format_args!("FAILED: {failure}"));
            ExitCode::FAILURE
        }
    }
}
