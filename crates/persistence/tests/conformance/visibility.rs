//! The visibility rule three times over: in Rust, in SQL, and as a simulation that ticks through time and knows nothing of showings. All agree, for
//! random histories, owners, audiences and moments, of articles whose slug and section change on the way.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use proptest::prelude::*;
use standfirst_domain::{
    article::Retraction,
    command_context::CommandContext,
    ids::{AccountId, ArticleId, SectionId},
    intake::Intent,
    listing::{Filter, Key, ListScope},
    moment::Moment,
    permission::Action,
    ports::{ArticleReads, Found, NewStory, StoryStore, TaxonomyReads},
    slug::Slug,
    story::{Content, Decision, Story, StoryInput},
    text::Label,
    visibility::{Audience, Grants, Reader, Visibility, visibility},
};
use tokio::runtime::Handle;

use crate::{
    search,
    simulation::{Doing, Front, Past, Stand, There, Wording},
    support::{self, Newsroom, article, at, both, carrying, context, newest},
};

const END: i64 = 40;
const SLUGS: usize = 3;
const SECTIONS: usize = 2;

fn doing() -> impl Strategy<Value = Doing> {
    let later = || prop::option::weighted(0.7, 1..15_i64);
    prop_oneof![
        3 => wording().prop_map(Doing::Amend),
        6 => later().prop_map(Doing::Publish),
        1 => Just(Doing::Unpublish),
        1 => Just(Doing::Retract),
        1 => Just(Doing::Delete),
        2 => Just(Doing::Restore),
        4 => later().prop_map(Doing::Embargo),
        2 => later().prop_map(Doing::Expire),
        2 => wording().prop_map(Doing::Correct),
        4 => (there(), later(), later(), wording()).prop_map(|(there, at, embargo, wording)| Doing::TakeIn(there, at, embargo, wording)),
    ]
}

fn there() -> impl Strategy<Value = There> {
    prop_oneof![1 => Just(There::Draft), 1 => Just(There::Retracted), 3 => Just(There::Published)]
}

fn wording() -> impl Strategy<Value = Wording> {
    (0..SLUGS, prop::option::weighted(0.8, 0..SECTIONS))
        .prop_map(|(slug, section)| Wording { slug, section })
}

/// Where a story may stand: its slugs and its sections, none of which another story has.
#[derive(Clone)]
struct Grounds {
    slugs: [Slug; SLUGS],
    sections: [SectionId; SECTIONS],
}

impl Grounds {
    fn worded(&self, content: &Content, wording: Wording) -> Content {
        Content {
            slug: self.slugs[wording.slug].clone(),
            section: wording.section.map(|section| self.sections[section]),
            ..content.clone()
        }
    }
}

fn decide(story: &Story, doing: &Doing, grounds: &Grounds, second: i64) -> Decision {
    let now = at(second);
    let later = |delay: &Option<i64>| delay.map(|delay| at(second + delay));
    let reason = Label::parse("It was wrong.").unwrap();
    let worded = |wording: &Wording| grounds.worded(&story.head.content, *wording);
    match doing {
        Doing::Amend(wording) => story.update(worded(wording), None, None, now),
        Doing::Publish(delay) => story.publish(later(delay), Some(&reason), now),
        Doing::Unpublish => story.unpublish(now),
        Doing::Retract => story.retract(reason, now),
        Doing::Delete => story.delete(now),
        Doing::Restore => story.restore(None, now),
        Doing::Embargo(delay) => story.embargo(later(delay), now),
        Doing::Expire(delay) => story.expire(later(delay), now),
        Doing::Correct(wording) => story.correct(worded(wording), reason, None, now),
        Doing::TakeIn(there, delay, embargo, wording) => {
            let mut filing = filing(story, *there, later(delay), later(embargo), now);
            filing.content = worded(wording);
            Ok(story.reimport(filing, now))
        }
    }
}

