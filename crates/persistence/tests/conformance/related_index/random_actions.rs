//! Random actions on a newsroom: articles, and changes of them, of their tags and of a collection.

use std::sync::Arc;

use proptest::{collection::vec, prelude::*};
use standfirst_domain::{
    command::{VersionedChange, WithSlug},
    error::Error,
    ids::{ArticleId, CollectionId, TagId},
    import::{ImportedArticle, InitialStatus},
    moment::Moment,
    ports::{StoryStore, Taxonomy},
    story::{Content, Decision, Picks, Story},
    tag::TagCommand,
    tag::{Tag, TagKind},
    text::{Headline, Label},
};

use super::commands::{describe_tag, new_collection, new_tag, set_items, tag_command};
use crate::support::{Newsroom, article, at, body, carrying, context};

const ARTICLES: usize = 45;
const TAGS: usize = 4;
const WORDS: [&str; 10] = [
    "harbour", "ferry", "island", "council", "budget", "strike", "bridge", "storm", "school",
    "election",
];

/// Random action.
#[derive(Debug, Clone)]
pub(super) enum RandomAction {
    Import(Text, i64),
    Draft(Text),
    Amend(usize, Text),
    /// Amends an article without publishing it.
    Revise(usize, Text),
    Retract(usize),
    Republish(usize),
    Unpublish(usize),
    Schedule(usize, i64),
    Embargo(usize, i64),
    Expire(usize, i64),
    Pick(usize, usize, usize),
    Merge(usize, usize),
    Retire(usize),
    Restore(usize),
    Describe(usize, Option<TagKind>),
    SetItems(Vec<usize>),
    Wait(i64),
}

/// Words and tags of an article, by index.
pub(super) type Text = (Vec<usize>, Vec<usize>);

fn action() -> impl Strategy<Value = RandomAction> {
    let text = || (vec(0..WORDS.len(), 1..8), vec(0..TAGS, 0..3));
    let one = || 0..ARTICLES + 5;
    let kind = prop_oneof![
        Just(None),
        Just(Some(TagKind::Series)),
        Just(Some(TagKind::Keyword))
    ];
    prop_oneof![
        3 => (text(), -400..0_i64).prop_map(|(text, day)| RandomAction::Import(text, day)),
        1 => text().prop_map(RandomAction::Draft),
        5 => (one(), text()).prop_map(|(article, text)| RandomAction::Amend(article, text)),
        1 => (one(), text()).prop_map(|(article, text)| RandomAction::Revise(article, text)),
        3 => one().prop_map(RandomAction::Retract),
        2 => one().prop_map(RandomAction::Republish),
        3 => one().prop_map(RandomAction::Unpublish),
        1 => (one(), 1..50_i64).prop_map(|(article, later)| RandomAction::Schedule(article, later)),
        1 => (one(), 1..50_i64).prop_map(|(article, later)| RandomAction::Embargo(article, later)),
        1 => (one(), 1..50_i64).prop_map(|(article, later)| RandomAction::Expire(article, later)),
        1 => (one(), one(), one()).prop_map(|(article, pinned, excluded)| RandomAction::Pick(article, pinned, excluded)),
        1 => (0..TAGS, 0..TAGS).prop_map(|(from, into)| RandomAction::Merge(from, into)),
        1 => (0..TAGS).prop_map(RandomAction::Retire),
        1 => (0..TAGS).prop_map(RandomAction::Restore),
        2 => (0..TAGS, kind).prop_map(|(tag, kind)| RandomAction::Describe(tag, kind)),
        2 => vec(one(), 0..6).prop_map(RandomAction::SetItems),
        2 => (1..40_i64).prop_map(RandomAction::Wait),
    ]
}

/// Newsroom to which random actions are applied, one per second.
pub(super) struct ChangingNewsroom<'a> {
    newsroom: &'a Newsroom,
    seconds: i64,
    articles: Vec<ArticleId>,
    tags: Vec<TagId>,
    collection: CollectionId,
}

fn tag_name(tag: usize) -> String {
    format!("tag {tag}")
}

fn tag_definition(tag: usize) -> WithSlug<Tag> {
    let kind = match tag {
        0 => TagKind::Series,
        _ => TagKind::Keyword,
    };
    new_tag(&tag_name(tag), kind)
}

