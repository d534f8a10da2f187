//! The change log tells of names, collections and the publication too: an entry has a subject, and an article is one of them.
//!
//! Entries keep their positions. What writes by the tables of before goes on doing so: its entries are about articles.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// SQLite forgets no NOT NULL, so the table is made anew and takes the place of the old one.
const SQLITE: [&str; 4] = [
    "CREATE TABLE change_record_new (
        position {whole} NOT NULL PRIMARY KEY,
        at {whole} NOT NULL,
        subject {text} NOT NULL DEFAULT 'article',
        article_id {id},
        subject_id {id},
        into_id {id},
        kind {text} NOT NULL,
        view {text},
        in_bulk BOOLEAN NOT NULL,
        before {text},
        after {text})",
    "INSERT INTO change_record_new (position, at, article_id, kind, view, in_bulk, before, after)
        SELECT position, at, article_id, kind, view, in_bulk, before, after FROM change_record",
    "DROP TABLE change_record",
    "ALTER TABLE change_record_new RENAME TO change_record",
];

const POSTGRES: [&str; 1] = ["ALTER TABLE change_record
        ADD COLUMN IF NOT EXISTS subject {text} NOT NULL DEFAULT 'article',
        ADD COLUMN IF NOT EXISTS subject_id {id},
        ADD COLUMN IF NOT EXISTS into_id {id},
        ALTER COLUMN article_id DROP NOT NULL,
        ALTER COLUMN view DROP NOT NULL"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite too, so that a step that was cut short left nothing behind and one that another node took is not taken again.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Sqlite => execute(manager, &SQLITE).await,
            _ => execute(manager, &POSTGRES).await,
        }
    }
}
