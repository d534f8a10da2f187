//! Accounts: who may come in, under which role, and what becomes of their tokens when that changes.
//!
//! A person is known by an email address, a service by its role and a name. Whatever changes what an account may do raises its token version, so that
//! every token made before says too little. How a password is kept is left to whoever hashes it; here it is a text that nobody reads.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::{
    ids::{AccountId, ContributorId},
    moment::Moment,
    text::Name,
};

/// What an account is trusted with. What each role may do stands in [`crate::permission`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Reads what is public, under a name.
    Reader,
    /// Syndicates, with what its key was granted.
    Partner,
    /// Writes, and sees drafts of their own.
    Author,
    /// Publishes, and sees every draft.
    Editor,
    /// Manages accounts and keys as well.
    Admin,
}

impl Role {
    /// All roles, from the least trusted to the most.
    pub const ALL: [Self; 5] = [
        Self::Reader,
        Self::Partner,
        Self::Author,
        Self::Editor,
        Self::Admin,
    ];

    /// The role as it is kept and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "READER",
            Self::Partner => "PARTNER",
            Self::Author => "AUTHOR",
            Self::Editor => "EDITOR",
            Self::Admin => "ADMIN",
        }
    }

    /// Reads a role, in capitals or not.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str().eq_ignore_ascii_case(text))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is neither an email address nor the name of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "it is neither an email address nor a service's name of up to 100 letters, digits, `.`, `_` and `-`"
)]
pub struct NotALogin;

/// By what an account is known when it comes in: an email address in small letters, or `role:name` for a service.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Login(String);

impl Login {
    const MOST_BYTES: usize = 254;

    /// Reads a person's email address. Two spellings that differ in case or composition are one.
    ///
    /// # Errors
    /// A text that is no address.
    ///
    /// ```
    /// use standfirst_domain::account::Login;
    /// assert_eq!(Login::email(" Ada@Paper.Example ").unwrap().as_str(), "ada@paper.example");
    /// assert!(Login::email("ada").is_err());
    /// ```
    pub fn email(text: &str) -> Result<Self, NotALogin> {
        let folded: String = text.trim().nfkc().collect::<String>().to_lowercase();
        let parts = folded.rsplit_once('@');
        let sound = parts.is_some_and(|(local, host)| !local.is_empty() && !host.is_empty())
            && folded.len() <= Self::MOST_BYTES
            && !folded.chars().any(|c| c.is_whitespace() || c.is_control());
        if sound {
            Ok(Self(folded))
        } else {
            Err(NotALogin)
        }
    }

    /// The login of a service account: one for each role and name.
    ///
    /// # Errors
    /// A name of other characters, or too long.
    pub fn service(role: Role, name: &str) -> Result<Self, NotALogin> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if name.is_empty() || name.len() > 100 || !name.chars().all(plain) {
            return Err(NotALogin);
        }
        Ok(Self(format!("{role}:{name}").to_lowercase()))
    }

    /// Takes a login back from where it was kept.
    pub const fn kept(text: String) -> Self {
        Self(text)
    }

    /// The login as it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Names it for ever.
    pub id: AccountId,
    /// By what it is known when it comes in.
    pub login: Login,
    /// What it is called.
    pub name: Name,
    /// What it is trusted with.
    pub role: Role,
    /// Raised by every change that tokens made before must not outlive.
    pub token_version: u32,
    /// Since when tokens of this version are made: what an issuer elsewhere made before counts no more.
    pub tokens_since: Moment,
    /// Since when it may not come in.
    pub suspended_at: Option<Moment>,
    /// Under whose name it writes.
    pub contributor: Option<ContributorId>,
}

/// An account to be made.
#[derive(Clone)]
pub struct NewAccount {
    /// Its identity.
    pub id: AccountId,
    /// By what it will be known.
    pub login: Login,
    /// What it is called.
    pub name: Name,
    /// What it is trusted with.
    pub role: Role,
    /// Under whose name it writes.
    pub contributor: Option<ContributorId>,
    /// Its password, hashed; without one it comes in by other means.
    pub password: Option<PasswordHash>,
    /// When it is made.
    pub created_at: Moment,
}

/// A password as it is kept: salted, hashed, and never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(hidden)")
    }
}

/// A change of an account. Each raises the token version and ends all sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountChange {
    /// Another role.
    Role(Role),
    /// Another password.
    Password(PasswordHash),
    /// May not come in from now on.
    Suspend,
    /// May come in again.
    Readmit,
    /// Nothing but that every token and session ends.
    SignOutEverywhere,
}

#[cfg(test)]
mod tests {
    use super::{Login, Role};

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "@",
            "a@",
            "@b",
            "a b@c",
            "a\0@b",
            &format!("{}@b", "a".repeat(300)),
        ] {
            assert!(Login::email(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_service_is_known_by_its_role_and_name() {
        assert_eq!(
            Login::service(Role::Editor, "Night-Desk").unwrap().as_str(),
            "editor:night-desk"
        );
        assert!(
            Login::service(Role::Editor, "a@b").is_err()
                && Login::service(Role::Editor, "").is_err()
        );
    }
}
