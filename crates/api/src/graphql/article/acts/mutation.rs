//! Mutations on articles.

use std::sync::Arc;

use async_graphql::{Context, MaybeUndefined, Object, Result};
use standfirst_domain::{
    error::UserError,
    ids::{ArticleId, RevisionNumber},
    moment::Moment,
    permission::Action,
    ports::NewStory,
    story::{Picks, Revision},
    text::Label,
};

use super::{
    command::{ArticleCommand, ArticlePayload, changed_article},
    content::{self, picks},
    input::{
        ArticleCorrectInput, ArticleCreateInput, ArticleDeleteInput, ArticleEmbargoInput,
        ArticleExpireInput, ArticlePublishInput, ArticleRestoreInput, ArticleRetractInput,
        ArticleReturnInput, ArticleSetRelatedInput, ArticleSubmitInput, ArticleUnpublishInput,
        ArticleUpdateInput,
    },
};
use crate::graphql::{
    article::Article,
    errors::field_error,
    input::non_negative,
    input_validator::InputValidator,
    read_context::ReadContext,
    scalars::DateTime,
    user_errors::{MutationResult, Outcome},
    write_context::{WriteContext, guard},
};

/// Mutations on articles.
#[derive(Default)]
pub struct ArticleMutation;

#[Object]
impl ArticleMutation {
    /// Creates an article as a draft owned by the caller.
    async fn article_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Content of the article.")] input: ArticleCreateInput,
    ) -> MutationResult<ArticlePayload> {
        ArticlePayload::from_outcome(create(ctx, input).await)
    }

    /// Updates the content of an article as a new head revision. Readers do not see it before it is
    /// published.
    async fn article_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Article and changes.")] input: ArticleUpdateInput,
    ) -> MutationResult<ArticlePayload> {
        ArticlePayload::from_outcome(update(ctx, input).await)
    }

    /// Submits a draft for review.
    async fn article_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Article to submit.")] input: ArticleSubmitInput,
    ) -> MutationResult<ArticlePayload> {
        ArticlePayload::from_outcome(submit(ctx, input).await)
    }

    /// Returns an article in review to its author with a note; it becomes a draft.
    async fn article_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Article and note.")] input: ArticleReturnInput,
    ) -> MutationResult<ArticlePayload> {
        ArticlePayload::from_outcome(return_to_author(ctx, input).await)
    }

    /// Publishes the head revision, now or at a given time.
    async fn article_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Article and time.")] input: ArticlePublishInput,
    ) -> MutationResult<ArticlePayload> {
        ArticlePayload::from_outcome(publish(ctx, input).await)
    }

    /// Makes a published or scheduled article unavailable to readers. It can be published again.
    async fn article_unpublish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Article to unpublish.")] input: ArticleUnpublishInput,
    ) -> MutationResult<ArticlePayload> {
        ArticlePayload::from_outcome(unpublish(ctx, input).await)
    }

    /// Sets or lifts an embargo: until it ends, only the desk and partners with embargo access see
    /// the article. Fails for an article that is already public.
    async fn article_embargo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Article and end of the embargo.")] input: ArticleEmbargoInput,
    ) -> MutationResult<ArticlePayload> {
        ArticlePayload::from_outcome(embargo(ctx, input).await)
    }

    /// Sets or removes the time at which an article ceases to be public.
    async fn article_expire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Article and time.")] input: ArticleExpireInput,
    ) -> MutationResult<ArticlePayload> {
        ArticlePayload::from_outcome(expire(ctx, input).await)
    }

    /// Corrects a public article at once and adds a public, dated correction. Fails while the head
    /// revision contains updates that are not published.
    async fn article_correct(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Article, changes and text of the correction.")]
        input: ArticleCorrectInput,
    ) -> MutationResult<ArticlePayload> {
        ArticlePayload::from_outcome(correct(ctx, input).await)
    }

    /// Retracts an article that was public. Readers see a tombstone with the headline and the
    /// reason.
    async fn article_retract(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Article and reason.")] input: ArticleRetractInput,
    ) -> MutationResult<ArticlePayload> {
        ArticlePayload::from_outcome(retract(ctx, input).await)
    }

    /// Restores a deleted article, or makes the content of an earlier revision the new head
    /// revision.
    async fn article_restore(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Article and, optionally, a revision.")] input: ArticleRestoreInput,
    ) -> MutationResult<ArticlePayload> {
        ArticlePayload::from_outcome(restore(ctx, input).await)
    }

    /// Deletes an article. It is kept and can be restored. Authors can delete only their
    /// own articles that were never published or scheduled.
    async fn article_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Article to delete.")] input: ArticleDeleteInput,
    ) -> MutationResult<ArticlePayload> {
        ArticlePayload::from_outcome(delete(ctx, input).await)
    }

    /// Sets the articles that are listed first as related to an article, and those that are never
    /// listed. The change becomes public when the article is next published.
    async fn article_set_related(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Article, and the articles to pin or exclude.")]
        input: ArticleSetRelatedInput,
    ) -> MutationResult<ArticlePayload> {
        ArticlePayload::from_outcome(set_related(ctx, input).await)
    }
}

