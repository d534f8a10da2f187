//! PostgreSQL: one pool that reads and one that writes, with short timeouts, so that a request
//! learns soon when the database is absent.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, sqlx::Connection as _,
};

use crate::{
    options::Options,
    pool::{Connection, Pool, Pools},
};

/// Longest lifetime of a connection, so that nodes spread over databases that came and went. It is
/// checked when a connection is acquired: the pool's own lifetime task has the fault described in
/// [`sqlite`](super::sqlite).
const LONGEST_LIFE: Duration = Duration::from_secs(1_800);
/// Idle time after which a connection is tested before use.
const IDLE_BEFORE_TEST: Duration = Duration::from_secs(1);
/// Number of connections that write, and so of transactions in progress.
const WRITERS: u32 = 4;

pub(super) async fn connect(
    options: &Options,
    counted: impl Fn(DatabaseConnection) -> DatabaseConnection,
) -> Result<Pools, DbErr> {
    let pool = async |size: u32| {
        let connection = Connection {
            database: counted(open(options, size).await?),
            deadline: None,
        };
        // All are of one pool of sqlx's, which opens connections when they are first needed.
        let connections = (0..size).map(|_| connection.clone());
        Ok::<_, DbErr>(Pool::new(connections, options.acquire_timeout))
    };
    Ok(Pools {
        readers: pool(options.readers.max(1)).await?,
        writers: pool(WRITERS).await?,
    })
}

async fn open(options: &Options, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let timeouts = [
        ("lock_timeout", options.lock_timeout.as_millis()),
        (
            "idle_in_transaction_session_timeout",
            options.idle_timeout.as_millis(),
        ),
    ];
    let mut connect = base(options, connections);
    connect
        .statement_timeout(options.statement_timeout)
        .map_sqlx_postgres_pool_opts(|pool| {
            pool.before_acquire(|connection, meta| {
                Box::pin(async move {
                    if meta.age > LONGEST_LIFE {
                        return Ok(false);
                    }
                    if meta.idle_for >= IDLE_BEFORE_TEST {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
        })
        // The statements are short. Before PostgreSQL has statistics of new rows it expects long
        // ones and spends half a second on compiling them.
        .map_sqlx_postgres_opts(move |opts| opts.options(timeouts).options([("jit", "off")]));
    Database::connect(connect).await
}

pub(super) async fn connect_for_migration(options: &Options) -> Result<DatabaseConnection, DbErr> {
    Database::connect(base(options, 1)).await
}

pub(super) async fn wait_for_other_migrations(
    connection: &DatabaseConnection,
) -> Result<(), DbErr> {
    // The number must differ from every other advisory lock in the database: "standf" in ASCII.
    connection
        .execute_unprepared("SELECT pg_advisory_lock(126943874345062)")
        .await
        .map(|_| ())
}

fn base(options: &Options, connections: u32) -> ConnectOptions {
    let mut connect = ConnectOptions::new(options.url.clone());
    connect
        .max_connections(connections)
        .acquire_timeout(options.acquire_timeout)
        .connect_timeout(options.acquire_timeout)
        .set_application_name("standfirst")
        .sqlx_logging(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false);
    connect
}
