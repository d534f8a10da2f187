//! Search. The statements come with the index.

use standfirst_domain::{
    error::Error,
    search::{Facet, Facets, Hits, Search, Suggestion},
    sight::Reader,
};

use crate::store::Store;

fn away<T>() -> Result<T, Error> {
    Err(Error::Unavailable("there is no index yet".into()))
}

pub(super) async fn search(_: &Store, _: &Reader, _: &Search) -> Result<Hits, Error> {
    away()
}

pub(super) async fn count(_: &Store, _: &Reader, _: &Search) -> Result<u64, Error> {
    away()
}

pub(super) async fn facets(
    _: &Store,
    _: &Reader,
    _: &Search,
    _: &[Facet],
    _: u32,
) -> Result<Facets, Error> {
    away()
}

pub(super) async fn suggest(
    _: &Store,
    _: &Reader,
    _: &str,
    _: u32,
) -> Result<Vec<Suggestion>, Error> {
    away()
}
