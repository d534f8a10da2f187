//! The rule of sight three times over: in Rust, in SQL, and as a simulation that ticks through time and knows nothing of showings. All agree, for
//! random histories, audiences and moments.

use std::{collections::BTreeSet, sync::Arc};

use proptest::prelude::*;
use standfirst_domain::{
    article::Retraction,
    ids::{AccountId, ArticleId, SectionId},
    intake::Intent,
    listing::{Filter, Key, Shelf},
    moment::Moment,
    ports::{Archive, Desk, Found},
    sight::{Audience, Grants, Reader, Sight, sight},
    story::{Decision, Filing, Story},
    text::Label,
};
use tokio::runtime::Handle;

use crate::{
    simulation::{Doing, Front, Stand, There},
    support::{self, Newsroom, article, at, both, carrying, mandate, newest},
};

const END: i64 = 40;

fn doing() -> impl Strategy<Value = Doing> {
    let later = || prop::option::weighted(0.7, 1..15_i64);
    prop_oneof![
        2 => Just(Doing::Amend),
        6 => later().prop_map(Doing::Publish),
        1 => Just(Doing::Unpublish),
        1 => Just(Doing::Retract),
        1 => Just(Doing::Delete),
        2 => Just(Doing::Restore),
        3 => later().prop_map(Doing::Embargo),
        2 => later().prop_map(Doing::Expire),
        1 => Just(Doing::Correct),
        2 => (there(), later(), later()).prop_map(|(there, at, embargo)| Doing::TakeIn(there, at, embargo)),
    ]
}

fn there() -> impl Strategy<Value = There> {
    prop_oneof![1 => Just(There::Draft), 1 => Just(There::Retracted), 3 => Just(There::Published)]
}

fn decide(story: &Story, doing: &Doing, second: i64) -> Decision {
    let now = at(second);
    let later = |delay: &Option<i64>| delay.map(|delay| at(second + delay));
    let reason = Label::parse("It was wrong.").unwrap();
    match doing {
        Doing::Amend => story.amend(story.head.content.clone(), None, None, now),
        Doing::Publish(delay) => story.publish(later(delay), Some(&reason), now),
        Doing::Unpublish => story.unpublish(now),
        Doing::Retract => story.retract(reason, now),
        Doing::Delete => story.delete(now),
        Doing::Restore => story.restore(None, now),
        Doing::Embargo(delay) => story.embargo(later(delay), now),
        Doing::Expire(delay) => story.expire(later(delay), now),
        Doing::Correct => story.correct(story.head.content.clone(), reason, None, now),
        Doing::TakeIn(there, delay, embargo) => Ok(story.take_in(
            filing(story, *there, later(delay), later(embargo), now),
            now,
        )),
    }
}

fn filing(
    story: &Story,
    there: There,
    published: Option<Moment>,
    embargoed_until: Option<Moment>,
    now: Moment,
) -> Filing {
    let retraction = Retraction {
        at: now,
        reason: Label::parse("It was wrong there.").unwrap(),
    };
    Filing {
        content: story.head.content.clone(),
        source: story.source.clone(),
        intent: if matches!(there, There::Draft) {
            Intent::Draft
        } else {
            Intent::Published(published)
        },
        updated_at: None,
        embargoed_until,
        // A record that would expire before it opens is refused before it comes here.
        expires_at: story
            .expires_at
            .filter(|expiry| *expiry > published.max(embargoed_until).unwrap_or(now).max(now)),
        corrections: Vec::new(),
        retraction: matches!(there, There::Retracted).then_some(retraction),
    }
}

fn audiences(section: Option<SectionId>) -> Vec<Audience> {
    let partner = |embargo, sections: Option<BTreeSet<SectionId>>| {
        Audience::Partner(Grants { embargo, sections })
    };
    let nobody = AccountId::mint(at(0), [7; 10]);
    vec![
        Audience::Public,
        Audience::Desk,
        Audience::Author(nobody),
        partner(true, None),
        partner(false, None),
        partner(true, section.map(|section| BTreeSet::from([section]))),
        partner(true, Some(BTreeSet::new())),
    ]
}

fn stand(found: Option<&Found>) -> Stand {
    found.map(|found| match found {
        Found::Full(article) => Ok(article.revision),
        Found::Tombstone(tombstone) => Err(tombstone.revision),
        Found::Draft(_) => panic!("the archive answers no drafts"),
    })
}

both! {
    async fn rust_sql_and_a_simulation_agree(newsroom: &Newsroom) {
        let handle = Handle::current();
        tokio::task::block_in_place(|| {
            let mut runner = support::runner();
            let histories = prop::collection::vec((doing(), 0..4_i64), 1..12);
            runner.run(&histories, |history| { handle.block_on(check(newsroom, &history)); Ok(()) }).unwrap();
        });
    }
}

