//! Merges of tags while tags and articles change: each showing has the tags of its card, each once.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, prelude::*, test_runner::TestCaseError};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement, prelude::Uuid};
use standfirst_domain::{
    article::Card,
    command::{VersionedChange, WithSlug},
    error::Error,
    ids::{ArticleId, TagId},
    ports::{ImportStore, StoryReads, StoryStore, Taxonomy},
    slug::Slug,
    tag::TagCommand,
    tag::{Tag, TagChange, TagKind},
    text::Name,
};
use standfirst_persistence::Store;

use crate::support::{Newsroom, article, at, both, carrying, context, runner};

const TAGS: usize = 5;
const ARTICLES: usize = 3;

/// A step of one task.
#[derive(Debug, Clone)]
enum Step {
    Merge(usize, usize),
    Rename(usize, u8),
    Retire(usize),
    Define(usize),
    /// Gives an article these tags and publishes it.
    Publish(usize, Vec<usize>),
    /// Imports a new article with these tags.
    Import(Vec<usize>),
}

fn step() -> impl Strategy<Value = Step> {
    let tags = || vec(0..TAGS, 0..4);
    prop_oneof![
        3 => (0..TAGS, 0..TAGS).prop_map(|(from, into)| Step::Merge(from, into)),
        1 => (0..TAGS, any::<u8>()).prop_map(|(tag, name)| Step::Rename(tag, name)),
        1 => (0..TAGS).prop_map(Step::Retire),
        1 => (0..TAGS).prop_map(Step::Define),
        4 => (0..ARTICLES, tags()).prop_map(|(article, tags)| Step::Publish(article, tags)),
        1 => tags().prop_map(Step::Import),
    ]
}

/// The tags and articles of one case.
#[derive(Clone)]
struct Case {
    store: Store,
    connection: DatabaseConnection,
    name: String,
    tags: Vec<TagId>,
    articles: Vec<ArticleId>,
}

fn tag_name(case: &str, tag: usize) -> Name {
    Name::parse(&format!("{case} tag {tag}")).unwrap()
}

fn new_tag(case: &str, tag: usize) -> WithSlug<Tag> {
    let name = tag_name(case, tag);
    WithSlug {
        entry: Tag {
            id: TagId::new(at(0), rand::random()),
            slug: Slug::from_any_text(name.as_str()),
            name,
            kind: TagKind::Keyword,
            description: None,
            version: 1,
        },
        slug_is_chosen: false,
    }
}

impl Case {
    async fn create(newsroom: &Newsroom, connection: &DatabaseConnection, name: String) -> Self {
        let mut tags = Vec::new();
        for tag in 0..TAGS {
            let act = TagCommand::Create(new_tag(&name, tag));
            tags.push(newsroom.store.tag(context(), act).await.unwrap().id);
        }
        let new: Vec<_> = (0..ARTICLES)
            .map(|number| {
                let names = [number % TAGS, (number + 1) % TAGS].map(|tag| tag_name(&name, tag));
                let names: Vec<&str> = names.iter().map(Name::as_str).collect();
                carrying(article(&format!("{name} {number}")), &names, "", &[])
            })
            .collect();
        let articles = new.iter().map(|article| article.id).collect();
        newsroom.import(new, at(0)).await;
        Self {
            store: newsroom.store.clone(),
            connection: connection.clone(),
            name,
            tags,
            articles,
        }
    }

    async fn version(&self, tag: usize) -> u32 {
        let stored = self.stored_tags().await;
        stored[&self.tags[tag].as_uuid()].1
    }

    async fn run(&self, step: Step, second: i64) {
        let outcome = match step {
            Step::Merge(from, into) => {
                let act = TagCommand::Merge(VersionedChange {
                    id: self.tags[from],
                    expected_version: self.version(from).await,
                    change: self.tags[into],
                });
                self.store.tag(context(), act).await.map(|_| ())
            }
            Step::Rename(tag, number) => {
                let name = Name::parse(&format!("{} name {number}", self.name)).unwrap();
                let act = TagCommand::Update(VersionedChange {
                    id: self.tags[tag],
                    expected_version: self.version(tag).await,
                    change: TagChange {
                        name: Some(name),
                        slug: Some(None),
                        ..TagChange::default()
                    },
                });
                self.store.tag(context(), act).await.map(|_| ())
            }
            Step::Retire(tag) => {
                let act = TagCommand::Retire(VersionedChange {
                    id: self.tags[tag],
                    expected_version: self.version(tag).await,
                    change: (),
                });
                self.store.tag(context(), act).await.map(|_| ())
            }
            Step::Define(tag) => {
                let act = TagCommand::Create(new_tag(&self.name, tag));
                self.store.tag(context(), act).await.map(|_| ())
            }
            Step::Publish(article, tags) => {
                self.publish(self.articles[article], tags, second).await
            }
            Step::Import(tags) => {
                let names: Vec<Name> = tags.iter().map(|tag| tag_name(&self.name, *tag)).collect();
                let names: Vec<&str> = names.iter().map(Name::as_str).collect();
                let headline = format!("{} import {second}", self.name);
                let new = carrying(article(&headline), &names, "", &[]);
                self.store.import(vec![new], at(second)).await.map(|_| ())
            }
        };
        // A step that was refused, or that ran into a conflict or a deadline, changed nothing.
        assert!(
            matches!(
                outcome,
                Ok(()) | Err(Error::Invalid(_) | Error::Conflict { .. } | Error::Timeout)
            ),
            "{outcome:?}"
        );
    }

