//! Migrations: nodes that start at once, and databases that a preview version made.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use sea_orm_migration::MigratorTrait;
use standfirst_cluster::Cluster;
use standfirst_domain::error::Error;
use standfirst_migrations::Migrator;
use standfirst_persistence::{Options, Store};

/// A migration of the last preview version.
const OLD_MIGRATION: &str = "m20261122_000003_change_log";

async fn applied(connection: &DatabaseConnection) -> Vec<String> {
    let applied = Migrator::get_migration_models(connection).await.unwrap();
    applied.into_iter().map(|applied| applied.version).collect()
}

/// Asserts that the database of a preview version is refused. `address` may create the file of an
/// SQLite database, which `url` must not.
async fn assert_is_refused(url: &str, address: &str) {
    let connection = Database::connect(address).await.unwrap();
    Migrator::install(&connection).await.unwrap();
    let insert =
        format!("INSERT INTO seaql_migrations (version, applied_at) VALUES ('{OLD_MIGRATION}', 1)");
    connection.execute_unprepared(&insert).await.unwrap();
    let store = Store::open(&Options::new(url)).await.unwrap();
    for refused in [store.pending_migrations().await, store.migrate().await] {
        assert!(
            matches!(refused, Err(Error::DatabaseOfPreviewVersion)),
            "{refused:?}"
        );
    }
    assert_eq!(
        applied(&connection).await,
        [OLD_MIGRATION],
        "no table was created"
    );
    connection.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_a_preview_version_is_refused_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("newsroom.db").display());
    assert_is_refused(&url, &format!("{url}?mode=rwc")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_a_preview_version_is_refused_on_postgres() {
    let url = Cluster::shared().database().unwrap();
    assert_is_refused(&url, &url).await;
}

/// Two nodes that start at once migrate once.
async fn two_nodes_migrate_once(url: &str) {
    let one = Store::open(&Options::new(url)).await.unwrap();
    let other = Store::open(&Options::new(url)).await.unwrap();
    let (first, second) = tokio::join!(one.migrate(), other.migrate());
    first.unwrap();
    second.unwrap();
    assert!(one.migrate().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_migrate_once_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("newsroom.db").display());
    two_nodes_migrate_once(&url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_migrate_once_on_postgres() {
    two_nodes_migrate_once(&Cluster::shared().database().unwrap()).await;
}
