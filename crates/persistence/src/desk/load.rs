//! Loading a story from its rows.

use std::{collections::BTreeSet, sync::Arc};

use async_trait::async_trait;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, prelude::Uuid};
use standfirst_domain::{
    article::{ArticleSource, SourceText, Status},
    error::Error,
    ids::{AccountId, ArticleId, RevisionNumber, SectionId},
    moment::Moment,
    ports::StoryReads,
    showing::{Showing, ShowingKind, VisibilityWindow},
    story::{Content, Revision, Story},
    text::Label,
    web_url::WebUrl,
};

use super::references::TagStates;
use crate::{
    failure::into_domain_error,
    rows::{
        article,
        decode::{Malformed, from_enum_text, json, to_u32, unreadable},
        revision, showing,
    },
    store::Store,
    transaction::Transaction,
};

#[async_trait]
impl StoryReads for Store {
    async fn story(&self, id: ArticleId) -> Result<Option<Story>, Error> {
        self.snapshot(id, |snapshot, id| Box::pin(story(snapshot, *id)))
            .await
    }

    async fn revision(
        &self,
        id: ArticleId,
        number: RevisionNumber,
    ) -> Result<Option<Arc<Revision>>, Error> {
        let revisions = self.snapshot((id, number), |snapshot, (id, number)| {
            let numbers = BTreeSet::from([i64::from(number.0)]);
            Box::pin(revisions(snapshot, *id, numbers))
        });
        Ok(revisions.await?.into_iter().next())
    }

    async fn article_count(&self) -> Result<u64, Error> {
        let mut sql = self.sql();
        sql.push("SELECT COUNT(*) AS count FROM article");
        self.count(sql).await
    }
}

#[derive(FromQueryResult)]
struct LockedRow {
    #[expect(dead_code, reason = "the lock is the purpose of the statement")]
    id: Uuid,
}

/// Loads a story for a command. Other commands on the article wait until the transaction ends.
///
/// # Errors
/// [`Error::ArticleNotFound`].
pub(crate) async fn story_to_change(
    transaction: &Transaction,
    id: ArticleId,
) -> Result<Story, Error> {
    let lock = transaction.engine().for_update();
    if !lock.is_empty() {
        let mut sql = transaction.sql();
        let id = sql.bind(id.as_uuid());
        sql.push(&format!("SELECT id FROM article WHERE id = {id}{lock}"));
        transaction.row::<LockedRow>(sql).await?;
    }
    let story = story(transaction, id).await?;
    let mut story = story.ok_or(Error::ArticleNotFound(id))?;
    let tags = TagStates::read(transaction, &story.tags()).await?;
    story.replace_merged_tags(&tags.merges());
    Ok(story)
}

/// Loads a story.
pub(super) async fn story(
    transaction: &Transaction,
    id: ArticleId,
) -> Result<Option<Story>, Error> {
    let Some(row) = article::Entity::find_by_id(id.as_uuid())
        .one(transaction)
        .await
        .map_err(into_domain_error)?
    else {
        return Ok(None);
    };
    let showings = showings(transaction, id).await?;
    let mut needed = needed(&showings);
    needed.insert(row.head_revision);
    needed.extend(row.published_revision);
    let kept = revisions(transaction, id, needed).await?;
    assemble(row, showings, kept).map(Some)
}

async fn showings(transaction: &Transaction, id: ArticleId) -> Result<Vec<Showing>, Error> {
    let rows = showing::Entity::find()
        .filter(showing::Column::ArticleId.eq(id.as_uuid()))
        .order_by_asc(showing::Column::Number)
        .into_partial_model::<showing::ShowingDatesRow>()
        .all(transaction)
        .await
        .map_err(into_domain_error)?;
    rows.into_iter().map(read_showing).collect()
}

/// Numbers of the revisions that are visible, will be, or were last. At most two showings wait
/// behind the one that a view sees, so the last three of each view suffice, however long the
/// history.
fn needed(showings: &[Showing]) -> BTreeSet<i64> {
    let last_three = |window: fn(&Showing) -> VisibilityWindow| {
        let visible = showings
            .iter()
            .rev()
            .filter(move |showing| !window(showing).is_empty());
        visible.take(3).map(|showing| i64::from(showing.revision.0))
    };
    last_three(|showing| showing.public)
        .chain(last_three(|showing| showing.trusted))
        .collect()
}