fn new_article(name: &str, (words, tags): &Text) -> ImportedArticle {
    let names: Vec<String> = tags.iter().map(|tag| tag_name(*tag)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let text: Vec<&str> = words.iter().map(|word| WORDS[*word]).collect();
    let mut new = carrying(article(name), &names, "", &[]);
    new.body = body(&text.join(" "));
    new
}

impl<'a> ChangingNewsroom<'a> {
    pub(super) async fn new(newsroom: &'a Newsroom, texts: Vec<(Text, i64)>) -> Self {
        let mut tags = Vec::new();
        for tag in 0..TAGS {
            let command = TagCommand::Create(tag_definition(tag));
            tags.push(newsroom.store.tag(context(), command).await.unwrap().id);
        }
        let collection = new_collection(newsroom).await;
        let new = texts.iter().enumerate().map(|(number, (text, day))| {
            let mut new = new_article(&format!("Article {number}"), text);
            new.initial_status = InitialStatus::Published(Some(at(day * 86_400)));
            new
        });
        let new: Vec<ImportedArticle> = new.collect();
        let articles = new.iter().map(|article| article.id).collect();
        newsroom.import(new, at(1)).await;
        Self {
            newsroom,
            seconds: 1,
            articles,
            tags,
            collection,
        }
    }

    pub(super) fn now(&self) -> Moment {
        at(self.seconds)
    }

    fn article(&self, number: usize) -> ArticleId {
        self.articles[number % self.articles.len()]
    }

    async fn act(
        &self,
        article: usize,
        decide: impl Fn(&Story) -> Decision + Send + Sync + 'static,
    ) {
        let id = self.article(article);
        let version = self.newsroom.story(id).await.version;
        let result = self
            .newsroom
            .store
            .amend(context(), id, version, Box::new(decide))
            .await;
        assert!(
            matches!(result, Ok(_) | Err(Error::Invalid(_))),
            "{result:?}"
        );
    }

    async fn amend(&self, article: usize, (words, tags): &Text) {
        let mut tags: Vec<TagId> = tags.iter().map(|tag| self.tags[*tag]).collect();
        tags.sort_unstable();
        tags.dedup();
        let text: Vec<&str> = words.iter().map(|word| WORDS[*word]).collect();
        let (now, text) = (self.now(), text.join(" "));
        self.act(article, move |story| {
            let content = Content {
                headline: Headline::parse(&text).unwrap(),
                body: Arc::new(body(&text)),
                tags: tags.clone(),
                ..story.head.content.clone()
            };
            story.update(content, None, None, now)
        })
        .await;
    }

    async fn publish(&self, article: usize, at: Option<Moment>) {
        let (now, reason) = (self.now(), Label::parse("It was right.").unwrap());
        self.act(article, move |story| story.publish(at, Some(&reason), now))
            .await;
    }

    async fn import(&mut self, new: ImportedArticle) {
        self.articles.push(new.id);
        self.newsroom.import(vec![new], self.now()).await;
    }

    async fn tag_command(&self, tag: usize, command: impl Fn(TagId, u32) -> TagCommand) {
        tag_command(self.newsroom, |version| command(self.tags[tag], version)).await;
    }

    pub(super) async fn apply(&mut self, action: RandomAction) {
        self.seconds += 1;
        let now = self.now();
        match action {
            RandomAction::Import(text, day) => {
                let mut new = new_article(&format!("Import {}", self.seconds), &text);
                new.initial_status = InitialStatus::Published(Some(at(day * 86_400)));
                self.import(new).await;
            }
            RandomAction::Draft(text) => {
                let mut new = new_article(&format!("Draft {}", self.seconds), &text);
                new.initial_status = InitialStatus::Draft;
                self.import(new).await;
            }
            RandomAction::Amend(article, text) => {
                self.amend(article, &text).await;
                self.publish(article, None).await;
            }
            RandomAction::Revise(article, text) => self.amend(article, &text).await,
            RandomAction::Retract(article) => {
                let reason = Label::parse("It was wrong.").unwrap();
                self.act(article, move |story| story.retract(reason.clone(), now))
                    .await;
            }
            RandomAction::Republish(article) => self.publish(article, None).await,
            RandomAction::Unpublish(article) => {
                self.act(article, move |story| story.unpublish(now)).await
            }
            RandomAction::Schedule(article, later) => {
                self.publish(article, Some(at(self.seconds + later))).await
            }
            RandomAction::Embargo(article, later) => {
                let until = at(self.seconds + later);
                self.act(article, move |story| story.embargo(Some(until), now))
                    .await;
            }
            RandomAction::Expire(article, later) => {
                let until = at(self.seconds + later);
                self.act(article, move |story| story.expire(Some(until), now))
                    .await;
            }
            RandomAction::Pick(article, pinned, excluded) => {
                let picks = Picks {
                    pinned: vec![self.article(pinned)],
                    excluded: vec![self.article(excluded)],
                };
                self.act(article, move |story| {
                    story.set_related(picks.clone(), None, now)
                })
                .await;
                self.publish(article, None).await;
            }
            RandomAction::Merge(from, into) => {
                let change = self.tags[into];
                self.tag_command(from, |id, expected_version| {
                    TagCommand::Merge(VersionedChange {
                        id,
                        expected_version,
                        change,
                    })
                })
                .await;
            }
            RandomAction::Retire(tag) => {
                self.tag_command(tag, |id, expected_version| {
                    TagCommand::Retire(VersionedChange {
                        id,
                        expected_version,
                        change: (),
                    })
                })
                .await;
            }
            RandomAction::Restore(tag) => {
                let definition = tag_definition(tag);
                self.tag_command(tag, |_, _| TagCommand::Create(definition.clone()))
                    .await;
            }
            RandomAction::Describe(tag, kind) => {
                let description = format!("As of {}", self.seconds);
                describe_tag(self.newsroom, self.tags[tag], kind, &description).await;
            }
            RandomAction::SetItems(articles) => self.set_items(&articles).await,
            RandomAction::Wait(seconds) => self.seconds += seconds,
        }
    }

    async fn set_items(&self, articles: &[usize]) {
        let mut items: Vec<ArticleId> = Vec::new();
        for article in articles.iter().map(|article| self.article(*article)) {
            if !items.contains(&article) {
                items.push(article);
            }
        }
        set_items(self.newsroom, self.collection, &items).await;
    }
}

/// Words, tags and publication day of the articles at the start.
pub(super) fn texts() -> impl Strategy<Value = Vec<(Text, i64)>> {
    let text = (vec(0..WORDS.len(), 1..8), vec(0..TAGS, 0..3));
    vec((text, -400..0_i64), ARTICLES..=ARTICLES)
}

/// Random actions, some with the time in microseconds after which the consumer is killed.
pub(super) fn actions(count: u32) -> impl Strategy<Value = Vec<(RandomAction, Option<u64>)>> {
    let count = usize::try_from(count).unwrap();
    vec(
        (action(), proptest::option::of(0..20_000_u64)),
        count..=count,
    )
}
