//! SQLite: write-ahead log, every commit on the disk before it is acknowledged, one writer and several readers.

use std::{path::Path, time::Duration};

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbErr,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use super::{Connections, Each};
use crate::options::Options;

pub(super) async fn connect(options: &Options) -> Result<Connections, DbErr> {
    let writer = open(options, 1, false).await?;
    let readers = open(options, options.readers.max(1), true).await?;
    Ok(Connections { readers, writer })
}

pub(super) async fn connect_for_migration(options: &Options) -> Result<DatabaseConnection, DbErr> {
    open(options, 1, false).await
}

async fn open(
    options: &Options,
    connections: u32,
    reads_only: bool,
) -> Result<DatabaseConnection, DbErr> {
    let path = options
        .url
        .trim_start_matches("sqlite://")
        .trim_start_matches("sqlite:")
        .to_owned();
    if !reads_only
        && let Some(folder) = Path::new(&path)
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|error| {
            DbErr::Custom(format!(
                "cannot make the folder {}: {error}",
                folder.display()
            ))
        })?;
    }
    let mut connect = ConnectOptions::new("sqlite://");
    connect
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(options.acquire_timeout)
        .test_before_acquire(false)
        // With either of these the pool keeps a task that looks at as many idle connections as it counts. sqlx 0.9 takes one from that number
        // before it is added, so that it can pass below zero, and the task then occupies a thread for ever.
        .idle_timeout(None)
        .max_lifetime(None)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |_| {
            SqliteConnectOptions::new()
                .filename(&path)
                .create_if_missing(!reads_only)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .pragma("cache_size", "-32000")
                .pragma("trusted_schema", "OFF")
                .pragma("journal_size_limit", "67108864")
                .pragma("temp_store", "MEMORY")
                .pragma("query_only", if reads_only { "ON" } else { "OFF" })
        });
    Database::connect(connect).await
}

/// SQLite joins no query to the rows before it, but takes such a row into a table-valued function.
pub(super) fn each(query: &str) -> Each {
    Each {
        from: format!(
            "json_each((SELECT json_group_array(hex(article_id) || ':' || number) FROM ({query}))) c"
        ),
        article_id: "unhex(substr(c.value, 1, 32))",
        number: "CAST(substr(c.value, 34) AS INTEGER)",
    }
}
