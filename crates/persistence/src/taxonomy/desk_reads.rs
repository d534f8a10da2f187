//! Tags, sections and contributors by identifier, for articles at the desk. Visibility does not
//! matter.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use standfirst_domain::{
    contributor::Contributor,
    desk::DeskTaxonomyReads,
    error::Error,
    ids::{ContributorId, SectionId, TagId},
    section::Section,
    tag::Tag,
};
use uuid::Uuid;

use super::lookup;
use crate::{
    rows::{decode::log_and_skip, keyed::KeyedRow, taxonomy::TaxonomyItem},
    store::Store,
};

#[async_trait]
impl DeskTaxonomyReads for Store {
    async fn desk_tags(&self, ids: Arc<[TagId]>) -> Result<HashMap<TagId, Arc<Tag>>, Error> {
        by_id(self, &ids).await
    }

    async fn desk_sections(
        &self,
        ids: Arc<[SectionId]>,
    ) -> Result<HashMap<SectionId, Arc<Section>>, Error> {
        by_id(self, &ids).await
    }

    async fn desk_contributors(
        &self,
        ids: Arc<[ContributorId]>,
    ) -> Result<HashMap<ContributorId, Arc<Contributor>>, Error> {
        by_id(self, &ids).await
    }
}

async fn by_id<N: TaxonomyItem>(
    store: &Store,
    ids: &[N::Id],
) -> Result<HashMap<N::Id, Arc<N>>, Error> {
    let mut sql = store.sql();
    let ids = sql.bind_ids(ids.iter().copied().map(N::uuid));
    let from = match N::TABLE {
        // A draft may carry a tag that was merged since.
        "tag" => lookup::by_id("tag", &ids),
        table => format!("{ids} k JOIN {table} t ON t.id = k.id"),
    };
    sql.push(&format!("SELECT k.id AS lookup_key, t.* FROM {from}"));
    let rows = store.rows::<KeyedRow<Uuid, N::Model>>(sql).await?;
    let read = |KeyedRow { key, row }: KeyedRow<Uuid, N::Model>| {
        Some((N::from_uuid(key), Arc::new(log_and_skip(row.try_into())?)))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}
