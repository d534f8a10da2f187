//! The search index: the terms of each full showing. The domain makes the terms, so that both
//! engines hold the same; no engine tokenizes a text.
//!
//! The tables begin empty. The server fills them in the background when it starts, and `standfirst
//! search rebuild` fills them again.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct CreateSearch;

/// Index that tells whether a showing in a language is public now, however many showings have
/// ended. The end of the window is in it as an expression: SQLite would otherwise take the index
/// for lists of a language, and sort them.
const OPEN: &str = "CREATE INDEX IF NOT EXISTS showing_open ON showing (language, (-public_until), public_from) WHERE is_full";

/// Entries are numbered in the order of their dates, so that a backwards walk of the FTS5 index
/// finds the newest matches first. A term is the text between two spaces.
const SQLITE: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS search_entry (
        id {integer} NOT NULL PRIMARY KEY,
        article_id {id} NOT NULL,
        number {integer} NOT NULL,
        form {integer} NOT NULL,
        published_at {integer} NOT NULL,
        headline {text} NOT NULL,
        counts {bytes} NOT NULL,
        FOREIGN KEY (article_id, number) REFERENCES showing (article_id, number) ON DELETE CASCADE)",
    "CREATE UNIQUE INDEX IF NOT EXISTS search_entry_showing ON search_entry (article_id, number, form)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5 (
        language, headline, standfirst, body,
        content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = \"ascii tokenchars '_'\")",
    OPEN,
];

/// The GIN index has no pending list, which every search would have to scan.
const POSTGRES: [&str; 5] = [
    "CREATE TABLE IF NOT EXISTS search_entry (
        article_id {id} NOT NULL,
        number {integer} NOT NULL,
        form {integer} NOT NULL,
        published_at {integer} NOT NULL,
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
impl MigrationTrait for CreateSearch {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Sqlite => execute(manager, &SQLITE).await,
            _ => execute(manager, &POSTGRES).await,
        }
    }
}
