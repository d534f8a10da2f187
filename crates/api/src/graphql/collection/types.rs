//! The collection as the schema shows it, and the field that asks for one.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use standfirst_domain::{
    collection as newsroom, desk::DeskView, ids::CollectionId, listing::Key, ports::Found,
    text::Headline,
};

use crate::graphql::{
    article::Article,
    desk,
    errors::{Fault, fault},
    ids::Named,
    input,
    reading::Reading,
};

/// Articles that an editor put together by hand, in order.
#[derive(Clone)]
pub struct Collection(pub Arc<newsroom::Collection>);

/// An article of a collection.
#[derive(SimpleObject)]
pub struct CollectionItem {
    /// The article.
    article: Article,
    /// What stands over it here: the collection's own headline for it, or else the article's.
    headline: String,
}

/// An article of a collection, as the desk has it.
#[derive(SimpleObject)]
pub struct ArrangedItem {
    /// The article.
    article: Article,
    /// The collection's own headline for it.
    headline: Option<String>,
}

/// Articles that an editor put together by hand, in order.
#[Object]
impl Collection {
    /// Names the collection for ever.
    pub async fn id(&self) -> ID {
        Named::Collection(self.0.id).to_id()
    }

    /// What it is asked for by, unique among collections.
    async fn slug(&self) -> &str {
        self.0.slug.as_str()
    }

    /// What the desk calls it.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// A sentence about it.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// How often it was changed: 1 when it was made. Acts name the version that they expect.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// Its articles, in order: those that are before you in full.
    async fn items(&self, ctx: &Context<'_>) -> Result<Vec<CollectionItem>> {
        let reading = Reading::of(ctx)?;
        let articles = &reading.loaders.articles;
        let keys = self.0.items.iter().map(|item| Key::Id(item.article));
        let mut found = articles.many(keys).await.map_err(fault)?;
        let item = |item: &newsroom::CollectionItem| {
            let found = found.remove(&Key::Id(item.article))?;
            let own = &found.article().ok()?.card.headline;
            let headline = item.headline.as_ref().unwrap_or(own);
            Some(CollectionItem {
                headline: Headline::as_str(headline).to_owned(),
                article: Article::new(found, reading),
            })
        };
        Ok(self.0.items.iter().filter_map(item).collect())
    }

    /// All that was put into it, in order, as the desk has it: also what is not before readers yet or any more. Arrange it anew from this, since an
    /// arrangement replaces the whole. Null for all but editors and admins.
    async fn arrangement(&self, ctx: &Context<'_>) -> Option<Result<Vec<ArrangedItem>>> {
        self.arranged(ctx).await.transpose()
    }
}

impl Collection {
    async fn arranged(&self, ctx: &Context<'_>) -> Result<Option<Vec<ArrangedItem>>> {
        if desk::view(ctx)? != Some(DeskView::All) {
            return Ok(None);
        }
        let reading = Reading::of(ctx)?;
        let items = &self.0.arrangement;
        let keys = items
            .iter()
            .map(|item| (DeskView::All, Key::Id(item.article)));
        let found = reading.backroom.drafts.many(keys).await.map_err(fault)?;
        let arranged = |item: &newsroom::CollectionItem| {
            let draft = found.get(&(DeskView::All, Key::Id(item.article)))?;
            Some(ArrangedItem {
                article: Article::new(Found::Draft(Arc::clone(draft)), reading),
                headline: item.headline.as_ref().map(ToString::to_string),
            })
        };
        Ok(Some(items.iter().filter_map(arranged).collect()))
    }
}

/// The field that asks for collections.
#[derive(Default)]
pub struct CollectionQuery;

#[Object]
impl CollectionQuery {
    /// One collection, by its slug. One of which no article is before you is not there, save for the desk.
    async fn collection(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is asked for by.")] slug: String,
    ) -> Option<Result<Collection>> {
        one(ctx, &slug).await.transpose()
    }
}

async fn one(ctx: &Context<'_>, slug: &str) -> Result<Option<Collection>> {
    let Some(slug) = input::slug("slug", slug)? else {
        return Ok(None);
    };
    find(Reading::of(ctx)?, Key::Slug(slug))
        .await
        .map_err(fault)
}

/// A collection by identity or slug. Its articles are found by their identities from then on without a read.
pub async fn find(reading: &Reading, key: Key<CollectionId>) -> Result<Option<Collection>, Fault> {
    let Some(display) = reading.loaders.collections.one(key).await? else {
        return Ok(None);
    };
    let known = display.articles.iter().map(|article| {
        let found = Found::Full(Arc::clone(article));
        (Key::Id(article.id), found)
    });
    reading.loaders.articles.prime(known);
    Ok(Some(Collection(display.collection)))
}
