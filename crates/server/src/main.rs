//! The command `standfirst`.

// The layout of what a server waits for is computed through every future within it, and there are more of them than the compiler looks through by itself.
#![recursion_limit = "256"]

use std::process::ExitCode;

use clap::Parser;
use standfirst::{commands, config::Cli};

#[tokio::main]
async fn main() -> ExitCode {
    match commands::run(Cli::parse()).await {
        Ok(ending) => ExitCode::from(ending.exit_code()),
        Err(failure) => {
            failure.tell();
            ExitCode::from(failure.exit_code())
        }
    }
}
