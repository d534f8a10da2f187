//! Caller of a request, from the headers.

use actix_web::{
    HttpRequest,
    http::header::{self, HeaderName},
};
use standfirst_domain::{
    command_context::IdempotencyKey, error::ErrorCode, ids::ArticleId, moment::Moment,
};

use super::errors::Rejection;
use crate::{
    address::ClientAddress,
    app_state::AppState,
    auth::{AuthenticationError, Caller, Freshness},
};

/// Header with the idempotency key of a write (draft-ietf-httpapi-idempotency-key-header).
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Header with the preview token of a front end.
pub const PREVIEW: HeaderName = HeaderName::from_static("standfirst-preview");

/// Reads and authenticates the caller. Accounts and keys may come from the cache.
pub async fn read(
    request: &HttpRequest,
    address: Option<ClientAddress>,
    app_state: &AppState,
) -> Result<Caller, Rejection> {
    let now = app_state.clock.now();
    let credential = bearer_credential(request)?;
    let caller = Caller {
        actor: None,
        address,
        now,
        idempotency_key: idempotency_key(request)?,
        preview: previewed_article(request, app_state, now).await?,
        credential,
    };
    authenticate(caller, app_state, Freshness::Cached).await
}

/// Authenticates the caller again, with the present state of the account.
pub async fn refresh(caller: Caller, app_state: &AppState) -> Result<Caller, Rejection> {
    authenticate(caller, app_state, Freshness::Current).await
}

async fn authenticate(
    caller: Caller,
    app_state: &AppState,
    freshness: Freshness,
) -> Result<Caller, Rejection> {
    let authenticated = caller.authenticate(&app_state.auth, freshness).await;
    authenticated.map_err(|error| match error {
        AuthenticationError::InvalidCredential => invalid_credential(),
        AuthenticationError::Registry(error) => {
            tracing::warn!(error = ?error, "a credential could not be checked: the registry did not answer");
            Rejection::from_code(error.code())
        }
    })
}

/// Value of a header that may be given once. `Err(())` if it is given twice or is not text.
fn single<'a>(request: &'a HttpRequest, name: &HeaderName) -> Result<Option<&'a str>, ()> {
    let mut lines = request.headers().get_all(name);
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    match (line.to_str(), lines.next()) {
        (Ok(text), None) => Ok(Some(text)),
        _ => Err(()),
    }
}

/// Article that the preview token opens.
///
/// The row of the link is read each time, so that a revoked link opens nothing at once.
async fn previewed_article(
    request: &HttpRequest,
    app_state: &AppState,
    now: Moment,
) -> Result<Option<ArticleId>, Rejection> {
    let token = single(request, &PREVIEW).map_err(|()| invalid_preview())?;
    let Some(token) = token else {
        return Ok(None);
    };
    let opened = app_state
        .auth
        .previewed_article(token.trim(), &*app_state.desk, now);
    match opened.await {
        Ok(Some(article)) => Ok(Some(article)),
        Ok(None) => Err(invalid_preview()),
        Err(error) => {
            tracing::warn!(error = ?error, "a preview token could not be checked: the store did not answer");
            Err(Rejection::from_code(error.code()))
        }
    }
}

/// Rejection of any invalid preview token, always with the same words.
fn invalid_preview() -> Rejection {
    Rejection::new(
        ErrorCode::Unauthenticated,
        "The token in `Standfirst-Preview` is not good. Ask for a new link.",
    )
}

/// Idempotency key of the request.
fn idempotency_key(request: &HttpRequest) -> Result<Option<IdempotencyKey>, Rejection> {
    let invalid = || {
        Rejection::bad_request(
            "The header Idempotency-Key is given once and is 1 to 255 visible ASCII characters.",
        )
    };
    let text = single(request, &IDEMPOTENCY_KEY).map_err(|()| invalid())?;
    let key = text.map(IdempotencyKey::parse).transpose();
    key.map_err(|_| invalid())
}

/// Bearer credential of the request.
fn bearer_credential(request: &HttpRequest) -> Result<Option<String>, Rejection> {
    let line = single(request, &header::AUTHORIZATION).map_err(|()| invalid_credential())?;
    let Some(line) = line else {
        return Ok(None);
    };
    let credential = line
        .trim()
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, credential)| credential.trim())
        .filter(|credential| !credential.is_empty());
    credential
        .map(|credential| Some(credential.to_owned()))
        .ok_or_else(invalid_credential)
}

/// Rejection of any invalid credential, always with the same words.
fn invalid_credential() -> Rejection {
    Rejection::new(
        ErrorCode::Unauthenticated,
        "The credential in `Authorization` is not good. Sign in again, or ask for a new key.",
    )
}
