//! Related articles, as readers may see them.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;

use crate::{
    error::Error,
    ids::ArticleId,
    related::{Explanation, Related, RelatedFilter},
    visibility::Reader,
};

/// Reads of related articles for readers.
#[async_trait]
pub trait RelatedReads: Send + Sync {
    /// Related articles of each article, the best match first. One statement.
    async fn related(
        &self,
        reader: Reader,
        ids: Arc<[ArticleId]>,
        filter: Arc<RelatedFilter>,
    ) -> Result<HashMap<ArticleId, Vec<Related>>, Error>;

    /// Explains why `other` is or is not related to `article`. `None` unless the reader may see
    /// both in full. Several statements over one snapshot.
    async fn explain_related(
        &self,
        reader: Reader,
        article: ArticleId,
        other: ArticleId,
    ) -> Result<Option<Explanation>, Error>;
}
