//! The audit log: who did what to what, and when. Each act writes its line in its own transaction, so that no act is without one.

use crate::{
    ids::{AccountId, AuditId},
    moment::Moment,
    page::Page,
};

/// A line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Its identity.
    pub id: AuditId,
    /// When.
    pub at: Moment,
    /// Who; `None` for the house itself, as a command or an import is.
    pub actor: Option<AccountId>,
    /// What they are called, while they have an account.
    pub actor_name: Option<String>,
    /// What was done, as the name of the mutation: `articlePublish`.
    pub act: String,
    /// To what.
    pub subject: Subject,
    /// The version that it has since, where it has versions.
    pub version: Option<u32>,
    /// Why, where the act gives a reason.
    pub reason: Option<String>,
}

/// What an act was done to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject {
    /// What kind of thing.
    pub kind: SubjectKind,
    /// Its identity as it is kept: a UUID without hyphens, or a name.
    pub key: String,
}

/// What kinds of things acts are done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// An article.
    Article,
    /// A tag.
    Tag,
    /// A section.
    Section,
    /// A contributor.
    Contributor,
    /// A collection.
    Collection,
    /// The publication.
    Publication,
    /// An account.
    Account,
    /// An API key.
    ApiKey,
    /// A system that articles were imported from.
    Source,
}

/// Which lines are asked for. Everything given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditFilter {
    /// By this account.
    pub actor: Option<AccountId>,
    /// Of this act, by its name.
    pub act: Option<String>,
    /// To this.
    pub subject: Option<Subject>,
    /// At or after this moment.
    pub from: Option<Moment>,
    /// Before this moment.
    pub until: Option<Moment>,
}

/// A part of the audit log, the latest line first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditListing {
    /// Which lines.
    pub filter: AuditFilter,
    /// Which part.
    pub page: Page,
}

impl Subject {
    /// What has an identity.
    pub fn of(kind: SubjectKind, id: uuid::Uuid) -> Self {
        Self {
            kind,
            key: id.simple().to_string(),
        }
    }

    /// What has a name.
    pub fn named(kind: SubjectKind, name: impl Into<String>) -> Self {
        Self {
            kind,
            key: name.into(),
        }
    }
}
