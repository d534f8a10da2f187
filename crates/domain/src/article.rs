//! The article as readers meet it, and the parts it shares with the desk's side.

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

/// Where an article is in its life. Scheduled, embargoed and expired are dates and not states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
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

/// An article in full, as one reader may see it at one moment. The body is read apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Its identity.
    pub id: ArticleId,
    /// The revision that is before this reader.
    pub revision: RevisionNumber,
    /// What the revision says.
    pub card: Card,
    /// When readers first met it.
    pub first_published_at: Moment,
    /// The date it bears: when it was published, and again when it was published anew after having been taken away.
    pub published_at: Moment,
    /// When what readers see last changed.
    pub updated_at: Moment,
}

/// An article as the desk has it: its head revision, which readers need not have seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The head revision, with the dates it bears or would bear if it were published now.
    pub article: Article,
    /// Its body, where it was read along. Where it was not, the card's words are not counted.
    pub body: Option<Arc<Body>>,
    /// Where the article is in its life.
    pub status: Status,
    /// Who filed it; `None` for an import.
    pub owner: Option<AccountId>,
    /// Not after this moment.
    pub expires_at: Option<Moment>,
    /// That it is withdrawn.
    pub retraction: Option<Retraction>,
}

/// What is left of a retracted article: that it was, and why it is no more.
#[derive(Debug, Clone, PartialEq)]
pub struct Tombstone {
    /// Its identity.
    pub id: ArticleId,
    /// The revision that was before readers last.
    pub revision: RevisionNumber,
    /// Its title.
    pub headline: Headline,
    /// Its slug.
    pub slug: Slug,
    /// Its language.
    pub language: Language,
    /// When readers first met it.
    pub first_published_at: Moment,
    /// The date it bore.
    pub published_at: Moment,
    /// The moment and the reason.
    pub retraction: Retraction,
}

/// What a revision says, save its body: kept whole in one column with every showing, so that a list is one statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// The title.
    pub headline: Headline,
    /// The summary under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standfirst: Option<Standfirst>,
    /// The label above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kicker: Option<Kicker>,
    /// The human part of its address.
    pub slug: Slug,
    /// The credits, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub byline: Vec<Credit>,
    /// Place and day of reporting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dateline: Option<Dateline>,
    /// The shelf it stands on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<SectionId>,
    /// The subjects, in order, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<TagId>,
    /// The language it is written in.
    pub language: Language,
    /// The picture above the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_image: Option<Image>,
    /// Where it lives if not with us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical_url: Option<WebUrl>,
    /// Words for search engines.
    #[serde(default, skip_serializing_if = "Seo::is_empty")]
    pub seo: Seo,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Admitted errors, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// That it was withdrawn: on a tombstone only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retraction: Option<Retraction>,
    /// That it was held back until this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargoed_until: Option<Moment>,
    /// Words in the body (UAX 29).
    #[serde(default)]
    pub word_count: u32,
    /// The article's version when this revision was put before readers.
    #[serde(default)]
    pub version: u32,
}

impl Card {
    /// Seconds that reading the body takes.
    pub fn reading_time_seconds(&self) -> u32 {
        reading_time_seconds(self.word_count)
    }
}

/// Seconds that reading so many words takes at 238 words a minute (Brysbaert 2019, silent reading of English non-fiction), at least one second where
/// there are words.
pub fn reading_time_seconds(words: u32) -> u32 {
    words.saturating_mul(60).div_ceil(238)
}

/// Place and day of reporting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline {
    /// Where it was reported.
    pub place: Label,
    /// The day, where it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<jiff::civil::Date>,
}

/// Words for search engines and previews, where they differ from the article's own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seo {
    /// In place of the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Label>,
    /// In place of the standfirst.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Label>,
}

impl Seo {
    /// Nothing was said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Where an article came from. System and id together are unique.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// The system it was imported from.
    pub system: Label,
    /// What that system calls it.
    pub id: Label,
    /// Where it lives there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<WebUrl>,
}

/// An admitted error: public and dated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// When it was corrected.
    pub at: Moment,
    /// What was wrong and what is right.
    pub text: Label,
}

/// That an article was withdrawn, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retraction {
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: Label,
}

/// A text as it was received, before it became a tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    /// What it was written in.
    pub format: SourceFormat,
    /// The text itself.
    pub text: String,
}

/// What a received text was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceFormat {
    /// HTML.
    Html,
    /// Markdown (CommonMark with tables and strikethrough).
    Markdown,
    /// Plain text with empty lines between paragraphs.
    Text,
    /// WordPress's post content: HTML with block comments or with line breaks for paragraphs, and shortcodes.
    WordPress,
}
