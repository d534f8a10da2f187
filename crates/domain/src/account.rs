//! Accounts: who may sign in, in which role, and what ends their tokens.
//!
//! A person signs in with an email address; a service account has a role and a name. Every change
//! of what an account may do raises its token version, which invalidates all tokens issued before.
//! Hashing of passwords is left to the caller; a password hash is an opaque text here.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::{
    ids::{AccountId, ContributorId},
    moment::Moment,
    text::Name,
};

/// Role of an account. [`crate::permission`] says which acts each role may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Reads what is public, under an account.
    Reader,
    /// Syndicates articles, with what its API key grants.
    Partner,
    /// Writes, and sees drafts of its own.
    Author,
    /// Publishes, and sees every draft.
    Editor,
    /// Has the rights of an editor and manages accounts and keys.
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

    /// Name of the role in upper case, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "READER",
            Self::Partner => "PARTNER",
            Self::Author => "AUTHOR",
            Self::Editor => "EDITOR",
            Self::Admin => "ADMIN",
        }
    }

    /// Parses a role's name in any case.
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

/// Error of a text that is neither an email address nor a service name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a login is an email address, or a service name of 1 to 100 letters, digits, `.`, `_` and `-`"
)]
pub struct InvalidLogin;

/// Login name: an email address in lower case, or `role:name` for a service account.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Login(String);

impl Login {
    /// Largest length of an email address (RFC 5321, section 4.5.3.1.3, less the angle brackets).
    const MAX_BYTES: usize = 254;

    /// Parses a person's email address. Two spellings that differ in case or Unicode composition
    /// are equal.
    ///
    /// # Errors
    /// The text is not an email address.
    ///
    /// ```
    /// use standfirst_domain::account::Login;
    /// assert_eq!(Login::email(" Ada@Paper.Example ").unwrap().as_str(), "ada@paper.example");
    /// assert!(Login::email("ada").is_err());
    /// ```
    pub fn email(text: &str) -> Result<Self, InvalidLogin> {
        let folded: String = text.trim().nfkc().collect::<String>().to_lowercase();
        let parts = folded.rsplit_once('@');
        let is_valid = parts.is_some_and(|(local, host)| !local.is_empty() && !host.is_empty())
            && folded.len() <= Self::MAX_BYTES
            && !folded.chars().any(|c| c.is_whitespace() || c.is_control());
        if is_valid {
            Ok(Self(folded))
        } else {
            Err(InvalidLogin)
        }
    }

    /// Login of a service account, unique for each role and name.
    ///
    /// # Errors
    /// The name is empty, has more than 100 bytes or contains other characters than ASCII letters,
    /// digits, `.`, `_` and `-`.
    pub fn service(role: Role, name: &str) -> Result<Self, InvalidLogin> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if name.is_empty() || name.len() > 100 || !name.chars().all(is_allowed) {
            return Err(InvalidLogin);
        }
        Ok(Self(format!("{role}:{name}").to_lowercase()))
    }

    /// Takes a login from the database without checks.
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The login as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Account of a person or service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Globally unique, stable identifier.
    pub id: AccountId,
    /// Login name.
    pub login: Login,
    /// Display name.
    pub name: Name,
    /// Role of the account.
    pub role: Role,
    /// Version of the account's tokens. Tokens with another version are invalid.
    pub token_version: u32,
    /// Start of the present token version. Tokens of an external issuer from before this moment are
    /// invalid, since they carry no version.
    pub tokens_since: Moment,
    /// Moment at which the account was suspended; `None` if it may sign in.
    pub suspended_at: Option<Moment>,
    /// Contributor under whose name the account writes.
    pub contributor: Option<ContributorId>,
}

/// Account to be created.
#[derive(Clone)]
pub struct NewAccount {
    /// Identity of the account.
    pub id: AccountId,
    /// Login name.
    pub login: Login,
    /// Display name.
    pub name: Name,
    /// Role of the account.
    pub role: Role,
    /// Contributor under whose name the account writes.
    pub contributor: Option<ContributorId>,
    /// Hash of the password; `None` for an account that does not sign in with a password.
    pub password: Option<PasswordHash>,
    /// Moment of creation.
    pub created_at: Moment,
}

/// Salted hash of a password. Its debug form hides the value.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(hidden)")
    }
}

/// Change of an account. Each raises the token version and ends all sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountChange {
    /// Gives the account another role.
    Role(Role),
    /// Sets another password.
    Password(PasswordHash),
    /// Suspends the account.
    Suspend,
    /// Ends the suspension.
    Readmit,
    /// Changes nothing else; all tokens and sessions end.
    SignOutEverywhere,
}

#[cfg(test)]
mod tests {
    use super::{Login, Role};

    #[test]
    fn texts_that_are_no_email_addresses_are_rejected() {
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
    fn a_service_login_has_a_role_and_a_name() {
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
