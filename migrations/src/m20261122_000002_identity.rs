//! Identity: accounts, their sessions with the refresh tokens, and API keys. Digests are kept and never what they were made of.

use sea_orm_migration::prelude::*;

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 8] = [
    "CREATE TABLE IF NOT EXISTS account (
        id {id} NOT NULL PRIMARY KEY,
        login {text} NOT NULL UNIQUE,
        name {text} NOT NULL,
        role {text} NOT NULL,
        contributor_id {id} REFERENCES contributor (id),
        password {text},
        token_version {whole} NOT NULL,
        tokens_since {whole} NOT NULL,
        made_at {whole} NOT NULL,
        suspended_at {whole})",
    "CREATE TABLE IF NOT EXISTS session (
        id {id} NOT NULL PRIMARY KEY,
        account_id {id} NOT NULL REFERENCES account (id),
        opened_at {whole} NOT NULL,
        closed_at {whole})",
    "CREATE INDEX IF NOT EXISTS session_account ON session (account_id)",
    "CREATE TABLE IF NOT EXISTS refresh_token (
        digest {bytes} NOT NULL PRIMARY KEY,
        session_id {id} NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        until {whole} NOT NULL,
        used_at {whole})",
    "CREATE INDEX IF NOT EXISTS refresh_token_session ON refresh_token (session_id)",
    "CREATE INDEX IF NOT EXISTS refresh_token_until ON refresh_token (until)",
    "CREATE TABLE IF NOT EXISTS api_key (
        id {text} NOT NULL PRIMARY KEY,
        digest {bytes} NOT NULL,
        account_id {id} NOT NULL REFERENCES account (id),
        name {text} NOT NULL,
        scope {text} NOT NULL,
        embargo BOOLEAN NOT NULL,
        sections {text},
        made_at {whole} NOT NULL,
        expires_at {whole},
        revoked_at {whole},
        last_used_at {whole})",
    "CREATE INDEX IF NOT EXISTS api_key_account ON api_key (account_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, &TABLES).await
    }
}
