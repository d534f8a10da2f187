//! Commands of `standfirst`, one file for each.

use std::process::ExitCode;

use clap::Parser;
use standfirst_api::document_checker;

use self::outcome::CommandOutcome;
use crate::{
    config::{Command, CommandLine, Configuration},
    error::CommandError,
    output, telemetry, trusted_documents,
};

mod consumers;
mod database;
pub(crate) mod import;
mod init;
mod keys;
mod migrate;
mod outcome;
mod progress;
mod related;
mod schema;
mod search;
mod serve;
mod token;
mod user;

/// Runs the command of the process's arguments and environment, and returns the exit code.
pub async fn run_command_line() -> ExitCode {
    match run(CommandLine::parse()).await {
        Ok(outcome) => ExitCode::from(outcome.exit_code()),
        Err(error) => {
            error.print();
            ExitCode::from(error.exit_code())
        }
    }
}

async fn run(line: CommandLine) -> Result<CommandOutcome, CommandError> {
    // The schema depends on no setting, so a mistake in one is no obstacle.
    if let Command::Schema(options) = &line.command {
        return schema::run(options);
    }
    let configuration = Configuration::check(&line.settings)?;
    if matches!(line.command, Command::Check) {
        trusted_documents::load(&configuration, &document_checker(&configuration.limits))?;
        output::print_result(&configuration);
        return Ok(CommandOutcome::Complete);
    }
    telemetry::start_log(&configuration);
    match line.command {
        Command::Serve => serve::run(&configuration).await,
        Command::Migrate(options) => migrate::run(&configuration, &options).await,
        Command::Import(options) => import::run(&configuration, options).await,
        Command::Init(options) => init::run(&configuration, &options).await,
        Command::Keys { command } => keys::run(&configuration, command),
        Command::Token(options) => token::run(&configuration, &options).await,
        Command::User { command } => user::run(&configuration, command).await,
        Command::Related { command } => related::run(&configuration, command).await,
        Command::Search { command } => search::run(&configuration, command).await,
        Command::Consumers => consumers::run(&configuration).await,
        Command::Schema(_) | Command::Check => Ok(CommandOutcome::Complete),
    }
}
