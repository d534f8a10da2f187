//! The acts on contributors.

use std::sync::Arc;

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use standfirst_domain::{
    body::Image,
    contributor as newsroom,
    error::Refusal,
    ids::ContributorId,
    mandate::Mandate,
    permission::Action,
    stylebook::{ContributorAct, NameAct},
    text::Name,
};

use super::{Contributor, ContributorKind};
use crate::graphql::{
    command_input::{IdempotentInput, VersionedInput, execute},
    ids::GlobalId,
    input::ImageInput,
    input_validator::InputValidator,
    keyed_by_reader::KeyedByReader,
    read_context::ReadContext,
    user_errors::{UserError, into_payload_parts},
    write_context::{WriteContext, guard},
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
    pub sent: IdempotentInput,
}

/// A change of a contributor. What is left out stays as it is.
#[derive(InputObject)]
pub struct ContributorAmendInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
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
    user_errors: Vec<UserError>,
}

impl ContributorPayload {
    fn of(
        outcome: Result<newsroom::Contributor, Vec<Refusal>>,
        read_context: &Arc<ReadContext>,
    ) -> Self {
        let (contributor, user_errors) = into_payload_parts(outcome);
        let contributor = contributor.map(|contributor| {
            Contributor(KeyedByReader::new(Arc::new(contributor), read_context))
        });
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
    let warrant = guard(ctx, Action::ContributorDefine)?;
    let mandate = input.sent.mandate(ctx, &warrant)?;
    let at = mandate.at;
    let mut validator = InputValidator::default();
    let biography = validator.sentences("biography", input.biography.as_deref());
    let portrait = input
        .portrait
        .and_then(|image| image.read(&mut validator, "portrait"));
    let read = validator.defined(&input.name, input.slug.as_deref(), |name, slug| {
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
    let read = read.map(NameAct::Define);
    answer(ctx, mandate, read).await
}

async fn amend(ctx: &Context<'_>, input: ContributorAmendInput) -> Result<ContributorPayload> {
    let warrant = guard(ctx, Action::ContributorAmend)?;
    let mandate = input.revised.mandate(ctx, &warrant)?;
    let mut validator = InputValidator::default();
    let change = newsroom::ContributorChange {
        name: validator.kept("name", input.name, Name::parse),
        slug: validator.slug(input.slug),
        kind: input.kind.map(Into::into),
        biography: validator.words("biography", input.biography),
        portrait: portrait(&mut validator, input.portrait),
    };
    let read = input.revised.versioned_change(
        validator,
        "contributor",
        GlobalId::contributor,
        Some(change),
    );
    answer(ctx, mandate, read.map(NameAct::Amend)).await
}

async fn answer(
    ctx: &Context<'_>,
    mandate: Mandate,
    read: Result<ContributorAct, Vec<Refusal>>,
) -> Result<ContributorPayload> {
    let desk = &WriteContext::from_graphql(ctx)?.desk;
    let outcome = execute(read, |act| desk.contributor(mandate, act)).await?;
    Ok(ContributorPayload::of(
        outcome,
        ReadContext::from_graphql(ctx)?,
    ))
}

fn portrait(
    validator: &mut InputValidator,
    input: MaybeUndefined<ImageInput>,
) -> Option<Option<Image>> {
    match input {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(input) => input.read(validator, "portrait").map(Some),
    }
}
