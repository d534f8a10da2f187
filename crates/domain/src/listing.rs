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
    /// Articles with a tag.
    Tag(TagId),
    /// Articles of a section.
    Section(SectionId),
    /// Articles that credit a contributor.
    Contributor(ContributorId),
}

/// Filter on articles. An article must match every condition that is set.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Filter {
    /// The article has all of these tags.
    pub tags_all: Vec<Slug>,
    /// The article has at least one of these tags; an empty list does not filter.
    pub tags_any: Vec<Slug>,
    /// The article has none of these tags.
    pub tags_none: Vec<Slug>,
    /// The article belongs to one of these sections; an empty list does not filter.
    pub sections: Vec<Slug>,
    /// The article credits one of these contributors; an empty list does not filter.
    pub contributors: Vec<Slug>,
    /// The article is written in one of these languages; an empty list does not filter.
    pub languages: Vec<Language>,
    /// The article was published at this moment or later.
    pub published_from: Option<Moment>,
    /// The article was published before this moment.
    pub published_before: Option<Moment>,
    /// The article was read at least once in these hours.
    pub read_within: Option<Hours>,
}

/// Order of a list of articles. The identifier of the article breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// Date of publication, newest first.
    #[default]
    Newest,
    /// Date of publication, oldest first.
    Oldest,
    /// Last change that readers see, latest first.
    RecentlyUpdated,
    /// Number of reads in these hours, largest first, then newest first. The list has no articles
    /// without reads.
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

/// Identifier or slug of an object to be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key<I> {
    /// Identifier.
    Id(I),
    /// Slug.
    Slug(Slug),
}

/// Page of a list of tags, sections or contributors, sorted by slug.
///
/// The list holds only those that an article visible to the reader uses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TaxonomyListing {
    /// Kind of the tags; `None` lists all kinds. Sections and contributors ignore it.
    pub kind: Option<TagKind>,
    /// Page of the list.
    pub page: Page,
}
