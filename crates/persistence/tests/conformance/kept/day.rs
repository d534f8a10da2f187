//! A day in the newsroom: some articles, and whatever is done to them.

use std::sync::Arc;

use proptest::{collection::vec, prelude::*};
use standfirst_domain::{
    error::Error,
    ids::{ArticleId, CollectionId, TagId},
    intake::{Intent, NewArticle},
    moment::Moment,
    ports::Desk,
    story::{Content, Decision, Picks, Story},
    tag::{Tag, TagKind},
    taxonomy::{TagCommand, Taxonomy, VersionedChange, WithSlug},
    text::{Headline, Label},
};

use super::names::{arrange, describe, dossier, new_tag, tag_act};
use crate::support::{Newsroom, article, at, body, carrying, context};

const ARTICLES: usize = 45;
const TAGS: usize = 4;
const WORDS: [&str; 10] = [
    "harbour", "ferry", "island", "council", "budget", "strike", "bridge", "storm", "school",
    "election",
];

/// What somebody does.
#[derive(Debug, Clone)]
pub(super) enum Doing {
    Import(Text, i64),
    Draft(Text),
    Amend(usize, Text),
    /// Amends without publishing.
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
    BringBack(usize),
    Describe(usize, Option<TagKind>),
    Arrange(Vec<usize>),
    Wait(i64),
}

/// Which words and tags.
pub(super) type Text = (Vec<usize>, Vec<usize>);

fn doing() -> impl Strategy<Value = Doing> {
    let text = || (vec(0..WORDS.len(), 1..8), vec(0..TAGS, 0..3));
    let one = || 0..ARTICLES + 5;
    let kind = prop_oneof![
        Just(None),
        Just(Some(TagKind::Series)),
        Just(Some(TagKind::Keyword))
    ];
    prop_oneof![
        3 => (text(), -400..0_i64).prop_map(|(text, day)| Doing::Import(text, day)),
        1 => text().prop_map(Doing::Draft),
        5 => (one(), text()).prop_map(|(article, text)| Doing::Amend(article, text)),
        1 => (one(), text()).prop_map(|(article, text)| Doing::Revise(article, text)),
        3 => one().prop_map(Doing::Retract),
        2 => one().prop_map(Doing::Republish),
        3 => one().prop_map(Doing::Unpublish),
        1 => (one(), 1..50_i64).prop_map(|(article, later)| Doing::Schedule(article, later)),
        1 => (one(), 1..50_i64).prop_map(|(article, later)| Doing::Embargo(article, later)),
        1 => (one(), 1..50_i64).prop_map(|(article, later)| Doing::Expire(article, later)),
        1 => (one(), one(), one()).prop_map(|(article, pinned, excluded)| Doing::Pick(article, pinned, excluded)),
        1 => (0..TAGS, 0..TAGS).prop_map(|(from, into)| Doing::Merge(from, into)),
        1 => (0..TAGS).prop_map(Doing::Retire),
        1 => (0..TAGS).prop_map(Doing::BringBack),
        2 => (0..TAGS, kind).prop_map(|(tag, kind)| Doing::Describe(tag, kind)),
        2 => vec(one(), 0..6).prop_map(Doing::Arrange),
        2 => (1..40_i64).prop_map(Doing::Wait),
    ]
}

/// A newsroom in which something is done again and again.
pub(super) struct Day<'a> {
    newsroom: &'a Newsroom,
    seconds: i64,
    articles: Vec<ArticleId>,
    tags: Vec<TagId>,
    collection: CollectionId,
}

fn tag_name(tag: usize) -> String {
    format!("tag {tag}")
}

fn tag_entry(tag: usize) -> WithSlug<Tag> {
    let kind = match tag {
        0 => TagKind::Series,
        _ => TagKind::Keyword,
    };
    new_tag(&tag_name(tag), kind)
}

