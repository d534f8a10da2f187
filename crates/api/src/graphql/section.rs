//! Sections: their type and mutations.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use standfirst_domain::{
    command::TaxonomyCommand, command_context::CommandContext, ids::SectionId, permission::Action,
    section as newsroom, section::SectionCommand,
};

pub use super::objects::Section;
use super::{
    command_input::{IdempotentInput, VersionedInput},
    ids::GlobalId,
    input_validator::InputValidator,
    objects::SectionFields,
    read_context::ReadContext,
    taxonomy::TaxonomyObject,
    taxonomy_input::{NameChangeInput, NewNameInput},
    user_errors::{MutationResult, Outcome, UserErrorObject, payload},
    write_context::WriteContext,
};

#[Object]
impl SectionFields {
    /// Globally unique, stable identifier.
    async fn id(&self) -> ID {
        GlobalId::Section(self.0.id).encode()
    }

    /// URL-friendly identifier, unique among sections. Former slugs still resolve.
    async fn slug(&self) -> &str {
        self.0.slug.as_str()
    }

    /// Display name.
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
}

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
    user_errors: Vec<UserErrorObject>,
}

payload!(SectionPayload, section: Section);

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
        SectionPayload::from_outcome(create(ctx, input).await)
    }

    /// Updates the name, slug or description of a section. The former slug still resolves.
    async fn section_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Section and changes.")] input: SectionUpdateInput,
    ) -> MutationResult<SectionPayload> {
        SectionPayload::from_outcome(update(ctx, input).await)
    }
}

async fn create(ctx: &Context<'_>, input: SectionCreateInput) -> Outcome<Section> {
    let context = input.sent.authorize(ctx, Action::SectionCreate)?;
    let mut validator = InputValidator::default();
    let description = validator.optional_text("description", input.description.as_deref());
    let id = SectionId::new(context.at, rand::random());
    let section = input
        .naming
        .build(validator, |name, slug| newsroom::Section {
            id,
            slug,
            name,
            description,
            version: 1,
        })?;
    run(ctx, context, TaxonomyCommand::Create(section)).await
}

async fn update(ctx: &Context<'_>, input: SectionUpdateInput) -> Outcome<Section> {
    let context = input.revised.sent.authorize(ctx, Action::SectionUpdate)?;
    let mut validator = InputValidator::default();
    let (name, slug) = input.naming.read(&mut validator);
    let change = newsroom::SectionChange {
        name,
        slug,
        description: validator.changed_text("description", input.description),
    };
    let change = input.revised.versioned_change(validator, Some(change))?;
    run(ctx, context, TaxonomyCommand::Update(change)).await
}

async fn run(
    ctx: &Context<'_>,
    context: CommandContext,
    command: SectionCommand,
) -> Outcome<Section> {
    let section = WriteContext::from_graphql(ctx)?
        .desk
        .section(context, command)
        .await?;
    Ok(Section::new(
        Arc::new(section),
        ReadContext::from_graphql(ctx)?,
    ))
}
