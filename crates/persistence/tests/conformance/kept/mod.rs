//! Whatever is done in the newsroom, and however often who follows the wire is killed over it: the lists that are kept are those that a rebuild makes
//! under the same weights.

mod day;
mod follower;
mod names;

use std::{sync::Arc, time::Duration};

use proptest::strategy::{Strategy, ValueTree};
use standfirst_domain::{
    error::Error,
    intake::Intent,
    keeping::{FOLLOWER, Keeping, Standing as StandingOf, Touched, Weighing},
    ports::{ConsumerStore, Stylebook},
    stylebook::TagAct,
    tag::TagKind,
};

use self::{
    day::{Day, day, texts},
    follower::Standing,
    names::{arrange, describe, dossier, new_tag},
};
use crate::support::{Newsroom, article, at, both, carrying, mandate, runner};

pub(crate) use self::follower::Follower;

both! {
    async fn what_is_refreshed_is_what_a_rebuild_makes_whatever_is_done_and_whenever_the_follower_is_killed(newsroom: &Newsroom) {
        let mut runner = runner();
        let doings = runner.config().cases / 2;
        let (texts, doings) = (texts(), day(doings)).new_tree(&mut runner).unwrap().current();
        let mut day = Day::begun(newsroom, texts).await;
        let mut follower = Follower::new(newsroom).await;
        follower.rebuild(day.now()).await;
        let mut differed = 0;
        for (doing, killed_after) in doings {
            let (said, before) = (format!("{doing:?}"), follower.kept().await);
            day.carry_out(doing).await;
            follower.follow_killed_after(day.now(), killed_after).await;
            let refreshed = follower.kept().await;
            differed += u32::from(refreshed != before);
            follower.rebuilt(Weighing::AsKept, day.now()).await;
            let rebuilt = follower.kept().await;
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
        let mut follower = Follower::new(newsroom).await;
        follower.rebuild(day.now()).await;
        for some in doings.chunks(4) {
            let (store, now) = (newsroom.store.clone(), day.now());
            let rebuild = tokio::spawn(async move {
                store.rebuild(Weighing::AsKept, Arc::new(Standing(now)), Arc::new(|_| {})).await
            });
            for (doing, _) in some {
                day.carry_out(doing.clone()).await;
                follower.follow(day.now()).await;
            }
            assert!(rebuild.await.unwrap().unwrap().is_some());
            let refreshed = follower.kept().await;
            follower.rebuilt(Weighing::AsKept, day.now()).await;
            assert_eq!(follower.kept().await, refreshed, "after {some:?}");
        }
    }

    async fn a_rebuild_that_was_cut_short_leaves_what_was_in_force_and_the_next_clears_away_after_it(newsroom: &Newsroom) {
        let mut runner = runner();
        let texts = texts().new_tree(&mut runner).unwrap().current();
        let day = Day::begun(newsroom, texts).await;
        let follower = Follower::new(newsroom).await;
        follower.rebuild(day.now()).await;
        let kept = follower.kept().await;
        for micros in [500, 5_000, 20_000, 40_000] {
            let rebuild = newsroom.store.rebuild(Weighing::Anew, Arc::new(Standing(at(2))), Arc::new(|_| {}));
            let was_cut_short = tokio::time::timeout(Duration::from_micros(micros), rebuild).await.is_err();
            assert_eq!(follower.kept().await, kept);
            let standing = newsroom.store.standing().await.unwrap();
            if was_cut_short && standing.building_until.is_some() {
                let again = newsroom.store.rebuild(Weighing::Anew, Arc::new(Standing(at(3))), Arc::new(|_| {}));
                assert!(again.await.unwrap().is_none(), "the tables are held for a while");
            }
            follower.rebuild(at(100)).await;
            assert_eq!(follower.kept().await, kept);
            assert_eq!(follower.generations().await, 1);
        }
    }

    async fn a_flood_is_left_to_a_rebuild_and_the_lists_are_due_until_it_was_made(newsroom: &Newsroom) {
        let new = |number: u64| carrying(article(&format!("Ferry {number}")), &["ferry"], "", &[]);
        newsroom.import((0..3).map(new).collect(), at(1)).await;
        let mut follower = Follower::new(newsroom).await;
        follower.rebuild(at(1)).await;
        follower.follow(at(1)).await;
        let (kept, standing) = (follower.kept().await, newsroom.store.standing().await.unwrap());
        assert_eq!((standing.passed_over, standing.changed), (0, 0), "all of it was there when it was made");
        let flood = StandingOf::FEW + 1;
        newsroom.import((3..3 + flood).map(new).collect(), at(2)).await;
        follower.follow(at(2)).await;
        let standing = newsroom.store.standing().await.unwrap();
        assert_eq!((standing.passed_over, standing.changed), (flood, flood));
        assert!(standing.is_due());
        assert_eq!(follower.kept().await, kept);
        follower.rebuild(at(2)).await;
        let standing = newsroom.store.standing().await.unwrap();
        assert_eq!((standing.passed_over, standing.changed, standing.articles), (0, 0, 3 + flood));
        let kept = follower.kept().await;
        follower.rebuilt(Weighing::AsKept, at(2)).await;
        assert_eq!(follower.kept().await, kept);
    }

    async fn what_comes_bit_by_bit_is_listed_at_once_even_where_the_weights_are_due(newsroom: &Newsroom) {
        let new = |number: u64| carrying(article(&format!("Ferry {number}")), &["ferry"], "", &[]);
        newsroom.import((0..3).map(new).collect(), at(1)).await;
        let mut follower = Follower::new(newsroom).await;
        follower.follow(at(1)).await;
        follower.rebuild(at(1)).await;
        for part in 0..2 {
            let from = 3 + part * StandingOf::FEW;
            newsroom.import((from..from + StandingOf::FEW).map(new).collect(), at(2)).await;
            follower.follow(at(2)).await;
        }
        let standing = newsroom.store.standing().await.unwrap();
        assert_eq!((standing.passed_over, standing.changed), (0, 2 * StandingOf::FEW));
        assert!(standing.is_due());
        let kept = follower.kept().await;
        follower.rebuilt(Weighing::AsKept, at(2)).await;
        assert_eq!(follower.kept().await, kept);
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
        let follower = Follower::new(newsroom).await;
        follower.rebuild(at(1)).await;
        let waiting = StandingOf::FEW;
        let touched = Touched { collections: [collection].into(), waiting, ..Touched::default() };
        newsroom.store.refresh(touched, follower.fence, at(2)).await.unwrap();
        let touched = Touched { articles: [shown].into(), waiting: waiting - 1, ..Touched::default() };
        newsroom.store.refresh(touched.clone(), follower.fence, at(2)).await.unwrap();
        assert_eq!(newsroom.store.standing().await.unwrap().passed_over, 0);
        newsroom.store.refresh(Touched { waiting, ..touched }, follower.fence, at(2)).await.unwrap();
        assert_eq!(newsroom.store.standing().await.unwrap().passed_over, 1);
    }

    async fn a_tag_that_says_something_else_of_itself_changes_no_list_and_one_that_becomes_a_series_does(newsroom: &Newsroom) {
        let define = TagAct::Define(new_tag("ferry", TagKind::Keyword));
        let tag = newsroom.store.tag(mandate(), define).await.unwrap().id;
        let new = |number: u64| carrying(article(&format!("Ferry {number}")), &["ferry"], "", &[]);
        newsroom.import((0..=StandingOf::FEW).map(new).collect(), at(1)).await;
        let mut follower = Follower::new(newsroom).await;
        follower.follow(at(1)).await;
        follower.rebuild(at(1)).await;
        for (kind, passed_over) in [(None, 0), (Some(TagKind::Series), StandingOf::FEW + 1)] {
            describe(newsroom, tag, kind, "It crosses the water.").await;
            follower.follow(at(2)).await;
            assert_eq!(newsroom.store.standing().await.unwrap().passed_over, passed_over);
        }
    }

    async fn a_list_that_is_broken_is_made_anew_with_the_next_change_that_concerns_it(newsroom: &Newsroom) {
        let new = |number: u64| carrying(article(&format!("Ferry {number}")), &["ferry"], "", &[]);
        newsroom.import((0..3).map(new).collect(), at(1)).await;
        let mut follower = Follower::new(newsroom).await;
        follower.rebuild(at(1)).await;
        newsroom.damage("UPDATE related_list SET entries = 'broken'").await;
        newsroom.import(vec![new(3)], at(2)).await;
        follower.follow(at(2)).await;
        let kept = follower.kept().await;
        follower.rebuilt(Weighing::AsKept, at(2)).await;
        assert_eq!(follower.kept().await, kept);
    }

    async fn who_lost_the_lease_keeps_nothing_any_more(newsroom: &Newsroom) {
        let new = carrying(article("One"), &["ferry"], "", &[]);
        let id = new.id;
        newsroom.import(vec![new, carrying(article("Two"), &["ferry"], "", &[])], at(1)).await;
        let follower = Follower::new(newsroom).await;
        follower.rebuild(at(1)).await;
        let kept = follower.kept().await;
        newsroom.amend(id, |story| story.unpublish(at(2))).await;
        newsroom.store.lease(FOLLOWER, None, at(10), at(20)).await.unwrap().unwrap();
        let touched = Touched { articles: [id].into(), ..Touched::default() };
        let refused = newsroom.store.refresh(touched, follower.fence, at(3)).await;
        assert!(matches!(refused, Err(Error::LeaseLost { .. })), "{refused:?}");
        assert_eq!(follower.kept().await, kept);
    }
}
