//! The command `standfirst`.

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
