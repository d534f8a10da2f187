//! Texts of an article: the body is loaded once, and its links in one batch.

use std::{collections::HashMap, sync::Arc};

use async_graphql::Result;
use standfirst_domain::{
    article::Draft,
    body::{Body, Links},
    ids::{ArticleId, TagId},
    listing::Key,
    ports::FoundArticle,
    tag::Tag,
};

use crate::graphql::{errors::field_error, read_context::ReadContext};

/// Body of an article; `None` for a retracted one. A body that cannot be decoded makes only the
/// requesting field null.
pub async fn body(read_context: &ReadContext, found: &FoundArticle) -> Option<Result<Arc<Body>>> {
    let article = match found {
        FoundArticle::Full(article) => article,
        FoundArticle::Draft(draft) => return draft_body(read_context, draft).await,
        FoundArticle::Tombstone(_) => return None,
    };
    let body = read_context.loaders.bodies.one(article.id).await;
    Some(body.transpose()?.and_then(|body| body.map_err(field_error)))
}

/// Body of a draft, loaded separately unless the mutation that made it provides it.
async fn draft_body(read_context: &ReadContext, draft: &Draft) -> Option<Result<Arc<Body>>> {
    if let Some(body) = &draft.body {
        return Some(Ok(Arc::clone(body)));
    }
    let key = (draft.article.id, draft.article.revision);
    let body = read_context.desk_loaders.bodies.one(key).await;
    Some(body.transpose()?.and_then(|body| body.map_err(field_error)))
}

/// Number of words. For a draft that was loaded without its body, the body is loaded.
pub async fn words(read_context: &ReadContext, found: &FoundArticle) -> Result<u32> {
    match found {
        FoundArticle::Draft(draft) if draft.body.is_none() => {
            let body = draft_body(read_context, draft).await.transpose()?;
            Ok(body.map_or(0, |body| body.word_count()))
        }
        found => Ok(found.article().map_or(0, |article| article.card.word_count)),
    }
}

/// Body as HTML. Links lead to addresses that are visible to the reader.
pub async fn html(read_context: &ReadContext, body: &Body) -> Result<String> {
    let articles = body.linked_articles().into_iter().map(Key::Id);
    let tags = body.linked_tags().into_iter().map(Key::Id);
    let (articles, tags) = futures::future::try_join(
        read_context.loaders.articles.many(articles),
        read_context.loaders.tags.many(tags),
    )
    .await?;
    Ok(body.to_html(&Addresses {
        read_context,
        articles,
        tags,
    }))
}

/// Public address of an article or its tombstone.
pub fn address(read_context: &ReadContext, found: &FoundArticle) -> String {
    match found.article() {
        Ok(article) => match &article.card.canonical_url {
            Some(url) => url.as_str().to_owned(),
            None => read_context.publication.article_url(&article.card.slug),
        },
        Err(tombstone) => read_context.publication.article_url(&tombstone.slug),
    }
}

struct Addresses<'a> {
    read_context: &'a ReadContext,
    articles: HashMap<Key<ArticleId>, FoundArticle>,
    tags: HashMap<Key<TagId>, Arc<Tag>>,
}

impl Links for Addresses<'_> {
    fn article(&self, id: ArticleId) -> Option<String> {
        self.articles
            .get(&Key::Id(id))
            .map(|found| address(self.read_context, found))
    }

    fn tag(&self, id: TagId) -> Option<String> {
        self.tags
            .get(&Key::Id(id))
            .map(|tag| self.read_context.publication.tag_url(&tag.slug))
    }
}
