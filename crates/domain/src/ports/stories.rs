//! Stories: articles as the desk works on them, with their revisions and showings.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    command_context::CommandContext,
    error::Error,
    ids::{AccountId, ArticleId, RevisionNumber},
    story::{Content, Decision, Revision, Story},
};

/// Pure decision on what a command makes of a story. The store may call it again after a conflict
/// of transactions.
pub type Decide = Box<dyn Fn(&Story) -> Decision + Send + Sync>;

/// An article to be created as a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct NewStory {
    /// Identifier of the article.
    pub id: ArticleId,
    /// Content of the first revision, with the wanted slug.
    pub content: Content,
    /// The command fails when another article has the slug. If `false`, the store appends a number
    /// to the slug.
    pub slug_is_chosen: bool,
    /// Account that creates the article.
    pub owner: Option<AccountId>,
}

/// Commands on stories.
///
/// One command is one transaction, which also writes the audit log and the change log. A command
/// that is sent again with its idempotency key is not carried out again: the answer is the article
/// as it is by then.
#[async_trait]
pub trait StoryStore: Send + Sync {
    /// Creates an article as a draft.
    ///
    /// # Errors
    /// [`Error::Invalid`] when another article has the chosen slug, or the content refers to a tag,
    /// section, contributor or article that does not exist; [`Error::KeyReused`],
    /// [`Error::InProgress`].
    async fn create_story(&self, context: CommandContext, story: NewStory) -> Result<Story, Error>;

    /// Carries out the decision of `decide` on the story at the expected version.
    ///
    /// # Errors
    /// [`Error::ArticleNotFound`], also outside the actor's scope; [`Error::Conflict`] at another
    /// version; [`Error::Invalid`] with every reason of `decide`; [`Error::KeyReused`],
    /// [`Error::InProgress`].
    async fn amend(
        &self,
        context: CommandContext,
        id: ArticleId,
        expected_version: u32,
        decide: Decide,
    ) -> Result<Story, Error>;
}

/// Reads of stories at the desk.
#[async_trait]
pub trait StoryReads: Send + Sync {
    /// The story in its present state. Several statements over one snapshot.
    async fn story(&self, id: ArticleId) -> Result<Option<Story>, Error>;

    /// One revision of an article. Revisions never change, so a command may read one beforehand.
    async fn revision(
        &self,
        id: ArticleId,
        number: RevisionNumber,
    ) -> Result<Option<Arc<Revision>>, Error>;

    /// Number of articles in every status, deleted ones included.
    async fn article_count(&self) -> Result<u64, Error>;
}
