//! The acts on one article: filing it, and carrying out what was decided about it.

use sea_orm::ConnectionTrait;
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    error::{Error, Refusal},
    ids::ArticleId,
    intake::Intent,
    mandate::Mandate,
    ports::{Decide, NewStory},
    story::{Act, Amendment, Filing, Story},
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
        settle(connection, engine, Some(&before), &mut amendment).await?;
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
        Story::file(new.id, filing, new.owner, mandate.at).numbering_its_slug(!new.slug_is_chosen);
    settle(connection, engine, None, &mut amendment).await?;
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
    let story = load::story(connection, ArticleId::from_uuid(id)).await?;
    // Whoever may no longer reach it is not answered it, though they once did this to it.
    match story {
        Some(story) if mandate.reaches(story.owner) => Ok(Some(story)),
        _ => Err(Error::Absent(ArticleId::from_uuid(id))),
    }
}

/// Sees that what the amendment refers to anew is there and that its slug is free, and lets its tags follow merges.
async fn settle<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    before: Option<&Story>,
    amendment: &mut Amendment,
) -> Result<(), Error> {
    let head = &amendment.story.head;
    if before.is_some_and(|before| before.head.number == head.number) {
        return Ok(());
    }
    // What a revision is restored with was there once: nothing in it is new.
    let before = match amendment.act {
        Act::Restore => Some(&head.content),
        _ => before.map(|story| &story.head.content),
    };
    let (merged, mut reasons) =
        references::settle(connection, engine, before, &head.content).await?;
    if before.is_none_or(|before| before.slug != head.content.slug) {
        reasons.extend(settle_slug(connection, engine, amendment).await?);
    }
    if !reasons.is_empty() {
        return Err(Error::Refused(reasons));
    }
    amendment.follow_merges(&merged);
    Ok(())
}

/// Sees that the slug is free, or finds a free one where nobody chose it.
async fn settle_slug<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    amendment: &mut Amendment,
) -> Result<Vec<Refusal>, Error> {
    let (id, wanted) = (
        amendment.story.id,
        amendment.story.head.content.slug.clone(),
    );
    slugs::lock(connection, engine).await?;
    if amendment.slug_is_made {
        let allotted = slugs::allot(connection, &[(id, &wanted)]).await?;
        amendment.take_slug(allotted.get(&id).unwrap_or(&wanted).clone());
        return Ok(Vec::new());
    }
    match slugs::take(connection, id, &wanted).await {
        Ok(_) => Ok(Vec::new()),
        Err(Error::Refused(reasons)) => Ok(reasons),
        Err(error) => Err(error),
    }
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
