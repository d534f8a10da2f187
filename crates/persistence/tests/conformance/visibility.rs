//! The visibility rule in Rust, the rule in SQL, and a simulation that knows nothing of showings.
//! They agree for random histories, owners, audiences and moments of articles whose slug and
//! section change.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use proptest::prelude::*;
use standfirst_domain::{
    article::Retraction,
    command_context::CommandContext,
    ids::{AccountId, ArticleId, SectionId},
    import::InitialStatus,
    listing::{Filter, Key, ListScope},
    moment::Moment,
    permission::Action,
    ports::{ArticleReads, FoundArticle, NewStory, StoryStore, TaxonomyReads},
    slug::Slug,
    story::{Content, Decision, Story, StoryInput},
    text::Label,
    visibility::{Audience, Grants, Reader, Visibility, visibility},
};
use tokio::runtime::Handle;

use crate::{
    search, search_index,
    simulation::{Fields, PlayedHistory, SeenRevision, Simulation, SourceState, StoryCommand},
    support::{self, Newsroom, article, at, both, carrying, context, newest},
};

const END: i64 = 40;
const SLUGS: usize = 3;
const SECTIONS: usize = 2;

fn command() -> impl Strategy<Value = StoryCommand> {
    let later = || prop::option::weighted(0.7, 1..15_i64);
    prop_oneof![
        3 => fields().prop_map(StoryCommand::Amend),
        6 => later().prop_map(StoryCommand::Publish),
        1 => Just(StoryCommand::Unpublish),
        1 => Just(StoryCommand::Retract),
        1 => Just(StoryCommand::Delete),
        2 => Just(StoryCommand::Restore),
        4 => later().prop_map(StoryCommand::Embargo),
        2 => later().prop_map(StoryCommand::Expire),
        2 => fields().prop_map(StoryCommand::Correct),
        4 => (source_state(), later(), later(), fields()).prop_map(|(state, at, embargo, fields)| StoryCommand::TakeIn(state, at, embargo, fields)),
    ]
}

fn source_state() -> impl Strategy<Value = SourceState> {
    prop_oneof![1 => Just(SourceState::Draft), 1 => Just(SourceState::Retracted), 3 => Just(SourceState::Published)]
}

fn fields() -> impl Strategy<Value = Fields> {
    (0..SLUGS, prop::option::weighted(0.8, 0..SECTIONS))
        .prop_map(|(slug, section)| Fields { slug, section })
}

/// Slugs and sections of one story. No other story has them.
#[derive(Clone)]
struct Places {
    slugs: [Slug; SLUGS],
    sections: [SectionId; SECTIONS],
}

impl Places {
    fn content(&self, content: &Content, fields: Fields) -> Content {
        Content {
            slug: self.slugs[fields.slug].clone(),
            section: fields.section.map(|section| self.sections[section]),
            ..content.clone()
        }
    }
}

fn decide(story: &Story, command: &StoryCommand, places: &Places, second: i64) -> Decision {
    let now = at(second);
    let later = |delay: &Option<i64>| delay.map(|delay| at(second + delay));
    let reason = Label::parse("It was wrong.").unwrap();
    let content = |fields: &Fields| places.content(&story.head.content, *fields);
    match command {
        StoryCommand::Amend(fields) => story.update(content(fields), None, None, now),
        StoryCommand::Publish(delay) => story.publish(later(delay), Some(&reason), now),
        StoryCommand::Unpublish => story.unpublish(now),
        StoryCommand::Retract => story.retract(reason, now),
        StoryCommand::Delete => story.delete(now),
        StoryCommand::Restore => story.restore(None, now),
        StoryCommand::Embargo(delay) => story.embargo(later(delay), now),
        StoryCommand::Expire(delay) => story.expire(later(delay), now),
        StoryCommand::Correct(fields) => story.correct(content(fields), reason, None, now),
        StoryCommand::TakeIn(state, delay, embargo, fields) => {
            let mut input = input(story, *state, later(delay), later(embargo), now);
            input.content = content(fields);
            Ok(story.reimport(input, now))
        }
    }
}

