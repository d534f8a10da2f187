//! Under what an act is done: who acts, how far they may reach, and by which key the act is known should it be sent again.

use crate::{ids::AccountId, moment::Moment, permission::Action};

/// Under what an act is done. It goes with the act into the transaction, where its line of the audit log is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// Who acts; `None` for the house itself, as a command does.
    pub actor: Option<AccountId>,
    /// How far they may reach.
    pub reach: Reach,
    /// What they do.
    pub action: Action,
    /// When.
    pub at: Moment,
    /// By what the act is known should it be sent again.
    pub retry: Option<Retry>,
}

/// How far an actor may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To everything.
    All,
    /// To what is their own. The rest does not exist for them.
    Own,
}

/// By what an act is known should it be sent again: it is then not done twice, and answered as it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    /// The key that the sender chose.
    pub key: RetryKey,
    /// The digest of what was asked: the same key with another is refused.
    pub asked: [u8; 32],
}

/// A key that a sender chose for an act: 1 to 255 visible ASCII characters, each sender's their own, kept for 24 hours.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RetryKey(String);

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key is 1 to 255 visible ASCII characters")]
pub struct NotARetryKey;

impl RetryKey {
    /// For how long a key is kept.
    pub const KEPT_MILLIS: i64 = 24 * 60 * 60 * 1_000;

    /// Reads a key.
    ///
    /// # Errors
    /// An empty text, one of more than 255 characters, or one with a character that is not visible ASCII.
    ///
    /// ```
    /// use standfirst_domain::mandate::RetryKey;
    /// assert!(RetryKey::parse("3f9a-17").is_ok());
    /// assert!(RetryKey::parse("two words").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, NotARetryKey> {
        let fits = (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        fits.then(|| Self(text.to_owned())).ok_or(NotARetryKey)
    }

    /// The key as it was chosen.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Mandate {
    /// The house's own, as commands and imports have it.
    pub const fn of_the_house(action: Action, at: Moment) -> Self {
        Self {
            actor: None,
            reach: Reach::All,
            action,
            at,
            retry: None,
        }
    }

    /// Whether what this account owns is within reach.
    pub fn reaches(&self, owner: Option<AccountId>) -> bool {
        match self.reach {
            Reach::All => true,
            Reach::Own => owner.is_some() && owner == self.actor,
        }
    }
}
