//! Mutations on sections.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use standfirst_domain::{
    error::Refusal,
    ids::SectionId,
    mandate::Mandate,
    permission::Action,
    section as newsroom,
    command::{NameAct}, section::{SectionAct},
};

use super::Section;
use crate::graphql::{
    command_input::{IdempotentInput, VersionedInput, execute},
    ids::GlobalId,
    input_validator::InputValidator,
    read_context::ReadContext,
    taxonomy_input::{NameChangeInput, NewNameInput, payload_parts},
    user_errors::{MutationResult, UserError},
    write_context::{WriteContext, guard},
};

/// Input of `sectionCreate`.
#[derive(InputObject)]
pub struct SectionCreateInput {
    #[graphql(flatten)]
    pub naming: NewNameInput,
    /// Short description (at most 1,000 characters).
    pub description: Option<String>,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}

/// Input of `sectionUpdate`. Omitted fields keep their value.
#[derive(InputObject)]
pub struct SectionUpdateInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    #[graphql(flatten)]
    pub naming: NameChangeInput,
    /// Short description (at most 1,000 characters). Null clears it.
    pub description: MaybeUndefined<String>,
}

/// Result of a mutation on a section.
#[derive(SimpleObject)]
pub struct SectionPayload {
    /// Section after the change. Null if there are user errors.
    section: Option<Section>,
    /// Errors that the caller can correct, all at once. Empty on success; otherwise nothing was
    /// changed.
    user_errors: Vec<UserError>,
}

/// Mutations on sections.
#[derive(Default)]
pub struct SectionMutation;

#[Object]
impl SectionMutation {
    /// Creates a section.
    async fn section_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Section to create.")] input: SectionCreateInput,
    ) -> MutationResult<SectionPayload> {
        Some(create(ctx, input).await)
    }

    /// Updates the name, slug or description of a section. The former slug still resolves.
    async fn section_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Section and changes.")] input: SectionUpdateInput,
    ) -> MutationResult<SectionPayload> {
        Some(update(ctx, input).await)
    }
}

async fn create(ctx: &Context<'_>, input: SectionCreateInput) -> Result<SectionPayload> {
    let warrant = guard(ctx, Action::SectionCreate)?;
    let mandate = input.sent.mandate(ctx, &warrant)?;
    let mut validator = InputValidator::default();
    let description = validator.optional_text("description", input.description.as_deref());
    let id = SectionId::mint(mandate.at, rand::random());
    let section = input
        .naming
        .build(validator, |name, slug| newsroom::Section {
            id,
            slug,
            name,
            description,
            version: 1,
        });
    run(ctx, mandate, section.map(NameAct::Create)).await
}

async fn update(ctx: &Context<'_>, input: SectionUpdateInput) -> Result<SectionPayload> {
    let warrant = guard(ctx, Action::SectionUpdate)?;
    let mandate = input.revised.mandate(ctx, &warrant)?;
    let mut validator = InputValidator::default();
    let (name, slug) = input.naming.read(&mut validator);
    let change = newsroom::SectionChange {
        name,
        slug,
        description: validator.changed_text("description", input.description),
    };
    let change =
        input
            .revised
            .versioned_change(validator, "section", GlobalId::section, Some(change));
    run(ctx, mandate, change.map(NameAct::Update)).await
}

async fn run(
    ctx: &Context<'_>,
    mandate: Mandate,
    command: Result<SectionAct, Vec<Refusal>>,
) -> Result<SectionPayload> {
    let desk = &WriteContext::from_graphql(ctx)?.desk;
    let outcome = execute(command, |command| desk.section(mandate, command)).await?;
    let (section, user_errors) = payload_parts(outcome, ReadContext::from_graphql(ctx)?);
    Ok(SectionPayload {
        section,
        user_errors,
    })
}
