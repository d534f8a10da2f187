//! Permissions: a matrix of roles and actions, and the actor to which it is applied.
//!
//! An action outside the matrix is denied. For [`Access::Own`], the command itself checks the owner
//! of the article, key or account, because only its transaction knows the present owner.

use crate::{
    account::Role,
    credential::{KeyId, KeyScope},
    ids::{AccountId, ContributorId},
    text::Name,
    visibility::{Audience, Grants},
};

/// Extent of a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// The action is denied.
    No,
    /// The action is limited to the actor's own objects.
    Own,
    /// The action is permitted on all objects.
    All,
}

macro_rules! actions {
    ($($(#[$meta:meta])* $name:ident: $row:expr;)*) => {
        /// Action that the matrix permits or denies.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$meta])* $name,)*
        }

        /// The matrix: for each action, the permission of readers, partners, authors, editors and
        /// admins.
        const MATRIX: &[(Action, &str, [Access; 5])] = &[$((Action::$name, stringify!($name), $row),)*];
    };
}

/// Every role, for its own objects.
const EACH: [Access; 5] = [Access::Own; 5];
/// Authors for their own articles, editors for all.
const DRAFTING: [Access; 5] = [
    Access::No,
    Access::No,
    Access::Own,
    Access::All,
    Access::All,
];
/// Authors, editors and admins.
const DESK: [Access; 5] = [
    Access::No,
    Access::No,
    Access::All,
    Access::All,
    Access::All,
];
/// Editors and admins.
const EDITING: [Access; 5] = [Access::No, Access::No, Access::No, Access::All, Access::All];
/// Admins only.
const ADMINISTERING: [Access; 5] = [Access::No, Access::No, Access::No, Access::No, Access::All];
/// Admins for all keys, partners for their own.
const API_KEYS: [Access; 5] = [Access::No, Access::Own, Access::No, Access::No, Access::All];
/// Admins for all passwords, all other roles for their own.
const PASSWORDS: [Access; 5] = [
    Access::Own,
    Access::Own,
    Access::Own,
    Access::Own,
    Access::All,
];

actions! {
    /// Creating an article.
    ArticleCreate: DRAFTING;
    /// Adding a head revision to an article.
    ArticleUpdate: DRAFTING;
    /// Submitting a draft for review.
    ArticleSubmit: DRAFTING;
    /// Returning an article to its author with a note.
    ArticleReturn: EDITING;
    /// Publishing an article now or at a given time.
    ArticlePublish: EDITING;
    /// Unpublishing an article.
    ArticleUnpublish: EDITING;
    /// Setting or lifting an embargo.
    ArticleEmbargo: EDITING;
    /// Setting or removing the expiry of an article.
    ArticleExpire: EDITING;
    /// Correcting a public article.
    ArticleCorrect: EDITING;
    /// Retracting an article with a reason.
    ArticleRetract: EDITING;
    /// Restoring a deleted article or an earlier revision.
    ArticleRestore: DRAFTING;
    /// Deleting an article.
    ArticleDelete: DRAFTING;
    /// Setting pinned and excluded related articles.
    ArticleSetRelated: EDITING;
    /// Creating and revoking previews of an article.
    ArticlePreview: DRAFTING;
    /// Creating a tag.
    TagCreate: DESK;
    /// Updating a tag.
    TagUpdate: EDITING;
    /// Merging one tag into another.
    TagMerge: EDITING;
    /// Retiring a tag.
    TagRetire: EDITING;
    /// Creating a section.
    SectionCreate: EDITING;
    /// Updating a section.
    SectionUpdate: EDITING;
    /// Creating a contributor.
    ContributorCreate: EDITING;
    /// Updating a contributor.
    ContributorUpdate: EDITING;
    /// Creating a collection.
    CollectionCreate: EDITING;
    /// Setting the items of a collection.
    CollectionSetItems: EDITING;
    /// Updating the publication settings.
    PublicationUpdate: ADMINISTERING;
    /// Reporting reads of articles. A key with the scope `Report` permits this action and no other,
    /// whatever its account's role.
    ReadsReport: ADMINISTERING;
    /// Importing articles from other systems.
    Import: ADMINISTERING;
    /// Reading the audit log.
    AuditRead: ADMINISTERING;
    /// Reading the desk: drafts and all revisions.
    DeskRead: DRAFTING;
    /// Reading accounts.
    AccountRead: ADMINISTERING;
    /// Creating an account.
    AccountCreate: ADMINISTERING;
    /// Changing the role of another account.
    AccountChangeRole: ADMINISTERING;
    /// Suspending another account or lifting its suspension.
    AccountSuspend: ADMINISTERING;
    /// Changing a password.
    AccountChangePassword: PASSWORDS;
    /// Reading API keys without their secrets.
    ApiKeyRead: API_KEYS;
    /// Creating an API key.
    ApiKeyCreate: API_KEYS;
    /// Revoking an API key.
    ApiKeyRevoke: API_KEYS;
    /// Closing all sessions of the own account.
    SessionCloseAll: EACH;
    /// Opening, refreshing and closing a session. Permitted to everyone, because the input contains
    /// the credential.
    SignIn: EACH;
}

impl Action {
    /// All actions, in the order of the matrix.
    pub fn all() -> impl Iterator<Item = Self> {
        MATRIX.iter().map(|(action, ..)| *action)
    }

    /// Name of the action, such as `ArticleCreate`.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |(_, name, _)| name)
    }

    /// Name of the action in the schema and the audit log, such as `articleCreate`.
    pub fn schema_name(self) -> String {
        let mut characters = self.name().chars();
        let first = characters.next().map(|first| first.to_ascii_lowercase());
        first.into_iter().chain(characters).collect()
    }

    /// Returns `true` if the action needs no account.
    pub const fn needs_no_account(self) -> bool {
        matches!(self, Self::SignIn)
    }

    fn row(self) -> Option<&'static (Self, &'static str, [Access; 5])> {
        MATRIX.iter().find(|(action, ..)| *action == self)
    }
}

