//! What comes in from outside: an article as another system tells it, with names where we keep identities.

use serde::{Deserialize, Serialize};

use crate::{
    article::{Correction, Dateline, Retraction, Seo, Source, SourceText},
    body::{Body, Image},
    contributor::{ContributorKind, Role},
    ids::ArticleId,
    language::Language,
    moment::Moment,
    slug::Slug,
    tag::TagKind,
    text::{Headline, Kicker, Name, Standfirst},
    web_url::WebUrl,
};

/// An article from another system, parsed and checked, ready for the desk to file.
#[derive(Debug, Clone, PartialEq)]
pub struct NewArticle {
    /// Its identity here: the one it already has when the source is known, a new one otherwise.
    pub id: ArticleId,
    /// Where it comes from: the source's own name for it makes a second import find it again.
    pub source: Source,
    /// A digest of the source's record, by which a second import sees whether it changed.
    pub digest: [u8; 32],
    /// The title.
    pub headline: Headline,
    /// The summary under it.
    pub standfirst: Option<Standfirst>,
    /// The label above it.
    pub kicker: Option<Kicker>,
    /// The slug asked for; the desk adds a number when another article has it.
    pub slug: Slug,
    /// The credits, in order.
    pub byline: Vec<NamedCredit>,
    /// Place and day of reporting.
    pub dateline: Option<Dateline>,
    /// The section, by name.
    pub section: Option<Name>,
    /// The subjects, by name, in order.
    pub tags: Vec<NamedTag>,
    /// The language; the publication's own when the source does not say.
    pub language: Option<Language>,
    /// The picture above the text.
    pub lead_image: Option<Image>,
    /// Where the article lives if not with us.
    pub canonical_url: Option<WebUrl>,
    /// Words for search engines.
    pub seo: Seo,
    /// The text.
    pub body: Body,
    /// The text as it was received.
    pub source_text: Option<SourceText>,
    /// Articles that the author linked to, in order.
    pub links: Vec<ArticleId>,
    /// Whether and when it is to be before readers.
    pub intent: Intent,
    /// When its source last changed it, if it says so.
    pub updated_at: Option<Moment>,
    /// Not before this moment, save for partners trusted to hold it.
    pub embargoed_until: Option<Moment>,
    /// Not after this moment.
    pub expires_at: Option<Moment>,
    /// Admitted errors, in order.
    pub corrections: Vec<Correction>,
    /// That it was withdrawn.
    pub retraction: Option<Retraction>,
}

/// Whether and when an article that comes in is to be before readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Kept at the desk.
    Draft,
    /// Kept at the desk, awaiting an editor.
    InReview,
    /// Once published, not now.
    Unpublished,
    /// Thrown away over there: kept here as deleted, restorable.
    Deleted,
    /// Before readers from this moment, in the past or the future; `None` is the moment of the import.
    Published(Option<Moment>),
}

/// A credit by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedCredit {
    /// Who.
    pub name: Name,
    /// As what.
    pub role: Role,
    /// A person or an agency.
    pub kind: ContributorKind,
    /// A few sentences about them, kept when the contributor is new.
    pub biography: Option<String>,
}

/// A tag by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedTag {
    /// As printed.
    pub name: Name,
    /// What it names, kept when the tag is new.
    pub kind: TagKind,
}

/// What became of one article of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is new here.
    Filed,
    /// The source is as it was at the last import.
    Unchanged,
    /// The source changed, and so did the article.
    Amended,
    /// The source changed, but so did the article here: the edit made here stands.
    EditedHere,
}
