//! Rows of showings that are visible to a reader, and their decoding.

use std::sync::Arc;

use sea_orm::FromQueryResult;
use sea_orm::prelude::Uuid;
use serde::Deserialize;
use standfirst_domain::{
    article::{Article, Card, Tombstone},
    error::Error,
    ids::{ArticleId, RevisionNumber},
    moment::Moment,
    page::Placed,
    ports::FoundArticle,
};

use super::decode::{Malformed, json, to_u32, unreadable};

/// Columns of [`VisibleShowingRow`], of a showing with the alias `s`.
pub(crate) const VISIBLE_SHOWING_COLUMNS: &str = "s.article_id, s.revision, s.is_full, s.first_published_at, s.published_at, s.updated_at, s.card";

/// An article and its position; `None` in place of an article that does not decode.
pub(crate) type PlacedArticle = Placed<Option<Arc<Article>>>;

/// A visible showing.
#[derive(Debug, FromQueryResult)]
pub(crate) struct VisibleShowingRow {
    pub(crate) article_id: Uuid,
    pub(crate) revision: i64,
    pub(crate) is_full: bool,
    pub(crate) first_published_at: i64,
    pub(crate) published_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) card: String,
}

impl VisibleShowingRow {
    /// Decodes the article or its tombstone.
    pub(crate) fn found(&self) -> Result<FoundArticle, Error> {
        if self.is_full {
            self.article().map(Arc::new).map(FoundArticle::Full)
        } else {
            self.tombstone().map(Arc::new).map(FoundArticle::Tombstone)
        }
    }

    /// Decodes the article in full.
    pub(crate) fn article(&self) -> Result<Article, Error> {
        Ok(Article {
            id: ArticleId::from_uuid(self.article_id),
            revision: self.revision()?,
            card: self.card()?,
            first_published_at: Moment::from_millis(self.first_published_at),
            published_at: Moment::from_millis(self.published_at),
            updated_at: Moment::from_millis(self.updated_at),
        })
    }

    /// Decodes the standfirst alone, if there is one. Search ranks many showings by it and answers
    /// few, so the rest of the card is not decoded.
    pub(crate) fn standfirst(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct StandfirstOnly {
            standfirst: Option<String>,
        }
        let card: StandfirstOnly = serde_json::from_str(&self.card).ok()?;
        card.standfirst
    }

    fn tombstone(&self) -> Result<Tombstone, Error> {
        let card = self.card()?;
        let retraction = card
            .retraction
            .ok_or(Malformed::NoRetraction)
            .map_err(unreadable("showing", self.article_id))?;
        Ok(Tombstone {
            id: ArticleId::from_uuid(self.article_id),
            revision: self.revision()?,
            headline: card.headline,
            slug: card.slug,
            language: card.language,
            first_published_at: Moment::from_millis(self.first_published_at),
            published_at: Moment::from_millis(self.published_at),
            retraction,
        })
    }

    fn card(&self) -> Result<Card, Error> {
        json(&self.card, "showing", self.article_id)
    }

    fn revision(&self) -> Result<RevisionNumber, Error> {
        to_u32(self.revision, "showing", self.article_id).map(RevisionNumber)
    }
}
