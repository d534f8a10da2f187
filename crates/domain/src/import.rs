//! Imported articles. Another system describes them, so they carry names in place of our
//! identifiers.

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

/// Article from another system, parsed and checked, ready for import.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedArticle {
    /// Identifier: the existing one if the source record is known, a new one otherwise.
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
    pub byline: Vec<ImportedCredit>,
    /// Place and day of reporting.
    pub dateline: Option<Dateline>,
    /// Name of the section.
    pub section: Option<Name>,
    /// Tags by name, in order.
    pub tags: Vec<ImportedTag>,
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
    /// Status of the article after the import.
    pub initial_status: InitialStatus,
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

/// Status of an article after its creation or import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InitialStatus {
    /// Draft.
    Draft,
    /// In review.
    InReview,
    /// Unpublished: it was published once.
    Unpublished,
    /// Deleted in the source; stored here as deleted and restorable.
    Deleted,
    /// Published from a moment in the past or future; `None` means the moment of the import.
    Published(Option<Moment>),
}

/// Credit of a contributor by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedCredit {
    /// Name of the contributor.
    pub name: Name,
    /// Role in which the contributor is credited.
    pub role: CreditRole,
    /// Kind of contributor, used when the contributor is new.
    pub kind: ContributorKind,
    /// Short biography, used when the contributor is new.
    pub biography: Option<String>,
}

/// Tag by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedTag {
    /// Name as printed.
    pub name: Name,
    /// Kind of tag, used when the tag is new.
    pub kind: TagKind,
}

/// Result of importing one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportOutcome {
    /// The article is new and was created.
    Created,
    /// The source record has not changed since the last import.
    Unchanged,
    /// The source record changed, and the article was updated.
    Updated,
    /// The source record changed, but the article was edited here since; the edit stays.
    EditedHere,
}
