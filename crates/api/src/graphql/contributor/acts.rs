//! Mutations on contributors.

use std::sync::Arc;

use async_graphql::{Context, InputObject, MaybeUndefined, Object, SimpleObject};
use standfirst_domain::{
    command::TaxonomyCommand, command_context::CommandContext, contributor as newsroom,
    contributor::ContributorCommand, ids::ContributorId, permission::Action,
};

use super::{Contributor, ContributorKind};
use crate::graphql::{
    command_input::{IdempotentInput, VersionedInput},
    input::ImageInput,
    input_validator::{InputValidator, or_null},
    read_context::ReadContext,
    taxonomy::TaxonomyObject,
    taxonomy_input::{NameChangeInput, NewNameInput},
    user_errors::{MutationResult, Outcome, UserErrorObject, payload},
    write_context::WriteContext,
};

/// Input of `contributorCreate`.
#[derive(InputObject)]
pub struct ContributorCreateInput {
    #[graphql(flatten)]
    pub naming: NewNameInput,
    /// Type of the contributor.
    #[graphql(default_with = "ContributorKind::Person")]
    pub kind: ContributorKind,
    /// Short biography (at most 1,000 characters).
    pub biography: Option<String>,
    /// Picture of the contributor.
    pub portrait: Option<ImageInput>,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}

/// Input of `contributorUpdate`. Omitted fields keep their value.
#[derive(InputObject)]
pub struct ContributorUpdateInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    #[graphql(flatten)]
    pub naming: NameChangeInput,
    /// Type of the contributor.
    pub kind: Option<ContributorKind>,
    /// Short biography (at most 1,000 characters). Null clears it.
    pub biography: MaybeUndefined<String>,
    /// Picture of the contributor. Null clears it.
    pub portrait: MaybeUndefined<ImageInput>,
}

/// Result of a mutation on a contributor.
#[derive(SimpleObject)]
pub struct ContributorPayload {
    /// Contributor after the change. Null if there are user errors.
    contributor: Option<Contributor>,
    /// Errors that the caller can correct, all at once. Empty on success; otherwise nothing was
    /// changed.
    user_errors: Vec<UserErrorObject>,
}

payload!(ContributorPayload, contributor: Contributor);

/// Mutations on contributors.
#[derive(Default)]
pub struct ContributorMutation;

#[Object]
impl ContributorMutation {
    /// Creates a contributor.
    async fn contributor_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Contributor to create.")] input: ContributorCreateInput,
    ) -> MutationResult<ContributorPayload> {
        ContributorPayload::from_outcome(create(ctx, input).await)
    }

    /// Updates a contributor. The former slug still resolves.
    async fn contributor_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Contributor and changes.")] input: ContributorUpdateInput,
    ) -> MutationResult<ContributorPayload> {
        ContributorPayload::from_outcome(update(ctx, input).await)
    }
}

async fn create(ctx: &Context<'_>, input: ContributorCreateInput) -> Outcome<Contributor> {
    let context = input.sent.authorize(ctx, Action::ContributorCreate)?;
    let mut validator = InputValidator::default();
    let biography = validator.optional_text("biography", input.biography.as_deref());
    let portrait = input
        .portrait
        .and_then(|image| image.read(&mut validator, "portrait"));
    let id = ContributorId::new(context.at, rand::random());
    let contributor = input
        .naming
        .build(validator, |name, slug| newsroom::Contributor {
            id,
            slug,
            name,
            kind: input.kind.into(),
            biography,
            portrait,
            version: 1,
        })?;
    run(ctx, context, TaxonomyCommand::Create(contributor)).await
}

async fn update(ctx: &Context<'_>, input: ContributorUpdateInput) -> Outcome<Contributor> {
    let context = input
        .revised
        .sent
        .authorize(ctx, Action::ContributorUpdate)?;
    let mut validator = InputValidator::default();
    let (name, slug) = input.naming.read(&mut validator);
    let change = newsroom::ContributorChange {
        name,
        slug,
        kind: input.kind.map(Into::into),
        biography: validator.changed_text("biography", input.biography),
        portrait: or_null(input.portrait, |image| {
            image.read(&mut validator, "portrait")
        }),
    };
    let change = input.revised.versioned_change(validator, Some(change))?;
    run(ctx, context, TaxonomyCommand::Update(change)).await
}

async fn run(
    ctx: &Context<'_>,
    context: CommandContext,
    command: ContributorCommand,
) -> Outcome<Contributor> {
    let contributor = WriteContext::from_graphql(ctx)?
        .desk
        .contributor(context, command)
        .await?;
    Ok(Contributor::new(
        Arc::new(contributor),
        ReadContext::from_graphql(ctx)?,
    ))
}