impl Role {
    /// Permission of this role for an action.
    ///
    /// ```
    /// use standfirst_domain::{account::Role, permission::{Action, Access}};
    /// assert_eq!(Role::Author.may(Action::ArticleUpdate), Access::Own);
    /// assert_eq!(Role::Author.may(Action::ArticlePublish), Access::No);
    /// ```
    pub fn may(self, action: Action) -> Access {
        let column = Self::ALL.iter().position(|role| *role == self);
        action
            .row()
            .zip(column)
            .and_then(|((_, _, accesses), column)| accesses.get(column))
            .copied()
            .unwrap_or(Access::No)
    }
}

/// Credential with which an actor authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthMethod {
    /// An access token.
    Token,
    /// An API key.
    Key(KeyId, KeyScope),
}

/// An account that presented a valid credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Id of the account.
    pub account: AccountId,
    /// Name of the account.
    pub name: Name,
    /// Role of the account.
    pub role: Role,
    /// Contributor that represents the account in bylines, if any.
    pub contributor: Option<ContributorId>,
    /// Grants of the API key; none for an access token.
    pub grants: Grants,
    /// Credential of the request.
    pub auth_method: AuthMethod,
}

impl Actor {
    /// Permission of this actor for an action.
    ///
    /// A key with the scope `Read` permits no action. A key with the scope `Report` permits only
    /// [`Action::ReadsReport`], for any role, because only admins create such keys.
    pub fn may(&self, action: Action) -> Access {
        match self.auth_method {
            AuthMethod::Key(_, KeyScope::Report) if action == Action::ReadsReport => Access::All,
            AuthMethod::Key(_, KeyScope::Read | KeyScope::Report) => Access::No,
            AuthMethod::Key(_, KeyScope::Write) | AuthMethod::Token => self.role.may(action),
        }
    }

    /// Audience of this actor.
    ///
    /// A key with the scope `Report` is stored on front ends, so it reads only public content.
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
    use super::{Access, Action, Role};

    #[test]
    fn a_higher_role_has_no_lower_permission_except_for_api_keys() {
        for action in Action::all().filter(|action| !action.name().starts_with("ApiKey")) {
            let rank = |role: Role| match role.may(action) {
                Access::No => 0,
                Access::Own => 1,
                Access::All => 2,
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
    fn the_matrix_gives_each_role_its_permissions() {
        for (role, action, access) in [
            (Role::Reader, Action::ArticleCreate, Access::No),
            (Role::Partner, Action::ApiKeyCreate, Access::Own),
            (Role::Author, Action::ArticleDelete, Access::Own),
            (Role::Author, Action::TagCreate, Access::All),
            (Role::Author, Action::TagMerge, Access::No),
            (Role::Author, Action::ApiKeyRead, Access::No),
            (Role::Editor, Action::AccountChangeRole, Access::No),
            (Role::Editor, Action::AccountChangePassword, Access::Own),
            (Role::Editor, Action::AccountRead, Access::No),
            (Role::Editor, Action::ArticleRetract, Access::All),
            (Role::Admin, Action::AuditRead, Access::All),
        ] {
            assert_eq!(role.may(action), access, "{role} {action:?}");
        }
    }
}
