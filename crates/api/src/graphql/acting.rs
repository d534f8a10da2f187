//! Who acts in this request, and the guard before every act.
//!
//! Each mutation asks [`guard`] for its action before it does anything, and the matrix in `domain/permission.rs` answers. [`action_of`] says which action
//! a mutation stands for; a test walks the schema and fails for a mutation that stands for none, or that lets someone through whom the matrix does not.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use async_graphql::{Context, Error, Name, Value};
use sha2::{Digest, Sha256};
use standfirst_domain::{
    command_context::{ActorScope, CommandContext, IdempotencyKey, IdempotentRequest},
    error::{Error as Failure, ErrorCode},
    ids::{AccountId, ArticleId},
    moment::Moment,
    permission::{Access, Action, Actor},
    ports::Desk,
    registry::ApiKey,
};

use super::{
    errors::{fault, refusal, refused, refused_as},
    loaders::Batch,
};
use crate::{
    auth::{Auth, Peer},
    current_publication::CurrentPublication,
    house::House,
    http::caller::Caller,
};

/// What an act works with. Made once per request.
pub struct Acting {
    /// The door.
    pub auth: Arc<Auth>,
    /// The writing side.
    pub desk: Arc<dyn Desk>,
    /// What the publication says of itself.
    pub current_publication: Arc<CurrentPublication>,
    /// Who acts; none is a stranger.
    pub actor: Option<Arc<Actor>>,
    /// Where the request comes from.
    pub peer: Peer,
    /// When.
    pub now: Moment,
    /// The one article that a preview opens in this request.
    pub preview: Option<ArticleId>,
    /// The key that the request as a whole bears.
    pub idempotency_key: Option<IdempotencyKey>,
    has_signed_in: AtomicBool,
    /// The keys of accounts.
    pub keys: Batch<AccountId, Arc<Vec<ApiKey>>>,
}

/// Leave to act.
pub struct Authorization {
    /// Who acts.
    pub actor: Arc<Actor>,
    /// Whether to everything or to what is their own: the act has to see whose it is.
    pub permit: Access,
    action: Action,
}

impl Acting {
    /// The acting of one request.
    pub fn new(house: &House, caller: Caller) -> Self {
        Self {
            auth: Arc::clone(&house.auth),
            desk: Arc::clone(&house.desk),
            current_publication: Arc::clone(&house.publication),
            actor: caller.actor,
            peer: caller.peer,
            now: caller.now,
            preview: caller.preview,
            idempotency_key: caller.idempotency_key,
            has_signed_in: AtomicBool::new(false),
            keys: keys_of(&house.auth),
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

/// Keys by account, all that a document asks for in one read.
fn keys_of(auth: &Auth) -> Batch<AccountId, Arc<Vec<ApiKey>>> {
    let registry = Arc::clone(&auth.registry);
    Batch::new(move |accounts: Vec<AccountId>| {
        let registry = Arc::clone(&registry);
        async move { registry.keys_of(Arc::from(accounts)).await }
    })
}

/// Leave for an action, from the matrix.
///
/// # Errors
/// Nobody came in, or the role does not allow it.
pub fn guard(ctx: &Context<'_>, action: Action) -> Result<Authorization, Error> {
    let acting = Acting::of(ctx)?;
    let actor = acting
        .actor
        .as_ref()
        .ok_or_else(|| refused_as(ErrorCode::Unauthenticated))?;
    match actor.may(action) {
        Access::No => Err(forbidden()),
        permit => Ok(Authorization {
            actor: Arc::clone(actor),
            permit,
            action,
        }),
    }
}

impl Authorization {
    /// The command context of the field that is being resolved, under the key of its input or else of the request.
    ///
    /// # Errors
    /// A key that is none.
    pub fn context(&self, ctx: &Context<'_>, key: Option<&str>) -> Result<CommandContext, Error> {
        let acting = Acting::of(ctx)?;
        let key =
            match key {
                Some(text) => Some(IdempotencyKey::parse(text).map_err(|error| {
                    refusal(format!("`idempotencyKey` is not usable: {error}."))
                })?),
                None => acting.idempotency_key.clone(),
            };
        let idempotency = match key {
            Some(key) => Some(IdempotentRequest {
                key,
                request_digest: request_digest(ctx)?,
            }),
            None => None,
        };
        Ok(CommandContext {
            actor: Some(self.actor.account),
            scope: match self.permit {
                Access::All => ActorScope::All,
                Access::Own | Access::No => ActorScope::Own,
            },
            action: self.action,
            at: acting.now,
            idempotency,
        })
    }
}

/// The digest of what a field is asked to do: its name and its arguments, wherever in the document they stand, without the key itself. A password may be
/// among them, so that the pepper of the house goes into what is kept.
fn request_digest(ctx: &Context<'_>) -> Result<[u8; 32], Error> {
    let field = ctx.field();
    let mut digest = Sha256::new();
    digest.update(field.name());
    for (name, value) in field.arguments()? {
        digest.update([0]);
        digest.update(name.as_str());
        digest.update([0]);
        digest.update(told_apart(value).to_string());
    }
    let keyring = Acting::of(ctx)?.auth.keyring();
    Ok(keyring.peppered(&digest.finalize()))
}

/// A value in which the order of an object's fields says nothing, without keys of acts.
fn told_apart(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields: BTreeMap<Name, Value> = fields
                .into_iter()
                .filter(|(name, _)| name != "idempotencyKey")
                .map(|(name, value)| (name, told_apart(value)))
                .collect();
            Value::Object(fields.into_iter().collect())
        }
        Value::List(values) => Value::List(values.into_iter().map(told_apart).collect()),
        // A variable brings the value of an enum as a text.
        Value::Enum(name) => Value::String(name.to_string()),
        other => other,
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
        "articlePreviewLink" | "articlePreviewRevoke" => Some(Action::ArticlePreview),
        named => Action::all().find(|action| {
            let (first, rest) = action.name().split_at(1);
            named.strip_prefix(&first.to_ascii_lowercase()) == Some(rest)
        }),
    }
}

/// The action that a query field stands for, where the matrix guards it. The rest are under the visibility rule alone.
pub fn reading_of(query: &str) -> Option<Action> {
    match query {
        "account" | "accounts" => Some(Action::AccountRead),
        "auditLog" => Some(Action::AuditRead),
        _ => None,
    }
}
