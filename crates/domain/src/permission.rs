//! Permissions: the one matrix of roles and actions, and the actor for whom it is consulted.
//!
//! What the table does not allow is forbidden. [`Permit::Own`] leaves it to the act to check the
//! owner of the article, key or account.

use crate::{
    account::Role,
    credential::{KeyId, KeyScope},
    ids::{AccountId, ContributorId},
    sight::{Audience, Grants},
    text::Name,
};

/// Access that a permission gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permit {
    /// No access.
    No,
    /// Access to what the actor owns.
    Own,
    /// Access to everything.
    All,
}

macro_rules! actions {
    ($($(#[$meta:meta])* $name:ident: $row:expr;)*) => {
        /// An act that needs permission.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$meta])* $name,)*
        }

        /// The matrix: for each action the access of reader, partner, author, editor and admin.
        const MATRIX: &[(Action, &str, [Permit; 5])] = &[$((Action::$name, stringify!($name), $row),)*];
    };
}

/// Every account, for what it owns.
const OWN_ACCOUNT: [Permit; 5] = [Permit::Own; 5];
/// Authors for their own articles, editors and admins for all.
const WRITING: [Permit; 5] = [
    Permit::No,
    Permit::No,
    Permit::Own,
    Permit::All,
    Permit::All,
];
/// The desk: authors, editors and admins.
const DESK: [Permit; 5] = [
    Permit::No,
    Permit::No,
    Permit::All,
    Permit::All,
    Permit::All,
];
/// Editors and admins.
const EDITING: [Permit; 5] = [Permit::No, Permit::No, Permit::No, Permit::All, Permit::All];
/// Admins only.
const ADMINISTRATION: [Permit; 5] = [Permit::No, Permit::No, Permit::No, Permit::No, Permit::All];
/// Admins for all keys, partners for their own.
const KEY_MANAGEMENT: [Permit; 5] = [Permit::No, Permit::Own, Permit::No, Permit::No, Permit::All];
/// Admins for all passwords, everyone else for their own.
const PASSWORD_CHANGE: [Permit; 5] = [
    Permit::Own,
    Permit::Own,
    Permit::Own,
    Permit::Own,
    Permit::All,
];

actions! {
    /// Creates an article.
    ArticleFile: WRITING;
    /// Changes an article's head revision.
    ArticleAmend: WRITING;
    /// Submits a draft for review.
    ArticleSubmit: WRITING;
    /// Returns an article to its author with a note.
    ArticleReturn: EDITING;
    /// Publishes an article, now or at a time.
    ArticlePublish: EDITING;
    /// Withdraws an article until it is published again.
    ArticleUnpublish: EDITING;
    /// Sets or removes an embargo.
    ArticleEmbargo: EDITING;
    /// Sets or removes the expiry of an article.
    ArticleExpire: EDITING;
    /// Publishes a changed article with a public correction.
    ArticleCorrect: EDITING;
    /// Withdraws an article for good, with a public reason.
    ArticleRetract: EDITING;
    /// Restores a deleted article or an earlier revision.
    ArticleRestore: WRITING;
    /// Deletes an article.
    ArticleDelete: WRITING;
    /// Pins and excludes related articles.
    ArticlePick: EDITING;
    /// Issues and revokes preview links to an article.
    ArticlePreview: WRITING;
    /// Creates a tag.
    TagDefine: DESK;
    /// Changes a tag.
    TagRename: EDITING;
    /// Merges one tag into another.
    TagMerge: EDITING;
    /// Retires a tag.
    TagRetire: EDITING;
    /// Creates a section.
    SectionDefine: EDITING;
    /// Changes a section.
    SectionAmend: EDITING;
    /// Creates a contributor.
    ContributorDefine: EDITING;
    /// Changes a contributor.
    ContributorAmend: EDITING;
    /// Creates a collection.
    CollectionDefine: EDITING;
    /// Changes a collection and its items.
    CollectionArrange: EDITING;
    /// Changes the settings of the publication.
    PublicationAmend: ADMINISTRATION;
    /// Reports reads of articles. A key with the scope `Report` may do this and nothing else,
    /// whatever its account's role.
    ReadsReport: ADMINISTRATION;
    /// Imports articles from other systems.
    Import: ADMINISTRATION;
    /// Reads the audit log.
    AuditRead: ADMINISTRATION;
    /// Reads drafts and the revisions of articles.
    DeskRead: WRITING;
    /// Reads accounts.
    AccountRead: ADMINISTRATION;
    /// Creates an account.
    AccountCreate: ADMINISTRATION;
    /// Changes the role of another account.
    AccountChangeRole: ADMINISTRATION;
    /// Suspends another account, or ends its suspension.
    AccountSuspend: ADMINISTRATION;
    /// Changes a password.
    AccountChangePassword: PASSWORD_CHANGE;
    /// Reads API keys, without their secrets.
    ApiKeyRead: KEY_MANAGEMENT;
    /// Creates an API key.
    ApiKeyCreate: KEY_MANAGEMENT;
    /// Revokes an API key.
    ApiKeyRevoke: KEY_MANAGEMENT;
    /// Ends all sessions of an account.
    SessionCloseAll: OWN_ACCOUNT;
    /// Opens, refreshes and closes a session. It needs no account, since the input holds the
    /// credential.
    SignIn: OWN_ACCOUNT;
}

impl Action {
    /// All actions, in the order of the matrix.
    pub fn all() -> impl Iterator<Item = Self> {
        MATRIX.iter().map(|(action, ..)| *action)
    }

    /// Name of the action, such as `ArticlePublish`.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |(_, name, _)| name)
    }

    /// Name of the action's mutation and of its lines in the audit log, such as `articlePublish`.
    pub fn act(self) -> String {
        let mut characters = self.name().chars();
        let first = characters.next().map(|first| first.to_ascii_lowercase());
        first.into_iter().chain(characters).collect()
    }

    /// Returns `true` if the action is allowed without an account.
    pub const fn needs_no_account(self) -> bool {
        matches!(self, Self::SignIn)
    }

    fn row(self) -> Option<&'static (Self, &'static str, [Permit; 5])> {
        MATRIX.iter().find(|(action, ..)| *action == self)
    }
}

