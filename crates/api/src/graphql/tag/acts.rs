//! Mutations on tags.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use standfirst_domain::{
    command_context::CommandContext,
    error::UserError,
    ids::TagId,
    permission::{Access, Action},
    tag as newsroom,
    tag::TagCommand,
};

use super::{Tag, TagKind};
use crate::graphql::{
    command_input::{IdempotentInput, VersionedInput, execute},
    ids::GlobalId,
    input_validator::InputValidator,
    read_context::ReadContext,
    taxonomy_input::{NameChangeInput, NewNameInput, payload_parts},
    user_errors::{MutationResult, UserErrorObject},
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
        Some(create(ctx, input).await)
    }

    /// Updates the name, slug, type or description of a tag. The former slug still resolves.
    async fn tag_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Tag and changes.")] input: TagUpdateInput,
    ) -> MutationResult<TagPayload> {
        Some(update(ctx, input).await)
    }

    /// Merges a tag into another tag, which replaces it on all articles. The id and slugs of the
    /// merged tag then resolve to the other tag.
    async fn tag_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Tag to merge, and the tag that replaces it.")] input: TagMergeInput,
    ) -> MutationResult<TagPayload> {
        Some(merge(ctx, input).await)
    }

    /// Retires a tag: readers no longer see it, and it cannot be added to articles. Articles at the
    /// desk keep it.
    async fn tag_retire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Tag to retire.")] input: TagRetireInput,
    ) -> MutationResult<TagPayload> {
        Some(retire(ctx, input).await)
    }
}

async fn create(ctx: &Context<'_>, input: TagCreateInput) -> Result<TagPayload> {
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
    });
    // A retired tag keeps its name. Bringing it back changes it, which authors may not do.
    let create = match authorization.actor.may(Action::TagUpdate) {
        Access::No => TagCommand::CreateNew,
        Access::Own | Access::All => TagCommand::Create,
    };
    run(ctx, context, tag.map(create)).await
}

async fn update(ctx: &Context<'_>, input: TagUpdateInput) -> Result<TagPayload> {
    let authorization = guard(ctx, Action::TagUpdate)?;
    let context = input.revised.context(ctx, &authorization)?;
    let mut validator = InputValidator::default();
    let (name, slug) = input.naming.read(&mut validator);
    let change = newsroom::TagChange {
        name,
        slug,
        kind: input.kind.map(Into::into),
        description: validator.changed_text("description", input.description),
    };
    let change = input
        .revised
        .versioned_change(validator, "tag", GlobalId::tag, Some(change));
    run(ctx, context, change.map(TagCommand::Update)).await
}

async fn merge(ctx: &Context<'_>, input: TagMergeInput) -> Result<TagPayload> {
    let authorization = guard(ctx, Action::TagMerge)?;
    let context = input.revised.context(ctx, &authorization)?;
    let mut validator = InputValidator::default();
    let into = validator.id("into", "tag", &input.into, GlobalId::tag);
    let change = input
        .revised
        .versioned_change(validator, "tag", GlobalId::tag, into);
    run(ctx, context, change.map(TagCommand::Merge)).await
}

async fn retire(ctx: &Context<'_>, input: TagRetireInput) -> Result<TagPayload> {
    let authorization = guard(ctx, Action::TagRetire)?;
    let context = input.revised.context(ctx, &authorization)?;
    let validator = InputValidator::default();
    let change = input
        .revised
        .versioned_change(validator, "tag", GlobalId::tag, Some(()));
    run(ctx, context, change.map(TagCommand::Retire)).await
}

async fn run(
    ctx: &Context<'_>,
    context: CommandContext,
    command: Result<TagCommand, Vec<UserError>>,
) -> Result<TagPayload> {
    let desk = &WriteContext::from_graphql(ctx)?.desk;
    let outcome = execute(command, |command| desk.tag(context, command)).await?;
    let (tag, user_errors) = payload_parts(outcome, ReadContext::from_graphql(ctx)?);
    Ok(TagPayload { tag, user_errors })
}
