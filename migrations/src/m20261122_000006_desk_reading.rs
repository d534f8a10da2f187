//! Reading at the desk: its articles by their state, and the audit log by the act.

use sea_orm_migration::prelude::*;

use crate::dialect::execute;

#[derive(DeriveMigrationName)]
pub struct Migration;

const INDEXES: [&str; 2] = [
    "CREATE INDEX IF NOT EXISTS article_status ON article (status, updated_at, id)",
    "CREATE INDEX IF NOT EXISTS audit_act ON audit (act, at, id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, &INDEXES).await
    }
}
