//! Previews: links under which a front end shows one article before readers may see it.

use async_trait::async_trait;

use crate::{
    command_context::CommandContext,
    error::Error,
    ids::{AccountId, ArticleId, PreviewId},
    moment::Moment,
};

/// A link that opens the head revision of one article until it expires or is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preview {
    /// Identifier of the link.
    pub id: PreviewId,
    /// Article that the link opens.
    pub article: ArticleId,
    /// Account that created the link.
    pub created_by: Option<AccountId>,
    /// Moment of creation.
    pub created_at: Moment,
    /// Moment from which the link opens nothing.
    pub expires_at: Moment,
    /// Moment of revocation.
    pub revoked_at: Option<Moment>,
}

/// Links that a command revokes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreviewsToRevoke {
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

    /// Returns `true` if the link opens its article at a moment.
    pub fn is_valid(&self, now: Moment) -> bool {
        now < self.expires_at && self.revoked_at.is_none()
    }
}

/// Storage of previews. One command is one transaction, which also writes the audit log.
#[async_trait]
pub trait Previews: Send + Sync {
    /// Stores a link. Sent again with its idempotency key, the answer is the link stored first.
    ///
    /// # Errors
    /// [`Error::ArticleNotFound`] when the article does not exist, was deleted, or is outside the
    /// actor's scope; [`Error::KeyReused`], [`Error::InProgress`].
    async fn add_preview(
        &self,
        context: CommandContext,
        preview: Preview,
    ) -> Result<Preview, Error>;

    /// Revokes links. Answers the number of links that were valid until then.
    ///
    /// # Errors
    /// [`Error::PreviewNotFound`] or [`Error::ArticleNotFound`] when the link or the article does
    /// not exist or is outside the actor's scope; [`Error::KeyReused`], [`Error::InProgress`].
    async fn revoke_previews(
        &self,
        context: CommandContext,
        which: PreviewsToRevoke,
    ) -> Result<u32, Error>;

    /// One link in its present state.
    async fn preview(&self, id: PreviewId) -> Result<Option<Preview>, Error>;
}
