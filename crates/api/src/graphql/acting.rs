//! Who acts in this request, and the guard before every act.
//!
//! Each mutation asks [`guard`] for its action before it does anything, and the matrix in `domain/permission.rs` answers. [`action_of`] says which action
//! a mutation stands for; a test walks the schema and fails for a mutation that stands for none, or that lets someone through whom the matrix does not.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_graphql::{Context, Error};
use standfirst_domain::{
    error::{Error as Failure, ErrorCode},
    moment::Moment,
    permission::{Action, Actor, Permit},
};

use super::errors::{fault, refused, refused_as};
use crate::auth::{Auth, Peer};

/// What an act works with. Made once per request.
pub struct Acting {
    /// The door.
    pub auth: Arc<Auth>,
    /// Who acts; none is a stranger.
    pub actor: Option<Arc<Actor>>,
    /// Where the request comes from.
    pub peer: Peer,
    /// When.
    pub now: Moment,
    has_signed_in: AtomicBool,
}

/// Leave to act.
pub struct Warrant {
    /// Who acts.
    pub actor: Arc<Actor>,
    /// Whether to everything or to what is their own: the act has to see whose it is.
    pub permit: Permit,
}

impl Acting {
    /// The acting of one request.
    pub fn new(auth: &Arc<Auth>, actor: Option<Arc<Actor>>, peer: Peer, now: Moment) -> Self {
        Self {
            auth: Arc::clone(auth),
            actor,
            peer,
            now,
            has_signed_in: AtomicBool::new(false),
        }
    }

    /// The acting that a field belongs to.
    pub fn of<'a>(ctx: &Context<'a>) -> Result<&'a Self, Error> {
        ctx.data_opt::<Self>().ok_or_else(|| {
            fault(Arc::new(Failure::Storage(
                "a field was resolved outside a request".into(),
            )))
        })
    }
}

/// Leave for an action, from the matrix.
///
/// # Errors
/// Nobody came in, or the role does not allow it.
pub fn guard(ctx: &Context<'_>, action: Action) -> Result<Warrant, Error> {
    let acting = Acting::of(ctx)?;
    let actor = acting
        .actor
        .as_ref()
        .ok_or_else(|| refused_as(ErrorCode::Unauthenticated))?;
    match actor.may(action) {
        Permit::No => Err(forbidden()),
        permit => Ok(Warrant {
            actor: Arc::clone(actor),
            permit,
        }),
    }
}

/// Leave to present a credential in an input, once in a document, so that no document tries a hundred.
///
/// # Errors
/// The document did so before.
pub fn guard_sign_in<'a>(ctx: &Context<'a>) -> Result<&'a Acting, Error> {
    let acting = Acting::of(ctx)?;
    if !Action::SignIn.is_open_to_strangers() || acting.has_signed_in.swap(true, Ordering::SeqCst) {
        return Err(refused(
            ErrorCode::BadUserInput,
            "Only one field of a document may sign in, refresh, or present a password.",
        ));
    }
    Ok(acting)
}

/// That the role does not allow it.
pub fn forbidden() -> Error {
    refused_as(ErrorCode::Forbidden)
}

/// The action that a mutation stands for: the one of its name, unless several share one.
pub fn action_of(mutation: &str) -> Option<Action> {
    match mutation {
        "sessionOpen" | "sessionRefresh" | "sessionClose" => Some(Action::SignIn),
        "sessionCloseAll" | "accountChangePassword" => Some(Action::OwnAccount),
        "accountCreate" | "accountChangeRole" | "accountSuspend" => Some(Action::AccountManage),
        "apiKeyCreate" | "apiKeyRevoke" => Some(Action::KeyManage),
        named => Action::all().find(|action| {
            let (first, rest) = action.name().split_at(1);
            named.strip_prefix(&first.to_ascii_lowercase()) == Some(rest)
        }),
    }
}
