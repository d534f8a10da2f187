//! Reading the audit log, latest entry first. Each filter has its index.

use async_trait::async_trait;
use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    audit::{AuditEntry, AuditFilter, AuditListing, Subject},
    desk::AuditLogReads,
    error::Error,
    ids::{AccountId, AuditId},
    moment::Moment,
    page::{Placed, Position, Slice, SortKey},
};

use crate::{
    keyset::Keyset,
    rows::decode::{enum_text, from_enum_text, log_and_skip, to_u32},
    sql::Sql,
    store::Store,
};

#[derive(FromQueryResult)]
struct AuditRow {
    id: Uuid,
    recorded_at: i64,
    actor: Option<Uuid>,
    actor_name: Option<String>,
    act: String,
    subject: String,
    subject_key: String,
    version: Option<i64>,
    reason: Option<String>,
}

#[async_trait]
impl AuditLogReads for Store {
    async fn audit_log(&self, listing: AuditListing) -> Result<Slice<AuditEntry>, Error> {
        let page = &listing.page;
        let mut sql = self.sql();
        let conditions = conditions(&listing.filter, &mut sql)?;
        let keyset = Keyset {
            moment: "u.recorded_at",
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
        let rows = self.rows::<AuditRow>(sql).await?;
        let mut items: Vec<_> = rows.into_iter().map(place).collect();
        keyset.sort(&mut items);
        Ok(Slice::from_rows(items, page).without_missing())
    }
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
        let (kind, key) = (sql.bind(enum_text(kind)?), sql.bind(key.as_str()));
        conditions.push(format!("u.subject = {kind} AND u.subject_key = {key}"));
    }
    if let Some(from) = filter.from {
        let from = sql.bind(from.as_millis());
        conditions.push(format!("u.recorded_at >= {from}"));
    }
    if let Some(until) = filter.until {
        let until = sql.bind(until.as_millis());
        conditions.push(format!("u.recorded_at < {until}"));
    }
    Ok(conditions)
}

fn place(row: AuditRow) -> Placed<Option<AuditEntry>> {
    let position = Position {
        key: SortKey::Moment(row.recorded_at),
        id: row.id,
    };
    Placed {
        item: log_and_skip(read(row)),
        position,
    }
}

fn read(row: AuditRow) -> Result<AuditEntry, Error> {
    let version = row.version.map(|version| to_u32(version, "audit", row.id));
    Ok(AuditEntry {
        id: AuditId::from_uuid(row.id),
        at: Moment::from_millis(row.recorded_at),
        actor: row.actor.map(AccountId::from_uuid),
        actor_name: row.actor_name,
        act: row.act,
        subject: Subject {
            kind: from_enum_text(&row.subject, "audit", row.id)?,
            key: row.subject_key,
        },
        version: version.transpose()?,
        reason: row.reason,
    })
}
