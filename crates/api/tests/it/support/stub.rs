//! An archive that holds as many look-alike articles as a test wants, counts what it is asked, and
//! fails when told to.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use standfirst_domain::{
    article::Article,
    body::Body,
    collection::VisibleCollection,
    contributor::Contributor,
    error::Error,
    ids::{ArticleId, CollectionId, ContributorId, SectionId, TagId},
    listing::{Filter, Key, ListScope, Listing, TaxonomyListing},
    page::{Page, Placed, Position, Slice, SortKey},
    ports::{
        Archive, ArticleReads, CollectionReads, FoundArticle, ListReads, RelatedReads, SearchReads,
        TaxonomyKind, TaxonomyReads,
    },
    related::{Explanation, Reason, Related, RelatedFilter},
    search::{Facet, Facets, Hit, HitPosition, Hits, Search, Suggestion},
    section::Section,
    tag::Tag,
    visibility::Reader,
};
use uuid::Uuid;

use super::newsroom::{
    BROKEN, NOW, RETRACTED, article, article_id, body, contributor, section, tag, tombstone,
};

/// Behaviour of the stub.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum StubBehaviour {
    /// It answers.
    Normal,
    /// It answers, each time after a wait of another length.
    RandomDelay(usize),
    /// The store is away.
    Unavailable,
    /// Tags and contributors cannot be read; everything else can.
    PartlyUnavailable,
    /// The store never answers.
    Hanging,
    /// Something in us is broken.
    Panicking,
}

pub struct Stub {
    pub mood: StubBehaviour,
    pub size: u128,
    pub calls: AtomicUsize,
}

impl Stub {
    async fn asked(&self) -> Result<(), Error> {
        let calls = self.calls.fetch_add(1, Ordering::Relaxed);
        match self.mood {
            StubBehaviour::Normal | StubBehaviour::PartlyUnavailable => Ok(()),
            StubBehaviour::RandomDelay(seed) => {
                for _ in 0..calls.wrapping_add(1).wrapping_mul(seed * 7_919) % 23 {
                    tokio::task::yield_now().await;
                }
                Ok(())
            }
            StubBehaviour::Unavailable => Err(away()),
            StubBehaviour::Hanging => std::future::pending().await,
            StubBehaviour::Panicking => panic!("a fault of ours"),
        }
    }

    /// A read of which a patchy archive is not capable.
    async fn asked_for_more(&self) -> Result<(), Error> {
        if self.mood == StubBehaviour::PartlyUnavailable {
            return Err(away());
        }
        self.asked().await
    }

    fn listed<T>(&self, page: &Page, item: impl Fn(u128) -> T) -> Slice<Arc<T>> {
        let placed = |number| Placed {
            item: Arc::new(item(number)),
            position: Position {
                key: SortKey::Text(format!("item-{number}")),
                id: Uuid::from_u128(number),
            },
        };
        Slice {
            items: (1..=self.size).map(placed).collect(),
            has_previous: page.after.is_some(),
            has_next: page.before.is_some(),
        }
    }
}

fn away() -> Error {
    Error::Unavailable("password=hunter2 host=10.0.0.7".into())
}

fn found<I: Copy + Eq + Hash, T>(
    keys: &[Key<I>],
    known: I,
    item: impl Fn(I) -> T,
) -> HashMap<Key<I>, Arc<T>> {
    let id = |key: &Key<I>| match key {
        Key::Id(id) => Some(*id),
        Key::Slug(slug) => (slug.as_str() != "absent").then_some(known),
    };
    keys.iter()
        .filter_map(|key| id(key).map(|id| (key.clone(), Arc::new(item(id)))))
        .collect()
}

