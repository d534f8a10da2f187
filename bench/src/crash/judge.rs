//! What the database holds after the server was killed, against what its editors were told and against itself.

use std::{collections::HashMap, time::Duration};

use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DbBackend, FromQueryResult, Statement,
    prelude::Uuid,
};
use serde_json::Value;
use standfirst::clock::SystemClock;
use standfirst_domain::ports::Clock;

use super::ledger::{Acknowledged, Ledger};
use crate::Failure;

/// What must not be there, as a count. `{key}` is an article's identity as the audit log writes it.
const NEVER: [(&str, &str); 12] = [
    (
        "articles without their head revision",
        "SELECT COUNT(*) AS count FROM article a WHERE NOT EXISTS (SELECT 1 FROM revision r WHERE r.article_id = a.id AND r.number = a.head)",
    ),
    (
        "articles that lack a revision",
        "SELECT COUNT(*) AS count FROM article a WHERE (SELECT COUNT(*) FROM revision r WHERE r.article_id = a.id) <> a.head",
    ),
    (
        "articles without a slug",
        "SELECT COUNT(*) AS count FROM article a WHERE NOT EXISTS (SELECT 1 FROM slug s WHERE s.article_id = a.id)",
    ),
    (
        "published articles that are shown nowhere",
        "SELECT COUNT(*) AS count FROM article a WHERE a.status = 'published' AND NOT EXISTS (SELECT 1 FROM showing s WHERE s.article_id = a.id)",
    ),
    (
        "showings of revisions that are not kept",
        "SELECT COUNT(*) AS count FROM showing s WHERE NOT EXISTS (SELECT 1 FROM revision r WHERE r.article_id = s.article_id AND r.number = s.revision)",
    ),
    (
        "tags of showings that are not there",
        "SELECT COUNT(*) AS count FROM showing_tag t WHERE NOT EXISTS (SELECT 1 FROM showing s WHERE s.article_id = t.article_id AND s.number = t.number)",
    ),
    (
        "showings that cannot be found",
        "SELECT COUNT(*) AS count FROM showing s WHERE s.is_full AND NOT EXISTS (SELECT 1 FROM search_entry e WHERE e.article_id = s.article_id AND e.number = s.number)",
    ),
    (
        "records of the index whose showing is not there",
        "SELECT COUNT(*) AS count FROM search_entry e WHERE NOT EXISTS (SELECT 1 FROM showing s WHERE s.is_full AND s.article_id = e.article_id AND s.number = e.number)",
    ),
    (
        "articles with an act that has no line in the audit log",
        "SELECT COUNT(*) AS count FROM article a WHERE a.source_system IS NULL AND (SELECT COUNT(DISTINCT u.version) FROM audit u WHERE u.subject = 'article' AND u.subject_key = {key}) <> a.version",
    ),
    (
        "articles with two lines for one act, or a line for none",
        "SELECT COUNT(*) AS count FROM article a WHERE a.source_system IS NULL AND (SELECT COUNT(*) FROM audit u WHERE u.subject = 'article' AND u.subject_key = {key}) <> a.version",
    ),
    (
        "lines of the audit log about articles that are not there",
        "SELECT COUNT(*) AS count FROM audit u WHERE u.subject = 'article' AND NOT EXISTS (SELECT 1 FROM article a WHERE u.subject_key = {key})",
    ),
    (
        "change_logs with a gap or a record beyond the head",
        "SELECT COUNT(*) AS count FROM change_log_head h WHERE h.position <> (SELECT COUNT(*) FROM change_record) OR h.position <> (SELECT COALESCE(MAX(position), 0) FROM change_record)",
    ),
];

#[derive(FromQueryResult)]
struct CountRow {
    count: i64,
}

#[derive(FromQueryResult)]
struct ArticleRow {
    slug: String,
    version: i64,
    status: String,
    content: String,
}

#[derive(FromQueryResult)]
struct EntryRow {
    position: i64,
    article_id: Uuid,
    view: String,
    before: Option<String>,
    after: Option<String>,
}

