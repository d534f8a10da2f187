//! Cards of a story: the content of a revision without its body, as a showing carries it and as the
//! desk lists it.

use std::sync::Arc;

use super::{aggregate::Story, revision::Revision};
use crate::{
    article::{Article, Card, Draft},
    moment::Moment,
    showing::ShowingKind,
};

impl Story {
    /// The article as the desk sees it, with its body. Dates not yet set are those that publishing
    /// at `now` would set.
    pub fn draft(&self, now: Moment) -> Draft {
        let published_at = self.published_at.unwrap_or(now);
        let article = Article {
            id: self.id,
            revision: self.head.number,
            card: self.card(&self.head, ShowingKind::Full),
            first_published_at: self.first_published_at.unwrap_or(published_at),
            published_at,
            updated_at: self.updated_at,
        };
        Draft {
            article,
            body: Some(Arc::clone(&self.head.content.body)),
            status: self.status,
            owner: self.owner,
            expires_at: self.expires_at,
            retraction: self.retraction.clone(),
        }
    }

    /// The card of a revision: its content without the body, and the story's own fields.
    pub(super) fn card(&self, revision: &Revision, kind: ShowingKind) -> Card {
        let content = &revision.content;
        Card {
            headline: content.headline.clone(),
            standfirst: content.standfirst.clone(),
            kicker: content.kicker.clone(),
            slug: content.slug.clone(),
            byline: content.byline.clone(),
            dateline: content.dateline.clone(),
            section: content.section,
            tags: content.tags.clone(),
            language: content.language.clone(),
            lead_image: content.lead_image.clone(),
            canonical_url: content.canonical_url.clone(),
            seo: content.seo.clone(),
            source: self.source.clone(),
            corrections: self.corrections.clone(),
            // The story keeps the retraction until the article is public again, also while its
            // return is only scheduled.
            retraction: self
                .retraction
                .clone()
                .filter(|_| kind == ShowingKind::Tombstone),
            embargoed_until: self.embargoed_until,
            word_count: content.body.word_count(),
            version: self.version,
        }
    }
}
