//! The newsroom: articles with their revisions, what of them is before readers, and the tags, sections and contributors they carry.
//!
//! SQLite makes tables outside a transaction, so a step can be cut short there: each statement can be run again.

use sea_orm_migration::prelude::*;

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The desk's tables. Moments are milliseconds since 1970 in UTC; structured columns are JSON that is never looked into by the database.
const DESK: [&str; 7] = [
    "CREATE TABLE IF NOT EXISTS section (
        id {id} NOT NULL PRIMARY KEY,
        slug {text} NOT NULL UNIQUE,
        name {text} NOT NULL,
        name_key {text} NOT NULL UNIQUE,
        description {text})",
    "CREATE TABLE IF NOT EXISTS tag (
        id {id} NOT NULL PRIMARY KEY,
        slug {text} NOT NULL UNIQUE,
        name {text} NOT NULL,
        name_key {text} NOT NULL UNIQUE,
        kind {text} NOT NULL,
        description {text})",
    "CREATE TABLE IF NOT EXISTS contributor (
        id {id} NOT NULL PRIMARY KEY,
        slug {text} NOT NULL UNIQUE,
        name {text} NOT NULL,
        name_key {text} NOT NULL UNIQUE,
        kind {text} NOT NULL,
        biography {text},
        portrait {text})",
    "CREATE TABLE IF NOT EXISTS article (
        id {id} NOT NULL PRIMARY KEY,
        version {whole} NOT NULL,
        status {text} NOT NULL,
        owner {id},
        source_system {text},
        source_id {text},
        source_url {text},
        source_page {text},
        source_digest {bytes},
        source_version {whole},
        filed_at {whole} NOT NULL,
        first_published_at {whole},
        published_at {whole},
        updated_at {whole} NOT NULL,
        embargoed_until {whole},
        expires_at {whole},
        corrections {text} NOT NULL,
        retraction {text},
        deleted_from {text},
        head {whole} NOT NULL,
        published {whole},
        next_showing {whole} NOT NULL)",
    "CREATE UNIQUE INDEX IF NOT EXISTS article_source ON article (source_system, source_id)",
    "CREATE INDEX IF NOT EXISTS article_source_page ON article (source_page)",
    "CREATE TABLE IF NOT EXISTS slug (
        slug {text} NOT NULL PRIMARY KEY,
        article_id {id} NOT NULL REFERENCES article (id)){clustered}",
];

/// The kept versions, body and received text in columns of their own so that lists never read them.
const REVISION: [&str; 1] = ["CREATE TABLE IF NOT EXISTS revision (
        article_id {id} NOT NULL REFERENCES article (id),
        number {whole} NOT NULL,
        made_at {whole} NOT NULL,
        actor {id},
        note {text},
        content {text} NOT NULL,
        source_format {text},
        source_text {text},
        body {text} NOT NULL,
        PRIMARY KEY (article_id, number))"];

/// What readers see, and nothing else: the reading side joins only these. Memberships copy the dates for their indexes, and keep the order on the article.
const SHOWING: [&str; 15] = [
    "CREATE TABLE IF NOT EXISTS showing (
        article_id {id} NOT NULL REFERENCES article (id),
        number {whole} NOT NULL,
        revision {whole} NOT NULL,
        is_full BOOLEAN NOT NULL,
        slug {text} NOT NULL,
        public_from {whole} NOT NULL,
        public_until {whole} NOT NULL,
        trusted_from {whole} NOT NULL,
        trusted_until {whole} NOT NULL,
        owner {id},
        section_id {id} REFERENCES section (id),
        language {text} NOT NULL,
        first_published_at {whole} NOT NULL,
        published_at {whole} NOT NULL,
        updated_at {whole} NOT NULL,
        card {text} NOT NULL,
        PRIMARY KEY (article_id, number))",
    "CREATE INDEX IF NOT EXISTS showing_newest ON showing (published_at, article_id, public_from, public_until, is_full) WHERE is_full",
    "CREATE INDEX IF NOT EXISTS showing_updated ON showing (updated_at, article_id) WHERE is_full",
    "CREATE INDEX IF NOT EXISTS showing_section ON showing (section_id, published_at, article_id) WHERE is_full",
    "CREATE INDEX IF NOT EXISTS showing_section_updated ON showing (section_id, updated_at, article_id) WHERE is_full",
    "CREATE INDEX IF NOT EXISTS showing_language ON showing (language, published_at, article_id) WHERE is_full",
    "CREATE INDEX IF NOT EXISTS showing_slug ON showing (slug)",
    "CREATE TABLE IF NOT EXISTS showing_tag (
        tag_id {id} NOT NULL REFERENCES tag (id),
        published_at {whole} NOT NULL,
        updated_at {whole} NOT NULL,
        article_id {id} NOT NULL,
        number {whole} NOT NULL,
        position {whole} NOT NULL,
        PRIMARY KEY (tag_id, published_at, article_id, number),
        FOREIGN KEY (article_id, number) REFERENCES showing (article_id, number) ON DELETE CASCADE){clustered}",
    "CREATE INDEX IF NOT EXISTS showing_tag_updated ON showing_tag (tag_id, updated_at, article_id)",
    "CREATE INDEX IF NOT EXISTS showing_tag_article ON showing_tag (article_id, number)",
    "CREATE TABLE IF NOT EXISTS showing_contributor (
        contributor_id {id} NOT NULL REFERENCES contributor (id),
        published_at {whole} NOT NULL,
        updated_at {whole} NOT NULL,
        article_id {id} NOT NULL,
        number {whole} NOT NULL,
        position {whole} NOT NULL,
        PRIMARY KEY (contributor_id, published_at, article_id, number),
        FOREIGN KEY (article_id, number) REFERENCES showing (article_id, number) ON DELETE CASCADE){clustered}",
    "CREATE INDEX IF NOT EXISTS showing_contributor_updated ON showing_contributor (contributor_id, updated_at, article_id)",
    "CREATE INDEX IF NOT EXISTS showing_contributor_article ON showing_contributor (article_id, number)",
    "CREATE TABLE IF NOT EXISTS showing_link (
        article_id {id} NOT NULL,
        number {whole} NOT NULL,
        position {whole} NOT NULL,
        target_id {id} NOT NULL,
        PRIMARY KEY (article_id, number, position),
        FOREIGN KEY (article_id, number) REFERENCES showing (article_id, number) ON DELETE CASCADE){clustered}",
    "CREATE INDEX IF NOT EXISTS showing_link_target ON showing_link (target_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, &DESK).await?;
        execute(manager, &REVISION).await?;
        execute(manager, &SHOWING).await
    }
}
