//! The audit log: which account executed which mutation, for admins.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use standfirst_domain::cursor::{self, ListKind};
use standfirst_domain::{
    audit::{self as newsroom, AuditFilter, AuditListing, Subject},
    ids::{AccountId, ArticleId, CollectionId, ContributorId, SectionId, TagId},
    page::Page,
    permission::Action,
};
use uuid::Uuid;

use super::{
    connection::{PageArguments, PageInfo},
    desk::Actor,
    errors::field_error,
    ids::GlobalId,
    loaders::empty_slice,
    read_context::ReadContext,
    scalars::{Cursor, DateTime},
    write_context::guard,
};

/// Query of the audit log.
#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Audit log of all mutations, newest first. Requires the admin role.
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Number of items to return from the start of the list (1 to 100; default 20)."
        )]
        first: Option<i32>,
        #[graphql(desc = "Returns only items after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "Conditions on the entries.")] filter: Option<AuditLogFilter>,
    ) -> Option<Result<AuditConnection>> {
        let page = PageArguments::new(first, after, None, None);
        Some(lines(ctx, page, filter.unwrap_or_default()).await)
    }
}

/// Conditions on the audit log entries; all of them must hold.
#[derive(InputObject, Default)]
#[graphql(name = "AuditFilter")]
pub struct AuditLogFilter {
    /// Id of the account that carried out the mutation.
    actor: Option<ID>,
    /// Name of the mutation, such as articlePublish.
    act: Option<String>,
    /// Id of the changed object. For objects without a global id, their key.
    subject: Option<ID>,
    /// Earliest time (inclusive).
    from: Option<DateTime>,
    /// Latest time (exclusive).
    until: Option<DateTime>,
}

impl AuditLogFilter {
    /// The requested filter; `None` if no entry can match it.
    fn read(self) -> Option<AuditFilter> {
        let actor = match &self.actor {
            None => None,
            Some(id) => Some(GlobalId::decode_as(id)?),
        };
        Some(AuditFilter {
            actor,
            act: self.act,
            subject: self.subject.as_ref().map(subject_of),
            from: self.from.map(|at| at.0),
            until: self.until.map(|at| at.0),
        })
    }
}

/// Subject that an id names. A key without a global id is taken literally.
fn subject_of(id: &ID) -> Subject {
    use newsroom::SubjectKind;
    match GlobalId::decode(id) {
        Some(GlobalId::Article(id)) => Subject::from_id(SubjectKind::Article, id.as_uuid()),
        Some(GlobalId::Tag(id)) => Subject::from_id(SubjectKind::Tag, id.as_uuid()),
        Some(GlobalId::Section(id)) => Subject::from_id(SubjectKind::Section, id.as_uuid()),
        Some(GlobalId::Contributor(id)) => Subject::from_id(SubjectKind::Contributor, id.as_uuid()),
        Some(GlobalId::Account(id)) => Subject::from_id(SubjectKind::Account, id.as_uuid()),
        Some(GlobalId::Collection(id)) => Subject::from_id(SubjectKind::Collection, id.as_uuid()),
        _ => Subject::from_name(SubjectKind::ApiKey, id.as_str()),
    }
}

async fn lines(
    ctx: &Context<'_>,
    page: PageArguments,
    filter: AuditLogFilter,
) -> Result<AuditConnection> {
    guard(ctx, Action::AuditRead)?;
    let page: Page = page.page(ListKind::Audit)?;
    let Some(filter) = filter.read() else {
        return Ok(AuditConnection(empty_slice(&page)));
    };
    let desk = &ReadContext::from_graphql(ctx)?.desk_loaders.desk;
    let part = desk.audit_log(AuditListing { filter, page }).await;
    let part = part.map_err(field_error)?;
    Ok(AuditConnection(part))
}

/// A page of the audit log.
pub struct AuditConnection(standfirst_domain::page::Slice<newsroom::AuditEntry>);

