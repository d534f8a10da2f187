//! The acts on one article: filing it, and carrying out what was decided about it.

use sea_orm::ConnectionTrait;
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    command_context::CommandContext,
    error::{Error, UserError},
    ids::ArticleId,
    intake::Intent,
    ports::{Decide, NewStory},
    story::{Act, Amendment, Filing, Story},
};
use uuid::Uuid;

use super::{
    audit::{self, Line},
    idempotency, load, preview,
    references::{self, Tags},
    sheets::Sheets,
    slugs, write,
};
use crate::{change_log::Journal, dialect::Engine};

/// An act on an article that is kept.
pub(super) struct VersionedChange {
    pub(super) context: CommandContext,
    pub(super) id: ArticleId,
    pub(super) expected_version: u32,
    pub(super) decide: Decide,
}

impl VersionedChange {
    pub(super) async fn carry_out<C: ConnectionTrait>(
        &self,
        connection: &C,
        engine: Engine,
    ) -> Result<Story, Error> {
        if let Some(done) = done_before(connection, engine, &self.context).await? {
            return Ok(done);
        }
        let mut before = load::story_to_change(connection, engine, self.id).await?;
        if !self.context.allows(before.owner) {
            return Err(Error::Absent(self.id));
        }
        if before.version != self.expected_version {
            return Err(Error::Conflict {
                current: before.version,
            });
        }
        let mut amendment = (self.decide)(&before).map_err(Error::Invalid)?;
        settle(connection, engine, Some(&mut before), &mut amendment).await?;
        let mut journal = Journal::default();
        write::amendment(connection, engine, &before, &amendment, None, &mut journal).await?;
        if amendment.act == Act::Delete {
            preview::close_to(connection, engine, self.id, self.context.at).await?;
        }
        close(connection, engine, &self.context, &amendment, journal).await?;
        Ok(amendment.story)
    }
}

/// Files an article as a draft.
pub(super) async fn file<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    context: &CommandContext,
    new: &NewStory,
) -> Result<Story, Error> {
    if let Some(done) = done_before(connection, engine, context).await? {
        return Ok(done);
    }
    let filing = Filing {
        content: new.content.clone(),
        source: None,
        intent: Intent::Draft,
        updated_at: None,
        embargoed_until: None,
        expires_at: None,
        corrections: Vec::new(),
        retraction: None,
    };
    let mut amendment =
        Story::file(new.id, filing, new.owner, context.at).numbering_its_slug(!new.slug_is_chosen);
    settle(connection, engine, None, &mut amendment).await?;
    let mut sheets = Sheets::default();
    sheets.add_new(&amendment, None)?;
    sheets.send(connection, engine).await?;
    let mut journal = Journal::default();
    journal.note_new(&amendment)?;
    close(connection, engine, context, &amendment, journal).await?;
    Ok(amendment.story)
}

/// The article of the same act if it was done before.
async fn done_before<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    context: &CommandContext,
) -> Result<Option<Story>, Error> {
    let Some(outcome) = idempotency::begin(connection, engine, context).await? else {
        return Ok(None);
    };
    let id = Uuid::parse_str(&outcome).map_err(|error| Error::Storage(Box::new(error)))?;
    let story = load::story(connection, ArticleId::from_uuid(id)).await?;
    // Whoever may no longer reach it is not answered it, though they once did this to it.
    match story {
        Some(story) if context.allows(story.owner) => Ok(Some(story)),
        _ => Err(Error::Absent(ArticleId::from_uuid(id))),
    }
}

/// Sees that what the amendment refers to anew is there and that its slug is free, and lets its tags follow merges. Names are locked before tags are
/// held, in the order in which acts on tags do both.
async fn settle<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    mut before: Option<&mut Story>,
    amendment: &mut Amendment,
) -> Result<(), Error> {
    let head = &amendment.story.head;
    let was = before.as_deref().map(|story| &story.head);
    let is_revised = was.is_none_or(|was| was.number != head.number);
    let needs_slug = is_revised && was.is_none_or(|was| was.content.slug != head.content.slug);
    if needs_slug {
        slugs::lock(connection, engine).await?;
    }
    let tags = Tags::hold(connection, engine, &amendment.story.tags()).await?;
    let mut reasons = Vec::new();
    if is_revised {
        // What a revision is restored with was there once: nothing in it is new.
        let known = match amendment.act {
            Act::Restore => Some(&head.content),
            _ => was.map(|was| &was.content),
        };
        let missing = references::missing_of(connection, engine, &tags, known, &head.content);
        reasons.extend(missing.await?);
    }
    if needs_slug {
        reasons.extend(settle_slug(connection, amendment).await?);
    }
    if !reasons.is_empty() {
        return Err(Error::Invalid(reasons));
    }
    let merged = tags.merges();
    if let Some(before) = &mut before {
        before.follow_merges(&merged);
    }
    amendment.follow_merges(&merged);
    amendment.story.follow_merges(&merged);
    Ok(())
}

/// Sees that the slug is free, or finds a free one where nobody chose it.
async fn settle_slug<C: ConnectionTrait>(
    connection: &C,
    amendment: &mut Amendment,
) -> Result<Vec<UserError>, Error> {
    let id = amendment.story.id;
    let wanted = amendment.story.head.content.slug.clone();
    if amendment.slug_is_made {
        let allotted = slugs::allot(connection, &[(id, &wanted)], Some(id)).await?;
        amendment.take_slug(allotted.get(&id).unwrap_or(&wanted).clone());
        return Ok(Vec::new());
    }
    match slugs::take(connection, id, &wanted).await {
        Ok(_) => Ok(Vec::new()),
        Err(Error::Invalid(reasons)) => Ok(reasons),
        Err(error) => Err(error),
    }
}

/// Ends an act: its line in the audit log, its key, and last its entries in the change log.
async fn close<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    context: &CommandContext,
    amendment: &Amendment,
    journal: Journal,
) -> Result<(), Error> {
    let id = amendment.story.id.as_uuid();
    let line = Line {
        subject: Subject::of(SubjectKind::Article, id),
        version: Some(amendment.story.version),
        reason: amendment.reason.as_ref().map(|reason| reason.as_str()),
    };
    audit::note(connection, engine, context, line).await?;
    idempotency::end(connection, engine, context, &id.simple().to_string()).await?;
    journal.close(connection, engine).await
}