impl Role {
    /// Access of this role to an action.
    ///
    /// ```
    /// use standfirst_domain::{account::Role, permission::{Action, Permit}};
    /// assert_eq!(Role::Author.may(Action::ArticleAmend), Permit::Own);
    /// assert_eq!(Role::Author.may(Action::ArticlePublish), Permit::No);
    /// ```
    pub fn may(self, action: Action) -> Permit {
        let column = Self::ALL.iter().position(|role| *role == self);
        action
            .row()
            .zip(column)
            .and_then(|((_, _, accesses), column)| accesses.get(column))
            .copied()
            .unwrap_or(Permit::No)
    }
}

/// Credential with which an actor was authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthMethod {
    /// Access token.
    Token,
    /// API key, with its scope.
    Key(KeyId, KeyScope),
}

/// Authenticated account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Identity of the account.
    pub account: AccountId,
    /// Display name.
    pub name: Name,
    /// Role of the account.
    pub role: Role,
    /// Contributor under whose name the account writes.
    pub contributor: Option<ContributorId>,
    /// Grants of the API key; empty for a token.
    pub grants: Grants,
    /// Credential with which the actor was authenticated.
    pub auth_method: AuthMethod,
}

impl Actor {
    /// Access of this actor to an action. A key with the scope `Read` may do no act. A key with the
    /// scope `Report` may only report reads, whatever the role of its account: an admin issued it
    /// for that.
    pub fn may(&self, action: Action) -> Permit {
        match self.auth_method {
            AuthMethod::Key(_, KeyScope::Report) if action == Action::ReadsReport => Permit::All,
            AuthMethod::Key(_, KeyScope::Read | KeyScope::Report) => Permit::No,
            AuthMethod::Key(_, KeyScope::Write) | AuthMethod::Token => self.role.may(action),
        }
    }

    /// Audience as which this actor reads. A key with the scope `Report` is often embedded in front
    /// ends, so it reads as the public.
    pub fn audience(&self) -> Audience {
        if matches!(self.auth_method, AuthMethod::Key(_, KeyScope::Report)) {
            return Audience::Public;
        }
        match self.role {
            Role::Reader => Audience::Public,
            Role::Partner => Audience::Partner(self.grants.clone()),
            Role::Author => Audience::Author(self.account),
            Role::Editor | Role::Admin => Audience::Desk,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Permit, Role};

    #[test]
    fn more_trusted_roles_never_have_less_access_except_for_keys_of_partners() {
        for action in Action::all().filter(|action| !action.name().starts_with("ApiKey")) {
            let rank = |role: Role| match role.may(action) {
                Permit::No => 0,
                Permit::Own => 1,
                Permit::All => 2,
            };
            assert!(
                Role::ALL
                    .windows(2)
                    .all(|pair| rank(pair[0]) <= rank(pair[1])),
                "{action:?}"
            );
        }
    }

    #[test]
    fn the_matrix_is_as_decided() {
        for (role, action, access) in [
            (Role::Reader, Action::ArticleFile, Permit::No),
            (Role::Partner, Action::ApiKeyCreate, Permit::Own),
            (Role::Author, Action::ArticleDelete, Permit::Own),
            (Role::Author, Action::TagDefine, Permit::All),
            (Role::Author, Action::TagMerge, Permit::No),
            (Role::Author, Action::ApiKeyRead, Permit::No),
            (Role::Editor, Action::AccountChangeRole, Permit::No),
            (Role::Editor, Action::AccountChangePassword, Permit::Own),
            (Role::Editor, Action::AccountRead, Permit::No),
            (Role::Editor, Action::ArticleRetract, Permit::All),
            (Role::Admin, Action::AuditRead, Permit::All),
        ] {
            assert_eq!(role.may(action), access, "{role} {action:?}");
        }
    }
}