async fn check(newsroom: &Newsroom, history: &[(Doing, i64)]) {
    let marker: u64 = rand::random();
    let mut new = carrying(
        article(&format!("story {marker}")),
        &[&format!("tag {marker}")],
        "Harbour",
        &[],
    );
    new.intent = Intent::Draft;
    let id = new.id;
    newsroom.import(vec![new], at(0)).await;
    let fronts = live(newsroom, id, history).await;
    let story = newsroom.story(id).await;
    let section = story.head.content.section;
    let shelf = Shelf::Tag(story.head.content.tags[0]);
    for (second, front) in fronts.iter().enumerate() {
        let second = i64::try_from(second).unwrap();
        for audience in audiences(section) {
            let reader = Reader {
                audience,
                now: at(second),
            };
            let by_sql = stand(newsroom.find(&reader, id).await.as_ref());
            let by_rust = match sight(&story.showings, &reader) {
                Sight::Full(showing) => Some(Ok(showing.revision)),
                Sight::Tombstone(showing) => Some(Err(showing.revision)),
                Sight::Hidden => None,
            };
            assert_eq!(
                by_sql, by_rust,
                "{history:?} at {second} for {:?}: {:#?}",
                reader.audience, story.showings
            );
            assert!(
                story
                    .showings
                    .iter()
                    .filter(|showing| showing.open_to(&reader))
                    .count()
                    <= 1,
                "{history:?} at {second}: one showing at a time"
            );
            let by_simulation = match &reader.audience {
                Audience::Public
                | Audience::Author(_)
                | Audience::Partner(Grants { embargo: false, .. }) => Some(front.seen(false)),
                Audience::Desk | Audience::Partner(Grants { sections: None, .. }) => {
                    Some(front.seen(true))
                }
                Audience::Partner(_) => None,
            };
            if let Some(expected) = by_simulation {
                assert_eq!(
                    by_sql, expected,
                    "{history:?} at {second} for {:?}: {:#?}",
                    reader.audience, story.showings
                );
            }
            if second % 7 == 0 {
                doors_agree(newsroom, &reader, &story, shelf, by_sql).await;
            }
        }
    }
}

/// Lives the history and answers how the front looked at each second.
async fn live(newsroom: &Newsroom, id: ArticleId, history: &[(Doing, i64)]) -> Vec<Front> {
    let mut front = Front::default();
    let mut fronts = Vec::new();
    let mut steps = history.iter();
    let mut next = steps
        .next()
        .map(|(doing, pause)| (doing.clone(), 1 + pause));
    for second in 0..END {
        front.tick(second);
        while let Some((doing, due)) = next.clone().filter(|(_, due)| *due == second) {
            let before = newsroom.story(id).await;
            let version = before.version;
            let act = doing.clone();
            if let Ok(after) = newsroom
                .store
                .amend(
                    mandate(),
                    id,
                    version,
                    Box::new(move |story| decide(story, &act, second)),
                )
                .await
            {
                front.done(&doing, second, &before, &after);
                front.tick(second);
            }
            next = steps
                .next()
                .map(|(doing, pause)| (doing.clone(), due + pause));
        }
        fronts.push(front.clone());
    }
    fronts
}

/// Every other door says what the first said.
async fn doors_agree(
    newsroom: &Newsroom,
    reader: &Reader,
    story: &Story,
    shelf: Shelf,
    seen: Stand,
) {
    let in_full = matches!(seen, Some(Ok(_)));
    let count = newsroom.count(reader, shelf, Filter::default()).await;
    assert_eq!(count, u64::from(in_full), "count");
    assert_eq!(
        newsroom.list(reader, shelf, newest(5)).await.items.len(),
        usize::from(in_full),
        "list"
    );
    let bodies = newsroom
        .store
        .bodies(reader.clone(), Arc::new([story.id]))
        .await
        .unwrap();
    assert_eq!(bodies.contains_key(&story.id), in_full, "body");
    let tag = story.head.content.tags[0];
    let tags = newsroom
        .store
        .tags(reader.clone(), Arc::new([Key::Id(tag)]))
        .await
        .unwrap();
    let is_there = in_full || reader.audience.is_of_the_desk();
    assert_eq!(tags.len(), usize::from(is_there), "tag");
    let by_slug = newsroom
        .find_slug(reader, story.head.content.slug.as_str())
        .await;
    assert_eq!(stand(by_slug.as_ref()), seen, "slug");
}
