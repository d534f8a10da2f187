//! What an act on an article answers.

use std::sync::Arc;

use async_graphql::{Result, SimpleObject};
use standfirst_domain::{error::Refusal, ports::Found, story::Story};

use crate::graphql::{
    article::Article,
    reading::Reading,
    user_errors::{UserError, told},
};

/// What came of an act on an article.
#[derive(SimpleObject)]
pub struct ArticlePayload {
    /// The article as the desk has it after the act: its head revision and its new version. Null where there are user errors.
    article: Option<Article>,
    /// What stood against the act, all at once. Nothing was changed where there are any.
    user_errors: Vec<UserError>,
}

impl ArticlePayload {
    /// What came of an act.
    pub fn of(outcome: Result<Story, Vec<Refusal>>, reading: &Arc<Reading>) -> Self {
        match outcome {
            Ok(story) => Self {
                article: Some(Article::new(
                    Found::Draft(Arc::new(story.draft(reading.reader.now))),
                    reading,
                )),
                user_errors: Vec::new(),
            },
            Err(reasons) => Self {
                article: None,
                user_errors: told(reasons),
            },
        }
    }
}
