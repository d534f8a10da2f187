//! Nodes: whatever has an id, asked for by it.

use async_graphql::{Context, ID, Interface, Object, Result};
use futures::future::join_all;
use standfirst_domain::listing::Key;

use super::{
    article::Article,
    collection::{self, Collection},
    contributor::Contributor,
    errors::{Fault, fault},
    ids::Named,
    input,
    reading::Reading,
    section::Section,
    tag::Tag,
};

/// What can be asked for again by its id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Names it for ever."))]
pub enum Node {
    /// An article.
    Article(Article),
    /// A tag.
    Tag(Tag),
    /// A section.
    Section(Section),
    /// A contributor.
    Contributor(Contributor),
    /// A collection.
    Collection(Collection),
}

/// The fields that ask for anything by its id.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Whatever has this id. Null when there is no such thing, or none that you may see.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id, as a field of this schema gave it.")] id: ID,
    ) -> Option<Result<Node>> {
        find(ctx, &id).await.transpose()
    }

    /// Whatever has these ids, in the order asked. Null in the place of each that names nothing you may see. At most 100.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ids, as fields of this schema gave them.")] ids: Vec<ID>,
    ) -> Option<Result<Vec<Option<Result<Node>>>>> {
        if let Err(refusal) = input::within_limit("ids", &ids) {
            return Some(Err(refusal));
        }
        let found = join_all(ids.iter().map(|id| find(ctx, id))).await;
        Some(Ok(found.into_iter().map(Result::transpose).collect()))
    }
}

async fn find(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    look_up(Reading::of(ctx)?, id).await.map_err(fault)
}

async fn look_up(reading: &Reading, id: &ID) -> Result<Option<Node>, Fault> {
    let loaders = &reading.loaders;
    Ok(match Named::of(id) {
        Some(Named::Article(id)) => reading
            .article(Key::Id(id))
            .await?
            .map(|found| Node::Article(Article(found))),
        Some(Named::Tag(id)) => loaders
            .tags
            .one(Key::Id(id))
            .await?
            .map(|tag| Node::Tag(Tag(tag))),
        Some(Named::Section(id)) => loaders
            .sections
            .one(Key::Id(id))
            .await?
            .map(|section| Node::Section(Section(section))),
        Some(Named::Contributor(id)) => loaders
            .contributors
            .one(Key::Id(id))
            .await?
            .map(|contributor| Node::Contributor(Contributor(contributor))),
        Some(Named::Collection(id)) => collection::find(reading, Key::Id(id))
            .await?
            .map(Node::Collection),
        // Accounts are no part of the newsroom that readers walk through.
        Some(Named::Account(_)) | None => None,
    })
}
