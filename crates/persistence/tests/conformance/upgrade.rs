//! What a newsroom holds outlives a step of the tables.

use sea_orm::{ConnectionTrait, Database};
use sea_orm_migration::MigratorTrait;
use standfirst_cluster::Cluster;
use standfirst_domain::{
    change_log::{Change, ChangeKind, View},
    ids::ArticleId,
    ports::{ChangeLog, Desk},
};
use standfirst_migrations::Migrator;
use standfirst_persistence::{Options, Store};
use uuid::Uuid;

use crate::support::{article, at};

/// An article as the change log of before named it.
const ARTICLE: u128 = 0x0198_0000_0000_7000_8000_0000_0000_0001;

/// Writes two records as the tables of the third step had them.
async fn written_before(url: &str, created: &str, article: &str) {
    let connection = Database::connect(created).await.unwrap();
    Migrator::up(&connection, Some(3)).await.unwrap();
    let standing = r#"{"revision":2,"is_full":true,"slug":"harbour","section":null,"tags":[],"contributors":[],"language":"en"}"#;
    let record = |position: i64, kind: &str, before: &str, after: &str| {
        format!(
            "INSERT INTO change_record (position, at, article_id, kind, view, in_bulk, before, after) VALUES ({position}, {position}000, {article}, '{kind}', 'public', {position} = 1, {before}, {after})"
        )
    };
    let standing = format!("'{standing}'");
    for sql in [
        record(1, "published", "NULL", &standing),
        record(2, "withdrawn", &standing, "NULL"),
        "UPDATE change_log_head SET position = 2".to_owned(),
        "INSERT INTO consumer (name, position, fencing_token, held_until) VALUES ('lists', 1, 4, 0)"
            .to_owned(),
    ] {
        connection.execute_unprepared(&sql).await.unwrap();
    }
    connection.close().await.unwrap();
    outlives(url).await;
}

async fn outlives(url: &str) {
    let store = Store::open(&Options::new(url)).await.unwrap();
    let again = Store::open(&Options::new(url)).await.unwrap();
    let (one, other) = tokio::join!(store.migrate(), again.migrate());
    one.unwrap();
    other.unwrap();
    assert!(store.migrate().await.unwrap().is_empty());
    let records = store.records(0, 10).await.unwrap();
    let read: Vec<_> = records
        .iter()
        .map(|(position, record)| match &record.change {
            Change::Article {
                article,
                kind,
                view,
                before,
                after,
            } => {
                let slug = before.as_ref().xor(after.as_ref()).unwrap().slug.as_str();
                (
                    *position,
                    record.at.as_millis(),
                    record.in_bulk,
                    *article,
                    *kind,
                    *view,
                    slug,
                )
            }
            other => panic!("{other:?}"),
        })
        .collect();
    let id = ArticleId::from_uuid(Uuid::from_u128(ARTICLE));
    assert_eq!(
        read,
        [
            (
                1,
                1_000,
                true,
                id,
                ChangeKind::Published,
                View::Public,
                "harbour"
            ),
            (
                2,
                2_000,
                false,
                id,
                ChangeKind::Withdrawn,
                View::Public,
                "harbour"
            ),
        ]
    );
    store.import(vec![article("Next")], at(0)).await.unwrap();
    assert_eq!(
        store.records(2, 10).await.unwrap().first().unwrap().0,
        3,
        "positions go on"
    );
    assert_eq!(
        store
            .lease("lists", None, at(0), at(5))
            .await
            .unwrap()
            .unwrap()
            .position,
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_log_of_before_goes_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("newsroom.db").display());
    let article = format!("X'{ARTICLE:032x}'");
    written_before(&url, &format!("{url}?mode=rwc"), &article).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_log_of_before_goes_on_postgres() {
    let url = Cluster::shared().database().unwrap();
    let article = format!("'{}'", Uuid::from_u128(ARTICLE));
    written_before(&url, &url, &article).await;
}
