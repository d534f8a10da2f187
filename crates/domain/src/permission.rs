//! Permissions: the one matrix of who may do what, and the actor whom it is asked about.
//!
//! Whatever is not in the table may not be done. [`Access::Own`] leaves it to the act to see whose the article, key or account is.

use crate::{
    account::Role,
    credential::{KeyId, KeyScope},
    ids::{AccountId, ContributorId},
    text::Name,
    visibility::{Audience, Grants},
};

/// How far a permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Not at all.
    No,
    /// To what is one's own.
    Own,
    /// To everything.
    All,
}

macro_rules! actions {
    ($($(#[$meta:meta])* $name:ident: $row:expr;)*) => {
        /// An act of the newsroom that is permitted or not.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$meta])* $name,)*
        }

        /// The matrix: for each action what a reader, a partner, an author, an editor and an admin may.
        const MATRIX: &[(Action, &str, [Access; 5])] = &[$((Action::$name, stringify!($name), $row),)*];
    };
}

/// Everybody who has an account, for what is their own.
const EACH: [Access; 5] = [Access::Own; 5];
/// Authors for their own articles, editors for all.
const DRAFTING: [Access; 5] = [
    Access::No,
    Access::No,
    Access::Own,
    Access::All,
    Access::All,
];
/// The desk, authors among them.
const DESK: [Access; 5] = [
    Access::No,
    Access::No,
    Access::All,
    Access::All,
    Access::All,
];
/// Editors and admins.
const EDITING: [Access; 5] = [Access::No, Access::No, Access::No, Access::All, Access::All];
/// Admins alone.
const ADMINISTERING: [Access; 5] = [Access::No, Access::No, Access::No, Access::No, Access::All];
/// Admins, and partners for their own.
const KEEPING_KEYS: [Access; 5] = [Access::No, Access::Own, Access::No, Access::No, Access::All];
/// Admins, and everybody else for their own.
const KEEPING_PASSWORDS: [Access; 5] = [
    Access::Own,
    Access::Own,
    Access::Own,
    Access::Own,
    Access::All,
];

actions! {
    /// Filing an article.
    ArticleFile: DRAFTING;
    /// Changing an article's head revision.
    ArticleAmend: DRAFTING;
    /// Handing a draft in for review.
    ArticleSubmit: DRAFTING;
    /// Handing an article back with a note.
    ArticleReturn: EDITING;
    /// Publishing now or at a time.
    ArticlePublish: EDITING;
    /// Taking an article back from readers.
    ArticleUnpublish: EDITING;
    /// Setting or lifting an embargo.
    ArticleEmbargo: EDITING;
    /// Setting when an article leaves readers.
    ArticleExpire: EDITING;
    /// Correcting in public.
    ArticleCorrect: EDITING;
    /// Withdrawing with a reason.
    ArticleRetract: EDITING;
    /// Bringing an earlier revision back.
    ArticleRestore: DRAFTING;
    /// Deleting.
    ArticleDelete: DRAFTING;
    /// Choosing what stands beside an article.
    ArticlePick: EDITING;
    /// Showing an article to someone outside before it is published.
    ArticlePreview: DRAFTING;
    /// Making or describing a tag.
    TagDefine: DESK;
    /// Renaming a tag.
    TagRename: EDITING;
    /// Merging one tag into another.
    TagMerge: EDITING;
    /// Retiring a tag.
    TagRetire: EDITING;
    /// Making or describing a section.
    SectionDefine: EDITING;
    /// Changing a section.
    SectionAmend: EDITING;
    /// Making or describing a contributor.
    ContributorDefine: EDITING;
    /// Changing a contributor.
    ContributorAmend: EDITING;
    /// Making or describing a collection.
    CollectionDefine: EDITING;
    /// Ordering a collection.
    CollectionArrange: EDITING;
    /// Changing what the publication says of itself.
    PublicationAmend: ADMINISTERING;
    /// Reporting how often articles were read. A key whose scope is `Report` does this and nothing else, whatever its account's role.
    ReadsReport: ADMINISTERING;
    /// Bringing articles in from other systems.
    Import: ADMINISTERING;
    /// Reading who did what.
    AuditRead: ADMINISTERING;
    /// Reading what is at the desk: drafts, and what became of every revision.
    DeskRead: DRAFTING;
    /// Reading accounts.
    AccountRead: ADMINISTERING;
    /// Making an account.
    AccountCreate: ADMINISTERING;
    /// Giving another's account another role.
    AccountChangeRole: ADMINISTERING;
    /// Suspending another's account, or letting it come in again.
    AccountSuspend: ADMINISTERING;
    /// Changing a password.
    AccountChangePassword: KEEPING_PASSWORDS;
    /// Reading keys, without their secrets.
    ApiKeyRead: KEEPING_KEYS;
    /// Making a key.
    ApiKeyCreate: KEEPING_KEYS;
    /// Revoking a key.
    ApiKeyRevoke: KEEPING_KEYS;
    /// Signing out everywhere.
    SessionCloseAll: EACH;
    /// Signing in, refreshing and ending a session: open to all, since the credential is in the input.
    SignIn: EACH;
}

impl Action {
    /// All actions, in the order of the matrix.
    pub fn all() -> impl Iterator<Item = Self> {
        MATRIX.iter().map(|(action, ..)| *action)
    }

    /// The action's name, as in `ArticleFile`.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |(_, name, _)| name)
    }

    /// The action's name as the mutation's and the audit log's, as in `articleFile`.
    pub fn act(self) -> String {
        let mut characters = self.name().chars();
        let first = characters.next().map(|first| first.to_ascii_lowercase());
        first.into_iter().chain(characters).collect()
    }

    /// Whether it needs no account.
    pub const fn is_open_to_strangers(self) -> bool {
        matches!(self, Self::SignIn)
    }

    fn row(self) -> Option<&'static (Self, &'static str, [Access; 5])> {
        MATRIX.iter().find(|(action, ..)| *action == self)
    }
}

