//! An entry as a row, and back.

use sea_orm::prelude::Uuid;
use standfirst_domain::{
    error::Error,
    ids::{ArticleId, CollectionId, ContributorId, SectionId, TagId},
    moment::Moment,
    wire::{Change, Entry, NameChange, Position},
};

use crate::rows::{
    decode::{from_word, json, to_json, unreadable, word},
    wire,
};

const CHANGED: &str = "changed";
const MERGED: &str = "merged";
const RETIRED: &str = "retired";

/// An entry as it is kept.
pub(super) fn row(position: i64, entry: &Entry) -> Result<wire::Model, Error> {
    let of = |subject: &str| wire::Model {
        position,
        at: entry.at.as_millis(),
        subject: subject.to_owned(),
        article_id: None,
        subject_id: None,
        into_id: None,
        kind: CHANGED.to_owned(),
        view: None,
        in_bulk: entry.in_bulk,
        before: None,
        after: None,
    };
    let named = |subject: &str, id: Uuid, (kind, into): (&str, Option<Uuid>)| wire::Model {
        subject_id: Some(id),
        into_id: into,
        kind: kind.to_owned(),
        ..of(subject)
    };
    Ok(match &entry.change {
        Change::Article {
            article,
            kind,
            view,
            before,
            after,
        } => wire::Model {
            article_id: Some(article.as_uuid()),
            kind: word(*kind)?,
            view: Some(word(*view)?),
            before: before.as_ref().map(to_json).transpose()?,
            after: after.as_ref().map(to_json).transpose()?,
            ..of("article")
        },
        Change::Tag(id, change) => named("tag", id.as_uuid(), kept(change, |id| id.as_uuid())),
        Change::Section(id, change) => {
            named("section", id.as_uuid(), kept(change, |id| id.as_uuid()))
        }
        Change::Contributor(id, change) => {
            named("contributor", id.as_uuid(), kept(change, |id| id.as_uuid()))
        }
        Change::Collection(id) => named("collection", id.as_uuid(), (CHANGED, None)),
        Change::Publication => of("publication"),
    })
}

fn kept<Id: Copy>(change: &NameChange<Id>, uuid: fn(Id) -> Uuid) -> (&'static str, Option<Uuid>) {
    match change {
        NameChange::Changed => (CHANGED, None),
        NameChange::Merged { into } => (MERGED, Some(uuid(*into))),
        NameChange::Retired => (RETIRED, None),
    }
}

/// A row as an entry.
pub(super) fn read(row: wire::Model) -> Result<(Position, Entry), Error> {
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
        _ => return Err(unreadable("wire", row.position)("the subject is unknown")),
    };
    let position = Position::try_from(row.position).map_err(unreadable("wire", row.position))?;
    let entry = Entry {
        at: Moment::from_millis(row.at),
        change,
        in_bulk: row.in_bulk,
    };
    Ok((position, entry))
}

fn article(row: &wire::Model) -> Result<Change, Error> {
    let key = row.position;
    let standing = |text: &Option<String>| {
        text.as_deref()
            .map(|text| json(text, "wire", key))
            .transpose()
    };
    Ok(Change::Article {
        article: ArticleId::from_uuid(present(row, row.article_id, "article_id")?),
        kind: from_word(&row.kind, "wire", key)?,
        view: from_word(row.view.as_deref().unwrap_or_default(), "wire", key)?,
        before: standing(&row.before)?,
        after: standing(&row.after)?,
    })
}

fn name_change<Id>(row: &wire::Model, id: fn(Uuid) -> Id) -> Result<NameChange<Id>, Error> {
    match row.kind.as_str() {
        CHANGED => Ok(NameChange::Changed),
        MERGED => Ok(NameChange::Merged {
            into: id(present(row, row.into_id, "into_id")?),
        }),
        RETIRED => Ok(NameChange::Retired),
        _ => Err(unreadable("wire", row.position)("the kind is unknown")),
    }
}

fn present(row: &wire::Model, id: Option<Uuid>, column: &str) -> Result<Uuid, Error> {
    id.ok_or_else(|| unreadable("wire", row.position)(format!("there is no {column}")))
}
