//! What belongs beside articles, kept so that a reader pays one look-up: how rare terms are among what anonymous readers see, the portrait of each
//! article, under which terms it is filed, and the list of what belongs beside it.
//!
//! Everything bears a generation. One is in force; another may be written beside it and take its place at once.

use sea_orm_migration::prelude::*;

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 8] = [
    "CREATE TABLE IF NOT EXISTS related_state (
        id {whole} NOT NULL PRIMARY KEY,
        generation {whole} NOT NULL,
        articles {whole} NOT NULL,
        changed {whole} NOT NULL,
        passed_over {whole} NOT NULL,
        computed_at {whole} NOT NULL,
        position {whole} NOT NULL,
        latest {whole} NOT NULL,
        building {whole},
        building_until {whole} NOT NULL)",
    "INSERT INTO related_state (id, generation, articles, changed, passed_over, computed_at, position, latest, building_until)
        SELECT 1, 0, 0, 0, 0, 0, 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM related_state)",
    "CREATE TABLE IF NOT EXISTS related_pending (
        id {id} NOT NULL PRIMARY KEY,
        is_collection BOOLEAN NOT NULL,
        at {whole} NOT NULL){clustered}",
    "CREATE TABLE IF NOT EXISTS related_torn (
        generation {whole} NOT NULL,
        article_id {id} NOT NULL,
        PRIMARY KEY (generation, article_id)){clustered}",
    "CREATE TABLE IF NOT EXISTS term_weight (
        generation {whole} NOT NULL,
        term {whole} NOT NULL,
        articles {whole} NOT NULL,
        window_ms {whole} NOT NULL,
        word {text},
        PRIMARY KEY (generation, term)){clustered}",
    "CREATE TABLE IF NOT EXISTS related_portrait (
        generation {whole} NOT NULL,
        article_id {id} NOT NULL,
        published_at {whole} NOT NULL,
        portrait {bytes} NOT NULL,
        PRIMARY KEY (generation, article_id))",
    "CREATE TABLE IF NOT EXISTS related_posting (
        generation {whole} NOT NULL,
        term {whole} NOT NULL,
        published_at {whole} NOT NULL,
        article_id {id} NOT NULL,
        PRIMARY KEY (generation, term, published_at, article_id)){clustered}",
    "CREATE TABLE IF NOT EXISTS related_list (
        generation {whole} NOT NULL,
        article_id {id} NOT NULL,
        floor DOUBLE PRECISION NOT NULL,
        entries {text} NOT NULL,
        PRIMARY KEY (generation, article_id))",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, &TABLES).await
    }
}
