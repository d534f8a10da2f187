//! The way from a field to the desk: one batch for each read, made anew for each request.
//!
//! Nothing here asks who may look. Drafts are read with the view that the matrix gave, and the rest is asked for only of what was found with one.

use std::sync::Arc;

use futures::future::try_join_all;
use standfirst_domain::{
    article::Draft,
    body::Body,
    contributor::Contributor,
    desk::{DeskView, KeptRevision},
    error::Error,
    ids::{ArticleId, ContributorId, RevisionNumber, SectionId, TagId},
    listing::Key,
    moment::Moment,
    page::Page,
    ports::Desk,
    section::Section,
    tag::Tag,
};

use super::{DataLoader, Part, group};
use crate::graphql::errors::SharedError;

/// Every read of the desk that fields share.
pub struct DeskLoaders {
    /// The desk itself, for reads that a document asks once.
    pub desk: Arc<dyn Desk>,
    /// Head revisions by identity or slug, without bodies.
    pub drafts: DataLoader<(DeskView, Key<ArticleId>), Arc<Draft>>,
    /// Bodies of revisions; one that does not decode is an error in its own place.
    pub bodies: DataLoader<(ArticleId, RevisionNumber), Result<Arc<Body>, SharedError>>,
    /// The revisions of articles.
    pub revisions: DataLoader<(ArticleId, Page), Part<KeptRevision>>,
    /// Tags that articles of the desk carry.
    pub tags: DataLoader<TagId, Arc<Tag>>,
    /// Sections in which they stand.
    pub sections: DataLoader<SectionId, Arc<Section>>,
    /// Contributors whom they credit.
    pub contributors: DataLoader<ContributorId, Arc<Contributor>>,
}

/// A batch whose keys go to the desk as one slice.
macro_rules! by_keys {
    ($desk:expr, $read:ident) => {{
        let desk = Arc::clone($desk);
        DataLoader::new(move |keys: Vec<_>| {
            let desk = Arc::clone(&desk);
            async move { desk.$read(Arc::from(keys)).await }
        })
    }};
}

impl DeskLoaders {
    /// The reads of one request.
    pub fn new(desk: &Arc<dyn Desk>, now: Moment) -> Self {
        Self {
            desk: Arc::clone(desk),
            drafts: drafts(desk, now),
            bodies: by_keys!(desk, revision_bodies),
            revisions: revisions(desk, now),
            tags: by_keys!(desk, desk_tags),
            sections: by_keys!(desk, desk_sections),
            contributors: by_keys!(desk, desk_contributors),
        }
    }
}

fn drafts(desk: &Arc<dyn Desk>, now: Moment) -> DataLoader<(DeskView, Key<ArticleId>), Arc<Draft>> {
    let desk = Arc::clone(desk);
    DataLoader::new(move |keys: Vec<(DeskView, Key<ArticleId>)>| {
        let desk = Arc::clone(&desk);
        async move {
            let by_view = group(keys.into_iter().map(|(view, key)| (key, view)));
            let reads = by_view.into_iter().map(|(view, keys)| {
                let read = desk.drafts(view, keys.into(), now);
                async move {
                    let found = read.await?.into_iter();
                    Ok::<_, Error>(found.map(move |(key, draft)| ((view, key), draft)))
                }
            });
            Ok(try_join_all(reads).await?.into_iter().flatten().collect())
        }
    })
}

fn revisions(
    desk: &Arc<dyn Desk>,
    now: Moment,
) -> DataLoader<(ArticleId, Page), Part<KeptRevision>> {
    let desk = Arc::clone(desk);
    DataLoader::new(move |keys: Vec<(ArticleId, Page)>| {
        let desk = Arc::clone(&desk);
        async move {
            let reads = group(keys).into_iter().map(|(page, ids)| {
                let read = desk.revision_listings(ids.into(), page.clone(), now);
                async move {
                    let found = read.await?.into_iter();
                    let kept = found.map(move |(id, part)| ((id, page.clone()), Arc::new(part)));
                    Ok::<_, Error>(kept)
                }
            });
            Ok(try_join_all(reads).await?.into_iter().flatten().collect())
        }
    })
}
