//! PostgreSQL: a pool that reads and one that writes, with short deadlines, so that a request learns soon when the database is not there.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, sqlx::Connection,
};

use super::{Connections, Each, IDLE_BEFORE_TRIAL};
use crate::{
    options::Options,
    pool::{Line, Pool},
};

/// How long a connection is used, so that nodes spread again over databases that came and went. It is looked at when one is taken: the pool's own
/// keeper of lifetimes counts idle connections by a number that can pass below zero, and then turns for ever (see [`sqlite`](super::sqlite)).
const LONGEST_LIFE: Duration = Duration::from_secs(1_800);
/// How many acts may be under way at once.
const WRITERS: u32 = 4;

pub(super) async fn connect(
    options: &Options,
    counted: impl Fn(DatabaseConnection) -> DatabaseConnection,
) -> Result<Connections, DbErr> {
    let pool = async |size: u32| {
        let line = Line {
            database: counted(open(options, size).await?),
            watch: None,
        };
        // All of them are of one pool beneath, which opens them when they are first needed.
        let lines = (0..size).map(|_| line.clone());
        Ok::<_, DbErr>(Pool::new(lines, options.acquire_timeout))
    };
    Ok(Connections {
        readers: pool(options.readers.max(1)).await?,
        writers: pool(WRITERS).await?,
    })
}

async fn open(options: &Options, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let deadlines = [
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
                    if meta.idle_for >= IDLE_BEFORE_TRIAL {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
        })
        // Statements here are short. Where the engine knows nothing of new rows yet, it takes them for long and compiles them for half a second.
        .map_sqlx_postgres_opts(move |opts| opts.options(deadlines).options([("jit", "off")]));
    Database::connect(connect).await
}

pub(super) async fn connect_for_migration(options: &Options) -> Result<DatabaseConnection, DbErr> {
    Database::connect(base(options, 1)).await
}

pub(super) async fn wait_for_other_migrations(
    connection: &DatabaseConnection,
) -> Result<(), DbErr> {
    // Any number will do, as long as it is ours alone: "standf" in ASCII.
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

pub(super) fn each(query: &str) -> Each {
    Each {
        from: format!("LATERAL ({query}) c"),
        article_id: "c.article_id",
        number: "c.number",
    }
}
