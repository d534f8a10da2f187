//! The acts on tags.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use standfirst_domain::{
    command_context::CommandContext,
    error::UserError,
    ids::TagId,
    permission::{Access, Action},
    tag as newsroom,
    taxonomy::TagCommand,
};

use super::{Tag, TagKind};
use crate::graphql::{
    acting::{Acting, guard},
    form::Form,
    ids::Named,
    reading::{Reading, Seen},
    revising::{Revised, Sent, carried_out},
    user_errors::{UserErrorObject, parted},
};

/// A tag to be made, or to be brought back if one of its name was retired.
#[derive(InputObject)]
pub struct TagDefineInput {
    /// The name as printed. No two tags have the same, spelling in capitals aside.
    pub name: String,
    /// What the tag names.
    pub kind: TagKind,
    /// The human part of its page's address; made from the name when nothing is said.
    pub slug: Option<String>,
    /// A sentence about it.
    pub description: Option<String>,
    #[graphql(flatten)]
    pub sent: Sent,
}

/// A change of what a tag is called and says of itself. What is left out stays as it is.
#[derive(InputObject)]
pub struct TagRenameInput {
    #[graphql(flatten)]
    pub revised: Revised,
    /// The name as printed. It cannot be cleared.
    pub name: MaybeUndefined<String>,
    /// The human part of its page's address; the former one goes on finding the tag. Null makes it anew from the name.
    pub slug: MaybeUndefined<String>,
    /// What the tag names.
    pub kind: Option<TagKind>,
    /// A sentence about it; null clears it.
    pub description: MaybeUndefined<String>,
}

/// A tag whose articles are to carry another in its place.
#[derive(InputObject)]
pub struct TagMergeInput {
    #[graphql(flatten)]
    pub revised: Revised,
    /// The id of the tag that stands in its place from now on.
    pub into: ID,
}

/// A tag that is not to be given to articles any more.
#[derive(InputObject)]
pub struct TagRetireInput {
    #[graphql(flatten)]
    pub revised: Revised,
}

/// What came of an act on a tag.
#[derive(SimpleObject)]
pub struct TagPayload {
    /// The tag after the act; after a merge the one into which another was merged. Null where there are user errors.
    tag: Option<Tag>,
    /// What stood against the act, all at once. Nothing was changed where there are any.
    user_errors: Vec<UserErrorObject>,
}

impl TagPayload {
    fn of(outcome: Result<newsroom::Tag, Vec<UserError>>, reading: &Arc<Reading>) -> Self {
        let (tag, user_errors) = parted(outcome);
        let tag = tag.map(|tag| Tag(Seen::new(Arc::new(tag), reading)));
        Self { tag, user_errors }
    }
}

type Answer = Option<Result<TagPayload>>;

/// The acts on tags.
#[derive(Default)]
pub struct TagMutation;

#[Object]
impl TagMutation {
    /// Makes a tag, or brings one back that was retired.
    async fn tag_define(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The tag.")] input: TagDefineInput,
    ) -> Answer {
        Some(define(ctx, input).await)
    }

    /// Changes what a tag is called and says of itself. Its former slug goes on finding it.
    async fn tag_rename(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The tag and the change.")] input: TagRenameInput,
    ) -> Answer {
        Some(rename(ctx, input).await)
    }

    /// Merges a tag into another: all articles that carried it carry the other, once, and its id and slugs find the other.
    async fn tag_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The tag and the one that takes its place.")] input: TagMergeInput,
    ) -> Answer {
        Some(merge(ctx, input).await)
    }

    /// Retires a tag: readers do not meet it any more, and it is given to no article. Articles at the desk keep it.
    async fn tag_retire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The tag.")] input: TagRetireInput,
    ) -> Answer {
        Some(retire(ctx, input).await)
    }
}

async fn define(ctx: &Context<'_>, input: TagDefineInput) -> Result<TagPayload> {
    let authorization = guard(ctx, Action::TagDefine)?;
    let context = input.sent.context(ctx, &authorization)?;
    let at = context.at;
    let mut form = Form::default();
    let description = form.sentences("description", input.description.as_deref());
    let read = form.defined(&input.name, input.slug.as_deref(), |name, slug| {
        newsroom::Tag {
            id: TagId::mint(at, rand::random()),
            slug,
            name,
            kind: input.kind.into(),
            description,
            version: 1,
        }
    });
    let define = match authorization.actor.may(Action::TagRename) {
        Access::No => TagCommand::CreateNew,
        Access::Own | Access::All => TagCommand::Create,
    };
    let read = read.map(define);
    answer(ctx, context, read).await
}

async fn rename(ctx: &Context<'_>, input: TagRenameInput) -> Result<TagPayload> {
    let authorization = guard(ctx, Action::TagRename)?;
    let context = input.revised.context(ctx, &authorization)?;
    let mut form = Form::default();
    let change = newsroom::TagChange {
        name: form.kept("name", input.name, standfirst_domain::text::Name::parse),
        slug: form.slug(input.slug),
        kind: input.kind.map(Into::into),
        description: form.words("description", input.description),
    };
    let read = input
        .revised
        .amending(form, "tag", Named::tag, Some(change));
    answer(ctx, context, read.map(TagCommand::Rename)).await
}

async fn merge(ctx: &Context<'_>, input: TagMergeInput) -> Result<TagPayload> {
    let authorization = guard(ctx, Action::TagMerge)?;
    let context = input.revised.context(ctx, &authorization)?;
    let mut form = Form::default();
    let into = form.id("into", "tag", &input.into, Named::tag);
    let read = input.revised.amending(form, "tag", Named::tag, into);
    answer(ctx, context, read.map(TagCommand::Merge)).await
}

async fn retire(ctx: &Context<'_>, input: TagRetireInput) -> Result<TagPayload> {
    let authorization = guard(ctx, Action::TagRetire)?;
    let context = input.revised.context(ctx, &authorization)?;
    let form = Form::default();
    let read = input.revised.amending(form, "tag", Named::tag, Some(()));
    answer(ctx, context, read.map(TagCommand::Retire)).await
}

async fn answer(
    ctx: &Context<'_>,
    context: CommandContext,
    read: Result<TagCommand, Vec<UserError>>,
) -> Result<TagPayload> {
    let desk = &Acting::of(ctx)?.desk;
    let outcome = carried_out(read, |act| desk.tag(context, act)).await?;
    Ok(TagPayload::of(outcome, Reading::of(ctx)?))
}
