//! Sessions: sign-in, refresh and sign-out.

use async_graphql::{Context, Error, InputObject, Object, SimpleObject};
use standfirst_domain::{
    account::{AccountChange, Login},
    error::{ErrorCode, UserError},
    permission::Action,
};

use super::{
    account::Account,
    errors::{code_error, field_error, rate_limit_error},
    scalars::DateTime,
    user_errors::{MutationResult, Outcome, UserErrorObject, into_payload, payload},
    write_context::{WriteContext, guard, guard_sign_in},
};
use crate::auth::{SessionTokens, SignInError};

/// Mutations on sessions.
#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Signs in and opens a session. An unknown address and a wrong password both fail with
    /// UNAUTHENTICATED; too many failures fail with `RATE_LIMITED`. A document may contain only one
    /// field that signs in, refreshes or takes a password.
    async fn session_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Email address and password.")] input: SessionOpenInput,
    ) -> MutationResult<SessionPayload> {
        SessionPayload::from_outcome(open(ctx, input).await)
    }

    /// Exchanges a refresh token for a new pair of tokens. A refresh token is valid once; using it
    /// again ends its session.
    async fn session_refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Refresh token.")] input: SessionRefreshInput,
    ) -> MutationResult<SessionPayload> {
        SessionPayload::from_outcome(refresh(ctx, &input.refresh_token).await)
    }

    /// Ends the session of a refresh token. Access tokens of the session stay valid until they
    /// expire.
    async fn session_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Refresh token.")] input: SessionCloseInput,
    ) -> MutationResult<SessionClosePayload> {
        SessionClosePayload::from_outcome(close(ctx, &input.refresh_token).await)
    }

    /// Ends all sessions of the caller and revokes all their access tokens.
    async fn session_close_all(&self, ctx: &Context<'_>) -> MutationResult<SessionClosePayload> {
        SessionClosePayload::from_outcome(close_all(ctx).await)
    }
}

async fn open(ctx: &Context<'_>, input: SessionOpenInput) -> Outcome<Session> {
    let write_context = guard_sign_in(ctx)?;
    let login = Login::email(&input.email)
        .map_err(|_| UserError::input("email", "This is not a valid email address."))?;
    let (auth, now) = (&write_context.auth, write_context.caller.now);
    let tokens = auth.sign_in(&login, input.password, write_context.caller.address, now);
    Ok(tokens.await.map(Session::from).map_err(sign_in_error)?)
}

async fn refresh(ctx: &Context<'_>, token: &str) -> Outcome<Session> {
    let write_context = guard_sign_in(ctx)?;
    let tokens = write_context
        .auth
        .refresh(token, write_context.caller.now)
        .await;
    Ok(tokens.map(Session::from).map_err(sign_in_error)?)
}

async fn close(ctx: &Context<'_>, token: &str) -> Outcome<bool> {
    let write_context = guard_sign_in(ctx)?;
    let closed = write_context
        .auth
        .close_session(token, write_context.caller.now);
    Ok(closed.await.map_err(field_error)?)
}

async fn close_all(ctx: &Context<'_>) -> Outcome<bool> {
    let authorization = guard(ctx, Action::SessionCloseAll)?;
    let auth = &WriteContext::from_graphql(ctx)?.auth;
    let context = authorization.context(ctx, None)?;
    let (own, change) = (
        authorization.actor.account,
        AccountChange::SignOutEverywhere,
    );
    auth.change_account(context, own, change).await?;
    Ok(true)
}

/// Converts a failed sign-in to a field's error.
pub fn sign_in_error(error: SignInError) -> Error {
    match error {
        SignInError::InvalidCredential => code_error(ErrorCode::Unauthenticated),
        SignInError::TooManyAttempts(wait) => {
            rate_limit_error(ErrorCode::RateLimited, wait.seconds())
        }
        SignInError::Registry(failure) => field_error(failure),
    }
}

/// Input of `sessionOpen`.
#[derive(InputObject)]
pub struct SessionOpenInput {
    /// Email address of the account.
    email: String,
    /// Password of the account.
    password: String,
}

/// Input of `sessionRefresh`.
#[derive(InputObject)]
pub struct SessionRefreshInput {
    /// Latest refresh token of the session.
    refresh_token: String,
}

/// Input of `sessionClose`.
#[derive(InputObject)]
pub struct SessionCloseInput {
    /// Any refresh token of the session.
    refresh_token: String,
}

/// Result of a mutation that opens or continues a session.
#[derive(SimpleObject)]
pub struct SessionPayload {
    /// The session. Null if there are user errors.
    session: Option<Session>,
    /// Errors that the caller can correct, all at once. Empty on success; otherwise nothing was
    /// changed.
    user_errors: Vec<UserErrorObject>,
}

payload!(SessionPayload, session: Session);

/// Result of a mutation that ends sessions.
#[derive(SimpleObject)]
pub struct SessionClosePayload {
    /// True if there was a session to end.
    closed: bool,
    /// Errors that the caller can correct, all at once. Empty on success; otherwise nothing was
    /// changed.
    user_errors: Vec<UserErrorObject>,
}

impl SessionClosePayload {
    fn from_outcome(closed: Outcome<bool>) -> MutationResult<Self> {
        into_payload(closed, |closed, user_errors| Self {
            closed: closed.unwrap_or_default(),
            user_errors,
        })
    }
}

/// A pair of tokens. Both are secrets: send the access token as `Authorization: Bearer`, and store
/// the refresh token securely.
#[derive(SimpleObject)]
pub struct Session {
    /// Access token, sent with every request in the header `Authorization`.
    access_token: String,
    /// Date and time of expiry of the access token.
    access_token_expires_at: DateTime,
    /// Refresh token, valid once, for getting the next pair of tokens.
    refresh_token: String,
    /// Date and time of expiry of the refresh token.
    refresh_token_expires_at: DateTime,
    /// Account of the session.
    account: Account,
}

impl From<SessionTokens> for Session {
    fn from(tokens: SessionTokens) -> Self {
        Self {
            access_token: tokens.access,
            access_token_expires_at: DateTime(tokens.access_until),
            refresh_token: tokens.refresh,
            refresh_token_expires_at: DateTime(tokens.refresh_until),
            account: Account(tokens.account),
        }
    }
}
