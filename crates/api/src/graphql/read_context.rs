//! Read side of one request: the reader, the publication and the loaders.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::{Context, Result};
use standfirst_domain::{
    article::Article,
    ids::ArticleId,
    listing::{Key, ListScope, Listing},
    moment::Moment,
    ports::{Archive, Desk, FoundArticle},
    publication::Publication,
    related::Explanation,
    search::{Hits, Suggestion},
    visibility::Reader,
};

use super::{
    errors::{field_error, outside_request},
    loaders::{DeskLoaders, Loaders, Part, empty_slice},
    page_dedupe,
    search::SearchKey,
};

/// Reader, publication and loaders of a request. Made once per request, after the clock was read.
pub struct ReadContext {
    /// Audience and moment of the request.
    pub reader: Reader,
    /// The publication.
    pub publication: Arc<Publication>,
    /// Loaders of the archive.
    pub loaders: Loaders,
    /// Loaders of the desk.
    pub desk_loaders: Arc<DeskLoaders>,
    archive: Arc<dyn Archive>,
    /// Contexts of the public at other moments (`asOf`).
    other_moments: Mutex<HashMap<Moment, Arc<Self>>>,
}

impl ReadContext {
    /// Creates the context of one request.
    pub fn new(
        archive: &Arc<dyn Archive>,
        desk: &Arc<dyn Desk>,
        publication: Arc<Publication>,
        reader: Reader,
    ) -> Self {
        let desk_loaders = Arc::new(DeskLoaders::new(desk, reader.now));
        Self::with_desk_loaders(archive, publication, desk_loaders, reader)
    }

    fn with_desk_loaders(
        archive: &Arc<dyn Archive>,
        publication: Arc<Publication>,
        desk_loaders: Arc<DeskLoaders>,
        reader: Reader,
    ) -> Self {
        Self {
            loaders: Loaders::new(archive, &reader),
            reader,
            publication,
            desk_loaders,
            archive: Arc::clone(archive),
            other_moments: Mutex::default(),
        }
    }

    /// Context of the public at another moment. Fields that ask for the same moment share it, so
    /// that their reads are batched.
    pub fn as_of(&self, moment: Moment) -> Arc<Self> {
        let mut contexts = self
            .other_moments
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let read_context = contexts.entry(moment).or_insert_with(|| {
            Arc::new(Self::with_desk_loaders(
                &self.archive,
                Arc::clone(&self.publication),
                Arc::clone(&self.desk_loaders),
                Reader::public(moment),
            ))
        });
        Arc::clone(read_context)
    }

    /// Context of the request, where a root field begins. Objects carry their context further.
    ///
    /// # Errors
    /// The field is resolved outside of a request.
    pub fn from_graphql<'a>(ctx: &Context<'a>) -> Result<&'a Arc<Self>> {
        ctx.data_opt::<Arc<Self>>().ok_or_else(outside_request)
    }

    /// Loads an article by id or slug, and primes the loader with its id.
    pub async fn article(&self, key: Key<ArticleId>) -> Result<Option<FoundArticle>> {
        let found = self.loaders.articles.one(key).await?;
        self.loaders.articles.prime(
            found
                .iter()
                .map(|found| (Key::Id(found.id()), found.clone())),
        );
        Ok(found)
    }

    /// Explains why an article is related to another, or why not. `None` unless the reader sees
    /// both in full.
    pub async fn explain_related(
        &self,
        article: ArticleId,
        other: ArticleId,
    ) -> Result<Option<Explanation>> {
        let _read_context = page_dedupe::read_in_progress();
        let reader = self.reader.clone();
        let explained = self.archive.explain_related(reader, article, other).await;
        explained.map_err(field_error)
    }

    /// Loads a list of articles, and primes the loader with each of them.
    pub async fn listing(&self, scope: ListScope, listing: Arc<Listing>) -> Result<Part<Article>> {
        let part = self
            .loaders
            .listings
            .one((scope, Arc::clone(&listing)))
            .await?
            .unwrap_or_else(|| Arc::new(empty_slice(&listing.page)));
        self.prime_articles(part.items.iter().map(|placed| &placed.item));
        Ok(part)
    }

    /// Loads the hits of a search, and primes the loader with each article.
    pub async fn hits(&self, search_key: SearchKey) -> Result<Arc<Hits>> {
        let as_of = self.reader.now;
        let found = self.loaders.searches.one(search_key).await?;
        let found = found.unwrap_or_else(|| {
            Arc::new(Hits {
                hits: Vec::new(),
                has_more: false,
                end: None,
                as_of,
            })
        });
        self.prime_articles(found.hits.iter().map(|hit| &hit.article));
        Ok(found)
    }

    /// Loads completions of a prefix, and primes the loaders with each article and tag.
    pub async fn suggestions(&self, prefix: Arc<str>, most: u32) -> Result<Arc<Vec<Suggestion>>> {
        let found = self.loaders.suggestions.one((prefix, most)).await?;
        let found = found.unwrap_or_default();
        self.prime_articles(found.iter().filter_map(|suggestion| match suggestion {
            Suggestion::Headline(article) => Some(article),
            Suggestion::Tag(_) => None,
        }));
        let tags = found.iter().filter_map(|suggestion| match suggestion {
            Suggestion::Tag(tag) => Some((Key::Id(tag.id), Arc::clone(tag))),
            Suggestion::Headline(_) => None,
        });
        self.loaders.tags.prime(tags);
        Ok(found)
    }

    fn prime_articles<'a>(&self, articles: impl Iterator<Item = &'a Arc<Article>>) {
        let known =
            articles.map(|article| (Key::Id(article.id), FoundArticle::Full(Arc::clone(article))));
        self.loaders.articles.prime(known);
    }
}
