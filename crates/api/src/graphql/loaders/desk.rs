//! Loaders of the desk.
//!
//! Nothing here checks rights. Drafts are read with the view that the caller's role gives, and
//! everything else is asked for only of articles that were found with a view.

use std::sync::Arc;

use futures::future::try_join_all;
use standfirst_domain::{
    article::Draft,
    body::Body,
    contributor::Contributor,
    desk::{DeskView, ListedRevision},
    error::Error,
    ids::{ArticleId, ContributorId, RevisionNumber, SectionId, TagId},
    listing::Key,
    moment::Moment,
    page::Page,
    ports::Desk,
    section::Section,
    tag::Tag,
};

use super::{
    data_loader::DataLoader,
    part::{Part, group},
};
use crate::graphql::errors::SharedError;

/// Loaders of the desk.
pub struct DeskLoaders {
    /// The port itself, for reads that a document needs once.
    pub desk: Arc<dyn Desk>,
    /// Head revisions by id or slug, without bodies.
    pub drafts: DataLoader<(DeskView, Key<ArticleId>), Arc<Draft>>,
    /// Bodies of revisions. A body that cannot be decoded is an error of its own.
    pub bodies: DataLoader<(ArticleId, RevisionNumber), Result<Arc<Body>, SharedError>>,
    /// Revisions of articles.
    pub revisions: DataLoader<(ArticleId, Page), Part<ListedRevision>>,
    /// Tags of drafts.
    pub tags: DataLoader<TagId, Arc<Tag>>,
    /// Sections of drafts.
    pub sections: DataLoader<SectionId, Arc<Section>>,
    /// Contributors of drafts.
    pub contributors: DataLoader<ContributorId, Arc<Contributor>>,
}

impl DeskLoaders {
    /// Creates the loaders of one request.
    pub fn new(desk: &Arc<dyn Desk>, now: Moment) -> Self {
        Self {
            desk: Arc::clone(desk),
            drafts: drafts(desk, now),
            bodies: DataLoader::from_desk(desk, |desk, keys| async move {
                desk.revision_bodies(keys.into()).await
            }),
            revisions: revisions(desk, now),
            tags: DataLoader::from_desk(desk, |desk, keys| async move {
                desk.desk_tags(keys.into()).await
            }),
            sections: DataLoader::from_desk(desk, |desk, keys| async move {
                desk.desk_sections(keys.into()).await
            }),
            contributors: DataLoader::from_desk(desk, |desk, keys| async move {
                desk.desk_contributors(keys.into()).await
            }),
        }
    }
}

fn drafts(desk: &Arc<dyn Desk>, now: Moment) -> DataLoader<(DeskView, Key<ArticleId>), Arc<Draft>> {
    DataLoader::from_desk(
        desk,
        move |desk, keys: Vec<(DeskView, Key<ArticleId>)>| async move {
            let by_view = group(keys.into_iter().map(|(view, key)| (key, view)));
            let reads = by_view.into_iter().map(|(view, keys)| {
                let read = desk.drafts(view, keys.into(), now);
                async move {
                    let found = read.await?.into_iter();
                    Ok::<_, Error>(found.map(move |(key, draft)| ((view, key), draft)))
                }
            });
            Ok(try_join_all(reads).await?.into_iter().flatten().collect())
        },
    )
}

fn revisions(
    desk: &Arc<dyn Desk>,
    now: Moment,
) -> DataLoader<(ArticleId, Page), Part<ListedRevision>> {
    DataLoader::from_desk(desk, move |desk, keys: Vec<(ArticleId, Page)>| async move {
        let reads = group(keys).into_iter().map(|(page, ids)| {
            let read = desk.revision_listings(ids.into(), page.clone(), now);
            async move {
                let found = read.await?.into_iter();
                let revisions = found.map(move |(id, part)| ((id, page.clone()), Arc::new(part)));
                Ok::<_, Error>(revisions)
            }
        });
        Ok(try_join_all(reads).await?.into_iter().flatten().collect())
    })
}
