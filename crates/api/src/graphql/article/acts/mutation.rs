//! The mutations.

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
    carry::Errand,
    content::{self, picks},
    input::{
        ArticleActInput, ArticleAmendInput, ArticleCorrectInput, ArticleEmbargoInput,
        ArticleExpireInput, ArticleFileInput, ArticlePickInput, ArticlePublishInput,
        ArticleRestoreInput, ArticleRetractInput, ArticleReturnInput,
    },
    payload::ArticlePayload,
};
use crate::graphql::{
    acting::{Acting, guard},
    errors::fault,
    form::Form,
    input::counted,
    reading::Reading,
    scalars::DateTime,
    user_errors::mendable,
};

type Answer = Option<Result<ArticlePayload>>;

/// The acts on articles.
#[derive(Default)]
pub struct ArticleMutation;

#[Object]
impl ArticleMutation {
    /// Files an article as a draft. It is yours.
    async fn article_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article.")] input: ArticleFileInput,
    ) -> Answer {
        Some(file(ctx, input).await)
    }

    /// Changes an article at the desk: a new revision, which readers do not see until it is published.
    async fn article_amend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article and the change.")] input: ArticleAmendInput,
    ) -> Answer {
        Some(amend(ctx, input).await)
    }

    /// Hands a draft in for review.
    async fn article_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article.")] input: ArticleActInput,
    ) -> Answer {
        Some(submit(ctx, input).await)
    }

    /// Hands an article in review back to its author, with a note.
    async fn article_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article and the note.")] input: ArticleReturnInput,
    ) -> Answer {
        Some(return_to_author(ctx, input).await)
    }

    /// Puts the head revision before readers, now or at a time.
    async fn article_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article and the time.")] input: ArticlePublishInput,
    ) -> Answer {
        Some(publish(ctx, input).await)
    }

    /// Takes an article from readers for now, also where it was only scheduled.
    async fn article_unpublish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article.")] input: ArticleActInput,
    ) -> Answer {
        Some(unpublish(ctx, input).await)
    }

    /// Holds an article back until a time, save from those trusted to hold it, or lifts the embargo.
    async fn article_embargo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article and the time.")] input: ArticleEmbargoInput,
    ) -> Answer {
        Some(embargo(ctx, input).await)
    }

    /// Sets when an article leaves readers, or lets it stay.
    async fn article_expire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article and the time.")] input: ArticleExpireInput,
    ) -> Answer {
        Some(expire(ctx, input).await)
    }

    /// Admits an error: changes an article before readers at once, with a public and dated correction.
    async fn article_correct(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article, the change and the correction.")] input: ArticleCorrectInput,
    ) -> Answer {
        Some(correct(ctx, input).await)
    }

    /// Withdraws an article for good, leaving a tombstone with the reason.
    async fn article_retract(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article and the reason.")] input: ArticleRetractInput,
    ) -> Answer {
        Some(retract(ctx, input).await)
    }

    /// Gives an article an earlier revision again, as a new one, or takes it out of the bin.
    async fn article_restore(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article and the revision.")] input: ArticleRestoreInput,
    ) -> Answer {
        Some(restore(ctx, input).await)
    }

    /// Throws an article away. It is kept and can be restored. Authors throw away only their own drafts.
    async fn article_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article.")] input: ArticleActInput,
    ) -> Answer {
        Some(delete(ctx, input).await)
    }

    /// Chooses which articles stand beside an article first, and which never.
    async fn article_pick(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article and what stands beside it.")] input: ArticlePickInput,
    ) -> Answer {
        Some(pick(ctx, input).await)
    }
}

