//! Loaders of searches: each search is read once, and the facets of a search are counted together.

use std::{collections::BTreeSet, sync::Arc};

use futures::future::try_join_all;
use standfirst_domain::{
    error::Error,
    ports::Archive,
    search::{Facet, Facets, Hits, Suggestion},
    visibility::Reader,
};

use super::{data_loader::DataLoader, part::group};
use crate::graphql::search::SearchKey;

/// Creates the loader of hits: one call for each search.
pub fn hits(archive: &Arc<dyn Archive>, reader: &Reader) -> DataLoader<SearchKey, Arc<Hits>> {
    DataLoader::from_archive(
        archive,
        reader,
        |archive, reader, keys: Vec<SearchKey>| async move {
            let reads = keys.into_iter().map(|key| {
                let read = archive.search(reader.clone(), Arc::clone(&key.search));
                async move { Ok::<_, Error>((key, Arc::new(read.await?))) }
            });
            Ok(try_join_all(reads).await?.into_iter().collect())
        },
    )
}

/// Creates the loader of numbers of hits: one call for each search.
pub fn counts(archive: &Arc<dyn Archive>, reader: &Reader) -> DataLoader<SearchKey, u64> {
    DataLoader::from_archive(
        archive,
        reader,
        |archive, reader, keys: Vec<SearchKey>| async move {
            let reads = keys.into_iter().map(|key| {
                let read = archive.search_count(reader.clone(), Arc::clone(&key.search));
                async move { Ok::<_, Error>((key, read.await?)) }
            });
            Ok(try_join_all(reads).await?.into_iter().collect())
        },
    )
}

/// Creates the loader of facets: one call for each search, with all kinds that are asked for and
/// the largest number of entries.
pub fn facets(
    archive: &Arc<dyn Archive>,
    reader: &Reader,
) -> DataLoader<(SearchKey, Facet, u32), Arc<Facets>> {
    DataLoader::from_archive(
        archive,
        reader,
        |archive, reader, keys: Vec<(SearchKey, Facet, u32)>| async move {
            let keys = keys.into_iter();
            let by_search = group(keys.map(|(key, facet, most)| ((facet, most), key)));
            let reads = by_search.into_iter().map(|(key, wanted)| {
                let kinds: BTreeSet<Facet> = wanted.iter().map(|(facet, _)| *facet).collect();
                let most = wanted.iter().map(|(_, most)| *most).max();
                let read = archive.search_facets(
                    reader.clone(),
                    Arc::clone(&key.search),
                    kinds.into_iter().collect(),
                    most.unwrap_or_default(),
                );
                async move {
                    let facets = Arc::new(read.await?);
                    let keyed = wanted.into_iter().map(move |(facet, most)| {
                        ((key.clone(), facet, most), Arc::clone(&facets))
                    });
                    Ok::<_, Error>(keyed)
                }
            });
            Ok(try_join_all(reads).await?.into_iter().flatten().collect())
        },
    )
}

/// Creates the loader of completions: one call for each prefix.
pub fn suggestions(
    archive: &Arc<dyn Archive>,
    reader: &Reader,
) -> DataLoader<(Arc<str>, u32), Arc<Vec<Suggestion>>> {
    DataLoader::from_archive(archive, reader, |archive, reader, keys| async move {
        let reads = keys.into_iter().map(|(prefix, most)| {
            let read = archive.suggest(reader.clone(), Arc::clone(&prefix), most);
            async move { Ok::<_, Error>(((prefix, most), Arc::new(read.await?))) }
        });
        Ok(try_join_all(reads).await?.into_iter().collect())
    })
}
