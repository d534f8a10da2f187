//! The change log: positions without gaps in the order of commits, and each public change once, by
//! commands and by scheduled changes.

use std::{collections::HashSet, time::Duration};

use standfirst_domain::{
    change_log::{Change, ChangeKind, ChangeRecord, ShowingSummary, View},
    error::Error,
    ids::ArticleId,
    import::InitialStatus,
    ports::{
        ChangeLogReads, ConsumerStore, DeadLetter, DeadLetterStore, ImportStore,
        ScheduledChangeStore,
    },
    story::Picks,
    text::{Headline, Label},
};

use crate::support::{Newsroom, article, at, both, carrying};

async fn all_records(newsroom: &Newsroom) -> Vec<ChangeRecord> {
    let records = newsroom.store.records(0, 10_000).await.unwrap();
    let positions: Vec<u64> = records.iter().map(|(position, _)| *position).collect();
    assert!(
        positions
            .iter()
            .copied()
            .eq(1..=newsroom.store.head().await.unwrap()),
        "dense: {positions:?}"
    );
    records.into_iter().map(|(_, record)| record).collect()
}

/// A change record about an article.
struct ArticleRecord<'a> {
    article: ArticleId,
    kind: ChangeKind,
    view: View,
    before: Option<&'a ShowingSummary>,
    after: Option<&'a ShowingSummary>,
}

fn article_record(record: &ChangeRecord) -> ArticleRecord<'_> {
    let Change::Article {
        article,
        kind,
        view,
        before,
        after,
    } = &record.change
    else {
        panic!("{record:?} is a change of an article");
    };
    ArticleRecord {
        article: *article,
        kind: *kind,
        view: *view,
        before: before.as_ref(),
        after: after.as_ref(),
    }
}

fn kinds(records: &[ChangeRecord], view: View) -> Vec<(ChangeKind, i64)> {
    let seconds = |record: &ChangeRecord| (record.at.as_millis() - at(0).as_millis()) / 1_000;
    records
        .iter()
        .filter(|record| article_record(record).view == view)
        .map(|record| (article_record(record).kind, seconds(record)))
        .collect()
}

