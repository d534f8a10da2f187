//! The history of the tables. Each step suits the code before and after it: expand, move, contract. Steps never import the rows of today and
//! never change once they have landed.
//!
//! Statements are written out, with the few words in which the engines differ filled in by [`dialect`].

mod dialect;
mod m20261122_000001_newsroom;
mod m20261122_000002_identity;
mod m20261122_000003_change_log;
mod m20261122_000004_desk;
mod m20261122_000005_change_log_subjects;
mod m20261122_000006_desk_reading;
mod m20261122_000007_search;
mod m20261122_000008_related;
mod m20261122_000009_readership;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All steps, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_newsroom::Migration),
            Box::new(m20261122_000002_identity::Migration),
            Box::new(m20261122_000003_change_log::Migration),
            Box::new(m20261122_000004_desk::Migration),
            Box::new(m20261122_000005_change_log_subjects::Migration),
            Box::new(m20261122_000006_desk_reading::Migration),
            Box::new(m20261122_000007_search::Migration),
            Box::new(m20261122_000008_related::Migration),
            Box::new(m20261122_000009_readership::Migration),
        ]
    }
}
