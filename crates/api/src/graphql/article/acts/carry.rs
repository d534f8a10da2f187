//! Carrying acts out: from a read input to the desk and back.

use async_graphql::{Context, ID, Result};
use standfirst_domain::{
    error::{Error as Failure, UserError},
    ids::ArticleId,
    moment::Moment,
    permission::{Action, Actor},
    story::{Decision, Story},
};

use super::payload::ArticlePayload;
use crate::graphql::{
    acting::{Acting, Authorization, guard},
    ids::Named,
    input::counted,
    reading::Reading,
    revising::Revised,
    user_errors::mendable,
};

/// An act on an article that is kept, as far as the matrix lets it come.
pub struct Errand<'a> {
    ctx: &'a Context<'a>,
    authorization: Authorization,
    revised: Revised,
    /// Where in the input the content stands.
    within: Option<&'static str>,
    /// When.
    pub now: Moment,
}

/// What an act decides, given the story, the actor and the moment.
type Deciding = Box<dyn Fn(&Story, Moment) -> Decision + Send + Sync>;

impl<'a> Errand<'a> {
    /// Leave for an act on an article.
    ///
    /// # Errors
    /// The matrix does not give it.
    pub fn of(ctx: &'a Context<'a>, action: Action, revised: Revised) -> Result<Self> {
        let authorization = guard(ctx, action)?;
        let now = Acting::of(ctx)?.now;
        Ok(Self {
            ctx,
            authorization,
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
        &self.authorization.actor
    }

    /// Whether only what is the actor's own is within reach.
    pub fn is_for_own(&self) -> bool {
        self.authorization.permit == standfirst_domain::permission::Access::Own
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
        reasons: Vec<UserError>,
        decide: impl Fn(&Story, Moment) -> Decision + Send + Sync + 'static,
    ) -> Result<ArticlePayload> {
        let reading = Reading::of(self.ctx)?;
        let outcome = self.try_out(reasons, Box::new(decide)).await?;
        Ok(ArticlePayload::of(outcome, reading))
    }

    async fn try_out(
        self,
        mut reasons: Vec<UserError>,
        decide: Deciding,
    ) -> Result<Result<Story, Vec<UserError>>> {
        let desk = &Acting::of(self.ctx)?.desk;
        let context = self.revised.context(self.ctx, &self.authorization)?;
        let Some(id) = self.article() else {
            reasons.push(UserError::absent("id", "article"));
            return Ok(Err(reasons));
        };
        let (now, against) = (self.now, reasons.clone());
        let outcome = desk
            .amend(
                context,
                id,
                counted(self.revised.expected_version),
                Box::new(move |story| all_at_once(decide(story, now), &against)),
            )
            .await;
        let told_already = matches!(outcome, Err(Failure::Invalid(_)));
        let outcome = mendable(outcome)?;
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
fn placed(mut reason: UserError, within: Option<&str>) -> UserError {
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
fn all_at_once(decision: Decision, against: &[UserError]) -> Decision {
    if against.is_empty() {
        return decision;
    }
    let mut reasons = against.to_vec();
    reasons.extend(decision.err().into_iter().flatten());
    Err(reasons)
}

/// The article that an id names, if it is one.
pub fn article_of(id: &ID) -> Option<ArticleId> {
    match Named::of(id) {
        Some(Named::Article(id)) => Some(id),
        _ => None,
    }
}
