//! The acts on contributors.

use std::sync::Arc;

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use standfirst_domain::{
    body::Image,
    command_context::CommandContext,
    contributor as newsroom,
    error::UserError,
    ids::ContributorId,
    permission::Action,
    taxonomy::{ContributorCommand, TaxonomyCommand},
    text::Name,
};

use super::{Contributor, ContributorKind};
use crate::graphql::{
    acting::{Acting, guard},
    form::Form,
    ids::Named,
    input::ImageInput,
    reading::{Reading, Seen},
    revising::{Revised, Sent, carried_out},
    user_errors::{UserErrorObject, parted},
};

/// A contributor to be made.
#[derive(InputObject)]
pub struct ContributorDefineInput {
    /// The name as printed. No two contributors have the same, spelling in capitals aside.
    pub name: String,
    /// The human part of their page's address; made from the name when nothing is said.
    pub slug: Option<String>,
    /// A person or an agency.
    #[graphql(default_with = "ContributorKind::Person")]
    pub kind: ContributorKind,
    /// A few sentences about them.
    pub biography: Option<String>,
    /// A picture of them.
    pub portrait: Option<ImageInput>,
    #[graphql(flatten)]
    pub sent: Sent,
}

/// A change of a contributor. What is left out stays as it is.
#[derive(InputObject)]
pub struct ContributorAmendInput {
    #[graphql(flatten)]
    pub revised: Revised,
    /// The name as printed. It cannot be cleared.
    pub name: MaybeUndefined<String>,
    /// The human part of their page's address; the former one goes on finding the contributor. Null makes it anew from the name.
    pub slug: MaybeUndefined<String>,
    /// A person or an agency.
    pub kind: Option<ContributorKind>,
    /// A few sentences about them; null clears it.
    pub biography: MaybeUndefined<String>,
    /// A picture of them; null clears it.
    pub portrait: MaybeUndefined<ImageInput>,
}

/// What came of an act on a contributor.
#[derive(SimpleObject)]
pub struct ContributorPayload {
    /// The contributor after the act. Null where there are user errors.
    contributor: Option<Contributor>,
    /// What stood against the act, all at once. Nothing was changed where there are any.
    user_errors: Vec<UserErrorObject>,
}

impl ContributorPayload {
    fn of(outcome: Result<newsroom::Contributor, Vec<UserError>>, reading: &Arc<Reading>) -> Self {
        let (contributor, user_errors) = parted(outcome);
        let contributor =
            contributor.map(|contributor| Contributor(Seen::new(Arc::new(contributor), reading)));
        Self {
            contributor,
            user_errors,
        }
    }
}

type Answer = Option<Result<ContributorPayload>>;

/// The acts on contributors.
#[derive(Default)]
pub struct ContributorMutation;

#[Object]
impl ContributorMutation {
    /// Makes a contributor.
    async fn contributor_define(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The contributor.")] input: ContributorDefineInput,
    ) -> Answer {
        Some(define(ctx, input).await)
    }

    /// Changes a contributor. Their former slug goes on finding them.
    async fn contributor_amend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The contributor and the change.")] input: ContributorAmendInput,
    ) -> Answer {
        Some(amend(ctx, input).await)
    }
}

async fn define(ctx: &Context<'_>, input: ContributorDefineInput) -> Result<ContributorPayload> {
    let authorization = guard(ctx, Action::ContributorDefine)?;
    let context = input.sent.context(ctx, &authorization)?;
    let at = context.at;
    let mut form = Form::default();
    let biography = form.sentences("biography", input.biography.as_deref());
    let portrait = input
        .portrait
        .and_then(|image| image.read(&mut form, "portrait"));
    let read = form.defined(&input.name, input.slug.as_deref(), |name, slug| {
        newsroom::Contributor {
            id: ContributorId::mint(at, rand::random()),
            slug,
            name,
            kind: input.kind.into(),
            biography,
            portrait,
            version: 1,
        }
    });
    let read = read.map(TaxonomyCommand::Create);
    answer(ctx, context, read).await
}

async fn amend(ctx: &Context<'_>, input: ContributorAmendInput) -> Result<ContributorPayload> {
    let authorization = guard(ctx, Action::ContributorAmend)?;
    let context = input.revised.context(ctx, &authorization)?;
    let mut form = Form::default();
    let change = newsroom::ContributorChange {
        name: form.kept("name", input.name, Name::parse),
        slug: form.slug(input.slug),
        kind: input.kind.map(Into::into),
        biography: form.words("biography", input.biography),
        portrait: portrait(&mut form, input.portrait),
    };
    let read = input
        .revised
        .amending(form, "contributor", Named::contributor, Some(change));
    answer(ctx, context, read.map(TaxonomyCommand::Update)).await
}

async fn answer(
    ctx: &Context<'_>,
    context: CommandContext,
    read: Result<ContributorCommand, Vec<UserError>>,
) -> Result<ContributorPayload> {
    let desk = &Acting::of(ctx)?.desk;
    let outcome = carried_out(read, |act| desk.contributor(context, act)).await?;
    Ok(ContributorPayload::of(outcome, Reading::of(ctx)?))
}

fn portrait(form: &mut Form, input: MaybeUndefined<ImageInput>) -> Option<Option<Image>> {
    match input {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(input) => input.read(form, "portrait").map(Some),
    }
}
