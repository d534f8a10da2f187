//! Encoding of stories into rows.

use sea_orm::IntoActiveModel;
use standfirst_domain::{
    article::Card,
    error::Error,
    ids::{AccountId, ArticleId, ContributorId, SectionId, TagId},
    moment::Moment,
    search::IndexedDocument,
    showing::{Showing, ShowingKind},
    story::{Content, Picks, Revision, Story},
    web_url::WebUrl,
};

use crate::{
    index::IndexEntry,
    rows::{
        article,
        decode::{enum_text, to_json},
        revision,
        showing::{
            self, contributor as showing_contributor, link as showing_link, pick as showing_pick,
            tag as showing_tag,
        },
        slug,
    },
};

/// Digest of the source record that an import takes in. With a digest, the version of the row is
/// also stored as the version that the import produced.
pub(super) type Digest = [u8; 32];

/// Rows of the tags of a showing, in order.
pub(super) fn tag_rows(
    id: ArticleId,
    showing: &Showing,
    card: &Card,
) -> Vec<showing_tag::ActiveModel> {
    let row = |(position, tag): (i64, &TagId)| showing_tag::Model {
        tag_id: tag.as_uuid(),
        published_at: showing.published_at.as_millis(),
        updated_at: showing.updated_at.as_millis(),
        article_id: id.as_uuid(),
        number: i64::from(showing.number),
        position,
    };
    (0_i64..)
        .zip(&card.tags)
        .map(row)
        .map(IntoActiveModel::into_active_model)
        .collect()
}

/// Rows of the contributors that a showing credits, each once, in order.
pub(super) fn contributor_rows(
    id: ArticleId,
    showing: &Showing,
    card: &Card,
) -> Vec<showing_contributor::ActiveModel> {
    let mut credited = Vec::new();
    for credit in &card.byline {
        if !credited.contains(&credit.contributor) {
            credited.push(credit.contributor);
        }
    }
    let row = |(position, contributor): (i64, ContributorId)| showing_contributor::Model {
        contributor_id: contributor.as_uuid(),
        published_at: showing.published_at.as_millis(),
        updated_at: showing.updated_at.as_millis(),
        article_id: id.as_uuid(),
        number: i64::from(showing.number),
        position,
    };
    (0_i64..)
        .zip(credited)
        .map(row)
        .map(IntoActiveModel::into_active_model)
        .collect()
}

/// The content of the revision that a showing shows.
fn shown<'a>(story: &'a Story, showing: &Showing) -> Option<&'a Content> {
    let revision = story
        .revisions
        .iter()
        .find(|revision| revision.number == showing.revision)?;
    Some(&revision.content)
}

/// Rows of the related articles that an editor pinned or excluded in the revision of a showing.
pub(super) fn pick_rows(story: &Story, showing: &Showing) -> Vec<showing_pick::ActiveModel> {
    let Some(Picks { pinned, excluded }) = shown(story, showing).map(|content| &content.picks)
    else {
        return Vec::new();
    };
    let row = |(position, target, is_excluded): (i64, &ArticleId, bool)| showing_pick::Model {
        article_id: story.id.as_uuid(),
        number: i64::from(showing.number),
        target_id: target.as_uuid(),
        position,
        is_excluded,
    };
    let pinned = (0_i64..).zip(pinned).map(|(place, id)| (place, id, false));
    let excluded = (0_i64..).zip(excluded).map(|(place, id)| (place, id, true));
    pinned
        .chain(excluded)
        .map(row)
        .map(IntoActiveModel::into_active_model)
        .collect()
}

/// Search index entry of a showing.
pub(super) fn index_entry(story: &Story, showing: &Showing, card: &Card) -> Option<IndexEntry> {
    let content = shown(story, showing)?;
    Some(IndexEntry {
        article: story.id,
        number: showing.number,
        published_at: showing.published_at,
        language: IndexedDocument::language_term(&card.language),
        document: IndexedDocument::new(card, &content.body),
    })
}

/// Rows of the links to articles in the revision of a showing.
pub(super) fn link_rows(story: &Story, showing: &Showing) -> Vec<showing_link::ActiveModel> {
    let links = shown(story, showing)
        .map(|content| content.links.as_slice())
        .unwrap_or_default();
    let row = |(position, target): (i64, &ArticleId)| showing_link::Model {
        article_id: story.id.as_uuid(),
        number: i64::from(showing.number),
        position,
        target_id: target.as_uuid(),
    };
    (0_i64..)
        .zip(links)
        .map(row)
        .map(IntoActiveModel::into_active_model)
        .collect()
}

pub(super) fn article_row(story: &Story, digest: Option<&Digest>) -> Result<article::Model, Error> {
    let source = story.source.as_ref();
    let url = source.and_then(|source| source.url.as_ref());
    Ok(article::Model {
        id: story.id.as_uuid(),
        version: i64::from(story.version),
        status: enum_text(story.status)?,
        owner: story.owner.map(AccountId::as_uuid),
        source_system: source.map(|source| source.system.as_str().to_owned()),
        source_id: source.map(|source| source.id.as_str().to_owned()),
        source_url: url.map(|url| url.as_str().to_owned()),
        source_page: url.map(WebUrl::page_key),
        source_digest: digest.map(|digest| digest.to_vec()),
        source_version: digest.map(|_| i64::from(story.version)),
        created_at: story.created_at.as_millis(),
        first_published_at: story.first_published_at.map(Moment::as_millis),
        published_at: story.published_at.map(Moment::as_millis),
        updated_at: story.updated_at.as_millis(),
        embargoed_until: story.embargoed_until.map(Moment::as_millis),
        expires_at: story.expires_at.map(Moment::as_millis),
        corrections: to_json(&story.corrections)?,
        retraction: story.retraction.as_ref().map(to_json).transpose()?,
        deleted_from: story.deleted_from.map(enum_text).transpose()?,
        head_revision: i64::from(story.head.number.0),
        published_revision: story.published.map(|number| i64::from(number.0)),
        next_showing: i64::from(story.next_showing),
    })
}

pub(super) fn slug_row(story: &Story) -> slug::Model {
    slug::Model {
        slug: story.head.content.slug.as_str().to_owned(),
        article_id: story.id.as_uuid(),
    }
}

pub(super) fn revision_row(id: ArticleId, revision: &Revision) -> Result<revision::Model, Error> {
    let source = revision.content.source_text.as_ref();
    Ok(revision::Model {
        article_id: id.as_uuid(),
        number: i64::from(revision.number.0),
        created_at: revision.created_at.as_millis(),
        actor: revision.actor.map(AccountId::as_uuid),
        note: revision.note.as_ref().map(|note| note.as_str().to_owned()),
        content: to_json(&revision.content)?,
        source_format: source.map(|source| enum_text(source.format)).transpose()?,
        source_text: source.map(|source| source.text.clone()),
        body: to_json(&*revision.content.body)?,
    })
}

pub(super) fn showing_row(
    id: ArticleId,
    showing: &Showing,
    card: &Card,
) -> Result<showing::Model, Error> {
    Ok(showing::Model {
        article_id: id.as_uuid(),
        number: i64::from(showing.number),
        revision: i64::from(showing.revision.0),
        is_full: showing.kind == ShowingKind::Full,
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
