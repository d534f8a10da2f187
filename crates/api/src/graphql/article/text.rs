//! The text of an article in its forms: reading the body once, and following its links in one batch.

use std::{collections::HashMap, sync::Arc};

use async_graphql::Result;
use standfirst_domain::{
    article::Draft,
    body::{Body, Links},
    ids::{ArticleId, TagId},
    listing::Key,
    ports::Found,
    tag::Tag,
};

use crate::graphql::{errors::fault, reading::Reading};

/// Body of an article; `None` for a retracted one. A body that cannot be decoded makes only the
/// requesting field null.
pub async fn body(reading: &Reading, found: &Found) -> Option<Result<Arc<Body>>> {
    let article = match found {
        Found::Full(article) => article,
        Found::Draft(draft) => return draft_body(reading, draft).await,
        Found::Tombstone(_) => return None,
    };
    match reading.loaders.bodies.one(article.id).await {
        Ok(body) => body.map(|body| body.map_err(fault)),
        Err(failure) => Some(Err(fault(failure))),
    }
}

/// Body of a draft, loaded separately unless the mutation that made it provides it.
async fn draft_body(reading: &Reading, draft: &Draft) -> Option<Result<Arc<Body>>> {
    if let Some(body) = &draft.body {
        return Some(Ok(Arc::clone(body)));
    }
    let key = (draft.article.id, draft.article.revision);
    match reading.backroom.bodies.one(key).await {
        Ok(body) => body.map(|body| body.map_err(fault)),
        Err(failure) => Some(Err(fault(failure))),
    }
}

/// Number of words. For a draft that was loaded without its body, the body is loaded.
pub async fn words(reading: &Reading, found: &Found) -> Result<u32> {
    match found {
        Found::Draft(draft) if draft.body.is_none() => {
            let body = draft_body(reading, draft).await.transpose()?;
            Ok(body.map_or(0, |body| body.word_count()))
        }
        found => Ok(found.article().map_or(0, |article| article.card.word_count)),
    }
}

/// Body as HTML. Links lead to addresses that are visible to the reader.
pub async fn html(reading: &Reading, body: &Body) -> Result<String> {
    let articles = body.linked_articles().into_iter().map(Key::Id);
    let tags = body.linked_tags().into_iter().map(Key::Id);
    let (articles, tags) = futures::future::try_join(
        reading.loaders.articles.many(articles),
        reading.loaders.tags.many(tags),
    )
    .await
    .map_err(fault)?;
    Ok(body.to_html(&Addresses {
        reading,
        articles,
        tags,
    }))
}

/// Public address of an article or its tombstone.
pub fn address(reading: &Reading, found: &Found) -> String {
    match found.article() {
        Ok(article) => match &article.card.canonical_url {
            Some(url) => url.as_str().to_owned(),
            None => reading.publication.article_url(&article.card.slug),
        },
        Err(tombstone) => reading.publication.article_url(&tombstone.slug),
    }
}

struct Addresses<'a> {
    reading: &'a Reading,
    articles: HashMap<Key<ArticleId>, Found>,
    tags: HashMap<Key<TagId>, Arc<Tag>>,
}

impl Links for Addresses<'_> {
    fn article(&self, id: ArticleId) -> Option<String> {
        self.articles
            .get(&Key::Id(id))
            .map(|found| address(self.reading, found))
    }

    fn tag(&self, id: TagId) -> Option<String> {
        self.tags
            .get(&Key::Id(id))
            .map(|tag| self.reading.publication.tag_url(&tag.slug))
    }
}
