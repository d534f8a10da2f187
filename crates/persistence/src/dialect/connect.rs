//! Opening connections.

use sea_orm::{DatabaseConnection, DbErr};

use super::{engine::Engine, postgres, sqlite};
use crate::{options::Options, pool::Pools};

impl Engine {
    /// Opens the connections. Each calls back after every statement.
    pub(crate) async fn connect(
        self,
        options: &Options,
        after_statement: impl Fn() + Clone + Send + Sync + 'static,
    ) -> Result<Pools, DbErr> {
        let counted = |mut database: DatabaseConnection| {
            let after_statement = after_statement.clone();
            database.set_metric_callback(move |_| after_statement());
            database
        };
        match self {
            Self::Sqlite => sqlite::connect(options, counted).await,
            Self::Postgres => postgres::connect(options, counted).await,
        }
    }

    /// Opens a connection without a statement timeout, for migrations.
    pub(crate) async fn connect_for_migration(
        self,
        options: &Options,
    ) -> Result<DatabaseConnection, DbErr> {
        match self {
            Self::Sqlite => sqlite::connect_for_migration(options).await,
            Self::Postgres => postgres::connect_for_migration(options).await,
        }
    }

    /// Waits until no other node migrates. The lock ends with the connection.
    pub(crate) async fn wait_for_other_migrations(
        self,
        connection: &DatabaseConnection,
    ) -> Result<(), DbErr> {
        match self {
            // Each migration takes the write lock of the file.
            Self::Sqlite => Ok(()),
            Self::Postgres => postgres::wait_for_other_migrations(connection).await,
        }
    }
}
