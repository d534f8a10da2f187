//! The row of a revision.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revision")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) article_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) number: i64,
    pub(crate) created_at: i64,
    pub(crate) actor: Option<Uuid>,
    pub(crate) note: Option<String>,
    pub(crate) content: String,
    pub(crate) source_format: Option<String>,
    pub(crate) source_text: Option<String>,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