    async fn publish(&self, id: ArticleId, tags: Vec<usize>, second: i64) -> Result<(), Error> {
        let mut ids = Vec::new();
        for tag in tags {
            if !ids.contains(&self.tags[tag]) {
                ids.push(self.tags[tag]);
            }
        }
        let version = self.store.story(id).await?.unwrap().version;
        let amended = self
            .store
            .amend(
                context(),
                id,
                version,
                Box::new(move |story| {
                    let mut content = story.head.content.clone();
                    content.tags.clone_from(&ids);
                    story.update(content, None, None, at(second))
                }),
            )
            .await?;
        let publish =
            move |story: &standfirst_domain::story::Story| story.publish(None, None, at(second));
        let published = self
            .store
            .amend(context(), id, amended.version, Box::new(publish))
            .await;
        published.map(|_| ())
    }

    async fn rows(&self, text: &str) -> Vec<sea_orm::QueryResult> {
        let backend = self.connection.get_database_backend();
        let statement = Statement::from_string(backend, text);
        self.connection.query_all_raw(statement).await.unwrap()
    }

    /// Reads the tag that each tag was merged into, and the version of each tag.
    async fn stored_tags(&self) -> BTreeMap<Uuid, (Option<Uuid>, u32)> {
        let rows = self.rows("SELECT id, merged_into, version FROM tag").await;
        let read = |row: &sea_orm::QueryResult| {
            let version: i64 = row.try_get("", "version").unwrap();
            let merged = row.try_get("", "merged_into").unwrap();
            let id = row.try_get("", "id").unwrap();
            (id, (merged, u32::try_from(version).unwrap()))
        };
        rows.iter().map(read).collect()
    }

    /// Checks that every showing has the tags of its card after all merges, each once. No tag is
    /// merged into a merged one.
    async fn check(&self) -> Result<(), TestCaseError> {
        let tags = self.stored_tags().await;
        for (id, (into, _)) in &tags {
            if let Some(into) = into {
                prop_assert!(
                    tags[into].0.is_none(),
                    "{id} is merged into one that is merged"
                );
            }
        }
        let mut carried: BTreeMap<(Uuid, i64), Vec<Uuid>> = BTreeMap::new();
        for row in self
            .rows("SELECT article_id, number, tag_id FROM showing_tag")
            .await
        {
            let of = (
                row.try_get("", "article_id").unwrap(),
                row.try_get("", "number").unwrap(),
            );
            carried
                .entry(of)
                .or_default()
                .push(row.try_get("", "tag_id").unwrap());
        }
        let cards = self
            .rows("SELECT article_id, number, card FROM showing WHERE is_full")
            .await;
        prop_assert!(!cards.is_empty());
        for row in cards {
            let of = (
                row.try_get("", "article_id").unwrap(),
                row.try_get("", "number").unwrap(),
            );
            let card: String = row.try_get("", "card").unwrap();
            let card: Card = serde_json::from_str(&card).unwrap();
            let now = |tag: &TagId| tags[&tag.as_uuid()].0.unwrap_or(tag.as_uuid());
            let said: BTreeSet<Uuid> = card.tags.iter().map(now).collect();
            let carried = carried.remove(&of).unwrap_or_default();
            let once: BTreeSet<Uuid> = carried.iter().copied().collect();
            prop_assert_eq!(once.len(), carried.len(), "a tag twice on {}", of.0);
            prop_assert_eq!(said, once, "the tags of {}", of.0);
        }
        Ok(())
    }
}

both! {
    async fn merges_among_other_commands_lose_no_tag_of_a_showing_and_double_none(newsroom: &Newsroom) {
        let connection = Database::connect(&newsroom.url).await.unwrap();
        let case_number = std::cell::Cell::new(0);
        let tasks = vec(vec(step(), 1..5), 1..4);
        let outcome = runner().run(&tasks, |tasks| {
            case_number.set(case_number.get() + 1);
            let name = format!("Case {}", case_number.get());
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(async {
                let case = Case::create(newsroom, &connection, name).await;
                let running: Vec<_> = tasks.into_iter().enumerate().map(|(task, steps)| {
                    let case = case.clone();
                    tokio::spawn(async move {
                        for (number, step) in steps.into_iter().enumerate() {
                            case.run(step, i64::try_from(1 + number * 10 + task).unwrap()).await;
                        }
                    })
                }).collect();
                for task in running {
                    task.await.map_err(|error| TestCaseError::fail(error.to_string()))?;
                }
                case.check().await
            }))
        });
        outcome.unwrap();
    }
}
