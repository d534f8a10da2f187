//! Facets: counts of the articles that match a search, by property.

use crate::ids::{ContributorId, SectionId, TagId};

/// Property by which matching articles are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// Tags of the articles.
    Tag,
    /// Section of the articles.
    Section,
    /// Credited contributors.
    Contributor,
    /// Month of publication in UTC, so that counts do not depend on the time zone of the
    /// publication, which may change.
    Month,
}

/// Counts of matching articles, over the newest [`MAX_FACET_ARTICLES`] that match.
///
/// Tags, sections and contributors are ordered by count, the largest first, then by id. Months are
/// ordered from the latest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// Counts by tag.
    pub tags: Vec<(TagId, u64)>,
    /// Counts by section.
    pub sections: Vec<(SectionId, u64)>,
    /// Counts by contributor.
    pub contributors: Vec<(ContributorId, u64)>,
    /// Counts by year and month.
    pub months: Vec<(i16, i8, u64)>,
}

/// Number of the newest matching articles over which facets are counted.
pub const MAX_FACET_ARTICLES: u32 = 10_000;
