//! The schema migrations.
//!
//! A migration suits the code before and after it: expand, migrate, contract. It never imports the
//! row types of today and never changes once it was released. Statements are written out; `dialect`
//! fills in what the engines write differently.
//!
//! Times are milliseconds since 1970 in UTC. Structured columns are JSON that the database never
//! looks into, unless the migration says otherwise.
//!
//! SQLite creates tables outside of a transaction, so a migration may be cut short: every statement
//! can be executed again.

mod dialect;
mod m20261130_000001_newsroom;
mod m20261130_000002_identity;
mod m20261130_000003_change_log;
mod m20261130_000004_desk;
mod m20261130_000005_search;
mod m20261130_000006_related;
mod m20261130_000007_readership;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// Every migration, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261130_000001_newsroom::CreateNewsroom),
            Box::new(m20261130_000002_identity::CreateIdentity),
            Box::new(m20261130_000003_change_log::CreateChangeLog),
            Box::new(m20261130_000004_desk::CreateDesk),
            Box::new(m20261130_000005_search::CreateSearch),
            Box::new(m20261130_000006_related::CreateRelated),
            Box::new(m20261130_000007_readership::CreateReadership),
        ]
    }
}

/// Returns whether a migration of this name belongs to a preview version. No migration leads from
/// the tables of preview versions to those of today.
pub fn is_of_preview_version(name: &str) -> bool {
    name.starts_with("m20261122_")
}
