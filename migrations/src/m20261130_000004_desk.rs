//! The desk: the audit log, idempotency records, former slugs, collections, previews and
//! publication settings.

use sea_orm_migration::prelude::*;

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct CreateDesk;

const TABLES: [&str; 14] = [
    "CREATE TABLE IF NOT EXISTS audit (
        id {id} NOT NULL PRIMARY KEY,
        recorded_at {integer} NOT NULL,
        actor {id},
        act {text} NOT NULL,
        subject {text} NOT NULL,
        subject_key {text} NOT NULL,
        version {integer},
        reason {text})",
    "CREATE INDEX IF NOT EXISTS audit_recorded_at ON audit (recorded_at, id)",
    "CREATE INDEX IF NOT EXISTS audit_subject ON audit (subject, subject_key, recorded_at, id)",
    "CREATE INDEX IF NOT EXISTS audit_actor ON audit (actor, recorded_at, id)",
    "CREATE INDEX IF NOT EXISTS audit_act ON audit (act, recorded_at, id)",
    "CREATE TABLE IF NOT EXISTS idempotency_record (
        principal {id} NOT NULL,
        idempotency_key {text} NOT NULL,
        request_digest {bytes} NOT NULL,
        outcome {text},
        sent_at {integer} NOT NULL,
        PRIMARY KEY (principal, idempotency_key)){clustered}",
    "CREATE INDEX IF NOT EXISTS idempotency_record_sent_at ON idempotency_record (sent_at)",
    "CREATE TABLE IF NOT EXISTS former_slug (
        entity {text} NOT NULL,
        slug {text} NOT NULL,
        entity_id {id} NOT NULL,
        PRIMARY KEY (entity, slug)){clustered}",
    "CREATE TABLE IF NOT EXISTS collection (
        id {id} NOT NULL PRIMARY KEY,
        slug {text} NOT NULL UNIQUE,
        name {text} NOT NULL,
        description {text},
        version {integer} NOT NULL,
        updated_at {integer} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS collection_item (
        collection_id {id} NOT NULL REFERENCES collection (id),
        position {integer} NOT NULL,
        article_id {id} NOT NULL REFERENCES article (id),
        headline {text},
        PRIMARY KEY (collection_id, position)){clustered}",
    "CREATE INDEX IF NOT EXISTS collection_item_article ON collection_item (article_id)",
    "CREATE TABLE IF NOT EXISTS preview (
        id {id} NOT NULL PRIMARY KEY,
        article_id {id} NOT NULL REFERENCES article (id),
        created_by {id},
        created_at {integer} NOT NULL,
        expires_at {integer} NOT NULL,
        revoked_at {integer})",
    "CREATE INDEX IF NOT EXISTS preview_article ON preview (article_id)",
    "CREATE TABLE IF NOT EXISTS publication_settings (
        id {integer} NOT NULL PRIMARY KEY,
        version {integer} NOT NULL,
        name {text} NOT NULL,
        timezone {text} NOT NULL,
        language {text} NOT NULL)",
];

#[async_trait::async_trait]
impl MigrationTrait for CreateDesk {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, &TABLES).await
    }
}
