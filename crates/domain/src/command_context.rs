//! Under what an act is done: who acts, how far they may reach, and by which key the act is known should it be sent again.

use crate::{ids::AccountId, moment::Moment, permission::Action};

/// Under what an act is done. It goes with the act into the transaction, where its line of the audit log is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandContext {
    /// Who acts; `None` for the house itself, as a command does.
    pub actor: Option<AccountId>,
    /// How far they may reach.
    pub scope: ActorScope,
    /// What they do.
    pub action: Action,
    /// When.
    pub at: Moment,
    /// By what the act is known should it be sent again.
    pub idempotency: Option<IdempotentRequest>,
}

/// How far an actor may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorScope {
    /// To everything.
    All,
    /// To what is their own. The rest does not exist for them.
    Own,
}

/// By what an act is known should it be sent again: it is then not done twice, and answered as it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotentRequest {
    /// The key that the sender chose.
    pub key: IdempotencyKey,
    /// The digest of what was asked: the same key with another is refused.
    pub request_digest: [u8; 32],
}

/// A key that a sender chose for an act: 1 to 255 visible ASCII characters, each sender's their own, kept for 24 hours.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key is 1 to 255 visible ASCII characters")]
pub struct InvalidIdempotencyKey;

impl IdempotencyKey {
    /// For how long a key is kept.
    pub const KEPT_MILLIS: i64 = 24 * 60 * 60 * 1_000;

    /// Reads a key.
    ///
    /// # Errors
    /// An empty text, one of more than 255 characters, or one with a character that is not visible ASCII.
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

    /// The key as it was chosen.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl CommandContext {
    /// The house's own, as commands and imports have it.
    pub const fn for_system(action: Action, at: Moment) -> Self {
        Self {
            actor: None,
            scope: ActorScope::All,
            action,
            at,
            idempotency: None,
        }
    }

    /// Whether what this account owns is within reach.
    pub fn allows(&self, owner: Option<AccountId>) -> bool {
        match self.scope {
            ActorScope::All => true,
            ActorScope::Own => owner.is_some() && owner == self.actor,
        }
    }
}
