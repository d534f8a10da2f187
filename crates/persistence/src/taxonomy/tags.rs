//! The acts on tags: beside being made and changed, a tag is merged into another, or retired and brought back.
//!
//! A merge moves memberships and writes no revision: cards and revisions keep the tag that they were written with, and whoever reads them follows
//! it. It holds the names, so that no import beside it names the tag, and then the rows of both tags, for which acts on articles wait.

use sea_orm::ConnectionTrait;
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    change_log::{Change, NameChange},
    error::{Error, ErrorCode, UserError},
    ids::TagId,
    tag::{Tag, TagChange},
    taxonomy::{TagCommand, VersionedChange, WithSlug},
};
use uuid::Uuid;

use super::{
    doing::{Doing, at_version},
    entries::Entry,
};
use crate::rows::names::tag::Model;

/// What an act made of tags.
struct Done {
    /// The tag that it was done to.
    id: TagId,
    /// Its version since.
    version: u32,
    /// The tag to be answered.
    tag: Tag,
    change: Option<NameChange<TagId>>,
}

impl Done {
    const fn to(tag: Tag, change: Option<NameChange<TagId>>) -> Self {
        Self {
            id: tag.id,
            version: tag.version,
            tag,
            change,
        }
    }
}

/// Carries out an act on a tag.
pub(super) async fn carry_out<C: ConnectionTrait>(
    doing: Doing<'_, C>,
    act: &TagCommand,
) -> Result<Tag, Error> {
    if let Some(done) = doing.begin().await? {
        return doing.tag_by_now(done).await;
    }
    let done = match act {
        TagCommand::Create(new) => doing.define_tag(new, true).await?,
        TagCommand::CreateNew(new) => doing.define_tag(new, false).await?,
        TagCommand::Rename(renaming) => doing.rename(renaming).await?,
        TagCommand::Merge(merging) => doing.merge(merging).await?,
        TagCommand::Retire(retiring) => doing.retire(retiring).await?,
    };
    let subject = Subject::of(SubjectKind::Tag, done.id.as_uuid());
    let change = done.change.map(|change| Change::Tag(done.id, change));
    let outcome = done.tag.id.as_uuid();
    doing.end(subject, done.version, outcome, change).await?;
    Ok(done.tag)
}

