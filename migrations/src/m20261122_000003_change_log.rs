//! The change log: the journal of public change, the moments at which the clock will add to it, and how far each consumer has come.

use sea_orm_migration::prelude::*;

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The head is one row, incremented as the last statement of a transaction, so that positions are dense and in the order of commits.
const WIRE: [&str; 7] = [
    "CREATE TABLE IF NOT EXISTS change_record (
        position {whole} NOT NULL PRIMARY KEY,
        at {whole} NOT NULL,
        article_id {id} NOT NULL,
        kind {text} NOT NULL,
        view {text} NOT NULL,
        in_bulk BOOLEAN NOT NULL,
        before {text},
        after {text})",
    "CREATE TABLE IF NOT EXISTS change_log_head (
        id {whole} NOT NULL PRIMARY KEY,
        position {whole} NOT NULL)",
    "INSERT INTO change_log_head (id, position) SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM change_log_head)",
    "CREATE TABLE IF NOT EXISTS scheduled_change (
        article_id {id} NOT NULL REFERENCES article (id),
        at {whole} NOT NULL,
        view {text} NOT NULL,
        PRIMARY KEY (article_id, at, view)){clustered}",
    "CREATE INDEX IF NOT EXISTS scheduled_change_at ON scheduled_change (at)",
    "CREATE TABLE IF NOT EXISTS consumer (
        name {text} NOT NULL PRIMARY KEY,
        position {whole} NOT NULL,
        fencing_token {whole} NOT NULL,
        held_until {whole} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS dead_letter (
        consumer {text} NOT NULL,
        position {whole} NOT NULL,
        at {whole} NOT NULL,
        reason {text} NOT NULL,
        PRIMARY KEY (consumer, position))",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, &WIRE).await
    }
}
