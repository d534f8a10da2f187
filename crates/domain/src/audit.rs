//! The audit log: who did what to what, and when. Each act writes its entry in its own transaction,
//! so no act is without one.

use crate::{
    ids::{AccountId, AuditId},
    moment::Moment,
    page::Page,
};

/// Entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Identity of the entry.
    pub id: AuditId,
    /// Moment of the act.
    pub at: Moment,
    /// Account that acted; `None` for the system itself, as in a command or an import.
    pub actor: Option<AccountId>,
    /// Display name of that account, if it still exists.
    pub actor_name: Option<String>,
    /// Name of the act, which is the name of its mutation, such as `articlePublish`.
    pub act: String,
    /// Thing that the act was done to.
    pub subject: Subject,
    /// Version of the subject after the act, if the subject has versions.
    pub version: Option<u32>,
    /// Reason, if the act has one.
    pub reason: Option<String>,
}

/// Thing that an act was done to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject {
    /// Kind of the thing.
    pub kind: SubjectKind,
    /// Stored identity of the thing: a UUID without hyphens, or a name.
    pub key: String,
}

/// Kind of thing that acts are done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// Article.
    Article,
    /// Tag.
    Tag,
    /// Section.
    Section,
    /// Contributor.
    Contributor,
    /// Collection.
    Collection,
    /// The publication.
    Publication,
    /// Account.
    Account,
    /// API key.
    ApiKey,
    /// System that articles were imported from.
    Source,
}

/// Filter on the audit log. A line must match every part that is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditFilter {
    /// Account that acted.
    pub actor: Option<AccountId>,
    /// Name of the act.
    pub act: Option<String>,
    /// Thing that the act was done to.
    pub subject: Option<Subject>,
    /// Earliest moment, inclusive.
    pub from: Option<Moment>,
    /// Latest moment, exclusive.
    pub until: Option<Moment>,
}

/// Page of the audit log, latest line first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditListing {
    /// Filter on the lines.
    pub filter: AuditFilter,
    /// Page of the list.
    pub page: Page,
}

impl Subject {
    /// Subject with a UUID as its key.
    pub fn from_id(kind: SubjectKind, id: uuid::Uuid) -> Self {
        Self {
            kind,
            key: id.simple().to_string(),
        }
    }

    /// Subject with a name as its key.
    pub fn from_name(kind: SubjectKind, name: impl Into<String>) -> Self {
        Self {
            kind,
            key: name.into(),
        }
    }
}
