//! What was found, counted by the names that it carries.

use std::sync::Arc;

use async_graphql::{Object, Result, SimpleObject};
use standfirst_domain::{
    listing::Key,
    search::{Facet, Facets},
};

use super::SearchKey;
use crate::graphql::{
    connection::size, contributor::Contributor, errors::field_error,
    keyed_by_reader::KeyedByReader, read_context::ReadContext, section::Section, tag::Tag,
};

/// How many entries a facet has when nobody says.
const USUAL: i32 = 10;

/// What was found, counted by the names that it carries. Each kind is counted only when it is asked for.
pub struct SearchFacets {
    search_key: Option<SearchKey>,
    read_context: Arc<ReadContext>,
}

impl SearchFacets {
    /// Those of a search; where nothing can be found there are none.
    pub const fn of(search_key: Option<SearchKey>, read_context: Arc<ReadContext>) -> Self {
        Self {
            search_key,
            read_context,
        }
    }

    /// The counts of one kind, cut to so many. Kinds that are asked for together are counted together.
    async fn counted<K: Clone>(
        &self,
        facet: Facet,
        first: Option<i32>,
        of: impl Fn(&Facets) -> &[K],
    ) -> Result<Vec<K>> {
        let most = size("first", first.unwrap_or(USUAL))?;
        let Some(search_key) = &self.search_key else {
            return Ok(Vec::new());
        };
        let key = (search_key.whole(), facet, most);
        let facets = self
            .read_context
            .loaders
            .facets
            .one(key)
            .await
            .map_err(field_error)?;
        let counts = facets.as_deref().map(of).unwrap_or_default();
        Ok(counts.iter().take(most as usize).cloned().collect())
    }

    async fn tags_counted(&self, first: Option<i32>) -> Result<Vec<TagCount>> {
        let counts = self
            .counted(Facet::Tag, first, |facets| &facets.tags)
            .await?;
        let keys = counts.iter().map(|(id, _)| Key::Id(*id));
        let found = self
            .read_context
            .loaders
            .tags
            .many(keys)
            .await
            .map_err(field_error)?;
        let shown = counts.iter().filter_map(|(id, count)| {
            let tag = Tag(KeyedByReader::new(
                Arc::clone(found.get(&Key::Id(*id))?),
                &self.read_context,
            ));
            Some(TagCount { tag, count: *count })
        });
        Ok(shown.collect())
    }

    async fn sections_counted(&self, first: Option<i32>) -> Result<Vec<SectionCount>> {
        let counts = self
            .counted(Facet::Section, first, |facets| &facets.sections)
            .await?;
        let keys = counts.iter().map(|(id, _)| Key::Id(*id));
        let found = self
            .read_context
            .loaders
            .sections
            .many(keys)
            .await
            .map_err(field_error)?;
        let shown = counts.iter().filter_map(|(id, count)| {
            let section = Section(KeyedByReader::new(
                Arc::clone(found.get(&Key::Id(*id))?),
                &self.read_context,
            ));
            Some(SectionCount {
                section,
                count: *count,
            })
        });
        Ok(shown.collect())
    }

    async fn contributors_counted(&self, first: Option<i32>) -> Result<Vec<ContributorCount>> {
        let counts = self
            .counted(Facet::Contributor, first, |facets| &facets.contributors)
            .await?;
        let keys = counts.iter().map(|(id, _)| Key::Id(*id));
        let found = self
            .read_context
            .loaders
            .contributors
            .many(keys)
            .await
            .map_err(field_error)?;
        let shown = counts.iter().filter_map(|(id, count)| {
            let entry = Arc::clone(found.get(&Key::Id(*id))?);
            let contributor = Contributor(KeyedByReader::new(entry, &self.read_context));
            Some(ContributorCount {
                contributor,
                count: *count,
            })
        });
        Ok(shown.collect())
    }

    async fn months_counted(&self, first: Option<i32>) -> Result<Vec<MonthCount>> {
        let counts = self
            .counted(Facet::Month, first, |facets| &facets.months)
            .await?;
        let month = |(year, month, count)| MonthCount { year, month, count };
        Ok(counts.into_iter().map(month).collect())
    }
}

/// What was found, counted by the names that it carries. Each kind is counted only when it is asked for, and all that was found is counted, however
/// little of it stands on the page; of more than 10,000 articles the newest are.
#[Object]
impl SearchFacets {
    /// By tag, the most frequent first. Null only when the counting failed.
    async fn tags(
        &self,
        #[graphql(desc = "At most so many: 1 to 100.", default_with = "Some(USUAL)")] first: Option<
            i32,
        >,
    ) -> Option<Result<Vec<TagCount>>> {
        Some(self.tags_counted(first).await)
    }

    /// By section, the most frequent first. Null only when the counting failed.
    async fn sections(
        &self,
        #[graphql(desc = "At most so many: 1 to 100.", default_with = "Some(USUAL)")] first: Option<
            i32,
        >,
    ) -> Option<Result<Vec<SectionCount>>> {
        Some(self.sections_counted(first).await)
    }

    /// By contributor, the most frequent first. Null only when the counting failed.
    async fn contributors(
        &self,
        #[graphql(desc = "At most so many: 1 to 100.", default_with = "Some(USUAL)")] first: Option<
            i32,
        >,
    ) -> Option<Result<Vec<ContributorCount>>> {
        Some(self.contributors_counted(first).await)
    }

    /// By the month of publication in UTC, the latest first. Null only when the counting failed.
    async fn months(
        &self,
        #[graphql(desc = "At most so many: 1 to 100.", default_with = "Some(USUAL)")] first: Option<
            i32,
        >,
    ) -> Option<Result<Vec<MonthCount>>> {
        Some(self.months_counted(first).await)
    }
}

/// How many of the articles that were found carry a tag.
#[derive(SimpleObject)]
pub struct TagCount {
    /// The tag. Narrow by `tag:` and its slug, or by `filter`.
    tag: Tag,
    /// How many articles.
    count: u64,
}

/// How many of the articles that were found stand in a section.
#[derive(SimpleObject)]
pub struct SectionCount {
    /// The section. Narrow by `section:` and its slug, or by `filter`.
    section: Section,
    /// How many articles.
    count: u64,
}

/// How many of the articles that were found credit a contributor.
#[derive(SimpleObject)]
pub struct ContributorCount {
    /// The contributor. Narrow by `by:` and their slug, or by `filter`.
    contributor: Contributor,
    /// How many articles.
    count: u64,
}

/// How many of the articles that were found are of a month.
#[derive(SimpleObject)]
pub struct MonthCount {
    /// The year.
    year: i16,
    /// The month, 1 to 12.
    month: i8,
    /// How many articles.
    count: u64,
}
