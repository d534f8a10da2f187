//! A story as it is kept.

use std::{collections::BTreeSet, sync::Arc};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement};
use standfirst_domain::{
    article::{Source, SourceText, Status},
    error::Error,
    ids::{AccountId, ArticleId, RevisionNumber, SectionId},
    moment::Moment,
    showing::{Showing, ShowingKind, Window},
    story::{Content, Revision, Story},
    text::Label,
    web_url::WebUrl,
};

use super::references::Tags;
use crate::{
    dialect::Engine,
    failure::told,
    rows::{
        article,
        decode::{from_word, json, unreadable, whole},
        revision, showing,
    },
};

/// Reads a story, making others who would change it wait.
pub(crate) async fn story_to_change<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    id: ArticleId,
) -> Result<Story, Error> {
    let waiting = engine.for_update();
    if !waiting.is_empty() {
        let text = format!("SELECT id FROM article WHERE id = $1{waiting}");
        let lock = Statement::from_sql_and_values(engine.backend(), text, [id.as_uuid().into()]);
        connection.query_one_raw(lock).await.map_err(told)?;
    }
    let mut story = story(connection, id).await?.ok_or(Error::Absent(id))?;
    let tags = Tags::read(connection, engine, &story.tags()).await?;
    story.follow_merges(&tags.merges());
    Ok(story)
}

/// Reads a kept version.
pub(super) async fn revision<C: ConnectionTrait>(
    connection: &C,
    id: ArticleId,
    number: RevisionNumber,
) -> Result<Option<Arc<Revision>>, Error> {
    let found = revisions(connection, id, BTreeSet::from([i64::from(number.0)])).await?;
    Ok(found.into_iter().next())
}

/// Reads a story.
pub(super) async fn story<C: ConnectionTrait>(
    connection: &C,
    id: ArticleId,
) -> Result<Option<Story>, Error> {
    let Some(row) = article::Entity::find_by_id(id.as_uuid())
        .one(connection)
        .await
        .map_err(told)?
    else {
        return Ok(None);
    };
    let showings = showings(connection, id).await?;
    let mut needed = needed(&showings);
    needed.insert(row.head);
    needed.extend(row.published);
    let kept = revisions(connection, id, needed).await?;
    assemble(row, showings, kept).map(Some)
}

async fn showings<C: ConnectionTrait>(
    connection: &C,
    id: ArticleId,
) -> Result<Vec<Showing>, Error> {
    let rows = showing::Entity::find()
        .filter(showing::Column::ArticleId.eq(id.as_uuid()))
        .order_by_asc(showing::Column::Number)
        .into_partial_model::<showing::Placed>()
        .all(connection)
        .await
        .map_err(told)?;
    rows.into_iter().map(read_showing).collect()
}

/// The revisions that are, will be or last were before readers. At most two showings wait behind the one that is open to a view, so the last three
/// of each view are enough, however long the history.
fn needed(showings: &[Showing]) -> BTreeSet<i64> {
    let last_three = |window: fn(&Showing) -> Window| {
        let opened = showings
            .iter()
            .rev()
            .filter(move |showing| !window(showing).is_empty());
        opened.take(3).map(|showing| i64::from(showing.revision.0))
    };
    last_three(|showing| showing.public)
        .chain(last_three(|showing| showing.trusted))
        .collect()
}

async fn revisions<C: ConnectionTrait>(
    connection: &C,
    id: ArticleId,
    numbers: BTreeSet<i64>,
) -> Result<Vec<Arc<Revision>>, Error> {
    let rows = revision::Entity::find()
        .filter(revision::Column::ArticleId.eq(id.as_uuid()))
        .filter(revision::Column::Number.is_in(numbers))
        .order_by_asc(revision::Column::Number)
        .all(connection)
        .await
        .map_err(told)?;
    rows.into_iter()
        .map(|row| read_revision(row).map(Arc::new))
        .collect()
}

/// The story of a row, of its showings and of the revisions that were read, its head among them.
pub(super) fn assemble(
    row: article::Model,
    showings: Vec<Showing>,
    kept: Vec<Arc<Revision>>,
) -> Result<Story, Error> {
    let id = row.id;
    let head = kept
        .iter()
        .find(|revision| i64::from(revision.number.0) == row.head)
        .cloned();
    let head = head
        .ok_or("its head revision is missing")
        .map_err(unreadable("article", id))?;
    let revision_number = |number: i64| whole(number, "article", id).map(RevisionNumber);
    Ok(Story {
        id: ArticleId::from_uuid(id),
        version: whole(row.version, "article", id)?,
        status: from_word(&row.status, "article", id)?,
        owner: row.owner.map(AccountId::from_uuid),
        source: source(&row)?,
        filed_at: Moment::from_millis(row.filed_at),
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
            .map(|word| from_word::<Status>(word, "article", id))
            .transpose()?,
        head,
        published: row.published.map(revision_number).transpose()?,
        kept,
        showings,
        next_showing: whole(row.next_showing, "article", id)?,
    })
}

fn source(row: &article::Model) -> Result<Option<Source>, Error> {
    let (Some(system), Some(id)) = (&row.source_system, &row.source_id) else {
        return Ok(None);
    };
    Ok(Some(Source {
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

fn read_showing(row: showing::Placed) -> Result<Showing, Error> {
    let window = |from: i64, until: i64| Window {
        from: Moment::from_millis(from),
        until: Moment::from_millis(until),
    };
    Ok(Showing {
        number: whole(row.number, "showing", row.article_id)?,
        revision: RevisionNumber(whole(row.revision, "showing", row.article_id)?),
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
            format: from_word(&format, "revision", &key)?,
            text,
        }));
    }
    Ok(Revision {
        number: RevisionNumber(whole(row.number, "revision", &key)?),
        made_at: Moment::from_millis(row.made_at),
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