fn written(name: &str, (words, tags): &Text) -> NewArticle {
    let names: Vec<String> = tags.iter().map(|tag| tag_name(*tag)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let text: Vec<&str> = words.iter().map(|word| WORDS[*word]).collect();
    let mut new = carrying(article(name), &names, "", &[]);
    new.body = body(&text.join(" "));
    new
}

impl<'a> Day<'a> {
    pub(super) async fn begun(newsroom: &'a Newsroom, texts: Vec<(Text, i64)>) -> Self {
        let mut tags = Vec::new();
        for tag in 0..TAGS {
            let act = TagCommand::Create(tag_entry(tag));
            tags.push(newsroom.store.tag(context(), act).await.unwrap().id);
        }
        let collection = dossier(newsroom).await;
        let new = texts.iter().enumerate().map(|(number, (text, day))| {
            let mut new = written(&format!("Article {number}"), text);
            new.intent = Intent::Published(Some(at(day * 86_400)));
            new
        });
        let new: Vec<NewArticle> = new.collect();
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
        let done = self
            .newsroom
            .store
            .amend(context(), id, version, Box::new(decide))
            .await;
        assert!(matches!(done, Ok(_) | Err(Error::Invalid(_))), "{done:?}");
    }

    async fn amend(&self, article: usize, (words, tags): &Text) {
        let mut given: Vec<TagId> = tags.iter().map(|tag| self.tags[*tag]).collect();
        given.sort_unstable();
        given.dedup();
        let text: Vec<&str> = words.iter().map(|word| WORDS[*word]).collect();
        let (now, text) = (self.now(), text.join(" "));
        self.act(article, move |story| {
            let content = Content {
                headline: Headline::parse(&text).unwrap(),
                body: Arc::new(body(&text)),
                tags: given.clone(),
                ..story.head.content.clone()
            };
            story.amend(content, None, None, now)
        })
        .await;
    }

    async fn publish(&self, article: usize, at: Option<Moment>) {
        let (now, why) = (self.now(), Label::parse("It was right.").unwrap());
        self.act(article, move |story| story.publish(at, Some(&why), now))
            .await;
    }

    async fn import(&mut self, new: NewArticle) {
        self.articles.push(new.id);
        self.newsroom.import(vec![new], self.now()).await;
    }

    async fn tag_act(&self, tag: usize, act: impl Fn(TagId, u32) -> TagCommand) {
        tag_act(self.newsroom, |version| act(self.tags[tag], version)).await;
    }

    pub(super) async fn carry_out(&mut self, doing: Doing) {
        self.seconds += 1;
        let now = self.now();
        match doing {
            Doing::Import(text, day) => {
                let mut new = written(&format!("Import {}", self.seconds), &text);
                new.intent = Intent::Published(Some(at(day * 86_400)));
                self.import(new).await;
            }
            Doing::Draft(text) => {
                let mut new = written(&format!("Draft {}", self.seconds), &text);
                new.intent = Intent::Draft;
                self.import(new).await;
            }
            Doing::Amend(article, text) => {
                self.amend(article, &text).await;
                self.publish(article, None).await;
            }
            Doing::Revise(article, text) => self.amend(article, &text).await,
            Doing::Retract(article) => {
                let why = Label::parse("It was wrong.").unwrap();
                self.act(article, move |story| story.retract(why.clone(), now))
                    .await;
            }
            Doing::Republish(article) => self.publish(article, None).await,
            Doing::Unpublish(article) => self.act(article, move |story| story.unpublish(now)).await,
            Doing::Schedule(article, later) => {
                self.publish(article, Some(at(self.seconds + later))).await
            }
            Doing::Embargo(article, later) => {
                let until = at(self.seconds + later);
                self.act(article, move |story| story.embargo(Some(until), now))
                    .await;
            }
            Doing::Expire(article, later) => {
                let until = at(self.seconds + later);
                self.act(article, move |story| story.expire(Some(until), now))
                    .await;
            }
            Doing::Pick(article, pinned, excluded) => {
                let picks = Picks {
                    pinned: vec![self.article(pinned)],
                    excluded: vec![self.article(excluded)],
                };
                self.act(article, move |story| story.pick(picks.clone(), None, now))
                    .await;
                self.publish(article, None).await;
            }
            Doing::Merge(from, into) => {
                let change = self.tags[into];
                self.tag_act(from, |id, expected_version| {
                    TagCommand::Merge(VersionedChange {
                        id,
                        expected_version,
                        change,
                    })
                })
                .await;
            }
            Doing::Retire(tag) => {
                self.tag_act(tag, |id, expected_version| {
                    TagCommand::Retire(VersionedChange {
                        id,
                        expected_version,
                        change: (),
                    })
                })
                .await;
            }
            Doing::BringBack(tag) => {
                let again = tag_entry(tag);
                self.tag_act(tag, |_, _| TagCommand::Create(again.clone()))
                    .await;
            }
            Doing::Describe(tag, kind) => {
                let said = format!("As of {}", self.seconds);
                describe(self.newsroom, self.tags[tag], kind, &said).await;
            }
            Doing::Arrange(articles) => self.arrange(&articles).await,
            Doing::Wait(seconds) => self.seconds += seconds,
        }
    }

    async fn arrange(&self, articles: &[usize]) {
        let mut items: Vec<ArticleId> = Vec::new();
        for article in articles.iter().map(|article| self.article(*article)) {
            if !items.contains(&article) {
                items.push(article);
            }
        }
        arrange(self.newsroom, self.collection, &items).await;
    }
}

pub(super) fn texts() -> impl Strategy<Value = Vec<(Text, i64)>> {
    let text = (vec(0..WORDS.len(), 1..8), vec(0..TAGS, 0..3));
    vec((text, -400..0_i64), ARTICLES..=ARTICLES)
}

/// As many as the runner has cases, each with when who follows is killed over it.
pub(super) fn day(doings: u32) -> impl Strategy<Value = Vec<(Doing, Option<u64>)>> {
    let doings = usize::try_from(doings).unwrap();
    vec(
        (doing(), proptest::option::of(0..20_000_u64)),
        doings..=doings,
    )
}
