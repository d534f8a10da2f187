//! Commands on an article: from a validated input to the desk, and back to a payload.

use std::sync::Arc;

use async_graphql::{Context, Result, SimpleObject};
use standfirst_domain::{
    error::{Error as Failure, UserError},
    ids::ArticleId,
    moment::Moment,
    permission::{Access, Action, Actor},
    ports::FoundArticle,
    story::{Decision, Story},
};

use crate::graphql::{
    article::Article,
    command_input::VersionedInput,
    ids::GlobalId,
    input::non_negative,
    read_context::ReadContext,
    user_errors::{MutationError, Outcome, UserErrorObject, payload},
    write_context::{Authorization, WriteContext, guard},
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

/// An authorized command on an existing article.
pub struct ArticleCommand<'a> {
    ctx: &'a Context<'a>,
    authorization: Authorization,
    revised: VersionedInput,
    /// Field of the input that holds the content.
    content_field: Option<&'static str>,
    now: Moment,
}

/// Pure decision of a command about the story at a moment.
type Decide = Box<dyn Fn(&Story, Moment) -> Decision + Send + Sync>;

impl<'a> ArticleCommand<'a> {
    /// Authorizes a command on an article.
    ///
    /// # Errors
    /// The permission matrix does not allow it.
    pub fn authorize(
        ctx: &'a Context<'a>,
        action: Action,
        revised: VersionedInput,
    ) -> Result<Self> {
        let authorization = guard(ctx, action)?;
        let now = WriteContext::from_graphql(ctx)?.caller.now;
        Ok(Self {
            ctx,
            authorization,
            revised,
            content_field: None,
            now,
        })
    }

    /// Sets the field of the input that holds the content.
    #[must_use]
    pub const fn with_content_in(mut self, field: &'static str) -> Self {
        self.content_field = Some(field);
        self
    }

    /// The actor.
    pub fn actor(&self) -> &Actor {
        &self.authorization.actor
    }

    /// Returns whether the actor may act on its own articles only.
    pub fn is_for_own(&self) -> bool {
        self.authorization.access == Access::Own
    }

    /// Article that the input names.
    pub fn article(&self) -> Option<ArticleId> {
        GlobalId::decode_as(&self.revised.id)
    }

    /// Executes the command, unless its input has errors. Errors of the input are returned together
    /// with all errors of the decision.
    ///
    /// # Errors
    /// An error that the caller cannot fix.
    pub async fn execute(
        self,
        input_errors: Vec<UserError>,
        decide: impl Fn(&Story, Moment) -> Decision + Send + Sync + 'static,
    ) -> Outcome<Article> {
        let read_context = ReadContext::from_graphql(self.ctx)?;
        let story = self.try_execute(input_errors, Box::new(decide)).await?;
        Ok(changed_article(&story, read_context))
    }

    async fn try_execute(self, mut input_errors: Vec<UserError>, decide: Decide) -> Outcome<Story> {
        let desk = &WriteContext::from_graphql(self.ctx)?.desk;
        let context = self.revised.sent.context(self.ctx, &self.authorization)?;
        let Some(id) = self.article() else {
            input_errors.push(UserError::not_found("id", "article"));
            return Err(input_errors.into());
        };
        let (now, known_errors) = (self.now, input_errors.clone());
        // The desk is called even if the input has errors, so that one answer names all of them.
        let outcome = desk
            .amend(
                context,
                id,
                non_negative(self.revised.expected_version),
                Box::new(move |story| with_input_errors(decide(story, now), &known_errors)),
            )
            .await;
        // Errors of the decision already contain those of the input; a conflict does not.
        let includes_input_errors = matches!(outcome, Err(Failure::Invalid(_)));
        let content_field = self.content_field;
        outcome.map_err(|failure| match failure.into() {
            MutationError::User(errors) if includes_input_errors => {
                let errors = errors.into_iter();
                let errors = errors.map(|error| with_path(error, content_field));
                MutationError::User(errors.collect())
            }
            MutationError::User(errors) => {
                input_errors.extend(errors);
                MutationError::User(input_errors)
            }
            field => field,
        })
    }
}

/// Fields of the content that only the store can check.
const STORE_CHECKED_FIELDS: [&str; 4] = ["section", "tags", "byline", "slug"];

/// Completes the field of an error of the store, which is a path within the content.
fn with_path(mut error: UserError, content_field: Option<&str>) -> UserError {
    let is_within_content = |field: &str| {
        let root = field.split(['[', '.']).next().unwrap_or(field);
        STORE_CHECKED_FIELDS.contains(&root)
    };
    if let (Some(field), Some(content_field)) = (&mut error.field, content_field)
        && is_within_content(field)
    {
        *field = format!("{content_field}.{field}");
    }
    error
}

/// The decision, or all errors of the input and of the decision.
fn with_input_errors(decision: Decision, input_errors: &[UserError]) -> Decision {
    if input_errors.is_empty() {
        return decision;
    }
    let mut errors = input_errors.to_vec();
    errors.extend(decision.err().into_iter().flatten());
    Err(errors)
}
