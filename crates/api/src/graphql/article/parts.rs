//! The parts of an article that are values of their own: pictures, datelines, corrections, where it came from.

use async_graphql::{Enum, SimpleObject};
use standfirst_domain::{article, body::Image};

use crate::graphql::scalars::{Date, DateTime, Url};

/// Where an article is in its life. Scheduled, embargoed and expired are dates and not statuses.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "article::Status")]
pub enum ArticleStatus {
    /// Being written.
    Draft,
    /// Awaiting an editor.
    InReview,
    /// Before readers from a moment that may lie ahead.
    Published,
    /// Taken from readers, for now.
    Unpublished,
    /// Withdrawn: a tombstone with a reason stands in its place.
    Retracted,
    /// Thrown away, kept, restorable.
    Deleted,
}

/// A picture by its address. Standfirst holds no picture; it says where one is and what to say of it.
#[derive(SimpleObject, Clone)]
#[graphql(name = "Image")]
pub struct Picture {
    /// Where it is.
    url: Url,
    /// What it shows, for those who do not see it. Empty when it is decoration or nobody wrote it.
    alt: String,
    /// The text under it.
    caption: Option<String>,
    /// Whom to credit.
    credit: Option<String>,
    /// Pixels across, where known.
    width: Option<u32>,
    /// Pixels down, where known.
    height: Option<u32>,
}

impl From<&Image> for Picture {
    fn from(image: &Image) -> Self {
        let Image {
            url,
            alt,
            caption,
            credit,
            width,
            height,
        } = image.clone();
        Self {
            url: Url::from(&url),
            alt,
            caption,
            credit,
            width,
            height,
        }
    }
}

/// Place and day of reporting.
#[derive(SimpleObject)]
pub struct Dateline {
    /// Where it was reported.
    place: String,
    /// The day, where it is said.
    day: Option<Date>,
}

impl From<&article::Dateline> for Dateline {
    fn from(dateline: &article::Dateline) -> Self {
        Self {
            place: dateline.place.to_string(),
            day: dateline.day.map(|day| Date(day.to_string())),
        }
    }
}

/// Words for search engines and previews, where they differ from the article's own.
#[derive(SimpleObject, Default)]
pub struct Seo {
    /// In place of the headline.
    title: Option<String>,
    /// In place of the standfirst.
    description: Option<String>,
}

impl From<&article::Seo> for Seo {
    fn from(seo: &article::Seo) -> Self {
        Self {
            title: seo.title.as_ref().map(ToString::to_string),
            description: seo.description.as_ref().map(ToString::to_string),
        }
    }
}

/// Where an article came from, when it was written in another system.
#[derive(SimpleObject)]
pub struct Source {
    /// The system it was imported from.
    system: String,
    /// What that system calls it.
    id: String,
    /// Where it lives there.
    url: Option<Url>,
}

impl From<&article::ArticleSource> for Source {
    fn from(source: &article::ArticleSource) -> Self {
        Self {
            system: source.system.to_string(),
            id: source.id.to_string(),
            url: source.url.as_ref().map(Url::from),
        }
    }
}

/// An admitted error: public and dated.
#[derive(SimpleObject)]
pub struct Correction {
    /// When it was corrected.
    at: DateTime,
    /// What was wrong and what is right.
    text: String,
}

impl From<&article::Correction> for Correction {
    fn from(correction: &article::Correction) -> Self {
        Self {
            at: DateTime(correction.at),
            text: correction.text.to_string(),
        }
    }
}

/// That an article was withdrawn.
#[derive(SimpleObject)]
pub struct Retraction {
    /// When.
    at: DateTime,
    /// Why it was withdrawn.
    reason: String,
}

impl From<&article::Retraction> for Retraction {
    fn from(retraction: &article::Retraction) -> Self {
        Self {
            at: DateTime(retraction.at),
            reason: retraction.reason.to_string(),
        }
    }
}

/// A heading of an article's body.
#[derive(SimpleObject)]
pub struct OutlineEntry {
    /// What a link to the heading names: the `id` of its element in `bodyHtml`. Unique in its article and not beyond it.
    id: String,
    /// How deep it stands: 2 to 6.
    level: u8,
    /// Its words, on one line.
    text: String,
}

impl From<standfirst_domain::body::OutlineEntry> for OutlineEntry {
    fn from(entry: standfirst_domain::body::OutlineEntry) -> Self {
        Self {
            id: entry.id,
            level: entry.level,
            text: entry.text,
        }
    }
}
