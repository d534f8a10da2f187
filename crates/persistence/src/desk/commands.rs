//! Commands on one article: creating it, and carrying out a decision on it.

use async_trait::async_trait;
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    command_context::CommandContext,
    error::{Error, UserError},
    ids::ArticleId,
    import::InitialStatus,
    ports::{Decide, NewStory, StoryStore},
    story::{Act, Amendment, Story, StoryInput},
};

use super::{
    audit::NewAuditEntry,
    insert_batch::InsertBatch,
    load, preview,
    references::{self, TagStates},
    slugs, write,
};
use crate::{
    change_log::ChangeLogWriter,
    command::{Command, check_version},
    rows::decode::outcome_id,
    store::Store,
    transaction::Transaction,
};

#[async_trait]
impl StoryStore for Store {
    async fn create_story(&self, context: CommandContext, story: NewStory) -> Result<Story, Error> {
        self.transaction((context, story), |transaction, (context, story)| {
            Box::pin(create(Command::new(transaction, context), story))
        })
        .await
    }

    async fn amend(
        &self,
        context: CommandContext,
        id: ArticleId,
        expected_version: u32,
        decide: Decide,
    ) -> Result<Story, Error> {
        let update = StoryUpdate {
            id,
            expected_version,
            decide,
        };
        self.transaction((context, update), |transaction, (context, update)| {
            Box::pin(update.carry_out(Command::new(transaction, context)))
        })
        .await
    }
}

/// A decision to be carried out on a stored article.
struct StoryUpdate {
    id: ArticleId,
    expected_version: u32,
    decide: Decide,
}

impl StoryUpdate {
    async fn carry_out(&self, command: Command<'_>) -> Result<Story, Error> {
        if let Some(done) = carried_out_before(command).await? {
            return Ok(done);
        }
        let Command {
            transaction,
            context,
        } = command;
        let mut before = load::story_to_change(transaction, self.id).await?;
        if !context.allows(before.owner) {
            return Err(Error::ArticleNotFound(self.id));
        }
        check_version(before.version, self.expected_version)?;
        let mut amendment = (self.decide)(&before).map_err(Error::Invalid)?;
        settle(transaction, Some(&mut before), &mut amendment).await?;
        let mut writer = ChangeLogWriter::default();
        write::amendment(transaction, &before, &amendment, None, &mut writer).await?;
        if amendment.act == Act::Delete {
            preview::revoke_all_of_article(transaction, self.id, context.at).await?;
        }
        end(command, &amendment, writer).await?;
        Ok(amendment.story)
    }
}

/// Creates an article as a draft.
async fn create(command: Command<'_>, new: &NewStory) -> Result<Story, Error> {
    if let Some(done) = carried_out_before(command).await? {
        return Ok(done);
    }
    let Command {
        transaction,
        context,
    } = command;
    let input = StoryInput {
        content: new.content.clone(),
        source: None,
        initial_status: InitialStatus::Draft,
        updated_at: None,
        embargoed_until: None,
        expires_at: None,
        corrections: Vec::new(),
        retraction: None,
    };
    let mut amendment = Story::create(new.id, input, new.owner, context.at)
        .with_generated_slug(!new.slug_is_chosen);
    settle(transaction, None, &mut amendment).await?;
    let mut batch = InsertBatch::default();
    batch.add_new(&amendment, None)?;
    batch.insert(transaction).await?;
    let mut writer = ChangeLogWriter::default();
    writer.add_new(&amendment)?;
    end(command, &amendment, writer).await?;
    Ok(amendment.story)
}

/// The article as it is now, if the same command was carried out before.
async fn carried_out_before(command: Command<'_>) -> Result<Option<Story>, Error> {
    let Some(outcome) = command.begin().await? else {
        return Ok(None);
    };
    let id = ArticleId::from_uuid(outcome_id(&outcome)?);
    // The scope may have changed since: the answer is only for an actor who may see the article
    // now.
    match load::story(command.transaction, id).await? {
        Some(story) if command.context.allows(story.owner) => Ok(Some(story)),
        _ => Err(Error::ArticleNotFound(id)),
    }
}

/// Checks that the new references of an amendment exist and that its slug is free, and replaces
/// merged tags.
///
/// The names are locked before the tags, which is the order of the commands on tags: another order
/// could deadlock.
async fn settle(
    transaction: &Transaction,
    mut before: Option<&mut Story>,
    amendment: &mut Amendment,
) -> Result<(), Error> {
    let head = &amendment.story.head;
    let old_head = before.as_deref().map(|story| &story.head);
    let is_revised = old_head.is_none_or(|old| old.number != head.number);
    let needs_slug = is_revised && old_head.is_none_or(|old| old.content.slug != head.content.slug);
    if needs_slug {
        slugs::lock(transaction).await?;
    }
    let tags = TagStates::lock(transaction, &amendment.story.tags()).await?;
    let mut reasons = Vec::new();
    if is_revised {
        let known = match amendment.act {
            // The content of a restored revision was checked when it was new.
            Act::Restore => Some(&head.content),
            _ => old_head.map(|old| &old.content),
        };
        let missing = references::missing(transaction, &tags, known, &head.content);
        reasons.extend(missing.await?);
    }
    if needs_slug {
        reasons.extend(settle_slug(transaction, amendment).await?);
    }
    if !reasons.is_empty() {
        return Err(Error::Invalid(reasons));
    }
    let merged = tags.merges();
    if let Some(before) = &mut before {
        before.replace_merged_tags(&merged);
    }
    amendment.replace_merged_tags(&merged);
    amendment.story.replace_merged_tags(&merged);
    Ok(())
}

/// Checks that a chosen slug is free, or assigns a free one that was not chosen.
async fn settle_slug(
    transaction: &Transaction,
    amendment: &mut Amendment,
) -> Result<Vec<UserError>, Error> {
    let id = amendment.story.id;
    let wanted = amendment.story.head.content.slug.clone();
    if amendment.slug_is_generated {
        let assigned = slugs::assign(transaction, &[(id, &wanted)], Some(id)).await?;
        amendment.set_slug(assigned.get(&id).unwrap_or(&wanted).clone());
        return Ok(Vec::new());
    }
    match slugs::is_new(transaction, id, &wanted).await {
        Ok(_) => Ok(Vec::new()),
        Err(Error::Invalid(reasons)) => Ok(reasons),
        Err(error) => Err(error),
    }
}

/// Ends a command on an article.
async fn end(
    command: Command<'_>,
    amendment: &Amendment,
    writer: ChangeLogWriter,
) -> Result<(), Error> {
    let id = amendment.story.id.as_uuid();
    let entry = NewAuditEntry {
        subject: Subject::from_id(SubjectKind::Article, id),
        version: Some(amendment.story.version),
        reason: amendment.reason.as_ref().map(|reason| reason.as_str()),
    };
    command.end(entry, &id.simple().to_string(), writer).await
}