impl<C: ConnectionTrait> Doing<'_, C> {
    /// A tag as it is by now, or the one into which it was merged since.
    async fn tag_by_now(&self, id: Uuid) -> Result<Tag, Error> {
        let row = self.row::<Tag>(id).await?;
        match row.and_then(|row| row.merged_into) {
            Some(into) => self.entry(into, "id").await,
            None => self.entry(id, "id").await,
        }
    }

    async fn define_tag(&self, new: &WithSlug<Tag>, may_return: bool) -> Result<Done, Error> {
        let holder = self.holder_of_name(Tag::NOUN, &new.entry.name).await?;
        let known = match holder {
            Some(id) => self.row::<Tag>(id).await?,
            None => None,
        };
        match known {
            Some(row) if row.retired_at.is_some() && row.merged_into.is_none() && !may_return => {
                Err(refused(
                    "name",
                    "The tag of this name was retired.",
                    "Ask an editor to bring it back.",
                ))
            }
            Some(row) if row.retired_at.is_some() && row.merged_into.is_none() => {
                let back = self.bring_back(row.try_into()?, new).await?;
                Ok(Done::to(back, Some(NameChange::Changed)))
            }
            Some(row) if row.merged_into.is_some() => Err(merged_name()),
            _ => Ok(Done::to(self.define(new).await?, None)),
        }
    }

    /// Brings a tag back that was retired, as it is defined now. What the definition leaves out is as it was.
    async fn bring_back(&self, before: Tag, new: &WithSlug<Tag>) -> Result<Tag, Error> {
        let WithSlug {
            entry,
            slug_is_chosen,
        } = new;
        let change = TagChange {
            name: Some(entry.name.clone()),
            slug: slug_is_chosen.then(|| Some(entry.slug.clone())),
            kind: Some(entry.kind),
            description: entry.description.clone().map(Some),
        };
        self.amend(&before, &change.applied_to(&before)).await
    }

    async fn rename(&self, renaming: &VersionedChange<TagId, TagChange>) -> Result<Done, Error> {
        let before = self.standing(renaming.id.as_uuid(), "id").await?;
        at_version(before.version, renaming.expected_version)?;
        let after = renaming.change.applied_to(&before);
        let tag = self.amend(&before, &after).await?;
        Ok(Done::to(tag, Some(NameChange::Changed)))
    }

    async fn merge(&self, merging: &VersionedChange<TagId, TagId>) -> Result<Done, Error> {
        let (id, into) = (merging.id, merging.change);
        self.hold_with_merged(id, into).await?;
        let merged = self.standing(id.as_uuid(), "id").await?;
        if id == into {
            return Err(refused(
                "into",
                "A tag cannot be merged into itself.",
                "Name the tag that is to stand in its place.",
            ));
        }
        let tag = self.standing(into.as_uuid(), "into").await?;
        at_version(merged.version, merging.expected_version)?;
        let mut sql = self.sql();
        let (from, to) = (sql.bind(id.as_uuid()), sql.bind(into.as_uuid()));
        sql.push(&format!(
            "UPDATE tag SET merged_into = {to}, version = version + CASE WHEN id = {from} THEN 1 ELSE 0 END \
             WHERE id = {from} OR merged_into = {from}"
        ));
        self.execute(sql).await?;
        let mut sql = self.sql();
        sql.bind(id.as_uuid());
        sql.bind(into.as_uuid());
        let moving = self.engine.move_tag();
        sql.push(moving);
        self.execute(sql).await?;
        Ok(Done {
            id,
            version: merged.version + 1,
            tag,
            change: Some(NameChange::Merged { into }),
        })
    }

    /// Holds both tags of a merge and those that were merged into the first, in the order in which acts on articles hold theirs.
    async fn hold_with_merged(&self, id: TagId, into: TagId) -> Result<(), Error> {
        let mut sql = self.sql();
        let (from, to) = (sql.bind(id.as_uuid()), sql.bind(into.as_uuid()));
        sql.push(&format!(
            "SELECT t.* FROM tag t WHERE t.id IN ({from}, {to}) OR t.merged_into = {from} ORDER BY t.id{}",
            self.engine.for_change()
        ));
        self.rows::<Model>(sql).await.map(|_| ())
    }

    async fn retire(&self, retiring: &VersionedChange<TagId, ()>) -> Result<Done, Error> {
        let mut tag = self.standing(retiring.id.as_uuid(), "id").await?;
        at_version(tag.version, retiring.expected_version)?;
        tag.version += 1;
        let mut sql = self.sql();
        let (id, now) = (sql.bind(tag.id.as_uuid()), sql.bind(self.at().as_millis()));
        sql.push(&format!(
            "UPDATE tag SET retired_at = {now}, version = version + 1 WHERE id = {id}"
        ));
        self.execute(sql).await?;
        Ok(Done::to(tag, Some(NameChange::Retired)))
    }

    /// A tag that was neither merged nor retired, that `field` of the input names.
    async fn standing(&self, id: Uuid, field: &str) -> Result<Tag, Error> {
        let Some(row) = self.row::<Tag>(id).await? else {
            return Err(Error::Invalid(vec![UserError::absent(field, Tag::NOUN)]));
        };
        if row.merged_into.is_some() {
            return Err(refused(
                field,
                "The tag was merged into another.",
                "Look it up by its id: you find the tag that stands in its place.",
            ));
        }
        if row.retired_at.is_some() {
            return Err(refused(
                field,
                "The tag was retired.",
                "Define a tag of its name to bring it back.",
            ));
        }
        row.try_into()
    }
}

fn refused(field: &str, message: &str, hint: &str) -> Error {
    Error::Invalid(vec![UserError {
        code: ErrorCode::InvalidState,
        field: Some(field.to_owned()),
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
    }])
}

fn merged_name() -> Error {
    let reason = UserError::input(
        "name",
        "The name is that of a tag that was merged into another.",
    );
    Error::Invalid(vec![reason.hint(
        "Use the tag that stands in its place: a filter by the old slug finds it.",
    )])
}
