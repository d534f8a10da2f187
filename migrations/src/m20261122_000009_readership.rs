//! The readership: how often an article was read in an hour. It holds nothing of who read it, and no article, so that a count outlives what became of one.

use sea_orm_migration::prelude::*;

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: [&str; 1] = ["CREATE TABLE IF NOT EXISTS read_count (
        hour {whole} NOT NULL,
        article_id {id} NOT NULL,
        reads {whole} NOT NULL,
        PRIMARY KEY (hour, article_id)){clustered}"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, &TABLE).await
    }
}