async fn file(ctx: &Context<'_>, input: ArticleFileInput) -> Result<ArticlePayload> {
    let authorization = guard(ctx, Action::ArticleFile)?;
    let acting = Acting::of(ctx)?;
    let context = input.sent.context(ctx, &authorization)?;
    let reading = Reading::of(ctx)?;
    let language = &reading.publication.language;
    let read = content::new_content(&input.headline, input.content, language);
    let (content, slug_is_chosen) = match read {
        Ok(read) => read,
        Err(reasons) => return Ok(ArticlePayload::of(Err(reasons), reading)),
    };
    let story = NewStory {
        id: ArticleId::mint(acting.now, rand::random()),
        content,
        slug_is_chosen,
        owner: Some(authorization.actor.account),
    };
    let filed = mendable(acting.desk.file(context, story).await)?;
    Ok(ArticlePayload::of(filed, reading))
}

async fn amend(ctx: &Context<'_>, input: ArticleAmendInput) -> Result<ArticlePayload> {
    let errand = Errand::of(ctx, Action::ArticleAmend, input.revised)?.with_content_in("change");
    let actor = Some(errand.actor().account);
    let mut form = Form::default();
    let note = form.optional("note", input.note.as_deref(), Label::parse_optional);
    let (form, change) = content::changed(form, input.change).await?;
    let language = Reading::of(ctx)?.publication.language.clone();
    errand
        .carry_out(form.reasons, move |story, now| {
            let content = change.applied_to(&story.head.content, &language);
            let amendment = story.amend(content, actor, note.clone(), now)?;
            Ok(amendment.numbering_its_slug(change.slug_is_made()))
        })
        .await
}

async fn submit(ctx: &Context<'_>, input: ArticleActInput) -> Result<ArticlePayload> {
    let errand = Errand::of(ctx, Action::ArticleSubmit, input.revised)?;
    errand
        .carry_out(Vec::new(), |story, now| story.submit(now))
        .await
}

async fn return_to_author(ctx: &Context<'_>, input: ArticleReturnInput) -> Result<ArticlePayload> {
    let errand = Errand::of(ctx, Action::ArticleReturn, input.revised)?;
    let mut form = Form::default();
    let note = form.needed("note", &input.note);
    errand
        .carry_out(form.reasons, move |story, now| {
            let note = note.clone().ok_or_else(Vec::new)?;
            story.return_to_author(note, now)
        })
        .await
}

async fn publish(ctx: &Context<'_>, input: ArticlePublishInput) -> Result<ArticlePayload> {
    let errand = Errand::of(ctx, Action::ArticlePublish, input.revised)?;
    let mut form = Form::default();
    let reason = form.optional("reason", input.reason.as_deref(), Label::parse_optional);
    let at = input.at.map(|at| at.0);
    errand
        .carry_out(form.reasons, move |story, now| {
            story.publish(at, reason.as_ref(), now)
        })
        .await
}

async fn unpublish(ctx: &Context<'_>, input: ArticleActInput) -> Result<ArticlePayload> {
    let errand = Errand::of(ctx, Action::ArticleUnpublish, input.revised)?;
    errand
        .carry_out(Vec::new(), |story, now| story.unpublish(now))
        .await
}

async fn embargo(ctx: &Context<'_>, input: ArticleEmbargoInput) -> Result<ArticlePayload> {
    let errand = Errand::of(ctx, Action::ArticleEmbargo, input.revised)?;
    let mut form = Form::default();
    let until = moment(&mut form, "until", input.until);
    errand
        .carry_out(form.reasons, move |story, now| story.embargo(until, now))
        .await
}

/// A moment, or null for none; leaving it out says nothing, and an act that says nothing is refused.
fn moment(form: &mut Form, field: &str, input: MaybeUndefined<DateTime>) -> Option<Moment> {
    if input.is_undefined() {
        let message = format!("`{field}` says nothing.");
        form.refuse(field, message, "Give a time, or null to lift what was set.");
    }
    input.value().map(|moment| moment.0)
}

