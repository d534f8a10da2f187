//! Lists of articles and their lengths, as readers may see them.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;

use crate::{
    article::Article,
    error::Error,
    listing::{Filter, ListScope, Listing},
    page::Slice,
    visibility::Reader,
};

/// Reads of lists of articles for readers.
#[async_trait]
pub trait ListReads: Send + Sync {
    /// One page of the same listing for each scope. One statement for each kind of scope.
    async fn listings(
        &self,
        reader: Reader,
        scopes: Arc<[ListScope]>,
        listing: Arc<Listing>,
    ) -> Result<HashMap<ListScope, Slice<Arc<Article>>>, Error>;

    /// Number of articles in each scope that a filter keeps. One statement for each kind of scope.
    async fn counts(
        &self,
        reader: Reader,
        scopes: Arc<[ListScope]>,
        filter: Arc<Filter>,
    ) -> Result<HashMap<ListScope, u64>, Error>;
}
