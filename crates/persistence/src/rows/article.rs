//! The row of an article at the desk.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "article")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) status: String,
    pub(crate) owner: Option<Uuid>,
    pub(crate) source_system: Option<String>,
    pub(crate) source_id: Option<String>,
    pub(crate) source_url: Option<String>,
    pub(crate) source_page: Option<String>,
    pub(crate) source_digest: Option<Vec<u8>>,
    pub(crate) source_version: Option<i64>,
    pub(crate) created_at: i64,
    pub(crate) first_published_at: Option<i64>,
    pub(crate) published_at: Option<i64>,
    pub(crate) updated_at: i64,
    pub(crate) embargoed_until: Option<i64>,
    pub(crate) expires_at: Option<i64>,
    pub(crate) corrections: String,
    pub(crate) retraction: Option<String>,
    pub(crate) deleted_from: Option<String>,
    pub(crate) head_revision: i64,
    pub(crate) published_revision: Option<i64>,
    pub(crate) next_showing: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