async fn create(ctx: &Context<'_>, input: ArticleCreateInput) -> Outcome<Article> {
    let authorization = guard(ctx, Action::ArticleCreate)?;
    let write_context = WriteContext::from_graphql(ctx)?;
    let context = input.sent.context(ctx, &authorization)?;
    let read_context = ReadContext::from_graphql(ctx)?;
    let language = &read_context.publication.language;
    let (content, slug_is_chosen) = content::new_content(&input.headline, input.content, language)?;
    let new = NewStory {
        id: ArticleId::new(write_context.caller.now, rand::random()),
        content,
        slug_is_chosen,
        owner: Some(authorization.actor.account),
    };
    let story = write_context.desk.create_story(context, new).await?;
    Ok(changed_article(&story, read_context))
}

async fn update(ctx: &Context<'_>, input: ArticleUpdateInput) -> Outcome<Article> {
    let command = ArticleCommand::authorize(ctx, Action::ArticleUpdate, input.revised)?
        .with_content_in("change");
    let actor = Some(command.actor().account);
    let mut validator = InputValidator::default();
    let note = validator.optional("note", input.note.as_deref(), Label::parse_optional);
    let (validator, change) = content::changed(validator, input.change).await?;
    let language = ReadContext::from_graphql(ctx)?.publication.language.clone();
    command
        .execute(validator.errors, move |story, now| {
            let content = change.applied_to(&story.head.content, &language);
            let amendment = story.update(content, actor, note.clone(), now)?;
            Ok(amendment.with_generated_slug(change.slug_is_generated()))
        })
        .await
}

async fn submit(ctx: &Context<'_>, input: ArticleSubmitInput) -> Outcome<Article> {
    ArticleCommand::authorize(ctx, Action::ArticleSubmit, input.revised)?
        .execute(Vec::new(), |story, now| story.submit(now))
        .await
}

async fn return_to_author(ctx: &Context<'_>, input: ArticleReturnInput) -> Outcome<Article> {
    let command = ArticleCommand::authorize(ctx, Action::ArticleReturn, input.revised)?;
    let mut validator = InputValidator::default();
    let note = validator.required("note", &input.note);
    command
        .execute(validator.errors, move |story, now| {
            let note = note.clone().ok_or_else(Vec::new)?;
            story.return_to_author(note, now)
        })
        .await
}

async fn publish(ctx: &Context<'_>, input: ArticlePublishInput) -> Outcome<Article> {
    let command = ArticleCommand::authorize(ctx, Action::ArticlePublish, input.revised)?;
    let mut validator = InputValidator::default();
    let reason = validator.optional("reason", input.reason.as_deref(), Label::parse_optional);
    let at = input.at.map(|at| at.0);
    command
        .execute(validator.errors, move |story, now| {
            story.publish(at, reason.as_ref(), now)
        })
        .await
}

async fn unpublish(ctx: &Context<'_>, input: ArticleUnpublishInput) -> Outcome<Article> {
    ArticleCommand::authorize(ctx, Action::ArticleUnpublish, input.revised)?
        .execute(Vec::new(), |story, now| story.unpublish(now))
        .await
}

async fn embargo(ctx: &Context<'_>, input: ArticleEmbargoInput) -> Outcome<Article> {
    let command = ArticleCommand::authorize(ctx, Action::ArticleEmbargo, input.revised)?;
    let mut validator = InputValidator::default();
    let until = moment(&mut validator, "until", input.until);
    command
        .execute(validator.errors, move |story, now| {
            story.embargo(until, now)
        })
        .await
}

/// A time, or `None` for null. An omitted field is an error.
fn moment(
    validator: &mut InputValidator,
    field: &str,
    input: MaybeUndefined<DateTime>,
) -> Option<Moment> {
    if input.is_undefined() {
        let message = format!("`{field}` is missing.");
        validator.add_error(field, message, "Set a time, or null to remove it.");
    }
    input.value().map(|moment| moment.0)
}

