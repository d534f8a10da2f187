//! Tags, sections and contributors as they are kept, and the two acts that all three have in common: one is made, and one is changed.

use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, EntityTrait, FromQueryResult,
    IntoActiveModel,
};
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    change_log::{Change, NameChange},
    contributor::{Contributor, ContributorChange},
    error::{Error, UserError},
    ids::{ContributorId, SectionId, TagId},
    section::{Section, SectionChange},
    slug::Slug,
    tag::Tag,
    taxonomy::{TaxonomyCommand, VersionedChange, WithSlug},
    text::Name,
};
use uuid::Uuid;

use super::{
    doing::{Doing, at_version},
    slugs::{Wanted, name_taken},
};
use crate::{
    failure::told,
    rows::{
        decode::{to_json, word},
        names::{contributor, section, tag},
    },
};

/// Something that has a name, as it is kept.
pub(super) trait Entry: Clone + Sized + Send + Sync {
    type Model: FromQueryResult
        + IntoActiveModel<Self::Active>
        + TryInto<Self, Error = Error>
        + Send
        + Sync;
    type Active: ActiveModelTrait<Entity: EntityTrait<Model = Self::Model>>
        + ActiveModelBehavior
        + Send
        + Sync;
    /// Its table, and what it is called in a sentence.
    const NOUN: &'static str;
    const KIND: SubjectKind;

    fn uuid(&self) -> Uuid;
    fn name(&self) -> &Name;
    fn slug(&self) -> &Slug;
    fn version(&self) -> u32;
    fn set(&mut self, slug: Slug, version: u32);
    fn row(&self) -> Result<Self::Model, Error>;
    /// That it says something else of itself.
    fn changed(&self) -> Change;
}

/// A change of an entry.
pub(super) trait ChangeOf<E> {
    fn applied_to(&self, before: &E) -> WithSlug<E>;
}

/// The identity of an entry.
pub(super) trait Identity: Copy {
    fn uuid(self) -> Uuid;
}

macro_rules! entry {
    ($noun:ident, $id:ident, $rows:ident, $table:literal, $row:expr) => {
        impl Entry for $noun {
            type Model = $rows::Model;
            type Active = $rows::ActiveModel;
            const NOUN: &'static str = $table;
            const KIND: SubjectKind = SubjectKind::$noun;

            fn uuid(&self) -> Uuid {
                self.id.as_uuid()
            }
            fn name(&self) -> &Name {
                &self.name
            }
            fn slug(&self) -> &Slug {
                &self.slug
            }
            fn version(&self) -> u32 {
                self.version
            }
            fn set(&mut self, slug: Slug, version: u32) {
                (self.slug, self.version) = (slug, version);
            }
            fn row(&self) -> Result<$rows::Model, Error> {
                $row(self)
            }
            fn changed(&self) -> Change {
                Change::$noun(self.id, NameChange::Changed)
            }
        }

        impl Identity for $id {
            fn uuid(self) -> Uuid {
                self.as_uuid()
            }
        }
    };
}

entry!(Tag, TagId, tag, "tag", tag_row);
entry!(Section, SectionId, section, "section", section_row);
entry!(
    Contributor,
    ContributorId,
    contributor,
    "contributor",
    contributor_row
);

impl ChangeOf<Section> for SectionChange {
    fn applied_to(&self, before: &Section) -> WithSlug<Section> {
        self.applied_to(before)
    }
}

impl ChangeOf<Contributor> for ContributorChange {
    fn applied_to(&self, before: &Contributor) -> WithSlug<Contributor> {
        self.applied_to(before)
    }
}

/// Carries out an act on a section or a contributor.
pub(super) async fn carry_out<C, E, I, D>(
    doing: Doing<'_, C>,
    act: &TaxonomyCommand<E, I, D>,
) -> Result<E, Error>
where
    C: ConnectionTrait,
    E: Entry,
    I: Identity,
    D: ChangeOf<E>,
{
    if let Some(done) = doing.begin().await? {
        return doing.entry(done, "id").await;
    }
    let (entry, change) = match act {
        TaxonomyCommand::Create(new) => (doing.define(new).await?, None),
        TaxonomyCommand::Update(amending) => {
            let VersionedChange {
                id,
                expected_version,
                change,
            } = amending;
            let before: E = doing.entry(id.uuid(), "id").await?;
            at_version(before.version(), *expected_version)?;
            let entry = doing.amend(&before, &change.applied_to(&before)).await?;
            let change = entry.changed();
            (entry, Some(change))
        }
    };
    let (id, subject) = (entry.uuid(), Subject::of(E::KIND, entry.uuid()));
    doing.end(subject, entry.version(), id, change).await?;
    Ok(entry)
}

