//! Nodes: objects that are loaded by their global id.

use async_graphql::{Context, ID, Interface, Object, Result};
use futures::future::join_all;
use standfirst_domain::listing::Key;

use super::{
    article::Article,
    collection::{self, Collection},
    contributor::Contributor,
    ids::GlobalId,
    input,
    read_context::ReadContext,
    section::Section,
    tag::Tag,
    taxonomy::find,
};

/// An object with a global id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Globally unique, stable identifier."))]
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

/// Queries by global id.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Returns the object with this id. Null if it does not exist or is not visible to the caller.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id returned by a field of this schema.")] id: ID,
    ) -> Option<Result<Node>> {
        node(ctx, &id).await.transpose()
    }

    /// Returns the objects with these ids (at most 100) in the order of the ids. An entry is null
    /// if the object does not exist or is not visible to the caller.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ids returned by fields of this schema.")] ids: Vec<ID>,
    ) -> Option<Result<Vec<Option<Result<Node>>>>> {
        if let Err(error) = input::within_limit("ids", &ids) {
            return Some(Err(error));
        }
        let found = join_all(ids.iter().map(|id| node(ctx, id))).await;
        Some(Ok(found.into_iter().map(Result::transpose).collect()))
    }
}

async fn node(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let read_context = ReadContext::from_graphql(ctx)?;
    Ok(match GlobalId::decode(id) {
        Some(GlobalId::Article(id)) => read_context
            .article(Key::Id(id))
            .await?
            .map(|found| Node::Article(Article::new(found, read_context))),
        Some(GlobalId::Tag(id)) => find(read_context, Key::Id(id)).await?.map(Node::Tag),
        Some(GlobalId::Section(id)) => find(read_context, Key::Id(id)).await?.map(Node::Section),
        Some(GlobalId::Contributor(id)) => find(read_context, Key::Id(id))
            .await?
            .map(Node::Contributor),
        Some(GlobalId::Collection(id)) => collection::find(read_context, Key::Id(id))
            .await?
            .map(Node::Collection),
        // These are no part of the newsroom that readers walk through.
        Some(GlobalId::Account(_) | GlobalId::Preview(_) | GlobalId::AuditEntry(_)) | None => None,
    })
}
