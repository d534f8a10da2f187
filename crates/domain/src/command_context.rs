//! The context of a command: the actor, its scope, the action, the moment and the idempotency key
//! of the request.

use crate::{ids::AccountId, moment::Moment, permission::Action};

/// Context of a command.
///
/// The command takes its context into the transaction. The transaction checks the scope, writes the
/// audit log and looks up the idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandContext {
    /// Account that acts; `None` for the system itself, as in a command of the command line.
    pub actor: Option<AccountId>,
    /// Scope within which the actor may act.
    pub scope: ActorScope,
    /// Action of the command.
    pub action: Action,
    /// Moment of the command.
    pub at: Moment,
    /// Idempotency key of the request, if the client sent one.
    pub idempotency: Option<IdempotentRequest>,
}

/// Scope within which an actor may act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorScope {
    /// All objects.
    All,
    /// Objects that the actor owns. Other objects do not exist for the actor.
    Own,
}

/// A request with an idempotency key. A repeated request is not carried out again and gets the
/// response of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotentRequest {
    /// Key that the client chose.
    pub key: IdempotencyKey,
    /// Digest of the request. The same key with another digest is an error.
    pub request_digest: [u8; 32],
}

/// Idempotency key: 1 to 255 visible ASCII characters, unique for each account, stored for 24
/// hours.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// Error of a text that is not an idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key is 1 to 255 visible ASCII characters")]
pub struct InvalidIdempotencyKey;

impl IdempotencyKey {
    /// Number of milliseconds for which a key is stored.
    pub const RETENTION_MILLIS: i64 = 24 * 60 * 60 * 1_000;

    /// Parses a key.
    ///
    /// # Errors
    /// The text is empty, has more than 255 characters, or contains a character that is not visible
    /// ASCII.
    ///
    /// ```
    /// use standfirst_domain::command_context::IdempotencyKey;
    /// assert!(IdempotencyKey::parse("3f9a-17").is_ok());
    /// assert!(IdempotencyKey::parse("two words").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, InvalidIdempotencyKey> {
        let fits = (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
            .ok_or(InvalidIdempotencyKey)
    }

    /// The key as the client sent it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl CommandContext {
    /// Context of the system itself, for commands of the command line and for imports.
    pub const fn for_system(action: Action, at: Moment) -> Self {
        Self {
            actor: None,
            scope: ActorScope::All,
            action,
            at,
            idempotency: None,
        }
    }

    /// Returns `true` if the scope includes an object of this owner; `None` for no owner.
    pub fn allows(&self, owner: Option<AccountId>) -> bool {
        match self.scope {
            ActorScope::All => true,
            ActorScope::Own => owner.is_some() && owner == self.actor,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{ActorScope, CommandContext, IdempotencyKey};
    use crate::{ids::AccountId, moment::Moment, permission::Action};

    #[test]
    fn the_own_scope_holds_objects_of_the_actor_only() {
        let [actor, other] = [1, 2].map(|number| AccountId::from_uuid(Uuid::from_u128(number)));
        let system = CommandContext::for_system(Action::Import, Moment::from_millis(0));
        let own = CommandContext {
            actor: Some(actor),
            scope: ActorScope::Own,
            ..system.clone()
        };
        for (owner, is_own) in [(Some(actor), true), (Some(other), false), (None, false)] {
            assert_eq!(own.allows(owner), is_own, "{owner:?}");
            assert!(system.allows(owner), "{owner:?}");
        }
        let without_actor = CommandContext { actor: None, ..own };
        assert!(!without_actor.allows(None), "no owner is no match");
    }

    #[test]
    fn an_idempotency_key_is_bounded() {
        for (text, is_valid) in [
            ("a".repeat(255), true),
            ("a".repeat(256), false),
            (String::new(), false),
            ("tab\t".to_owned(), false),
            ("é".to_owned(), false),
        ] {
            assert_eq!(IdempotencyKey::parse(&text).is_ok(), is_valid, "{text:?}");
        }
    }
}