impl<C: ConnectionTrait> Doing<'_, C> {
    /// A row as it stands, held until the act ends.
    pub(super) async fn row<E: Entry>(&self, id: Uuid) -> Result<Option<E::Model>, Error> {
        let mut sql = self.sql();
        let id = sql.bind(id);
        sql.push(&format!(
            "SELECT t.* FROM {} t WHERE t.id = {id}{}",
            E::NOUN,
            self.engine.for_change()
        ));
        Ok(self.rows::<E::Model>(sql).await?.into_iter().next())
    }

    /// An entry as it stands, that `field` of the input names.
    pub(super) async fn entry<E: Entry>(&self, id: Uuid, field: &str) -> Result<E, Error> {
        match self.row::<E>(id).await? {
            Some(row) => row.try_into(),
            None => Err(Error::Invalid(vec![UserError::absent(field, E::NOUN)])),
        }
    }

    /// Makes an entry whose name and slug are nobody's yet.
    pub(super) async fn define<E: Entry>(&self, new: &WithSlug<E>) -> Result<E, Error> {
        let entry = self.settled(new, 1).await?;
        let row = entry.row()?.into_active_model();
        <E::Active as ActiveModelTrait>::Entity::insert(row)
            .exec_without_returning(self.connection)
            .await
            .map_err(told)?;
        Ok(entry)
    }

    /// Writes what an entry has become.
    pub(super) async fn amend<E: Entry>(
        &self,
        before: &E,
        after: &WithSlug<E>,
    ) -> Result<E, Error> {
        let entry = self.settled(after, before.version() + 1).await?;
        let (id, was, is) = (entry.uuid(), before.slug(), entry.slug());
        self.change_slug(E::NOUN, id, was, is).await?;
        let row = entry.row()?.into_active_model().reset_all();
        <E::Active as ActiveModelTrait>::Entity::update(row)
            .validate()
            .map_err(told)?
            .exec(self.connection)
            .await
            .map_err(told)?;
        Ok(entry)
    }

    /// The entry with the slug that it gets, or all that stands against its name and slug.
    async fn settled<E: Entry>(&self, wanted: &WithSlug<E>, version: u32) -> Result<E, Error> {
        let mut entry = wanted.entry.clone();
        let mut reasons = Vec::new();
        let holder = self.holder_of_name(E::NOUN, entry.name()).await?;
        if holder.is_some_and(|holder| holder != entry.uuid()) {
            reasons.push(name_taken(E::NOUN));
        }
        let slug = Wanted {
            noun: E::NOUN,
            id: entry.uuid(),
            slug: entry.slug(),
            is_chosen: wanted.slug_is_chosen,
        };
        match self.slug_for(&slug).await? {
            Ok(slug) if reasons.is_empty() => {
                entry.set(slug, version);
                return Ok(entry);
            }
            Ok(_) => {}
            Err(reason) => reasons.push(reason),
        }
        Err(Error::Invalid(reasons))
    }
}

/// A tag that is before readers. Merged and retired ones are not written so.
fn tag_row(tag: &Tag) -> Result<tag::Model, Error> {
    Ok(tag::Model {
        id: tag.id.as_uuid(),
        slug: tag.slug.as_str().to_owned(),
        name: tag.name.as_str().to_owned(),
        name_key: tag.name.key(),
        kind: word(tag.kind)?,
        description: tag.description.clone(),
        version: i64::from(tag.version),
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
        description: section.description.clone(),
        version: i64::from(section.version),
    })
}

fn contributor_row(contributor: &Contributor) -> Result<contributor::Model, Error> {
    Ok(contributor::Model {
        id: contributor.id.as_uuid(),
        slug: contributor.slug.as_str().to_owned(),
        name: contributor.name.as_str().to_owned(),
        name_key: contributor.name.key(),
        kind: word(contributor.kind)?,
        biography: contributor.biography.clone(),
        portrait: contributor.portrait.as_ref().map(to_json).transpose()?,
        version: i64::from(contributor.version),
    })
}