both! {
    async fn each_change_of_an_article_is_recorded_once_and_in_order(newsroom: &Newsroom) {
        let mut new = carrying(article("Life"), &["one"], "World", &["Ann"]);
        new.embargoed_until = Some(at(20));
        new.initial_status = InitialStatus::Published(Some(at(10)));
        let id = new.id;
        newsroom.import(vec![new], at(1)).await;
        assert!(all_records(newsroom).await.is_empty(), "nothing is public yet");
        for _ in 0..2 {
            assert_eq!(newsroom.store.record_due_changes(at(9), 10).await.unwrap(), 0);
        }
        newsroom.store.record_due_changes(at(12), 10).await.unwrap();
        newsroom.store.record_due_changes(at(25), 10).await.unwrap();
        newsroom.store.record_due_changes(at(25), 10).await.unwrap();
        newsroom.amend(id, |story| story.correct(story.head.content.clone(), Label::parse("A figure.").unwrap(), None, at(30))).await;
        newsroom.amend(id, |story| story.update(story.head.content.clone(), None, None, at(31))).await;
        newsroom.amend(id, |story| story.publish(Some(at(40)), None, at(32))).await;
        newsroom.amend(id, |story| story.expire(Some(at(60)), at(33))).await;
        newsroom.amend(id, |story| story.retract(Label::parse("Wrong.").unwrap(), at(50))).await;
        newsroom.amend(id, |story| story.publish(None, Some(&Label::parse("Right.").unwrap()), at(55))).await;
        newsroom.store.record_due_changes(at(70), 10).await.unwrap();
        let records = all_records(newsroom).await;
        assert_eq!(kinds(&records, View::Public), [
            (ChangeKind::Published, 20),
            (ChangeKind::Corrected, 30),
            (ChangeKind::Updated, 40),
            (ChangeKind::Retracted, 50),
            (ChangeKind::Published, 55),
            (ChangeKind::Expired, 60),
        ]);
        assert_eq!(kinds(&records, View::Trusted)[0], (ChangeKind::Published, 10));
        let retracted = records.iter().map(article_record).find(|record| record.kind == ChangeKind::Retracted && record.view == View::Public).unwrap();
        let (before, after) = (retracted.before.unwrap(), retracted.after.unwrap());
        assert!(before.is_full && !after.is_full && before.tags.len() == 1 && before.contributors.len() == 1 && before.section.is_some());
        assert!(records.windows(2).all(|pair| pair[0].at <= pair[1].at), "scheduled changes come before later commands");
    }

    async fn a_cancelled_schedule_is_never_recorded(newsroom: &Newsroom) {
        let mut new = article("Soon");
        new.initial_status = InitialStatus::Draft;
        let id = new.id;
        newsroom.import(vec![new], at(0)).await;
        newsroom.amend(id, |story| story.publish(Some(at(10)), None, at(1))).await;
        newsroom.amend(id, |story| story.unpublish(at(2))).await;
        newsroom.store.record_due_changes(at(20), 10).await.unwrap();
        assert!(all_records(newsroom).await.is_empty());
    }

    async fn changes_that_readers_never_see_are_not_recorded_as_public(newsroom: &Newsroom) {
        let new = article("Steady");
        let id = new.id;
        newsroom.import(vec![new], at(0)).await;
        newsroom.amend(id, |story| {
            let mut content = story.head.content.clone();
            content.headline = Headline::parse("Draft words").unwrap();
            story.update(content, None, None, at(1))
        }).await;
        newsroom.amend(id, move |story| story.set_related(Picks { pinned: vec![], excluded: vec![id] }, None, at(2))).await;
        let records = all_records(newsroom).await;
        assert_eq!(kinds(&records, View::Public), [(ChangeKind::Published, 0)]);
        assert!(records.iter().all(|record| record.in_bulk), "records of an import are marked");
        newsroom.amend(id, |story| story.expire(Some(at(100)), at(3))).await;
        let records = all_records(newsroom).await;
        assert_eq!(kinds(&records, View::Public), [(ChangeKind::Published, 0), (ChangeKind::Updated, 3)], "an expiry changes how long caches may keep the article");
    }

    async fn a_consumer_misses_nothing_while_many_write_at_once(newsroom: &Newsroom) {
        let writers: Vec<_> = (0..20)
            .map(|writer| {
                let store = newsroom.store.clone();
                tokio::spawn(async move {
                    for number in 0..5 {
                        let new = article(&format!("{writer} {number}"));
                        // A writer may wait longer than its deadline here. Its transaction then
                        // wrote nothing.
                        while let Err(error) = store.import(vec![new.clone()], at(1)).await {
                            assert!(matches!(error, Error::Overloaded | Error::Timeout), "{error:?}");
                        }
                    }
                })
            })
            .collect();
        let (mut position, mut met) = (0, Vec::new());
        while met.len() < 200 {
            let all_wrote = writers.iter().all(|writer| writer.is_finished());
            assert!(!all_wrote || newsroom.store.head().await.unwrap() == 200, "a writer failed");
            for (next, record) in newsroom.store.records(position, 7).await.unwrap() {
                assert_eq!(next, position + 1, "positions have no gap at any moment");
                position = next;
                let record = article_record(&record);
                met.push((record.article, record.view));
            }
        }
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(met.iter().collect::<HashSet<_>>().len(), 200);
        assert_eq!(newsroom.store.head().await.unwrap(), 200);
    }

    async fn nodes_that_record_due_changes_at_once_record_each_once(newsroom: &Newsroom) {
        let mut batch: Vec<_> = (0..30).map(|number| article(&format!("At ten {number}"))).collect();
        for new in &mut batch {
            new.initial_status = InitialStatus::Published(Some(at(10)));
        }
        newsroom.import(batch, at(1)).await;
        let nodes: Vec<_> = (0..4).map(|_| { let store = newsroom.store.clone(); tokio::spawn(async move { store.record_due_changes(at(11), 100).await }) }).collect();
        for node in nodes {
            node.await.unwrap().unwrap();
        }
        let records = all_records(newsroom).await;
        assert_eq!((kinds(&records, View::Public).len(), kinds(&records, View::Trusted).len()), (30, 30));
    }

    async fn a_lease_has_one_holder_and_the_holder_before_cannot_advance(newsroom: &Newsroom) {
        let store = &newsroom.store;
        let first = store.lease("lists", None, at(0), at(5)).await.unwrap().unwrap();
        assert_eq!((first.fencing_token, first.position), (1, 0));
        assert_eq!(store.lease("lists", None, at(1), at(6)).await.unwrap(), None, "it is held");
        let renewed = store.lease("lists", Some(first.fencing_token), at(4), at(9)).await.unwrap().unwrap();
        assert_eq!(renewed.fencing_token, first.fencing_token);
        store.save_checkpoint("lists", first.fencing_token, 7).await.unwrap();
        let second = store.lease("lists", None, at(9), at(14)).await.unwrap().unwrap();
        assert_eq!((second.fencing_token, second.position), (2, 7), "starts at the position of the holder before");
        assert!(matches!(store.save_checkpoint("lists", first.fencing_token, 8).await, Err(Error::LeaseLost { .. })), "the holder before cannot move the position");
        assert_eq!(store.lease("lists", Some(first.fencing_token), at(10), at(15)).await.unwrap(), None);
    }

    async fn a_released_lease_is_free_at_once(newsroom: &Newsroom) {
        let store = &newsroom.store;
        let first = store.lease("lists", None, at(0), at(5)).await.unwrap().unwrap();
        store.release("lists", first.fencing_token).await.unwrap();
        let second = store.lease("lists", None, at(1), at(6)).await.unwrap().unwrap();
        assert_eq!(second.fencing_token, 2);
        store.release("lists", first.fencing_token).await.unwrap();
        assert_eq!(store.lease("lists", None, at(2), at(7)).await.unwrap(), None, "the holder before cannot release it");
        let consumers = store.consumers().await.unwrap();
        assert_eq!((consumers.len(), consumers[0].consumer.as_str(), consumers[0].fencing_token, consumers[0].leased_until), (1, "lists", 2, at(6)));
    }

    async fn a_dead_letter_advances_the_consumer_only_under_its_lease(newsroom: &Newsroom) {
        let store = &newsroom.store;
        let letter = |position, reason: &str| DeadLetter { position, created_at: at(1), reason: reason.to_owned() };
        let first = store.lease("lists", None, at(0), at(5)).await.unwrap().unwrap();
        store.dead_letter("lists", Some(first.fencing_token), letter(3, "It could not be read.")).await.unwrap();
        store.dead_letter("lists", Some(first.fencing_token), letter(3, "Again.")).await.unwrap();
        let second = store.lease("lists", None, at(5), at(9)).await.unwrap().unwrap();
        assert_eq!(second.position, 3, "past the dead letter");
        let late = store.dead_letter("lists", Some(first.fencing_token), letter(4, "Late.")).await;
        assert!(matches!(late, Err(Error::LeaseLost { .. })));
        store.dead_letter("caches", None, letter(1, "Full.")).await.unwrap();
        store.dead_letter("caches", None, letter(2, "Full again.")).await.unwrap();
        let lists = ("lists".to_owned(), letter(3, "It could not be read."));
        assert_eq!(store.dead_letters(10).await.unwrap(), [
            ("caches".to_owned(), letter(1, "Full.")),
            ("caches".to_owned(), letter(2, "Full again.")),
            lists.clone(),
        ]);
        assert_eq!(store.dead_letters(1).await.unwrap(), [("caches".to_owned(), letter(2, "Full again.")), lists]);
    }

    async fn waiting_consumers_are_notified_of_new_records(newsroom: &Newsroom) {
        let store = newsroom.store.clone();
        let waiting = tokio::spawn(async move { store.wait_for_notification(Duration::from_secs(3_600)).await });
        let mut number = 0;
        while !waiting.is_finished() && number < 500 {
            number += 1;
            newsroom.import(vec![article(&format!("Notification {number}"))], at(1)).await;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert!(waiting.is_finished(), "no notification came");
    }
}
