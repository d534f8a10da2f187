//! The change log: records of public changes, scheduled changes, and the consumers with their
//! leases, checkpoints and dead letters.

use sea_orm_migration::prelude::*;

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct CreateChangeLog;

/// The head is one row, raised by the last statement of a transaction, so that positions are dense
/// and in the order of the commits.
const TABLES: [&str; 7] = [
    "CREATE TABLE IF NOT EXISTS change_record (
        position {integer} NOT NULL PRIMARY KEY,
        occurred_at {integer} NOT NULL,
        subject {text} NOT NULL,
        article_id {id},
        subject_id {id},
        into_id {id},
        kind {text} NOT NULL,
        view {text},
        in_bulk BOOLEAN NOT NULL,
        before {text},
        after {text})",
    "CREATE TABLE IF NOT EXISTS change_log_head (
        id {integer} NOT NULL PRIMARY KEY,
        position {integer} NOT NULL)",
    "INSERT INTO change_log_head (id, position) SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM change_log_head)",
    "CREATE TABLE IF NOT EXISTS scheduled_change (
        article_id {id} NOT NULL REFERENCES article (id),
        due_at {integer} NOT NULL,
        view {text} NOT NULL,
        PRIMARY KEY (article_id, due_at, view)){clustered}",
    "CREATE INDEX IF NOT EXISTS scheduled_change_due_at ON scheduled_change (due_at)",
    "CREATE TABLE IF NOT EXISTS consumer (
        name {text} NOT NULL PRIMARY KEY,
        position {integer} NOT NULL,
        fencing_token {integer} NOT NULL,
        leased_until {integer} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS dead_letter (
        consumer {text} NOT NULL,
        position {integer} NOT NULL,
        created_at {integer} NOT NULL,
        reason {text} NOT NULL,
        PRIMARY KEY (consumer, position))",
];

#[async_trait::async_trait]
impl MigrationTrait for CreateChangeLog {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, &TABLES).await
    }
}
