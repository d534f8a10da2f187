//! Previews: links under which somebody outside sees one article before readers do, for a while.

use async_trait::async_trait;

use crate::{
    command_context::CommandContext,
    error::Error,
    ids::{AccountId, ArticleId, PreviewId},
    moment::Moment,
};

/// A link to what the desk has of one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preview {
    /// Its identity.
    pub id: PreviewId,
    /// The one article that it opens.
    pub article: ArticleId,
    /// Who gave it out.
    pub made_by: Option<AccountId>,
    /// When.
    pub made_at: Moment,
    /// Until when it is good.
    pub until: Moment,
    /// Since when it is good no more, whatever was said.
    pub revoked_at: Option<Moment>,
}

/// Which links are revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoking {
    /// This one.
    One(PreviewId),
    /// Every link to this article.
    AllOf(ArticleId),
}

impl Preview {
    /// How long a link is good at the least, in seconds.
    pub const SHORTEST_SECONDS: i64 = 60;
    /// How long a link is good at the most, in seconds: a week.
    pub const LONGEST_SECONDS: i64 = 7 * 86_400;

    /// Whether it opens its article at a moment.
    pub fn is_good(&self, now: Moment) -> bool {
        now < self.until && self.revoked_at.is_none()
    }
}

/// Keeping previews, so that each can be revoked. An act is one transaction with its line in the audit log, and done once under its key.
#[async_trait]
pub trait Previews: Send + Sync {
    /// Notes a link.
    ///
    /// # Errors
    /// [`Error::Absent`] where the article is not there, was deleted, or is out of the command context's reach; [`Error::KeyReused`], [`Error::InProgress`].
    async fn add_preview(
        &self,
        context: CommandContext,
        preview: Preview,
    ) -> Result<Preview, Error>;

    /// Revokes links and answers how many were good until then.
    ///
    /// # Errors
    /// [`Error::Absent`] where there is no such link or article within the command context's reach; [`Error::KeyReused`], [`Error::InProgress`].
    async fn revoke_previews(&self, context: CommandContext, which: Revoking)
    -> Result<u32, Error>;

    /// A link as it stands.
    async fn preview(&self, id: PreviewId) -> Result<Option<Preview>, Error>;
}
