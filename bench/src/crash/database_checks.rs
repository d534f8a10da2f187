//! Checks of the database after the server was killed: against the acknowledged acts, and for
//! consistency.

use std::{collections::HashMap, time::Duration};

use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DbBackend, FromQueryResult, Statement,
    prelude::Uuid,
};
use serde_json::Value;
use standfirst::clock::SystemClock;
use standfirst_domain::ports::Clock;

use super::expected::{AcknowledgedState, ExpectedState};
use crate::run::Failure;

/// Faults that must not occur, with a query that counts them. `{key}` is an article's identity as
/// the audit log writes it.
const FAULTS: [(&str, &str); 12] = [
    (
        "articles without their head revision",
        "SELECT COUNT(*) AS count FROM article a WHERE NOT EXISTS (SELECT 1 FROM revision r WHERE r.article_id = a.id AND r.number = a.head_revision)",
    ),
    (
        "articles that lack a revision",
        "SELECT COUNT(*) AS count FROM article a WHERE (SELECT COUNT(*) FROM revision r WHERE r.article_id = a.id) <> a.head_revision",
    ),
    (
        "articles without a slug",
        "SELECT COUNT(*) AS count FROM article a WHERE NOT EXISTS (SELECT 1 FROM slug s WHERE s.article_id = a.id)",
    ),
    (
        "published articles without a showing",
        "SELECT COUNT(*) AS count FROM article a WHERE a.status = 'published' AND NOT EXISTS (SELECT 1 FROM showing s WHERE s.article_id = a.id)",
    ),
    (
        "showings of missing revisions",
        "SELECT COUNT(*) AS count FROM showing s WHERE NOT EXISTS (SELECT 1 FROM revision r WHERE r.article_id = s.article_id AND r.number = s.revision)",
    ),
    (
        "tags of missing showings",
        "SELECT COUNT(*) AS count FROM showing_tag t WHERE NOT EXISTS (SELECT 1 FROM showing s WHERE s.article_id = t.article_id AND s.number = t.number)",
    ),
    (
        "showings that are not in the search index",
        "SELECT COUNT(*) AS count FROM showing s WHERE s.is_full AND NOT EXISTS (SELECT 1 FROM search_entry e WHERE e.article_id = s.article_id AND e.number = s.number)",
    ),
    (
        "rows of the search index for missing showings",
        "SELECT COUNT(*) AS count FROM search_entry e WHERE NOT EXISTS (SELECT 1 FROM showing s WHERE s.is_full AND s.article_id = e.article_id AND s.number = e.number)",
    ),
    (
        "articles with an act that has no entry in the audit log",
        "SELECT COUNT(*) AS count FROM article a WHERE a.source_system IS NULL AND (SELECT COUNT(DISTINCT u.version) FROM audit u WHERE u.subject = 'article' AND u.subject_key = {key}) <> a.version",
    ),
    (
        "articles with more lines in the audit log than acts",
        "SELECT COUNT(*) AS count FROM article a WHERE a.source_system IS NULL AND (SELECT COUNT(*) FROM audit u WHERE u.subject = 'article' AND u.subject_key = {key}) <> a.version",
    ),
    (
        "lines of the audit log about missing articles",
        "SELECT COUNT(*) AS count FROM audit u WHERE u.subject = 'article' AND NOT EXISTS (SELECT 1 FROM article a WHERE u.subject_key = {key})",
    ),
    (
        "change logs with a gap or a record after the head",
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
struct ChangeRow {
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

/// Checks the database. The failure describes the first fault.
pub(super) async fn check(url: &str, expected: &ExpectedState) -> Result<(), Failure> {
    let connection = Database::connect(url).await?;
    wait_for_old_sessions(&connection).await?;
    check_sqlite_file(&connection).await?;
    for (fault, sql) in FAULTS {
        let found = count(&connection, &sql.replace("{key}", audit_key(&connection))).await?;
        if found > 0 {
            return Err(format!("{found} {fault}").into());
        }
    }
    check_articles(&connection, expected).await?;
    check_change_log(&connection).await?;
    connection.close().await?;
    Ok(())
}

/// SQL for an article's identity as the audit log writes it.
fn audit_key(connection: &DatabaseConnection) -> &'static str {
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

/// Waits until PostgreSQL has ended the sessions of the killed server.
async fn wait_for_old_sessions(connection: &DatabaseConnection) -> Result<(), Failure> {
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
    Err("the sessions of the killed server do not end".into())
}

/// Checks the integrity of the SQLite file and of its search index.
async fn check_sqlite_file(connection: &DatabaseConnection) -> Result<(), Failure> {
    if connection.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check");
    let rows = connection.query_all_raw(statement).await?;
    let report: Vec<String> = rows
        .iter()
        .map(|row| row.try_get("", "integrity_check"))
        .collect::<Result<_, _>>()?;
    if report != ["ok"] {
        return Err(format!("the SQLite file is corrupt: {report:?}").into());
    }
    let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA foreign_key_check");
    if !connection.query_all_raw(statement).await?.is_empty() {
        return Err("rows refer to missing rows".into());
    }
    // FTS5 keeps its texts in tables of its own, which no foreign key covers.
    let texts = "SELECT COUNT(*) AS count FROM (SELECT id FROM search_entry EXCEPT SELECT id FROM search_text_docsize) e";
    let missing = count(connection, texts).await?;
    let texts = "SELECT COUNT(*) AS count FROM (SELECT id FROM search_text_docsize EXCEPT SELECT id FROM search_entry) t";
    let stray = count(connection, texts).await?;
    if missing + stray > 0 {
        return Err(format!(
            "{missing} rows of the search index have no text, and {stray} texts have no row"
        )
        .into());
    }
    Ok(())
}

/// Checks that every article is in its acknowledged state, or one act further if the last response
/// did not arrive.
async fn check_articles(
    connection: &DatabaseConnection,
    expected: &ExpectedState,
) -> Result<(), Failure> {
    let sql = "SELECT s.slug, a.version, a.status, r.content FROM slug s JOIN article a ON a.id = s.article_id JOIN revision r ON r.article_id = a.id AND r.number = a.head_revision";
    let articles: HashMap<String, ArticleRow> = rows::<ArticleRow>(connection, sql)
        .await?
        .into_iter()
        .map(|row| (row.slug.clone(), row))
        .collect();
    for article in &expected.articles {
        let slug = &article.slug;
        let (row, last) = match (articles.get(slug), &article.last) {
            (None, None) => continue,
            (None, Some(last)) => return Err(format!("{slug} is lost: {last:?}").into()),
            (Some(row), None) if row.version == 1 && article.is_cut_off => continue,
            (Some(row), None) => {
                return Err(format!(
                    "{slug} is at version {}, but no act was acknowledged",
                    row.version
                )
                .into());
            }
            (Some(row), Some(last)) => (row, last),
        };
        if article.is_cut_off && row.version == last.version + 1 {
            continue;
        }
        let content: Value = serde_json::from_str(&row.content)?;
        let found = AcknowledgedState {
            version: row.version,
            status: row.status.clone(),
            headline: content["headline"].as_str().unwrap_or_default().to_owned(),
        };
        if found != *last {
            return Err(format!("{slug} is {found:?}, but {last:?} was acknowledged").into());
        }
    }
    Ok(())
}

/// Checks that the change log describes every article without a gap or a repetition, and ends with
/// what readers see.
async fn check_change_log(connection: &DatabaseConnection) -> Result<(), Failure> {
    let sql = "SELECT position, article_id, view, before, after FROM change_record WHERE subject = 'article' ORDER BY position";
    let mut latest: HashMap<(String, Uuid), Value> = HashMap::new();
    for change in rows::<ChangeRow>(connection, sql).await? {
        let (before, after) = (parse_summary(change.before)?, parse_summary(change.after)?);
        let last = latest.entry((change.view, change.article_id)).or_default();
        if *last != before || before == after {
            return Err(format!(
                "change record {} does not continue from {last}",
                change.position
            )
            .into());
        }
        *last = after;
    }
    latest.retain(|_, summary| !summary.is_null());
    for view in ["public", "trusted"] {
        let shown = shown(connection, view).await?;
        let recorded = latest.iter().filter(|((of, _), _)| of == view);
        let recorded: HashMap<Uuid, Value> = recorded
            .map(|((_, article), summary)| (*article, comparable(summary)))
            .collect();
        if shown != recorded {
            let article = shown
                .keys()
                .chain(recorded.keys())
                .find(|id| shown.get(id) != recorded.get(id));
            let (shown, recorded) = (
                article.and_then(|id| shown.get(id)),
                article.and_then(|id| recorded.get(id)),
            );
            return Err(format!(
                "{view} readers see {shown:?} of article {article:?}, but the change log has {recorded:?}"
            )
            .into());
        }
    }
    Ok(())
}

fn parse_summary(text: Option<String>) -> Result<Value, Failure> {
    Ok(text.map_or(Ok(Value::Null), |text| serde_json::from_str(&text))?)
}

/// The part of a summary that the showing tables have too. A tombstone has no tags there.
fn comparable(summary: &Value) -> Value {
    let tags = match summary["is_full"].as_bool() {
        Some(true) => summary["tags"].clone(),
        _ => Value::Array(Vec::new()),
    };
    serde_json::json!([summary["revision"], summary["is_full"], tags])
}

/// Showings that readers of a view see now, by article.
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