fn filing(
    story: &Story,
    there: There,
    published: Option<Moment>,
    embargoed_until: Option<Moment>,
    now: Moment,
) -> StoryInput {
    let retraction = Retraction {
        at: now,
        reason: Label::parse("It was wrong there.").unwrap(),
    };
    StoryInput {
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

fn owner() -> AccountId {
    AccountId::mint(at(0), [7; 10])
}

fn audiences(sections: [SectionId; SECTIONS]) -> Vec<Audience> {
    let partner = |embargo, sections: Option<&[SectionId]>| {
        let sections = sections.map(|sections| sections.iter().copied().collect::<BTreeSet<_>>());
        Audience::Partner(Grants { embargo, sections })
    };
    vec![
        Audience::Public,
        Audience::Desk,
        Audience::Author(owner()),
        Audience::Author(AccountId::mint(at(0), [8; 10])),
        partner(true, None),
        partner(false, None),
        partner(true, Some(&sections[..1])),
        partner(false, Some(&sections[1..])),
        partner(true, Some(&sections)),
        partner(true, Some(&[])),
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
            let histories = (prop::bool::weighted(0.7), prop::collection::vec((doing(), 0..4_i64), 1..12));
            runner.run(&histories, |(is_filed, history)| { handle.block_on(check(newsroom, is_filed, &history)); Ok(()) }).unwrap();
        });
        search::the_index_is_what_a_rebuild_writes(newsroom).await;
    }
}

async fn check(newsroom: &Newsroom, is_filed: bool, history: &[(Doing, i64)]) {
    let (id, grounds) = begin(newsroom, is_filed).await;
    let past = live(newsroom, id, &grounds, history).await;
    let story = newsroom.story(id).await;
    for second in 0..past.fronts.len() {
        for audience in audiences(grounds.sections) {
            let reader = Reader {
                audience,
                now: at(i64::try_from(second).unwrap()),
            };
            let expected = past.stand(&reader.audience, second);
            let scene = format!(
                "{history:?} at {second} for {:?}: {:#?}",
                reader.audience, story.showings
            );
            assert_eq!(by_rust(&story, &reader), expected, "in Rust, {scene}");
            let by_sql = stand(newsroom.find(&reader, id).await.as_ref());
            assert_eq!(by_sql, expected, "in SQL, {scene}");
            if second % 3 == 0 {
                for (slug, found) in by_slug(newsroom, &reader, &grounds).await {
                    let was_met = past.was_met_as(slug, &reader.audience, second);
                    assert_eq!(found, expected.filter(|_| was_met), "{slug}, {scene}");
                }
            }
            if second % 14 == 7 {
                let in_full = expected.is_some_and(|stand| stand.is_ok());
                search::agrees(newsroom, &reader, &story, in_full).await;
            }
            if second % 7 == 0 {
                doors_agree(newsroom, &reader, &story, &grounds, &past, expected).await;
            }
        }
    }
}

/// A draft of its owner's, or one that was imported and is nobody's, and the grounds that it will walk.
async fn begin(newsroom: &Newsroom, is_filed: bool) -> (ArticleId, Grounds) {
    let marker: u64 = rand::random();
    let tag = format!("tag {marker}");
    let drafts = ["Harbour", "Market"].map(|section| {
        let name = format!("{section} {marker}");
        let mut new = carrying(article(&format!("story {name}")), &[&tag], &name, &[]);
        new.intent = Intent::Draft;
        new
    });
    let ids = [drafts[0].id, drafts[1].id];
    newsroom.import(drafts.to_vec(), at(0)).await;
    let [imported, other] = [newsroom.story(ids[0]).await, newsroom.story(ids[1]).await];
    let slug = |place: usize| Slug::parse(&format!("slug-{marker}-{place}")).unwrap();
    let content = &imported.head.content;
    let grounds = Grounds {
        slugs: std::array::from_fn(slug),
        sections: [content.section, other.head.content.section].map(Option::unwrap),
    };
    if !is_filed {
        return (imported.id, grounds);
    }
    let story = NewStory {
        id: ArticleId::mint(at(0), rand::random()),
        content: grounds.worded(
            content,
            Wording {
                slug: 0,
                section: Some(0),
            },
        ),
        slug_is_chosen: true,
        owner: Some(owner()),
    };
    let filing = CommandContext::for_system(Action::ArticleCreate, at(0));
    let filed = newsroom.store.file(filing, story).await.unwrap();
    (filed.id, grounds)
}

