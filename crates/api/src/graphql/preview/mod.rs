//! Previews: links under which a front end shows one article before readers meet it, given out and revoked.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use standfirst_domain::{
    error::{Error as Failure, UserError},
    ids::{ArticleId, PreviewId},
    permission::Action,
    preview::{self as newsroom, Revoking},
};

use super::{
    acting::{Acting, guard},
    article::Article,
    desk,
    errors::fault,
    form::Form,
    ids::Named,
    revising::Sent,
    scalars::DateTime,
    user_errors::{UserErrorObject, mendable, told},
};

/// For how long a link is good when nobody says: a day.
const USUAL_SECONDS: i64 = 86_400;

/// The acts on previews.
#[derive(Default)]
pub struct PreviewMutation;

#[Object]
impl PreviewMutation {
    /// Gives out a link under which a front end sees the head revision of one article, whatever its state, for a while. Authors give out links to their
    /// own articles.
    async fn article_preview_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article, and for how long.")] input: ArticlePreviewLinkInput,
    ) -> Option<Result<ArticlePreviewLinkPayload>> {
        Some(link(ctx, input).await)
    }

    /// Revokes a link, or all links to an article, at once.
    async fn article_preview_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link or the article.")] input: ArticlePreviewRevokeInput,
    ) -> Option<Result<ArticlePreviewRevokePayload>> {
        Some(revoke(ctx, input).await)
    }
}

/// A link to be given out.
#[derive(InputObject)]
pub struct ArticlePreviewLinkInput {
    /// The article.
    id: ID,
    /// For how many seconds it is good: 60 to 604800, a day when nothing is said.
    for_seconds: Option<i32>,
    #[graphql(flatten)]
    sent: Sent,
}

/// Links to be revoked: name one of the two.
#[derive(InputObject)]
pub struct ArticlePreviewRevokeInput {
    /// The link.
    id: Option<ID>,
    /// The article, all of whose links are revoked.
    article: Option<ID>,
    #[graphql(flatten)]
    sent: Sent,
}

/// A link to one article.
#[derive(SimpleObject)]
pub struct ArticlePreview {
    /// Names the link, to revoke it by.
    id: ID,
    /// What a front end sends as the header `Standfirst-Preview`. Whoever has it sees the article: do not put it into an address.
    token: String,
    /// Until when it is good.
    expires_at: DateTime,
    /// The article that it opens, as the desk has it. Null when it was thrown away meanwhile.
    article: Option<Article>,
}

/// What came of giving a link out.
#[derive(SimpleObject)]
pub struct ArticlePreviewLinkPayload {
    /// The link. Null where there are user errors.
    preview: Option<ArticlePreview>,
    /// What stood against the act, all at once.
    user_errors: Vec<UserErrorObject>,
}

/// What came of revoking links.
#[derive(SimpleObject)]
pub struct ArticlePreviewRevokePayload {
    /// How many links were good until now. Null where there are user errors.
    revoked_count: Option<u32>,
    /// What stood against the act, all at once.
    user_errors: Vec<UserErrorObject>,
}

async fn link(
    ctx: &Context<'_>,
    input: ArticlePreviewLinkInput,
) -> Result<ArticlePreviewLinkPayload> {
    let authorization = guard(ctx, Action::ArticlePreview)?;
    let context = input.sent.context(ctx, &authorization)?;
    let acting = Acting::of(ctx)?;
    let refused = |reasons| {
        Ok(ArticlePreviewLinkPayload {
            preview: None,
            user_errors: told(reasons),
        })
    };
    let new = match wanted(&input, acting) {
        Ok(new) => new,
        Err(reasons) => return refused(reasons),
    };
    match mendable(acting.desk.add_preview(context, new).await)? {
        Ok(preview) => Ok(ArticlePreviewLinkPayload {
            preview: Some(given_out(ctx, acting, &preview).await?),
            user_errors: Vec::new(),
        }),
        Err(reasons) => refused(reasons),
    }
}

/// The link that is asked for, or everything that is wrong with it.
fn wanted(
    input: &ArticlePreviewLinkInput,
    acting: &Acting,
) -> Result<newsroom::Preview, Vec<UserError>> {
    let mut form = Form::default();
    let seconds = input.for_seconds.map_or(USUAL_SECONDS, i64::from);
    let allowed = newsroom::Preview::SHORTEST_SECONDS..=newsroom::Preview::LONGEST_SECONDS;
    if !allowed.contains(&seconds) {
        let message = "`forSeconds` is from 60 to 604800.";
        form.refuse("forSeconds", message, "Choose a shorter or a longer time.");
    }
    let article = form.id("id", "article", &input.id, article);
    match article {
        Some(article) if form.reasons.is_empty() => Ok(newsroom::Preview {
            id: PreviewId::mint(acting.now, rand::random()),
            article,
            made_by: acting.actor.as_ref().map(|actor| actor.account),
            made_at: acting.now,
            until: acting.now.plus_millis(seconds * 1_000),
            revoked_at: None,
        }),
        _ => Err(form.reasons),
    }
}

const fn article(named: Named) -> Option<ArticleId> {
    match named {
        Named::Article(id) => Some(id),
        _ => None,
    }
}

async fn given_out(
    ctx: &Context<'_>,
    acting: &Acting,
    preview: &newsroom::Preview,
) -> Result<ArticlePreview> {
    let unsigned = || {
        let cause = "no key signed a preview".into();
        fault(Arc::new(Failure::Storage(cause)))
    };
    let token = acting.auth.preview_token(preview, acting.now);
    Ok(ArticlePreview {
        id: Named::Preview(preview.id).to_id(),
        token: token.ok_or_else(unsigned)?,
        expires_at: DateTime(preview.until),
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
        user_errors: told(revoked.err().unwrap_or_default()),
    };
    let which = match meant(&input) {
        Ok(which) => which,
        Err(reasons) => return Ok(payload(Err(reasons))),
    };
    let revoked = Acting::of(ctx)?.desk.revoke_previews(context, which).await;
    if let Err(Failure::Absent(_)) = &revoked {
        let (field, noun) = match which {
            Revoking::One(_) => ("id", "preview"),
            Revoking::AllOf(_) => ("article", "article"),
        };
        return Ok(payload(Err(vec![UserError::absent(field, noun)])));
    }
    Ok(payload(mendable(revoked)?))
}

fn meant(input: &ArticlePreviewRevokeInput) -> Result<Revoking, Vec<UserError>> {
    let mut form = Form::default();
    let preview = |named: Named| match named {
        Named::Preview(id) => Some(id),
        _ => None,
    };
    let which = match (&input.id, &input.article) {
        (Some(id), None) => form.id("id", "preview", id, preview).map(Revoking::One),
        (None, Some(id)) => form
            .id("article", "article", id, article)
            .map(Revoking::AllOf),
        _ => {
            let message = "Name the link by `id` or the article by `article`, one of the two.";
            form.refuse("id", message, "Leave one of them out.");
            None
        }
    };
    which.ok_or(form.reasons)
}