fn input(
    story: &Story,
    state: SourceState,
    published: Option<Moment>,
    embargoed_until: Option<Moment>,
    now: Moment,
) -> StoryInput {
    let retraction = Retraction {
        at: now,
        reason: Label::parse("It was wrong at the source.").unwrap(),
    };
    StoryInput {
        content: story.head.content.clone(),
        source: story.source.clone(),
        initial_status: if matches!(state, SourceState::Draft) {
            InitialStatus::Draft
        } else {
            InitialStatus::Published(published)
        },
        updated_at: None,
        embargoed_until,
        // The import refuses a record that expires before it is public, so none comes here.
        expires_at: story
            .expires_at
            .filter(|expiry| *expiry > published.max(embargoed_until).unwrap_or(now).max(now)),
        corrections: Vec::new(),
        retraction: matches!(state, SourceState::Retracted).then_some(retraction),
    }
}

fn owner() -> AccountId {
    AccountId::new(at(0), [7; 10])
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
        Audience::Author(AccountId::new(at(0), [8; 10])),
        partner(true, None),
        partner(false, None),
        partner(true, Some(&sections[..1])),
        partner(false, Some(&sections[1..])),
        partner(true, Some(&sections)),
        partner(true, Some(&[])),
    ]
}

fn seen(found: Option<&FoundArticle>) -> SeenRevision {
    found.map(|found| match found {
        FoundArticle::Full(article) => Ok(article.revision),
        FoundArticle::Tombstone(tombstone) => Err(tombstone.revision),
        FoundArticle::Draft(_) => panic!("the archive answers no drafts"),
    })
}

both! {
    async fn rust_sql_and_a_simulation_agree(newsroom: &Newsroom) {
        let handle = Handle::current();
        tokio::task::block_in_place(|| {
            let mut runner = support::runner();
            let histories = (prop::bool::weighted(0.7), prop::collection::vec((command(), 0..4_i64), 1..12));
            runner.run(&histories, |(is_draft, history)| { handle.block_on(check(newsroom, is_draft, &history)); Ok(()) }).unwrap();
        });
        search_index::the_index_is_what_a_rebuild_writes(newsroom).await;
    }
}

async fn check(newsroom: &Newsroom, is_draft: bool, history: &[(StoryCommand, i64)]) {
    let (id, places) = begin(newsroom, is_draft).await;
    let played = play(newsroom, id, &places, history).await;
    let story = newsroom.story(id).await;
    for second in 0..played.seconds_seen.len() {
        for audience in audiences(places.sections) {
            let reader = Reader {
                audience,
                now: at(i64::try_from(second).unwrap()),
            };
            let expected = played.seen(&reader.audience, second);
            let context = format!(
                "{history:?} at {second} for {:?}: {:#?}",
                reader.audience, story.showings
            );
            assert_eq!(by_rust(&story, &reader), expected, "in Rust, {context}");
            let by_sql = seen(newsroom.find(&reader, id).await.as_ref());
            assert_eq!(by_sql, expected, "in SQL, {context}");
            if second % 3 == 0 {
                for (slug, found) in by_slug(newsroom, &reader, &places).await {
                    let was_seen = played.was_seen_as(slug, &reader.audience, second);
                    assert_eq!(found, expected.filter(|_| was_seen), "{slug}, {context}");
                }
            }
            if second % 14 == 7 {
                let in_full = expected.is_some_and(|seen| seen.is_ok());
                search::agrees(newsroom, &reader, &story, in_full).await;
            }
            if second % 7 == 0 {
                other_reads_agree(newsroom, &reader, &story, &places, &played, expected).await;
            }
        }
    }
}

/// Creates a draft with an owner, or imports an article without one. Reserves the slugs and
/// sections that later commands use.
async fn begin(newsroom: &Newsroom, is_draft: bool) -> (ArticleId, Places) {
    let marker: u64 = rand::random();
    let tag = format!("tag {marker}");
    let drafts = ["Harbour", "Market"].map(|section| {
        let name = format!("{section} {marker}");
        let mut new = carrying(article(&format!("story {name}")), &[&tag], &name, &[]);
        new.initial_status = InitialStatus::Draft;
        new
    });
    let ids = [drafts[0].id, drafts[1].id];
    newsroom.import(drafts.to_vec(), at(0)).await;
    let [imported, other] = [newsroom.story(ids[0]).await, newsroom.story(ids[1]).await];
    let slug = |index: usize| Slug::parse(&format!("slug-{marker}-{index}")).unwrap();
    let content = &imported.head.content;
    let places = Places {
        slugs: std::array::from_fn(slug),
        sections: [content.section, other.head.content.section].map(Option::unwrap),
    };
    if !is_draft {
        return (imported.id, places);
    }
    let story = NewStory {
        id: ArticleId::new(at(0), rand::random()),
        content: places.content(
            content,
            Fields {
                slug: 0,
                section: Some(0),
            },
        ),
        slug_is_chosen: true,
        owner: Some(owner()),
    };
    let context = CommandContext::for_system(Action::ArticleCreate, at(0));
    let filed = newsroom.store.create_story(context, story).await.unwrap();
    (filed.id, places)
}

