//! The reads of the desk, each handed on to the file that knows its tables.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use standfirst_domain::{
    article::Draft,
    audit::{AuditLine, AuditListing},
    contributor::Contributor,
    desk::{DeskFilter, DeskListing, DeskReads, DeskView, KeptRevision, RevisionBodies},
    error::Error,
    ids::{ArticleId, ContributorId, RevisionNumber, SectionId, TagId},
    listing::Key,
    moment::Moment,
    page::{Page, Slice},
    section::Section,
    tag::Tag,
};

use super::{audit_log, heads, named, revisions};
use crate::{rows::names, store::Store};

/// Runs a read where the connections live.
macro_rules! read {
    ($store:ident, $reading:expr) => {{
        let store = $store.clone();
        $store.run(async move { $reading(&store).await }).await
    }};
}

/// What has a name, by its identity.
macro_rules! named {
    ($store:ident, $ids:ident, $noun:ty, $id:ty, $row:ty, $table:literal) => {
        read!($store, async |store: &Self| {
            let uuids = $ids.iter().map(|id| id.as_uuid()).collect();
            let found = named::by_id::<$row, $noun>(store, $table, uuids).await?;
            let found = found.into_iter();
            Ok(found
                .map(|(id, noun)| (<$id>::from_uuid(id), noun))
                .collect())
        })
    };
}

#[async_trait]
impl DeskReads for Store {
    async fn drafts(
        &self,
        view: DeskView,
        keys: Arc<[Key<ArticleId>]>,
        now: Moment,
    ) -> Result<HashMap<Key<ArticleId>, Arc<Draft>>, Error> {
        read!(self, async |store: &Self| {
            heads::by_keys(store, view, &keys, now).await
        })
    }

    async fn desk_listing(
        &self,
        view: DeskView,
        listing: DeskListing,
        now: Moment,
    ) -> Result<Slice<Arc<Draft>>, Error> {
        read!(self, async |store: &Self| {
            heads::list(store, view, &listing, now).await
        })
    }

    async fn desk_count(&self, view: DeskView, filter: DeskFilter) -> Result<u64, Error> {
        read!(self, async |store: &Self| {
            heads::count(store, view, &filter).await
        })
    }

    async fn revision_bodies(
        &self,
        keys: Arc<[(ArticleId, RevisionNumber)]>,
    ) -> Result<RevisionBodies, Error> {
        read!(self, async |store: &Self| {
            revisions::bodies(store, &keys).await
        })
    }

    async fn revision_listings(
        &self,
        ids: Arc<[ArticleId]>,
        page: Page,
        now: Moment,
    ) -> Result<HashMap<ArticleId, Slice<Arc<KeptRevision>>>, Error> {
        read!(self, async |store: &Self| {
            revisions::list(store, &ids, &page, now).await
        })
    }

    async fn desk_tags(&self, ids: Arc<[TagId]>) -> Result<HashMap<TagId, Arc<Tag>>, Error> {
        named!(self, ids, Tag, TagId, names::tag::Model, "tag")
    }

    async fn desk_sections(
        &self,
        ids: Arc<[SectionId]>,
    ) -> Result<HashMap<SectionId, Arc<Section>>, Error> {
        named!(
            self,
            ids,
            Section,
            SectionId,
            names::section::Model,
            "section"
        )
    }

    async fn desk_contributors(
        &self,
        ids: Arc<[ContributorId]>,
    ) -> Result<HashMap<ContributorId, Arc<Contributor>>, Error> {
        named!(
            self,
            ids,
            Contributor,
            ContributorId,
            names::contributor::Model,
            "contributor"
        )
    }

    async fn audit_log(&self, listing: AuditListing) -> Result<Slice<AuditLine>, Error> {
        read!(self, async |store: &Self| {
            audit_log::list(store, &listing).await
        })
    }
}
