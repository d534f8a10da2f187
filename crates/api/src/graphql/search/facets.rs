//! Facets of a search: hits counted by tag, section, contributor and month.

use std::sync::Arc;

use async_graphql::{Object, Result, SimpleObject};
use standfirst_domain::search::{Facet, Facets};

use super::SearchKey;
use crate::graphql::{
    connection::size,
    contributor::Contributor,
    read_context::ReadContext,
    section::Section,
    tag::Tag,
    taxonomy::{TaxonomyObject, find_many},
};

/// Default number of entries of a facet.
const USUAL: i32 = 10;

/// Counts of search results. A facet is counted only if it is requested.
pub struct SearchFacets {
    search_key: Option<SearchKey>,
    read_context: Arc<ReadContext>,
}

impl SearchFacets {
    /// Facets of a search; empty if no article can match it.
    pub const fn new(search_key: Option<SearchKey>, read_context: Arc<ReadContext>) -> Self {
        Self {
            search_key,
            read_context,
        }
    }

    /// Counts of one facet, at most `first`. Facets that are requested together are counted
    /// together.
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
        let facets = self.read_context.loaders.facets.one(key).await?;
        let counts = facets.as_deref().map(of).unwrap_or_default();
        Ok(counts.iter().take(most as usize).cloned().collect())
    }

    /// Counts of a facet whose entries are tags, sections or contributors.
    async fn objects_counted<T: TaxonomyObject, C>(
        &self,
        facet: Facet,
        first: Option<i32>,
        of: impl Fn(&Facets) -> &[(T::Id, u64)],
        entry: impl Fn(T, u64) -> C,
    ) -> Result<Vec<C>> {
        let counts = self.counted(facet, first, of).await?;
        let ids = counts.iter().map(|(id, _)| *id);
        let mut found = find_many::<T>(&self.read_context, ids).await?;
        let shown = counts.iter();
        let shown = shown.filter_map(|(id, count)| Some(entry(found.remove(id)?, *count)));
        Ok(shown.collect())
    }

    async fn months_counted(
        &self,
        facet: Facet,
        first: Option<i32>,
        of: impl Fn(&Facets) -> &[(i16, i8, u64)],
        entry: impl Fn((i16, i8, u64)) -> MonthCount,
    ) -> Result<Vec<MonthCount>> {
        let counts = self.counted(facet, first, of).await?;
        Ok(counts.into_iter().map(entry).collect())
    }
}

/// Declares the fields of the facets, which take the same argument.
macro_rules! facet_fields {
    ($(#[$meta:meta])* $object:ident; $($(#[$field_meta:meta])* $field:ident: $entry:ty = $counted:ident($facet:ident, $new:expr);)*) => {
        $(#[$meta])*
        #[Object]
        impl $object {
            $($(#[$field_meta])*
            async fn $field(
                &self,
                #[graphql(
                    desc = "Number of items to return (1 to 100).",
                    default_with = "Some(USUAL)"
                )]
                first: Option<i32>,
            ) -> Option<Result<Vec<$entry>>> {
                let found = self.$counted(Facet::$facet, first, |facets| &facets.$field, $new);
                Some(found.await)
            })*
        }
    };
}

facet_fields! {
    /// Counts of all matching articles, not only those of the page. A facet is counted only when
    /// selected. If more than 10,000 articles match, the newest 10,000 are counted.
    SearchFacets;
    /// Counts by tag, highest first. Null only if counting failed.
    tags: TagCount = objects_counted(Tag, |tag, count| TagCount { tag, count });
    /// Counts by section, highest first. Null only if counting failed.
    sections: SectionCount =
        objects_counted(Section, |section, count| SectionCount { section, count });
    /// Counts by contributor, highest first. Null only if counting failed.
    contributors: ContributorCount =
        objects_counted(Contributor, |contributor, count| ContributorCount { contributor, count });
    /// Counts by month of publication (UTC), latest month first. Null only if counting failed.
    months: MonthCount =
        months_counted(Month, |(year, month, count)| MonthCount { year, month, count });
}

/// Number of matching articles with a tag.
#[derive(SimpleObject)]
pub struct TagCount {
    /// The tag. To narrow the search, add `tag:` with its slug, or use `filter`.
    tag: Tag,
    /// Number of matching articles.
    count: u64,
}

/// Number of matching articles in a section.
#[derive(SimpleObject)]
pub struct SectionCount {
    /// The section. To narrow the search, add `section:` with its slug, or use `filter`.
    section: Section,
    /// Number of matching articles.
    count: u64,
}

/// Number of matching articles that credit a contributor.
#[derive(SimpleObject)]
pub struct ContributorCount {
    /// The contributor. To narrow the search, add `by:` with their slug, or use `filter`.
    contributor: Contributor,
    /// Number of matching articles.
    count: u64,
}

/// Number of matching articles published in a month.
#[derive(SimpleObject)]
pub struct MonthCount {
    /// Calendar year.
    year: i16,
    /// Month (1 to 12).
    month: i8,
    /// Number of matching articles.
    count: u64,
}
