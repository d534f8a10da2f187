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

/// An act on an article that is kept, as far as the matrix lets it come.
pub struct ArticleCommand<'a> {
    ctx: &'a Context<'a>,
    warrant: Warrant,
    revised: VersionedInput,
    /// Where in the input the content stands.
    within: Option<&'static str>,
    /// When.
    pub now: Moment,
}

/// What an act decides, given the story, the actor and the moment.
type Deciding = Box<dyn Fn(&Story, Moment) -> Decision + Send + Sync>;

impl<'a> ArticleCommand<'a> {
    /// Leave for an act on an article.
    ///
    /// # Errors
    /// The matrix does not give it.
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

    /// The act takes a content in this field of its input.
    #[must_use]
    pub const fn with_content_in(mut self, field: &'static str) -> Self {
        self.within = Some(field);
        self
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.warrant.actor
    }

    /// Whether only what is the actor's own is within reach.
    pub fn is_for_own(&self) -> bool {
        self.warrant.permit == standfirst_domain::permission::Permit::Own
    }

    /// The article that the input names.
    pub fn article(&self) -> Option<ArticleId> {
        article_of(&self.revised.id)
    }

    /// Carries the act out, unless there are reasons against its input; then they are told with all else that stands against it.
    ///
    /// # Errors
    /// What the caller cannot mend.
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

/// The fields of a content that only the store can find fault with.
const OF_CONTENT: [&str; 4] = ["section", "tags", "byline", "slug"];

/// A reason with its field as a path from the input: the store knows it as a path from the content.
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

/// A decision, or everything that stands against it and its input.
fn all_at_once(decision: Decision, against: &[Refusal]) -> Decision {
    if against.is_empty() {
        return decision;
    }
    let mut reasons = against.to_vec();
    reasons.extend(decision.err().into_iter().flatten());
    Err(reasons)
}

/// The article that an id names, if it is one.
pub fn article_of(id: &ID) -> Option<ArticleId> {
    match GlobalId::decode(id) {
        Some(GlobalId::Article(id)) => Some(id),
        _ => None,
    }
}
