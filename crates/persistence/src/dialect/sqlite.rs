//! SQLite: write-ahead log, every commit on the disk before it is acknowledged, one writer and several readers.

mod watch;

use std::path::Path;

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbErr,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use super::{Connections, Each};
use crate::{
    options::Options,
    pool::{Line, Pool},
};

pub(crate) use watch::Watch;

/// Every connection is alone in a pool of sea-orm's, so that it is known which one somebody holds, and with it which watch is its own.
pub(super) async fn connect(
    options: &Options,
    counted: impl Fn(DatabaseConnection) -> DatabaseConnection,
) -> Result<Connections, DbErr> {
    let watched = async |reads_only| {
        let watch = Watch::new(options.statement_timeout);
        let database = open(options, reads_only, Some(&watch)).await?;
        Ok::<_, DbErr>(Line {
            database: counted(database),
            watch: Some(watch),
        })
    };
    let writer = watched(false).await?;
    let mut readers = Vec::new();
    for _ in 0..options.readers.max(1) {
        readers.push(watched(true).await?);
    }
    Ok(Connections {
        readers: Pool::new(readers, options.acquire_timeout),
        writers: Pool::new([writer], options.acquire_timeout),
    })
}

pub(super) async fn connect_for_migration(options: &Options) -> Result<DatabaseConnection, DbErr> {
    open(options, false, None).await
}

async fn open(
    options: &Options,
    reads_only: bool,
    watch: Option<&Watch>,
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
    let lock_timeout = options.lock_timeout;
    let mut connect = ConnectOptions::new("sqlite://");
    if let Some(watch) = watch.cloned() {
        connect.map_sqlx_sqlite_pool_opts(move |pool| watch::keep(&watch, pool));
    }
    connect
        .max_connections(1)
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
                .busy_timeout(lock_timeout)
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