#[derive(FromQueryResult)]
struct ShowingRow {
    article_id: Uuid,
    number: i64,
    revision: i64,
    is_full: bool,
}

#[derive(FromQueryResult)]
struct TagRow {
    article_id: Uuid,
    number: i64,
    tag_id: Uuid,
}

/// Judges; the failure says what was found.
pub(super) async fn judge(url: &str, ledger: &Ledger) -> Result<(), Failure> {
    let connection = Database::connect(url).await?;
    quiet(&connection).await?;
    whole(&connection).await?;
    for (what, sql) in NEVER {
        let found = count(&connection, &sql.replace("{key}", key(&connection))).await?;
        if found > 0 {
            return Err(format!("{found} {what}").into());
        }
    }
    acknowledged(&connection, ledger).await?;
    journalled(&connection).await?;
    connection.close().await?;
    Ok(())
}

fn key(connection: &DatabaseConnection) -> &'static str {
    match connection.get_database_backend() {
        DbBackend::Sqlite => "lower(hex(a.id))",
        _ => "replace(a.id::text, '-', '')",
    }
}

async fn rows<R: FromQueryResult>(
    connection: &DatabaseConnection,
    sql: &str,
) -> Result<Vec<R>, Failure> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    Ok(R::find_by_statement(statement).all(connection).await?)
}

async fn count(connection: &DatabaseConnection, sql: &str) -> Result<i64, Failure> {
    let rows = rows::<CountRow>(connection, sql).await?;
    Ok(rows.first().ok_or("a count has a row")?.count)
}

