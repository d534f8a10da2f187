//! Reading the audit log: the latest line first, each filter along an index of its own.

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    audit::{AuditFilter, AuditLine, AuditListing, Subject},
    error::Error,
    ids::{AccountId, AuditId},
    moment::Moment,
    page::{Placed, Position, Slice, SortKey},
};

use crate::{
    keyset::Keyset,
    rows::{
        decode::{from_word, whole, word},
        found::readable,
    },
    sql::Sql,
    store::Store,
};

#[derive(FromQueryResult)]
struct LineRow {
    id: Uuid,
    at: i64,
    actor: Option<Uuid>,
    actor_name: Option<String>,
    act: String,
    subject: String,
    subject_key: String,
    version: Option<i64>,
    reason: Option<String>,
}

/// A part of the log.
pub(super) async fn list(store: &Store, listing: &AuditListing) -> Result<Slice<AuditLine>, Error> {
    let page = &listing.page;
    let mut sql = store.sql();
    let conditions = conditions(&listing.filter, &mut sql)?;
    let keyset = Keyset {
        moment: "u.at",
        id: "u.id",
        is_latest_first: true,
        page,
    };
    let (bounds, order) = (keyset.bounds(&mut sql), keyset.order());
    let limit = sql.bind(i64::from(page.size) + 1);
    sql.push(&format!(
        "SELECT l.*, w.name AS actor_name FROM (SELECT u.* FROM audit u WHERE {}{bounds} ORDER BY {order} LIMIT {limit}) l \
         LEFT JOIN account w ON w.id = l.actor",
        conditions.join(" AND ")
    ));
    let rows = store.rows::<LineRow>(sql).await?;
    let mut items: Vec<_> = rows.into_iter().map(place).collect();
    keyset.sort(&mut items);
    Ok(Slice::cut(items, page).readable())
}

fn conditions(filter: &AuditFilter, sql: &mut Sql) -> Result<Vec<String>, Error> {
    let mut conditions = vec!["TRUE".to_owned()];
    if let Some(actor) = filter.actor {
        conditions.push(format!("u.actor = {}", sql.bind(actor.as_uuid())));
    }
    if let Some(act) = &filter.act {
        conditions.push(format!("u.act = {}", sql.bind(act.as_str())));
    }
    if let Some(Subject { kind, key }) = &filter.subject {
        let (kind, key) = (sql.bind(word(kind)?), sql.bind(key.as_str()));
        conditions.push(format!("u.subject = {kind} AND u.subject_key = {key}"));
    }
    if let Some(from) = filter.from {
        conditions.push(format!("u.at >= {}", sql.bind(from.as_millis())));
    }
    if let Some(until) = filter.until {
        conditions.push(format!("u.at < {}", sql.bind(until.as_millis())));
    }
    Ok(conditions)
}

fn place(row: LineRow) -> Placed<Option<AuditLine>> {
    let position = Position {
        key: SortKey::Moment(row.at),
        id: row.id,
    };
    Placed {
        item: readable(read(row)),
        position,
    }
}

fn read(row: LineRow) -> Result<AuditLine, Error> {
    let version = row.version.map(|version| whole(version, "audit", row.id));
    Ok(AuditLine {
        id: AuditId::from_uuid(row.id),
        at: Moment::from_millis(row.at),
        actor: row.actor.map(AccountId::from_uuid),
        actor_name: row.actor_name,
        act: row.act,
        subject: Subject {
            kind: from_word(&row.subject, "audit", row.id)?,
            key: row.subject_key,
        },
        version: version.transpose()?,
        reason: row.reason,
    })
}
