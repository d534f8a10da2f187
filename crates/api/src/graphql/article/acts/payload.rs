//! Payload of the mutations on articles.

use std::sync::Arc;

use async_graphql::SimpleObject;
use standfirst_domain::{ports::FoundArticle, story::Story};

use crate::graphql::{
    article::Article,
    read_context::ReadContext,
    user_errors::{UserErrorObject, payload},
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

payload!(ArticlePayload, article: Article);

/// Wraps the head revision of a story that a mutation changed.
pub fn changed_article(story: &Story, read_context: &Arc<ReadContext>) -> Article {
    let draft = FoundArticle::Draft(Arc::new(story.draft(read_context.reader.now)));
    Article::new(draft, read_context)
}
