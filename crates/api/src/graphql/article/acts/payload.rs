//! What an act on an article answers.

use std::sync::Arc;

use async_graphql::{Result, SimpleObject};
use standfirst_domain::{error::UserError, ports::Found, story::Story};

use crate::graphql::{
    article::Article,
    reading::Reading,
    user_errors::{UserErrorObject, parted},
};

/// What came of an act on an article.
#[derive(SimpleObject)]
pub struct ArticlePayload {
    /// The article as the desk has it after the act: its head revision and its new version. Null where there are user errors.
    article: Option<Article>,
    /// What stood against the act, all at once. Nothing was changed where there are any.
    user_errors: Vec<UserErrorObject>,
}

impl ArticlePayload {
    /// What came of an act.
    pub fn of(outcome: Result<Story, Vec<UserError>>, reading: &Arc<Reading>) -> Self {
        let (story, user_errors) = parted(outcome);
        let now = reading.reader.now;
        let draft = story.map(|story| Found::Draft(Arc::new(story.draft(now))));
        Self {
            article: draft.map(|draft| Article::new(draft, reading)),
            user_errors,
        }
    }
}
