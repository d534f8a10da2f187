//! The command `standfirst`.

// The future of the server is nested deeper than the default limit of the compiler allows.
#![recursion_limit = "256"]

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    standfirst::run_command_line().await
}
