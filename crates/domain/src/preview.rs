//! Previews: links with which people outside the desk see one article before it is published, for a
//! limited time.

use async_trait::async_trait;

use crate::{
    error::Error,
    ids::{AccountId, ArticleId, PreviewId},
    mandate::Mandate,
    moment::Moment,
};

/// Link to the desk's version of one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preview {
    /// Identity of the preview.
    pub id: PreviewId,
    /// The one article that the link opens.
    pub article: ArticleId,
    /// Account that issued the link.
    pub made_by: Option<AccountId>,
    /// Moment of issue.
    pub made_at: Moment,
    /// Expiry of the link.
    pub until: Moment,
    /// Moment of revocation; the link is invalid from then on.
    pub revoked_at: Option<Moment>,
}

/// Links to be revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoking {
    /// One link.
    One(PreviewId),
    /// Every link to an article.
    AllOf(ArticleId),
}

impl Preview {
    /// Shortest lifetime of a link, in seconds.
    pub const SHORTEST_SECONDS: i64 = 60;
    /// Longest lifetime of a link, in seconds: one week.
    pub const LONGEST_SECONDS: i64 = 7 * 86_400;

    /// Returns `true` if the link is valid at a moment.
    pub fn is_good(&self, now: Moment) -> bool {
        now < self.until && self.revoked_at.is_none()
    }
}

/// Store of previews. An act is one transaction with its line in the audit log, and is done once
/// under its idempotency key.
#[async_trait]
pub trait Previews: Send + Sync {
    /// Stores a link.
    ///
    /// # Errors
    /// [`Error::Absent`] if the article does not exist, is deleted, or lies outside the scope of
    /// the mandate; [`Error::KeyReused`], [`Error::InProgress`].
    async fn add_preview(&self, mandate: Mandate, preview: Preview) -> Result<Preview, Error>;

    /// Revokes links and returns the number of links that were valid until then.
    ///
    /// # Errors
    /// [`Error::Absent`] if no such link or article lies within the scope of the command context;
    /// [`Error::KeyReused`], [`Error::InProgress`].
    async fn revoke_previews(&self, mandate: Mandate, which: Revoking) -> Result<u32, Error>;

    /// A stored link.
    async fn preview(&self, id: PreviewId) -> Result<Option<Preview>, Error>;
}