impl Role {
    /// How far this role may go with an action.
    ///
    /// ```
    /// use standfirst_domain::{account::Role, permission::{Action, Access}};
    /// assert_eq!(Role::Author.may(Action::ArticleAmend), Access::Own);
    /// assert_eq!(Role::Author.may(Action::ArticlePublish), Access::No);
    /// ```
    pub fn may(self, action: Action) -> Access {
        let column = Self::ALL.iter().position(|role| *role == self);
        action
            .row()
            .zip(column)
            .and_then(|((_, _, permits), column)| permits.get(column))
            .copied()
            .unwrap_or(Access::No)
    }
}

/// By which means an actor came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Means {
    /// By an access token.
    Token,
    /// By an API key.
    Key(KeyId, KeyScope),
}

/// Who acts: an account that showed a good credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub account: AccountId,
    /// What it is called.
    pub name: Name,
    /// What it is trusted with.
    pub role: Role,
    /// Under whose name it writes.
    pub contributor: Option<ContributorId>,
    /// What its key was granted; nothing where it came in by a token.
    pub grants: Grants,
    /// By which means it came in.
    pub means: Means,
}

impl Actor {
    /// How far this actor may go with an action. A key that only reads does nothing, and one that reports does that alone: it was given out by an
    /// admin, to whomever it belongs.
    pub fn may(&self, action: Action) -> Access {
        match self.means {
            Means::Key(_, KeyScope::Report) if action == Action::ReadsReport => Access::All,
            Means::Key(_, KeyScope::Read | KeyScope::Report) => Access::No,
            Means::Key(_, KeyScope::Write) | Means::Token => self.role.may(action),
        }
    }

    /// Whose eyes this actor reads with. A key that reports lies about on front ends and sees what everybody does.
    pub fn audience(&self) -> Audience {
        if matches!(self.means, Means::Key(_, KeyScope::Report)) {
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
    fn more_trust_never_means_less_save_for_keys_of_partners() {
        for action in Action::all().filter(|action| !action.name().starts_with("ApiKey")) {
            let reach = |role: Role| match role.may(action) {
                Access::No => 0,
                Access::Own => 1,
                Access::All => 2,
            };
            assert!(
                Role::ALL
                    .windows(2)
                    .all(|pair| reach(pair[0]) <= reach(pair[1])),
                "{action:?}"
            );
        }
    }

    #[test]
    fn the_matrix_says_what_was_decided() {
        for (role, action, permit) in [
            (Role::Reader, Action::ArticleFile, Access::No),
            (Role::Partner, Action::ApiKeyCreate, Access::Own),
            (Role::Author, Action::ArticleDelete, Access::Own),
            (Role::Author, Action::TagDefine, Access::All),
            (Role::Author, Action::TagMerge, Access::No),
            (Role::Author, Action::ApiKeyRead, Access::No),
            (Role::Editor, Action::AccountChangeRole, Access::No),
            (Role::Editor, Action::AccountChangePassword, Access::Own),
            (Role::Editor, Action::AccountRead, Access::No),
            (Role::Editor, Action::ArticleRetract, Access::All),
            (Role::Admin, Action::AuditRead, Access::All),
        ] {
            assert_eq!(role.may(action), permit, "{role} {action:?}");
        }
    }
}
