//! Measurements over real articles: the relevance of related articles and of search, and the time
//! and memory of a large archive.
//!
//! Each program starts servers of its own with fresh databases, on the loopback interface, and ends
//! only what it started. It imports a dataset, sends GraphQL requests, and compares the answers
//! with human judgements. It fails if a figure is worse than its threshold.
//!
//! The datasets are not part of the project. `--corpus` names their folder.

#![expect(
    clippy::indexing_slicing,
    reason = "only JSON is indexed, and unexpected JSON is reported as a failure"
)]

mod archive;
mod arguments;
mod client;
mod corpus;
#[expect(dead_code, reason = "the other programs use all of it")]
#[path = "../../overload/src/figures.rs"]
mod figures;
mod instance;
mod ndcg;
mod output;
mod related;
mod search;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use self::{
    arguments::CommonArguments,
    output::{Failure, print_line},
};

/// Measures relevance, time and memory over real articles.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    program: Program,
}

#[derive(Debug, Subcommand)]
enum Program {
    /// Measure related articles against links by authors and stories by editors.
    Related(related::RelatedArguments),
    /// Measure search against link texts, and questions in nine languages.
    Search(search::SearchArguments),
    /// Measure time and memory of an archive with a hundred thousand articles.
    Archive(archive::ArchiveArguments),
}

#[tokio::main]
async fn main() -> ExitCode {
    let result = match Cli::parse().program {
        Program::Related(arguments) => related::run(&arguments).await,
        Program::Search(arguments) => search::run(&arguments).await,
        Program::Archive(arguments) => archive::run(&arguments).await,
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            print_line("FAILED: at least one figure misses its threshold");
            ExitCode::FAILURE
        }
        Err(failure) => {
            print_line(format_args!("FAILED: {failure}"));
            ExitCode::FAILURE
        }
    }
}
