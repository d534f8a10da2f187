//! Commands on tags. On top of creating and updating, a tag is merged into another, or retired and
//! brought back.
//!
//! A merge moves the memberships of showings and writes no revision: cards and revisions keep the
//! tag they were written with, and their readers follow the merge. The transaction locks the names,
//! so that no concurrent import assigns the name of the tag, and then the rows of both tags, for
//! which commands on articles wait.

use standfirst_domain::{
    audit::{Subject, SubjectKind},
    change_log::{Change, NameChange},
    command::{VersionedChange, WithSlug},
    error::{Error, ErrorCode, UserError},
    ids::TagId,
    tag::TagCommand,
    tag::{Tag, TagChange},
};
use uuid::Uuid;

use super::{changes::ItemCommand, slugs};
use crate::{
    command::check_version,
    rows::taxonomy::{TaxonomyItem, tag::Model},
};

/// Result of a command on tags.
struct TagResult {
    /// Tag that the command was carried out on.
    id: TagId,
    /// Version of that tag after the command.
    version: u32,
    /// Tag to answer.
    tag: Tag,
    change: Option<NameChange<TagId>>,
}

impl TagResult {
    const fn new(tag: Tag, change: Option<NameChange<TagId>>) -> Self {
        Self {
            id: tag.id,
            version: tag.version,
            tag,
            change,
        }
    }
}

/// Carries out a command on a tag.
pub(super) async fn carry_out(command: ItemCommand<'_>, act: &TagCommand) -> Result<Tag, Error> {
    if let Some(done) = command.begin().await? {
        return command.present_tag(done).await;
    }
    let done = match act {
        TagCommand::Create(new) => command.create_tag(new, true).await?,
        TagCommand::CreateNew(new) => command.create_tag(new, false).await?,
        TagCommand::Update(renaming) => command.update_tag(renaming).await?,
        TagCommand::Merge(merging) => command.merge(merging).await?,
        TagCommand::Retire(retiring) => command.retire(retiring).await?,
    };
    let subject = Subject::from_id(SubjectKind::Tag, done.id.as_uuid());
    let change = done.change.map(|change| Change::Tag(done.id, change));
    let outcome = done.tag.id.as_uuid();
    command.end(subject, done.version, outcome, change).await?;
    Ok(done.tag)
}

