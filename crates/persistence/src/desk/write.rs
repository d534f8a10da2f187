//! What an amendment writes, for one article or for a batch of new ones: the same rows, gathered and sent table by table.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use standfirst_domain::{
    article::{Card, Source},
    error::Error,
    ids::{AccountId, ArticleId, SectionId},
    moment::Moment,
    showing::{Face, Showing},
    story::{Amendment, Revision, Story},
    web_url::WebUrl,
};

use super::slugs;
use crate::{
    failure::told,
    rows::{
        article,
        decode::{to_json, word},
        revision,
        showing::{
            self, contributor as showing_contributor, link as showing_link, tag as showing_tag,
        },
        slug,
    },
};

/// At most so many rows in one statement: the widest table has 22 columns, and SQLite binds 32,766 values.
const ROWS_AT_ONCE: usize = 500;

/// Rows to be written, gathered by table.
#[derive(Default)]
pub(super) struct Sheets {
    articles: Vec<article::ActiveModel>,
    slugs: Vec<slug::ActiveModel>,
    revisions: Vec<revision::ActiveModel>,
    showings: Vec<showing::ActiveModel>,
    tags: Vec<showing_tag::ActiveModel>,
    contributors: Vec<showing_contributor::ActiveModel>,
    links: Vec<showing_link::ActiveModel>,
}

/// The digest of the source's record that an import has just taken in; the version is then the source's own.
pub(super) type Digest = [u8; 32];

impl Sheets {
    /// Gathers the rows of a new story.
    pub(super) fn add_new(
        &mut self,
        amendment: &Amendment,
        digest: Option<&Digest>,
    ) -> Result<(), Error> {
        let story = &amendment.story;
        self.articles
            .push(article_row(story, digest)?.into_active_model());
        self.slugs.push(slug_row(story).into_active_model());
        self.revisions
            .push(revision_row(story.id, &story.head)?.into_active_model());
        for showing in &story.showings {
            if let Some(card) = amendment.cards.get(&showing.number) {
                self.add_showing(story, showing, card)?;
            }
        }
        Ok(())
    }

    fn add_showing(&mut self, story: &Story, showing: &Showing, card: &Card) -> Result<(), Error> {
        self.showings
            .push(showing_row(story.id, showing, card)?.into_active_model());
        if showing.face == Face::Tombstone {
            return Ok(());
        }
        let (article_id, number, published_at) = (
            story.id.as_uuid(),
            i64::from(showing.number),
            showing.published_at.as_millis(),
        );
        self.tags.extend(card.tags.iter().map(|tag| {
            showing_tag::Model {
                tag_id: tag.as_uuid(),
                published_at,
                article_id,
                number,
            }
            .into_active_model()
        }));
        let mut credited: Vec<_> = card
            .byline
            .iter()
            .map(|credit| credit.contributor)
            .collect();
        credited.sort_unstable();
        credited.dedup();
        self.contributors
            .extend(credited.into_iter().map(|contributor| {
                showing_contributor::Model {
                    contributor_id: contributor.as_uuid(),
                    published_at,
                    article_id,
                    number,
                }
                .into_active_model()
            }));
        let revision = story
            .kept
            .iter()
            .find(|revision| revision.number == showing.revision);
        let links = revision
            .map(|revision| revision.content.links.as_slice())
            .unwrap_or_default();
        self.links
            .extend((0_i64..).zip(links).map(|(position, target)| {
                showing_link::Model {
                    article_id,
                    number,
                    position,
                    target_id: target.as_uuid(),
                }
                .into_active_model()
            }));
        Ok(())
    }

    /// Sends the rows, what others refer to first.
    pub(super) async fn send<C: ConnectionTrait>(self, connection: &C) -> Result<(), Error> {
        insert(connection, self.articles).await?;
        insert(connection, self.slugs).await?;
        insert(connection, self.revisions).await?;
        insert(connection, self.showings).await?;
        insert(connection, self.tags).await?;
        insert(connection, self.contributors).await?;
        insert(connection, self.links).await
    }
}

async fn insert<C, A>(connection: &C, rows: Vec<A>) -> Result<(), Error>
where
    C: ConnectionTrait,
    A: ActiveModelTrait + Send + Sync,
{
    let mut rows = rows.into_iter();
    loop {
        let some: Vec<A> = rows.by_ref().take(ROWS_AT_ONCE).collect();
        if some.is_empty() {
            return Ok(());
        }
        A::Entity::insert_many(some)
            .exec_without_returning(connection)
            .await
            .map_err(told)?;
    }
}

/// Writes what an act made of a story.
pub(super) async fn amendment<C: ConnectionTrait>(
    connection: &C,
    before: &Story,
    amendment: &Amendment,
) -> Result<(), Error> {
    update(connection, before, amendment, None).await
}