/// PostgreSQL may still be ending what the dead server asked for.
async fn quiet(connection: &DatabaseConnection) -> Result<(), Failure> {
    if connection.get_database_backend() == DbBackend::Sqlite {
        return Ok(());
    }
    let sql = "SELECT COUNT(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'standfirst'";
    for _ in 0..500 {
        if count(connection, sql).await? == 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err("the dead server's sessions do not end".into())
}

/// Whether SQLite finds its file whole.
async fn whole(connection: &DatabaseConnection) -> Result<(), Failure> {
    if connection.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check");
    let found = connection.query_all_raw(statement).await?;
    let said: Vec<String> = found
        .iter()
        .map(|row| row.try_get("", "integrity_check"))
        .collect::<Result<_, _>>()?;
    if said != ["ok"] {
        return Err(format!("the file is not whole: {said:?}").into());
    }
    let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA foreign_key_check");
    if !connection.query_all_raw(statement).await?.is_empty() {
        return Err("rows refer to others that are not there".into());
    }
    let texts = "SELECT COUNT(*) AS count FROM (SELECT id FROM search_entry EXCEPT SELECT id FROM search_text_docsize) e";
    let lost = count(connection, texts).await?;
    let texts = "SELECT COUNT(*) AS count FROM (SELECT id FROM search_text_docsize EXCEPT SELECT id FROM search_entry) t";
    let stray = count(connection, texts).await?;
    if lost + stray > 0 {
        return Err(
            format!("{lost} records of the index have no text, {stray} texts no record").into(),
        );
    }
    Ok(())
}

/// Whether every article is as its editor was told, or one act further where the answer never came.
async fn acknowledged(connection: &DatabaseConnection, ledger: &Ledger) -> Result<(), Failure> {
    let sql = "SELECT s.slug, a.version, a.status, r.content FROM slug s JOIN article a ON a.id = s.article_id JOIN revision r ON r.article_id = a.id AND r.number = a.head";
    let articles: HashMap<String, ArticleRow> = rows::<ArticleRow>(connection, sql)
        .await?
        .into_iter()
        .map(|row| (row.slug.clone(), row))
        .collect();
    for known in &ledger.articles {
        let slug = &known.slug;
        let (row, last) = match (articles.get(slug), &known.last) {
            (None, None) => continue,
            (None, Some(last)) => return Err(format!("{slug} is lost: {last:?}").into()),
            (Some(row), None) if row.version == 1 && known.is_cut_off => continue,
            (Some(row), None) => return Err(format!("{slug} is at version {}", row.version).into()),
            (Some(row), Some(last)) => (row, last),
        };
        if known.is_cut_off && row.version == last.version + 1 {
            continue;
        }
        let content: Value = serde_json::from_str(&row.content)?;
        let found = Acknowledged {
            version: row.version,
            status: row.status.clone(),
            headline: content["headline"].as_str().unwrap_or_default().to_owned(),
        };
        if found != *last {
            return Err(format!("{slug} was to be {last:?} and is {found:?}").into());
        }
    }
    Ok(())
}

/// Whether the change log tells every article's story without a break or a repetition, and ends it with what readers see.
async fn journalled(connection: &DatabaseConnection) -> Result<(), Failure> {
    let sql = "SELECT position, article_id, view, before, after FROM change_record WHERE subject = 'article' ORDER BY position";
    let mut ends: HashMap<(String, Uuid), Value> = HashMap::new();
    for record in rows::<EntryRow>(connection, sql).await? {
        let (before, after) = (standing(record.before)?, standing(record.after)?);
        let end = ends.entry((record.view, record.article_id)).or_default();
        if *end != before || before == after {
            return Err(format!(
                "record {} of the change log does not follow on {end}",
                record.position
            )
            .into());
        }
        *end = after;
    }
    ends.retain(|_, standing| !standing.is_null());
    for view in ["public", "trusted"] {
        let shown = shown(connection, view).await?;
        let told = ends.iter().filter(|((of, _), _)| of == view);
        let told: HashMap<Uuid, Value> = told
            .map(|((_, article), standing)| (*article, summary(standing)))
            .collect();
        if shown != told {
            let article = shown
                .keys()
                .chain(told.keys())
                .find(|id| shown.get(id) != told.get(id));
            let (stands, says) = (
                article.and_then(|id| shown.get(id)),
                article.and_then(|id| told.get(id)),
            );
            return Err(format!(
                "of {article:?} {view} readers see {stands:?} and the change log says {says:?}"
            )
            .into());
        }
    }
    Ok(())
}

fn standing(text: Option<String>) -> Result<Value, Failure> {
    Ok(text.map_or(Ok(Value::Null), |text| serde_json::from_str(&text))?)
}

/// What of a standing is also in the tables that readers are served from. A tombstone has no tags.
fn summary(standing: &Value) -> Value {
    let tags = match standing["is_full"].as_bool() {
        Some(true) => standing["tags"].clone(),
        _ => Value::Array(Vec::new()),
    };
    serde_json::json!([standing["revision"], standing["is_full"], tags])
}

/// What readers see now, by article.
async fn shown(
    connection: &DatabaseConnection,
    view: &str,
) -> Result<HashMap<Uuid, Value>, Failure> {
    let now = SystemClock::default().now().as_millis();
    let sql = format!(
        "SELECT article_id, number, revision, is_full FROM showing WHERE {view}_from <= {now} AND {now} < {view}_until"
    );
    let showings = rows::<ShowingRow>(connection, &sql).await?;
    let sql =
        "SELECT article_id, number, tag_id FROM showing_tag ORDER BY article_id, number, position";
    let mut tags: HashMap<(Uuid, i64), Vec<String>> = HashMap::new();
    for row in rows::<TagRow>(connection, sql).await? {
        let of = tags.entry((row.article_id, row.number)).or_default();
        of.push(row.tag_id.to_string());
    }
    let read = |row: ShowingRow| {
        let tags = tags
            .get(&(row.article_id, row.number))
            .filter(|_| row.is_full);
        let tags = tags.cloned().unwrap_or_default();
        (
            row.article_id,
            serde_json::json!([row.revision, row.is_full, tags]),
        )
    };
    Ok(showings.into_iter().map(read).collect())
}
