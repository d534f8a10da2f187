//! Rows of a showing and of everything it carries: tags, contributors, links, pinned and excluded
//! articles.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "showing")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) article_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) number: i64,
    pub(crate) revision: i64,
    pub(crate) is_full: bool,
    pub(crate) slug: String,
    pub(crate) public_from: i64,
    pub(crate) public_until: i64,
    pub(crate) trusted_from: i64,
    pub(crate) trusted_until: i64,
    pub(crate) owner: Option<Uuid>,
    pub(crate) section_id: Option<Uuid>,
    pub(crate) language: String,
    pub(crate) first_published_at: i64,
    pub(crate) published_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) card: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A showing without its card, for commands that need the dates of past showings.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub(crate) struct ShowingDatesRow {
    pub(crate) article_id: Uuid,
    pub(crate) number: i64,
    pub(crate) revision: i64,
    pub(crate) is_full: bool,
    pub(crate) public_from: i64,
    pub(crate) public_until: i64,
    pub(crate) trusted_from: i64,
    pub(crate) trusted_until: i64,
    pub(crate) owner: Option<Uuid>,
    pub(crate) section_id: Option<Uuid>,
    pub(crate) first_published_at: i64,
    pub(crate) published_at: i64,
    pub(crate) updated_at: i64,
}

/// Tags of showings.
pub(crate) mod tag {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "showing_tag")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) tag_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) published_at: i64,
        pub(crate) updated_at: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) article_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) number: i64,
        pub(crate) position: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Contributors of showings.
pub(crate) mod contributor {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "showing_contributor")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) contributor_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) published_at: i64,
        pub(crate) updated_at: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) article_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) number: i64,
        pub(crate) position: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Links of showings to articles.
pub(crate) mod link {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "showing_link")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) article_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) number: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) position: i64,
        pub(crate) target_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Articles that an editor pinned as related to a showing, or excluded.
pub(crate) mod pick {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "showing_pick")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) article_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) number: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) target_id: Uuid,
        pub(crate) position: i64,
        pub(crate) is_excluded: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
