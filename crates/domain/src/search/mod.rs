//! Search: what a reader types, read into a tree of our own; what an article is found by; in what order it is shown, and what of it.
//!
//! An engine is asked two things alone, which showings hold some of these terms, and how often: the terms are ours (see [`words`](crate::words)), and
//! so is the ranking. What a reader types is never handed to an engine as its own syntax.

mod ask;
mod grammar;
mod needles;
mod paper;
mod parts;
mod rank;
mod reading;
mod runs;
mod wanted;

use std::sync::Arc;

use crate::{
    article::Article,
    ids::{ArticleId, ContributorId, SectionId, TagId},
    listing::Filter,
    moment::Moment,
    tag::Tag,
};

pub use ask::{Ask, Tier};
pub use grammar::{Named, Query, parse};
pub use needles::{Beginning, Needles};
pub use paper::{Counts, FORM, Paper};
pub use rank::{Scale, Weights, score};
pub use reading::{Reading, readings};
pub use runs::{Run, highlight, snippet};
pub use wanted::Wanted;

/// A search, and the part of its hits that is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// What was typed.
    pub query: Arc<Query>,
    /// Among which articles.
    pub filter: Filter,
    /// In what order.
    pub order: SearchOrder,
    /// At most so many hits.
    pub first: u32,
    /// Only what comes after this.
    pub after: Option<Place>,
}

/// In what order hits are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SearchOrder {
    /// What answers the query best, and of what answers it alike, the newer first.
    #[default]
    Relevance,
    /// By date of publication, the newest first.
    Newest,
}

/// Where a hit stands among the others: what a cursor carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The moment from which freshness is counted: that of the first page, so that nothing moves while somebody reads on.
    pub as_of: Moment,
    /// How well it answers the query.
    pub score: f64,
    /// The date it bears.
    pub published_at: Moment,
    /// Which article.
    pub id: ArticleId,
}

/// Hits, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// The hits.
    pub hits: Vec<Hit>,
    /// Whether there are more after these. By relevance, the list ends with the candidates that were ranked.
    pub has_more: bool,
    /// Where they end. What stands there may be missing among the hits, if it could not be read.
    pub reached: Option<Place>,
    /// The moment from which freshness was counted.
    pub as_of: Moment,
}

/// An article that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The article.
    pub article: Arc<Article>,
    /// How well it answers the query, from 0 to 1.
    pub score: f64,
    /// Where it stands.
    pub place: Place,
}

/// By what hits may be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// By the tags they carry.
    Tag,
    /// By the section they stand in.
    Section,
    /// By those they credit.
    Contributor,
    /// By the month of their date in UTC, so that it says the same whatever the publication's time zone is or was.
    Month,
}

/// How many hits carry what, the most first and of as many the smaller id; months from the latest. They are counted over the newest
/// [`MOST_COUNTED`] articles that match.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// By tag.
    pub tags: Vec<(TagId, u64)>,
    /// By section.
    pub sections: Vec<(SectionId, u64)>,
    /// By contributor.
    pub contributors: Vec<(ContributorId, u64)>,
    /// By year and month.
    pub months: Vec<(i16, i8, u64)>,
}

/// Over how many of the newest articles that match facets are counted.
pub const MOST_COUNTED: u32 = 10_000;

/// How much of a body articles are found by, in bytes of its plain text.
pub const MOST_INDEXED: usize = 256 * 1024;

/// What may have been meant by what was typed so far.
#[derive(Debug, Clone, PartialEq)]
pub enum Suggestion {
    /// An article whose headline holds the words.
    Headline(Arc<Article>),
    /// A tag whose name holds them.
    Tag(Arc<Tag>),
}
