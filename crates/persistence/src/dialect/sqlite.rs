//! SQLite: write-ahead log, every commit synced to disk before it is acknowledged, one writer and
//! several readers.

mod statement_deadline;

use std::path::Path;

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbErr,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{
    options::Options,
    pool::{Connection, Pool, Pools},
};

pub(crate) use statement_deadline::StatementDeadline;

/// Opens the connections. Each is alone in a pool of sea-orm's: only then is it known which of them
/// a task holds, and which statement deadline belongs to it.
pub(super) async fn connect(
    options: &Options,
    counted: impl Fn(DatabaseConnection) -> DatabaseConnection,
) -> Result<Pools, DbErr> {
    let connect = async |reads_only| {
        let deadline = StatementDeadline::new(options.statement_timeout);
        let database = open(options, reads_only, Some(&deadline)).await?;
        Ok::<_, DbErr>(Connection {
            database: counted(database),
            deadline: Some(deadline),
        })
    };
    let writer = connect(false).await?;
    let mut readers = Vec::new();
    for _ in 0..options.readers.max(1) {
        readers.push(connect(true).await?);
    }
    Ok(Pools {
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
    deadline: Option<&StatementDeadline>,
) -> Result<DatabaseConnection, DbErr> {
    let path = path(&options.url).to_owned();
    if !reads_only {
        create_folder(&path)?;
    }
    let lock_timeout = options.lock_timeout;
    let mut connect = ConnectOptions::new("sqlite://");
    if let Some(deadline) = deadline.cloned() {
        connect.map_sqlx_sqlite_pool_opts(move |pool| statement_deadline::attach(&deadline, pool));
    }
    connect
        .max_connections(1)
        .min_connections(1)
        .acquire_timeout(options.acquire_timeout)
        .test_before_acquire(false)
        // With either of these the pool keeps a task that visits as many idle connections as it
        // counts. sqlx 0.9 subtracts from that number before it adds, so the number can wrap below
        // zero, and the task then occupies a thread for ever.
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

/// The file that an address names.
fn path(url: &str) -> &str {
    url.trim_start_matches("sqlite://")
        .trim_start_matches("sqlite:")
}

/// Creates the folder of the database file.
fn create_folder(path: &str) -> Result<(), DbErr> {
    let folder = Path::new(path).parent();
    let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|error| {
        DbErr::Custom(format!(
            "cannot make the folder {}: {error}",
            folder.display()
        ))
    })
}
