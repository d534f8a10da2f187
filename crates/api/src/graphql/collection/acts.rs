//! The acts on collections.

use std::{collections::HashSet, sync::Arc};

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use standfirst_domain::{
    collection::{self as newsroom, CollectionChange, CollectionCommand, Item, MOST_ITEMS},
    command_context::CommandContext,
    error::UserError,
    ids::{ArticleId, CollectionId},
    permission::Action,
    taxonomy::TaxonomyCommand,
    text::{Headline, Name},
};

use super::Collection;
use crate::graphql::{
    acting::{Acting, guard},
    form::Form,
    ids::Named,
    revising::{Revised, Sent, carried_out},
    user_errors::{UserErrorObject, parted},
};

/// A collection to be made. Its articles are given to it by arranging it.
#[derive(InputObject)]
pub struct CollectionDefineInput {
    /// What the desk calls it.
    pub name: String,
    /// What it is asked for by; made from the name when nothing is said.
    pub slug: Option<String>,
    /// A sentence about it.
    pub description: Option<String>,
    #[graphql(flatten)]
    pub sent: Sent,
}

/// A collection to be arranged.
#[derive(InputObject)]
pub struct CollectionArrangeInput {
    #[graphql(flatten)]
    pub revised: Revised,
    /// All its articles from now on, in order, each once, at most 100.
    pub items: Vec<CollectionItemInput>,
    /// What the desk calls it. Left out it stays as it is; it cannot be cleared.
    pub name: MaybeUndefined<String>,
    /// A sentence about it. Left out it stays as it is; null clears it.
    pub description: MaybeUndefined<String>,
}

/// An article of a collection.
#[derive(InputObject)]
pub struct CollectionItemInput {
    /// The article's id. It need not be before readers yet: it is left out until it is.
    pub article: ID,
    /// What stands over it here in place of its own headline.
    pub headline: Option<String>,
}

/// What came of an act on a collection.
#[derive(SimpleObject)]
pub struct CollectionPayload {
    /// The collection after the act. Null where there are user errors.
    collection: Option<Collection>,
    /// What stood against the act, all at once. Nothing was changed where there are any.
    user_errors: Vec<UserErrorObject>,
}

impl From<Result<newsroom::Collection, Vec<UserError>>> for CollectionPayload {
    fn from(outcome: Result<newsroom::Collection, Vec<UserError>>) -> Self {
        let (collection, user_errors) = parted(outcome);
        Self {
            collection: collection.map(Arc::new).map(Collection),
            user_errors,
        }
    }
}

type Answer = Option<Result<CollectionPayload>>;

/// The acts on collections.
#[derive(Default)]
pub struct CollectionMutation;

#[Object]
impl CollectionMutation {
    /// Makes a collection without articles.
    async fn collection_define(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The collection.")] input: CollectionDefineInput,
    ) -> Answer {
        Some(define(ctx, input).await)
    }

    /// Says which articles a collection holds, in which order and under which headlines.
    async fn collection_arrange(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The collection and its articles.")] input: CollectionArrangeInput,
    ) -> Answer {
        Some(arrange(ctx, input).await)
    }
}

async fn define(ctx: &Context<'_>, input: CollectionDefineInput) -> Result<CollectionPayload> {
    let authorization = guard(ctx, Action::CollectionDefine)?;
    let context = input.sent.context(ctx, &authorization)?;
    let at = context.at;
    let mut form = Form::default();
    let description = form.sentences("description", input.description.as_deref());
    let read = form.defined(&input.name, input.slug.as_deref(), |name, slug| {
        newsroom::Collection {
            id: CollectionId::mint(at, rand::random()),
            slug,
            name,
            description,
            version: 1,
            items: Vec::new(),
            arrangement: Vec::new(),
        }
    });
    let read = read.map(TaxonomyCommand::Create);
    answer(ctx, context, read).await
}

async fn arrange(ctx: &Context<'_>, input: CollectionArrangeInput) -> Result<CollectionPayload> {
    let authorization = guard(ctx, Action::CollectionArrange)?;
    let context = input.revised.context(ctx, &authorization)?;
    let mut form = Form::default();
    let arrangement = CollectionChange {
        items: items(&mut form, input.items),
        name: form.kept("name", input.name, Name::parse),
        description: form.words("description", input.description),
    };
    let revised = input.revised;
    let read = revised.amending(form, "collection", Named::collection, Some(arrangement));
    answer(ctx, context, read.map(TaxonomyCommand::Update)).await
}

async fn answer(
    ctx: &Context<'_>,
    context: CommandContext,
    read: Result<CollectionCommand, Vec<UserError>>,
) -> Result<CollectionPayload> {
    let desk = &Acting::of(ctx)?.desk;
    let outcome = carried_out(read, |act| desk.collection(context, act)).await?;
    Ok(CollectionPayload::from(outcome))
}

fn items(form: &mut Form, items: Vec<CollectionItemInput>) -> Vec<Item> {
    let read = form.listed(
        "items",
        MOST_ITEMS,
        MaybeUndefined::Value(items),
        |form, field, item| {
            let headline = form.optional(
                &format!("{field}.headline"),
                item.headline.as_deref(),
                Headline::parse_optional,
            );
            let article = form.id(
                &format!("{field}.article"),
                "article",
                &item.article,
                article_of,
            )?;
            Some((field.to_owned(), Item { article, headline }))
        },
    );
    let mut met = HashSet::new();
    let mut once = Vec::new();
    for (field, item) in read.unwrap_or_default() {
        if met.insert(item.article) {
            once.push(item);
        } else {
            let message = format!("`{field}.article` stands in the collection already.");
            form.refuse(&format!("{field}.article"), message, "Leave it out.");
        }
    }
    once
}

const fn article_of(named: Named) -> Option<ArticleId> {
    match named {
        Named::Article(id) => Some(id),
        _ => None,
    }
}
