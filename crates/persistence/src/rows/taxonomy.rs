//! The rows of tags, sections and contributors, and what the three have in common.

use std::hash::Hash;

use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, EntityTrait, FromQueryResult, IntoActiveModel,
};
use standfirst_domain::{
    audit::SubjectKind,
    change_log::{Change, NameChange},
    contributor::Contributor,
    error::Error,
    ids::{ContributorId, SectionId, TagId},
    section::Section,
    slug::Slug,
    tag::Tag,
    text::Name,
};
use uuid::Uuid;

use super::decode::{enum_text, from_enum_text, json, to_json, to_u32, unreadable};

/// Defines the entity of a table: the columns that the three tables share, and its own.
macro_rules! entity {
    ($module:ident, $table:tt, { $($column:ident: $type:ty),* $(,)? }) => {
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub(crate) struct Model {
                #[sea_orm(primary_key, auto_increment = false)]
                pub(crate) id: Uuid,
                #[sea_orm(unique)]
                pub(crate) slug: String,
                pub(crate) name: String,
                /// Equal for names that differ in spelling alone.
                pub(crate) name_key: String,
                pub(crate) version: i64,
                $(pub(crate) $column: $type,)*
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub(crate) enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

entity!(tag, "tag", {
    kind: String,
    description: Option<String>,
    merged_into: Option<Uuid>,
    retired_at: Option<i64>,
});
entity!(section, "section", { description: Option<String> });
entity!(contributor, "contributor", {
    kind: String,
    biography: Option<String>,
    portrait: Option<String>,
});

/// A tag, a section or a contributor.
pub(crate) trait TaxonomyItem: Clone + Send + Sync + 'static {
    type Id: Copy + Eq + Hash + Send + Sync;
    type Model: FromQueryResult
        + IntoActiveModel<Self::Active>
        + TryInto<Self, Error = Error>
        + Send
        + Sync;
    type Active: ActiveModelTrait<Entity: EntityTrait<Model = Self::Model>>
        + ActiveModelBehavior
        + Send
        + Sync;

    /// Name of the table, and of the item in a sentence.
    const TABLE: &'static str;
    const SUBJECT: SubjectKind;
    /// The showings `s` that carry the row `t`: a `FROM` with its first conditions.
    const CARRIED_BY: &'static str;

    fn uuid(id: Self::Id) -> Uuid;
    fn from_uuid(id: Uuid) -> Self::Id;
    fn id(&self) -> Self::Id;
    fn slug(&self) -> &Slug;
    fn name(&self) -> &Name;
    fn version(&self) -> u32;
    fn set_slug_and_version(&mut self, slug: Slug, version: u32);
    fn to_row(&self) -> Result<Self::Model, Error>;
    /// Identifier and slug of a row, whether or not the rest of the row decodes.
    fn id_and_slug(row: &Self::Model) -> (Uuid, &str);
    /// The change record of an update.
    fn updated(&self) -> Change;
}

macro_rules! taxonomy_item {
    ($item:ident, $id:ident, $rows:ident, $table:literal, $carried_by:literal, $to_row:expr) => {
        impl TaxonomyItem for $item {
            type Id = $id;
            type Model = $rows::Model;
            type Active = $rows::ActiveModel;
            const TABLE: &'static str = $table;
            const SUBJECT: SubjectKind = SubjectKind::$item;
            const CARRIED_BY: &'static str = $carried_by;

            fn uuid(id: $id) -> Uuid {
                id.as_uuid()
            }
            fn from_uuid(id: Uuid) -> $id {
                $id::from_uuid(id)
            }
            fn id(&self) -> $id {
                self.id
            }
            fn slug(&self) -> &Slug {
                &self.slug
            }
            fn name(&self) -> &Name {
                &self.name
            }
            fn version(&self) -> u32 {
                self.version
            }
            fn set_slug_and_version(&mut self, slug: Slug, version: u32) {
                (self.slug, self.version) = (slug, version);
            }
            fn to_row(&self) -> Result<$rows::Model, Error> {
                $to_row(self)
            }
            fn id_and_slug(row: &$rows::Model) -> (Uuid, &str) {
                (row.id, &row.slug)
            }
            fn updated(&self) -> Change {
                Change::$item(self.id, NameChange::Changed)
            }
        }
    };
}

taxonomy_item!(
    Tag,
    TagId,
    tag,
    "tag",
    "showing_tag m JOIN showing s ON s.article_id = m.article_id AND s.number = m.number WHERE m.tag_id = t.id",
    tag_row
);
taxonomy_item!(
    Section,
    SectionId,
    section,
    "section",
    "showing s WHERE s.is_full AND s.section_id = t.id",
    section_row
);
taxonomy_item!(
    Contributor,
    ContributorId,
    contributor,
    "contributor",
    "showing_contributor m JOIN showing s ON s.article_id = m.article_id AND s.number = m.number WHERE m.contributor_id = t.id",
    contributor_row
);

/// The row of a tag that was neither merged nor retired.
fn tag_row(tag: &Tag) -> Result<tag::Model, Error> {
    Ok(tag::Model {
        id: tag.id.as_uuid(),
        slug: tag.slug.as_str().to_owned(),
        name: tag.name.as_str().to_owned(),
        name_key: tag.name.key(),
        version: i64::from(tag.version),
        kind: enum_text(tag.kind)?,
        description: tag.description.clone(),
        merged_into: None,
        retired_at: None,
    })
}

fn section_row(section: &Section) -> Result<section::Model, Error> {
    Ok(section::Model {
        id: section.id.as_uuid(),
        slug: section.slug.as_str().to_owned(),
        name: section.name.as_str().to_owned(),
        name_key: section.name.key(),
        version: i64::from(section.version),
        description: section.description.clone(),
    })
}

fn contributor_row(contributor: &Contributor) -> Result<contributor::Model, Error> {
    Ok(contributor::Model {
        id: contributor.id.as_uuid(),
        slug: contributor.slug.as_str().to_owned(),
        name: contributor.name.as_str().to_owned(),
        name_key: contributor.name.key(),
        version: i64::from(contributor.version),
        kind: enum_text(contributor.kind)?,
        biography: contributor.biography.clone(),
        portrait: contributor.portrait.as_ref().map(to_json).transpose()?,
    })
}

impl TryFrom<tag::Model> for Tag {
    type Error = Error;

    fn try_from(row: tag::Model) -> Result<Self, Error> {
        Ok(Self {
            id: TagId::from_uuid(row.id),
            slug: Slug::from_stored(row.slug),
            name: Name::parse(&row.name).map_err(unreadable("tag", row.id))?,
            kind: from_enum_text(&row.kind, "tag", row.id)?,
            description: row.description,
            version: to_u32(row.version, "tag", row.id)?,
        })
    }
}

impl TryFrom<section::Model> for Section {
    type Error = Error;

    fn try_from(row: section::Model) -> Result<Self, Error> {
        Ok(Self {
            id: SectionId::from_uuid(row.id),
            slug: Slug::from_stored(row.slug),
            name: Name::parse(&row.name).map_err(unreadable("section", row.id))?,
            description: row.description,
            version: to_u32(row.version, "section", row.id)?,
        })
    }
}

impl TryFrom<contributor::Model> for Contributor {
    type Error = Error;

    fn try_from(row: contributor::Model) -> Result<Self, Error> {
        let portrait = row.portrait.as_deref();
        let portrait = portrait.map(|text| json(text, "contributor", row.id));
        Ok(Self {
            id: ContributorId::from_uuid(row.id),
            slug: Slug::from_stored(row.slug),
            name: Name::parse(&row.name).map_err(unreadable("contributor", row.id))?,
            kind: from_enum_text(&row.kind, "contributor", row.id)?,
            biography: row.biography,
            portrait: portrait.transpose()?,
            version: to_u32(row.version, "contributor", row.id)?,
        })
    }
}
