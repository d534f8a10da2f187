//! Imported articles: articles as another system describes them, with names in place of our
//! identities.

use serde::{Deserialize, Serialize};

use crate::{
    article::{ArticleSource, Correction, Dateline, Retraction, Seo, SourceText},
    body::{Body, Image},
    contributor::{ContributorKind, CreditRole},
    ids::ArticleId,
    language::Language,
    moment::Moment,
    slug::Slug,
    tag::TagKind,
    text::{Headline, Kicker, Name, Standfirst},
    web_url::WebUrl,
};

/// An article from another system, parsed and checked, ready for import.
#[derive(Debug, Clone, PartialEq)]
pub struct NewArticle {
    /// Identity here: the existing one if the source record is known, a new one otherwise.
    pub id: ArticleId,
    /// Record in the other system. A later import finds the article by it.
    pub source: ArticleSource,
    /// SHA-256 of the source record. A later import compares it to see whether the record changed.
    pub digest: [u8; 32],
    /// Title of the article.
    pub headline: Headline,
    /// Summary under the headline.
    pub standfirst: Option<Standfirst>,
    /// Short label above the headline.
    pub kicker: Option<Kicker>,
    /// Wanted slug; the desk appends a number when another article has it.
    pub slug: Slug,
    /// Credits, in order.
    pub byline: Vec<NamedCredit>,
    /// Place and day of reporting.
    pub dateline: Option<Dateline>,
    /// Name of the section.
    pub section: Option<Name>,
    /// Tags by name, in order.
    pub tags: Vec<NamedTag>,
    /// Language; the publication's own if missing.
    pub language: Option<Language>,
    /// Picture above the text.
    pub lead_image: Option<Image>,
    /// Address of the original, if the article is published elsewhere first.
    pub canonical_url: Option<WebUrl>,
    /// Title and description for search engines.
    pub seo: Seo,
    /// Body of the article.
    pub body: Body,
    /// Text of the body as it was received.
    pub source_text: Option<SourceText>,
    /// Articles that the author linked to, in order.
    pub links: Vec<ArticleId>,
    /// Status the article is to get.
    pub intent: Intent,
    /// Last change in the source system, if the source gives it.
    pub updated_at: Option<Moment>,
    /// End of the embargo: until then only readers trusted to hold it see the article.
    pub embargoed_until: Option<Moment>,
    /// Expiry: from this moment the article is no longer visible.
    pub expires_at: Option<Moment>,
    /// Public corrections, in order.
    pub corrections: Vec<Correction>,
    /// Retraction, if the source withdrew the article.
    pub retraction: Option<Retraction>,
}

/// Status that an imported article is to get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Draft.
    Draft,
    /// In review.
    InReview,
    /// Unpublished: it was published once.
    Unpublished,
    /// Deleted in the source; kept here as deleted and restorable.
    Deleted,
    /// Published from a moment in the past or future; `None` means the moment of the import.
    Published(Option<Moment>),
}

/// Credit, by the contributor's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedCredit {
    /// Name of the contributor.
    pub name: Name,
    /// Role in which the contributor is credited.
    pub role: CreditRole,
    /// Kind of contributor, used when the contributor is new.
    pub kind: ContributorKind,
    /// Short biography, used when the contributor is new.
    pub biography: Option<String>,
}

/// Tag, by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedTag {
    /// Name as printed.
    pub name: Name,
    /// Kind of tag, used when the tag is new.
    pub kind: TagKind,
}

/// Result of importing one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The article is new and was created.
    Created,
    /// The source record is as it was at the last import.
    Unchanged,
    /// The source record changed, and the article was updated.
    Updated,
    /// The source record changed, but the article was edited here since; the edit stays.
    EditedHere,
}