fn by_rust(story: &Story, reader: &Reader) -> Stand {
    let open = story.showings.iter();
    let open = open.filter(|showing| showing.visible_to(reader)).count();
    assert!(open <= 1, "one showing at a time: {:#?}", story.showings);
    match visibility(&story.showings, reader) {
        Visibility::Full(showing) => Some(Ok(showing.revision)),
        Visibility::Tombstone(showing) => Some(Err(showing.revision)),
        Visibility::Hidden => None,
    }
}

/// What a reader finds by each slug.
async fn by_slug<'a>(
    newsroom: &Newsroom,
    reader: &Reader,
    grounds: &'a Grounds,
) -> Vec<(&'a Slug, Stand)> {
    let keys: Vec<_> = grounds.slugs.iter().cloned().map(Key::Slug).collect();
    let asked = newsroom.store.articles(reader.clone(), keys.clone().into());
    let found = asked.await.unwrap();
    let stands = keys.iter().map(|key| stand(found.get(key)));
    grounds.slugs.iter().zip(stands).collect()
}

/// Lives the history and keeps how the front looked at each second.
async fn live(
    newsroom: &Newsroom,
    id: ArticleId,
    grounds: &Grounds,
    history: &[(Doing, i64)],
) -> Past {
    let mut front = Front::default();
    let first = newsroom.story(id).await;
    let mut past = Past {
        owner: first.owner,
        written: BTreeMap::from([(first.head.number, first.head)]),
        fronts: Vec::new(),
    };
    let mut due = 1;
    let mut steps = history
        .iter()
        .map(|(doing, pause)| {
            due += pause;
            (due, doing)
        })
        .peekable();
    for second in 0..END {
        front.tick(second);
        while let Some((_, doing)) = steps.next_if(|(due, _)| *due == second) {
            let before = newsroom.story(id).await;
            let (act, ground) = (doing.clone(), grounds.clone());
            let decision = Box::new(move |story: &Story| decide(story, &act, &ground, second));
            let amended = newsroom
                .store
                .amend(context(), id, before.version, decision);
            if let Ok(after) = amended.await {
                front.done(doing, second, &before, &after);
                front.tick(second);
                past.written.insert(after.head.number, after.head);
            }
        }
        past.fronts.push(front.clone());
    }
    past
}

/// Every other door says what the first said.
async fn doors_agree(
    newsroom: &Newsroom,
    reader: &Reader,
    story: &Story,
    grounds: &Grounds,
    past: &Past,
    seen: Stand,
) {
    let shown = seen.filter(Result::is_ok).map(|seen| past.revision(seen));
    let in_full = shown.is_some();
    let tag = story.head.content.tags[0];
    let scope = ListScope::Tag(tag);
    let count = newsroom.count(reader, scope, Filter::default()).await;
    assert_eq!(count, u64::from(in_full), "count");
    let list = newsroom.list(reader, scope, newest(5)).await.items;
    let listed: Vec<_> = list.iter().map(|placed| placed.item.revision).collect();
    let expected: Vec<_> = shown.iter().map(|shown| shown.number).collect();
    assert_eq!(listed, expected, "list");
    let store = &newsroom.store;
    let ids = Arc::new([story.id]);
    let bodies = store.bodies(reader.clone(), ids).await.unwrap();
    assert_eq!(bodies.contains_key(&story.id), in_full, "body");
    let is_desk = reader.audience.is_desk();
    let tags = Arc::new([Key::Id(tag)]);
    let tags = store.tags(reader.clone(), tags).await.unwrap();
    assert_eq!(tags.len(), usize::from(in_full || is_desk), "tag");
    for section in grounds.sections {
        let stands_there = shown.is_some_and(|shown| shown.content.section == Some(section));
        let count = newsroom
            .count(reader, ListScope::Section(section), Filter::default())
            .await;
        assert_eq!(count, u64::from(stands_there), "count of a section");
        let sections = Arc::new([Key::Id(section)]);
        let sections = store.sections(reader.clone(), sections).await.unwrap();
        assert_eq!(!sections.is_empty(), stands_there || is_desk, "section");
    }
}
