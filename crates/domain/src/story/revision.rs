//! Revisions: the kept versions of an article.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    article::{Dateline, Seo, SourceText},
    body::{Body, Image},
    contributor::Credit,
    ids::{AccountId, ArticleId, RevisionNumber, SectionId, TagId},
    language::Language,
    moment::Moment,
    slug::Slug,
    text::{Headline, Kicker, Label, Standfirst},
    web_url::WebUrl,
};

/// A kept version of an article, complete, so that restoring it loses nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// Position in the article's history, from 1.
    pub number: RevisionNumber,
    /// Moment at which the revision was made.
    pub created_at: Moment,
    /// Account that made the revision; `None` for an import.
    pub actor: Option<AccountId>,
    /// Note on the change, for the desk.
    pub note: Option<Label>,
    /// Content of the revision.
    pub content: Content,
}

/// Content of a revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Title of the article.
    pub headline: Headline,
    /// Summary under the headline.
    pub standfirst: Option<Standfirst>,
    /// Short label above the headline.
    pub kicker: Option<Kicker>,
    /// Human part of the article's address.
    pub slug: Slug,
    /// Credits, in order.
    pub byline: Vec<Credit>,
    /// Place and day of reporting.
    pub dateline: Option<Dateline>,
    /// Section of the article.
    pub section: Option<SectionId>,
    /// Tags, in order, each once.
    pub tags: Vec<TagId>,
    /// Language of the article.
    pub language: Language,
    /// Picture above the text.
    pub lead_image: Option<Image>,
    /// Address of the original, if the article is published elsewhere first.
    pub canonical_url: Option<WebUrl>,
    /// Title and description for search engines.
    pub seo: Seo,
    /// Articles that the text links to, in order, each once.
    pub links: Vec<ArticleId>,
    /// Related articles that an editor pinned or excluded.
    #[serde(default, skip_serializing_if = "Picks::is_empty")]
    pub picks: Picks,
    /// Body of the article. Stored in a column of its own.
    #[serde(skip)]
    pub body: Arc<Body>,
    /// Text as it was received. Stored in columns of its own.
    #[serde(skip)]
    pub source_text: Option<Arc<SourceText>>,
}

/// Related articles that an editor pinned or excluded. They are part of a revision, so readers see
/// them when it is published.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Picks {
    /// Articles listed first among the related ones, in this order, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pinned: Vec<ArticleId>,
    /// Articles never listed among the related ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<ArticleId>,
}

impl Picks {
    /// Largest number of pinned articles, and of excluded ones.
    pub const MOST: usize = 20;

    /// Returns `true` if nothing is pinned or excluded.
    pub const fn is_empty(&self) -> bool {
        self.pinned.is_empty() && self.excluded.is_empty()
    }
}
