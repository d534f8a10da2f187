//! The port for readers.

use async_trait::async_trait;

use super::{
    articles::ArticleReads, collections::CollectionReads, lists::ListReads, related::RelatedReads,
    search::SearchReads, taxonomy::TaxonomyReads,
};
use crate::error::Error;

/// Everything that readers may ask for.
#[async_trait]
pub trait Archive:
    ArticleReads + ListReads + RelatedReads + TaxonomyReads + CollectionReads + SearchReads
{
    /// Checks that the store answers a statement.
    async fn ready(&self) -> Result<(), Error>;
}
