//! Carrying acts out: from a read input to the desk and back.

use async_graphql::{Context, ID, Result};
use standfirst_domain::{
    error::{Error as Failure, Refusal},
    ids::ArticleId,
    moment::Moment,
    permission::{Action, Actor},
    story::{Decision, Story},
};

use super::payload::ArticlePayload;
use crate::graphql::{
    command_input::VersionedInput,
    ids::GlobalId,
    input::counted,
    read_context::ReadContext,
    user_errors::split_user_errors,
    write_context::{Warrant, WriteContext, guard},
};

/// A command on an existing article, authorized by the permission matrix.
pub struct ArticleCommand<'a> {
    ctx: &'a Context<'a>,
    warrant: Warrant,
    revised: VersionedInput,
    /// Field of the input that holds the article's content.
    within: Option<&'static str>,
    /// Time of the request.
    pub now: Moment,
}

/// Decision of a command, given the article and the time.
type Deciding = Box<dyn Fn(&Story, Moment) -> Decision + Send + Sync>;

impl<'a> ArticleCommand<'a> {
    /// Authorizes a command on an article.
    ///
    /// # Errors
    /// The role of the caller does not allow the action.
    pub fn of(ctx: &'a Context<'a>, action: Action, revised: VersionedInput) -> Result<Self> {
        let warrant = guard(ctx, action)?;
        let now = WriteContext::from_graphql(ctx)?.now;
        Ok(Self {
            ctx,
            warrant,
            revised,
            within: None,
            now,
        })
    }

    /// Sets the field of the input that holds the article's content.
    #[must_use]
    pub const fn with_content_in(mut self, field: &'static str) -> Self {
        self.within = Some(field);
        self
    }

    /// Account that carries out the command.
    pub fn actor(&self) -> &Actor {
        &self.warrant.actor
    }

    /// Checks that the command is limited to the caller's own articles.
    pub fn is_for_own(&self) -> bool {
        self.warrant.permit == standfirst_domain::permission::Permit::Own
    }

    /// Article that the input names.
    pub fn article(&self) -> Option<ArticleId> {
        article_of(&self.revised.id)
    }

    /// Carries out the command and returns its payload. Reasons against the input are returned
    /// together with all reasons against the command.
    ///
    /// # Errors
    /// Failures that the caller cannot correct.
    pub async fn carry_out(
        self,
        reasons: Vec<Refusal>,
        decide: impl Fn(&Story, Moment) -> Decision + Send + Sync + 'static,
    ) -> Result<ArticlePayload> {
        let read_context = ReadContext::from_graphql(self.ctx)?;
        let outcome = self.try_out(reasons, Box::new(decide)).await?;
        Ok(ArticlePayload::of(outcome, read_context))
    }

    async fn try_out(
        self,
        mut reasons: Vec<Refusal>,
        decide: Deciding,
    ) -> Result<Result<Story, Vec<Refusal>>> {
        let desk = &WriteContext::from_graphql(self.ctx)?.desk;
        let mandate = self.revised.mandate(self.ctx, &self.warrant)?;
        let Some(id) = self.article() else {
            reasons.push(Refusal::absent("id", "article"));
            return Ok(Err(reasons));
        };
        let (now, against) = (self.now, reasons.clone());
        let outcome = desk
            .amend(
                mandate,
                id,
                counted(self.revised.expected_version),
                Box::new(move |story| all_at_once(decide(story, now), &against)),
            )
            .await;
        let told_already = matches!(outcome, Err(Failure::Refused(_)));
        let outcome = split_user_errors(outcome)?;
        let within = self.within;
        Ok(outcome.map_err(|more| {
            if told_already {
                return more
                    .into_iter()
                    .map(|reason| placed(reason, within))
                    .collect();
            }
            reasons.extend(more);
            reasons
        }))
    }
}

/// Fields of the content that only the store can reject.
const OF_CONTENT: [&str; 4] = ["section", "tags", "byline", "slug"];

/// A user error whose field is a path from the input; the store reports paths from the content.
fn placed(mut reason: Refusal, within: Option<&str>) -> Refusal {
    let is_of_content = |field: &str| {
        let root = field.split(['[', '.']).next().unwrap_or(field);
        OF_CONTENT.contains(&root)
    };
    if let (Some(field), Some(within)) = (&mut reason.field, within)
        && is_of_content(field)
    {
        *field = format!("{within}.{field}");
    }
    reason
}

/// The decision, or every reason against it and against its input.
fn all_at_once(decision: Decision, against: &[Refusal]) -> Decision {
    if against.is_empty() {
        return decision;
    }
    let mut reasons = against.to_vec();
    reasons.extend(decision.err().into_iter().flatten());
    Err(reasons)
}

/// Article that an id names, if it names one.
pub fn article_of(id: &ID) -> Option<ArticleId> {
    match GlobalId::decode(id) {
        Some(GlobalId::Article(id)) => Some(id),
        _ => None,
    }
}
