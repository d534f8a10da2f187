//! Parts of an article with types of their own: images, datelines, corrections and the source.

use async_graphql::{Enum, SimpleObject};
use standfirst_domain::{article, body::Image};

use crate::graphql::scalars::{Date, DateTime, Url};

/// Editorial status of an article. Scheduled, embargoed and expired are dates, not statuses.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "article::Status")]
pub enum ArticleStatus {
    /// The article is being written.
    Draft,
    /// The article waits for an editor's review.
    InReview,
    /// The article is published, now or at a scheduled time.
    Published,
    /// The article was unpublished and is not available to readers.
    Unpublished,
    /// The article was retracted; readers see a tombstone with the reason.
    Retracted,
    /// The article is deleted. It is kept and can be restored.
    Deleted,
}

/// A picture, referenced by its URL. Standfirst stores no image files.
#[derive(SimpleObject, Clone)]
#[graphql(name = "Image")]
pub struct Picture {
    /// URL of the image file.
    url: Url,
    /// Alternative text for readers who cannot see the picture. Empty for a decorative picture or
    /// when no text was written.
    alt: String,
    /// Caption shown under the picture.
    caption: Option<String>,
    /// Photographer, agency or source to be named with the picture.
    credit: Option<String>,
    /// Width in pixels, if known.
    width: Option<u32>,
    /// Height in pixels, if known.
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

/// Place and date of reporting.
#[derive(SimpleObject)]
pub struct Dateline {
    /// Place of reporting.
    place: String,
    /// Date of reporting, if given.
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

/// Title and description for search engines and link previews, where they differ from the article's
/// own.
#[derive(SimpleObject, Default)]
pub struct Seo {
    /// Replacement for the headline.
    title: Option<String>,
    /// Replacement for the standfirst.
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

/// Origin of an imported article.
#[derive(SimpleObject)]
pub struct Source {
    /// Name of the system from which the article was imported.
    system: String,
    /// Identifier of the article in that system. Not globally unique.
    id: String,
    /// URL of the article in that system.
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

/// A public, dated correction.
#[derive(SimpleObject)]
pub struct Correction {
    /// Date and time of the correction.
    at: DateTime,
    /// Text of the correction: the error and the correct fact.
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

/// Retraction of an article.
#[derive(SimpleObject)]
pub struct Retraction {
    /// Date and time of the retraction.
    at: DateTime,
    /// Reason for the retraction.
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

/// A heading in an article's body.
#[derive(SimpleObject)]
pub struct OutlineEntry {
    /// Anchor of the heading: the `id` of its element in `bodyHtml`. Unique within the article, not
    /// globally.
    id: String,
    /// Heading level (2 to 6).
    level: u8,
    /// Text of the heading on one line.
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
