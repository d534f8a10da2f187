//! The journal, and the moments at which the clock will add to it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change_log")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) position: i64,
    pub(crate) at: i64,
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

/// A moment at which the clock alone changes what a view shows of an article.
pub(crate) mod scheduled {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "scheduled_change")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) article_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) at: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) view: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
