//! Who calls, as the headers say: a stranger, or an actor whose credential is good.

use std::sync::Arc;

use actix_web::{HttpRequest, http::header};
use standfirst_domain::{
    command_context::IdempotencyKey, error::ErrorCode, ids::ArticleId, moment::Moment,
    permission::Actor,
};

use super::errors::Rejection;
use crate::{
    auth::{Auth, Knowledge, Peer, Unidentified},
    house::House,
};

/// By what an act is known should it be sent again (draft-ietf-httpapi-idempotency-key-header).
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// By what a front end sees an article before readers do.
pub const PREVIEW: &str = "standfirst-preview";

/// Who calls.
pub struct Caller {
    /// The actor; none of a stranger.
    pub actor: Option<Arc<Actor>>,
    /// Where the request comes from.
    pub peer: Peer,
    /// When: the clock is read once per request.
    pub now: Moment,
    /// By what an act is known should it be sent again.
    pub idempotency_key: Option<IdempotencyKey>,
    /// The one article that a preview opens.
    pub preview: Option<ArticleId>,
    credential: Option<String>,
}

/// Recognises whoever calls, from what is remembered.
pub async fn recognise(
    request: &HttpRequest,
    peer: Peer,
    house: &House,
) -> Result<Caller, Rejection> {
    let now = house.clock.now();
    let credential = presented(request)?;
    let mut caller = Caller {
        actor: None,
        peer,
        now,
        idempotency_key: idempotency_key(request)?,
        preview: previewed(request, house, now).await?,
        credential,
    };
    caller.actor = caller
        .identified(&house.auth, Knowledge::Remembered)
        .await?;
    Ok(caller)
}

impl Caller {
    /// The same, with the account as it stands and not as it is remembered.
    pub async fn seen_afresh(mut self, auth: &Auth) -> Result<Self, Rejection> {
        self.actor = self.identified(auth, Knowledge::Fresh).await?;
        Ok(self)
    }

    async fn identified(
        &self,
        auth: &Auth,
        knowledge: Knowledge,
    ) -> Result<Option<Arc<Actor>>, Rejection> {
        let Some(credential) = &self.credential else {
            return Ok(None);
        };
        match auth.identify(credential, knowledge, self.now).await {
            Ok(actor) => Ok(Some(Arc::new(actor))),
            Err(Unidentified::Bad) => Err(bad()),
            Err(Unidentified::Failed(error)) => {
                tracing::warn!(error = ?error, "a credential could not be checked");
                Err(Rejection::as_said(error.code()))
            }
        }
    }
}

/// The article that the request's preview opens. It is read as it stands each time, so that a link that was revoked opens nothing at once.
async fn previewed(
    request: &HttpRequest,
    house: &House,
    now: Moment,
) -> Result<Option<ArticleId>, Rejection> {
    let mut lines = request.headers().get_all(PREVIEW);
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    let token = line.to_str().ok().filter(|_| lines.next().is_none());
    let token = token.ok_or_else(bad_preview)?;
    match house.auth.opened_by(token.trim(), &*house.desk, now).await {
        Ok(Some(article)) => Ok(Some(article)),
        Ok(None) => Err(bad_preview()),
        Err(error) => {
            tracing::warn!(error = ?error, "a preview could not be checked");
            Err(Rejection::as_said(error.code()))
        }
    }
}

/// The same for whatever is wrong with it.
fn bad_preview() -> Rejection {
    Rejection::new(
        ErrorCode::Unauthenticated,
        "The token in `Standfirst-Preview` is not good. Ask for a new link.",
    )
}

/// The key under which an act may be sent again.
fn idempotency_key(request: &HttpRequest) -> Result<Option<IdempotencyKey>, Rejection> {
    let mut lines = request.headers().get_all(IDEMPOTENCY_KEY);
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    let key = line
        .to_str()
        .ok()
        .and_then(|text| IdempotencyKey::parse(text).ok());
    key.filter(|_| lines.next().is_none()).map(Some).ok_or_else(|| {
        Rejection::bad_request(
            "The header Idempotency-Key is given once and is 1 to 255 visible ASCII characters.",
        )
    })
}

/// The one credential that is presented, if any is.
fn presented(request: &HttpRequest) -> Result<Option<String>, Rejection> {
    let mut lines = request.headers().get_all(header::AUTHORIZATION);
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    let credential = line
        .to_str()
        .ok()
        .and_then(|line| line.trim().split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, credential)| credential.trim())
        .filter(|credential| !credential.is_empty() && lines.next().is_none());
    credential
        .map(|credential| Some(credential.to_owned()))
        .ok_or_else(bad)
}

/// The same for whatever is wrong with it.
fn bad() -> Rejection {
    Rejection::new(
        ErrorCode::Unauthenticated,
        "The credential in `Authorization` is not good. Sign in again, or ask for a new key.",
    )
}
