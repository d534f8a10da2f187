//! Every kind of change is written to the change log and read back, on both engines.

use sea_orm::prelude::Uuid;
use standfirst_cluster::Cluster;
use standfirst_domain::{
    change_log::{Change, ChangeKind, NameChange, ShowingSummary, View},
    ids::{ArticleId, CollectionId, ContributorId, RevisionNumber, SectionId, TagId},
    language::Language,
    moment::Moment,
    ports::ChangeLogReads,
    slug::Slug,
};

use super::ChangeLogWriter;
use crate::{Options, Store};

const AT: Moment = Moment::from_millis(1_767_225_600_123);

fn changes() -> Vec<Change> {
    let uuid = |number| Uuid::from_u128(number);
    let summary = ShowingSummary {
        showing: 1,
        revision: RevisionNumber(3),
        is_full: true,
        slug: Slug::parse("harbour-reopens").unwrap(),
        section: Some(SectionId::from_uuid(uuid(1))),
        tags: vec![TagId::from_uuid(uuid(2)), TagId::from_uuid(uuid(3))],
        contributors: vec![ContributorId::from_uuid(uuid(4))],
        language: Language::default(),
    };
    let tag = TagId::from_uuid(uuid(2));
    let section = SectionId::from_uuid(uuid(1));
    let contributor = ContributorId::from_uuid(uuid(4));
    vec![
        Change::Article {
            article: ArticleId::from_uuid(uuid(5)),
            kind: ChangeKind::Corrected,
            view: View::Trusted,
            before: None,
            after: Some(summary),
        },
        Change::Tag(tag, NameChange::Changed),
        Change::Tag(
            tag,
            NameChange::Merged {
                into: TagId::from_uuid(uuid(3)),
            },
        ),
        Change::Section(section, NameChange::Retired),
        Change::Section(
            section,
            NameChange::Merged {
                into: SectionId::from_uuid(uuid(9)),
            },
        ),
        Change::Contributor(contributor, NameChange::Retired),
        Change::Contributor(
            contributor,
            NameChange::Merged {
                into: ContributorId::from_uuid(uuid(8)),
            },
        ),
        Change::Collection(CollectionId::from_uuid(uuid(6))),
        Change::Publication,
    ]
}

async fn every_change_comes_back(url: String) {
    let store = Store::open(&Options::new(url)).await.unwrap();
    store.migrate().await.unwrap();
    let changes = changes();
    for change in changes.iter().chain(&changes) {
        let write = store.transaction(change.clone(), |transaction, change| {
            let writer = ChangeLogWriter::from_change(AT, Some(change.clone()));
            Box::pin(writer.write(transaction))
        });
        write.await.unwrap();
    }
    let records = store.records(0, 100).await.unwrap();
    assert!(records.iter().map(|(position, _)| *position).eq(1..=18));
    assert_eq!(store.head().await.unwrap(), 18);
    for ((_, record), change) in records.iter().zip(changes.iter().chain(&changes)) {
        assert_eq!(
            (record.at, &record.change, record.in_bulk),
            (AT, change, false)
        );
    }
}

#[tokio::test]
async fn every_change_comes_back_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    every_change_comes_back(format!("sqlite://{}", folder.path().join("n.db").display())).await;
}

#[tokio::test]
async fn every_change_comes_back_on_postgres() {
    every_change_comes_back(Cluster::shared().database().unwrap()).await;
}
