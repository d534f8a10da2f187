//! Loaders whose keys are grouped by question: one call of the port for all parents of a question.

use std::{collections::HashMap, sync::Arc};

use futures::future::try_join_all;
use standfirst_domain::{
    article::Article,
    error::Error,
    ids::ArticleId,
    listing::{Filter, ListScope, Listing},
    ports::Archive,
    related::Related,
    visibility::Reader,
};

use super::{
    data_loader::DataLoader,
    part::{Part, group},
};
use crate::graphql::related::RelatedKey;

/// Creates the loader of lists of articles: one call for each listing.
pub fn listings(
    archive: &Arc<dyn Archive>,
    reader: &Reader,
) -> DataLoader<(ListScope, Arc<Listing>), Part<Article>> {
    DataLoader::from_archive(archive, reader, |archive, reader, keys| async move {
        let reads = group(keys).into_iter().map(|(listing, scopes)| {
            let read = archive.listings(reader.clone(), scopes.into(), Arc::clone(&listing));
            async move { Ok::<_, Error>(keyed(read.await?, listing, Arc::new)) }
        });
        Ok(try_join_all(reads).await?.into_iter().flatten().collect())
    })
}

/// Creates the loader of lengths of lists: one call for each filter.
pub fn counts(
    archive: &Arc<dyn Archive>,
    reader: &Reader,
) -> DataLoader<(ListScope, Arc<Filter>), u64> {
    DataLoader::from_archive(archive, reader, |archive, reader, keys| async move {
        let reads = group(keys).into_iter().map(|(filter, scopes)| {
            let read = archive.counts(reader.clone(), scopes.into(), Arc::clone(&filter));
            async move { Ok::<_, Error>(keyed(read.await?, filter, |count| count)) }
        });
        Ok(try_join_all(reads).await?.into_iter().flatten().collect())
    })
}

/// Creates the loader of related articles: one call for each set of arguments.
pub fn related(
    archive: &Arc<dyn Archive>,
    reader: &Reader,
) -> DataLoader<(ArticleId, Arc<RelatedKey>), Arc<Vec<Related>>> {
    DataLoader::from_archive(
        archive,
        reader,
        |archive, reader, keys: Vec<(ArticleId, Arc<RelatedKey>)>| async move {
            let reads = group(keys).into_iter().map(|(key, ids)| {
                let wanted = Arc::new(key.filter());
                let read = archive.related(reader.clone(), ids.into(), wanted);
                async move { Ok::<_, Error>(keyed(read.await?, key, Arc::new)) }
            });
            Ok(try_join_all(reads).await?.into_iter().flatten().collect())
        },
    )
}

fn keyed<M, Q: Clone, V, W>(
    answers: HashMap<M, V>,
    question: Q,
    wrap: impl Fn(V) -> W,
) -> Vec<((M, Q), W)> {
    answers
        .into_iter()
        .map(|(member, value)| ((member, question.clone()), wrap(value)))
        .collect()
}
