//! Change records to rows, and back.

use sea_orm::prelude::Uuid;
use standfirst_domain::{
    change_log::{Change, ChangeRecord, LogPosition, NameChange},
    error::Error,
    ids::{ArticleId, CollectionId, ContributorId, SectionId, TagId},
    moment::Moment,
};

use crate::rows::{
    change_log,
    decode::{Malformed, enum_text, from_enum_text, json, to_json, unreadable},
};

const TABLE: &str = "change_record";

const CHANGED: &str = "changed";
const MERGED: &str = "merged";
const RETIRED: &str = "retired";

/// Encodes a record.
pub(super) fn to_row(position: i64, record: &ChangeRecord) -> Result<change_log::Model, Error> {
    let with_subject = |subject: &str| change_log::Model {
        position,
        occurred_at: record.at.as_millis(),
        subject: subject.to_owned(),
        article_id: None,
        subject_id: None,
        into_id: None,
        kind: CHANGED.to_owned(),
        view: None,
        in_bulk: record.in_bulk,
        before: None,
        after: None,
    };
    let named = |subject: &str, id: Uuid, (kind, into): (&str, Option<Uuid>)| change_log::Model {
        subject_id: Some(id),
        into_id: into,
        kind: kind.to_owned(),
        ..with_subject(subject)
    };
    Ok(match &record.change {
        Change::Article {
            article,
            kind,
            view,
            before,
            after,
        } => change_log::Model {
            article_id: Some(article.as_uuid()),
            kind: enum_text(*kind)?,
            view: Some(enum_text(*view)?),
            before: before.as_ref().map(to_json).transpose()?,
            after: after.as_ref().map(to_json).transpose()?,
            ..with_subject("article")
        },
        Change::Tag(id, change) => named(
            "tag",
            id.as_uuid(),
            kind_and_target(change, |id| id.as_uuid()),
        ),
        Change::Section(id, change) => named(
            "section",
            id.as_uuid(),
            kind_and_target(change, |id| id.as_uuid()),
        ),
        Change::Contributor(id, change) => named(
            "contributor",
            id.as_uuid(),
            kind_and_target(change, |id| id.as_uuid()),
        ),
        Change::Collection(id) => named("collection", id.as_uuid(), (CHANGED, None)),
        Change::Publication => with_subject("publication"),
    })
}

fn kind_and_target<Id: Copy>(
    change: &NameChange<Id>,
    uuid: fn(Id) -> Uuid,
) -> (&'static str, Option<Uuid>) {
    match change {
        NameChange::Changed => (CHANGED, None),
        NameChange::Merged { into } => (MERGED, Some(uuid(*into))),
        NameChange::Retired => (RETIRED, None),
    }
}

/// Decodes a record.
pub(super) fn from_row(row: change_log::Model) -> Result<(LogPosition, ChangeRecord), Error> {
    let subject_id = || present(&row, row.subject_id, "subject_id");
    let change = match row.subject.as_str() {
        "article" => article(&row)?,
        "tag" => Change::Tag(
            TagId::from_uuid(subject_id()?),
            name_change(&row, TagId::from_uuid)?,
        ),
        "section" => Change::Section(
            SectionId::from_uuid(subject_id()?),
            name_change(&row, SectionId::from_uuid)?,
        ),
        "contributor" => Change::Contributor(
            ContributorId::from_uuid(subject_id()?),
            name_change(&row, ContributorId::from_uuid)?,
        ),
        "collection" => Change::Collection(CollectionId::from_uuid(subject_id()?)),
        "publication" => Change::Publication,
        _ => return Err(unreadable(TABLE, row.position)(Malformed::UnknownSubject)),
    };
    let position = LogPosition::try_from(row.position).map_err(unreadable(TABLE, row.position))?;
    let record = ChangeRecord {
        at: Moment::from_millis(row.occurred_at),
        change,
        in_bulk: row.in_bulk,
    };
    Ok((position, record))
}

fn article(row: &change_log::Model) -> Result<Change, Error> {
    let key = row.position;
    let summary = |text: &Option<String>| {
        text.as_deref()
            .map(|text| json(text, TABLE, key))
            .transpose()
    };
    Ok(Change::Article {
        article: ArticleId::from_uuid(present(row, row.article_id, "article_id")?),
        kind: from_enum_text(&row.kind, TABLE, key)?,
        view: from_enum_text(row.view.as_deref().unwrap_or_default(), TABLE, key)?,
        before: summary(&row.before)?,
        after: summary(&row.after)?,
    })
}

fn name_change<Id>(row: &change_log::Model, id: fn(Uuid) -> Id) -> Result<NameChange<Id>, Error> {
    match row.kind.as_str() {
        CHANGED => Ok(NameChange::Changed),
        MERGED => Ok(NameChange::Merged {
            into: id(present(row, row.into_id, "into_id")?),
        }),
        RETIRED => Ok(NameChange::Retired),
        _ => Err(unreadable(TABLE, row.position)(Malformed::UnknownKind)),
    }
}

fn present(row: &change_log::Model, id: Option<Uuid>, column: &'static str) -> Result<Uuid, Error> {
    id.ok_or_else(|| unreadable(TABLE, row.position)(Malformed::Null(column)))
}
