//! Reads of what is searched for: each search is read once, and what is counted of one is counted together.

use std::{collections::BTreeSet, sync::Arc};

use futures::future::try_join_all;
use standfirst_domain::{
    error::Error,
    ports::Archive,
    search::{Facet, Facets, Hits, Suggestion},
    visibility::Reader,
};

use super::{Batch, group};
use crate::graphql::search::Asked;

/// What was found: one call for each search.
pub fn hits(archive: &Arc<dyn Archive>, reader: &Reader) -> Batch<Asked, Arc<Hits>> {
    let (archive, reader) = (Arc::clone(archive), reader.clone());
    Batch::new(move |searches: Vec<Asked>| {
        let (archive, reader) = (Arc::clone(&archive), reader.clone());
        async move {
            let reads = searches.into_iter().map(|asked| {
                let read = archive.search(reader.clone(), Arc::clone(&asked.search));
                async move { Ok::<_, Error>((asked, Arc::new(read.await?))) }
            });
            Ok(try_join_all(reads).await?.into_iter().collect())
        }
    })
}

/// How many articles were found in all: one call for each search.
pub fn counts(archive: &Arc<dyn Archive>, reader: &Reader) -> Batch<Asked, u64> {
    let (archive, reader) = (Arc::clone(archive), reader.clone());
    Batch::new(move |searches: Vec<Asked>| {
        let (archive, reader) = (Arc::clone(&archive), reader.clone());
        async move {
            let reads = searches.into_iter().map(|asked| {
                let read = archive.search_count(reader.clone(), Arc::clone(&asked.search));
                async move { Ok::<_, Error>((asked, read.await?)) }
            });
            Ok(try_join_all(reads).await?.into_iter().collect())
        }
    })
}

/// Counts of facets: one call for each search, with all kinds that are asked for, as many entries as whoever asks for most.
pub fn facets(
    archive: &Arc<dyn Archive>,
    reader: &Reader,
) -> Batch<(Asked, Facet, u32), Arc<Facets>> {
    let (archive, reader) = (Arc::clone(archive), reader.clone());
    Batch::new(move |keys: Vec<(Asked, Facet, u32)>| {
        let (archive, reader) = (Arc::clone(&archive), reader.clone());
        async move {
            let by_search = group(
                keys.into_iter()
                    .map(|(asked, facet, most)| ((facet, most), asked)),
            );
            let reads = by_search.into_iter().map(|(asked, wanted)| {
                let kinds: BTreeSet<Facet> = wanted.iter().map(|(facet, _)| *facet).collect();
                let most = wanted
                    .iter()
                    .map(|(_, most)| *most)
                    .max()
                    .unwrap_or_default();
                let search = Arc::clone(&asked.search);
                let read = archive.search_facets(
                    reader.clone(),
                    search,
                    kinds.into_iter().collect(),
                    most,
                );
                async move {
                    let facets = Arc::new(read.await?);
                    let keyed = wanted.into_iter().map(move |(facet, most)| {
                        ((asked.clone(), facet, most), Arc::clone(&facets))
                    });
                    Ok::<_, Error>(keyed)
                }
            });
            Ok(try_join_all(reads).await?.into_iter().flatten().collect())
        }
    })
}

/// Suggestions: one call for each beginning.
pub fn suggestions(
    archive: &Arc<dyn Archive>,
    reader: &Reader,
) -> Batch<(Arc<str>, u32), Arc<Vec<Suggestion>>> {
    let (archive, reader) = (Arc::clone(archive), reader.clone());
    Batch::new(move |keys: Vec<(Arc<str>, u32)>| {
        let (archive, reader) = (Arc::clone(&archive), reader.clone());
        async move {
            let reads = keys.into_iter().map(|(prefix, most)| {
                let read = archive.suggest(reader.clone(), Arc::clone(&prefix), most);
                async move { Ok::<_, Error>(((prefix, most), Arc::new(read.await?))) }
            });
            Ok(try_join_all(reads).await?.into_iter().collect())
        }
    })
}
