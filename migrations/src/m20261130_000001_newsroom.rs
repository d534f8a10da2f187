//! The newsroom: articles, their revisions and showings, and the tags, sections and contributors
//! they carry.

use sea_orm_migration::prelude::*;

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct CreateNewsroom;

/// Tags, sections and contributors. `name_key` is equal for names that differ in spelling alone.
const TAXONOMY: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS section (
        id {id} NOT NULL PRIMARY KEY,
        slug {text} NOT NULL UNIQUE,
        name {text} NOT NULL,
        name_key {text} NOT NULL UNIQUE,
        description {text},
        version {integer} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS tag (
        id {id} NOT NULL PRIMARY KEY,
        slug {text} NOT NULL UNIQUE,
        name {text} NOT NULL,
        name_key {text} NOT NULL UNIQUE,
        kind {text} NOT NULL,
        description {text},
        version {integer} NOT NULL,
        merged_into {id},
        retired_at {integer})",
    "CREATE INDEX IF NOT EXISTS tag_merged_into ON tag (merged_into)",
    "CREATE TABLE IF NOT EXISTS contributor (
        id {id} NOT NULL PRIMARY KEY,
        slug {text} NOT NULL UNIQUE,
        name {text} NOT NULL,
        name_key {text} NOT NULL UNIQUE,
        kind {text} NOT NULL,
        biography {text},
        portrait {text},
        version {integer} NOT NULL)",
];

/// Articles of the desk. The last three indexes are for its lists, ordered by the last change: of
/// all articles, of one owner and of one status.
const ARTICLE: [&str; 7] = [
    "CREATE TABLE IF NOT EXISTS article (
        id {id} NOT NULL PRIMARY KEY,
        version {integer} NOT NULL,
        status {text} NOT NULL,
        owner {id},
        source_system {text},
        source_id {text},
        source_url {text},
        source_page {text},
        source_digest {bytes},
        source_version {integer},
        created_at {integer} NOT NULL,
        first_published_at {integer},
        published_at {integer},
        updated_at {integer} NOT NULL,
        embargoed_until {integer},
        expires_at {integer},
        corrections {text} NOT NULL,
        retraction {text},
        deleted_from {text},
        head_revision {integer} NOT NULL,
        published_revision {integer},
        next_showing {integer} NOT NULL)",
    "CREATE UNIQUE INDEX IF NOT EXISTS article_source ON article (source_system, source_id)",
    "CREATE INDEX IF NOT EXISTS article_source_page ON article (source_page)",
    "CREATE INDEX IF NOT EXISTS article_updated ON article (updated_at, id)",
    "CREATE INDEX IF NOT EXISTS article_owner ON article (owner, updated_at, id)",
    "CREATE INDEX IF NOT EXISTS article_status ON article (status, updated_at, id)",
    "CREATE TABLE IF NOT EXISTS slug (
        slug {text} NOT NULL PRIMARY KEY,
        article_id {id} NOT NULL REFERENCES article (id)){clustered}",
];

/// Revisions. Body and received text have columns of their own, so that lists never read them.
const REVISION: [&str; 1] = ["CREATE TABLE IF NOT EXISTS revision (
        article_id {id} NOT NULL REFERENCES article (id),
        number {integer} NOT NULL,
        created_at {integer} NOT NULL,
        actor {id},
        note {text},
        content {text} NOT NULL,
        source_format {text},
        source_text {text},
        body {text} NOT NULL,
        PRIMARY KEY (article_id, number))"];

/// Showings: everything that readers may see. Reads for readers start from these tables. The tables
/// of tags and contributors copy the dates for their indexes. `card` is the content of the
/// revision without its body, so that a list is one statement.
const SHOWING: [&str; 16] = [
    "CREATE TABLE IF NOT EXISTS showing (
        article_id {id} NOT NULL REFERENCES article (id),
        number {integer} NOT NULL,
        revision {integer} NOT NULL,
        is_full BOOLEAN NOT NULL,
        slug {text} NOT NULL,
        public_from {integer} NOT NULL,
        public_until {integer} NOT NULL,
        trusted_from {integer} NOT NULL,
        trusted_until {integer} NOT NULL,
        owner {id},
        section_id {id} REFERENCES section (id),
        language {text} NOT NULL,
        first_published_at {integer} NOT NULL,
        published_at {integer} NOT NULL,
        updated_at {integer} NOT NULL,
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
        published_at {integer} NOT NULL,
        updated_at {integer} NOT NULL,
        article_id {id} NOT NULL,
        number {integer} NOT NULL,
        position {integer} NOT NULL,
        PRIMARY KEY (tag_id, published_at, article_id, number),
        FOREIGN KEY (article_id, number) REFERENCES showing (article_id, number) ON DELETE CASCADE){clustered}",
    "CREATE INDEX IF NOT EXISTS showing_tag_updated ON showing_tag (tag_id, updated_at, article_id)",
    "CREATE INDEX IF NOT EXISTS showing_tag_article ON showing_tag (article_id, number)",
    "CREATE TABLE IF NOT EXISTS showing_contributor (
        contributor_id {id} NOT NULL REFERENCES contributor (id),
        published_at {integer} NOT NULL,
        updated_at {integer} NOT NULL,
        article_id {id} NOT NULL,
        number {integer} NOT NULL,
        position {integer} NOT NULL,
        PRIMARY KEY (contributor_id, published_at, article_id, number),
        FOREIGN KEY (article_id, number) REFERENCES showing (article_id, number) ON DELETE CASCADE){clustered}",
    "CREATE INDEX IF NOT EXISTS showing_contributor_updated ON showing_contributor (contributor_id, updated_at, article_id)",
    "CREATE INDEX IF NOT EXISTS showing_contributor_article ON showing_contributor (article_id, number)",
    "CREATE TABLE IF NOT EXISTS showing_link (
        article_id {id} NOT NULL,
        number {integer} NOT NULL,
        position {integer} NOT NULL,
        target_id {id} NOT NULL,
        PRIMARY KEY (article_id, number, position),
        FOREIGN KEY (article_id, number) REFERENCES showing (article_id, number) ON DELETE CASCADE){clustered}",
    "CREATE INDEX IF NOT EXISTS showing_link_target ON showing_link (target_id)",
    "CREATE TABLE IF NOT EXISTS showing_pick (
        article_id {id} NOT NULL,
        number {integer} NOT NULL,
        target_id {id} NOT NULL,
        position {integer} NOT NULL,
        is_excluded BOOLEAN NOT NULL,
        PRIMARY KEY (article_id, number, target_id),
        FOREIGN KEY (article_id, number) REFERENCES showing (article_id, number) ON DELETE CASCADE){clustered}",
];

#[async_trait::async_trait]
impl MigrationTrait for CreateNewsroom {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, &TAXONOMY).await?;
        execute(manager, &ARTICLE).await?;
        execute(manager, &REVISION).await?;
        execute(manager, &SHOWING).await
    }
}
