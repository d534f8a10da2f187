//! Related index: after any actions, and however often the consumer is killed, the stored lists are
//! those of a rebuild with the same idf table.

mod commands;
mod consumer;
mod random_actions;

use std::{sync::Arc, time::Duration};

use proptest::strategy::{Strategy, ValueTree};
use standfirst_domain::{
    error::Error,
    import::InitialStatus,
    ports::{ConsumerStore, Taxonomy},
    related_index::{CONSUMER, ChangedEntities, IdfSource, RelatedIndex, RelatedIndexStatus},
    tag::TagCommand,
    tag::TagKind,
};

use self::{
    commands::{describe_tag, new_collection, new_tag, set_items},
    consumer::FixedClock,
    random_actions::{ChangingNewsroom, actions, texts},
};
use crate::support::{Newsroom, article, at, both, carrying, context, runner};

pub(crate) use self::consumer::RelatedConsumer;

both! {
    async fn refreshed_lists_equal_a_rebuild_after_any_actions_and_consumer_crashes(newsroom: &Newsroom) {
        let mut runner = runner();
        let count = runner.config().cases / 2;
        let (texts, actions) = (texts(), actions(count)).new_tree(&mut runner).unwrap().current();
        let mut changing = ChangingNewsroom::new(newsroom, texts).await;
        let mut consumer = RelatedConsumer::new(newsroom).await;
        consumer.rebuild(changing.now()).await;
        let mut differed = 0;
        for (action, killed_after) in actions {
            let (description, before) = (format!("{action:?}"), consumer.stored_rows().await);
            changing.apply(action).await;
            consumer.consume_killed_after(changing.now(), killed_after).await;
            let refreshed = consumer.stored_rows().await;
            differed += u32::from(refreshed != before);
            consumer.rebuild_with(IdfSource::Active, changing.now()).await;
            let rebuilt = consumer.stored_rows().await;
            assert!(refreshed.keys().eq(rebuilt.keys()), "after {description}");
            for (key, rows) in &rebuilt {
                assert_eq!(&refreshed[key], rows, "after {description}: {key:?}");
            }
        }
        assert!(differed > 10, "the lists changed {differed} times");
    }

    async fn changes_during_a_rebuild_are_in_the_generation_that_it_activates(newsroom: &Newsroom) {
        let mut runner = runner();
        let (texts, actions) = (texts(), actions(24)).new_tree(&mut runner).unwrap().current();
        let mut changing = ChangingNewsroom::new(newsroom, texts).await;
        let mut consumer = RelatedConsumer::new(newsroom).await;
        consumer.rebuild(changing.now()).await;
        for some in actions.chunks(4) {
            let (store, now) = (newsroom.store.clone(), changing.now());
            let rebuild = tokio::spawn(async move {
                store.rebuild(IdfSource::Active, Arc::new(FixedClock(now)), Arc::new(|_| {})).await
            });
            for (action, _) in some {
                changing.apply(action.clone()).await;
                consumer.consume(changing.now()).await;
            }
            assert!(rebuild.await.unwrap().unwrap().is_some());
            let refreshed = consumer.stored_rows().await;
            consumer.rebuild_with(IdfSource::Active, changing.now()).await;
            assert_eq!(consumer.stored_rows().await, refreshed, "after {some:?}");
        }
    }

    async fn an_interrupted_rebuild_leaves_the_active_generation_and_the_next_removes_its_rows(newsroom: &Newsroom) {
        let mut runner = runner();
        let texts = texts().new_tree(&mut runner).unwrap().current();
        let changing = ChangingNewsroom::new(newsroom, texts).await;
        let consumer = RelatedConsumer::new(newsroom).await;
        consumer.rebuild(changing.now()).await;
        let stored = consumer.stored_rows().await;
        for micros in [500, 5_000, 20_000, 40_000] {
            let rebuild = newsroom.store.rebuild(IdfSource::Recomputed, Arc::new(FixedClock(at(2))), Arc::new(|_| {}));
            let was_interrupted = tokio::time::timeout(Duration::from_micros(micros), rebuild).await.is_err();
            assert_eq!(consumer.stored_rows().await, stored);
            let status = newsroom.store.status().await.unwrap();
            if was_interrupted && status.building_until.is_some() {
                let again = newsroom.store.rebuild(IdfSource::Recomputed, Arc::new(FixedClock(at(3))), Arc::new(|_| {}));
                assert!(again.await.unwrap().is_none(), "the interrupted rebuild still has its lease");
            }
            consumer.rebuild(at(100)).await;
            assert_eq!(consumer.stored_rows().await, stored);
            assert_eq!(consumer.generations().await, 1);
        }
    }

    async fn a_bulk_change_is_left_to_a_rebuild_that_stays_needed_until_then(newsroom: &Newsroom) {
        let new = |number: u64| carrying(article(&format!("Ferry {number}")), &["ferry"], "", &[]);
        newsroom.import((0..3).map(new).collect(), at(1)).await;
        let mut consumer = RelatedConsumer::new(newsroom).await;
        consumer.rebuild(at(1)).await;
        consumer.consume(at(1)).await;
        let (stored, status) = (consumer.stored_rows().await, newsroom.store.status().await.unwrap());
        assert_eq!((status.passed_over, status.changed), (0, 0), "the rebuild included the earlier records");
        let bulk = RelatedIndexStatus::MAX_SINGLE_REFRESHES + 1;
        newsroom.import((3..3 + bulk).map(new).collect(), at(2)).await;
        consumer.consume(at(2)).await;
        let status = newsroom.store.status().await.unwrap();
        assert_eq!((status.passed_over, status.changed), (bulk, bulk));
        assert!(status.needs_rebuild());
        assert_eq!(consumer.stored_rows().await, stored);
        consumer.rebuild(at(2)).await;
        let status = newsroom.store.status().await.unwrap();
        assert_eq!((status.passed_over, status.changed, status.articles), (0, 0, 3 + bulk));
        let stored = consumer.stored_rows().await;
        consumer.rebuild_with(IdfSource::Active, at(2)).await;
        assert_eq!(consumer.stored_rows().await, stored);
    }

    async fn small_changes_are_refreshed_even_while_a_rebuild_is_needed(newsroom: &Newsroom) {
        let new = |number: u64| carrying(article(&format!("Ferry {number}")), &["ferry"], "", &[]);
        newsroom.import((0..3).map(new).collect(), at(1)).await;
        let mut consumer = RelatedConsumer::new(newsroom).await;
        consumer.consume(at(1)).await;
        consumer.rebuild(at(1)).await;
        for part in 0..2 {
            let from = 3 + part * RelatedIndexStatus::MAX_SINGLE_REFRESHES;
            newsroom.import((from..from + RelatedIndexStatus::MAX_SINGLE_REFRESHES).map(new).collect(), at(2)).await;
            consumer.consume(at(2)).await;
        }
        let status = newsroom.store.status().await.unwrap();
        assert_eq!((status.passed_over, status.changed), (0, 2 * RelatedIndexStatus::MAX_SINGLE_REFRESHES));
        assert!(status.needs_rebuild());
        let stored = consumer.stored_rows().await;
        consumer.rebuild_with(IdfSource::Active, at(2)).await;
        assert_eq!(consumer.stored_rows().await, stored);
    }

    async fn the_backlog_counts_towards_a_bulk_change_and_drafts_do_not(newsroom: &Newsroom) {
        let mut new = carrying(article("Shown"), &["ferry"], "", &[]);
        let shown = new.id;
        newsroom.import(vec![new], at(1)).await;
        new = article("Draft");
        new.initial_status = InitialStatus::Draft;
        let draft = new.id;
        newsroom.import(vec![new], at(1)).await;
        let collection = new_collection(newsroom).await;
        set_items(newsroom, collection, &[draft]).await;
        let consumer = RelatedConsumer::new(newsroom).await;
        consumer.rebuild(at(1)).await;
        let backlog = RelatedIndexStatus::MAX_SINGLE_REFRESHES;
        let changed = ChangedEntities { collections: [collection].into(), backlog, ..ChangedEntities::default() };
        newsroom.store.refresh(changed, consumer.fencing_token, at(2)).await.unwrap();
        let changed = ChangedEntities { articles: [shown].into(), backlog: backlog - 1, ..ChangedEntities::default() };
        newsroom.store.refresh(changed.clone(), consumer.fencing_token, at(2)).await.unwrap();
        assert_eq!(newsroom.store.status().await.unwrap().passed_over, 0);
        newsroom.store.refresh(ChangedEntities { backlog, ..changed }, consumer.fencing_token, at(2)).await.unwrap();
        assert_eq!(newsroom.store.status().await.unwrap().passed_over, 1);
    }

    async fn a_new_tag_description_refreshes_no_list_and_a_new_kind_does(newsroom: &Newsroom) {
        let command = TagCommand::Create(new_tag("ferry", TagKind::Keyword));
        let tag = newsroom.store.tag(context(), command).await.unwrap().id;
        let new = |number: u64| carrying(article(&format!("Ferry {number}")), &["ferry"], "", &[]);
        newsroom.import((0..=RelatedIndexStatus::MAX_SINGLE_REFRESHES).map(new).collect(), at(1)).await;
        let mut consumer = RelatedConsumer::new(newsroom).await;
        consumer.consume(at(1)).await;
        consumer.rebuild(at(1)).await;
        for (kind, passed_over) in [(None, 0), (Some(TagKind::Series), RelatedIndexStatus::MAX_SINGLE_REFRESHES + 1)] {
            describe_tag(newsroom, tag, kind, "It crosses the water.").await;
            consumer.consume(at(2)).await;
            assert_eq!(newsroom.store.status().await.unwrap().passed_over, passed_over);
        }
    }

    async fn a_damaged_list_is_recomputed_with_the_next_change_that_affects_it(newsroom: &Newsroom) {
        let new = |number: u64| carrying(article(&format!("Ferry {number}")), &["ferry"], "", &[]);
        newsroom.import((0..3).map(new).collect(), at(1)).await;
        let mut consumer = RelatedConsumer::new(newsroom).await;
        consumer.rebuild(at(1)).await;
        newsroom.damage("UPDATE related_list SET entries = 'broken'").await;
        newsroom.import(vec![new(3)], at(2)).await;
        consumer.consume(at(2)).await;
        let stored = consumer.stored_rows().await;
        consumer.rebuild_with(IdfSource::Active, at(2)).await;
        assert_eq!(consumer.stored_rows().await, stored);
    }

    async fn a_consumer_without_the_lease_stores_nothing(newsroom: &Newsroom) {
        let new = carrying(article("One"), &["ferry"], "", &[]);
        let id = new.id;
        newsroom.import(vec![new, carrying(article("Two"), &["ferry"], "", &[])], at(1)).await;
        let consumer = RelatedConsumer::new(newsroom).await;
        consumer.rebuild(at(1)).await;
        let stored = consumer.stored_rows().await;
        newsroom.amend(id, |story| story.unpublish(at(2))).await;
        newsroom.store.lease(CONSUMER, None, at(10), at(20)).await.unwrap().unwrap();
        let changed = ChangedEntities { articles: [id].into(), ..ChangedEntities::default() };
        let result = newsroom.store.refresh(changed, consumer.fencing_token, at(3)).await;
        assert!(matches!(result, Err(Error::LeaseLost { .. })), "{result:?}");
        assert_eq!(consumer.stored_rows().await, stored);
    }
}
