//! One request's reading: who reads, of which paper, through which loaders.

use std::{
    collections::HashMap,
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::{Context, Error};
use standfirst_domain::{
    article::Article,
    error::Error as Failure,
    ids::ArticleId,
    listing::{Key, ListScope, Listing},
    moment::Moment,
    page::{Page, Slice},
    ports::{Archive, Found},
    publication::Publication,
    related::Explanation,
    search::{Hits, Suggestion},
    visibility::Reader,
};

use super::{
    errors::{Fault, fault},
    loaders::{Backroom, Loaders, Part},
    search::Asked,
};
use crate::house::House;

/// What a resolver works with. Made once per request, after the clock was read.
pub struct Reading {
    /// Who asks, and when.
    pub reader: Reader,
    /// The paper.
    pub publication: Arc<Publication>,
    /// The reads.
    pub loaders: Loaders,
    /// The reads of the desk.
    pub backroom: Arc<Backroom>,
    archive: Arc<dyn Archive>,
    /// What everybody sees at other moments.
    other_times: Mutex<HashMap<Moment, Arc<Self>>>,
}

impl Reading {
    /// The reading of one request.
    pub fn new(house: &House, reader: Reader) -> Self {
        let backroom = Arc::new(Backroom::new(&house.desk, reader.now));
        let publication = house.publication.current();
        Self::within(&house.archive, &publication, backroom, reader)
    }

    fn within(
        archive: &Arc<dyn Archive>,
        publication: &Arc<Publication>,
        backroom: Arc<Backroom>,
        reader: Reader,
    ) -> Self {
        Self {
            loaders: Loaders::new(archive, &reader),
            reader,
            publication: Arc::clone(publication),
            backroom,
            archive: Arc::clone(archive),
            other_times: Mutex::default(),
        }
    }

    /// The reading of what everybody saw or will see at a moment. One for each moment, so that fields that ask for the same are read together.
    pub fn as_of(&self, moment: Moment) -> Arc<Self> {
        let mut readings = self
            .other_times
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let reading = readings.entry(moment).or_insert_with(|| {
            let backroom = Arc::clone(&self.backroom);
            let reader = Reader::public(moment);
            Arc::new(Self::within(
                &self.archive,
                &self.publication,
                backroom,
                reader,
            ))
        });
        Arc::clone(reading)
    }

    /// The reading of the request: what a field at the root begins with. What it finds carries its reading on.
    pub fn of<'a>(ctx: &Context<'a>) -> Result<&'a Arc<Self>, Error> {
        ctx.data_opt::<Arc<Self>>().ok_or_else(|| {
            fault(Arc::new(Failure::Storage(
                "a field was resolved outside a request".into(),
            )))
        })
    }

    /// An article by identity or slug. Its identity finds it from then on without a read.
    pub async fn article(&self, key: Key<ArticleId>) -> Result<Option<Found>, Fault> {
        let found = self.loaders.articles.one(key).await?;
        self.loaders.articles.prime(
            found
                .iter()
                .map(|found| (Key::Id(found.id()), found.clone())),
        );
        Ok(found)
    }

    /// Why an article stands beside another, or why it does not; nothing unless both are before the reader in full.
    pub async fn explain_related(
        &self,
        article: ArticleId,
        other: ArticleId,
    ) -> Result<Option<Explanation>, Failure> {
        self.archive
            .explain_related(self.reader.clone(), article, other)
            .await
    }

    /// A list of articles. Each is found by its identity from then on without a read.
    pub async fn listing(
        &self,
        scope: ListScope,
        listing: Arc<Listing>,
    ) -> Result<Part<Article>, Fault> {
        let part = self
            .loaders
            .listings
            .one((scope, Arc::clone(&listing)))
            .await?
            .unwrap_or_else(|| Arc::new(nothing(&listing.page)));
        self.know(part.items.iter().map(|placed| &placed.item));
        Ok(part)
    }
}

impl Reading {
    /// What a search found. Each article is found by its identity from then on without a read.
    pub async fn found(&self, asked: Asked) -> Result<Arc<Hits>, Fault> {
        let as_of = self.reader.now;
        let found = self.loaders.searches.one(asked).await?;
        let found = found.unwrap_or_else(|| {
            Arc::new(Hits {
                hits: Vec::new(),
                has_more: false,
                reached: None,
                as_of,
            })
        });
        self.know(found.hits.iter().map(|hit| &hit.article));
        Ok(found)
    }

    /// What a beginning may become. Articles and tags are found by their identities from then on without a read.
    pub async fn suggestions(
        &self,
        prefix: Arc<str>,
        most: u32,
    ) -> Result<Arc<Vec<Suggestion>>, Fault> {
        let found = self.loaders.suggestions.one((prefix, most)).await?;
        let found = found.unwrap_or_default();
        self.know(found.iter().filter_map(|suggestion| match suggestion {
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

    fn know<'a>(&self, articles: impl Iterator<Item = &'a Arc<Article>>) {
        let known = articles.map(|article| (Key::Id(article.id), Found::Full(Arc::clone(article))));
        self.loaders.articles.prime(known);
    }
}

/// Something and the reading that it was found in, so that whatever is asked of it is read by the same reader's eyes and at the same moment.
pub struct Seen<T> {
    entry: Arc<T>,
    /// In which reading it was found.
    pub reading: Arc<Reading>,
}

impl<T> Seen<T> {
    /// What was found in a reading.
    pub fn new(entry: Arc<T>, reading: &Arc<Reading>) -> Self {
        Self {
            entry,
            reading: Arc::clone(reading),
        }
    }

    /// What was found.
    pub fn entry(&self) -> Arc<T> {
        Arc::clone(&self.entry)
    }
}

impl<T> Clone for Seen<T> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.entry), &self.reading)
    }
}

impl<T> Deref for Seen<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.entry
    }
}

/// The part of a list in which nothing stands. What was cut off at a cursor is held to be there, as in any part.
pub fn nothing<T>(page: &Page) -> Slice<T> {
    Slice::cut(Vec::new(), page)
}
