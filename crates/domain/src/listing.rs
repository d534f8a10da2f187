//! Lists of articles: whose, which, in what order.

use crate::{
    ids::{ContributorId, SectionId, TagId},
    language::Language,
    moment::Moment,
    page::Page,
    readership::Hours,
    slug::Slug,
    tag::TagKind,
};

/// Whose articles are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListScope {
    /// The whole paper's.
    Everything,
    /// Those that carry a tag.
    Tag(TagId),
    /// Those of a section.
    Section(SectionId),
    /// Those that credit a contributor.
    Contributor(ContributorId),
}

/// Which articles are listed. Everything given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Filter {
    /// Carrying every one of these tags.
    pub tags_all: Vec<Slug>,
    /// Carrying at least one of these tags; empty asks for nothing.
    pub tags_any: Vec<Slug>,
    /// Carrying none of these tags.
    pub tags_none: Vec<Slug>,
    /// Standing in one of these sections.
    pub sections: Vec<Slug>,
    /// Crediting one of these contributors.
    pub contributors: Vec<Slug>,
    /// Written in one of these languages.
    pub languages: Vec<Language>,
    /// Published at this moment or later.
    pub published_from: Option<Moment>,
    /// Published before this moment.
    pub published_before: Option<Moment>,
    /// Read by anybody in these hours.
    pub read_within: Option<Hours>,
}

/// In what order articles are listed. Ties are broken by identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// By date of publication, the newest first.
    #[default]
    Newest,
    /// By date of publication, the oldest first.
    Oldest,
    /// By the last change that readers see, the latest first.
    RecentlyUpdated,
    /// By how often they were read in these hours, the most first, and of those that were read alike the newest first. What was not read is not listed.
    MostRead(Hours),
}

/// A list of articles and the part of it that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Listing {
    /// Which.
    pub filter: Filter,
    /// In what order.
    pub order: Order,
    /// Which part.
    pub page: Page,
}

/// How one of something is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key<I> {
    /// By its identity.
    Id(I),
    /// By its slug.
    Slug(Slug),
}

/// A list of tags, sections or contributors by slug, of those that an article before the reader carries.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TaxonomyListing {
    /// Of tags, only those of this kind.
    pub kind: Option<TagKind>,
    /// Which part.
    pub page: Page,
}
