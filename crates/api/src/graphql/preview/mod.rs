//! Preview links, under which a front end shows one article before readers see it.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use standfirst_domain::{
    error::{Error as Failure, UserError},
    ids::PreviewId,
    permission::Action,
    preview::{self as newsroom, PreviewsToRevoke},
};

use super::{
    article::Article,
    command_input::IdempotentInput,
    desk,
    errors::field_error,
    ids::GlobalId,
    input_validator::InputValidator,
    scalars::DateTime,
    user_errors::{MutationResult, Outcome, UserErrorObject, payload},
    write_context::WriteContext,
};

/// Default validity of a preview token in seconds (one day).
const USUAL_SECONDS: i64 = 86_400;

/// Mutations on previews.
#[derive(Default)]
pub struct PreviewMutation;

#[Object]
impl PreviewMutation {
    /// Creates a preview token, with which a front end can read the head revision of one article
    /// for a limited time, whatever its status. Authors can create tokens for their own articles.
    async fn article_preview_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Article and validity.")] input: ArticlePreviewCreateInput,
    ) -> MutationResult<ArticlePreviewCreatePayload> {
        ArticlePreviewCreatePayload::from_outcome(create(ctx, input).await)
    }

    /// Revokes one preview token, or all preview tokens of an article.
    async fn article_preview_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Preview or article.")] input: ArticlePreviewRevokeInput,
    ) -> MutationResult<ArticlePreviewRevokePayload> {
        ArticlePreviewRevokePayload::from_outcome(revoke(ctx, input).await)
    }
}

/// Input of `articlePreviewCreate`.
#[derive(InputObject)]
pub struct ArticlePreviewCreateInput {
    /// Article id.
    id: ID,
    /// Validity in seconds (60 to 604800; default 86400, one day).
    valid_for_seconds: Option<i32>,
    #[graphql(flatten)]
    sent: IdempotentInput,
}

/// Input of `articlePreviewRevoke`; set exactly one of `id` and `article`.
#[derive(InputObject)]
pub struct ArticlePreviewRevokeInput {
    /// Id of the preview.
    id: Option<ID>,
    /// Id of the article whose previews are all revoked.
    article: Option<ID>,
    #[graphql(flatten)]
    sent: IdempotentInput,
}

/// A preview of one article.
#[derive(SimpleObject)]
pub struct ArticlePreview {
    /// Globally unique, stable identifier. Use it to revoke the preview.
    id: ID,
    /// Token that a front end sends in the header `Standfirst-Preview`. It grants access to the
    /// article; do not put it into a URL.
    token: String,
    /// Date and time of expiry.
    expires_at: DateTime,
    /// The article in its head revision. Null if it is deleted.
    article: Option<Article>,
}

/// Result of `articlePreviewCreate`.
#[derive(SimpleObject)]
pub struct ArticlePreviewCreatePayload {
    /// Preview that was created. Null if there are user errors.
    preview: Option<ArticlePreview>,
    /// Errors that the caller can correct, all at once. Empty on success; otherwise nothing was
    /// changed.
    user_errors: Vec<UserErrorObject>,
}

/// Result of `articlePreviewRevoke`.
#[derive(SimpleObject)]
pub struct ArticlePreviewRevokePayload {
    /// Number of valid previews that were revoked. Null if there are user errors.
    revoked_count: Option<u32>,
    /// Errors that the caller can correct, all at once. Empty on success; otherwise nothing was
    /// changed.
    user_errors: Vec<UserErrorObject>,
}

payload!(ArticlePreviewCreatePayload, preview: ArticlePreview);
payload!(ArticlePreviewRevokePayload, revoked_count: u32);

async fn create(ctx: &Context<'_>, input: ArticlePreviewCreateInput) -> Outcome<ArticlePreview> {
    let context = input.sent.authorize(ctx, Action::ArticlePreview)?;
    let write_context = WriteContext::from_graphql(ctx)?;
    let new = wanted(&input, write_context)?;
    let preview = write_context.desk.add_preview(context, new).await?;
    Ok(given_out(ctx, write_context, &preview).await?)
}

/// The requested preview, or every error in the input.
fn wanted(
    input: &ArticlePreviewCreateInput,
    write_context: &WriteContext,
) -> Result<newsroom::Preview, Vec<UserError>> {
    let mut validator = InputValidator::default();
    let seconds = input.valid_for_seconds.map_or(USUAL_SECONDS, i64::from);
    let allowed = newsroom::Preview::SHORTEST_SECONDS..=newsroom::Preview::LONGEST_SECONDS;
    if !allowed.contains(&seconds) {
        let message = "`validForSeconds` must be from 60 to 604800.";
        validator.add_error("validForSeconds", message, "Choose a value in this range.");
    }
    let article = validator.id("id", &input.id);
    let preview = |article| newsroom::Preview {
        id: PreviewId::new(write_context.caller.now, rand::random()),
        article,
        created_by: write_context
            .caller
            .actor
            .as_ref()
            .map(|actor| actor.account),
        created_at: write_context.caller.now,
        expires_at: write_context.caller.now.plus_millis(seconds * 1_000),
        revoked_at: None,
    };
    validator.finish(article.map(preview))
}

async fn given_out(
    ctx: &Context<'_>,
    write_context: &WriteContext,
    preview: &newsroom::Preview,
) -> Result<ArticlePreview> {
    let unsigned = || field_error(Failure::NoSigningKey);
    let token = write_context
        .auth
        .preview_token(preview, write_context.caller.now);
    Ok(ArticlePreview {
        id: GlobalId::Preview(preview.id).encode(),
        token: token.ok_or_else(unsigned)?,
        expires_at: DateTime(preview.expires_at),
        article: desk::previewed(ctx, preview.article).await?,
    })
}

async fn revoke(ctx: &Context<'_>, input: ArticlePreviewRevokeInput) -> Outcome<u32> {
    let context = input.sent.authorize(ctx, Action::ArticlePreview)?;
    let which = meant(&input)?;
    let desk = &WriteContext::from_graphql(ctx)?.desk;
    match desk.revoke_previews(context, which).await {
        // An unknown link and a link outside the actor's scope get the same error.
        Err(Failure::ArticleNotFound(_) | Failure::PreviewNotFound(_)) => {
            let (field, noun) = match which {
                PreviewsToRevoke::One(_) => ("id", "preview"),
                PreviewsToRevoke::AllOf(_) => ("article", "article"),
            };
            Err(UserError::not_found(field, noun).into())
        }
        revoked => Ok(revoked?),
    }
}

fn meant(input: &ArticlePreviewRevokeInput) -> Result<PreviewsToRevoke, Vec<UserError>> {
    let mut validator = InputValidator::default();
    let which = match (&input.id, &input.article) {
        (Some(id), None) => validator.id("id", id).map(PreviewsToRevoke::One),
        (None, Some(id)) => validator.id("article", id).map(PreviewsToRevoke::AllOf),
        _ => {
            let message = "Give exactly one of `id` and `article`.";
            validator.add_error("id", message, "Set one of them and omit the other.");
            None
        }
    };
    validator.finish(which)
}
