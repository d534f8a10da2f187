//! The acts on sections.

use std::sync::Arc;

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use standfirst_domain::{
    error::Refusal,
    ids::SectionId,
    mandate::Mandate,
    permission::Action,
    section as newsroom,
    stylebook::{NameAct, SectionAct},
    text::Name,
};

use super::Section;
use crate::graphql::{
    command_input::{IdempotentInput, VersionedInput, execute},
    ids::GlobalId,
    input_validator::InputValidator,
    keyed_by_reader::KeyedByReader,
    read_context::ReadContext,
    user_errors::{UserError, into_payload_parts},
    write_context::{WriteContext, guard},
};

/// A section to be made.
#[derive(InputObject)]
pub struct SectionDefineInput {
    /// The name as printed. No two sections have the same, spelling in capitals aside.
    pub name: String,
    /// The human part of its page's address; made from the name when nothing is said.
    pub slug: Option<String>,
    /// A sentence about it.
    pub description: Option<String>,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}

/// A change of a section. What is left out stays as it is.
#[derive(InputObject)]
pub struct SectionAmendInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// The name as printed. It cannot be cleared.
    pub name: MaybeUndefined<String>,
    /// The human part of its page's address; the former one goes on finding the section. Null makes it anew from the name.
    pub slug: MaybeUndefined<String>,
    /// A sentence about it; null clears it.
    pub description: MaybeUndefined<String>,
}

/// What came of an act on a section.
#[derive(SimpleObject)]
pub struct SectionPayload {
    /// The section after the act. Null where there are user errors.
    section: Option<Section>,
    /// What stood against the act, all at once. Nothing was changed where there are any.
    user_errors: Vec<UserError>,
}

impl SectionPayload {
    fn of(
        outcome: Result<newsroom::Section, Vec<Refusal>>,
        read_context: &Arc<ReadContext>,
    ) -> Self {
        let (section, user_errors) = into_payload_parts(outcome);
        let section =
            section.map(|section| Section(KeyedByReader::new(Arc::new(section), read_context)));
        Self {
            section,
            user_errors,
        }
    }
}

type Answer = Option<Result<SectionPayload>>;

/// The acts on sections.
#[derive(Default)]
pub struct SectionMutation;

#[Object]
impl SectionMutation {
    /// Makes a section.
    async fn section_define(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The section.")] input: SectionDefineInput,
    ) -> Answer {
        Some(define(ctx, input).await)
    }

    /// Changes a section. Its former slug goes on finding it.
    async fn section_amend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The section and the change.")] input: SectionAmendInput,
    ) -> Answer {
        Some(amend(ctx, input).await)
    }
}

async fn define(ctx: &Context<'_>, input: SectionDefineInput) -> Result<SectionPayload> {
    let warrant = guard(ctx, Action::SectionDefine)?;
    let mandate = input.sent.mandate(ctx, &warrant)?;
    let at = mandate.at;
    let mut validator = InputValidator::default();
    let description = validator.sentences("description", input.description.as_deref());
    let read = validator.defined(&input.name, input.slug.as_deref(), |name, slug| {
        newsroom::Section {
            id: SectionId::mint(at, rand::random()),
            slug,
            name,
            description,
            version: 1,
        }
    });
    let read = read.map(NameAct::Define);
    answer(ctx, mandate, read).await
}

async fn amend(ctx: &Context<'_>, input: SectionAmendInput) -> Result<SectionPayload> {
    let warrant = guard(ctx, Action::SectionAmend)?;
    let mandate = input.revised.mandate(ctx, &warrant)?;
    let mut validator = InputValidator::default();
    let change = newsroom::SectionChange {
        name: validator.kept("name", input.name, Name::parse),
        slug: validator.slug(input.slug),
        description: validator.words("description", input.description),
    };
    let read =
        input
            .revised
            .versioned_change(validator, "section", GlobalId::section, Some(change));
    answer(ctx, mandate, read.map(NameAct::Amend)).await
}

async fn answer(
    ctx: &Context<'_>,
    mandate: Mandate,
    read: Result<SectionAct, Vec<Refusal>>,
) -> Result<SectionPayload> {
    let desk = &WriteContext::from_graphql(ctx)?.desk;
    let outcome = execute(read, |act| desk.section(mandate, act)).await?;
    Ok(SectionPayload::of(outcome, ReadContext::from_graphql(ctx)?))
}
