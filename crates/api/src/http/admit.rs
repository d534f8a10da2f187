//! Admission of requests: reads the caller and charges a point before the body is read.

use actix_web::{HttpMessage, HttpRequest, http::header::AUTHORIZATION, web::Payload};
use standfirst_document::DocumentRejection;
use standfirst_domain::{
    error::ErrorCode,
    permission::{Access, Action, Actor},
};

use super::{caller, client_address::client_address, errors::Rejection, unread_body};
use crate::{
    app_state::AppState,
    auth::Caller,
    load_control::{
        AdmittedRequest, Charge, ExecutionSlot, LoadControl, NotExecuted, Priority,
        RateLimitExceeded, RateLimitKey, RateLimitStatus,
    },
};

/// A request that was not admitted.
pub struct RejectedRequest {
    /// Reason.
    pub rejection: Rejection,
    /// State of the token bucket that was charged.
    pub status: Option<RateLimitStatus>,
}

/// Reads the caller and charges the request a point.
///
/// A caller with a valid credential is charged under the API key or account. All other requests are
/// charged to the client's address, those with an invalid credential too.
pub async fn admit(
    request: &HttpRequest,
    payload: Option<&mut Payload>,
    app_state: &AppState,
) -> Result<(Caller, AdmittedRequest), RejectedRequest> {
    let admitted = charge_and_identify(request, app_state).await;
    if admitted.is_err()
        && let Some(payload) = payload
    {
        unread_body::drain(request.headers(), payload).await;
    }
    admitted
}

async fn charge_and_identify(
    request: &HttpRequest,
    app_state: &AppState,
) -> Result<(Caller, AdmittedRequest), RejectedRequest> {
    let load_control = &app_state.load_control;
    let client = client_address(request, &app_state.settings.trusted_proxies);
    let (address_key, is_front_end) = address_key(request, app_state);
    let is_anonymous = !request.headers().contains_key(AUTHORIZATION);
    let mut charge = None;
    if is_anonymous {
        charge = charge_once(request, address_key.clone(), load_control)?;
    }
    let caller = match caller::read(request, client, app_state).await {
        Ok(caller) => caller,
        Err(rejection) => {
            // Guesses at credentials are charged too. An anonymous request was charged above.
            if !is_anonymous {
                charge = load_control.charge(address_key)?;
            }
            let status = charge.as_ref().map(Charge::status);
            return Err(RejectedRequest { rejection, status });
        }
    };
    let priority = match &caller.actor {
        Some(actor) => {
            charge = load_control.charge(RateLimitKey::from_actor(actor))?;
            priority_of(actor)
        }
        None if is_front_end => Priority::Partners,
        None => Priority::Anonymous,
    };
    Ok((caller, load_control.admit(charge, priority)))
}

fn priority_of(actor: &Actor) -> Priority {
    if actor.may(Action::ArticleCreate) == Access::No {
        Priority::Partners
    } else {
        Priority::Desk
    }
}

/// Admits a request for a page that costs `points`, and waits for an execution slot.
///
/// Pages are the same for all callers, so no credential is read.
pub async fn admit_page(
    request: &HttpRequest,
    app_state: &AppState,
    points: u64,
) -> Result<ExecutionSlot, Rejection> {
    let (key, is_front_end) = address_key(request, app_state);
    let charge = charge_once(request, key, &app_state.load_control);
    let charge = charge.map_err(|rejected| rejected.rejection)?;
    let priority = if is_front_end {
        Priority::Partners
    } else {
        Priority::Anonymous
    };
    let mut admitted = app_state.load_control.admit(charge, priority);
    admitted.acquire_slot(points).await.map_err(not_executed)
}

/// Rate-limit key of the client's address, and whether the address is one of a front end.
pub fn address_key(request: &HttpRequest, app_state: &AppState) -> (RateLimitKey, bool) {
    let settings = &app_state.settings;
    let client = client_address(request, &settings.trusted_proxies);
    let is_front_end = client.is_some_and(|client| settings.front_ends.contains(client));
    (
        RateLimitKey::from_address(client, is_front_end),
        is_front_end,
    )
}

/// Charge of a request: the one made by load shedding, or a new one.
fn charge_once(
    request: &HttpRequest,
    key: RateLimitKey,
    load_control: &LoadControl,
) -> Result<Option<Charge>, RejectedRequest> {
    match request.extensions_mut().remove::<Charge>() {
        Some(charge) => Ok(Some(charge)),
        None => Ok(load_control.charge(key)?),
    }
}

impl From<Rejection> for RejectedRequest {
    fn from(rejection: Rejection) -> Self {
        Self {
            rejection,
            status: None,
        }
    }
}

impl From<RateLimitExceeded> for RejectedRequest {
    fn from(exceeded: RateLimitExceeded) -> Self {
        Self {
            rejection: rate_limited(exceeded),
            status: Some(exceeded.status),
        }
    }
}

/// Rejection of an operation that does not run.
pub fn not_executed(reason: NotExecuted) -> Rejection {
    match reason {
        NotExecuted::RateLimited(exceeded) => rate_limited(exceeded),
        NotExecuted::CostAboveBurst { cost, burst } => {
            DocumentRejection::over_cost(cost, burst).into()
        }
        NotExecuted::Overloaded => Rejection::from_code(ErrorCode::Overloaded),
    }
}

fn rate_limited(exceeded: RateLimitExceeded) -> Rejection {
    Rejection::new(
        ErrorCode::RateLimited,
        "You have spent your points for now. Please try again after the seconds that `Retry-After` names.",
    )
    .retry_after(exceeded.retry_after_seconds)
}
