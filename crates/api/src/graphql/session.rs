//! Sessions: coming in with a password, going on, and leaving.

use std::sync::Arc;

use async_graphql::{Context, Error, InputObject, Object, Result, SimpleObject};
use standfirst_domain::{
    account::{AccountChange, Login},
    error::{ErrorCode, UserError},
    permission::Action,
};

use super::{
    account::Account,
    acting::{Acting, guard, guard_sign_in},
    errors::{fault, refused_as, refused_for},
    scalars::DateTime,
    user_errors::{UserErrorObject, mendable, told},
};
use crate::auth::{SignInRefused, Tokens};

/// The acts on sessions.
#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Signs in. Whether the address is unknown or the password wrong is not said: both are answered UNAUTHENTICATED, and too many failures
    /// RATE_LIMITED. One such field in a document.
    async fn session_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: SessionOpenInput,
    ) -> Option<Result<SessionPayload>> {
        Some(open(ctx, input).await)
    }

    /// Takes a new pair of tokens for a refresh token, which is good once. One that was used before ends its whole session.
    async fn session_refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token.")] input: SessionRefreshInput,
    ) -> Option<Result<SessionPayload>> {
        Some(refresh(ctx, &input.refresh_token).await)
    }

    /// Ends the session of a refresh token. Access tokens that it gave are good until their time is over.
    async fn session_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token.")] input: SessionCloseInput,
    ) -> Option<Result<SessionClosePayload>> {
        Some(close(ctx, &input.refresh_token).await)
    }

    /// Ends all sessions and all access tokens of the viewer, everywhere.
    async fn session_close_all(&self, ctx: &Context<'_>) -> Option<Result<SessionClosePayload>> {
        Some(close_all(ctx).await)
    }
}

async fn open(ctx: &Context<'_>, input: SessionOpenInput) -> Result<SessionPayload> {
    let acting = guard_sign_in(ctx)?;
    let Ok(login) = Login::email(&input.email) else {
        let reason = UserError::input("email", "This is no email address.");
        return Ok(SessionPayload {
            session: None,
            user_errors: told(vec![reason]),
        });
    };
    let tokens = acting
        .auth
        .sign_in(&login, input.password, acting.peer, acting.now)
        .await;
    tokens.map(SessionPayload::from).map_err(kept_out)
}

async fn refresh(ctx: &Context<'_>, token: &str) -> Result<SessionPayload> {
    let acting = guard_sign_in(ctx)?;
    let tokens = acting.auth.refresh(token, acting.now).await;
    tokens.map(SessionPayload::from).map_err(kept_out)
}

async fn close(ctx: &Context<'_>, token: &str) -> Result<SessionClosePayload> {
    let acting = guard_sign_in(ctx)?;
    let closed = acting.auth.close_session(token, acting.now).await;
    Ok(SessionClosePayload {
        closed: closed.map_err(|error| fault(Arc::new(error)))?,
        user_errors: Vec::new(),
    })
}

async fn close_all(ctx: &Context<'_>) -> Result<SessionClosePayload> {
    let authorization = guard(ctx, Action::SessionCloseAll)?;
    let acting = Acting::of(ctx)?;
    let context = authorization.context(ctx, None)?;
    let changed = acting
        .auth
        .change_account(
            context,
            authorization.actor.account,
            AccountChange::SignOutEverywhere,
        )
        .await;
    let changed = mendable(changed)?;
    Ok(SessionClosePayload {
        closed: changed.is_ok(),
        user_errors: changed.err().map(told).unwrap_or_default(),
    })
}

/// Why somebody was not let in, as a field's error.
pub fn kept_out(refusal: SignInRefused) -> Error {
    match refusal {
        SignInRefused::Bad => refused_as(ErrorCode::Unauthenticated),
        SignInRefused::TooOften(pause) => refused_for(ErrorCode::RateLimited, pause.seconds()),
        SignInRefused::Failed(error) => fault(Arc::new(error)),
    }
}

/// Who signs in.
#[derive(InputObject)]
pub struct SessionOpenInput {
    /// The account's email address.
    email: String,
    /// The account's password.
    password: String,
}

/// How a session goes on.
#[derive(InputObject)]
pub struct SessionRefreshInput {
    /// The refresh token that was handed out last.
    refresh_token: String,
}

/// Which session ends.
#[derive(InputObject)]
pub struct SessionCloseInput {
    /// Any refresh token of the session.
    refresh_token: String,
}

/// A session that was opened or goes on.
#[derive(SimpleObject)]
pub struct SessionPayload {
    /// The session; null where there are user errors.
    session: Option<Session>,
    /// What can be mended.
    user_errors: Vec<UserErrorObject>,
}

/// A session that ended.
#[derive(SimpleObject)]
pub struct SessionClosePayload {
    /// Whether there was one to end.
    closed: bool,
    /// What can be mended.
    user_errors: Vec<UserErrorObject>,
}

/// A pair of tokens. They are secrets: send the first as `Authorization: Bearer`, keep the second where nobody else reads it.
#[derive(SimpleObject)]
pub struct Session {
    /// Comes with every request, in the header `Authorization`.
    access_token: String,
    /// Until when the access token is good.
    access_token_expires_at: DateTime,
    /// Good once, for the next pair.
    refresh_token: String,
    /// Until when the refresh token is good.
    refresh_token_expires_at: DateTime,
    /// Whose session it is.
    account: Account,
}

impl From<Tokens> for SessionPayload {
    fn from(tokens: Tokens) -> Self {
        Self {
            session: Some(Session {
                access_token: tokens.access,
                access_token_expires_at: DateTime(tokens.access_until),
                refresh_token: tokens.refresh,
                refresh_token_expires_at: DateTime(tokens.refresh_until),
                account: Account(tokens.account),
            }),
            user_errors: Vec::new(),
        }
    }
}
