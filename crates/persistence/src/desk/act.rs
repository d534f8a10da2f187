//! The acts on one article: filing it, and carrying out what was decided about it.

use sea_orm::ConnectionTrait;
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    error::Error,
    ids::ArticleId,
    intake::Intent,
    mandate::Mandate,
    ports::{Decide, NewStory},
    story::{Amendment, Filing, References, Story},
};
use uuid::Uuid;

use super::{
    audit::{self, Line},
    load, references, retry,
    sheets::Sheets,
    slugs, write,
};
use crate::{dialect::Engine, wire::Journal};

/// An act on an article that is kept.
pub(super) struct Amending {
    pub(super) mandate: Mandate,
    pub(super) id: ArticleId,
    pub(super) expected_version: u32,
    pub(super) decide: Decide,
}

impl Amending {
    pub(super) async fn carry_out<C: ConnectionTrait>(
        &self,
        connection: &C,
        engine: Engine,
    ) -> Result<Story, Error> {
        if let Some(done) = done_before(connection, engine, &self.mandate).await? {
            return Ok(done);
        }
        let before = load::story_to_change(connection, engine, self.id).await?;
        if !self.mandate.reaches(before.owner) {
            return Err(Error::Absent(self.id));
        }
        if before.version != self.expected_version {
            return Err(Error::Conflict {
                current: before.version,
            });
        }
        let mut amendment = (self.decide)(&before).map_err(Error::Refused)?;
        settle(connection, engine, &before, &mut amendment).await?;
        let mut journal = Journal::default();
        write::amendment(connection, engine, &before, &amendment, None, &mut journal).await?;
        close(connection, engine, &self.mandate, &amendment, journal).await?;
        Ok(amendment.story)
    }
}

/// Files an article as a draft.
pub(super) async fn file<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    mandate: &Mandate,
    new: &NewStory,
) -> Result<Story, Error> {
    if let Some(done) = done_before(connection, engine, mandate).await? {
        return Ok(done);
    }
    let mut content = new.content.clone();
    slugs::lock(connection, engine).await?;
    if new.slug_is_chosen {
        slugs::take(connection, new.id, &content.slug).await?;
    } else {
        let wanted = [(new.id, &new.content.slug)];
        let allotted = slugs::allot(connection, &wanted).await?;
        content.slug = allotted.get(&new.id).unwrap_or(&content.slug).clone();
    }
    let after = References::of(&content);
    let merged = references::settle(connection, engine, &References::default(), &after).await?;
    let filing = Filing {
        content,
        source: None,
        intent: Intent::Draft,
        updated_at: None,
        embargoed_until: None,
        expires_at: None,
        corrections: Vec::new(),
        retraction: None,
    };
    let mut amendment = Story::file(new.id, filing, new.owner, mandate.at);
    amendment.follow_merges(&merged);
    let mut sheets = Sheets::default();
    sheets.add_new(&amendment, None)?;
    sheets.send(connection).await?;
    let mut journal = Journal::default();
    journal.note_new(&amendment)?;
    close(connection, engine, mandate, &amendment, journal).await?;
    Ok(amendment.story)
}

/// The article of the same act if it was done before.
async fn done_before<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    mandate: &Mandate,
) -> Result<Option<Story>, Error> {
    let Some(outcome) = retry::begin(connection, engine, mandate).await? else {
        return Ok(None);
    };
    let id = Uuid::parse_str(&outcome).map_err(|error| Error::Storage(Box::new(error)))?;
    load::story(connection, ArticleId::from_uuid(id)).await
}

/// Sees that what the amendment refers to anew is there, and lets its tags follow merges.
async fn settle<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    before: &Story,
    amendment: &mut Amendment,
) -> Result<(), Error> {
    let (was, is) = (&before.head.content, &amendment.story.head.content);
    let (was, is) = (References::of(was), References::of(is));
    if was == is {
        return Ok(());
    }
    let merged = references::settle(connection, engine, &was, &is).await?;
    amendment.follow_merges(&merged);
    Ok(())
}

/// Ends an act: its line in the audit log, its key, and last its entries on the wire.
async fn close<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    mandate: &Mandate,
    amendment: &Amendment,
    journal: Journal,
) -> Result<(), Error> {
    let id = amendment.story.id.as_uuid();
    let line = Line {
        subject: Subject::of(SubjectKind::Article, id),
        version: Some(amendment.story.version),
        reason: amendment.reason.as_ref().map(|reason| reason.as_str()),
    };
    audit::note(connection, engine, mandate, line).await?;
    retry::end(connection, engine, mandate, &id.simple().to_string()).await?;
    journal.close(connection, engine).await
}