#[async_trait]
impl ArticleReads for Stub {
    async fn articles(
        &self,
        _: Reader,
        keys: Arc<[Key<ArticleId>]>,
    ) -> Result<HashMap<Key<ArticleId>, FoundArticle>, Error> {
        self.asked().await?;
        let find = |key: &Key<ArticleId>| match key {
            Key::Id(id) if *id == article_id(404) => None,
            Key::Id(id) => Some(FoundArticle::Full(Arc::new(article(*id)))),
            Key::Slug(slug) if slug.as_str() == RETRACTED => {
                Some(FoundArticle::Tombstone(Arc::new(tombstone())))
            }
            Key::Slug(slug) => slug
                .as_str()
                .strip_prefix("ferry-")?
                .parse()
                .ok()
                .map(|number| FoundArticle::Full(Arc::new(article(article_id(number))))),
        };
        Ok(keys
            .iter()
            .filter_map(|key| find(key).map(|found| (key.clone(), found)))
            .collect())
    }

    async fn bodies(
        &self,
        _: Reader,
        ids: Arc<[ArticleId]>,
    ) -> Result<HashMap<ArticleId, Result<Arc<Body>, Arc<Error>>>, Error> {
        self.asked().await?;
        let read = |id: &ArticleId| {
            let broken = Error::Unreadable {
                table: "showing",
                key: "13/1".into(),
                source: "secret detail".into(),
            };
            if *id == article_id(BROKEN) {
                Err(Arc::new(broken))
            } else {
                Ok(Arc::new(body()))
            }
        };
        Ok(ids.iter().map(|id| (*id, read(id))).collect())
    }
}

#[async_trait]
impl ListReads for Stub {
    async fn listings(
        &self,
        _: Reader,
        scopes: Arc<[ListScope]>,
        listing: Arc<Listing>,
    ) -> Result<HashMap<ListScope, Slice<Arc<Article>>>, Error> {
        self.asked().await?;
        let placed = |number| {
            let id = article_id(number);
            Placed {
                item: Arc::new(article(id)),
                position: Position {
                    key: SortKey::Moment(NOW),
                    id: id.as_uuid(),
                },
            }
        };
        let most = self.size.min(u128::from(listing.page.size));
        let slice = Slice {
            items: (1..=most).map(placed).collect(),
            has_previous: listing.page.after.is_some(),
            has_next: true,
        };
        Ok(scopes.iter().map(|scope| (*scope, slice.clone())).collect())
    }

    async fn counts(
        &self,
        _: Reader,
        scopes: Arc<[ListScope]>,
        _: Arc<Filter>,
    ) -> Result<HashMap<ListScope, u64>, Error> {
        self.asked().await?;
        Ok(scopes.iter().map(|scope| (*scope, 1_234)).collect())
    }
}

#[async_trait]
impl RelatedReads for Stub {
    async fn related(
        &self,
        _: Reader,
        ids: Arc<[ArticleId]>,
        filter: Arc<RelatedFilter>,
    ) -> Result<HashMap<ArticleId, Vec<Related>>, Error> {
        self.asked().await?;
        let related = |number| {
            let tags = vec![TagId::from_uuid(Uuid::from_u128(1))];
            let reasons = vec![
                Reason::SharedTags {
                    tags,
                    contribution: 0.25,
                },
                Reason::CloseInTime {
                    days: 1.5,
                    contribution: 0.05,
                },
            ];
            Related {
                article: article_id(number),
                score: 0.3,
                reasons,
            }
        };
        let all: Vec<Related> = (100..100 + u128::try_from(filter.limit).unwrap())
            .map(related)
            .collect();
        Ok(ids.iter().map(|id| (*id, all.clone())).collect())
    }

    async fn explain_related(
        &self,
        _: Reader,
        _: ArticleId,
        _: ArticleId,
    ) -> Result<Option<Explanation>, Error> {
        self.asked().await?;
        Ok(None)
    }
}

#[async_trait]
impl TaxonomyReads for Stub {
    async fn tags(
        &self,
        _: Reader,
        keys: Arc<[Key<TagId>]>,
    ) -> Result<HashMap<Key<TagId>, Arc<Tag>>, Error> {
        self.asked_for_more().await?;
        Ok(found(&keys, TagId::from_uuid(Uuid::from_u128(5)), tag))
    }

