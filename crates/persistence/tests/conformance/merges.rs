//! Merges beside everything else: whatever is done to tags and to articles at once, each showing carries the tags of its card, each once.

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

/// What somebody does.
#[derive(Debug, Clone)]
enum Doing {
    Merge(usize, usize),
    Rename(usize, u8),
    Retire(usize),
    Define(usize),
    /// Gives an article these tags and publishes it.
    Publish(usize, Vec<usize>),
    /// Takes in an article of its own with these tags.
    Import(Vec<usize>),
}

fn doing() -> impl Strategy<Value = Doing> {
    let tags = || vec(0..TAGS, 0..4);
    prop_oneof![
        3 => (0..TAGS, 0..TAGS).prop_map(|(from, into)| Doing::Merge(from, into)),
        1 => (0..TAGS, any::<u8>()).prop_map(|(tag, name)| Doing::Rename(tag, name)),
        1 => (0..TAGS).prop_map(Doing::Retire),
        1 => (0..TAGS).prop_map(Doing::Define),
        4 => (0..ARTICLES, tags()).prop_map(|(article, tags)| Doing::Publish(article, tags)),
        1 => tags().prop_map(Doing::Import),
    ]
}

/// A case's own part of the newsroom.
#[derive(Clone)]
struct Corner {
    store: Store,
    connection: DatabaseConnection,
    name: String,
    tags: Vec<TagId>,
    articles: Vec<ArticleId>,
}

fn tag_name(corner: &str, tag: usize) -> Name {
    Name::parse(&format!("{corner} tag {tag}")).unwrap()
}

fn new_tag(corner: &str, tag: usize) -> WithSlug<Tag> {
    let name = tag_name(corner, tag);
    WithSlug {
        entry: Tag {
            id: TagId::mint(at(0), rand::random()),
            slug: Slug::from_any_text(name.as_str()),
            name,
            kind: TagKind::Keyword,
            description: None,
            version: 1,
        },
        slug_is_chosen: false,
    }
}

impl Corner {
    async fn made(newsroom: &Newsroom, connection: &DatabaseConnection, name: String) -> Self {
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
        let kept = self.tags_as_kept().await;
        kept[&self.tags[tag].as_uuid()].1
    }

    async fn carry_out(&self, doing: Doing, step: i64) {
        let done = match doing {
            Doing::Merge(from, into) => {
                let act = TagCommand::Merge(VersionedChange {
                    id: self.tags[from],
                    expected_version: self.version(from).await,
                    change: self.tags[into],
                });
                self.store.tag(context(), act).await.map(|_| ())
            }
            Doing::Rename(tag, number) => {
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
            Doing::Retire(tag) => {
                let act = TagCommand::Retire(VersionedChange {
                    id: self.tags[tag],
                    expected_version: self.version(tag).await,
                    change: (),
                });
                self.store.tag(context(), act).await.map(|_| ())
            }
            Doing::Define(tag) => {
                let act = TagCommand::Create(new_tag(&self.name, tag));
                self.store.tag(context(), act).await.map(|_| ())
            }
            Doing::Publish(article, tags) => self.publish(self.articles[article], tags, step).await,
            Doing::Import(tags) => {
                let names: Vec<Name> = tags.iter().map(|tag| tag_name(&self.name, *tag)).collect();
                let names: Vec<&str> = names.iter().map(Name::as_str).collect();
                let headline = format!("{} import {step}", self.name);
                let new = carrying(article(&headline), &names, "", &[]);
                self.store.import(vec![new], at(step)).await.map(|_| ())
            }
        };
        // What was refused, or came too late, changed nothing.
        assert!(
            matches!(
                done,
                Ok(()) | Err(Error::Invalid(_) | Error::Conflict { .. } | Error::Timeout)
            ),
            "{done:?}"
        );
    }

    async fn publish(&self, id: ArticleId, tags: Vec<usize>, step: i64) -> Result<(), Error> {
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
                    story.update(content, None, None, at(step))
                }),
            )
            .await?;
        let publish =
            move |story: &standfirst_domain::story::Story| story.publish(None, None, at(step));
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

    /// Into what each tag was merged, and its version.
    async fn tags_as_kept(&self) -> BTreeMap<Uuid, (Option<Uuid>, u32)> {
        let rows = self.rows("SELECT id, merged_into, version FROM tag").await;
        let read = |row: &sea_orm::QueryResult| {
            let version: i64 = row.try_get("", "version").unwrap();
            let merged = row.try_get("", "merged_into").unwrap();
            let id = row.try_get("", "id").unwrap();
            (id, (merged, u32::try_from(version).unwrap()))
        };
        rows.iter().map(read).collect()
    }

    /// Every showing carries the tags of its card, as they are by now, each once; and no tag was merged into one that was merged.
    async fn check(&self) -> Result<(), TestCaseError> {
        let tags = self.tags_as_kept().await;
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
    async fn whatever_is_merged_beside_acts_no_showing_loses_a_tag_or_carries_one_twice(newsroom: &Newsroom) {
        let connection = Database::connect(&newsroom.url).await.unwrap();
        let case = std::cell::Cell::new(0);
        let lanes = vec(vec(doing(), 1..5), 1..4);
        let outcome = runner().run(&lanes, |lanes| {
            case.set(case.get() + 1);
            let name = format!("Case {}", case.get());
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(async {
                let corner = Corner::made(newsroom, &connection, name).await;
                let running: Vec<_> = lanes.into_iter().enumerate().map(|(lane, doings)| {
                    let corner = corner.clone();
                    tokio::spawn(async move {
                        for (step, doing) in doings.into_iter().enumerate() {
                            corner.carry_out(doing, i64::try_from(1 + step * 10 + lane).unwrap()).await;
                        }
                    })
                }).collect();
                for lane in running {
                    lane.await.map_err(|error| TestCaseError::fail(error.to_string()))?;
                }
                corner.check().await
            }))
        });
        outcome.unwrap();
    }
}