fn by_rust(story: &Story, reader: &Reader) -> SeenRevision {
    let visible = story.showings.iter();
    let visible = visible.filter(|showing| showing.visible_to(reader)).count();
    assert!(visible <= 1, "one showing at a time: {:#?}", story.showings);
    match visibility(&story.showings, reader) {
        Visibility::Full(showing) => Some(Ok(showing.revision)),
        Visibility::Tombstone(showing) => Some(Err(showing.revision)),
        Visibility::Hidden => None,
    }
}

/// Returns the revision that a reader finds by each slug.
async fn by_slug<'a>(
    newsroom: &Newsroom,
    reader: &Reader,
    places: &'a Places,
) -> Vec<(&'a Slug, SeenRevision)> {
    let keys: Vec<_> = places.slugs.iter().cloned().map(Key::Slug).collect();
    let articles = newsroom.store.articles(reader.clone(), keys.clone().into());
    let found = articles.await.unwrap();
    let revisions = keys.iter().map(|key| seen(found.get(key)));
    places.slugs.iter().zip(revisions).collect()
}

/// Plays the history on the store and on the simulation, and records the simulation in each second.
async fn play(
    newsroom: &Newsroom,
    id: ArticleId,
    places: &Places,
    history: &[(StoryCommand, i64)],
) -> PlayedHistory {
    let mut simulation = Simulation::default();
    let first = newsroom.story(id).await;
    let mut played = PlayedHistory {
        owner: first.owner,
        written: BTreeMap::from([(first.head.number, first.head)]),
        seconds_seen: Vec::new(),
    };
    let mut due = 1;
    let mut steps = history
        .iter()
        .map(|(command, pause)| {
            due += pause;
            (due, command)
        })
        .peekable();
    for second in 0..END {
        simulation.tick(second);
        while let Some((_, command)) = steps.next_if(|(due, _)| *due == second) {
            let before = newsroom.story(id).await;
            let (due_command, places) = (command.clone(), places.clone());
            let decision =
                Box::new(move |story: &Story| decide(story, &due_command, &places, second));
            let amended = newsroom
                .store
                .amend(context(), id, before.version, decision);
            if let Ok(after) = amended.await {
                simulation.apply(command, second, &before, &after);
                simulation.tick(second);
                played.written.insert(after.head.number, after.head);
            }
        }
        played.seconds_seen.push(simulation.clone());
    }
    played
}

/// Compares counts, lists, bodies, tags and sections with the article that the reader sees.
async fn other_reads_agree(
    newsroom: &Newsroom,
    reader: &Reader,
    story: &Story,
    places: &Places,
    played: &PlayedHistory,
    seen: SeenRevision,
) {
    let shown = seen.filter(Result::is_ok).map(|seen| played.revision(seen));
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
    let is_desk = reader.audience.sees_unused_entries();
    let tags = Arc::new([Key::Id(tag)]);
    let tags = store.tags(reader.clone(), tags).await.unwrap();
    assert_eq!(tags.len(), usize::from(in_full || is_desk), "tag");
    for section in places.sections {
        let is_in_section = shown.is_some_and(|shown| shown.content.section == Some(section));
        let count = newsroom
            .count(reader, ListScope::Section(section), Filter::default())
            .await;
        assert_eq!(count, u64::from(is_in_section), "count of a section");
        let sections = Arc::new([Key::Id(section)]);
        let sections = store.sections(reader.clone(), sections).await.unwrap();
        assert_eq!(!sections.is_empty(), is_in_section || is_desk, "section");
    }
}
