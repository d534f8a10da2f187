//! Lists of articles: their scope, filter and order.

use crate::{
    ids::{ContributorId, SectionId, TagId},
    language::Language,
    moment::Moment,
    page::Page,
    readership::Hours,
    slug::Slug,
    tag::TagKind,
};

/// Scope of a list of articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListScope {
    /// All articles of the publication.
    Everything,
    /// Articles that carry a tag.
    Tag(TagId),
    /// Articles of a section.
    Section(SectionId),
    /// Articles that credit a contributor.
    Contributor(ContributorId),
}

/// Filter on articles. An article must match every part that is given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Filter {
    /// Carries every one of these tags.
    pub tags_all: Vec<Slug>,
    /// Carries at least one of these tags; an empty list does not filter.
    pub tags_any: Vec<Slug>,
    /// Carries none of these tags.
    pub tags_none: Vec<Slug>,
    /// Belongs to one of these sections; an empty list does not filter.
    pub sections: Vec<Slug>,
    /// Credits one of these contributors; an empty list does not filter.
    pub contributors: Vec<Slug>,
    /// Is written in one of these languages; an empty list does not filter.
    pub languages: Vec<Language>,
    /// Is published at this moment or later.
    pub published_from: Option<Moment>,
    /// Is published before this moment.
    pub published_before: Option<Moment>,
    /// Was read in these hours.
    pub read_within: Option<Hours>,
}

/// Order of a list of articles. Ties are broken by identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// By date of publication, newest first.
    #[default]
    Newest,
    /// By date of publication, oldest first.
    Oldest,
    /// By last change of what readers see, latest first.
    RecentlyUpdated,
    /// By number of reads in these hours, most first, then newest first. Articles without reads are
    /// left out.
    MostRead(Hours),
}

/// Page of a list of articles.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Listing {
    /// Filter on the articles.
    pub filter: Filter,
    /// Order of the list.
    pub order: Order,
    /// Page of the list.
    pub page: Page,
}

/// Identity or slug by which something is read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key<I> {
    /// Identity.
    Id(I),
    /// Slug.
    Slug(Slug),
}

/// Page of a list of tags, sections or contributors, sorted by slug. Only those are listed that an
/// article visible to the reader carries.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TaxonomyListing {
    /// Kind of the tags; `None` lists all kinds. Sections and contributors ignore it.
    pub kind: Option<TagKind>,
    /// Page of the list.
    pub page: Page,
}