async fn revisions(
    transaction: &Transaction,
    id: ArticleId,
    numbers: BTreeSet<i64>,
) -> Result<Vec<Arc<Revision>>, Error> {
    let rows = revision::Entity::find()
        .filter(revision::Column::ArticleId.eq(id.as_uuid()))
        .filter(revision::Column::Number.is_in(numbers))
        .order_by_asc(revision::Column::Number)
        .all(transaction)
        .await
        .map_err(into_domain_error)?;
    rows.into_iter()
        .map(|row| read_revision(row).map(Arc::new))
        .collect()
}

/// Builds a story from its row, its showings and its loaded revisions, the head among them.
pub(super) fn assemble(
    row: article::Model,
    showings: Vec<Showing>,
    kept: Vec<Arc<Revision>>,
) -> Result<Story, Error> {
    let id = row.id;
    let head = kept
        .iter()
        .find(|revision| i64::from(revision.number.0) == row.head_revision)
        .cloned();
    let head = head
        .ok_or(Malformed::NoHeadRevision)
        .map_err(unreadable("article", id))?;
    let revision_number = |number: i64| to_u32(number, "article", id).map(RevisionNumber);
    Ok(Story {
        id: ArticleId::from_uuid(id),
        version: to_u32(row.version, "article", id)?,
        status: from_enum_text(&row.status, "article", id)?,
        owner: row.owner.map(AccountId::from_uuid),
        source: source(&row)?,
        created_at: Moment::from_millis(row.created_at),
        first_published_at: row.first_published_at.map(Moment::from_millis),
        published_at: row.published_at.map(Moment::from_millis),
        updated_at: Moment::from_millis(row.updated_at),
        embargoed_until: row.embargoed_until.map(Moment::from_millis),
        expires_at: row.expires_at.map(Moment::from_millis),
        corrections: json(&row.corrections, "article", id)?,
        retraction: row
            .retraction
            .as_deref()
            .map(|text| json(text, "article", id))
            .transpose()?,
        deleted_from: row
            .deleted_from
            .as_deref()
            .map(|text| from_enum_text::<Status>(text, "article", id))
            .transpose()?,
        head,
        published: row.published_revision.map(revision_number).transpose()?,
        revisions: kept,
        showings,
        next_showing: to_u32(row.next_showing, "article", id)?,
    })
}

fn source(row: &article::Model) -> Result<Option<ArticleSource>, Error> {
    let (Some(system), Some(id)) = (&row.source_system, &row.source_id) else {
        return Ok(None);
    };
    Ok(Some(ArticleSource {
        system: Label::parse(system).map_err(unreadable("article", row.id))?,
        id: Label::parse(id).map_err(unreadable("article", row.id))?,
        url: row
            .source_url
            .as_deref()
            .map(WebUrl::parse)
            .transpose()
            .map_err(unreadable("article", row.id))?,
    }))
}

fn read_showing(row: showing::ShowingDatesRow) -> Result<Showing, Error> {
    let window = |from: i64, until: i64| VisibilityWindow {
        from: Moment::from_millis(from),
        until: Moment::from_millis(until),
    };
    Ok(Showing {
        number: to_u32(row.number, "showing", row.article_id)?,
        revision: RevisionNumber(to_u32(row.revision, "showing", row.article_id)?),
        kind: if row.is_full {
            ShowingKind::Full
        } else {
            ShowingKind::Tombstone
        },
        public: window(row.public_from, row.public_until),
        trusted: window(row.trusted_from, row.trusted_until),
        owner: row.owner.map(AccountId::from_uuid),
        section: row.section_id.map(SectionId::from_uuid),
        first_published_at: Moment::from_millis(row.first_published_at),
        published_at: Moment::from_millis(row.published_at),
        updated_at: Moment::from_millis(row.updated_at),
    })
}

fn read_revision(row: revision::Model) -> Result<Revision, Error> {
    let key = format!("{} {}", row.article_id, row.number);
    let mut content: Content = json(&row.content, "revision", &key)?;
    content.body = Arc::new(json(&row.body, "revision", &key)?);
    if let (Some(format), Some(text)) = (row.source_format, row.source_text) {
        content.source_text = Some(Arc::new(SourceText {
            format: from_enum_text(&format, "revision", &key)?,
            text,
        }));
    }
    Ok(Revision {
        number: RevisionNumber(to_u32(row.number, "revision", &key)?),
        created_at: Moment::from_millis(row.created_at),
        actor: row.actor.map(AccountId::from_uuid),
        note: row
            .note
            .as_deref()
            .map(Label::parse)
            .transpose()
            .map_err(unreadable("revision", &key))?,
        content,
    })
}
