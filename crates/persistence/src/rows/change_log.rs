//! Rows of the change log and of the scheduled changes.

use sea_orm::entity::prelude::*;

/// A record of the change log.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change_record")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) position: i64,
    pub(crate) occurred_at: i64,
    pub(crate) subject: String,
    pub(crate) article_id: Option<Uuid>,
    pub(crate) subject_id: Option<Uuid>,
    pub(crate) into_id: Option<Uuid>,
    pub(crate) kind: String,
    pub(crate) view: Option<String>,
    pub(crate) in_bulk: bool,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A moment at which time alone changes what a view shows of an article.
pub(crate) mod scheduled_change {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "scheduled_change")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) article_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) due_at: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) view: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
