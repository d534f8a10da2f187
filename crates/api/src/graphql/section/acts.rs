//! The acts on sections.

use std::sync::Arc;

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use standfirst_domain::{
    command_context::CommandContext,
    error::UserError,
    ids::SectionId,
    permission::Action,
    section as newsroom,
    taxonomy::{SectionCommand, TaxonomyCommand},
    text::Name,
};

use super::Section;
use crate::graphql::{
    acting::{Acting, guard},
    form::Form,
    ids::Named,
    reading::{Reading, Seen},
    revising::{Revised, Sent, carried_out},
    user_errors::{UserErrorObject, parted},
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
    pub sent: Sent,
}

/// A change of a section. What is left out stays as it is.
#[derive(InputObject)]
pub struct SectionAmendInput {
    #[graphql(flatten)]
    pub revised: Revised,
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
    user_errors: Vec<UserErrorObject>,
}

impl SectionPayload {
    fn of(outcome: Result<newsroom::Section, Vec<UserError>>, reading: &Arc<Reading>) -> Self {
        let (section, user_errors) = parted(outcome);
        let section = section.map(|section| Section(Seen::new(Arc::new(section), reading)));
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
    let authorization = guard(ctx, Action::SectionDefine)?;
    let context = input.sent.context(ctx, &authorization)?;
    let at = context.at;
    let mut form = Form::default();
    let description = form.sentences("description", input.description.as_deref());
    let read = form.defined(&input.name, input.slug.as_deref(), |name, slug| {
        newsroom::Section {
            id: SectionId::mint(at, rand::random()),
            slug,
            name,
            description,
            version: 1,
        }
    });
    let read = read.map(TaxonomyCommand::Create);
    answer(ctx, context, read).await
}

async fn amend(ctx: &Context<'_>, input: SectionAmendInput) -> Result<SectionPayload> {
    let authorization = guard(ctx, Action::SectionAmend)?;
    let context = input.revised.context(ctx, &authorization)?;
    let mut form = Form::default();
    let change = newsroom::SectionChange {
        name: form.kept("name", input.name, Name::parse),
        slug: form.slug(input.slug),
        description: form.words("description", input.description),
    };
    let read = input
        .revised
        .amending(form, "section", Named::section, Some(change));
    answer(ctx, context, read.map(TaxonomyCommand::Update)).await
}

async fn answer(
    ctx: &Context<'_>,
    context: CommandContext,
    read: Result<SectionCommand, Vec<UserError>>,
) -> Result<SectionPayload> {
    let desk = &Acting::of(ctx)?.desk;
    let outcome = carried_out(read, |act| desk.section(context, act)).await?;
    Ok(SectionPayload::of(outcome, Reading::of(ctx)?))
}