/// A page of the audit log, newest entry first.
#[Object]
impl AuditConnection {
    /// Entries of this page with their cursors.
    async fn edges(&self) -> Vec<AuditEdge<'_>> {
        let placed = self.0.items.iter();
        placed
            .map(|placed| AuditEdge {
                node: AuditEntry(&placed.item),
                cursor: Cursor(cursor::encode(ListKind::Audit, &placed.position)),
            })
            .collect()
    }

    /// Entries of this page without cursors.
    async fn nodes(&self) -> Vec<AuditEntry<'_>> {
        let placed = self.0.items.iter();
        placed.map(|placed| AuditEntry(&placed.item)).collect()
    }

    /// Pagination state of this page.
    async fn page_info(&self) -> PageInfo {
        let placed = self.0.items.iter();
        let cursors = placed.map(|placed| cursor::encode(ListKind::Audit, &placed.position));
        let cursors: Vec<String> = cursors.collect();
        let (previous, next) = (self.0.has_previous, self.0.has_next);
        PageInfo::new(previous, next, cursors.iter().map(String::as_str))
    }
}

/// An audit log entry with its cursor.
#[derive(SimpleObject)]
pub struct AuditEdge<'a> {
    /// The entry.
    node: AuditEntry<'a>,
    /// Cursor of this entry, for use as `after`.
    cursor: Cursor,
}

/// An entry of the audit log.
pub struct AuditEntry<'a>(&'a newsroom::AuditEntry);

/// An entry of the audit log: one mutation, its actor and its subject.
#[Object]
impl AuditEntry<'_> {
    /// Globally unique, stable identifier.
    async fn id(&self) -> ID {
        GlobalId::AuditEntry(self.0.id).encode()
    }

    /// Date and time of the mutation.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Account that carried out the mutation. Null for the system itself, such as a command or an
    /// import.
    async fn actor(&self) -> Option<Actor> {
        let id = self.0.actor?;
        Some(Actor::new(id, self.0.actor_name.clone()))
    }

    /// Name of the mutation, such as articlePublish.
    async fn act(&self) -> &str {
        &self.0.act
    }

    /// Object that was changed.
    async fn subject(&self) -> AuditSubject {
        AuditSubject {
            kind: self.0.subject.kind.into(),
            id: id_of(&self.0.subject),
        }
    }

    /// Version of the object after the mutation. Null for objects without versions.
    async fn version(&self) -> Option<u32> {
        self.0.version
    }

    /// Reason, if the mutation states one.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}

/// Object that a mutation changed.
#[derive(SimpleObject)]
pub struct AuditSubject {
    /// Type of the object.
    kind: AuditSubjectKind,
    /// Id of the object, or its key if it has no global id.
    id: ID,
}

/// Type of an object that mutations change.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "newsroom::SubjectKind")]
pub enum AuditSubjectKind {
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
    /// A system from which articles were imported.
    Source,
}

fn id_of(subject: &Subject) -> ID {
    use newsroom::SubjectKind;
    let uuid = Uuid::parse_str(&subject.key).ok();
    let named = uuid.and_then(|uuid| match subject.kind {
        SubjectKind::Article => Some(GlobalId::Article(ArticleId::from_uuid(uuid))),
        SubjectKind::Tag => Some(GlobalId::Tag(TagId::from_uuid(uuid))),
        SubjectKind::Section => Some(GlobalId::Section(SectionId::from_uuid(uuid))),
        SubjectKind::Contributor => Some(GlobalId::Contributor(ContributorId::from_uuid(uuid))),
        SubjectKind::Account => Some(GlobalId::Account(AccountId::from_uuid(uuid))),
        SubjectKind::Collection => Some(GlobalId::Collection(CollectionId::from_uuid(uuid))),
        _ => None,
    });
    named.map_or_else(|| ID(subject.key.clone()), GlobalId::encode)
}
