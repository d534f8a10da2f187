//! Mutations on collections.

use std::{collections::HashSet, sync::Arc};

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use standfirst_domain::{
    collection::{
        self as newsroom, CollectionChange, CollectionCommand, CollectionItem, MOST_ITEMS,
    },
    command::TaxonomyCommand,
    command_context::CommandContext,
    ids::CollectionId,
    permission::Action,
    text::{Headline, Name},
};

use super::Collection;
use crate::graphql::{
    command_input::{IdempotentInput, VersionedInput},
    input_validator::InputValidator,
    user_errors::{MutationResult, Outcome, UserErrorObject, payload},
    write_context::WriteContext,
};

/// Input of `collectionCreate`.
#[derive(InputObject)]
pub struct CollectionCreateInput {
    /// Name used at the desk (at most 200 characters).
    pub name: String,
    /// URL-friendly identifier (at most 120 bytes), unique among collections. Made from the name
    /// if omitted.
    pub slug: Option<String>,
    /// Short description (at most 1,000 characters).
    pub description: Option<String>,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}

/// Input of `collectionSetItems`.
#[derive(InputObject)]
pub struct CollectionSetItemsInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// All items of the collection in order (at most 100). Each article may occur once.
    pub items: Vec<CollectionItemInput>,
    /// Name used at the desk (at most 200 characters). Omit it to keep the current name; it cannot
    /// be cleared.
    pub name: MaybeUndefined<String>,
    /// Short description (at most 1,000 characters). Omit it to keep the current value; null
    /// clears it.
    pub description: MaybeUndefined<String>,
}

/// An item of a collection.
#[derive(InputObject)]
pub struct CollectionItemInput {
    /// Article id. An article that is not public yet is left out until it is.
    pub article: ID,
    /// Headline shown for the article in this collection (at most 300 characters). Defaults to the
    /// article's headline.
    pub headline: Option<String>,
}

/// Result of a mutation on a collection.
#[derive(SimpleObject)]
pub struct CollectionPayload {
    /// Collection after the change. Null if there are user errors.
    collection: Option<Collection>,
    /// Errors that the caller can correct, all at once. Empty on success; otherwise nothing was
    /// changed.
    user_errors: Vec<UserErrorObject>,
}

payload!(CollectionPayload, collection: Collection);

/// Mutations on collections.
#[derive(Default)]
pub struct CollectionMutation;

#[Object]
impl CollectionMutation {
    /// Creates a collection without items.
    async fn collection_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Collection to create.")] input: CollectionCreateInput,
    ) -> MutationResult<CollectionPayload> {
        CollectionPayload::from_outcome(create(ctx, input).await)
    }

    /// Replaces all items of a collection, and optionally its name and description. Read
    /// `Collection.deskItems` first: it includes items that are not public.
    async fn collection_set_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Collection and items.")] input: CollectionSetItemsInput,
    ) -> MutationResult<CollectionPayload> {
        CollectionPayload::from_outcome(set_items(ctx, input).await)
    }
}

async fn create(ctx: &Context<'_>, input: CollectionCreateInput) -> Outcome<Collection> {
    let context = input.sent.authorize(ctx, Action::CollectionCreate)?;
    let at = context.at;
    let mut validator = InputValidator::default();
    let description = validator.optional_text("description", input.description.as_deref());
    let collection = validator.with_slug(&input.name, input.slug.as_deref(), |name, slug| {
        newsroom::Collection {
            id: CollectionId::new(at, rand::random()),
            slug,
            name,
            description,
            version: 1,
            items: Vec::new(),
            arrangement: Vec::new(),
        }
    })?;
    run(ctx, context, TaxonomyCommand::Create(collection)).await
}

async fn set_items(ctx: &Context<'_>, input: CollectionSetItemsInput) -> Outcome<Collection> {
    let context = input
        .revised
        .sent
        .authorize(ctx, Action::CollectionSetItems)?;
    let mut validator = InputValidator::default();
    let change = CollectionChange {
        items: items(&mut validator, input.items),
        name: validator.changed_required("name", input.name, Name::parse),
        description: validator.changed_text("description", input.description),
    };
    let change = input.revised.versioned_change(validator, Some(change))?;
    run(ctx, context, TaxonomyCommand::Update(change)).await
}

async fn run(
    ctx: &Context<'_>,
    context: CommandContext,
    command: CollectionCommand,
) -> Outcome<Collection> {
    let desk = &WriteContext::from_graphql(ctx)?.desk;
    let collection = desk.collection(context, command).await?;
    Ok(Collection(Arc::new(collection)))
}

fn items(validator: &mut InputValidator, items: Vec<CollectionItemInput>) -> Vec<CollectionItem> {
    let read = validator.changed_list(
        "items",
        MOST_ITEMS,
        MaybeUndefined::Value(items),
        |validator, field, item| {
            let headline = validator.optional(
                &format!("{field}.headline"),
                item.headline.as_deref(),
                Headline::parse_optional,
            );
            let article = validator.id(&format!("{field}.article"), &item.article)?;
            Some((field.to_owned(), CollectionItem { article, headline }))
        },
    );
    let mut met = HashSet::new();
    let mut once = Vec::new();
    for (field, item) in read.unwrap_or_default() {
        if met.insert(item.article) {
            once.push(item);
        } else {
            let message = format!("`{field}.article` is already in the collection.");
            validator.add_error(&format!("{field}.article"), message, "Remove it.");
        }
    }
    once
}
