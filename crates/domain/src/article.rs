//! The article as readers see it, and the parts that it shares with the desk's side.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    body::{Body, Image},
    contributor::Credit,
    ids::{AccountId, ArticleId, SectionId, TagId},
    language::Language,
    moment::Moment,
    slug::Slug,
    text::{Headline, Kicker, Label, Standfirst},
    web_url::WebUrl,
};

use crate::ids::RevisionNumber;

/// Status of an article. Scheduled, embargoed and expired are dates, not statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Draft.
    Draft,
    /// Submitted for review by an editor.
    InReview,
    /// Published, at a moment that may lie in the future.
    Published,
    /// Withdrawn until it is published again.
    Unpublished,
    /// Withdrawn for good; a tombstone with the reason is published in its place.
    Retracted,
    /// Deleted, kept and restorable.
    Deleted,
}

/// An article in full, as one reader may see it at one moment. Its body is read separately.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Identity of the article.
    pub id: ArticleId,
    /// Revision that this reader sees.
    pub revision: RevisionNumber,
    /// Content of the revision, without the body.
    pub card: Card,
    /// First moment at which the article was public.
    pub first_published_at: Moment,
    /// Date that the article bears. It changes when an article is published again after it was
    /// withdrawn.
    pub published_at: Moment,
    /// Last change of what readers see.
    pub updated_at: Moment,
}

/// An article as the desk sees it: its head revision, published or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Head revision. Dates not yet set are those that publishing now would set.
    pub article: Article,
    /// Body, where it was read. Without it, the word count of the card is 0.
    pub body: Option<Arc<Body>>,
    /// Status of the article.
    pub status: Status,
    /// Account that created the article; `None` for an import.
    pub owner: Option<AccountId>,
    /// Expiry: from this moment the article is no longer visible.
    pub expires_at: Option<Moment>,
    /// Retraction, if the article is retracted.
    pub retraction: Option<Retraction>,
}

/// Public remainder of a retracted article.
#[derive(Debug, Clone, PartialEq)]
pub struct Tombstone {
    /// Identity of the article.
    pub id: ArticleId,
    /// Revision that was public last.
    pub revision: RevisionNumber,
    /// Title of the article.
    pub headline: Headline,
    /// Slug of the article.
    pub slug: Slug,
    /// Language of the article.
    pub language: Language,
    /// First moment at which the article was public.
    pub first_published_at: Moment,
    /// Date that the article bore.
    pub published_at: Moment,
    /// Moment and reason of the retraction.
    pub retraction: Retraction,
}

/// Content of a revision without its body, with the fields of the story that readers see. It is
/// stored in one column with every showing, so that reading a list takes one statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Title of the article.
    pub headline: Headline,
    /// Summary under the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standfirst: Option<Standfirst>,
    /// Short label above the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kicker: Option<Kicker>,
    /// Human part of the article's address.
    pub slug: Slug,
    /// Credits, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub byline: Vec<Credit>,
    /// Place and day of reporting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dateline: Option<Dateline>,
    /// Section of the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<SectionId>,
    /// Tags, in order, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<TagId>,
    /// Language of the article.
    pub language: Language,
    /// Picture above the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_image: Option<Image>,
    /// Address of the original, if the article is published elsewhere first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical_url: Option<WebUrl>,
    /// Title and description for search engines.
    #[serde(default, skip_serializing_if = "Seo::is_empty")]
    pub seo: Seo,
    /// Record in another system that the article was imported from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<ArticleSource>,
    /// Public corrections, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// Retraction; on a tombstone only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retraction: Option<Retraction>,
    /// End of the embargo under which the revision was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargoed_until: Option<Moment>,
    /// Number of words in the body (UAX 29).
    #[serde(default)]
    pub word_count: u32,
    /// Version of the article when this revision was published.
    #[serde(default)]
    pub version: u32,
}

impl Card {
    /// Reading time of the body in seconds.
    pub fn reading_time_seconds(&self) -> u32 {
        reading_time_seconds(self.word_count)
    }
}

/// Reading time in seconds at 238 words a minute (Brysbaert 2019, silent reading of English
/// non-fiction), rounded up.
pub fn reading_time_seconds(words: u32) -> u32 {
    words.saturating_mul(60).div_ceil(238)
}

/// Place and day of reporting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline {
    /// Place of reporting.
    pub place: Label,
    /// Day of reporting, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<jiff::civil::Date>,
}

/// Title and description for search engines and link previews.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seo {
    /// Title; the headline if missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Label>,
    /// Description; the standfirst if missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Label>,
}

impl Seo {
    /// Returns `true` if neither is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Record in another system that an article was imported from. System and id together are unique.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ArticleSource {
    /// Name of the other system.
    pub system: Label,
    /// Identifier of the record in that system.
    pub id: Label,
    /// Address of the article in that system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<WebUrl>,
}

/// Public, dated admission of an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Moment of the correction.
    pub at: Moment,
    /// Text of the correction: the error and what is right.
    pub text: Label,
}

/// Withdrawal of an article for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retraction {
    /// Moment of the retraction.
    pub at: Moment,
    /// Public reason for the retraction.
    pub reason: Label,
}

/// Text of a body as it was received, before it was parsed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    /// Format of the text.
    pub format: SourceFormat,
    /// The text.
    pub text: String,
}

/// Format of a received text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceFormat {
    /// HTML.
    Html,
    /// Markdown: CommonMark with tables and strikethrough.
    Markdown,
    /// Plain text with empty lines between paragraphs.
    Text,
    /// WordPress post content: HTML with block comments or with line breaks for paragraphs, and
    /// shortcodes.
    WordPress,
}