async fn expire(ctx: &Context<'_>, input: ArticleExpireInput) -> Outcome<Article> {
    let command = ArticleCommand::authorize(ctx, Action::ArticleExpire, input.revised)?;
    let mut validator = InputValidator::default();
    let at = moment(&mut validator, "at", input.at);
    command
        .execute(validator.errors, move |story, now| story.expire(at, now))
        .await
}

async fn correct(ctx: &Context<'_>, input: ArticleCorrectInput) -> Outcome<Article> {
    let command = ArticleCommand::authorize(ctx, Action::ArticleCorrect, input.revised)?
        .with_content_in("change");
    let actor = Some(command.actor().account);
    let mut validator = InputValidator::default();
    let text = validator.required("correction", &input.correction);
    let (validator, change) = content::changed(validator, input.change).await?;
    let language = ReadContext::from_graphql(ctx)?.publication.language.clone();
    command
        .execute(validator.errors, move |story, now| {
            let content = change.applied_to(&story.head.content, &language);
            let text = text.clone().ok_or_else(Vec::new)?;
            let amendment = story.correct(content, text, actor, now)?;
            Ok(amendment.with_generated_slug(change.slug_is_generated()))
        })
        .await
}

async fn retract(ctx: &Context<'_>, input: ArticleRetractInput) -> Outcome<Article> {
    let command = ArticleCommand::authorize(ctx, Action::ArticleRetract, input.revised)?;
    let mut validator = InputValidator::default();
    let reason = validator.required("reason", &input.reason);
    command
        .execute(validator.errors, move |story, now| {
            let reason = reason.clone().ok_or_else(Vec::new)?;
            story.retract(reason, now)
        })
        .await
}

async fn restore(ctx: &Context<'_>, input: ArticleRestoreInput) -> Outcome<Article> {
    let command = ArticleCommand::authorize(ctx, Action::ArticleRestore, input.revised)?;
    let actor = Some(command.actor().account);
    let mut validator = InputValidator::default();
    let note = validator.optional("note", input.note.as_deref(), Label::parse_optional);
    let revision = match (command.article(), input.revision.map(non_negative)) {
        (Some(id), Some(number)) => Some(find_revision(ctx, id, number).await?),
        _ => None,
    };
    let is_for_own = command.is_for_own();
    command
        .execute(validator.errors, move |story, now| {
            if is_for_own {
                story.check_author_may_restore()?;
            }
            match &revision {
                None => story.restore(note.clone(), now),
                Some(None) => Err(vec![no_revision()]),
                Some(Some(revision)) => {
                    story.restore_revision(revision.content.clone(), actor, note.clone(), now)
                }
            }
        })
        .await
}

/// Loads a revision before the command; a revision never changes.
async fn find_revision(
    ctx: &Context<'_>,
    id: ArticleId,
    number: u32,
) -> Result<Option<Arc<Revision>>> {
    let desk = &WriteContext::from_graphql(ctx)?.desk;
    let find_revision = desk.revision(id, RevisionNumber(number)).await;
    find_revision.map_err(field_error)
}

fn no_revision() -> UserError {
    UserError::input("revision", "The article has no revision with this number.")
        .hint("Read its `revisions` to see the existing numbers.")
}

async fn delete(ctx: &Context<'_>, input: ArticleDeleteInput) -> Outcome<Article> {
    let command = ArticleCommand::authorize(ctx, Action::ArticleDelete, input.revised)?;
    let is_for_own = command.is_for_own();
    command
        .execute(Vec::new(), move |story, now| {
            if is_for_own {
                story.delete_as_author(now)
            } else {
                story.delete(now)
            }
        })
        .await
}

async fn set_related(ctx: &Context<'_>, input: ArticleSetRelatedInput) -> Outcome<Article> {
    let command = ArticleCommand::authorize(ctx, Action::ArticleSetRelated, input.revised)?;
    let actor = Some(command.actor().account);
    let itself = command.article();
    let mut validator = InputValidator::default();
    let pinned = picks(&mut validator, "pinned", input.pinned, itself);
    let excluded = picks(&mut validator, "excluded", input.excluded, itself);
    command
        .execute(validator.errors, move |story, now| {
            let before = &story.head.content.picks;
            let picks = Picks {
                pinned: pinned.clone().unwrap_or_else(|| before.pinned.clone()),
                excluded: excluded.clone().unwrap_or_else(|| before.excluded.clone()),
            };
            story.set_related(picks, actor, now)
        })
        .await
}
