//! Reads that ask the same of many parents: all parents of one question go to the port in one call.

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

use super::{Batch, Part, group};
use crate::graphql::related::Question;

/// Lists of articles: one call for each listing, with all shelves that want it.
pub fn listings(
    archive: &Arc<dyn Archive>,
    reader: &Reader,
) -> Batch<(ListScope, Arc<Listing>), Part<Article>> {
    let (archive, reader) = (Arc::clone(archive), reader.clone());
    Batch::new(move |keys| {
        let (archive, reader) = (Arc::clone(&archive), reader.clone());
        async move {
            let reads = group(keys).into_iter().map(|(listing, scopes)| {
                let read = archive.listings(reader.clone(), scopes.into(), Arc::clone(&listing));
                async move { Ok::<_, Error>(keyed(read.await?, listing, Arc::new)) }
            });
            Ok(try_join_all(reads).await?.into_iter().flatten().collect())
        }
    })
}

/// Counts: one call for each filter.
pub fn counts(archive: &Arc<dyn Archive>, reader: &Reader) -> Batch<(ListScope, Arc<Filter>), u64> {
    let (archive, reader) = (Arc::clone(archive), reader.clone());
    Batch::new(move |keys| {
        let (archive, reader) = (Arc::clone(&archive), reader.clone());
        async move {
            let reads = group(keys).into_iter().map(|(filter, scopes)| {
                let read = archive.counts(reader.clone(), scopes.into(), Arc::clone(&filter));
                async move { Ok::<_, Error>(keyed(read.await?, filter, |count| count)) }
            });
            Ok(try_join_all(reads).await?.into_iter().flatten().collect())
        }
    })
}

/// What belongs beside articles: one call for each question.
pub fn related(
    archive: &Arc<dyn Archive>,
    reader: &Reader,
) -> Batch<(ArticleId, Question), Arc<Vec<Related>>> {
    let (archive, reader) = (Arc::clone(archive), reader.clone());
    Batch::new(move |keys: Vec<(ArticleId, Question)>| {
        let (archive, reader) = (Arc::clone(&archive), reader.clone());
        async move {
            let reads = group(keys).into_iter().map(|(question, ids)| {
                let wanted = Arc::new(question.wanted());
                let read = archive.related(reader.clone(), ids.into(), wanted);
                async move { Ok::<_, Error>(keyed(read.await?, question, Arc::new)) }
            });
            Ok(try_join_all(reads).await?.into_iter().flatten().collect())
        }
    })
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
