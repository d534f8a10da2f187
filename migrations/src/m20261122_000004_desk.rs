//! The desk: who did what, acts that were sent again, what editors pick to stand beside an article, collections, names that change, are merged and
//! retired, previews, and what the publication says of itself.

use sea_orm_migration::prelude::*;

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 14] = [
    "CREATE TABLE IF NOT EXISTS audit (
        id {id} NOT NULL PRIMARY KEY,
        at {whole} NOT NULL,
        actor {id},
        act {text} NOT NULL,
        subject {text} NOT NULL,
        subject_key {text} NOT NULL,
        version {whole},
        reason {text})",
    "CREATE INDEX IF NOT EXISTS audit_at ON audit (at, id)",
    "CREATE INDEX IF NOT EXISTS audit_subject ON audit (subject, subject_key, at, id)",
    "CREATE INDEX IF NOT EXISTS audit_actor ON audit (actor, at, id)",
    "CREATE TABLE IF NOT EXISTS idempotency_record (
        principal {id} NOT NULL,
        idempotency_key {text} NOT NULL,
        request_digest {bytes} NOT NULL,
        outcome {text},
        sent_at {whole} NOT NULL,
        PRIMARY KEY (principal, idempotency_key)){clustered}",
    "CREATE INDEX IF NOT EXISTS idempotency_record_sent_at ON idempotency_record (sent_at)",
    "CREATE TABLE IF NOT EXISTS showing_pick (
        article_id {id} NOT NULL,
        number {whole} NOT NULL,
        target_id {id} NOT NULL,
        position {whole} NOT NULL,
        is_excluded BOOLEAN NOT NULL,
        PRIMARY KEY (article_id, number, target_id),
        FOREIGN KEY (article_id, number) REFERENCES showing (article_id, number) ON DELETE CASCADE){clustered}",
    "CREATE TABLE IF NOT EXISTS former_slug (
        noun {text} NOT NULL,
        slug {text} NOT NULL,
        id {id} NOT NULL,
        PRIMARY KEY (noun, slug)){clustered}",
    "CREATE TABLE IF NOT EXISTS collection (
        id {id} NOT NULL PRIMARY KEY,
        slug {text} NOT NULL UNIQUE,
        name {text} NOT NULL,
        description {text},
        version {whole} NOT NULL,
        updated_at {whole} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS collection_item (
        collection_id {id} NOT NULL REFERENCES collection (id),
        position {whole} NOT NULL,
        article_id {id} NOT NULL REFERENCES article (id),
        headline {text},
        PRIMARY KEY (collection_id, position)){clustered}",
    "CREATE INDEX IF NOT EXISTS collection_item_article ON collection_item (article_id)",
    "CREATE TABLE IF NOT EXISTS preview (
        id {id} NOT NULL PRIMARY KEY,
        article_id {id} NOT NULL REFERENCES article (id),
        made_by {id},
        made_at {whole} NOT NULL,
        until {whole} NOT NULL,
        revoked_at {whole})",
    "CREATE INDEX IF NOT EXISTS preview_article ON preview (article_id)",
    "CREATE TABLE IF NOT EXISTS publication (
        id {whole} NOT NULL PRIMARY KEY,
        version {whole} NOT NULL,
        name {text} NOT NULL,
        timezone {text} NOT NULL,
        language {text} NOT NULL)",
];

/// Columns that tables get. SQLite cannot be asked to add one only where it is missing.
const COLUMNS: [(&str, &str, &str); 5] = [
    ("section", "version", "{whole} NOT NULL DEFAULT 1"),
    ("contributor", "version", "{whole} NOT NULL DEFAULT 1"),
    ("tag", "version", "{whole} NOT NULL DEFAULT 1"),
    ("tag", "merged_into", "{id}"),
    ("tag", "retired_at", "{whole}"),
];

/// How articles of the desk are listed: by the last change, for all and for one owner.
const INDEXES: [&str; 3] = [
    "CREATE INDEX IF NOT EXISTS tag_merged_into ON tag (merged_into)",
    "CREATE INDEX IF NOT EXISTS article_updated ON article (updated_at, id)",
    "CREATE INDEX IF NOT EXISTS article_owner ON article (owner, updated_at, id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite too, so that no column is added twice by nodes that migrate together.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, &TABLES).await?;
        for (table, column, form) in COLUMNS {
            if !manager.has_column(table, column).await? {
                let add = format!("ALTER TABLE {table} ADD COLUMN {column} {form}");
                execute(manager, &[&add]).await?;
            }
        }
        execute(manager, &INDEXES).await
    }
}