    async fn sections(
        &self,
        _: Reader,
        keys: Arc<[Key<SectionId>]>,
    ) -> Result<HashMap<Key<SectionId>, Arc<Section>>, Error> {
        self.asked().await?;
        Ok(found(
            &keys,
            SectionId::from_uuid(Uuid::from_u128(1)),
            section,
        ))
    }

    async fn contributors(
        &self,
        _: Reader,
        keys: Arc<[Key<ContributorId>]>,
    ) -> Result<HashMap<Key<ContributorId>, Arc<Contributor>>, Error> {
        self.asked_for_more().await?;
        Ok(found(
            &keys,
            ContributorId::from_uuid(Uuid::from_u128(1)),
            contributor,
        ))
    }
    async fn tag_list(&self, _: Reader, list: TaxonomyListing) -> Result<Slice<Arc<Tag>>, Error> {
        self.asked().await?;
        Ok(self.listed(&list.page, |number| {
            tag(TagId::from_uuid(Uuid::from_u128(number)))
        }))
    }

    async fn section_list(
        &self,
        _: Reader,
        list: TaxonomyListing,
    ) -> Result<Slice<Arc<Section>>, Error> {
        self.asked().await?;
        Ok(self.listed(&list.page, |number| {
            section(SectionId::from_uuid(Uuid::from_u128(number)))
        }))
    }

    async fn contributor_list(
        &self,
        _: Reader,
        list: TaxonomyListing,
    ) -> Result<Slice<Arc<Contributor>>, Error> {
        self.asked().await?;
        Ok(self.listed(&list.page, |number| {
            contributor(ContributorId::from_uuid(Uuid::from_u128(number)))
        }))
    }

    async fn taxonomy_count(&self, _: Reader, _: TaxonomyKind) -> Result<u64, Error> {
        self.asked().await?;
        Ok(self.size as u64)
    }
}

#[async_trait]
impl CollectionReads for Stub {
    async fn collections(
        &self,
        _: Reader,
        _: Arc<[Key<CollectionId>]>,
    ) -> Result<HashMap<Key<CollectionId>, VisibleCollection>, Error> {
        self.asked().await?;
        Ok(HashMap::new())
    }
}

#[async_trait]
impl SearchReads for Stub {
    async fn search(&self, reader: Reader, search: Arc<Search>) -> Result<Hits, Error> {
        self.asked().await?;
        let hit = |number: u32| {
            let article = Arc::new(article(article_id(u128::from(number))));
            let position = HitPosition {
                as_of: reader.now,
                score: 1.0 / f64::from(number + 1),
                published_at: article.published_at,
                id: article.id,
            };
            Hit {
                score: position.score,
                article,
                position,
            }
        };
        let most = u32::try_from(self.size).unwrap_or(u32::MAX);
        let hits: Vec<Hit> = (1..=search.first.min(most)).map(hit).collect();
        Ok(Hits {
            has_more: true,
            end: hits.last().map(|hit| hit.position),
            hits,
            as_of: reader.now,
        })
    }

    async fn search_count(&self, _: Reader, _: Arc<Search>) -> Result<u64, Error> {
        self.asked().await?;
        Ok(1_234)
    }

    async fn search_facets(
        &self,
        _: Reader,
        _: Arc<Search>,
        _: Vec<Facet>,
        most: u32,
    ) -> Result<Facets, Error> {
        self.asked().await?;
        let tag = |number| (TagId::from_uuid(Uuid::from_u128(number)), 12);
        Ok(Facets {
            tags: (1..=u128::from(most)).map(tag).collect(),
            months: vec![(2026, 11, 12)],
            ..Facets::default()
        })
    }

    async fn suggest(&self, _: Reader, _: Arc<str>, most: u32) -> Result<Vec<Suggestion>, Error> {
        self.asked().await?;
        let headline = |number| Suggestion::Headline(Arc::new(article(article_id(number))));
        Ok((1..=u128::from(most)).map(headline).collect())
    }
}

#[async_trait]
impl Archive for Stub {
    async fn ready(&self) -> Result<(), Error> {
        self.asked().await
    }
}
