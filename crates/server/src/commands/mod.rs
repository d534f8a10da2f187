//! The commands, a file for each.

use std::{fs, path::Path};

use standfirst_domain::error::Error;
use standfirst_persistence::{Options, Store};

use crate::{
    config::{Cli, Command, Configuration},
    failure::Failure,
    operations, output, telemetry,
};

mod consumers;
pub mod import;
mod init;
mod keys;
mod migrate;
mod progress;
mod related;
mod schema;
mod search;
pub mod serve;
mod token;
mod user;

/// How a command ended that did what it could.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// All of it was done.
    Done,
    /// Some records of an import were bad; the rest went in.
    SomeBad,
}

impl Ending {
    /// The code that the process ends with.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::SomeBad => 3,
        }
    }
}

/// Does what the command line asks.
///
/// # Errors
/// Why it could not be done.
pub async fn run(cli: Cli) -> Result<Ending, Failure> {
    if let Command::Schema(switches) = &cli.command {
        return schema::run(switches);
    }
    let configuration = Configuration::check(&cli.flags)?;
    if matches!(cli.command, Command::Check) {
        operations::for_system(&configuration)?;
        output::answer(&configuration);
        return Ok(Ending::Done);
    }
    telemetry::start(&configuration);
    match cli.command {
        Command::Serve => serve::run(&configuration).await,
        Command::Migrate(switches) => migrate::run(&configuration, &switches).await,
        Command::Import(switches) => import::run(&configuration, switches).await,
        Command::Init(switches) => init::run(&configuration, &switches).await,
        Command::Keys { act } => keys::run(&configuration, &act),
        Command::Token(switches) => token::run(&configuration, &switches).await,
        Command::User { act } => user::run(&configuration, act).await,
        Command::Related { act } => related::run(&configuration, &act).await,
        Command::Search { act } => search::run(&configuration, act).await,
        Command::ChangeLog => consumers::run(&configuration).await,
        Command::Schema(_) | Command::Check => Ok(Ending::Done),
    }
}

/// Opens the configured store, making the directory of its file if need be.
async fn open_store(configuration: &Configuration) -> Result<Store, Failure> {
    if let Some(directory) = configuration
        .database
        .file()
        .and_then(Path::parent)
        .filter(|directory| !directory.as_os_str().is_empty())
    {
        fs::create_dir_all(directory).map_err(|source| Failure::Directory {
            path: directory.to_owned(),
            source,
        })?;
    }
    let mut options = Options::new(configuration.database.url());
    options.readers = u32::try_from(configuration.database_readers).unwrap_or(u32::MAX);
    Store::open(&options)
        .await
        .map_err(could_not(configuration, "opened"))
}

/// Opens the configured store with the tables of this version, unless they are to be left as they are.
async fn open_migrated_store(configuration: &Configuration) -> Result<Store, Failure> {
    let store = open_store(configuration).await?;
    if configuration.no_migrate {
        let pending = store.pending_migrations().await;
        let count = pending.map_err(could_not(configuration, "read"))?.len();
        if count > 0 {
            return Err(Failure::Unmigrated {
                database: configuration.database.to_string(),
                count,
            });
        }
        return Ok(store);
    }
    let applied = store.migrate().await;
    for migration in applied.map_err(could_not(configuration, "migrated"))? {
        tracing::info!(migration.name = migration, "a migration was applied");
    }
    Ok(store)
}

/// What the store said, as a failure of a command: "the database could not be opened".
fn could_not(configuration: &Configuration, verb: &'static str) -> impl FnOnce(Error) -> Failure {
    let database = configuration.database.to_string();
    move |source| Failure::Store {
        database,
        verb,
        source,
    }
}
