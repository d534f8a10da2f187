//! Related lists, computed when an article changes and not when a reader asks: document frequencies
//! of terms, the term vector of each article, the terms it is indexed under, and its related list.
//!
//! Every row bears a generation. One generation is in force; a rebuild writes another, which then
//! replaces the first at once.

use sea_orm_migration::prelude::*;

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct CreateRelated;

const TABLES: [&str; 8] = [
    "CREATE TABLE IF NOT EXISTS related_state (
        id {integer} NOT NULL PRIMARY KEY,
        generation {integer} NOT NULL,
        articles {integer} NOT NULL,
        changed {integer} NOT NULL,
        passed_over {integer} NOT NULL,
        computed_at {integer} NOT NULL,
        position {integer} NOT NULL,
        latest {integer} NOT NULL,
        building {integer},
        building_until {integer} NOT NULL)",
    "INSERT INTO related_state (id, generation, articles, changed, passed_over, computed_at, position, latest, building_until)
        SELECT 1, 0, 0, 0, 0, 0, 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM related_state)",
    "CREATE TABLE IF NOT EXISTS related_pending (
        id {id} NOT NULL PRIMARY KEY,
        is_collection BOOLEAN NOT NULL,
        changed_at {integer} NOT NULL){clustered}",
    "CREATE TABLE IF NOT EXISTS related_incomplete (
        generation {integer} NOT NULL,
        article_id {id} NOT NULL,
        PRIMARY KEY (generation, article_id)){clustered}",
    "CREATE TABLE IF NOT EXISTS term_weight (
        generation {integer} NOT NULL,
        term {integer} NOT NULL,
        articles {integer} NOT NULL,
        window_ms {integer} NOT NULL,
        word {text},
        PRIMARY KEY (generation, term)){clustered}",
    "CREATE TABLE IF NOT EXISTS related_term_vector (
        generation {integer} NOT NULL,
        article_id {id} NOT NULL,
        published_at {integer} NOT NULL,
        term_vector {bytes} NOT NULL,
        PRIMARY KEY (generation, article_id))",
    "CREATE TABLE IF NOT EXISTS related_posting (
        generation {integer} NOT NULL,
        term {integer} NOT NULL,
        published_at {integer} NOT NULL,
        article_id {id} NOT NULL,
        PRIMARY KEY (generation, term, published_at, article_id)){clustered}",
    "CREATE TABLE IF NOT EXISTS related_list (
        generation {integer} NOT NULL,
        article_id {id} NOT NULL,
        floor DOUBLE PRECISION NOT NULL,
        entries {text} NOT NULL,
        PRIMARY KEY (generation, article_id))",
];

#[async_trait::async_trait]
impl MigrationTrait for CreateRelated {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, &TABLES).await
    }
}
