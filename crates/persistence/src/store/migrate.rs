//! Schema migrations and planner statistics.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection};
use sea_orm_migration::MigratorTrait;
use standfirst_domain::error::Error;
use standfirst_migrations::{Migrator, is_of_preview_version};

use super::Store;
use crate::{
    dialect::Engine,
    failure::{into_domain_error, is_conflict},
};

/// Attempts of a migration while other nodes migrate.
const ATTEMPTS: u32 = 40;

impl Store {
    /// Applies the pending migrations and answers their names. Several nodes may call at once: each
    /// migration is applied once.
    ///
    /// # Errors
    /// A database that cannot be reached, or a migration that failed.
    /// [`Error::DatabaseOfPreviewVersion`] when a preview version made the database.
    pub async fn migrate(&self) -> Result<Vec<String>, Error> {
        let store = self.clone();
        self.run(async move {
            let connection = store.connect_for_migration().await?;
            store
                .inner
                .engine
                .wait_for_other_migrations(&connection)
                .await
                .map_err(into_domain_error)?;
            let pending = pending(&connection).await?;
            let mut attempts = 1;
            while let Err(error) = Migrator::up(&connection, None)
                .await
                .map_err(into_domain_error)
            {
                // Another node applied the same migration or holds the file. The next attempt
                // applies what is left.
                let is_contended =
                    is_conflict(&error) || matches!(error, Error::Timeout | Error::Busy(_));
                if attempts == ATTEMPTS || !is_contended {
                    return Err(error);
                }
                attempts += 1;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            connection.close().await.map_err(into_domain_error)?;
            Ok(pending)
        })
        .await
    }

    /// Names of the migrations that [`Store::migrate`] would apply.
    ///
    /// # Errors
    /// A database that cannot be reached. [`Error::DatabaseOfPreviewVersion`] when a
    /// preview version made the database.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, Error> {
        let store = self.clone();
        self.run(async move {
            let connection = store.connect_for_migration().await?;
            let pending = pending(&connection).await?;
            connection.close().await.map_err(into_domain_error)?;
            Ok(pending)
        })
        .await
    }

    /// Runs ANALYZE so that the planner of PostgreSQL has fresh statistics, as after a large
    /// import. PostgreSQL does so by itself a minute later. SQLite gets statements whose plans need
    /// no statistics.
    ///
    /// # Errors
    /// A database that cannot be reached.
    pub async fn analyze(&self) -> Result<(), Error> {
        self.analyze_tables("").await
    }

    /// Runs ANALYZE on some tables, given as SQL writes them: `a, b`.
    pub(crate) async fn analyze_tables(&self, tables: &'static str) -> Result<(), Error> {
        if self.inner.engine == Engine::Sqlite {
            return Ok(());
        }
        let store = self.clone();
        self.run(async move {
            // On the connection for migrations: the others have a statement timeout.
            let connection = store.connect_for_migration().await?;
            let analyze = format!("ANALYZE {tables}");
            let done = connection.execute_unprepared(&analyze).await;
            connection.close().await.map_err(into_domain_error)?;
            done.map_err(into_domain_error).map(drop)
        })
        .await
    }

    async fn connect_for_migration(&self) -> Result<DatabaseConnection, Error> {
        let (engine, options) = (self.inner.engine, &self.inner.options);
        let connection = engine.connect_for_migration(options).await;
        connection.map_err(into_domain_error)
    }
}

/// Names of the pending migrations.
async fn pending(connection: &DatabaseConnection) -> Result<Vec<String>, Error> {
    // Before anything else: the migrator fails on names that it does not know.
    let applied = Migrator::get_migration_models(connection).await;
    let applied = applied.map_err(into_domain_error)?;
    if applied
        .iter()
        .any(|migration| is_of_preview_version(&migration.version))
    {
        return Err(Error::DatabaseOfPreviewVersion);
    }
    let migrations = Migrator::get_pending_migrations(connection).await;
    let migrations = migrations.map_err(into_domain_error)?;
    let name = |migration: &sea_orm_migration::Migration| migration.name().to_owned();
    Ok(migrations.iter().map(name).collect())
}