async fn expire(ctx: &Context<'_>, input: ArticleExpireInput) -> Result<ArticlePayload> {
    let errand = Errand::of(ctx, Action::ArticleExpire, input.revised)?;
    let mut form = Form::default();
    let at = moment(&mut form, "at", input.at);
    errand
        .carry_out(form.reasons, move |story, now| story.expire(at, now))
        .await
}

async fn correct(ctx: &Context<'_>, input: ArticleCorrectInput) -> Result<ArticlePayload> {
    let errand = Errand::of(ctx, Action::ArticleCorrect, input.revised)?.with_content_in("change");
    let actor = Some(errand.actor().account);
    let mut form = Form::default();
    let text = form.needed("correction", &input.correction);
    let (form, change) = content::changed(form, input.change).await?;
    let language = Reading::of(ctx)?.publication.language.clone();
    errand
        .carry_out(form.reasons, move |story, now| {
            let content = change.applied_to(&story.head.content, &language);
            let text = text.clone().ok_or_else(Vec::new)?;
            let amendment = story.correct(content, text, actor, now)?;
            Ok(amendment.numbering_its_slug(change.slug_is_made()))
        })
        .await
}

async fn retract(ctx: &Context<'_>, input: ArticleRetractInput) -> Result<ArticlePayload> {
    let errand = Errand::of(ctx, Action::ArticleRetract, input.revised)?;
    let mut form = Form::default();
    let reason = form.needed("reason", &input.reason);
    errand
        .carry_out(form.reasons, move |story, now| {
            let reason = reason.clone().ok_or_else(Vec::new)?;
            story.retract(reason, now)
        })
        .await
}

async fn restore(ctx: &Context<'_>, input: ArticleRestoreInput) -> Result<ArticlePayload> {
    let errand = Errand::of(ctx, Action::ArticleRestore, input.revised)?;
    let actor = Some(errand.actor().account);
    let mut form = Form::default();
    let note = form.optional("note", input.note.as_deref(), Label::parse_optional);
    let revision = match (errand.article(), input.revision.map(counted)) {
        (Some(id), Some(number)) => Some(kept(ctx, id, number).await?),
        _ => None,
    };
    let is_for_own = errand.is_for_own();
    errand
        .carry_out(form.reasons, move |story, now| {
            if is_for_own {
                story.is_an_authors_to_restore()?;
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

/// A revision never changes, so it is read before the act.
async fn kept(ctx: &Context<'_>, id: ArticleId, number: u32) -> Result<Option<Arc<Revision>>> {
    let desk = &Acting::of(ctx)?.desk;
    let kept = desk.revision(id, RevisionNumber(number)).await;
    kept.map_err(|failure| fault(Arc::new(failure)))
}

fn no_revision() -> UserError {
    UserError::input("revision", "The article has no revision of this number.")
        .hint("Its `revisions` say which there are.")
}

async fn delete(ctx: &Context<'_>, input: ArticleActInput) -> Result<ArticlePayload> {
    let errand = Errand::of(ctx, Action::ArticleDelete, input.revised)?;
    let is_for_own = errand.is_for_own();
    errand
        .carry_out(Vec::new(), move |story, now| {
            if is_for_own {
                story.discard(now)
            } else {
                story.delete(now)
            }
        })
        .await
}

async fn pick(ctx: &Context<'_>, input: ArticlePickInput) -> Result<ArticlePayload> {
    let errand = Errand::of(ctx, Action::ArticlePick, input.revised)?;
    let actor = Some(errand.actor().account);
    let itself = errand.article();
    let mut form = Form::default();
    let pinned = picks(&mut form, "pinned", input.pinned, itself);
    let excluded = picks(&mut form, "excluded", input.excluded, itself);
    errand
        .carry_out(form.reasons, move |story, now| {
            let before = &story.head.content.picks;
            let picks = Picks {
                pinned: pinned.clone().unwrap_or_else(|| before.pinned.clone()),
                excluded: excluded.clone().unwrap_or_else(|| before.excluded.clone()),
            };
            story.pick(picks, actor, now)
        })
        .await
}
