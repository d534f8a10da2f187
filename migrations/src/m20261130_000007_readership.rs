//! Read counts by article and hour. The table does not refer to readers, nor to the article table,
//! so that a count outlives its article.

use sea_orm_migration::prelude::*;

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct CreateReadership;

const TABLE: [&str; 1] = ["CREATE TABLE IF NOT EXISTS read_count (
        hour {integer} NOT NULL,
        article_id {id} NOT NULL,
        reads {integer} NOT NULL,
        PRIMARY KEY (hour, article_id)){clustered}"];

#[async_trait::async_trait]
impl MigrationTrait for CreateReadership {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, &TABLE).await
    }
}
