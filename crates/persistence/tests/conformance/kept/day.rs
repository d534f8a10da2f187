//! A day in the newsroom: some articles, and whatever is done to them.

use std::sync::Arc;

use proptest::{collection::vec, prelude::*};
use standfirst_domain::{
    collection::{Arrangement, Collection, CollectionAct, Item},
    error::Error,
    ids::{ArticleId, CollectionId, TagId},
    intake::{Intent, NewArticle},
    moment::Moment,
    ports::{Desk, Stylebook},
    slug::Slug,
    story::{Content, Decision, Picks, Story},
    stylebook::{Amending, Slugged, TagAct},
    tag::{Tag, TagChange, TagKind},
    text::{Headline, Label, Name},
};

use crate::support::{Newsroom, article, at, body, carrying, mandate};

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
    MakeSeries(usize),
    Arrange(Vec<usize>),
    Wait(i64),
}

/// Which words and tags.
pub(super) type Text = (Vec<usize>, Vec<usize>);

fn doing() -> impl Strategy<Value = Doing> {
    let text = || (vec(0..WORDS.len(), 1..8), vec(0..TAGS, 0..3));
    let one = || 0..ARTICLES + 5;
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
        1 => (0..TAGS).prop_map(Doing::MakeSeries),
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
            let name = Name::parse(&tag_name(tag)).unwrap();
            let entry = Tag {
                id: TagId::mint(at(0), rand::random()),
                slug: Slug::of(name.as_str()),
                name,
                kind: if tag == 0 {
                    TagKind::Series
                } else {
                    TagKind::Keyword
                },
                description: None,
                version: 1,
            };
            let act = TagAct::Define(Slugged {
                entry,
                slug_is_chosen: false,
            });
            tags.push(newsroom.store.tag(mandate(), act).await.unwrap().id);
        }
        let entry = Collection {
            id: CollectionId::mint(at(0), rand::random()),
            slug: Slug::of("dossier"),
            name: Name::parse("Dossier").unwrap(),
            description: None,
            version: 1,
            items: vec![],
            arrangement: vec![],
        };
        let define = CollectionAct::Define(Slugged {
            entry,
            slug_is_chosen: false,
        });
        let collection = newsroom
            .store
            .collection(mandate(), define)
            .await
            .unwrap()
            .id;
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
            .amend(mandate(), id, version, Box::new(decide))
            .await;
        assert!(matches!(done, Ok(_) | Err(Error::Refused(_))), "{done:?}");
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

    async fn tag_act(&self, tag: usize, act: impl Fn(TagId, u32) -> TagAct) {
        let mut version = 1;
        loop {
            match self
                .newsroom
                .store
                .tag(mandate(), act(self.tags[tag], version))
                .await
            {
                Err(Error::Conflict { current }) if current > version => version = current,
                done => {
                    assert!(
                        matches!(
                            done,
                            Ok(_) | Err(Error::Refused(_) | Error::Conflict { .. })
                        ),
                        "{done:?}"
                    );
                    return;
                }
            }
        }
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
                    TagAct::Merge(Amending {
                        id,
                        expected_version,
                        change,
                    })
                })
                .await;
            }
            Doing::Retire(tag) => {
                self.tag_act(tag, |id, expected_version| {
                    TagAct::Retire(Amending {
                        id,
                        expected_version,
                        change: (),
                    })
                })
                .await;
            }
            Doing::MakeSeries(tag) => {
                let change = TagChange {
                    kind: Some(TagKind::Series),
                    ..TagChange::default()
                };
                self.tag_act(tag, |id, expected_version| {
                    TagAct::Rename(Amending {
                        id,
                        expected_version,
                        change: change.clone(),
                    })
                })
                .await;
            }
            Doing::Arrange(articles) => self.arrange(&articles).await,
            Doing::Wait(seconds) => self.seconds += seconds,
        }
    }

    async fn arrange(&self, articles: &[usize]) {
        let mut items: Vec<Item> = Vec::new();
        for article in articles.iter().map(|article| self.article(*article)) {
            if items.iter().all(|item| item.article != article) {
                items.push(Item {
                    article,
                    headline: None,
                });
            }
        }
        let mut expected_version = 1;
        loop {
            let change = Arrangement {
                items: items.clone(),
                name: None,
                description: None,
            };
            let act = CollectionAct::Amend(Amending {
                id: self.collection,
                expected_version,
                change,
            });
            match self.newsroom.store.collection(mandate(), act).await {
                Err(Error::Conflict { current }) => expected_version = current,
                done => {
                    assert!(matches!(done, Ok(_) | Err(Error::Refused(_))), "{done:?}");
                    return;
                }
            }
        }
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
