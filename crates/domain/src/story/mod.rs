//! A story: an article as the desk holds it, and the acts of its life.
//!
//! Each act is a pure function from the story and the moment to an [`Amendment`], the story as it would be, or to every reason against it. The
//! store carries an amendment out in one transaction; since nothing here has an effect, it may ask again after a conflict.

mod bin;
pub mod diff;
mod drafting;
mod intake;
mod life;
mod placing;
mod references;

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    article::{Card, Correction, Dateline, Retraction, Seo, Source, SourceText, Status},
    body::{Body, Image},
    contributor::Credit,
    error::UserError,
    ids::{AccountId, ArticleId, RevisionNumber, SectionId, TagId},
    language::Language,
    moment::Moment,
    showing::Showing,
    slug::Slug,
    text::{Headline, Kicker, Label, Standfirst},
    web_url::WebUrl,
};

pub use intake::Filing;
pub use references::{References, places};

/// An article as the desk holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Its identity.
    pub id: ArticleId,
    /// Counts the acts: 1 when filed, one more with each.
    pub version: u32,
    /// Where it is in its life.
    pub status: Status,
    /// Who filed it; `None` for an import.
    pub owner: Option<AccountId>,
    /// Where it came from.
    pub source: Option<Source>,
    /// When it was filed here.
    pub filed_at: Moment,
    /// When everybody first met it, or will.
    pub first_published_at: Option<Moment>,
    /// The date it bears.
    pub published_at: Option<Moment>,
    /// When what readers see last changed, or the draft if they never saw it.
    pub updated_at: Moment,
    /// Not before this moment, save for those trusted to hold it.
    pub embargoed_until: Option<Moment>,
    /// Not after this moment.
    pub expires_at: Option<Moment>,
    /// Admitted errors, in order.
    pub corrections: Vec<Correction>,
    /// That it is withdrawn; kept until readers see the article again.
    pub retraction: Option<Retraction>,
    /// What it was before it was deleted.
    pub deleted_from: Option<Status>,
    /// The latest revision, which readers need not have seen.
    pub head: Arc<Revision>,
    /// The revision that was last put before readers, or is scheduled to be.
    pub published: Option<RevisionNumber>,
    /// The revisions that acts may need: the head, the published one, and those that are, will be or last were before readers.
    pub kept: Vec<Arc<Revision>>,
    /// All its showings, in order.
    pub showings: Vec<Showing>,
    /// The number that the next showing gets.
    pub next_showing: u32,
}

/// A kept version of an article: the whole of it, so that restoring loses nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// Its place in the article's history.
    pub number: RevisionNumber,
    /// When it was made.
    pub made_at: Moment,
    /// Who made it; `None` for an import.
    pub actor: Option<AccountId>,
    /// Why it was made.
    pub note: Option<Label>,
    /// What it says.
    pub content: Content,
}

/// What a revision says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// The title.
    pub headline: Headline,
    /// The summary under it.
    pub standfirst: Option<Standfirst>,
    /// The label above it.
    pub kicker: Option<Kicker>,
    /// The human part of its address.
    pub slug: Slug,
    /// The credits, in order.
    pub byline: Vec<Credit>,
    /// Place and day of reporting.
    pub dateline: Option<Dateline>,
    /// The shelf.
    pub section: Option<SectionId>,
    /// The subjects, in order, each once.
    pub tags: Vec<TagId>,
    /// The language.
    pub language: Language,
    /// The picture above the text.
    pub lead_image: Option<Image>,
    /// Where it lives if not with us.
    pub canonical_url: Option<WebUrl>,
    /// Words for search engines.
    pub seo: Seo,
    /// The articles that the author links to, in order, each once.
    pub links: Vec<ArticleId>,
    /// What an editor chose to stand beside it, and what not.
    #[serde(default, skip_serializing_if = "Picks::is_empty")]
    pub picks: Picks,
    /// The text. Kept in a column of its own.
    #[serde(skip)]
    pub body: Arc<Body>,
    /// The text as it was received. Kept in columns of its own.
    #[serde(skip)]
    pub source_text: Option<Arc<SourceText>>,
}

/// What an editor chose to stand beside an article. They are part of a revision: readers see them when it is published.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Picks {
    /// The articles that come first, in this order, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pinned: Vec<ArticleId>,
    /// The articles that never stand beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<ArticleId>,
}

impl Picks {
    /// The most articles that may be pinned, and the most that may be excluded.
    pub const MOST: usize = 20;

    /// Nothing was chosen.
    pub const fn is_empty(&self) -> bool {
        self.pinned.is_empty() && self.excluded.is_empty()
    }
}

/// What is done to a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Brought in.
    File,
    /// Brought in again, changed by the system it came from.
    TakeIn,
    /// Changed at the desk only.
    Amend,
    /// Given to an editor.
    Submit,
    /// Given back to its author.
    Return,
    /// Put before readers, now or at a time.
    Publish,
    /// Taken from readers.
    Unpublish,
    /// Held back until a time.
    Embargo,
    /// Ended at a time.
    Expire,
    /// Changed before readers, with an admission.
    Correct,
    /// Withdrawn.
    Retract,
    /// Thrown away.
    Delete,
    /// Taken back out of the bin, or given an earlier revision again.
    Restore,
}

/// The story as it would be after an act.
#[derive(Debug, Clone, PartialEq)]
pub struct Amendment {
    /// What was done.
    pub act: Act,
    /// When.
    pub at: Moment,
    /// Why, where the act gives a reason.
    pub reason: Option<Label>,
    /// The story, one version on.
    pub story: Story,
    /// What each newly opened showing puts before readers, by its number.
    pub cards: BTreeMap<u32, Card>,
    /// The showings that never came before anybody and now never will.
    pub withdrawn: Vec<u32>,
    /// Whether the slug was made from the headline, so that it may get a number where another article has it.
    pub slug_is_made: bool,
}

/// An amendment, or every reason against it.
pub type Decision = Result<Amendment, Vec<UserError>>;
