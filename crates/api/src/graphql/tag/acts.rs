//! Mutations on tags.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use standfirst_domain::{
    command_context::CommandContext,
    ids::TagId,
    permission::{Access, Action},
    tag as newsroom,
    tag::TagCommand,
};

use super::{Tag, TagKind};
use crate::graphql::{
    command_input::{IdempotentInput, VersionedInput},
    input_validator::InputValidator,
    read_context::ReadContext,
    taxonomy::TaxonomyObject,
    taxonomy_input::{NameChangeInput, NewNameInput},
    user_errors::{MutationResult, Outcome, UserErrorObject, payload},
    write_context::{WriteContext, guard},
};

/// Input of `tagCreate`.
#[derive(InputObject)]
pub struct TagCreateInput {
    #[graphql(flatten)]
    pub naming: NewNameInput,
    /// Type of the tag.
    pub kind: TagKind,
    /// Short description (at most 1,000 characters).
    pub description: Option<String>,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}

/// Input of `tagUpdate`. Omitted fields keep their value.
#[derive(InputObject)]
pub struct TagUpdateInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    #[graphql(flatten)]
    pub naming: NameChangeInput,
    /// Type of the tag.
    pub kind: Option<TagKind>,
    /// Short description (at most 1,000 characters). Null clears it.
    pub description: MaybeUndefined<String>,
}

/// Input of `tagMerge`.
#[derive(InputObject)]
pub struct TagMergeInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// Id of the tag that replaces the merged tag.
    pub into: ID,
}

/// Input of `tagRetire`.
#[derive(InputObject)]
pub struct TagRetireInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
}

/// Result of a mutation on a tag.
#[derive(SimpleObject)]
pub struct TagPayload {
    /// Tag after the change; after a merge, the tag that replaces the merged tag. Null if there
    /// are user errors.
    tag: Option<Tag>,
    /// Errors that the caller can correct, all at once. Empty on success; otherwise nothing was
    /// changed.
    user_errors: Vec<UserErrorObject>,
}

payload!(TagPayload, tag: Tag);

/// Mutations on tags.
#[derive(Default)]
pub struct TagMutation;

#[Object]
impl TagMutation {
    /// Creates a tag. If a retired tag has this name, that tag is restored with the given values;
    /// restoring requires the editor role.
    async fn tag_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Tag to create.")] input: TagCreateInput,
    ) -> MutationResult<TagPayload> {
        TagPayload::from_outcome(create(ctx, input).await)
    }

    /// Updates the name, slug, type or description of a tag. The former slug still resolves.
    async fn tag_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Tag and changes.")] input: TagUpdateInput,
    ) -> MutationResult<TagPayload> {
        TagPayload::from_outcome(update(ctx, input).await)
    }

    /// Merges a tag into another tag, which replaces it on all articles. The id and slugs of the
    /// merged tag then resolve to the other tag.
    async fn tag_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Tag to merge, and the tag that replaces it.")] input: TagMergeInput,
    ) -> MutationResult<TagPayload> {
        TagPayload::from_outcome(merge(ctx, input).await)
    }

    /// Retires a tag: readers no longer see it, and it cannot be added to articles. Articles at the
    /// desk keep it.
    async fn tag_retire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Tag to retire.")] input: TagRetireInput,
    ) -> MutationResult<TagPayload> {
        TagPayload::from_outcome(retire(ctx, input).await)
    }
}

async fn create(ctx: &Context<'_>, input: TagCreateInput) -> Outcome<Tag> {
    let authorization = guard(ctx, Action::TagCreate)?;
    let context = input.sent.context(ctx, &authorization)?;
    let mut validator = InputValidator::default();
    let description = validator.optional_text("description", input.description.as_deref());
    let id = TagId::new(context.at, rand::random());
    let tag = input.naming.build(validator, |name, slug| newsroom::Tag {
        id,
        slug,
        name,
        kind: input.kind.into(),
        description,
        version: 1,
    })?;
    // A retired tag keeps its name. Bringing it back changes it, which authors may not do.
    let create = match authorization.actor.may(Action::TagUpdate) {
        Access::No => TagCommand::CreateNew,
        Access::Own | Access::All => TagCommand::Create,
    };
    run(ctx, context, create(tag)).await
}

async fn update(ctx: &Context<'_>, input: TagUpdateInput) -> Outcome<Tag> {
    let context = input.revised.sent.authorize(ctx, Action::TagUpdate)?;
    let mut validator = InputValidator::default();
    let (name, slug) = input.naming.read(&mut validator);
    let change = newsroom::TagChange {
        name,
        slug,
        kind: input.kind.map(Into::into),
        description: validator.changed_text("description", input.description),
    };
    let change = input.revised.versioned_change(validator, Some(change))?;
    run(ctx, context, TagCommand::Update(change)).await
}

async fn merge(ctx: &Context<'_>, input: TagMergeInput) -> Outcome<Tag> {
    let context = input.revised.sent.authorize(ctx, Action::TagMerge)?;
    let mut validator = InputValidator::default();
    let into = validator.id("into", &input.into);
    let change = input.revised.versioned_change(validator, into)?;
    run(ctx, context, TagCommand::Merge(change)).await
}

async fn retire(ctx: &Context<'_>, input: TagRetireInput) -> Outcome<Tag> {
    let context = input.revised.sent.authorize(ctx, Action::TagRetire)?;
    let validator = InputValidator::default();
    let change = input.revised.versioned_change(validator, Some(()))?;
    run(ctx, context, TagCommand::Retire(change)).await
}

async fn run(ctx: &Context<'_>, context: CommandContext, command: TagCommand) -> Outcome<Tag> {
    let tag = WriteContext::from_graphql(ctx)?
        .desk
        .tag(context, command)
        .await?;
    Ok(Tag::new(Arc::new(tag), ReadContext::from_graphql(ctx)?))
}
