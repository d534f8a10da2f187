//! Lists of articles and their lengths, as readers may see them.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;

use crate::{
    article::Article,
    error::Error,
    listing::{Filter, Listing, Shelf},
    page::Slice,
    sight::Reader,
};

/// Reads of lists of articles for readers.
#[async_trait]
pub trait ListReads: Send + Sync {
    /// One page of the same listing for each scope. One statement for each kind of scope.
    async fn listings(
        &self,
        reader: Reader,
        shelves: Arc<[Shelf]>,
        listing: Arc<Listing>,
    ) -> Result<HashMap<Shelf, Slice<Arc<Article>>>, Error>;

    /// Number of articles in each scope that a filter keeps. One statement for each kind of scope.
    async fn counts(
        &self,
        reader: Reader,
        shelves: Arc<[Shelf]>,
        filter: Arc<Filter>,
    ) -> Result<HashMap<Shelf, u64>, Error>;
}
