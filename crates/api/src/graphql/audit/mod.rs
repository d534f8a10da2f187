//! The audit log as the schema shows it: who did what, for admins.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use standfirst_domain::{
    audit::{self as newsroom, AuditFilter, AuditLine, AuditListing, Subject},
    ids::{AccountId, ArticleId, CollectionId, ContributorId, SectionId, TagId},
    page::Page,
    permission::Action,
};
use uuid::Uuid;

use super::{
    acting::guard,
    connection::{PageArguments, PageInfo},
    cursor::{self, ListKind},
    desk::Actor,
    errors::fault,
    ids::Named,
    reading::{Reading, nothing},
    scalars::{Cursor, DateTime},
};

/// The field that asks for the audit log.
#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Who did what, the latest first. For admins.
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "At most so many from the start of the list: 1 to 100, or 20 when nothing is said."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what comes after this place.")] after: Option<Cursor>,
        #[graphql(desc = "Which lines.")] filter: Option<AuditLogFilter>,
    ) -> Option<Result<AuditConnection>> {
        let page = PageArguments {
            first,
            after,
            last: None,
            before: None,
        };
        Some(lines(ctx, page, filter.unwrap_or_default()).await)
    }
}

/// Which lines of the audit log are shown. Everything given must hold.
#[derive(InputObject, Default)]
#[graphql(name = "AuditFilter")]
pub struct AuditLogFilter {
    /// Of what this account did.
    actor: Option<ID>,
    /// Of this act, by the name of its mutation, such as articlePublish.
    act: Option<String>,
    /// Of what was done to this.
    subject: Option<ID>,
    /// Of this moment or later.
    from: Option<DateTime>,
    /// Of before this moment.
    until: Option<DateTime>,
}

impl AuditLogFilter {
    /// The filter that is meant; `None` when no line can pass it.
    fn read(self) -> Option<AuditFilter> {
        let actor = match self.actor.as_ref().map(Named::of) {
            None => None,
            Some(Some(Named::Account(id))) => Some(id),
            Some(_) => return None,
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

/// To what an act was done, by its id. What has no opaque id is named as it is.
fn subject_of(id: &ID) -> Subject {
    use newsroom::SubjectKind;
    match Named::of(id) {
        Some(Named::Article(id)) => Subject::from_id(SubjectKind::Article, id.as_uuid()),
        Some(Named::Tag(id)) => Subject::from_id(SubjectKind::Tag, id.as_uuid()),
        Some(Named::Section(id)) => Subject::from_id(SubjectKind::Section, id.as_uuid()),
        Some(Named::Contributor(id)) => Subject::from_id(SubjectKind::Contributor, id.as_uuid()),
        Some(Named::Account(id)) => Subject::from_id(SubjectKind::Account, id.as_uuid()),
        Some(Named::Collection(id)) => Subject::from_id(SubjectKind::Collection, id.as_uuid()),
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
        return Ok(AuditConnection(nothing(&page)));
    };
    let desk = &Reading::of(ctx)?.backroom.desk;
    let part = desk.audit_log(AuditListing { filter, page }).await;
    let part = part.map_err(|failure| fault(Arc::new(failure)))?;
    Ok(AuditConnection(part))
}

/// A part of the audit log.
pub struct AuditConnection(standfirst_domain::page::Slice<AuditLine>);

/// A part of the audit log, the latest line first.
#[Object]
impl AuditConnection {
    /// The lines with their places.
    async fn edges(&self) -> Vec<AuditEdge<'_>> {
        let placed = self.0.items.iter();
        placed
            .map(|placed| AuditEdge {
                node: AuditEntry(&placed.item),
                cursor: Cursor(cursor::encode(ListKind::Audit, &placed.position)),
            })
            .collect()
    }

    /// The lines alone.
    async fn nodes(&self) -> Vec<AuditEntry<'_>> {
        let placed = self.0.items.iter();
        placed.map(|placed| AuditEntry(&placed.item)).collect()
    }

    /// Where this part stands in the whole.
    async fn page_info(&self) -> PageInfo {
        let placed = self.0.items.iter();
        let cursors = placed.map(|placed| cursor::encode(ListKind::Audit, &placed.position));
        let cursors: Vec<String> = cursors.collect();
        let (previous, next) = (self.0.has_previous, self.0.has_next);
        PageInfo::new(previous, next, cursors.iter().map(String::as_str))
    }
}

/// A line of the audit log and its place there.
#[derive(SimpleObject)]
pub struct AuditEdge<'a> {
    /// The line.
    node: AuditEntry<'a>,
    /// Its place in the log: hand it to `after` to go on from here.
    cursor: Cursor,
}

/// A line of the audit log.
pub struct AuditEntry<'a>(&'a AuditLine);

/// A line of the audit log: that somebody did something to something.
#[Object]
impl AuditEntry<'_> {
    /// Names the line for ever.
    async fn id(&self) -> ID {
        Named::AuditLine(self.0.id).to_id()
    }

    /// When it was done.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Who did it. Null of the house itself, as a command or an import is.
    async fn actor(&self) -> Option<Actor> {
        let id = self.0.actor?;
        Some(Actor::new(id, self.0.actor_name.clone()))
    }

    /// What was done, by the name of its mutation, such as articlePublish.
    async fn act(&self) -> &str {
        &self.0.act
    }

    /// To what it was done.
    async fn subject(&self) -> AuditSubject {
        AuditSubject {
            kind: self.0.subject.kind.into(),
            id: id_of(&self.0.subject),
        }
    }

    /// The version that it has since, where it has versions.
    async fn version(&self) -> Option<u32> {
        self.0.version
    }

    /// Why, where the act gives a reason.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}

/// To what an act was done.
#[derive(SimpleObject)]
pub struct AuditSubject {
    /// What kind of thing it is.
    kind: AuditSubjectKind,
    /// Its id, or its name where it has none.
    id: ID,
}

/// What kinds of things acts are done to.
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
    /// A system that articles were imported from.
    Source,
}

fn id_of(subject: &Subject) -> ID {
    use newsroom::SubjectKind;
    let uuid = Uuid::parse_str(&subject.key).ok();
    let named = uuid.and_then(|uuid| match subject.kind {
        SubjectKind::Article => Some(Named::Article(ArticleId::from_uuid(uuid))),
        SubjectKind::Tag => Some(Named::Tag(TagId::from_uuid(uuid))),
        SubjectKind::Section => Some(Named::Section(SectionId::from_uuid(uuid))),
        SubjectKind::Contributor => Some(Named::Contributor(ContributorId::from_uuid(uuid))),
        SubjectKind::Account => Some(Named::Account(AccountId::from_uuid(uuid))),
        SubjectKind::Collection => Some(Named::Collection(CollectionId::from_uuid(uuid))),
        _ => None,
    });
    named.map_or_else(|| ID(subject.key.clone()), Named::to_id)
}
