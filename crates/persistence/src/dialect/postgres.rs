//! PostgreSQL: a pool that reads and one that writes, with short deadlines, so that a request learns soon when the database is not there.

use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};

use super::{Connections, Each, IDLE_BEFORE_TRIAL};
use crate::options::Options;

/// How many acts may be under way at once.
const WRITERS: u32 = 4;

pub(super) async fn connect(options: &Options) -> Result<Connections, DbErr> {
    let readers = pool(options, options.readers.max(2)).await?;
    let writer = pool(options, WRITERS).await?;
    Ok(Connections { readers, writer })
}

async fn pool(options: &Options, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let mut connect = base(options, connections);
    connect
        .statement_timeout(options.statement_timeout)
        .test_before_acquire_if_idle_for(IDLE_BEFORE_TRIAL)
        .idle_timeout(Duration::from_secs(300))
        .max_lifetime(Duration::from_secs(1_800))
        .map_sqlx_postgres_opts(|opts| {
            opts.options([
                ("lock_timeout", "2s"),
                ("idle_in_transaction_session_timeout", "10s"),
            ])
        });
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
