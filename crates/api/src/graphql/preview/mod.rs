//! Preview links, under which a front end shows one article before readers see it.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use standfirst_domain::{
    error::{Error as Failure, UserError},
    ids::{ArticleId, PreviewId},
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
    user_errors::{UserErrorObject, split_user_errors, to_user_errors},
    write_context::{WriteContext, guard},
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
    ) -> Option<Result<ArticlePreviewCreatePayload>> {
        Some(link(ctx, input).await)
    }

    /// Revokes one preview token, or all preview tokens of an article.
    async fn article_preview_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Preview or article.")] input: ArticlePreviewRevokeInput,
    ) -> Option<Result<ArticlePreviewRevokePayload>> {
        Some(revoke(ctx, input).await)
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

async fn link(
    ctx: &Context<'_>,
    input: ArticlePreviewCreateInput,
) -> Result<ArticlePreviewCreatePayload> {
    let authorization = guard(ctx, Action::ArticlePreview)?;
    let context = input.sent.context(ctx, &authorization)?;
    let write_context = WriteContext::from_graphql(ctx)?;
    let refused = |reasons| {
        Ok(ArticlePreviewCreatePayload {
            preview: None,
            user_errors: to_user_errors(reasons),
        })
    };
    let new = match wanted(&input, write_context) {
        Ok(new) => new,
        Err(reasons) => return refused(reasons),
    };
    match split_user_errors(write_context.desk.add_preview(context, new).await)? {
        Ok(preview) => Ok(ArticlePreviewCreatePayload {
            preview: Some(given_out(ctx, write_context, &preview).await?),
            user_errors: Vec::new(),
        }),
        Err(reasons) => refused(reasons),
    }
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
    let article = validator.id("id", "article", &input.id, article);
    match article {
        Some(article) if validator.errors.is_empty() => Ok(newsroom::Preview {
            id: PreviewId::new(write_context.now, rand::random()),
            article,
            created_by: write_context.actor.as_ref().map(|actor| actor.account),
            created_at: write_context.now,
            expires_at: write_context.now.plus_millis(seconds * 1_000),
            revoked_at: None,
        }),
        _ => Err(validator.errors),
    }
}

const fn article(named: GlobalId) -> Option<ArticleId> {
    match named {
        GlobalId::Article(id) => Some(id),
        _ => None,
    }
}

async fn given_out(
    ctx: &Context<'_>,
    write_context: &WriteContext,
    preview: &newsroom::Preview,
) -> Result<ArticlePreview> {
    let unsigned = || {
        let cause = "no key signed a preview".into();
        field_error(Arc::new(Failure::Storage(cause)))
    };
    let token = write_context.auth.preview_token(preview, write_context.now);
    Ok(ArticlePreview {
        id: GlobalId::Preview(preview.id).encode(),
        token: token.ok_or_else(unsigned)?,
        expires_at: DateTime(preview.expires_at),
        article: desk::previewed(ctx, preview.article).await?,
    })
}

async fn revoke(
    ctx: &Context<'_>,
    input: ArticlePreviewRevokeInput,
) -> Result<ArticlePreviewRevokePayload> {
    let authorization = guard(ctx, Action::ArticlePreview)?;
    let context = input.sent.context(ctx, &authorization)?;
    let payload = |revoked: Result<u32, Vec<UserError>>| ArticlePreviewRevokePayload {
        revoked_count: revoked.as_ref().ok().copied(),
        user_errors: to_user_errors(revoked.err().unwrap_or_default()),
    };
    let which = match meant(&input) {
        Ok(which) => which,
        Err(reasons) => return Ok(payload(Err(reasons))),
    };
    let revoked = WriteContext::from_graphql(ctx)?
        .desk
        .revoke_previews(context, which)
        .await;
    if let Err(Failure::ArticleNotFound(_)) = &revoked {
        let (field, noun) = match which {
            PreviewsToRevoke::One(_) => ("id", "preview"),
            PreviewsToRevoke::AllOf(_) => ("article", "article"),
        };
        return Ok(payload(Err(vec![UserError::not_found(field, noun)])));
    }
    Ok(payload(split_user_errors(revoked)?))
}

fn meant(input: &ArticlePreviewRevokeInput) -> Result<PreviewsToRevoke, Vec<UserError>> {
    let mut validator = InputValidator::default();
    let preview = |named: GlobalId| match named {
        GlobalId::Preview(id) => Some(id),
        _ => None,
    };
    let which = match (&input.id, &input.article) {
        (Some(id), None) => validator
            .id("id", "preview", id, preview)
            .map(PreviewsToRevoke::One),
        (None, Some(id)) => validator
            .id("article", "article", id, article)
            .map(PreviewsToRevoke::AllOf),
        _ => {
            let message = "Give exactly one of `id` and `article`.";
            validator.add_error("id", message, "Set one of them and omit the other.");
            None
        }
    };
    which.ok_or(validator.errors)
}
