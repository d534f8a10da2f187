//! Commands: versions, refusals, and transactions that are applied as a whole or not at all.

use std::sync::Arc;

use standfirst_domain::{
    error::{Error, ErrorCode},
    import::InitialStatus,
    listing::ListScope,
    ports::{FoundArticle, StoryReads, StoryStore},
    slug::Slug,
    text::{Headline, Label},
};

use crate::support::{Newsroom, article, at, both, context, headlines, newest, public};

both! {
    async fn a_lost_update_is_refused_with_the_present_version(newsroom: &Newsroom) {
        let new = article("Ferry late");
        let id = new.id;
        newsroom.import(vec![new], at(0)).await;
        newsroom.amend(id, |story| story.unpublish(at(1))).await;
        let refused = newsroom.store.amend(context(), id, 1, Box::new(|story| story.publish(None, None, at(2)))).await;
        assert!(matches!(refused, Err(Error::Conflict { current: 2 })), "{refused:?}");
        assert!(newsroom.find(&public(3), id).await.is_none());
    }

    async fn nodes_that_migrate_at_once_all_start(newsroom: &Newsroom) {
        newsroom.damage("DELETE FROM seaql_migrations").await;
        let tries: Vec<_> = (0..4).map(|_| { let store = newsroom.store.clone(); tokio::spawn(async move { store.migrate().await }) }).collect();
        for attempt in tries {
            attempt.await.unwrap().unwrap();
        }
        assert!(newsroom.store.pending_migrations().await.unwrap().is_empty());
    }

    async fn a_hundred_amends_of_one_version_have_one_winner(newsroom: &Newsroom) {
        let new = article("Ferry late");
        let id = new.id;
        newsroom.import(vec![new], at(0)).await;
        let store = Arc::new(newsroom.store.clone());
        let tries: Vec<_> = (0..100)
            .map(|_| {
                let store = Arc::clone(&store);
                tokio::spawn(async move { store.amend(context(), id, 1, Box::new(|story| story.unpublish(at(1)))).await.is_ok() })
            })
            .collect();
        let mut winners = 0;
        for attempt in tries {
            winners += u32::from(attempt.await.unwrap());
        }
        assert_eq!(winners, 1);
        assert_eq!(newsroom.story(id).await.version, 2);
    }

    async fn an_old_slug_finds_the_article_and_a_draft_slug_does_not(newsroom: &Newsroom) {
        let new = article("Old name");
        let id = new.id;
        newsroom.import(vec![new, article("Other name")], at(0)).await;
        newsroom
            .amend(id, |story| {
                let mut content = story.head.content.clone();
                content.slug = Slug::parse("new-name").unwrap();
                content.headline = Headline::parse("New name").unwrap();
                story.update(content, None, None, at(1))
            })
            .await;
        assert!(newsroom.find_slug(&public(2), "new-name").await.is_none(), "readers never saw this slug");
        let Some(FoundArticle::Full(before)) = newsroom.find_slug(&public(2), "old-name").await else { panic!("the old slug") };
        assert_eq!(before.card.headline.as_str(), "Old name", "readers do not see an amendment");
        newsroom.amend(id, |story| story.publish(None, None, at(3))).await;
        for slug in ["new-name", "old-name"] {
            let Some(FoundArticle::Full(article)) = newsroom.find_slug(&public(4), slug).await else { panic!("{slug}") };
            assert_eq!(article.card.slug.as_str(), "new-name");
            assert_eq!(article.published_at, at(0), "a change keeps the date");
            assert_eq!(article.updated_at, at(3));
        }
        let refused = newsroom
            .store
            .amend(context(), id, 3, Box::new(|story| {
                let mut content = story.head.content.clone();
                content.slug = Slug::parse("other-name").unwrap();
                story.update(content, None, None, at(5))
            }))
            .await;
        let Err(Error::Invalid(reasons)) = refused else { panic!("{refused:?}") };
        assert_eq!(reasons[0].code, ErrorCode::SlugTaken);
        assert_eq!(newsroom.story(id).await.version, 3, "a refused command changes nothing");
    }

    async fn a_retraction_leaves_a_tombstone_and_a_reason_publishes_again(newsroom: &Newsroom) {
        let new = article("Walrus seen");
        let id = new.id;
        newsroom.import(vec![new], at(0)).await;
        newsroom.amend(id, |story| story.retract(Label::parse("There was no walrus.").unwrap(), at(10))).await;
        let Some(FoundArticle::Tombstone(tombstone)) = newsroom.find(&public(11), id).await else { panic!("a tombstone") };
        assert_eq!((tombstone.retraction.reason.as_str(), tombstone.retraction.at), ("There was no walrus.", at(10)));
        assert!(newsroom.list(&public(11), ListScope::Everything, newest(5)).await.items.is_empty());
        assert!(matches!(newsroom.find(&public(9), id).await, Some(FoundArticle::Full(_))), "visible at an earlier moment");
        let version = newsroom.story(id).await.version;
        let refused = newsroom.store.amend(context(), id, version, Box::new(|story| story.publish(None, None, at(12)))).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
        newsroom.amend(id, |story| story.publish(None, Some(&Label::parse("It was there after all.").unwrap()), at(13))).await;
        assert!(matches!(newsroom.find(&public(14), id).await, Some(FoundArticle::Full(_))));
    }

    async fn a_cancelled_return_from_retraction_leaves_the_tombstone(newsroom: &Newsroom) {
        let new = article("Walrus seen");
        let id = new.id;
        newsroom.import(vec![new], at(0)).await;
        newsroom.amend(id, |story| story.retract(Label::parse("There was no walrus.").unwrap(), at(1))).await;
        newsroom.amend(id, |story| story.publish(Some(at(100)), Some(&Label::parse("There was.").unwrap()), at(2))).await;
        assert!(matches!(newsroom.find(&public(3), id).await, Some(FoundArticle::Tombstone(_))), "retracted until then");
        newsroom.amend(id, |story| story.unpublish(at(4))).await;
        assert!(matches!(newsroom.find(&public(200), id).await, Some(FoundArticle::Tombstone(_))));
        let version = newsroom.story(id).await.version;
        let refused = newsroom.store.amend(context(), id, version, Box::new(|story| story.publish(None, None, at(5)))).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "a reason is still needed");
    }

    async fn an_article_of_many_corrections_is_found(newsroom: &Newsroom) {
        let new = article("Live");
        let id = new.id;
        newsroom.import(vec![new], at(0)).await;
        for second in 1..60 {
            newsroom.amend(id, move |story| story.correct(story.head.content.clone(), Label::parse("A figure.").unwrap(), None, at(second))).await;
        }
        let Some(FoundArticle::Full(live)) = newsroom.find_slug(&public(100), "live").await else { panic!("the article") };
        assert_eq!((live.card.corrections.len(), live.revision.0), (59, 60));
        newsroom.amend(id, |story| story.retract(Label::parse("All wrong.").unwrap(), at(101))).await;
        assert!(matches!(newsroom.find_slug(&public(102), "live").await, Some(FoundArticle::Tombstone(_))));
    }

    async fn a_scheduled_update_never_seen_does_not_leak_by_a_retraction(newsroom: &Newsroom) {
        let new = article("Calm words");
        let id = new.id;
        newsroom.import(vec![new], at(0)).await;
        newsroom.amend(id, |story| {
            let mut content = story.head.content.clone();
            content.headline = Headline::parse("Secret words").unwrap();
            story.update(content, None, None, at(1))
        }).await;
        newsroom.amend(id, |story| story.publish(Some(at(100)), None, at(2))).await;
        newsroom.amend(id, |story| story.retract(Label::parse("Wrong.").unwrap(), at(3))).await;
        let Some(FoundArticle::Tombstone(tombstone)) = newsroom.find(&public(200), id).await else { panic!("a tombstone") };
        assert_eq!(tombstone.headline.as_str(), "Calm words");
    }

    async fn a_correction_is_public_and_dated(newsroom: &Newsroom) {
        let new = article("Nine boats");
        let id = new.id;
        newsroom.import(vec![new], at(0)).await;
        newsroom.amend(id, |story| story.correct(story.head.content.clone(), Label::parse("There were eight boats.").unwrap(), None, at(5))).await;
        let Some(FoundArticle::Full(article)) = newsroom.find(&public(6), id).await else { panic!("the article") };
        assert_eq!(article.card.corrections.len(), 1);
        assert_eq!((article.card.corrections[0].at, article.updated_at, article.published_at), (at(5), at(5), at(0)));
    }

    async fn drafts_are_in_no_list(newsroom: &Newsroom) {
        let mut draft = article("Draft");
        draft.initial_status = InitialStatus::Draft;
        let mut review = article("Review");
        review.initial_status = InitialStatus::InReview;
        newsroom.import(vec![draft, review, article("Seen")], at(0)).await;
        assert_eq!(headlines(&newsroom.list(&public(1), ListScope::Everything, newest(5)).await), ["Seen"]);
        assert_eq!(newsroom.store.article_count().await.unwrap(), 3);
    }
}
