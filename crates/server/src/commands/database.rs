//! Opens the configured database for a command.

use std::{fs, path::Path};

use standfirst_domain::error::Error;
use standfirst_persistence::{Options, Store};

use crate::{config::Configuration, error::CommandError};

/// Opens the database. The directory of an SQLite file is created if necessary.
pub(super) async fn open_store(configuration: &Configuration) -> Result<Store, CommandError> {
    if let Some(directory) = configuration
        .database
        .file()
        .and_then(Path::parent)
        .filter(|directory| !directory.as_os_str().is_empty())
    {
        fs::create_dir_all(directory).map_err(|source| CommandError::Directory {
            path: directory.to_owned(),
            source,
        })?;
    }
    let mut options = Options::new(configuration.database.url());
    options.readers = u32::try_from(configuration.database_readers).unwrap_or(u32::MAX);
    Store::open(&options)
        .await
        .map_err(database_error(configuration, "opened"))
}

/// Opens the database with the tables of this version. With `--no-migrate`, missing migrations are
/// an error.
pub(super) async fn open_migrated_store(
    configuration: &Configuration,
) -> Result<Store, CommandError> {
    let store = open_store(configuration).await?;
    if configuration.no_migrate {
        require_migrated(configuration, &store).await?;
        return Ok(store);
    }
    let applied = store.migrate().await;
    for migration in applied.map_err(database_error(configuration, "migrated"))? {
        tracing::info!(migration.name = migration, "migration applied");
    }
    Ok(store)
}

/// Fails if the database lacks tables of this version.
pub(super) async fn require_migrated(
    configuration: &Configuration,
    store: &Store,
) -> Result<(), CommandError> {
    let pending = store.pending_migrations().await;
    match pending
        .map_err(database_error(configuration, "read"))?
        .len()
    {
        0 => Ok(()),
        count => Err(CommandError::PendingMigrations {
            database: configuration.database.to_string(),
            count,
        }),
    }
}

/// Returns `true` if the database is a file that does not exist.
pub(super) fn is_missing(configuration: &Configuration) -> bool {
    let file = configuration.database.file();
    file.is_some_and(|file| !file.exists())
}

/// Turns an error of the database into one of a command: "the database could not be opened".
pub(super) fn database_error(
    configuration: &Configuration,
    operation: &'static str,
) -> impl FnOnce(Error) -> CommandError {
    let database = configuration.database.to_string();
    move |source| match source {
        Error::DatabaseOfPreviewVersion => CommandError::DatabaseOfPreviewVersion { database },
        source => CommandError::Database {
            database,
            operation,
            source,
        },
    }
}
