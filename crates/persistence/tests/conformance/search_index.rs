//! The search index: its repair, its equality with a rebuilt one, and the indexes that lists use.

use sea_orm::{ConnectionTrait, Database, Statement};
use standfirst_persistence::{IndexScope, Store};

use crate::{
    search::{found, import_articles},
    support::{Newsroom, both},
};

both! {
    async fn missing_entries_are_written_and_damaged_ones_repaired(newsroom: &Newsroom) {
        import_articles(newsroom).await;
        let before = dump(newsroom).await;
        if newsroom.url.starts_with("sqlite") {
            newsroom.damage("DELETE FROM search_text WHERE rowid IN (SELECT id FROM search_entry)").await;
        }
        newsroom.damage("DELETE FROM search_entry").await;
        assert_eq!(found(newsroom, "ferry").await, Vec::<String>::new());
        assert_eq!(index(&newsroom.store, IndexScope::Missing).await, 4);
        assert_eq!(index(&newsroom.store, IndexScope::Missing).await, 0);
        assert_eq!(dump(newsroom).await, before);
        newsroom.damage("UPDATE search_entry SET form = 0, headline = 'x'").await;
        assert_eq!(index(&newsroom.store, IndexScope::Missing).await, 4);
        assert_eq!(dump(newsroom).await, before);
        assert_eq!(newsroom.store.searchable_showings().await.unwrap(), 4);
    }
}

/// A list of one language follows an index by date without sorting, and visible articles of a
/// language are found without a scan of expired ones.
#[tokio::test]
async fn sqlite_uses_each_language_index_for_its_query() {
    const OPEN: &str = "s.is_full AND s.public_from <= 5 AND 5 < s.public_until";
    let newsroom = Newsroom::sqlite().await;
    let connection = Database::connect(&newsroom.url).await.unwrap();
    for (condition, plan) in [
        (
            format!(
                "{OPEN} AND s.language = 'en' ORDER BY s.published_at DESC, s.article_id DESC LIMIT 9"
            ),
            ["SEARCH s USING INDEX showing_language (language=?)"],
        ),
        (
            format!(
                "{OPEN} AND -s.public_until < -5 AND s.language = 'en' ORDER BY -s.public_until, s.public_from LIMIT 1"
            ),
            ["SEARCH s USING INDEX showing_open (language=? AND <expr><?)"],
        ),
    ] {
        let explain = format!("EXPLAIN QUERY PLAN SELECT s.card FROM showing s WHERE {condition}");
        let rows = connection
            .query_all_raw(Statement::from_string(
                connection.get_database_backend(),
                explain,
            ))
            .await
            .unwrap();
        let steps: Vec<String> = rows
            .iter()
            .map(|row| row.try_get("", "detail").unwrap())
            .collect();
        assert_eq!(steps, plan);
    }
}

/// Writes the index entries of a scope. Returns their number.
async fn index(store: &Store, scope: IndexScope) -> u64 {
    let (mut written, mut next) = (0, None);
    loop {
        let batch = store.index_batch(scope, next).await.unwrap();
        written += batch.written;
        next = batch.next;
        if next.is_none() {
            return written;
        }
    }
}

/// Checks that the index equals one rebuilt from the showings.
pub(crate) async fn the_index_is_what_a_rebuild_writes(newsroom: &Newsroom) {
    let maintained = dump(newsroom).await;
    assert!(!maintained.is_empty());
    assert_eq!(index(&newsroom.store, IndexScope::Missing).await, 0);
    index(&newsroom.store, IndexScope::All).await;
    let rebuilt = dump(newsroom).await;
    assert!(
        maintained == rebuilt,
        "{} rows became {}",
        maintained.len(),
        rebuilt.len()
    );
}

/// Reads all rows of the index as lines of text.
async fn dump(newsroom: &Newsroom) -> Vec<String> {
    let mut options = sea_orm::ConnectOptions::new(newsroom.url.clone());
    options.max_connections(1).min_connections(1);
    let connection = Database::connect(options).await.unwrap();
    let backend = connection.get_database_backend();
    let statements: &[&str] = if newsroom.url.starts_with("sqlite") {
        connection
            .execute_unprepared(
                "CREATE VIRTUAL TABLE temp.held USING fts5vocab (main, search_text, instance)",
            )
            .await
            .unwrap();
        &[
            "SELECT hex(article_id) || number || ' ' || form || ' ' || published_at || ' ' || headline || ' ' || hex(counts) AS line FROM search_entry",
            "SELECT COALESCE(hex(e.article_id) || e.number, 'a missing entry') || ' ' || h.col || ' ' || h.offset || ' ' || h.term AS line FROM held h LEFT JOIN search_entry e ON e.id = h.doc",
        ]
    } else {
        &[
            "SELECT article_id || ' ' || number || ' ' || form || ' ' || published_at || ' ' || headline || ' ' || encode(counts, 'hex') || ' ' || terms AS line FROM search_entry",
        ]
    };
    let mut lines = Vec::new();
    for statement in statements {
        let rows = connection
            .query_all_raw(Statement::from_string(backend, *statement))
            .await
            .unwrap();
        lines.extend(
            rows.iter()
                .map(|row| row.try_get::<String>("", "line").unwrap()),
        );
    }
    connection.close().await.unwrap();
    assert!(
        !lines.iter().any(|line| line.starts_with("a missing entry")),
        "terms without an entry"
    );
    lines.sort();
    lines
}