/// As [`amendment`], where the act was to take in what a source made of its record.
pub(super) async fn update<C: ConnectionTrait>(
    connection: &C,
    before: &Story,
    amendment: &Amendment,
    digest: Option<&Digest>,
) -> Result<(), Error> {
    let story = &amendment.story;
    let mut row = article_row(story, digest)?.into_active_model().reset_all();
    if digest.is_none() {
        row.not_set(article::Column::SourceDigest);
        row.not_set(article::Column::SourceVersion);
    }
    article::Entity::update(row)
        .exec(connection)
        .await
        .map_err(told)?;
    let mut sheets = Sheets::default();
    if story.head.number != before.head.number {
        sheets
            .revisions
            .push(revision_row(story.id, &story.head)?.into_active_model());
        if story.head.content.slug != before.head.content.slug
            && slugs::take(connection, story.id, &story.head.content.slug).await?
        {
            sheets.slugs.push(slug_row(story).into_active_model());
        }
    }
    change_showings(connection, before, amendment, &mut sheets).await?;
    sheets.send(connection).await
}

/// Ends, drops and opens showings so that the table says what the amendment says.
async fn change_showings<C: ConnectionTrait>(
    connection: &C,
    before: &Story,
    amendment: &Amendment,
    sheets: &mut Sheets,
) -> Result<(), Error> {
    let story = &amendment.story;
    let id = story.id.as_uuid();
    if !amendment.withdrawn.is_empty() {
        let numbers = amendment.withdrawn.iter().map(|number| i64::from(*number));
        let dropped = showing::Entity::delete_many()
            .filter(showing::Column::ArticleId.eq(id))
            .filter(showing::Column::Number.is_in(numbers));
        dropped.exec(connection).await.map_err(told)?;
    }
    for showing in &story.showings {
        match (
            before
                .showings
                .iter()
                .find(|kept| kept.number == showing.number),
            amendment.cards.get(&showing.number),
        ) {
            (None, Some(card)) => sheets.add_showing(story, showing, card)?,
            (Some(kept), _) if kept != showing => {
                let ended = showing::ActiveModel {
                    article_id: Set(id),
                    number: Set(i64::from(showing.number)),
                    public_until: Set(showing.public.until.as_millis()),
                    trusted_until: Set(showing.trusted.until.as_millis()),
                    ..Default::default()
                };
                showing::Entity::update(ended)
                    .exec(connection)
                    .await
                    .map_err(told)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn article_row(story: &Story, digest: Option<&Digest>) -> Result<article::Model, Error> {
    let source = story.source.as_ref();
    let url = source.and_then(|source: &Source| source.url.as_ref());
    Ok(article::Model {
        id: story.id.as_uuid(),
        version: i64::from(story.version),
        status: word(story.status)?,
        owner: story.owner.map(AccountId::as_uuid),
        source_system: source.map(|source| source.system.as_str().to_owned()),
        source_id: source.map(|source| source.id.as_str().to_owned()),
        source_url: url.map(|url| url.as_str().to_owned()),
        source_page: url.map(WebUrl::page_key),
        source_digest: digest.map(|digest| digest.to_vec()),
        source_version: digest.map(|_| i64::from(story.version)),
        filed_at: story.filed_at.as_millis(),
        first_published_at: story.first_published_at.map(Moment::as_millis),
        published_at: story.published_at.map(Moment::as_millis),
        updated_at: story.updated_at.as_millis(),
        embargoed_until: story.embargoed_until.map(Moment::as_millis),
        expires_at: story.expires_at.map(Moment::as_millis),
        corrections: to_json(&story.corrections)?,
        retraction: story.retraction.as_ref().map(to_json).transpose()?,
        deleted_from: story.deleted_from.map(word).transpose()?,
        head: i64::from(story.head.number.0),
        published: story.published.map(|number| i64::from(number.0)),
        next_showing: i64::from(story.next_showing),
    })
}

fn slug_row(story: &Story) -> slug::Model {
    slug::Model {
        slug: story.head.content.slug.as_str().to_owned(),
        article_id: story.id.as_uuid(),
    }
}

fn revision_row(id: ArticleId, revision: &Revision) -> Result<revision::Model, Error> {
    let source = revision.content.source_text.as_ref();
    Ok(revision::Model {
        article_id: id.as_uuid(),
        number: i64::from(revision.number.0),
        made_at: revision.made_at.as_millis(),
        actor: revision.actor.map(AccountId::as_uuid),
        note: revision.note.as_ref().map(|note| note.as_str().to_owned()),
        content: to_json(&revision.content)?,
        source_format: source.map(|source| word(source.format)).transpose()?,
        source_text: source.map(|source| source.text.clone()),
        body: to_json(&*revision.content.body)?,
    })
}

fn showing_row(id: ArticleId, showing: &Showing, card: &Card) -> Result<showing::Model, Error> {
    Ok(showing::Model {
        article_id: id.as_uuid(),
        number: i64::from(showing.number),
        revision: i64::from(showing.revision.0),
        is_full: showing.face == Face::Full,
        slug: card.slug.as_str().to_owned(),
        public_from: showing.public.from.as_millis(),
        public_until: showing.public.until.as_millis(),
        trusted_from: showing.trusted.from.as_millis(),
        trusted_until: showing.trusted.until.as_millis(),
        owner: showing.owner.map(AccountId::as_uuid),
        section_id: showing.section.map(SectionId::as_uuid),
        language: card.language.as_str().to_owned(),
        first_published_at: showing.first_published_at.as_millis(),
        published_at: showing.published_at.as_millis(),
        updated_at: showing.updated_at.as_millis(),
        card: to_json(card)?,
    })
}
