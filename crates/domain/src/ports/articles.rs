//! Reads of articles and their bodies, within the visibility of a reader.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;

use crate::{
    article::{Article, Draft, Tombstone},
    body::Body,
    error::Error,
    ids::ArticleId,
    listing::Key,
    visibility::Reader,
};

/// Result of looking up an article by identifier or slug.
#[derive(Debug, Clone, PartialEq)]
pub enum FoundArticle {
    /// The published article, visible in full.
    Full(Arc<Article>),
    /// The tombstone of a retracted article.
    Tombstone(Arc<Tombstone>),
    /// The head revision of the article. Only the desk and preview links answer this variant;
    /// reads of the archive never do.
    Draft(Arc<Draft>),
}

impl FoundArticle {
    /// Identifier of the article.
    pub fn id(&self) -> ArticleId {
        match self.article() {
            Ok(article) => article.id,
            Err(tombstone) => tombstone.id,
        }
    }

    /// The article, published or draft.
    ///
    /// # Errors
    /// The tombstone, where the article was retracted.
    pub fn article(&self) -> Result<&Article, &Tombstone> {
        match self {
            Self::Full(article) => Ok(article),
            Self::Draft(draft) => Ok(&draft.article),
            Self::Tombstone(tombstone) => Err(tombstone),
        }
    }

    /// The head revision, if the lookup answered one.
    pub fn draft(&self) -> Option<&Draft> {
        match self {
            Self::Draft(draft) => Some(draft),
            Self::Full(_) | Self::Tombstone(_) => None,
        }
    }
}

/// Reads of articles and bodies for readers.
#[async_trait]
pub trait ArticleReads: Send + Sync {
    /// Articles by identifier or slug; a former slug finds its article. One statement for the
    /// identifiers among the keys and one for the slugs.
    async fn articles(
        &self,
        reader: Reader,
        keys: Arc<[Key<ArticleId>]>,
    ) -> Result<HashMap<Key<ArticleId>, FoundArticle>, Error>;

    /// Bodies of articles that the reader may see in full. A body that does not decode is an error
    /// in its own place of the map. One statement.
    async fn bodies(
        &self,
        reader: Reader,
        ids: Arc<[ArticleId]>,
    ) -> Result<HashMap<ArticleId, Result<Arc<Body>, Arc<Error>>>, Error>;
}
