//! Whatever is done in the newsroom, and however often who follows the change log is killed over it: the lists that are kept are those that a rebuild makes
//! under the same weights.

mod consumer;
mod day;
mod names;

use std::{sync::Arc, time::Duration};

use proptest::strategy::{Strategy, ValueTree};
use standfirst_domain::{
    error::Error,
    intake::Intent,
    keeping::{CONSUMER, Keeping, Standing as StandingOf, Touched, Weighing},
    ports::ChangeLog,
    tag::TagKind,
    taxonomy::{TagCommand, Taxonomy},
};

use self::{
    consumer::Standing,
    day::{Day, day, texts},
    names::{arrange, describe, dossier, new_tag},
};
use crate::support::{Newsroom, article, at, both, carrying, context, runner};

pub(crate) use self::consumer::Consumer;

both! {
    async fn what_is_refreshed_is_what_a_rebuild_makes_whatever_is_done_and_whenever_the_consumer_is_killed(newsroom: &Newsroom) {
        let mut runner = runner();
        let doings = runner.config().cases / 2;
        let (texts, doings) = (texts(), day(doings)).new_tree(&mut runner).unwrap().current();
        let mut day = Day::begun(newsroom, texts).await;
        let mut consumer = Consumer::new(newsroom).await;
        consumer.rebuild(day.now()).await;
        let mut differed = 0;
        for (doing, killed_after) in doings {
            let (said, before) = (format!("{doing:?}"), consumer.kept().await);
            day.carry_out(doing).await;
            consumer.follow_killed_after(day.now(), killed_after).await;
            let refreshed = consumer.kept().await;
            differed += u32::from(refreshed != before);
            consumer.rebuilt(Weighing::AsKept, day.now()).await;
            let rebuilt = consumer.kept().await;
            assert!(refreshed.keys().eq(rebuilt.keys()), "after {said}");
            for (key, rows) in &rebuilt {
                assert_eq!(&refreshed[key], rows, "after {said}: {key:?}");
            }
        }
        assert!(differed > 10, "the lists changed {differed} times");
    }

    async fn what_is_done_during_a_rebuild_is_in_what_it_puts_in_force(newsroom: &Newsroom) {
        let mut runner = runner();
        let (texts, doings) = (texts(), day(24)).new_tree(&mut runner).unwrap().current();
        let mut day = Day::begun(newsroom, texts).await;
        let mut consumer = Consumer::new(newsroom).await;
        consumer.rebuild(day.now()).await;
        for some in doings.chunks(4) {
            let (store, now) = (newsroom.store.clone(), day.now());
            let rebuild = tokio::spawn(async move {
                store.rebuild(Weighing::AsKept, Arc::new(Standing(now)), Arc::new(|_| {})).await
            });
            for (doing, _) in some {
                day.carry_out(doing.clone()).await;
                consumer.follow(day.now()).await;
            }
            assert!(rebuild.await.unwrap().unwrap().is_some());
            let refreshed = consumer.kept().await;
            consumer.rebuilt(Weighing::AsKept, day.now()).await;
            assert_eq!(consumer.kept().await, refreshed, "after {some:?}");
        }
    }

    async fn a_rebuild_that_was_cut_short_leaves_what_was_in_force_and_the_next_clears_away_after_it(newsroom: &Newsroom) {
        let mut runner = runner();
        let texts = texts().new_tree(&mut runner).unwrap().current();
        let day = Day::begun(newsroom, texts).await;
        let consumer = Consumer::new(newsroom).await;
        consumer.rebuild(day.now()).await;
        let kept = consumer.kept().await;
        for micros in [500, 5_000, 20_000, 40_000] {
            let rebuild = newsroom.store.rebuild(Weighing::Anew, Arc::new(Standing(at(2))), Arc::new(|_| {}));
            let was_cut_short = tokio::time::timeout(Duration::from_micros(micros), rebuild).await.is_err();
            assert_eq!(consumer.kept().await, kept);
            let standing = newsroom.store.standing().await.unwrap();
            if was_cut_short && standing.building_until.is_some() {
                let again = newsroom.store.rebuild(Weighing::Anew, Arc::new(Standing(at(3))), Arc::new(|_| {}));
                assert!(again.await.unwrap().is_none(), "the tables are held for a while");
            }
            consumer.rebuild(at(100)).await;
            assert_eq!(consumer.kept().await, kept);
            assert_eq!(consumer.generations().await, 1);
        }
    }

    async fn a_flood_is_left_to_a_rebuild_and_the_lists_are_due_until_it_was_made(newsroom: &Newsroom) {
        let new = |number: u64| carrying(article(&format!("Ferry {number}")), &["ferry"], "", &[]);
        newsroom.import((0..3).map(new).collect(), at(1)).await;
        let mut consumer = Consumer::new(newsroom).await;
        consumer.rebuild(at(1)).await;
        consumer.follow(at(1)).await;
        let (kept, standing) = (consumer.kept().await, newsroom.store.standing().await.unwrap());
        assert_eq!((standing.passed_over, standing.changed), (0, 0), "all of it was there when it was made");
        let flood = StandingOf::FEW + 1;
        newsroom.import((3..3 + flood).map(new).collect(), at(2)).await;
        consumer.follow(at(2)).await;
        let standing = newsroom.store.standing().await.unwrap();
        assert_eq!((standing.passed_over, standing.changed), (flood, flood));
        assert!(standing.is_due());
        assert_eq!(consumer.kept().await, kept);
        consumer.rebuild(at(2)).await;
        let standing = newsroom.store.standing().await.unwrap();
        assert_eq!((standing.passed_over, standing.changed, standing.articles), (0, 0, 3 + flood));
        let kept = consumer.kept().await;
        consumer.rebuilt(Weighing::AsKept, at(2)).await;
        assert_eq!(consumer.kept().await, kept);
    }

    async fn what_comes_bit_by_bit_is_listed_at_once_even_where_the_weights_are_due(newsroom: &Newsroom) {
        let new = |number: u64| carrying(article(&format!("Ferry {number}")), &["ferry"], "", &[]);
        newsroom.import((0..3).map(new).collect(), at(1)).await;
        let mut consumer = Consumer::new(newsroom).await;
        consumer.follow(at(1)).await;
        consumer.rebuild(at(1)).await;
        for part in 0..2 {
            let from = 3 + part * StandingOf::FEW;
            newsroom.import((from..from + StandingOf::FEW).map(new).collect(), at(2)).await;
            consumer.follow(at(2)).await;
        }
        let standing = newsroom.store.standing().await.unwrap();
        assert_eq!((standing.passed_over, standing.changed), (0, 2 * StandingOf::FEW));
        assert!(standing.is_due());
        let kept = consumer.kept().await;
        consumer.rebuilt(Weighing::AsKept, at(2)).await;
        assert_eq!(consumer.kept().await, kept);
    }

    async fn what_waits_behind_a_few_makes_them_part_of_a_flood_and_drafts_are_none(newsroom: &Newsroom) {
        let mut new = carrying(article("Shown"), &["ferry"], "", &[]);
        let shown = new.id;
        newsroom.import(vec![new], at(1)).await;
        new = article("Draft");
        new.intent = Intent::Draft;
        let draft = new.id;
        newsroom.import(vec![new], at(1)).await;
        let collection = dossier(newsroom).await;
        arrange(newsroom, collection, &[draft]).await;
        let consumer = Consumer::new(newsroom).await;
        consumer.rebuild(at(1)).await;
        let waiting = StandingOf::FEW;
        let touched = Touched { collections: [collection].into(), waiting, ..Touched::default() };
        newsroom.store.refresh(touched, consumer.fencing_token, at(2)).await.unwrap();
        let touched = Touched { articles: [shown].into(), waiting: waiting - 1, ..Touched::default() };
        newsroom.store.refresh(touched.clone(), consumer.fencing_token, at(2)).await.unwrap();
        assert_eq!(newsroom.store.standing().await.unwrap().passed_over, 0);
        newsroom.store.refresh(Touched { waiting, ..touched }, consumer.fencing_token, at(2)).await.unwrap();
        assert_eq!(newsroom.store.standing().await.unwrap().passed_over, 1);
    }

    async fn a_tag_that_says_something_else_of_itself_changes_no_list_and_one_that_becomes_a_series_does(newsroom: &Newsroom) {
        let define = TagCommand::Create(new_tag("ferry", TagKind::Keyword));
        let tag = newsroom.store.tag(context(), define).await.unwrap().id;
        let new = |number: u64| carrying(article(&format!("Ferry {number}")), &["ferry"], "", &[]);
        newsroom.import((0..=StandingOf::FEW).map(new).collect(), at(1)).await;
        let mut consumer = Consumer::new(newsroom).await;
        consumer.follow(at(1)).await;
        consumer.rebuild(at(1)).await;
        for (kind, passed_over) in [(None, 0), (Some(TagKind::Series), StandingOf::FEW + 1)] {
            describe(newsroom, tag, kind, "It crosses the water.").await;
            consumer.follow(at(2)).await;
            assert_eq!(newsroom.store.standing().await.unwrap().passed_over, passed_over);
        }
    }

    async fn a_list_that_is_broken_is_made_anew_with_the_next_change_that_concerns_it(newsroom: &Newsroom) {
        let new = |number: u64| carrying(article(&format!("Ferry {number}")), &["ferry"], "", &[]);
        newsroom.import((0..3).map(new).collect(), at(1)).await;
        let mut consumer = Consumer::new(newsroom).await;
        consumer.rebuild(at(1)).await;
        newsroom.spoil("UPDATE related_list SET entries = 'broken'").await;
        newsroom.import(vec![new(3)], at(2)).await;
        consumer.follow(at(2)).await;
        let kept = consumer.kept().await;
        consumer.rebuilt(Weighing::AsKept, at(2)).await;
        assert_eq!(consumer.kept().await, kept);
    }

    async fn who_lost_the_lease_keeps_nothing_any_more(newsroom: &Newsroom) {
        let new = carrying(article("One"), &["ferry"], "", &[]);
        let id = new.id;
        newsroom.import(vec![new, carrying(article("Two"), &["ferry"], "", &[])], at(1)).await;
        let consumer = Consumer::new(newsroom).await;
        consumer.rebuild(at(1)).await;
        let kept = consumer.kept().await;
        newsroom.act(id, |story| story.unpublish(at(2))).await;
        newsroom.store.lease(CONSUMER, None, at(10), at(20)).await.unwrap().unwrap();
        let touched = Touched { articles: [id].into(), ..Touched::default() };
        let refused = newsroom.store.refresh(touched, consumer.fencing_token, at(3)).await;
        assert!(matches!(refused, Err(Error::Conflict { .. })), "{refused:?}");
        assert_eq!(consumer.kept().await, kept);
    }
}