impl ItemCommand<'_> {
    /// A tag, or the tag into which it was merged since.
    async fn present_tag(&self, id: Uuid) -> Result<Tag, Error> {
        let row = self.row::<Tag>(id).await?;
        match row.and_then(|row| row.merged_into) {
            Some(into) => self.item(into, "id").await,
            None => self.item(id, "id").await,
        }
    }

    async fn create_tag(
        &self,
        new: &WithSlug<Tag>,
        may_bring_back: bool,
    ) -> Result<TagResult, Error> {
        let transaction = self.0.transaction;
        let holder = slugs::holder_of_name(transaction, Tag::TABLE, &new.entry.name).await?;
        let known = match holder {
            Some(id) => self.row::<Tag>(id).await?,
            None => None,
        };
        let Some(row) = known else {
            return Ok(TagResult::new(self.create(new).await?, None));
        };
        if row.merged_into.is_some() {
            return Err(name_of_merged_tag());
        }
        if row.retired_at.is_none() {
            // Fails, since the name is taken, with every other reason.
            return Ok(TagResult::new(self.create(new).await?, None));
        }
        if !may_bring_back {
            return Err(user_error(
                "name",
                "The tag of this name was retired.",
                "Ask an editor to bring it back.",
            ));
        }
        let tag = self.bring_back(row.try_into()?, new).await?;
        Ok(TagResult::new(tag, Some(NameChange::Changed)))
    }

    /// Brings back a retired tag, as it is defined now. Fields that the definition leaves out keep
    /// their values.
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
        self.update(&before, &change.applied_to(&before)).await
    }

    async fn update_tag(
        &self,
        renaming: &VersionedChange<TagId, TagChange>,
    ) -> Result<TagResult, Error> {
        let before = self.active_tag(renaming.id.as_uuid(), "id").await?;
        check_version(before.version, renaming.expected_version)?;
        let after = renaming.change.applied_to(&before);
        let tag = self.update(&before, &after).await?;
        Ok(TagResult::new(tag, Some(NameChange::Changed)))
    }

    async fn merge(&self, merging: &VersionedChange<TagId, TagId>) -> Result<TagResult, Error> {
        let (id, into) = (merging.id, merging.change);
        self.lock_merged(id, into).await?;
        let merged = self.active_tag(id.as_uuid(), "id").await?;
        if id == into {
            return Err(user_error(
                "into",
                "A tag cannot be merged into itself.",
                "Name the tag that is to replace it.",
            ));
        }
        let tag = self.active_tag(into.as_uuid(), "into").await?;
        check_version(merged.version, merging.expected_version)?;
        let transaction = self.0.transaction;
        let mut sql = transaction.sql();
        let (from, to) = (sql.bind(id.as_uuid()), sql.bind(into.as_uuid()));
        // Tags merged into the first before now lead to the second, so that a merge is always
        // followed in one step.
        sql.push(&format!(
            "UPDATE tag SET merged_into = {to}, version = version + CASE WHEN id = {from} THEN 1 ELSE 0 END \
             WHERE id = {from} OR merged_into = {from}"
        ));
        transaction.execute(sql).await?;
        let mut sql = transaction.sql();
        sql.bind(id.as_uuid());
        sql.bind(into.as_uuid());
        sql.push(transaction.engine().move_tag());
        transaction.execute(sql).await?;
        Ok(TagResult {
            id,
            version: merged.version + 1,
            tag,
            change: Some(NameChange::Merged { into }),
        })
    }

    /// Locks both tags of a merge and the tags merged into the first. The order of identifiers is
    /// the order in which commands on articles lock theirs, so that no deadlock arises.
    async fn lock_merged(&self, id: TagId, into: TagId) -> Result<(), Error> {
        let transaction = self.0.transaction;
        let mut sql = transaction.sql();
        let (from, to) = (sql.bind(id.as_uuid()), sql.bind(into.as_uuid()));
        sql.push(&format!(
            "SELECT t.* FROM tag t WHERE t.id IN ({from}, {to}) OR t.merged_into = {from} ORDER BY t.id{}",
            transaction.engine().for_change()
        ));
        transaction.rows::<Model>(sql).await.map(drop)
    }

    async fn retire(&self, retiring: &VersionedChange<TagId, ()>) -> Result<TagResult, Error> {
        let mut tag = self.active_tag(retiring.id.as_uuid(), "id").await?;
        check_version(tag.version, retiring.expected_version)?;
        tag.version += 1;
        let mut sql = self.0.transaction.sql();
        let now = self.0.context.at;
        let (id, now) = (sql.bind(tag.id.as_uuid()), sql.bind(now.as_millis()));
        sql.push(&format!(
            "UPDATE tag SET retired_at = {now}, version = version + 1 WHERE id = {id}"
        ));
        self.0.transaction.execute(sql).await?;
        Ok(TagResult::new(tag, Some(NameChange::Retired)))
    }

    /// The tag that `field` of the input names.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the tag does not exist, was merged or was retired.
    async fn active_tag(&self, id: Uuid, field: &str) -> Result<Tag, Error> {
        let Some(row) = self.row::<Tag>(id).await? else {
            return Err(Error::Invalid(vec![UserError::not_found(
                field,
                Tag::TABLE,
            )]));
        };
        if row.merged_into.is_some() {
            return Err(user_error(
                field,
                "The tag was merged into another.",
                "Look the tag up by its id, and use the tag that you get: it replaces this one.",
            ));
        }
        if row.retired_at.is_some() {
            return Err(user_error(
                field,
                "The tag was retired.",
                "Create a tag with its name to bring it back.",
            ));
        }
        row.try_into()
    }
}

fn user_error(field: &str, message: &str, hint: &str) -> Error {
    Error::Invalid(vec![UserError {
        code: ErrorCode::InvalidState,
        field: Some(field.to_owned()),
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
    }])
}

fn name_of_merged_tag() -> Error {
    let reason = UserError::input(
        "name",
        "The name belongs to a tag that was merged into another.",
    );
    Error::Invalid(vec![reason.hint(
        "Use the tag that replaces it: a filter by the old slug finds that tag.",
    )])
}
