//! Payload of the mutations on articles.

use std::sync::Arc;

use async_graphql::{Result, SimpleObject};
use standfirst_domain::{error::UserError, ports::FoundArticle, story::Story};

use crate::graphql::{
    article::Article,
    read_context::ReadContext,
    user_errors::{UserErrorObject, into_payload_parts},
};

/// Result of a mutation on an article.
#[derive(SimpleObject)]
pub struct ArticlePayload {
    /// Article after the mutation: its head revision with the new version. Null if there are user
    /// errors.
    article: Option<Article>,
    /// Errors that the caller can correct, all at once. Empty on success; otherwise nothing was
    /// changed.
    user_errors: Vec<UserErrorObject>,
}

impl ArticlePayload {
    /// Creates the payload of a command.
    pub fn from_outcome(
        outcome: Result<Story, Vec<UserError>>,
        read_context: &Arc<ReadContext>,
    ) -> Self {
        let (story, user_errors) = into_payload_parts(outcome);
        let now = read_context.reader.now;
        let draft = story.map(|story| FoundArticle::Draft(Arc::new(story.draft(now))));
        Self {
            article: draft.map(|draft| Article::new(draft, read_context)),
            user_errors,
        }
    }
}
