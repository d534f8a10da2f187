//! Resolvers of collections, and their query.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use standfirst_domain::{
    collection as newsroom, desk::DeskView, ids::CollectionId, listing::Key, ports::FoundArticle,
    text::Headline,
};

use super::Collection;
use crate::graphql::{article::Article, desk, ids::GlobalId, input, read_context::ReadContext};

/// An article of a collection.
#[derive(SimpleObject)]
pub struct CollectionItem {
    /// The article.
    article: Article,
    /// Headline to show: the collection's own headline for the article, otherwise the article's
    /// headline.
    headline: String,
}

/// An item of a collection as stored at the desk.
#[derive(SimpleObject)]
pub struct DeskCollectionItem {
    /// The article.
    article: Article,
    /// The collection's own headline for the article. Null if none was set.
    headline: Option<String>,
}

/// An ordered list of articles, put together by editors.
#[Object]
impl Collection {
    /// Globally unique, stable identifier.
    pub async fn id(&self) -> ID {
        GlobalId::Collection(self.0.id).encode()
    }

    /// URL-friendly identifier, unique among collections.
    async fn slug(&self) -> &str {
        self.0.slug.as_str()
    }

    /// Name used at the desk.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Short description.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Version number, starting at 1 and increased by every change. Pass it as `expectedVersion`.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// Articles in order, limited to those that are visible to the caller in full.
    async fn items(&self, ctx: &Context<'_>) -> Result<Vec<CollectionItem>> {
        let read_context = ReadContext::from_graphql(ctx)?;
        let articles = &read_context.loaders.articles;
        let keys = self.0.items.iter().map(|item| Key::Id(item.article));
        let mut found = articles.many(keys).await?;
        let item = |item: &newsroom::CollectionItem| {
            let found = found.remove(&Key::Id(item.article))?;
            let own = &found.article().ok()?.card.headline;
            let headline = item.headline.as_ref().unwrap_or(own);
            Some(CollectionItem {
                headline: Headline::as_str(headline).to_owned(),
                article: Article::new(found, read_context),
            })
        };
        Ok(self.0.items.iter().filter_map(item).collect())
    }

    /// All stored items in order, including articles that are not public yet or no longer. Read
    /// this field before `collectionSetItems`, which replaces all items. Null for callers other
    /// than editors and admins.
    async fn desk_items(&self, ctx: &Context<'_>) -> Option<Result<Vec<DeskCollectionItem>>> {
        self.stored_items(ctx).await.transpose()
    }
}

impl Collection {
    async fn stored_items(&self, ctx: &Context<'_>) -> Result<Option<Vec<DeskCollectionItem>>> {
        if desk::view(ctx)? != Some(DeskView::All) {
            return Ok(None);
        }
        let read_context = ReadContext::from_graphql(ctx)?;
        let items = &self.0.arrangement;
        let keys = items
            .iter()
            .map(|item| (DeskView::All, Key::Id(item.article)));
        let found = read_context.desk_loaders.drafts.many(keys).await?;
        let stored = |item: &newsroom::CollectionItem| {
            let draft = found.get(&(DeskView::All, Key::Id(item.article)))?;
            Some(DeskCollectionItem {
                article: Article::new(FoundArticle::Draft(Arc::clone(draft)), read_context),
                headline: item.headline.as_ref().map(ToString::to_string),
            })
        };
        Ok(Some(items.iter().filter_map(stored).collect()))
    }
}

/// Query on collections.
#[derive(Default)]
pub struct CollectionQuery;

#[Object]
impl CollectionQuery {
    /// Returns the collection with this slug. Null if it does not exist or, outside the desk, if
    /// none of its articles is visible to the caller.
    async fn collection(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Slug of the collection.")] slug: String,
    ) -> Option<Result<Collection>> {
        one(ctx, &slug).await.transpose()
    }
}

async fn one(ctx: &Context<'_>, slug: &str) -> Result<Option<Collection>> {
    let Some(slug) = input::slug("slug", slug)? else {
        return Ok(None);
    };
    find(ReadContext::from_graphql(ctx)?, Key::Slug(slug)).await
}

/// Finds a collection by id or slug. Its articles are primed in the loaders, so later lookups by id
/// need no read.
pub async fn find(
    read_context: &ReadContext,
    key: Key<CollectionId>,
) -> Result<Option<Collection>> {
    let Some(display) = read_context.loaders.collections.one(key).await? else {
        return Ok(None);
    };
    let known = display.articles.iter().map(|article| {
        let found = FoundArticle::Full(Arc::clone(article));
        (Key::Id(article.id), found)
    });
    read_context.loaders.articles.prime(known);
    Ok(Some(Collection(display.collection)))
}
