//! Search: what each full showing is found by. The terms are ours, so that both engines hold the same; no engine reads a text.
//!
//! The tables begin empty. What was before readers when they were made is written into them by the server when it starts, or by `standfirst search
//! rebuild`.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Tells of each language whether something in it is before readers, though much that was may be past. The moment stands in it as an expression, since SQLite would
/// else take it for lists of a language, and sort them.
const OPEN: &str = "CREATE INDEX IF NOT EXISTS showing_open ON showing (language, (-public_until), public_from) WHERE is_full";

/// Entries are numbered so that their order is that of their dates: the newest that hold a word are then found by walking the index backwards. A term is
/// whatever stands between spaces.
const SQLITE: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS search_entry (
        id {whole} NOT NULL PRIMARY KEY,
        article_id {id} NOT NULL,
        number {whole} NOT NULL,
        form {whole} NOT NULL,
        published_at {whole} NOT NULL,
        headline {text} NOT NULL,
        counts {bytes} NOT NULL,
        FOREIGN KEY (article_id, number) REFERENCES showing (article_id, number) ON DELETE CASCADE)",
    "CREATE UNIQUE INDEX IF NOT EXISTS search_entry_showing ON search_entry (article_id, number, form)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5 (
        language, headline, standfirst, body,
        content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = \"ascii tokenchars '_'\")",
    OPEN,
];

/// Without a list of what is pending, which every search would have to read through.
const POSTGRES: [&str; 5] = [
    "CREATE TABLE IF NOT EXISTS search_entry (
        article_id {id} NOT NULL,
        number {whole} NOT NULL,
        form {whole} NOT NULL,
        published_at {whole} NOT NULL,
        headline {text} NOT NULL,
        counts {bytes} NOT NULL,
        terms TSVECTOR NOT NULL,
        PRIMARY KEY (article_id, number),
        FOREIGN KEY (article_id, number) REFERENCES showing (article_id, number) ON DELETE CASCADE)",
    "ALTER TABLE search_entry ALTER COLUMN counts SET STORAGE EXTERNAL",
    "CREATE INDEX IF NOT EXISTS search_entry_terms ON search_entry USING gin (terms) WITH (fastupdate = off)",
    "CREATE INDEX IF NOT EXISTS search_entry_newest ON search_entry (published_at, article_id)",
    OPEN,
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Sqlite => execute(manager, &SQLITE).await,
            _ => execute(manager, &POSTGRES).await,
        }
    }
}
