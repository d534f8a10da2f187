//! Imports of articles from other systems.

use std::collections::HashMap;

use async_trait::async_trait;

use crate::{
    error::Error,
    ids::ArticleId,
    import::{ImportOutcome, ImportedArticle},
    moment::Moment,
    text::Label,
    web_url::WebUrl,
};

/// Keys by which an import finds articles that are already stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceKeys {
    /// Identifiers that one source system gave to its records.
    Ids(Label, Vec<String>),
    /// Addresses of the articles at their source.
    Urls(Vec<WebUrl>),
}

/// The write side of an import.
#[async_trait]
pub trait ImportStore: Send + Sync {
    /// Imports up to 500 articles in one transaction. Answers the outcome of each, in order.
    async fn import(
        &self,
        batch: Vec<ImportedArticle>,
        now: Moment,
    ) -> Result<Vec<ImportOutcome>, Error>;
}

/// Reads of the sources that stored articles came from.
#[async_trait]
pub trait SourceReads: Send + Sync {
    /// Predicts the outcome of importing records, each given by source system, identifier in that
    /// system and digest. Writes nothing.
    async fn predict_outcomes(
        &self,
        sources: Vec<(Label, Label, [u8; 32])>,
    ) -> Result<Vec<ImportOutcome>, Error>;

    /// Articles that came from these sources. The keys of the map are the source identifiers, or
    /// the page keys of the addresses.
    async fn known_sources(&self, keys: SourceKeys) -> Result<HashMap<String, ArticleId>, Error>;
}
