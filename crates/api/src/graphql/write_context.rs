//! Write side of one request: the actor, the ports that mutations use, and the guard before them.
//!
//! Each mutation calls [`guard`] with its action before anything else, and the permission matrix in
//! `domain/permission.rs` decides. [`action_for_mutation`] names the action of a mutation. A test
//! walks the schema and fails for a mutation without an action, and for one that admits a role
//! which the matrix does not.

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
    error::ErrorCode,
    ids::AccountId,
    permission::{Access, Action, Actor},
    ports::Desk,
    registry::ApiKey,
};

use super::{
    errors::{bad_input, code_error, coded_error, outside_request},
    loaders::DataLoader,
};
use crate::{
    auth::{Auth, Caller},
    current_publication::CurrentPublication,
};

/// Actor and ports of a request, for mutations. Made once per request.
pub struct WriteContext {
    /// Authentication service.
    pub auth: Arc<Auth>,
    /// Read and write port of the desk.
    pub desk: Arc<dyn Desk>,
    /// Publication with its present settings.
    pub current_publication: Arc<CurrentPublication>,
    /// Caller of the request.
    pub caller: Caller,
    /// True if a field of this document presented a password or a refresh token.
    has_signed_in: AtomicBool,
    /// API keys of accounts.
    pub keys: DataLoader<AccountId, Arc<Vec<ApiKey>>>,
}

/// Permission of an actor to perform an action.
pub struct Authorization {
    /// The actor.
    pub actor: Arc<Actor>,
    /// Extent of the permission: all things, or only the actor's own. The mutation checks
    /// ownership.
    pub access: Access,
    action: Action,
}

impl WriteContext {
    /// Creates the context of one request.
    pub fn new(
        auth: Arc<Auth>,
        desk: Arc<dyn Desk>,
        current_publication: Arc<CurrentPublication>,
        caller: Caller,
    ) -> Self {
        Self {
            keys: keys_by_account(&auth),
            auth,
            desk,
            current_publication,
            caller,
            has_signed_in: AtomicBool::new(false),
        }
    }

    /// Context of the request that a field belongs to.
    ///
    /// # Errors
    /// The field is resolved outside of a request.
    pub fn from_graphql<'a>(ctx: &Context<'a>) -> Result<&'a Self, Error> {
        ctx.data_opt::<Self>().ok_or_else(outside_request)
    }
}

fn keys_by_account(auth: &Auth) -> DataLoader<AccountId, Arc<Vec<ApiKey>>> {
    let registry = Arc::clone(&auth.registry);
    DataLoader::new(move |accounts: Vec<AccountId>| {
        let registry = Arc::clone(&registry);
        async move { registry.keys_of(Arc::from(accounts)).await }
    })
}

/// Checks the permission matrix for an action.
///
/// # Errors
/// The caller is not authenticated, or its role does not allow the action.
pub fn guard(ctx: &Context<'_>, action: Action) -> Result<Authorization, Error> {
    let write_context = WriteContext::from_graphql(ctx)?;
    let actor = write_context
        .caller
        .actor
        .as_ref()
        .ok_or_else(|| code_error(ErrorCode::Unauthenticated))?;
    match actor.may(action) {
        Access::No => Err(forbidden()),
        access => Ok(Authorization {
            actor: Arc::clone(actor),
            access,
            action,
        }),
    }
}

impl Authorization {
    /// Command context of the field that is being resolved, under the idempotency key of its input
    /// or else of the request.
    ///
    /// # Errors
    /// The idempotency key is invalid.
    pub fn context(&self, ctx: &Context<'_>, key: Option<&str>) -> Result<CommandContext, Error> {
        let write_context = WriteContext::from_graphql(ctx)?;
        let key =
            match key {
                Some(text) => Some(IdempotencyKey::parse(text).map_err(|error| {
                    bad_input(format!("`idempotencyKey` is not valid: {error}."))
                })?),
                None => write_context.caller.idempotency_key.clone(),
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
            scope: match self.access {
                Access::All => ActorScope::All,
                Access::Own | Access::No => ActorScope::Own,
            },
            action: self.action,
            at: write_context.caller.now,
            idempotency,
        })
    }
}

/// Digest of a field's name and arguments without the idempotency key, wherever in the document the
/// field occurs. A password may be among the arguments, so the digest is peppered.
fn request_digest(ctx: &Context<'_>) -> Result<[u8; 32], Error> {
    let field = ctx.field();
    let mut digest = Sha256::new();
    digest.update(field.name());
    for (name, value) in field.arguments()? {
        digest.update([0]);
        digest.update(name.as_str());
        digest.update([0]);
        digest.update(normalized(value).to_string());
    }
    let keyring = WriteContext::from_graphql(ctx)?.auth.keyring();
    Ok(keyring.peppered(&digest.finalize()))
}

/// Value with the fields of objects in one order, and without idempotency keys.
fn normalized(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields: BTreeMap<Name, Value> = fields
                .into_iter()
                .filter(|(name, _)| name != "idempotencyKey")
                .map(|(name, value)| (name, normalized(value)))
                .collect();
            Value::Object(fields.into_iter().collect())
        }
        Value::List(values) => Value::List(values.into_iter().map(normalized).collect()),
        // A variable carries an enum value as a string, a document as a name.
        Value::Enum(name) => Value::String(name.to_string()),
        other => other,
    }
}

/// Checks that at most one field of the document presents a credential in its input, so that one
/// document cannot try a hundred passwords.
///
/// # Errors
/// Another field did so before.
pub fn guard_sign_in<'a>(ctx: &Context<'a>) -> Result<&'a WriteContext, Error> {
    let write_context = WriteContext::from_graphql(ctx)?;
    let is_first = !write_context.has_signed_in.swap(true, Ordering::SeqCst);
    if !Action::SignIn.needs_no_account() || !is_first {
        return Err(coded_error(
            ErrorCode::BadUserInput,
            "Only one field of a document may sign in, refresh a session or take a password.",
        ));
    }
    Ok(write_context)
}

/// Creates the error of an action that the caller's role does not allow.
pub fn forbidden() -> Error {
    code_error(ErrorCode::Forbidden)
}

/// Action of a mutation: the one of its name, unless several mutations share one.
pub fn action_for_mutation(mutation: &str) -> Option<Action> {
    match mutation {
        "sessionOpen" | "sessionRefresh" | "sessionClose" => Some(Action::SignIn),
        "articlePreviewCreate" | "articlePreviewRevoke" => Some(Action::ArticlePreview),
        named => Action::all().find(|action| {
            let (first, rest) = action.name().split_at(1);
            named.strip_prefix(&first.to_ascii_lowercase()) == Some(rest)
        }),
    }
}

/// Action of a query field that the matrix guards. All other fields are under the visibility rule
/// only.
pub fn action_for_query(query: &str) -> Option<Action> {
    match query {
        "account" | "accounts" => Some(Action::AccountRead),
        "auditLog" => Some(Action::AuditRead),
        _ => None,
    }
}
