//! Whatever is done in the newsroom, and however often who follows the wire is killed over it: the lists that are kept are those that a rebuild makes
//! under the same weights.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use proptest::{collection::vec, prelude::*, strategy::ValueTree};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement, prelude::Uuid};
use standfirst_domain::{
    collection::{Arrangement, Collection, CollectionAct, Item},
    error::Error,
    ids::{ArticleId, CollectionId, TagId},
    intake::{Intent, NewArticle},
    keeping::{FOLLOWER, Keeping, Rebuilt, Standing as StandingOf, Touched, Weighing},
    moment::Moment,
    ports::{Clock, Desk, Fence, Stylebook, Wire},
    slug::Slug,
    story::{Content, Decision, Picks, Story},
    stylebook::{Amending, Slugged, TagAct},
    tag::{Tag, TagChange, TagKind},
    text::{Headline, Label, Name},
    wire::Position,
};

use crate::support::{Newsroom, article, at, body, both, carrying, mandate, runner};

/// A clock that stands.
struct Standing(Moment);

impl Clock for Standing {
    fn now(&self) -> Moment {
        self.0
    }
}

/// One who follows the wire and keeps the lists.
pub(crate) struct Follower<'a> {
    newsroom: &'a Newsroom,
    connection: DatabaseConnection,
    fence: Fence,
    position: Position,
}

/// Every portrait with where it is filed, and every list with its floor, as they are kept.
pub(crate) type Kept = BTreeMap<(&'static str, Uuid), Vec<String>>;

impl<'a> Follower<'a> {
    pub(crate) async fn new(newsroom: &'a Newsroom) -> Self {
        let lease = newsroom.store.lease(FOLLOWER, None, at(0), at(1));
        Self {
            newsroom,
            connection: Database::connect(&newsroom.url).await.unwrap(),
            fence: lease.await.unwrap().unwrap().fence,
            position: 0,
        }
    }

    pub(crate) async fn rebuild(&self, now: Moment) -> Rebuilt {
        self.rebuilt(Weighing::Anew, now).await
    }

    async fn rebuilt(&self, weighing: Weighing, now: Moment) -> Rebuilt {
        let watch = Arc::new(|_| {});
        let rebuilt = self
            .newsroom
            .store
            .rebuild(weighing, Arc::new(Standing(now)), watch);
        rebuilt.await.unwrap().unwrap()
    }

    /// Works off what is on the wire.
    pub(crate) async fn follow(&mut self, now: Moment) {
        self.follow_killed_after(now, None).await;
    }

    /// Works off what is on the wire; the first time it is killed in the midst of it.
    async fn follow_killed_after(&mut self, now: Moment, micros: Option<u64>) {
        self.newsroom.store.journal_clock(now, 1_000).await.unwrap();
        let entries = self
            .newsroom
            .store
            .entries(self.position, 10_000)
            .await
            .unwrap();
        let touched = Touched::by(entries.iter().map(|(_, entry)| entry));
        if let Some(micros) = micros {
            let refresh = self
                .newsroom
                .store
                .refresh(touched.clone(), self.fence, now);
            let _ = tokio::time::timeout(Duration::from_micros(micros), refresh).await;
        }
        while let Err(error) = self
            .newsroom
            .store
            .refresh(touched.clone(), self.fence, now)
            .await
        {
            // What was given up may still be on its way out.
            assert!(
                matches!(error, Error::Busy(_) | Error::Overloaded),
                "{error:?}"
            );
        }
        if let Some((last, _)) = entries.last() {
            self.position = *last;
        }
    }

    /// Of how many generations something is kept.
    async fn generations(&self) -> usize {
        let tables = [
            "term_weight",
            "related_portrait",
            "related_posting",
            "related_list",
        ];
        let tables = tables.map(|table| format!("SELECT generation FROM {table}"));
        let sql = format!(
            "SELECT DISTINCT generation FROM ({}) t",
            tables.join(" UNION ALL ")
        );
        let backend = self.connection.get_database_backend();
        let rows = self
            .connection
            .query_all_raw(Statement::from_string(backend, sql))
            .await;
        rows.unwrap().len()
    }

    /// All that is kept.
    pub(crate) async fn kept(&self) -> Kept {
        let mut kept = Kept::new();
        let is_in_force = "generation = (SELECT generation FROM related_state)";
        let backend = self.connection.get_database_backend();
        for (what, columns, table) in [
            (
                "portrait",
                "published_at AS number, portrait AS bytes, NULL AS entries",
                "related_portrait",
            ),
            (
                "posting",
                "term AS number, NULL AS bytes, NULL AS entries",
                "related_posting",
            ),
            (
                "list",
                "NULL AS number, NULL AS bytes, floor || entries AS entries",
                "related_list",
            ),
        ] {
            let sql = format!(
                "SELECT article_id, {columns} FROM {table} WHERE {is_in_force} ORDER BY article_id, 2"
            );
            let rows = self
                .connection
                .query_all_raw(Statement::from_string(backend, sql))
                .await
                .unwrap();
            for row in rows {
                let number: Option<i64> = row.try_get("", "number").unwrap_or_default();
                let bytes: Option<Vec<u8>> = row.try_get("", "bytes").unwrap_or_default();
                let entries: Option<String> = row.try_get("", "entries").unwrap_or_default();
                let id = row.try_get("", "article_id").unwrap();
                kept.entry((what, id))
                    .or_default()
                    .push(format!("{number:?} {bytes:?} {entries:?}"));
            }
        }
        kept
    }
}

const ARTICLES: usize = 45;
const TAGS: usize = 4;
const WORDS: [&str; 10] = [
    "harbour", "ferry", "island", "council", "budget", "strike", "bridge", "storm", "school",
    "election",
];

/// What somebody does.
#[derive(Debug, Clone)]
enum Doing {
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
type Text = (Vec<usize>, Vec<usize>);

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
struct Day<'a> {
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
    async fn begun(newsroom: &'a Newsroom, texts: Vec<(Text, i64)>) -> Self {
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

    fn now(&self) -> Moment {
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

    async fn carry_out(&mut self, doing: Doing) {
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

fn texts() -> impl Strategy<Value = Vec<(Text, i64)>> {
    let text = (vec(0..WORDS.len(), 1..8), vec(0..TAGS, 0..3));
    vec((text, -400..0_i64), ARTICLES..=ARTICLES)
}

/// As many as the runner has cases, each with when who follows is killed over it.
fn day(doings: u32) -> impl Strategy<Value = Vec<(Doing, Option<u64>)>> {
    let doings = usize::try_from(doings).unwrap();
    vec(
        (doing(), proptest::option::of(0..20_000_u64)),
        doings..=doings,
    )
}

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

    async fn who_lost_the_lease_keeps_nothing_any_more(newsroom: &Newsroom) {
        let new = carrying(article("One"), &["ferry"], "", &[]);
        let id = new.id;
        newsroom.import(vec![new, carrying(article("Two"), &["ferry"], "", &[])], at(1)).await;
        let follower = Follower::new(newsroom).await;
        follower.rebuild(at(1)).await;
        let kept = follower.kept().await;
        newsroom.act(id, |story| story.unpublish(at(2))).await;
        newsroom.store.lease(FOLLOWER, None, at(10), at(20)).await.unwrap().unwrap();
        let touched = Touched { articles: [id].into(), ..Touched::default() };
        let refused = newsroom.store.refresh(touched, follower.fence, at(3)).await;
        assert!(matches!(refused, Err(Error::Conflict { .. })), "{refused:?}");
        assert_eq!(follower.kept().await, kept);
    }
}
