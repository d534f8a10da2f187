//! Accounts, sessions with their refresh tokens, and API keys. Digests are stored, never secrets.

use sea_orm_migration::prelude::*;

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct CreateIdentity;

const TABLES: [&str; 8] = [
    "CREATE TABLE IF NOT EXISTS account (
        id {id} NOT NULL PRIMARY KEY,
        login {text} NOT NULL UNIQUE,
        name {text} NOT NULL,
        role {text} NOT NULL,
        contributor_id {id} REFERENCES contributor (id),
        password {text},
        token_version {integer} NOT NULL,
        tokens_since {integer} NOT NULL,
        created_at {integer} NOT NULL,
        suspended_at {integer})",
    "CREATE TABLE IF NOT EXISTS session (
        id {id} NOT NULL PRIMARY KEY,
        account_id {id} NOT NULL REFERENCES account (id),
        opened_at {integer} NOT NULL,
        closed_at {integer})",
    "CREATE INDEX IF NOT EXISTS session_account ON session (account_id)",
    "CREATE TABLE IF NOT EXISTS refresh_token (
        digest {bytes} NOT NULL PRIMARY KEY,
        session_id {id} NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        expires_at {integer} NOT NULL,
        used_at {integer})",
    "CREATE INDEX IF NOT EXISTS refresh_token_session ON refresh_token (session_id)",
    "CREATE INDEX IF NOT EXISTS refresh_token_expires_at ON refresh_token (expires_at)",
    "CREATE TABLE IF NOT EXISTS api_key (
        id {text} NOT NULL PRIMARY KEY,
        digest {bytes} NOT NULL,
        account_id {id} NOT NULL REFERENCES account (id),
        name {text} NOT NULL,
        scope {text} NOT NULL,
        embargo BOOLEAN NOT NULL,
        sections {text},
        created_at {integer} NOT NULL,
        expires_at {integer},
        revoked_at {integer},
        last_used_at {integer})",
    "CREATE INDEX IF NOT EXISTS api_key_account ON api_key (account_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for CreateIdentity {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, &TABLES).await
    }
}
